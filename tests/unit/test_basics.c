// SPDX-License-Identifier: GPL-2.0
/* The macros that all else is made with (lectern/compiler.h, err.h, bug.h). */
#include <lectern/bug.h>
#include <lectern/compiler.h>
#include <lectern/err.h>
#include <lectern/limits.h>
#include <uapi/errno.h>

#include "support.h"

static int calls;

static int called(int value)
{
	calls++;
	return value;
}

static void arguments_are_evaluated_once(void **state)
{
	calls = 0;
	assert_int_equal(min(called(1), called(2)), 1);
	assert_int_equal(max(called(1), called(2)), 2);
	assert_int_equal(clamp(called(5), called(1), called(3)), 3);
	assert_int_equal(calls, 7);
}

static void min_max_and_clamp(void **state)
{
	assert_int_equal(min(-1, 1), -1);
	assert_true(max_t(unsigned int, -1, 1) == UINT_MAX);
	assert_int_equal(min_t(int, -1, 1U), -1);
	assert_int_equal(clamp(0, 1, 3), 1);
	assert_int_equal(clamp(2, 1, 3), 2);
	/* Nothing is cut off what is wider than an int. */
	assert_true(max(1ULL << 40, 1ULL) == 1ULL << 40);
}

static void alignment(void **state)
{
	assert_int_equal(ALIGN(0, 16), 0);
	assert_int_equal(ALIGN(1, 16), 16);
	assert_int_equal(ALIGN(16, 16), 16);
	assert_int_equal(ALIGN_DOWN(31, 16), 16);
	assert_true(IS_ALIGNED(32, 16));
	assert_false(IS_ALIGNED(33, 16));
	/* The mask must be as wide as the number. */
	assert_true(ALIGN(0x100000001ULL, 4096U) == 0x100001000ULL);
	assert_true(ALIGN_DOWN(0x100001fffULL, 4096U) == 0x100001000ULL);
	assert_int_equal(DIV_ROUND_UP(9, 4), 3);
	assert_int_equal(DIV_ROUND_UP(8, 4), 2);
}

static void container_of_finds_the_structure(void **state)
{
	struct outer {
		int before;
		long member;
	} outer;
	long *inner = &outer.member;

	assert_ptr_equal(container_of(inner, struct outer, member), &outer);
	assert_int_equal(offsetof(struct outer, before), 0);
}

static void array_size_is_a_constant(void **state)
{
	static const char sized[ARRAY_SIZE("abc")];

	assert_int_equal(sizeof(sized), 4);
}

static void pointers_carry_errors(void **state)
{
	void *ptr = ERR_PTR(-ENOMEM);
	int object;

	assert_true(IS_ERR(ptr));
	assert_int_equal(PTR_ERR(ptr), -ENOMEM);
	assert_int_equal(PTR_ERR(ERR_CAST(ptr)), -ENOMEM);
	assert_int_equal(PTR_ERR_OR_ZERO(ptr), -ENOMEM);
	assert_false(IS_ERR(&object));
	assert_int_equal(PTR_ERR_OR_ZERO(&object), 0);
	assert_false(IS_ERR(NULL));
	assert_true(IS_ERR_OR_NULL(NULL));
	assert_true(IS_ERR(ERR_PTR(-MAX_ERRNO)));
	assert_false(IS_ERR(ERR_PTR(-MAX_ERRNO - 1)));
}

static void broken_invariants_are_reported(void **state)
{
	assert(1);
	BUG_ON(0);
	expect_assert_failure(assert(calls < 0));
	expect_assert_failure(BUG_ON(calls >= 0));
	expect_assert_failure(BUG());
}

static void warnings_go_on_with_the_value(void **state)
{
	assert_false(WARN_ON(calls < 0));
	assert_int_equal(warnings(), 0);
	assert_true(WARN_ON(calls >= 0));
	assert_int_equal(warnings(), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(arguments_are_evaluated_once),
		TEST(min_max_and_clamp),
		TEST(alignment),
		TEST(container_of_finds_the_structure),
		TEST(array_size_is_a_constant),
		TEST(pointers_carry_errors),
		TEST(broken_invariants_are_reported),
		TEST(warnings_go_on_with_the_value),
	};

	return cmocka_run_group_tests_name("basics", tests, NULL, NULL);
}
