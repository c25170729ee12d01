// SPDX-License-Identifier: GPL-2.0
/*
 * What the compiler calls for 64-bit divisions on a 32-bit machine. The kernel
 * does not link libgcc: its functions take their arguments on the stack, but
 * the kernel's -mregparm=3 makes the compiler pass them in registers, to these
 * functions too. So they must be compiled with the kernel's own flags.
 *
 * The names are the compiler's (GCC internals, "Routines for integer
 * arithmetic"). Only the i386 build contains this file. Any context, no locks.
 */
#include <lectern/bug.h>
#include <lectern/math64.h>

/* Nobody but the compiler calls them, so no header declares them. */
u64 __udivmoddi4(u64 a, u64 b, u64 *rem);
u64 __udivdi3(u64 a, u64 b);
u64 __umoddi3(u64 a, u64 b);
s64 __divmoddi4(s64 a, s64 b, s64 *rem);
s64 __divdi3(s64 a, s64 b);
s64 __moddi3(s64 a, s64 b);

u64 __udivmoddi4(u64 a, u64 b, u64 *rem)
{
	u64 unwanted;

	assert(b != 0);
	return div64_u64_rem(a, b, rem ? rem : &unwanted);
}

u64 __udivdi3(u64 a, u64 b)
{
	return __udivmoddi4(a, b, NULL);
}

u64 __umoddi3(u64 a, u64 b)
{
	u64 rem;

	__udivmoddi4(a, b, &rem);
	return rem;
}

/* Without overflow for the most negative number, which has no opposite. */
static u64 magnitude(s64 x)
{
	return x < 0 ? -(u64)x : (u64)x;
}

/* C rounds toward zero; the remainder has the sign of the dividend. */
s64 __divmoddi4(s64 a, s64 b, s64 *rem)
{
	u64 urem;
	u64 quotient = __udivmoddi4(magnitude(a), magnitude(b), &urem);

	if (rem)
		*rem = (s64)(a < 0 ? -urem : urem);
	return (s64)((a < 0) != (b < 0) ? -quotient : quotient);
}

s64 __divdi3(s64 a, s64 b)
{
	return __divmoddi4(a, b, NULL);
}

s64 __moddi3(s64 a, s64 b)
{
	s64 rem;

	__divmoddi4(a, b, &rem);
	return rem;
}
