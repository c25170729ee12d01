// SPDX-License-Identifier: GPL-2.0
/* Strings, memory blocks, character classes (lectern/string.h, ctype.h). */
#include <lectern/ctype.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#include "support.h"

static void memcmp_orders_by_unsigned_bytes(void **state)
{
	assert_int_equal(memcmp("ab\0x", "ab\0y", 3), 0);
	assert_true(memcmp("ab\0x", "ab\0y", 4) < 0);
	assert_true(memcmp("\x80", "\x7f", 1) > 0);
	assert_int_equal(memcmp("a", "b", 0), 0);
}

static void memchr_looks_no_further(void **state)
{
	const char *s = "abcb";

	assert_ptr_equal(memchr(s, 'b', 4), s + 1);
	assert_ptr_equal(memchr(s, 0, 5), s + 4);
	assert_null(memchr(s, 'c', 2));
}

static void memchr_inv_finds_the_odd_one_out(void **state)
{
	const char *s = "aaab";

	assert_ptr_equal(memchr_inv(s, 'a', 4), s + 3);
	assert_null(memchr_inv(s, 'a', 3));
	assert_null(memchr_inv(s, 'x', 0));
}

static void lengths(void **state)
{
	const char unterminated[3] = { 'a', 'b', 'c' };

	assert_int_equal(strlen(""), 0);
	assert_int_equal(strlen("abc"), 3);
	assert_int_equal(strnlen("abc", 10), 3);
	assert_int_equal(strnlen(unterminated, 3), 3);
}

static void strscpy_fits_or_cuts(void **state)
{
	char buf[4] = "...";

	assert_int_equal(strscpy(buf, "abc", 4), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(strscpy(buf, "vwxyz", 4), -E2BIG);
	assert_string_equal(buf, "vwx");
	assert_int_equal(strscpy(buf, "", 4), 0);
	assert_string_equal(buf, "");
	assert_int_equal(strscpy(buf, "x", 0), -E2BIG);
}

static void strscpy_reads_only_what_it_copies(void **state)
{
	const char unterminated[3] = { 'a', 'b', 'c' };
	char buf[3];

	assert_int_equal(strscpy(buf, unterminated, 3), -E2BIG);
	assert_string_equal(buf, "ab");
}

static void comparisons(void **state)
{
	assert_int_equal(strcmp("abc", "abc"), 0);
	assert_true(strcmp("abc", "abcd") < 0);
	assert_true(strcmp("abd", "abcd") > 0);
	assert_true(strcmp("\x80", "a") > 0);
	assert_int_equal(strncmp("abcX", "abcY", 3), 0);
	assert_true(strncmp("abcX", "abcY", 4) < 0);
	assert_int_equal(strncmp("a", "a", 9), 0);
}

static void strchr_and_strrchr_find_the_end_too(void **state)
{
	const char *s = "abcb";

	assert_ptr_equal(strchr(s, 'b'), s + 1);
	assert_ptr_equal(strrchr(s, 'b'), s + 3);
	assert_null(strchr(s, 'x'));
	assert_null(strrchr(s, 'x'));
	assert_ptr_equal(strchr(s, 0), s + 4);
	assert_ptr_equal(strrchr(s, 0), s + 4);
}

static void spans(void **state)
{
	assert_int_equal(strspn("aabbc", "ab"), 4);
	assert_int_equal(strspn("aabbc", ""), 0);
	assert_int_equal(strspn("aab", "ab"), 3);
	assert_int_equal(strcspn("aabbc", "cx"), 4);
	assert_int_equal(strcspn("aabbc", ""), 5);
}

static void strsep_gives_empty_tokens_too(void **state)
{
	char line[] = "a,,b:c";
	char *rest = line;

	assert_string_equal(strsep(&rest, ",:"), "a");
	assert_string_equal(strsep(&rest, ",:"), "");
	assert_string_equal(strsep(&rest, ",:"), "b");
	assert_string_equal(strsep(&rest, ",:"), "c");
	assert_null(rest);
	assert_null(strsep(&rest, ",:"));
}

static void classes_know_ascii_only(void **state)
{
	int c;

	for (c = 128; c < 256; c++)
		assert_false(isalpha(c) || isspace(c) || isprint(c) ||
			     iscntrl(c) || isalpha(c - 256) ||
			     isspace(c - 256));
	for (c = 0; c < 128; c++)
		assert_int_equal(!!isprint(c), !iscntrl(c));
	assert_true(isxdigit('a') && isxdigit('F') && isxdigit('0'));
	assert_false(isxdigit('g') || isxdigit('G') || isxdigit('/'));
	assert_true(isspace('\n') && isspace('\v') && !isspace('\b'));
	assert_int_equal(toupper('z'), 'Z');
	assert_int_equal(tolower('A'), 'a');
	assert_int_equal(tolower('['), '[');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(memcmp_orders_by_unsigned_bytes),
		TEST(memchr_looks_no_further),
		TEST(memchr_inv_finds_the_odd_one_out),
		TEST(lengths),
		TEST(strscpy_fits_or_cuts),
		TEST(strscpy_reads_only_what_it_copies),
		TEST(comparisons),
		TEST(strchr_and_strrchr_find_the_end_too),
		TEST(spans),
		TEST(strsep_gives_empty_tokens_too),
		TEST(classes_know_ascii_only),
	};

	return cmocka_run_group_tests_name("string", tests, NULL, NULL);
}
