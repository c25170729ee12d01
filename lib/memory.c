// SPDX-License-Identifier: GPL-2.0
/*
 * memcpy, memmove and memset, one byte at a time: the plain meaning of the
 * three, for the host and for any machine that has nothing better. The i386
 * build leaves this file out and takes kernel/i386/string.c.
 *
 * Relies on nothing; any context, no locks. To be compiled with
 * -ffreestanding or -fno-builtin: otherwise the compiler sees what a loop
 * does, and replaces it by a call to the very function that it is in.
 */
#include <lectern/string.h>

void *memcpy(void *dst, const void *src, size_t n)
{
	u8 *to = dst;
	const u8 *from = src;

	while (n--)
		*to++ = *from++;
	return dst;
}

/*
 * When the blocks overlap, the source must be read before it is overwritten:
 *
 *	dst below src: go up            dst above src: go down
 *	dst [=========]                 src [=========]
 *	src    [=========]              dst    [=========]
 *	    ------------>                   <------------
 */
void *memmove(void *dst, const void *src, size_t n)
{
	u8 *to = dst;
	const u8 *from = src;

	/* As integers: C does not order pointers into different objects. */
	if ((uintptr_t)to <= (uintptr_t)from)
		return memcpy(dst, src, n);
	while (n--)
		to[n] = from[n];
	return dst;
}

void *memset(void *dst, int c, size_t n)
{
	u8 *to = dst;

	while (n--)
		*to++ = (u8)c;
	return dst;
}
