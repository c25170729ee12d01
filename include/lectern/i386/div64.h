/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The i386's own division of 64 by 32 bits. Only math64.h includes this file.
 * Pure, any context.
 */
#ifndef LECTERN_I386_DIV64_H
#define LECTERN_I386_DIV64_H

#include <lectern/types.h>

/**
 * divl - divide @high:@low by @divisor in one instruction
 * @rem: receives the remainder
 *
 * Needs @high < @divisor, or the quotient does not fit and the CPU raises
 * #DE (SDM volume 2, DIV).
 */
static inline u32 divl(u32 high, u32 low, u32 divisor, u32 *rem)
{
	u32 quotient;

	__asm__("divl %4"
		: "=a"(quotient), "=d"(*rem)
		: "0"(low), "1"(high), "rm"(divisor)
		: "cc");
	return quotient;
}

#endif
