// SPDX-License-Identifier: GPL-2.0
/*
 * Pages, slabs, vmalloc, and what the kernel's own page tables allow.
 */
#include "selftest.h"

#include <lectern/gfp.h>
#include <lectern/i386/pgtable.h>
#include <lectern/i386/uaccess.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/vmalloc.h>

#define OBJECTS	    500
#define OBJECT_SIZE 100

extern char _text[], _rodata[], _data[];

SELFTEST(pages_come_back, "every order of pages is aligned, and comes back")
{
	unsigned long free = nr_free_pages();

	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		void *block = get_free_pages(GFP_KERNEL, order);

		expect(block);
		expect(!(pfn_of(block) & ((1UL << order) - 1)));
		expect(nr_free_pages() == free - (1UL << order));
		free_pages(block, order);
		expect(nr_free_pages() == free);
	}
}

SELFTEST(all_pages_are_apart, "no page is given out twice")
{
	unsigned long free = nr_free_pages();
	struct page *page, *next;
	LIST_HEAD(taken);

	while (nr_free_pages() > free / 2) {
		page = alloc_page(GFP_KERNEL | __GFP_NOWARN);
		expect(page);
		if (!page)
			break;
		expect(page_count(page) == 1);
		*(struct page **)page_address(page) = page;
		list_add(&page->lru, &taken);
	}
	list_for_each_entry_safe(page, next, &taken, lru) {
		expect(*(struct page **)page_address(page) == page);
		__free_page(page);
	}
	expect(nr_free_pages() == free);
}

SELFTEST(too_large_a_block_is_refused, "a block larger than any gives NULL")
{
	expect(!kmalloc(KMALLOC_MAX + 1, GFP_KERNEL | __GFP_NOWARN));
	expect(!kcalloc(1UL << 20, 1UL << 20, GFP_KERNEL | __GFP_NOWARN));
	expect(!vmalloc(VMALLOC_END - VMALLOC_START));
}

SELFTEST(slab_objects_are_apart, "slab objects do not overlap, and come back")
{
	static u8 *objects[OBJECTS];
	struct kmem_cache *cache;

	cache = kmem_cache_create("selftest", OBJECT_SIZE, 0, 0);
	expect(cache);
	for (unsigned int i = 0; i < OBJECTS; i++) {
		objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		expect(objects[i]);
		memset(objects[i], (int)i, OBJECT_SIZE);
	}
	expect(cache->nr_active == OBJECTS);
	for (unsigned int i = 0; i < OBJECTS; i++) {
		expect(objects[i][0] == (u8)i);
		expect(objects[i][OBJECT_SIZE - 1] == (u8)i);
		kmem_cache_free(cache, objects[i]);
	}
	expect(cache->nr_active == 0);
	expect(!kmem_cache_destroy(cache));
}

SELFTEST(vmalloc_has_guards, "behind each vmalloc area an unmapped page stands")
{
	u8 *area = vmalloc(3 * PAGE_SIZE);
	pte_t *pte;

	expect(area);
	memset(area, 0x5A, 3 * PAGE_SIZE);
	expect(area[0] == 0x5A && area[3 * PAGE_SIZE - 1] == 0x5A);
	pte = kernel_pte((unsigned long)area + 3 * PAGE_SIZE);
	expect(!pte || pte_none(*pte));
	vfree(area);
	pte = kernel_pte((unsigned long)area);
	expect(pte && pte_none(*pte));
}

static bool writable(const char *address)
{
	return pte_write(*kernel_pte((unsigned long)address));
}

static bool executable(const char *address)
{
	return !nx_mask ||
	       !(kernel_pte((unsigned long)address)->val & _PAGE_NX);
}

SELFTEST(image_is_protected, "kernel text cannot be written, data not executed")
{
	expect(!writable(_text) && executable(_text));
	expect(!writable(_rodata) && (!nx_mask || !executable(_rodata)));
	expect(writable(_data) && (!nx_mask || !executable(_data)));
}

/* Pid 1 has no mm yet: every user address is a bad one. */
SELFTEST(bad_user_pointers_are_told, "copies say how much could not be copied")
{
	u8 buf[16];
	u32 value = 7;

	memset(buf, 1, sizeof(buf));
	expect(copy_from_user(buf, (void *)PAGE_OFFSET, 16) == 16);
	expect(!memchr_inv(buf, 0, sizeof(buf)));
	expect(copy_to_user((void *)(PAGE_OFFSET - 8), buf, 16) == 16);
	expect(clear_user((void *)-16UL, 32) == 32);
	expect(get_user(value, (u32 *)PAGE_OFFSET) == -EFAULT && value == 0);
	expect(put_user(value, (u32 *)(PAGE_OFFSET - 2)) == -EFAULT);
	expect(strncpy_from_user((char *)buf, (char *)PAGE_OFFSET, 16) ==
	       -EFAULT);
}
