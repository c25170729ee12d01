// SPDX-License-Identifier: GPL-2.0
/*
 * What the debug build adds to the page allocator: free pages hold a pattern,
 * and whoever takes one looks whether it is still there. A page that was
 * written to after it was freed is so found at the next allocation; its symptom
 * otherwise is a program whose fresh memory is not zero, much later. And it can
 * make allocations fail that would not (fs/proc/fail_nth.c).
 *
 * Empty in the normal build. No locks.
 */
#include "internal.h"

#ifdef DEBUG
#include <lectern/interrupt.h>
#include <lectern/panic.h>

#define POISON_BYTE 0xAA

void poison_pages(struct page *page, unsigned int order)
{
	memset(page_address(page), POISON_BYTE, PAGE_SIZE << order);
}

void check_poison(struct page *page, unsigned int order)
{
	const u8 *bad =
		memchr_inv(page_address(page), POISON_BYTE, PAGE_SIZE << order);

	if (unlikely(bad))
		panic("a free page was written to: %p holds 0x%02x", bad, *bad);
}

/* Who says that it may sleep must be able to. */
void check_may_sleep(gfp_t gfp)
{
	if (gfp & __GFP_WAIT)
		assert(!in_interrupt() && !current->locks_held);
}

/* What an interrupt allocates is not the task's. */
bool should_fail_alloc(void)
{
	if (likely(!current->fail_nth) || in_interrupt())
		return false;
	return !--current->fail_nth;
}
#endif
