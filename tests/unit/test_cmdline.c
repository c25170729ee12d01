// SPDX-License-Identifier: GPL-2.0
/* The kernel's command line (lectern/cmdline.h). */
#include <lectern/cmdline.h>
#include <lectern/printf.h>

#include "support.h"

#define SMALL 8

/* All words of a line as "[key]" or "[key|value]", '~' behind what was cut. */
static const char *words(const char *line)
{
	static char text[256];
	char key[SMALL], value[SMALL];
	struct cmdline_iter iter;
	int n = 0;

	text[0] = '\0';
	cmdline_start(&iter, line);
	while (cmdline_next(&iter, key, sizeof(key), value, sizeof(value)))
		n += scnprintf(text + n, sizeof(text) - n, "[%s%s%s]%s", key,
			       iter.has_value ? "|" : "", value,
			       iter.truncated ? "~" : "");
	return text;
}

static void nothing_gives_no_words(void **state)
{
	assert_string_equal(words(""), "");
	assert_string_equal(words(" \t\n "), "");
}

static void words_are_cut_at_spaces(void **state)
{
	assert_string_equal(words("quiet  a=1 b= =c"), "[quiet][a|1][b|][|c]");
	assert_string_equal(words("  a\tb\n"), "[a][b]");
}

static void first_equals_sign_counts(void **state)
{
	assert_string_equal(words("a=b=c"), "[a|b=c]");
	assert_string_equal(words("a=="), "[a|=]");
}

static void quotes_keep_spaces(void **state)
{
	assert_string_equal(words("a=\"x y\" b"), "[a|x y][b]");
	assert_string_equal(words("\"a=x y\" b"), "[a|x y][b]");
	assert_string_equal(words("a=x\" \"y"), "[a|x y]");
	assert_string_equal(words("\"\""), "[]");
}

static void open_quote_ends_with_the_line(void **state)
{
	assert_string_equal(words("a=\"x y"), "[a|x y]");
	assert_string_equal(words("\""), "[]");
}

static void what_is_too_long_is_cut_and_told(void **state)
{
	assert_string_equal(words("1234567 12345678 b=1234567"),
			    "[1234567][1234567]~[b|1234567]");
	assert_string_equal(words("b=12345678 c"), "[b|1234567]~[c]");
}

static void buffer_without_room_is_a_bug(void **state)
{
	struct cmdline_iter iter;
	char buf[1];

	cmdline_start(&iter, "a");
	expect_assert_failure(cmdline_next(&iter, buf, 1, buf, 0));
	cmdline_start(&iter, "a");
	assert_true(cmdline_next(&iter, buf, 1, buf, 1));
	assert_true(iter.truncated);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_gives_no_words),
		TEST(words_are_cut_at_spaces),
		TEST(first_equals_sign_counts),
		TEST(quotes_keep_spaces),
		TEST(open_quote_ends_with_the_line),
		TEST(what_is_too_long_is_cut_and_told),
		TEST(buffer_without_room_is_a_bug),
	};

	return cmocka_run_group_tests_name("cmdline", tests, NULL, NULL);
}
