// SPDX-License-Identifier: GPL-2.0
/* Bits of a word, and bitmaps (lectern/bitops.h). */
#include <lectern/bitops.h>

#include "support.h"

#define BITS 150

static DECLARE_BITMAP(map, BITS);

static void fill(unsigned int bits)
{
	while (bits--)
		__set_bit(bits, map);
}

static void positions_of_bits(void **state)
{
	assert_int_equal(ffs(0), 0);
	assert_int_equal(ffs(1), 1);
	assert_int_equal(ffs((int)0x80000000), 32);
	assert_int_equal(ffs(0x50), 5);
	assert_int_equal(fls(0), 0);
	assert_int_equal(fls(1), 1);
	assert_int_equal(fls(0x80000000), 32);
	assert_int_equal(fls(0x50), 7);
	assert_int_equal(__ffs(0x50), 4);
	assert_int_equal(__fls(0x50), 6);
}

static void logarithms_and_powers(void **state)
{
	assert_int_equal(ilog2(1), 0);
	assert_int_equal(ilog2(4095), 11);
	assert_int_equal(ilog2(4096), 12);
	assert_int_equal(roundup_pow_of_two(1), 1);
	assert_int_equal(roundup_pow_of_two(2), 2);
	assert_int_equal(roundup_pow_of_two(3), 4);
	assert_int_equal(roundup_pow_of_two(4097), 8192);
	assert_true(is_power_of_2(64));
	assert_false(is_power_of_2(0));
	assert_false(is_power_of_2(96));
}

static void single_bits(void **state)
{
	bitmap_zero(map, BITS);
	__set_bit(0, map);
	__set_bit(BITS_PER_LONG, map);
	assert_true(test_bit(0, map));
	assert_true(test_bit(BITS_PER_LONG, map));
	assert_false(test_bit(1, map));
	assert_true(__test_and_set_bit(0, map));
	assert_false(__test_and_set_bit(1, map));
	assert_true(__test_and_clear_bit(1, map));
	assert_false(__test_and_clear_bit(1, map));
	__clear_bit(0, map);
	assert_false(test_bit(0, map));
}

static void search_finds_every_bit(void **state)
{
	unsigned int bit, other;

	for (bit = 0; bit < BITS; bit++) {
		bitmap_zero(map, BITS);
		__set_bit(bit, map);
		for (other = 0; other <= bit; other++)
			assert_int_equal(find_next_bit(map, BITS, other), bit);
		assert_int_equal(find_next_bit(map, BITS, bit + 1), BITS);
	}
}

static void search_finds_every_gap(void **state)
{
	unsigned int bit;

	for (bit = 0; bit < BITS; bit++) {
		bitmap_zero(map, BITS);
		fill(BITS);
		__clear_bit(bit, map);
		assert_int_equal(find_first_zero_bit(map, BITS), bit);
		assert_int_equal(find_next_zero_bit(map, BITS, bit + 1), BITS);
	}
}

static void search_ignores_what_lies_behind(void **state)
{
	bitmap_zero(map, BITS);
	__set_bit(70, map);
	assert_int_equal(find_next_bit(map, 70, 0), 70);
	assert_int_equal(find_next_bit(map, 65, 3), 65);
	assert_int_equal(find_next_bit(map, 10, 12), 10);
	assert_int_equal(find_first_bit(map, 0), 0);
	fill(70);
	assert_true(bitmap_full(map, 70));
	assert_int_equal(find_first_zero_bit(map, 69), 69);
}

static void set_bits_are_walked(void **state)
{
	unsigned int bit, sum = 0;

	bitmap_zero(map, BITS);
	assert_true(bitmap_empty(map, BITS));
	__set_bit(0, map);
	__set_bit(61, map);
	__set_bit(149, map);
	for_each_set_bit(bit, map, BITS)
		sum += bit;
	assert_int_equal(sum, 61 + 149);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(positions_of_bits),
		TEST(logarithms_and_powers),
		TEST(single_bits),
		TEST(search_finds_every_bit),
		TEST(search_finds_every_gap),
		TEST(search_ignores_what_lies_behind),
		TEST(set_bits_are_walked),
	};

	return cmocka_run_group_tests_name("bitmap", tests, NULL, NULL);
}
