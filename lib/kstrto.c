// SPDX-License-Identifier: GPL-2.0
/*
 * Strings to numbers, as lectern/kstrto.h describes it. One parser for a
 * magnitude of 64 bits; the types' functions then check their ranges.
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

int kstrtoll(const char *s, unsigned int base, s64 *res)
{
	bool negative = *s == '-';
	u64 magnitude;
	int err;

	/* Only one sign: "-+5" is no number. */
	if (negative && s[1] == '+')
		return -EINVAL;
	err = kstrtoull(negative ? s + 1 : s, base, &magnitude);
	if (err)
		return err;
	/* There is one more negative number than there are positive ones. */
	if (magnitude > (u64)S64_MAX + negative)
		return -ERANGE;
	*res = (s64)(negative ? -magnitude : magnitude);
	return 0;
}

/*
 * The narrower types: the number must survive the conversion there and back.
 * Each function is written out, since a common one would need the range as
 * arguments and be no shorter.
 */
int kstrtoul(const char *s, unsigned int base, unsigned long *res)
{
	u64 value;
	int err = kstrtoull(s, base, &value);

	if (err)
		return err;
	if (value != (unsigned long)value)
		return -ERANGE;
	*res = (unsigned long)value;
	return 0;
}

int kstrtol(const char *s, unsigned int base, long *res)
{
	s64 value;
	int err = kstrtoll(s, base, &value);

	if (err)
		return err;
	if (value != (long)value)
		return -ERANGE;
	*res = (long)value;
	return 0;
}

int kstrtouint(const char *s, unsigned int base, unsigned int *res)
{
	u64 value;
	int err = kstrtoull(s, base, &value);

	if (err)
		return err;
	if (value != (unsigned int)value)
		return -ERANGE;
	*res = (unsigned int)value;
	return 0;
}

int kstrtoint(const char *s, unsigned int base, int *res)
{
	s64 value;
	int err = kstrtoll(s, base, &value);

	if (err)
		return err;
	if (value != (int)value)
		return -ERANGE;
	*res = (int)value;
	return 0;
}
