// SPDX-License-Identifier: GPL-2.0
/*
 * The ChaCha20 block function: sixteen words are stirred in twenty rounds, and
 * added to what they were, so that nobody can run it backwards.
 *
 *	 0  1  2  3	constants	a quarter round stirs four words: in
 *	 4  5  6  7	key		odd rounds each column, in even ones
 *	 8  9 10 11	key		each diagonal, as 0 5 10 15
 *	12 13 14 15	counter, nonce
 *
 * Source: RFC 8439. Pure.
 */
#include <lectern/string.h>

#include "chacha20.h"

#define DOUBLE_ROUNDS 10

static inline u32 rotate_left(u32 x, unsigned int bits)
{
	return x << bits | x >> (32 - bits);
}

static __always_inline void quarter_round(u32 *s, int a, int b, int c, int d)
{
	s[a] += s[b];
	s[d] = rotate_left(s[d] ^ s[a], 16);
	s[c] += s[d];
	s[b] = rotate_left(s[b] ^ s[c], 12);
	s[a] += s[b];
	s[d] = rotate_left(s[d] ^ s[a], 8);
	s[c] += s[d];
	s[b] = rotate_left(s[b] ^ s[c], 7);
}

void chacha20_block(const u32 key[CHACHA_KEY_WORDS], u32 counter,
		    u32 out[CHACHA_BLOCK_WORDS])
{
	/* "expand 32-byte k" in little-endian words. */
	u32 start[CHACHA_BLOCK_WORDS] = { 0x61707865, 0x3320646e, 0x79622d32,
					  0x6b206574 };

	memcpy(start + 4, key, CHACHA_KEY_BYTES);
	start[12] = counter;
	memcpy(out, start, CHACHA_BLOCK_BYTES);
	for (int round = 0; round < DOUBLE_ROUNDS; round++) {
		quarter_round(out, 0, 4, 8, 12);
		quarter_round(out, 1, 5, 9, 13);
		quarter_round(out, 2, 6, 10, 14);
		quarter_round(out, 3, 7, 11, 15);
		quarter_round(out, 0, 5, 10, 15);
		quarter_round(out, 1, 6, 11, 12);
		quarter_round(out, 2, 7, 8, 13);
		quarter_round(out, 3, 4, 9, 14);
	}
	for (int i = 0; i < CHACHA_BLOCK_WORDS; i++)
		out[i] += start[i];
}
