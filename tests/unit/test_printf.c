// SPDX-License-Identifier: GPL-2.0
/*
 * The vsnprintf family (lectern/printf.h). The host's printf judges what both
 * define; the rest is written down.
 */
#include <lectern/limits.h>
#include <lectern/printf.h>
#include <lectern/string.h>

#include "support.h"

static char text[128];

/* What the host calls vsnprintf: rename.h gave ours its name. */
#undef vsnprintf
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);
int lec_vsnprintf(char *buf, size_t size, const char *fmt, va_list args);

/* They hide the formats from the compiler: some are wrong on purpose. */
static int ours(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = lec_vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

static int hosts(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

/* Both must agree on the text and on its length. */
#define same_as_host(...)                                                      \
	do {                                                                   \
		char expected[128];                                            \
		int len = hosts(expected, sizeof(expected), __VA_ARGS__);      \
                                                                               \
		assert_int_equal(ours(text, sizeof(text), __VA_ARGS__), len);  \
		assert_string_equal(text, expected);                           \
	} while (0)

#define prints(expected, ...)                                                  \
	do {                                                                   \
		ours(text, sizeof(text), __VA_ARGS__);                         \
		assert_string_equal(text, expected);                           \
	} while (0)

static void plain_text_and_percent(void **state)
{
	same_as_host("hello");
	same_as_host("%s", "");
	same_as_host("100%%, %d%%", 5);
}

static void integers(void **state)
{
	same_as_host("%d %i %u", 0, -42, 42U);
	same_as_host("%d %d", INT_MAX, INT_MIN);
	same_as_host("%x %X %o", 0xbeefU, 0xbeefU, 8U);
	same_as_host("%ld %lu", LONG_MIN, ULONG_MAX);
	same_as_host("%lld %llu %llx", S64_MIN, U64_MAX, U64_MAX);
	same_as_host("%llo", U64_MAX);
	same_as_host("%zu %zd %td", (size_t)-1, (ssize_t)-1, (ptrdiff_t)-7);
}

static void short_sizes_cut(void **state)
{
	same_as_host("%hhd %hhu", (signed char)-1, (unsigned char)255);
	same_as_host("%hd %hu", (short)-1, (unsigned short)65535);
	same_as_host("%hhx %hx", 0x12, 0x1234);
}

static void width_and_justification(void **state)
{
	same_as_host("[%5d] [%-5d] [%05d]", 42, 42, 42);
	same_as_host("[%5d] [%-5d] [%05d]", -42, -42, -42);
	same_as_host("[%2d]", 12345);
	same_as_host("[%*d] [%-*d] [%*d]", 5, 42, 5, 42, -5, 42);
	same_as_host("[%5s] [%-5s]", "ab", "ab");
	same_as_host("[%3c] [%-3c]", 'x', 'y');
}

static void precision(void **state)
{
	same_as_host("[%.3d] [%.3d] [%8.3d] [%-8.3d]", 5, -5, 5, -5);
	same_as_host("[%.0d] [%.0x] [%.d] [%5.0d]", 0, 0U, 0, 0);
	same_as_host("[%.*d] [%.*d]", 4, 7, -4, 7);
	same_as_host("[%.2s] [%.9s] [%5.1s] [%.0s]", "abc", "abc", "abc",
		     "abc");
}

static void signs(void **state)
{
	same_as_host("[%+d] [%+d] [% d] [% d] [%+ d]", 5, -5, 5, -5, 5);
	same_as_host("[%+05d] [% 05d] [%+-5d]", 5, 5, 5);
}

static void alternative_forms(void **state)
{
	same_as_host("[%#x] [%#X] [%#o] [%#x] [%#o]", 255U, 255U, 8U, 0U, 0U);
	same_as_host("[%#010x] [%#10x] [%-#10x]", 255U, 255U, 255U);
	same_as_host("[%#.5o] [%#.1o] [%#.0o]", 8U, 8U, 0U);
}

/* A precision says how many digits there are: 0 does not matter then. */
static void zero_flag_yields_to_a_precision(void **state)
{
	prints("[  005]", "[%05.3d]", 5);
	prints("[5    ]", "[%-05d]", 5);
}

static void pointers_have_all_digits(void **state)
{
	char digits[2 * sizeof(void *) + 1];

	memset(digits, '0', sizeof(digits) - 1);
	digits[sizeof(digits) - 1] = '\0';
	prints(digits, "%p", NULL);
	strscpy(digits + sizeof(digits) - 1 - 3, "abc", 4);
	prints(digits, "%p", (void *)0xabc);
}

static void null_string_is_shown(void **state)
{
	prints("(null)", "%s", NULL);
	prints("[(n]", "[%.2s]", NULL);
}

static void string_is_read_up_to_the_precision(void **state)
{
	const char unterminated[3] = { 'a', 'b', 'c' };

	prints("abc", "%.3s", unterminated);
}

static void unknown_conversion_stands(void **state)
{
	prints("%y", "%y");
	prints("a %5lk 7", "a %5lk %d", 7);
	prints("50%", "50%");
	prints("%n", "%n");
}

static void cut_text_is_terminated_and_counted(void **state)
{
	char buf[6] = "......";

	assert_int_equal(snprintf(buf, 4, "%d", 123456), 6);
	assert_string_equal(buf, "123");
	assert_int_equal(buf[4], '.');
	assert_int_equal(snprintf(buf, 1, "abc"), 3);
	assert_string_equal(buf, "");
	assert_int_equal(snprintf(NULL, 0, "abc %d", 5), 5);
}

static void scnprintf_counts_what_is_there(void **state)
{
	char buf[4];

	assert_int_equal(scnprintf(buf, sizeof(buf), "ab"), 2);
	assert_int_equal(scnprintf(buf, sizeof(buf), "abcdef"), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(scnprintf(buf, 1, "abc"), 0);
	assert_int_equal(scnprintf(NULL, 0, "abc"), 0);
}

static void absurd_size_is_a_bug(void **state)
{
	expect_assert_failure(ours(text, (size_t)-1, "x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plain_text_and_percent),
		TEST(integers),
		TEST(short_sizes_cut),
		TEST(width_and_justification),
		TEST(precision),
		TEST(signs),
		TEST(alternative_forms),
		TEST(zero_flag_yields_to_a_precision),
		TEST(pointers_have_all_digits),
		TEST(null_string_is_shown),
		TEST(string_is_read_up_to_the_precision),
		TEST(unknown_conversion_stands),
		TEST(cut_text_is_terminated_and_counted),
		TEST(scnprintf_counts_what_is_there),
		TEST(absurd_size_is_a_bug),
	};

	return cmocka_run_group_tests_name("printf", tests, NULL, NULL);
}
