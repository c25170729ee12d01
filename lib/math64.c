// SPDX-License-Identifier: GPL-2.0
/*
 * A division of 96 bits, made of div_u64_rem() (lectern/math64.h), which divides
 * 64. Any context, no locks.
 */
#include <lectern/math64.h>

#define U32_BITS 32

/* The product is high:low(32 bits); divide it as on paper, by 32-bit digits. */
u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor)
{
	u64 low = mul_u32_u32((u32)a, mul);
	u64 high = mul_u32_u32((u32)(a >> U32_BITS), mul) + (low >> U32_BITS);
	u64 quotient;
	u32 rem;

	quotient = div_u64_rem(high, divisor, &rem);
	low = ((u64)rem << U32_BITS) | (u32)low;
	return (quotient << U32_BITS) + div_u64(low, divisor);
}
