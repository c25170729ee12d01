/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bits in a word, and bitmaps of any length in arrays of unsigned long; bit nr
 * is bit nr % BITS_PER_LONG of word nr / BITS_PER_LONG.
 *
 * As in Linux, the leading underscores of __set_bit and its kin say "not
 * atomic": the caller holds the lock that guards the map. (The atomic ones, by
 * the names without underscores, belong to the CPU.) Pure otherwise, any
 * context.
 */
#ifndef LECTERN_BITOPS_H
#define LECTERN_BITOPS_H

#include <lectern/compiler.h>
#include <lectern/types.h>

#define BITS_PER_BYTE	    8
#define BITS_PER_LONG	    (BITS_PER_BYTE * (unsigned int)sizeof(long))
#define BITS_TO_LONGS(bits) DIV_ROUND_UP(bits, BITS_PER_LONG)
#define BIT(nr)		    (1UL << (nr))
#define BIT_MASK(nr)	    (1UL << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr)	    ((nr) / BITS_PER_LONG)

/* An array that holds `bits` bits; not initialised. */
#define DECLARE_BITMAP(name, bits) unsigned long name[BITS_TO_LONGS(bits)]

/* --- bits of one word --- */

/**
 * ffs - position of the lowest set bit, counted from 1; 0 for 0 (ffs(3))
 */
static inline int ffs(int x)
{
	return x ? __builtin_ctz((unsigned int)x) + 1 : 0;
}

/**
 * fls - position of the highest set bit, counted from 1; 0 for 0
 */
static inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

/**
 * __ffs - number of the lowest set bit, counted from 0; @x must not be 0
 */
static inline unsigned int __ffs(unsigned long x)
{
	return (unsigned int)__builtin_ctzl(x);
}

/**
 * __fls - number of the highest set bit, counted from 0; @x must not be 0
 */
static inline unsigned int __fls(unsigned long x)
{
	return BITS_PER_LONG - 1 - (unsigned int)__builtin_clzl(x);
}

/**
 * ilog2 - logarithm to base 2, rounded down; @x must not be 0
 */
static inline unsigned int ilog2(unsigned long x)
{
	return __fls(x);
}

/**
 * is_power_of_2 - whether exactly one bit is set
 */
static inline bool is_power_of_2(unsigned long x)
{
	return x && !(x & (x - 1));
}

/**
 * roundup_pow_of_two - smallest power of two that is >= @x
 *
 * @x is 1 … 1 << (BITS_PER_LONG - 1), or the result does not fit.
 */
static inline unsigned long roundup_pow_of_two(unsigned long x)
{
	return x == 1 ? 1 : 1UL << (__fls(x - 1) + 1);
}

/* --- one bit of a bitmap --- */

static inline bool test_bit(unsigned int nr, const unsigned long *map)
{
	return (READ_ONCE(map[BIT_WORD(nr)]) & BIT_MASK(nr)) != 0;
}

static inline void __set_bit(unsigned int nr, unsigned long *map)
{
	map[BIT_WORD(nr)] |= BIT_MASK(nr);
}

static inline void __clear_bit(unsigned int nr, unsigned long *map)
{
	map[BIT_WORD(nr)] &= ~BIT_MASK(nr);
}

/**
 * __test_and_set_bit, __test_and_clear_bit - change a bit, return what it was
 */
static inline bool __test_and_set_bit(unsigned int nr, unsigned long *map)
{
	bool was = test_bit(nr, map);

	__set_bit(nr, map);
	return was;
}

static inline bool __test_and_clear_bit(unsigned int nr, unsigned long *map)
{
	bool was = test_bit(nr, map);

	__clear_bit(nr, map);
	return was;
}

/* --- searching a bitmap --- */

/**
 * find_next_bit, find_next_zero_bit - first set (clear) bit from @offset on
 * @map: bitmap
 * @size: its bits; those behind are never looked at
 * @offset: bit to begin with
 *
 * Returns the bit's number, or @size when there is none.
 */
unsigned int find_next_bit(const unsigned long *map, unsigned int size,
			   unsigned int offset);
unsigned int find_next_zero_bit(const unsigned long *map, unsigned int size,
				unsigned int offset);

static inline unsigned int find_first_bit(const unsigned long *map,
					  unsigned int size)
{
	return find_next_bit(map, size, 0);
}

static inline unsigned int find_first_zero_bit(const unsigned long *map,
					       unsigned int size)
{
	return find_next_zero_bit(map, size, 0);
}

/* Walk the set bits of a map. */
#define for_each_set_bit(bit, map, size)                                       \
	for ((bit) = find_first_bit(map, size); (bit) < (size);                \
	     (bit) = find_next_bit(map, size, (bit) + 1))

/* --- many bits of a bitmap --- */

/**
 * bitmap_zero - clear all words that hold @bits bits
 */
void bitmap_zero(unsigned long *map, unsigned int bits);

static inline bool bitmap_empty(const unsigned long *map, unsigned int bits)
{
	return find_first_bit(map, bits) == bits;
}

static inline bool bitmap_full(const unsigned long *map, unsigned int bits)
{
	return find_first_zero_bit(map, bits) == bits;
}

#endif
