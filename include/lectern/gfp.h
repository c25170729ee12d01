/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Physical pages: the buddy allocator's interface. Source: mm/page_alloc.c.
 */
#ifndef LECTERN_GFP_H
#define LECTERN_GFP_H

#include <lectern/bug.h>
#include <lectern/compiler.h>
#include <lectern/i386/atomic.h>
#include <lectern/i386/page.h>
#include <lectern/list.h>
#include <lectern/types.h>

#define __GFP_WAIT    0x10u  /* may sleep and reclaim */
#define __GFP_HIGH    0x20u  /* may use the reserve */
#define __GFP_ZERO    0x40u  /* wants zeroed memory */
#define __GFP_NOWARN  0x80u  /* failure is expected: no report */
#define __GFP_NORETRY 0x100u /* fail rather than kill somebody */

#define GFP_ATOMIC __GFP_HIGH
#define GFP_KERNEL __GFP_WAIT
#define GFP_USER   __GFP_WAIT

/* Pages as a person counts them. */
#define KIB(pages) ((pages) << (PAGE_SHIFT - 10))

#define MAX_ORDER 11 /* the largest block is 2^10 pages, 4 MiB */

/*
 * One per page of RAM below MAX_LOWMEM.
 *
 * count: the number of users; 0 means free. Each page-table entry that maps the
 * page is one user, the page cache is one, and so is who holds a pointer to it
 * for a while. There is no reverse map, as in 2.4.
 */
struct page {
	unsigned long flags; /* PG_* bits */
	atomic_t count;
	struct list_head lru; /* free list, LRU, slab list */
	union {
		struct address_space *mapping; /* page cache: its file */
		struct kmem_cache *slab_cache; /* PG_slab */
	};
	union {
		unsigned long index; /* page cache: offset in pages */
		void *freelist;	     /* PG_slab: first free object */
	};
	union {
		unsigned long private;	/* the owner's own */
		struct page *slab_head; /* later pages of a slab block */
	};
	unsigned short order; /* PG_buddy and block heads */
	unsigned short inuse; /* PG_slab: objects handed out */
};

enum page_flags {
	PG_reserved, /* not RAM, or the kernel's image: never freed */
	PG_buddy,    /* head of a free block */
	PG_slab,
	PG_dirty,
	PG_lru,	       /* reclaim may drop it (vmscan.c), and so … */
	PG_active,     /* … knows it as one that is used */
	PG_referenced, /* used since reclaim last looked */
	PG_pagetable,
};

extern struct page *mem_map;
extern unsigned long max_pfn;	     /* pages that mem_map describes */
extern unsigned long totalram_pages; /* given to the allocator at boot */

static inline struct page *pfn_to_page(unsigned long pfn)
{
	return mem_map + pfn;
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	return (unsigned long)(page - mem_map);
}

static inline void *page_address(const struct page *page)
{
	return __va(page_to_pfn(page) << PAGE_SHIFT);
}

static inline struct page *virt_to_page(const void *addr)
{
	return mem_map + pfn_of(addr);
}

static inline bool pfn_valid(unsigned long pfn)
{
	return pfn < max_pfn;
}

#define PageReserved(p)	  ((p)->flags & (1UL << PG_reserved))
#define PageSlab(p)	  ((p)->flags & (1UL << PG_slab))
#define PageDirty(p)	  ((p)->flags & (1UL << PG_dirty))
#define SetPageDirty(p)	  ((p)->flags |= 1UL << PG_dirty)
#define ClearPageDirty(p) ((p)->flags &= ~(1UL << PG_dirty))

/* Anonymous: in no file's page cache. */
static inline bool PageAnon(const struct page *page)
{
	return !page->mapping;
}

/*
 * 2^order pages in one block, count 1 on the first; NULL when there are none.
 * With __GFP_WAIT may sleep (reclaim); without, any context but an NMI.
 */
struct page *alloc_pages(gfp_t gfp, unsigned int order);
#define alloc_page(gfp) alloc_pages((gfp), 0)

/* The same as an address in the direct map. */
void *get_free_pages(gfp_t gfp, unsigned int order);
#define get_free_page(gfp)   get_free_pages((gfp), 0)
#define get_zeroed_page(gfp) get_free_pages((gfp) | __GFP_ZERO, 0)

/* Drop one use of a block; the last one frees it. NULL address is ignored. */
void __free_pages(struct page *page, unsigned int order);
void free_pages(void *addr, unsigned int order);
#define __free_page(page) __free_pages((page), 0)
#define free_page(addr)	  free_pages((addr), 0)

static inline int page_count(const struct page *page)
{
	return atomic_read(&page->count);
}

static inline void get_page(struct page *page)
{
	atomic_inc(&page->count);
}

/* Drop a use of a single page. Reserved pages are never freed. */
void __put_page(struct page *page);
static inline void put_page(struct page *page)
{
	if (PageReserved(page))
		return;
	assert(page_count(page) > 0);
	if (atomic_dec_and_test(&page->count))
		__put_page(page);
}

unsigned long nr_free_pages(void);

/* The marks of reclaim (mm/vmscan.c), in free pages. */
extern unsigned long pages_min, pages_low, pages_high;

/*
 * Called when memory runs out, the latest registered first: give back what can
 * be had anew, about nr objects. Returns how many objects or pages went. May
 * sleep; allocates from the reserves meanwhile. At most MAX_SHRINKERS.
 */
typedef unsigned long (*shrinker_t)(unsigned long nr);
#define MAX_SHRINKERS 8
void register_shrinker(shrinker_t fn);

/* Free blocks of an order, for /proc/buddyinfo. */
unsigned long nr_free_blocks(unsigned int order);

/* Fault injection, in the debug build: is this the allocation of the task that
 * /proc/self/fail-nth says shall fail? Asked once for each. */
#ifdef DEBUG
bool should_fail_alloc(void);
#else
static inline bool should_fail_alloc(void)
{
	return false;
}
#endif

/*
 * Boot: make mem_map out of boot_info and give all RAM to the allocator that is
 * neither the kernel's image nor a boot module.
 */
void page_alloc_init(void);

/* Give [start, end) (direct-map addresses, page-aligned) to the allocator:
 * the init sections and the boot modules once they are used up. */
void free_reserved_area(void *start, void *end);

#endif
