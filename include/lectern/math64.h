/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arithmetic on 64 bits for a machine of 32.
 *
 * A plain `/` or `%` on u64 makes the compiler call libgcc's __udivdi3, which
 * divides bit by bit, and the kernel does not link (libgcc expects arguments on
 * the stack). The divisors here all fit 32 bits, and then div_u64() costs two
 * instructions.
 *
 * Pure, any context, no locks. A divisor must not be 0.
 */
#ifndef LECTERN_MATH64_H
#define LECTERN_MATH64_H

#include <lectern/compiler.h>
#include <lectern/types.h>

/**
 * mul_u32_u32 - the full product of two u32: one multiplication
 */
static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

#ifdef __i386__
#include <lectern/i386/div64.h>

/**
 * div_u64_rem - @dividend / @divisor
 * @rem: receives the remainder
 */
static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *rem)
{
	u32 high = (u32)(dividend >> 32);
	u32 top = high / divisor;
	u32 bottom;

	/* As on paper: what is left of the high half carries down. */
	bottom = divl(high % divisor, (u32)dividend, divisor, rem);
	return ((u64)top << 32) | bottom;
}
#else
static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *rem)
{
	*rem = (u32)(dividend % divisor);
	return dividend / divisor;
}
#endif

/**
 * div_u64 - @dividend / @divisor, rounded down
 */
static inline u64 div_u64(u64 dividend, u32 divisor)
{
	u32 rem;

	return div_u64_rem(dividend, divisor, &rem);
}

/**
 * mul_u64_u32_div - @a * @mul / @divisor, through a product of 96 bits
 *
 * Rounded down; the result is cut to 64 bits when it does not fit.
 */
u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor);

#endif
