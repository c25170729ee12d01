// SPDX-License-Identifier: GPL-2.0
/*
 * The buddy allocator: blocks of 2^order pages.
 *
 * A block of order k starts at a page number that is a multiple of 2^k, so its
 * buddy, the other half of the next larger block, is found by flipping one bit:
 *
 *   order 2  |       8       |             pages 8 to 11
 *   order 1  |   8   |  10   |             8 and 10 are buddies: 8 ^ 2 == 10
 *   order 0  | 8 | 9 | 10| 11|             10 ^ 1 == 11
 *
 * alloc splits the smallest block that is large enough and keeps the rest on
 * the lists of lower orders; free joins a block with its buddy for as long as
 * that is free too. The head of a free block bears PG_buddy and its order.
 *
 * Most requests are for one page, soon after one was freed. So single pages
 * take a short cut: a stack of hot pages, which are free but not joined. It is
 * emptied into the buddy lists when it grows too high or these hold no block of
 * the size that is wanted.
 *
 * The last pages_min pages are not for everybody: who cannot wait (__GFP_HIGH)
 * may use half of them, who was chosen to die (TIF_MEMDIE) three quarters, and
 * who is about to free memory (PF_MEMALLOC) all.
 *
 * Lock: zone_lock, with interrupts off, guards the lists and counts. Interrupts
 * allocate too. Nothing is called under it.
 */
#include <lectern/bitops.h>
#include <lectern/interrupt.h>
#include <lectern/printk.h>
#include <lectern/spinlock.h>

#include "internal.h"

#define HOT_MAX 256 /* hot pages; above, half of them are joined */

/* pages_min is totalram >> MIN_SHIFT, inside these bounds; the marks above it
 * are its multiples, as in 2.4. */
#define MIN_SHIFT      8
#define MIN_PAGES_LOW  64UL
#define MIN_PAGES_HIGH 512UL

/* Nobody is killed for a larger block: it may be there, but in pieces. */
#define COSTLY_ORDER 3

/* Flags that a page must have lost before it is freed. */
#define PAGE_BUSY_FLAGS                                                        \
	(1UL << PG_buddy | 1UL << PG_slab | 1UL << PG_pagetable | 1UL << PG_lru)

struct free_area {
	struct list_head list; /* of block heads, through lru */
	unsigned long nr;
};

static struct free_area free_area[MAX_ORDER];
static LIST_HEAD(hot_pages);
static unsigned int nr_hot;
static unsigned long nr_free; /* pages on all lists, the hot ones too */
unsigned long pages_min, pages_low, pages_high;
static DEFINE_SPINLOCK(zone_lock);

/* -- the buddy lists; zone_lock held ---------------------------------------- */

static void add_block(struct page *page, unsigned int order)
{
	page->flags |= 1UL << PG_buddy;
	page->order = (unsigned short)order;
	list_add(&page->lru, &free_area[order].list);
	free_area[order].nr++;
}

static void del_block(struct page *page)
{
	list_del(&page->lru);
	page->flags &= ~(1UL << PG_buddy);
	free_area[page->order].nr--;
}

/* The buddy of a block, if it is free and whole. */
static struct page *free_buddy(unsigned long pfn, unsigned int order)
{
	unsigned long buddy = pfn ^ (1UL << order);
	struct page *page = pfn_to_page(buddy);

	if (buddy >= max_pfn || !(page->flags & (1UL << PG_buddy)) ||
	    page->order != order)
		return NULL;
	return page;
}

static void join_block(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);
	struct page *buddy;

	while (order < MAX_ORDER - 1 && (buddy = free_buddy(pfn, order))) {
		del_block(buddy);
		pfn &= ~(1UL << order);
		order++;
	}
	add_block(pfn_to_page(pfn), order);
}

/* Join hot pages until at most `keep` are left, those freed first. */
static noinline void drain_hot_pages(unsigned int keep)
{
	struct page *page;

	for (; nr_hot > keep; nr_hot--) {
		page = list_last_entry(&hot_pages, struct page, lru);
		list_del(&page->lru);
		join_block(page, 0);
	}
}

/* Cut a block of the order out of the smallest that holds it; there may be one
 * when hot pages have been joined. */
static inline struct page *cut_block(unsigned int order)
{
	unsigned int from = order;
	struct page *page;

	while (list_empty(&free_area[from].list)) {
		if (++from < MAX_ORDER)
			continue;
		if (!nr_hot)
			return NULL;
		drain_hot_pages(0);
		from = order;
	}
	page = list_first_entry(&free_area[from].list, struct page, lru);
	del_block(page);
	while (from > order) {
		from--;
		add_block(page + (1UL << from), from);
	}
	return page;
}

/* -- taking and giving ------------------------------------------------------ */

/* A block, if at least mark pages stay free; NULL otherwise. */
static __always_inline struct page *take_block(unsigned int order,
					       unsigned long mark)
{
	struct page *page = NULL;
	unsigned long flags;

	spin_lock_irqsave(&zone_lock, flags);
	if (unlikely(nr_free < mark + (1UL << order)))
		goto out;
	if (likely(!order && nr_hot)) {
		page = list_first_entry(&hot_pages, struct page, lru);
		list_del(&page->lru);
		nr_hot--;
	} else {
		page = cut_block(order);
	}
	if (likely(page))
		nr_free -= 1UL << order;
out:
	spin_unlock_irqrestore(&zone_lock, flags);
	return page;
}

/* The last use of a block is gone. */
static void free_block(struct page *page, unsigned int order)
{
	unsigned long flags;

	assert(!(page->flags & PAGE_BUSY_FLAGS) && !page->mapping);
	page->flags = 0;
	poison_pages(page, order);
	vm_events[PGFREE] += 1UL << order;
	spin_lock_irqsave(&zone_lock, flags);
	nr_free += 1UL << order;
	if (order) {
		join_block(page, order);
	} else {
		list_add(&page->lru, &hot_pages);
		if (unlikely(++nr_hot > HOT_MAX))
			drain_hot_pages(HOT_MAX / 2);
	}
	spin_unlock_irqrestore(&zone_lock, flags);
}

/* -- when memory runs short ------------------------------------------------- */

/* How far down the caller may go. An interrupt does not inherit the rights of
 * the task that it came upon. */
static unsigned long reserve_mark(gfp_t gfp)
{
	if (!in_interrupt() && current->flags & PF_MEMALLOC)
		return 0;
	if (!in_interrupt() && test_task_work(current, TIF_MEMDIE))
		return pages_min / 4;
	return gfp & __GFP_HIGH ? pages_min / 2 : pages_min;
}

static void report_failure(gfp_t gfp, unsigned int order)
{
	static DEFINE_RATELIMIT_STATE(reports, 5 * HZ, 1);

	if (!__ratelimit(&reports))
		return;
	pr_warn("Out of memory: %s (pid %d) got no block of order %u "
		"(gfp 0x%x); %lu pages free, %lu of them kept back\n",
		current->comm, current->pid, order, gfp, nr_free, pages_min);
}

/*
 * The first attempt failed: wake kswapd, go deeper into the reserves, and for as
 * long as the caller can wait, give back what can be had anew. When nothing is
 * left of that, out_of_memory() ends a process, or says that it is no use.
 */
static noinline struct page *alloc_pages_slow(gfp_t gfp, unsigned int order)
{
	bool may_wait = gfp & __GFP_WAIT && !(current->flags & PF_MEMALLOC);
	bool may_kill = !(gfp & __GFP_NORETRY) && order <= COSTLY_ORDER;
	struct page *page;

	wake_kswapd();
	page = take_block(order, reserve_mark(gfp));
	while (!page && may_wait &&
	       (try_to_free_pages(order) ||
		(may_kill && out_of_memory(gfp, order))))
		page = take_block(order, reserve_mark(gfp));
	if (!page && !(gfp & __GFP_NOWARN))
		report_failure(gfp, order);
	return page;
}

/* -- the interface ---------------------------------------------------------- */

struct page *__alloc_pages(gfp_t gfp, unsigned int order)
{
	struct page *page;

	assert(order < MAX_ORDER);
	check_may_sleep(gfp);
	page = take_block(order, pages_low);
	if (unlikely(!page))
		page = alloc_pages_slow(gfp, order);
	if (unlikely(!page))
		return NULL;
	vm_events[PGALLOC] += 1UL << order;
	check_poison(page, order);
	atomic_set(&page->count, 1);
	if (gfp & __GFP_ZERO)
		memset(page_address(page), 0, PAGE_SIZE << order);
	return page;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	if (unlikely(should_fail_alloc()))
		return NULL;
	return __alloc_pages(gfp, order);
}

void *get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return page ? page_address(page) : NULL;
}

void __free_pages(struct page *page, unsigned int order)
{
	if (PageReserved(page))
		return;
	assert(page_count(page) > 0);
	if (atomic_dec_and_test(&page->count))
		free_block(page, order);
}

void free_pages(void *addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page(addr), order);
}

void __put_page(struct page *page)
{
	free_block(page, 0);
}

unsigned long nr_free_pages(void)
{
	return nr_free;
}

unsigned long nr_free_blocks(unsigned int order)
{
	assert(order < MAX_ORDER);
	return order ? free_area[order].nr : free_area[0].nr + nr_hot;
}

/* -- boot ------------------------------------------------------------------- */

/* The largest block that starts at pfn and ends at end_pfn at the latest. */
static unsigned int largest_order(unsigned long pfn, unsigned long end_pfn)
{
	unsigned int order = pfn ? __ffs(pfn) : MAX_ORDER - 1;

	order = min(order, (unsigned int)MAX_ORDER - 1);
	return min(order, ilog2(end_pfn - pfn));
}

static void init_free_areas(void)
{
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		INIT_LIST_HEAD(&free_area[order].list);
}

void free_page_range(unsigned long pfn, unsigned long end_pfn)
{
	unsigned int order;

	if (!free_area[0].list.next)
		init_free_areas();
	assert(end_pfn <= max_pfn);
	for (unsigned long i = pfn; i < end_pfn; i++) {
		assert(PageReserved(pfn_to_page(i)));
		pfn_to_page(i)->flags = 0;
		atomic_set(&pfn_to_page(i)->count, 0);
	}
	for (; pfn < end_pfn; pfn += 1UL << order) {
		order = largest_order(pfn, end_pfn);
		atomic_set(&pfn_to_page(pfn)->count, 1);
		__free_pages(pfn_to_page(pfn), order);
	}
}

void setup_watermarks(void)
{
	pages_min = clamp(totalram_pages >> MIN_SHIFT, MIN_PAGES_LOW,
			  MIN_PAGES_HIGH);
	pages_low = 2 * pages_min;
	pages_high = 3 * pages_min;
}
