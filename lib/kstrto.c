// SPDX-License-Identifier: GPL-2.0
/*
 * Strings to numbers, as lectern/kstrto.h describes it. One parser for a
 * magnitude of 64 bits; the narrower types then check their ranges.
 *
 * Any context, no locks.
 */
#include <lectern/bug.h>
#include <lectern/ctype.h>
#include <lectern/kstrto.h>
#include <lectern/limits.h>
#include <lectern/math64.h>
#include <uapi/errno.h>

#define MAX_BASE 16

/* What is no digit at all gets a value that no base has. */
static int digit_value(char c)
{
	if (isdigit(c))
		return c - '0';
	if (isxdigit(c))
		return tolower(c) - 'a' + 10;
	return MAX_BASE;
}

/* Settle base 0 and step over "0x" where it may stand. */
static const char *parse_base(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && tolower(s[1]) == 'x';

	if (*base == 0)
		*base = hex ? 16 : s[0] == '0' ? 8 : 10;
	return *base == 16 && hex ? s + 2 : s;
}

/* Digits, and one newline at most, up to the end of the string. */
static int parse_digits(const char *s, unsigned int base, u64 *res)
{
	u64 value = 0;
	unsigned int digit;

	if (digit_value(*s) >= (int)base)
		return -EINVAL;
	for (; (digit = digit_value(*s)) < base; s++) {
		/* value * base + digit <= U64_MAX, without computing it. */
		if (value > div_u64(U64_MAX - digit, base))
			return -ERANGE;
		value = value * base + digit;
	}
	if (*s == '\n')
		s++;
	if (*s)
		return -EINVAL;
	*res = value;
	return 0;
}

int kstrtoull(const char *s, unsigned int base, u64 *res)
{
	assert(base == 0 || (base >= 2 && base <= MAX_BASE));
	if (*s == '+')
		s++;
	s = parse_base(s, &base);
	return parse_digits(s, base, res);
}

/* As kstrtoull(), but -ERANGE already above `max`. */
static int parse_up_to(const char *s, unsigned int base, u64 max, u64 *res)
{
	int err = kstrtoull(s, base, res);

	return !err && *res > max ? -ERANGE : err;
}

int kstrtouint(const char *s, unsigned int base, unsigned int *res)
{
	u64 value;
	int err = parse_up_to(s, base, UINT_MAX, &value);

	if (!err)
		*res = (unsigned int)value;
	return err;
}

/* There is one more negative number than there are positive ones. */
int kstrtoint(const char *s, unsigned int base, int *res)
{
	bool negative = *s == '-';
	u64 magnitude;
	int err;

	/* Only one sign: "-+5" is no number. */
	if (negative && *++s == '+')
		return -EINVAL;
	err = parse_up_to(s, base, (u64)INT_MAX + negative, &magnitude);
	if (!err)
		*res = (int)(negative ? -magnitude : magnitude);
	return err;
}
