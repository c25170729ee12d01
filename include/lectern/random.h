/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random bytes. Source: drivers/char/random.c.
 */
#ifndef LECTERN_RANDOM_H
#define LECTERN_RANDOM_H

#include <lectern/types.h>

/* Fill buf with n random bytes. Any context but an NMI. */
void get_random_bytes(void *buf, size_t n);

/* Stir in the moment at which an interrupt came. Interrupt context. */
void add_interrupt_randomness(void);

#endif
