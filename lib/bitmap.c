// SPDX-License-Identifier: GPL-2.0
/*
 * Bitmaps: searching, a word at a time. Not atomic: the map's owner says which
 * lock guards it.
 */
#include <lectern/bitops.h>
#include <lectern/string.h>

/*
 * Common part of both searches: the first bit that is set in `map ^ flip`,
 * `flip` being all ones to look for zeros.
 *
 *	word of `offset`   xxxxxx10 -> bits below the offset are masked off
 *	words behind       looked at whole
 *	last word          may show a bit at or past `size`: cut to `size`
 */
static unsigned int find_bit(const unsigned long *map, unsigned int size,
			     unsigned int offset, unsigned long flip)
{
	unsigned int word = BIT_WORD(offset);
	unsigned long bits;

	if (offset >= size)
		return size;
	bits = (map[word] ^ flip) & (~0UL << (offset % BITS_PER_LONG));
	while (!bits) {
		word++;
		if (word >= BITS_TO_LONGS(size))
			return size;
		bits = map[word] ^ flip;
	}
	return min(word * BITS_PER_LONG + __ffs(bits), size);
}

unsigned int find_next_bit(const unsigned long *map, unsigned int size,
			   unsigned int offset)
{
	return find_bit(map, size, offset, 0);
}

unsigned int find_next_zero_bit(const unsigned long *map, unsigned int size,
				unsigned int offset)
{
	return find_bit(map, size, offset, ~0UL);
}

void bitmap_zero(unsigned long *map, unsigned int bits)
{
	memset(map, 0, BITS_TO_LONGS(bits) * sizeof(long));
}
