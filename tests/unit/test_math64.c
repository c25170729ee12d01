// SPDX-License-Identifier: GPL-2.0
/* 64-bit arithmetic (lectern/math64.h), judged by the host's own. */
#include <lectern/limits.h>
#include <lectern/math64.h>

#include "support.h"

__extension__ typedef unsigned __int128 u128;

/* Numbers around which the cases of a division change. */
static const u64 edges[] = {
	1,	     2,		  3,	       10,
	0x7fffffff,  0x80000000,  0xffffffff,  0x100000000,
	0x100000001, 0x1ffffffff, 0x200000000, 0x7fffffffffffffff,
	1ULL << 63,  U64_MAX - 1, U64_MAX,
};

static void check_div32(u64 a, u32 b)
{
	u32 rem;

	assert_true(div_u64_rem(a, b, &rem) == a / b);
	assert_true(rem == a % b);
	assert_true(div_u64(a, b) == a / b);
}

/* Random numbers of all lengths, short ones as often as long ones. */
static u64 random_u64(void)
{
	u64 value = ((u64)random_u32() << 32) | random_u32();

	return value >> (random_u32() % 64);
}

static void division_at_the_edges(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
		for (size_t j = 0; j < ARRAY_SIZE(edges); j++)
			if (edges[j] <= U32_MAX)
				check_div32(edges[i], (u32)edges[j]);
	check_div32(0, 5);
}

static void division_of_random_numbers(void **state)
{
	for (int i = 0; i < 100000; i++) {
		u32 divisor = (u32)random_u64();

		check_div32(random_u64(), divisor ? divisor : 1);
	}
}

static void product_of_two_u32_is_whole(void **state)
{
	assert_true(mul_u32_u32(U32_MAX, U32_MAX) == 0xfffffffe00000001ULL);
}

static void product_of_96_bits_is_divided(void **state)
{
	for (int i = 0; i < 100000; i++) {
		u64 a = random_u64();
		u32 mul = random_u32(), div = random_u32() | 1;

		assert_true(mul_u64_u32_div(a, mul, div) ==
			    (u64)((u128)a * mul / div));
	}
	assert_true(mul_u64_u32_div(U64_MAX, U32_MAX, U32_MAX) == U64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(division_at_the_edges),
		TEST(division_of_random_numbers),
		TEST(product_of_two_u32_is_whole),
		TEST(product_of_96_bits_is_divided),
	};

	return cmocka_run_group_tests_name("math64", tests, NULL, NULL);
}
