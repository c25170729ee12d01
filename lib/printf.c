// SPDX-License-Identifier: GPL-2.0
/*
 * Formatted text: the vsnprintf family, as lectern/printf.h describes it.
 *
 * Two halves. Parsing turns each `%…` into a struct spec; printing lays a
 * spec's text out as
 *
 *	[spaces] [sign or 0x] [zeros] [digits or text] [spaces]
 *	 pad, right-justified                          pad, left-justified
 *
 * Output goes through put(), which counts what does not fit any more, so that
 * the whole length is known at the end.
 *
 * Used by printk and panic: no locks, no allocation, little stack, any
 * context.
 */
#include <lectern/bug.h>
#include <lectern/ctype.h>
#include <lectern/limits.h>
#include <lectern/math64.h>
#include <lectern/printf.h>
#include <lectern/string.h>

/* Digits of the longest number: 64 bits in octal. */
#define MAX_DIGITS 22

/* In the order of flag_chars. */
enum flag {
	FLAG_LEFT = 1 << 0,   /* '-' */
	FLAG_PLUS = 1 << 1,   /* '+' */
	FLAG_SPACE = 1 << 2,  /* ' ' */
	FLAG_ALT = 1 << 3,    /* '#' */
	FLAG_ZERO = 1 << 4,   /* '0' */
	FLAG_UPPER = 1 << 5,  /* %X */
	FLAG_SIGNED = 1 << 6, /* %d, %i */
};

static const char flag_chars[] = "-+ #0";

struct spec {
	unsigned int flags; /* enum flag */
	int width;	    /* least number of characters, >= 0 */
	int precision;	    /* as given, -1 when absent */
	unsigned int size;  /* of the argument, in bytes */
};

struct out {
	char *buf;
	size_t size;   /* bytes at buf, the NUL's included */
	size_t len;    /* of the whole text so far */
	va_list *args; /* those not yet printed */
};

/* --- printing --- */

/* The only place that writes; what does not fit is counted all the same. */
static void put(struct out *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

/* Nothing for a count below 0: callers subtract lengths freely. */
static void put_repeated(struct out *out, char c, int count)
{
	while (count-- > 0)
		put(out, c);
}

static void put_text(struct out *out, const char *s, int len)
{
	while (len-- > 0)
		put(out, *s++);
}

/* A text of `len` characters in its layout. */
static void put_field(struct out *out, const struct spec *spec,
		      const char *prefix, int zeros, const char *s, int len)
{
	int prefix_len = (int)strlen(prefix);
	int pad = spec->width - prefix_len - zeros - len;

	if (!(spec->flags & FLAG_LEFT))
		put_repeated(out, ' ', pad);
	put_text(out, prefix, prefix_len);
	put_repeated(out, '0', zeros);
	put_text(out, s, len);
	if (spec->flags & FLAG_LEFT)
		put_repeated(out, ' ', pad);
}

/* Write the digits in front of `end`; returns how many. None for 0. */
static int make_digits(char *end, u64 value, u32 base, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int count = 0;
	u32 digit;

	for (; value; count++) {
		value = div_u64_rem(value, base, &digit);
		*--end = digits[digit];
	}
	return count;
}

/* What stands before the digits; "" for most numbers. */
static const char *number_prefix(const struct spec *spec, u64 value, u32 base,
				 bool negative)
{
	if (negative)
		return "-";
	if (spec->flags & FLAG_SIGNED) {
		if (spec->flags & FLAG_PLUS)
			return "+";
		if (spec->flags & FLAG_SPACE)
			return " ";
	}
	if ((spec->flags & FLAG_ALT) && base == 16 && value)
		return spec->flags & FLAG_UPPER ? "0X" : "0x";
	return "";
}

/*
 * How many zeros go before `digits` digits: a precision asks for a number of
 * digits (1 when absent), the 0 flag fills the width, # makes octal start with
 * one.
 */
static int leading_zeros(const struct spec *spec, u32 base, int digits,
			 int prefix)
{
	int wanted = spec->precision >= 0 ? spec->precision : 1;

	if ((spec->flags & FLAG_ALT) && base == 8)
		wanted = max(wanted, digits + 1);
	if ((spec->flags & FLAG_ZERO) && !(spec->flags & FLAG_LEFT) &&
	    spec->precision < 0)
		wanted = max(wanted, spec->width - prefix);
	return max(wanted - digits, 0);
}

/*
 * A number in its layout. `value` is signed when the spec says so; its
 * magnitude is taken in u64, where the most negative number has one too.
 */
static void put_number(struct out *out, const struct spec *spec, u64 value,
		       u32 base)
{
	bool negative = (spec->flags & FLAG_SIGNED) && (s64)value < 0;
	u64 magnitude = negative ? -value : value;
	char text[MAX_DIGITS];
	char *end = text + sizeof(text);
	int digits =
		make_digits(end, magnitude, base, spec->flags & FLAG_UPPER);
	const char *prefix = number_prefix(spec, value, base, negative);
	int zeros = leading_zeros(spec, base, digits, (int)strlen(prefix));

	put_field(out, spec, prefix, zeros, end - digits, digits);
}

/* No byte behind the precision is read: the text may lack its NUL. */
static void put_string(struct out *out, const struct spec *spec, const char *s)
{
	size_t max = spec->precision >= 0 ? (size_t)spec->precision : INT_MAX;

	if (!s)
		s = "(null)";
	put_field(out, spec, "", 0, s, (int)strnlen(s, max));
}

/* All digits, so that columns of addresses line up. */
static void put_pointer(struct out *out, struct spec *spec, const void *ptr)
{
	spec->precision = 2 * sizeof(ptr);
	put_number(out, spec, (uintptr_t)ptr, 16);
}

/* C promotes what is smaller than an int: cut it to size again. */
static u64 next_number(struct out *out, const struct spec *spec)
{
	unsigned int excess = 64 - 8 * spec->size;
	u64 value;

	if (spec->size == sizeof(long long))
		value = va_arg(*out->args, unsigned long long);
	else /* a long too, where it is not as long */
		value = va_arg(*out->args, unsigned int);
	value <<= excess;
	return spec->flags & FLAG_SIGNED ? (u64)((s64)value >> excess)
					 : value >> excess;
}

/* --- parsing --- */

/*
 * Each parser takes the text at its part of the conversion, reads the part if
 * it is there, and returns what follows it.
 */
static const char *parse_flags(const char *p, struct spec *spec)
{
	const char *flag;

	for (; *p && (flag = strchr(flag_chars, *p)); p++)
		spec->flags |= 1U << (flag - flag_chars);
	return p;
}

/* A number, or '*' for an argument; 0 when there is neither. */
static const char *parse_int(const char *p, struct out *out, int *value)
{
	if (*p == '*') {
		*value = va_arg(*out->args, int);
		return p + 1;
	}
	for (*value = 0; isdigit(*p); p++)
		*value = *value * 10 + (*p - '0');
	return p;
}

/* A negative width can only come from a '*': it means the flag '-'. */
static const char *parse_width(const char *p, struct out *out,
			       struct spec *spec)
{
	p = parse_int(p, out, &spec->width);
	if (spec->width < 0) {
		spec->flags |= FLAG_LEFT;
		spec->width = -spec->width;
	}
	return p;
}

/* "." alone is a precision of 0; a negative one is none. */
static const char *parse_precision(const char *p, struct out *out,
				   struct spec *spec)
{
	spec->precision = -1;
	if (*p != '.')
		return p;
	p = parse_int(p + 1, out, &spec->precision);
	if (spec->precision < 0)
		spec->precision = -1;
	return p;
}

static const char *parse_size(const char *p, struct spec *spec)
{
	BUILD_BUG_ON(sizeof(size_t) != sizeof(long));
	BUILD_BUG_ON(sizeof(ptrdiff_t) != sizeof(long));
	spec->size = sizeof(int);
	if (*p == 'h') {
		spec->size = p[1] == 'h' ? sizeof(char) : sizeof(short);
		return p + (p[1] == 'h' ? 2 : 1);
	}
	if (*p == 'l' && p[1] == 'l') {
		spec->size = sizeof(long long);
		return p + 2;
	}
	if (*p == 'l' || *p == 'z' || *p == 't') {
		spec->size = sizeof(long);
		p++;
	}
	return p;
}

/* Print one argument; false when there is no such conversion. */
static bool convert(struct out *out, struct spec *spec, char conversion)
{
	u32 base = 10;
	char c;

	switch (conversion) {
	case 'p':
		put_pointer(out, spec, va_arg(*out->args, void *));
		return true;
	case 's':
		put_string(out, spec, va_arg(*out->args, const char *));
		return true;
	case 'c':
		c = (char)va_arg(*out->args, int);
		put_field(out, spec, "", 0, &c, 1);
		return true;
	case '%':
		put(out, '%');
		return true;
	case 'd':
	case 'i':
		spec->flags |= FLAG_SIGNED;
		break;
	case 'u':
		break;
	case 'o':
		base = 8;
		break;
	case 'X':
		spec->flags |= FLAG_UPPER;
		/* fall through */
	case 'x':
		base = 16;
		break;
	default:
		return false;
	}
	put_number(out, spec, next_number(out, spec), base);
	return true;
}

/* `p` is behind a '%'; returns what follows the conversion. */
static const char *format_one(struct out *out, const char *p)
{
	const char *start = p - 1;
	struct spec spec = { .flags = 0 };

	p = parse_flags(p, &spec);
	p = parse_width(p, out, &spec);
	p = parse_precision(p, out, &spec);
	p = parse_size(p, &spec);
	if (convert(out, &spec, *p))
		return p + 1;
	/* Unknown: shown as it stands, so that somebody sees it. */
	put_text(out, start, (int)(p - start));
	return p;
}

/* --- the family --- */

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out out = { .buf = buf, .size = size, .len = 0 };
	va_list rest;

	/* A larger one is a negative number by mistake. */
	assert(size <= INT_MAX);
	/* Where va_list is an array, &args would be no pointer to one. */
	va_copy(rest, args);
	out.args = &rest;
	while (*fmt) {
		if (*fmt++ == '%')
			fmt = format_one(&out, fmt);
		else
			put(&out, fmt[-1]);
	}
	va_end(rest);
	if (size)
		buf[min(out.len, size - 1)] = '\0';
	return (int)out.len;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = vsnprintf(buf, size, fmt, args);

	if (!size)
		return 0;
	return min(len, (int)size - 1);
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
