// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel memory that is contiguous in addresses only, and device registers.
 *
 * Areas lie between VMALLOC_START and VMALLOC_END, first fit, in a list sorted
 * by address. Each is followed by a page that is never mapped, so that running
 * off the end is a fault and not a neighbour's broken data:
 *
 *   VMALLOC_START
 *   | vmalloc, 3 pages | guard | ioremap, 1 | guard |   free   | vmalloc …
 *
 * The page tables are the kernel's own, one set for all tasks: a mapping made
 * here is seen everywhere at once (pgtable.h).
 *
 * Lock: vm_list_lock guards the list. An area belongs to who asked for it, so
 * its entries need no lock. Process context: allocation sleeps.
 */
#include <lectern/slab.h>
#include <lectern/spinlock.h>
#include <lectern/vmalloc.h>

#include "internal.h"

struct vm_struct {
	struct list_head list;
	unsigned long addr, size; /* without the guard page */
	unsigned long nr_pages;	  /* that are the area's own: 0 of a device */
};

static LIST_HEAD(vm_list);
static DEFINE_SPINLOCK(vm_list_lock);
static unsigned long used_pages; /* of all areas [vm_list_lock] */

/* -- areas -------------------------------------------------------------------- */

/* Enter an area at the first place that holds it and its guard page. */
static bool place_area(struct vm_struct *area)
{
	unsigned long addr = VMALLOC_START, need = area->size + PAGE_SIZE;
	struct list_head *before = &vm_list;
	struct vm_struct *next;

	list_for_each_entry(next, &vm_list, list) {
		if (next->addr - addr >= need)
			break;
		addr = next->addr + next->size + PAGE_SIZE;
		before = &next->list;
	}
	if (addr >= VMALLOC_END || VMALLOC_END - addr < need)
		return false;
	area->addr = addr;
	list_add(&area->list, before);
	return true;
}

/* size: bytes, not yet rounded up to pages. */
static struct vm_struct *get_area(unsigned long size, bool device)
{
	struct vm_struct *area;
	bool placed;

	if (!size || size > VMALLOC_END - VMALLOC_START)
		return NULL;
	size = PAGE_ALIGN(size);
	area = kmalloc(sizeof(*area), GFP_KERNEL);
	if (!area)
		return NULL;
	*area = (struct vm_struct){
		.size = size,
		.nr_pages = device ? 0 : size >> PAGE_SHIFT,
	};
	spin_lock(&vm_list_lock);
	placed = place_area(area);
	if (placed)
		used_pages += area->nr_pages;
	spin_unlock(&vm_list_lock);
	if (placed)
		return area;
	kfree(area);
	return NULL;
}

static void put_area(struct vm_struct *area)
{
	spin_lock(&vm_list_lock);
	list_del(&area->list);
	used_pages -= area->nr_pages;
	spin_unlock(&vm_list_lock);
	kfree(area);
}

/* The area that starts at addr. Only its owner asks, so it stays. */
static struct vm_struct *find_area(const void *addr)
{
	struct vm_struct *area, *found = NULL;

	spin_lock(&vm_list_lock);
	list_for_each_entry(area, &vm_list, list)
		if (area->addr == (unsigned long)addr) {
			found = area;
			break;
		}
	spin_unlock(&vm_list_lock);
	return found;
}

/* -- memory ------------------------------------------------------------------- */

static void unmap_and_free(unsigned long start, unsigned long end)
{
	for (; start < end; start += PAGE_SIZE) {
		struct page *page = pfn_to_page(pte_pfn(*kernel_pte(start)));

		kernel_unmap(start, PAGE_SIZE);
		__free_page(page);
	}
}

/* One page, mapped at addr. */
static int map_new_page(unsigned long addr, gfp_t gfp)
{
	struct page *page = alloc_page(gfp);
	int err;

	if (!page)
		return -ENOMEM;
	err = kernel_map(addr, (u64)page_to_pfn(page) << PAGE_SHIFT, PAGE_SIZE,
			 PAGE_KERNEL);
	if (err)
		__free_page(page);
	return err;
}

static void *do_vmalloc(unsigned long size, gfp_t gfp)
{
	struct vm_struct *area;
	unsigned long addr;

	area = get_area(size, false);
	if (!area)
		return NULL;
	for (addr = area->addr; addr < area->addr + area->size;
	     addr += PAGE_SIZE)
		if (map_new_page(addr, gfp))
			goto free_pages;
	return (void *)area->addr;

free_pages:
	unmap_and_free(area->addr, addr);
	put_area(area);
	return NULL;
}

void *vmalloc(unsigned long size)
{
	return do_vmalloc(size, GFP_KERNEL);
}

void *vzalloc(unsigned long size)
{
	return do_vmalloc(size, GFP_KERNEL | __GFP_ZERO);
}

void vfree(const void *addr)
{
	struct vm_struct *area;

	if (!addr)
		return;
	area = find_area(addr);
	if (WARN_ON(!area || !area->nr_pages))
		return;
	unmap_and_free(area->addr, area->addr + area->size);
	put_area(area);
}

void vmalloc_protect(const void *addr, unsigned long size, pgprot_t prot)
{
	unsigned long start = (unsigned long)addr, end = start + size;

	assert(!((start | size) & ~PAGE_MASK));
	for (; start < end; start += PAGE_SIZE) {
		pte_t *pte = kernel_pte(start);

		set_pte(pte, pfn_pte(pte_pfn(*pte), prot));
		flush_tlb_page(start);
	}
}

void *kvzalloc(size_t size)
{
	return size <= PAGE_SIZE ? kzalloc(size, GFP_KERNEL) : vzalloc(size);
}

void kvfree(const void *addr)
{
	if ((unsigned long)addr >= VMALLOC_START)
		vfree(addr);
	else
		kfree(addr);
}

unsigned long vmalloc_used_pages(void)
{
	return used_pages;
}

/* -- devices ------------------------------------------------------------------- */

/* The registers need not start on a page; the caller gets the exact address. */
void *ioremap(u64 phys, unsigned long size)
{
	unsigned long offset = (unsigned long)phys & ~PAGE_MASK;
	struct vm_struct *area;

	if (!size || size > VMALLOC_END - VMALLOC_START)
		return NULL;
	area = get_area(offset + size, true);
	if (!area)
		return NULL;
	if (kernel_map(area->addr, phys - offset, area->size, PAGE_KERNEL_IO)) {
		put_area(area);
		return NULL;
	}
	return (void *)(area->addr + offset);
}

void iounmap(void *addr)
{
	struct vm_struct *area;

	if (!addr)
		return;
	area = find_area((void *)((unsigned long)addr & PAGE_MASK));
	if (WARN_ON(!area || area->nr_pages))
		return;
	kernel_unmap(area->addr, area->size);
	put_area(area);
}
