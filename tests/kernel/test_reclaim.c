// SPDX-License-Identifier: GPL-2.0
/*
 * Reclaim: a file whose pages can be had anew gives them back, in the right
 * order; what must stay stays.
 */
#include "selftest.h"

#include "../../mm/internal.h"

#include <lectern/err.h>
#include <lectern/gfp.h>
#include <lectern/mm.h>
#include <lectern/pagemap.h>
#include <lectern/sched.h>
#include <lectern/string.h>

#define PAGES 1024UL /* more than reclaim takes at a time */

static unsigned long times_read;

/* A file in which page n is full of bytes n. */
static int pattern_readpage(struct address_space *mapping, unsigned long index,
			    struct page *page)
{
	memset(page_address(page), (int)index, PAGE_SIZE);
	times_read++;
	return 0;
}

static int charge_page(struct address_space *mapping)
{
	return 0;
}

static void uncharge_page(struct address_space *mapping)
{
}

static const struct address_space_operations pattern_aops = {
	.readpage = pattern_readpage,
	.charge_page = charge_page,
	.uncharge_page = uncharge_page,
};

static struct address_space file;

static struct page *get(unsigned long index)
{
	struct page *page = read_cache_page(&file, index);

	expect(!IS_ERR(page));
	expect(*(u8 *)page_address(page) == (u8)index);
	return page;
}

/* All pages read once; nobody holds one. */
static void fill(void)
{
	address_space_init(&file, NULL, &pattern_aops);
	times_read = 0;
	for (unsigned long i = 0; i < PAGES; i++)
		put_page(get(i));
	expect(times_read == PAGES && file.nrpages == PAGES);
}

static bool is_cached(unsigned long index)
{
	struct page *page = find_get_page(&file, index);

	if (page)
		put_page(page);
	return page;
}

SELFTEST(clean_pages_can_go,
	 "dropped pages are free, and read anew when wanted")
{
	unsigned long free = nr_free_pages();

	fill();
	expect(nr_inactive_pages + nr_active_pages >= PAGES);
	drop_pagecache();
	expect(!file.nrpages);
	put_page(get(3));
	expect(times_read == PAGES + 1);
	truncate_inode_pages(&file, 0);
	drop_pagecache();
	expect(nr_free_pages() >= free);
}

SELFTEST(used_and_dirty_pages_stay,
	 "a page in use and a dirty one are not dropped")
{
	struct page *used, *dirty;

	fill();
	used = get(5);
	dirty = get(9);
	SetPageDirty(dirty);
	put_page(dirty);
	drop_pagecache();
	expect(file.nrpages == 2 && is_cached(5) && is_cached(9));
	put_page(used);
	truncate_inode_pages(&file, 0);
	expect(!file.nrpages);
}

/* Take memory until the kernel must give something back. */
static void press(struct list_head *taken)
{
	unsigned long before = vm_events[PGSTEAL];
	struct page *page;

	while (vm_events[PGSTEAL] == before) {
		page = alloc_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
		expect(page);
		if (!page)
			return;
		list_add(&page->lru, taken);
		cond_resched();
	}
}

SELFTEST(pressure_drops_the_cold,
	 "pressure drops the oldest pages, but not the used")
{
	struct page *page, *next;
	LIST_HEAD(taken);

	fill();
	put_page(get(7));
	press(&taken);
	expect(file.nrpages > 1 && is_cached(7));
	expect(!is_cached(6) && !is_cached(8) && is_cached(PAGES - 1));
	list_for_each_entry_safe(page, next, &taken, lru)
		__free_page(page);
	truncate_inode_pages(&file, 0);
	expect(!file.nrpages && nr_free_pages() > pages_high);
}

SELFTEST(used_pages_go_at_last,
	 "pages that are all in use of late go before reclaim gives up")
{
	while (try_to_free_pages(0))
		;
	fill();
	for (unsigned long i = 0; i < PAGES; i++)
		put_page(get(i));
	expect(try_to_free_pages(0));
	expect(file.nrpages < PAGES);
	truncate_inode_pages(&file, 0);
}

/* -- mapped pages ---------------------------------------------------------- */

#define WHERE  0x10000000UL /* in an address space of the test's own */
#define MAPPED 4UL

static struct page *map_pattern(struct vm_area_struct *vma,
				unsigned long address, bool *major)
{
	return read_cache_page(&file, linear_page_index(vma, address));
}

static const struct vm_operations_struct pattern_vm_ops = {
	.nopage = map_pattern,
};

static struct vm_area_struct *map_file(struct mm_struct *mm)
{
	struct vm_area_struct *vma = vm_area_alloc(mm);

	expect(vma);
	vma->vm_start = WHERE;
	vma->vm_end = WHERE + MAPPED * PAGE_SIZE;
	vma->vm_flags = VM_READ | VM_MAYREAD;
	vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
	vma->vm_ops = &pattern_vm_ops;
	expect(!insert_vm_struct(mm, vma));
	for (unsigned long i = 0; i < MAPPED; i++)
		expect(handle_mm_fault(mm, vma, WHERE + i * PAGE_SIZE, false) ==
		       FAULT_MINOR);
	return vma;
}

SELFTEST(
	cold_entries_are_taken,
	"a mapped page stays; its entry goes when it was not used between looks")
{
	struct mm_struct *mm = mm_alloc();
	struct vm_area_struct *vma;
	pte_t *ptep;

	expect(mm);
	fill();
	vma = map_file(mm);
	expect(mm->file_rss == MAPPED);
	drop_pagecache();
	expect(file.nrpages == MAPPED);

	/* The CPU has used all of them; then one is used again. */
	expect(!zap_cold_pages(vma));
	ptep = pte_lookup(mm, WHERE);
	set_pte(ptep, pte_mkyoung(*ptep));
	expect(zap_cold_pages(vma) == MAPPED - 1);
	expect(mm->file_rss == 1);
	drop_pagecache();
	expect(file.nrpages == 1 && is_cached(0));
	mmput(mm);
	truncate_inode_pages(&file, 0);
}
