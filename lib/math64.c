// SPDX-License-Identifier: GPL-2.0
/*
 * The larger 64-bit divisions, made of div_u64_rem() (lectern/math64.h), which
 * divides by 32 bits. Any context, no locks.
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/math64.h>

#define U32_BITS 32

/*
 * A divisor of more than 32 bits. Its upper 32 significant bits are an estimate
 * of it, a little too small; so the quotient by the estimate is right or one
 * too large:
 *
 *	divisor  000001xxxxxxxxxx|xxxxxxxxxxxxxxxx	  shift
 *	              [---- 32 bits -----]<--- shift --->
 *
 * Why no more than one: with v = divisor and w = v >> shift >= 2^31, the
 * quotients differ by less than (u / v) / w, and u / v < 2^32 / 2^(shift - 1)
 * times the cut-off part, (2^shift - 1) / 2^shift: the product is below 1.
 */
static u64 div_by_large(u64 dividend, u64 divisor, u64 *rem)
{
	unsigned int shift = fls((u32)(divisor >> U32_BITS));
	u64 quotient = div_u64(dividend >> shift, (u32)(divisor >> shift));

	/* Take the smaller of the two; the remainder tells which it was. */
	if (quotient)
		quotient--;
	*rem = dividend - quotient * divisor;
	if (*rem >= divisor) {
		quotient++;
		*rem -= divisor;
	}
	assert(*rem < divisor);
	return quotient;
}

u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *rem)
{
	u64 quotient;
	u32 rem32;

	if (divisor >> U32_BITS)
		return div_by_large(dividend, divisor, rem);
	quotient = div_u64_rem(dividend, (u32)divisor, &rem32);
	*rem = rem32;
	return quotient;
}

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
