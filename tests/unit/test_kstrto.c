// SPDX-License-Identifier: GPL-2.0
/* Strings to numbers (lectern/kstrto.h). */
#include <lectern/kstrto.h>
#include <lectern/limits.h>
#include <uapi/errno.h>

#include "support.h"

#define UNTOUCHED 77

static void reads_ull(const char *s, unsigned int base, u64 expected)
{
	u64 value = UNTOUCHED;

	assert_int_equal(kstrtoull(s, base, &value), 0);
	assert_true(value == expected);
}

static void refuses_ull(const char *s, unsigned int base, int err)
{
	u64 value = UNTOUCHED;

	assert_int_equal(kstrtoull(s, base, &value), err);
	assert_true(value == UNTOUCHED);
}

static void bases(void **state)
{
	reads_ull("123", 10, 123);
	reads_ull("777", 8, 0777);
	reads_ull("beEF", 16, 0xbeef);
	reads_ull("101", 2, 5);
	refuses_ull("8", 8, -EINVAL);
	refuses_ull("a", 10, -EINVAL);
}

static void base_0_looks_at_the_prefix(void **state)
{
	reads_ull("10", 0, 10);
	reads_ull("010", 0, 8);
	reads_ull("0x10", 0, 16);
	reads_ull("0X1f", 0, 31);
	reads_ull("0x1f", 16, 31);
	reads_ull("0", 0, 0);
	refuses_ull("08", 0, -EINVAL);
	refuses_ull("0x", 0, -EINVAL);
	refuses_ull("0x10", 10, -EINVAL);
}

static void one_newline_is_allowed(void **state)
{
	reads_ull("5\n", 10, 5);
	refuses_ull("5\n\n", 10, -EINVAL);
	refuses_ull("\n", 10, -EINVAL);
}

static void anything_else_is_refused(void **state)
{
	refuses_ull("", 10, -EINVAL);
	refuses_ull(" 5", 10, -EINVAL);
	refuses_ull("5 ", 10, -EINVAL);
	refuses_ull("5k", 10, -EINVAL);
	refuses_ull("-5", 10, -EINVAL);
	refuses_ull("+", 10, -EINVAL);
	refuses_ull("++5", 10, -EINVAL);
	reads_ull("+5", 10, 5);
}

static void u64_ends_where_it_ends(void **state)
{
	reads_ull("18446744073709551615", 10, U64_MAX);
	refuses_ull("18446744073709551616", 10, -ERANGE);
	refuses_ull("99999999999999999999999", 10, -ERANGE);
	reads_ull("ffffffffffffffff", 16, U64_MAX);
	refuses_ull("10000000000000000", 16, -ERANGE);
}

static void int_is_checked(void **state)
{
	int value = UNTOUCHED;

	assert_int_equal(kstrtoint("2147483648", 10, &value), -ERANGE);
	assert_int_equal(kstrtoint("-2147483649", 10, &value), -ERANGE);
	assert_int_equal(value, UNTOUCHED);
	assert_int_equal(kstrtoint("-2147483648", 10, &value), 0);
	assert_int_equal(value, INT_MIN);
	assert_int_equal(kstrtoint("-+5", 10, &value), -EINVAL);
	assert_int_equal(kstrtoint("--5", 10, &value), -EINVAL);
	assert_int_equal(kstrtoint("2147483647", 10, &value), 0);
	assert_int_equal(value, INT_MAX);
}

static void unsigned_int_is_checked(void **state)
{
	unsigned int value = UNTOUCHED;

	assert_int_equal(kstrtouint("4294967296", 10, &value), -ERANGE);
	assert_int_equal(value, UNTOUCHED);
	assert_int_equal(kstrtouint("0xffffffff", 0, &value), 0);
	assert_int_equal(value, UINT_MAX);
	assert_int_equal(kstrtouint("x", 0, &value), -EINVAL);
}

static void a_base_out_of_range_is_a_bug(void **state)
{
	u64 value;

	expect_assert_failure((void)!kstrtoull("1", 17, &value));
	expect_assert_failure((void)!kstrtoull("1", 1, &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bases),
		TEST(base_0_looks_at_the_prefix),
		TEST(one_newline_is_allowed),
		TEST(anything_else_is_refused),
		TEST(u64_ends_where_it_ends),
		TEST(int_is_checked),
		TEST(unsigned_int_is_checked),
		TEST(a_base_out_of_range_is_a_bug),
	};

	return cmocka_run_group_tests_name("kstrto", tests, NULL, NULL);
}
