/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ChaCha20 block function. Source: RFC 8439, section 2.3.
 */
#ifndef DRIVERS_CHAR_CHACHA20_H
#define DRIVERS_CHAR_CHACHA20_H

#include <lectern/types.h>

#define CHACHA_KEY_WORDS   8
#define CHACHA_KEY_BYTES   32
#define CHACHA_BLOCK_WORDS 16
#define CHACHA_BLOCK_BYTES 64

/* Block number counter of the stream of a key, with a nonce of zeros. Any
 * context, no locks. */
void chacha20_block(const u32 key[CHACHA_KEY_WORDS], u32 counter,
		    u32 out[CHACHA_BLOCK_WORDS]);

#endif
