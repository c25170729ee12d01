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
#include <lectern/bug.h>
#include <lectern/printk.h>
#include <lectern/slab.h>
#include <lectern/spinlock.h>
#include <lectern/vmalloc.h>

#include "internal.h"

enum area_kind {
	AREA_PAGES,
	AREA_DEVICE
};

struct vm_struct {
	struct list_head list;
	unsigned long addr, size; /* without the guard page */
	enum area_kind kind;
};

static LIST_HEAD(vm_list);
static DEFINE_SPINLOCK(vm_list_lock);
static unsigned long used_pages; /* of AREA_PAGES [vm_list_lock] */

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

/* size: whole pages. */
static struct vm_struct *get_area(unsigned long size, enum area_kind kind)
{
	struct vm_struct *area;
	bool placed;

	if (!size || size > VMALLOC_END - VMALLOC_START)
		return NULL;
	area = kmalloc(sizeof(*area), GFP_KERNEL);
	if (!area)
		return NULL;
	*area = (struct vm_struct){ .size = size, .kind = kind };
	spin_lock(&vm_list_lock);
	placed = place_area(area);
	if (placed && kind == AREA_PAGES)
		used_pages += size >> PAGE_SHIFT;
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
	if (area->kind == AREA_PAGES)
		used_pages -= area->size >> PAGE_SHIFT;
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

/* The pages that are mapped in [start, end), as a list through lru. */
static void collect_pages(unsigned long start, unsigned long end,
			  struct list_head *pages)
{
	for (; start < end; start += PAGE_SIZE) {
		struct page *page = pfn_to_page(pte_pfn(*kernel_pte(start)));

		list_add(&page->lru, pages);
	}
}

/* Unmap first: nobody may reach a page that somebody else already has. */
static void unmap_and_free(unsigned long start, unsigned long end)
{
	struct page *page, *next;
	LIST_HEAD(pages);

	if (start == end)
		return;
	collect_pages(start, end, &pages);
	kernel_unmap(start, end - start);
	list_for_each_entry_safe(page, next, &pages, lru)
		__free_page(page);
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

	if (size > VMALLOC_END - VMALLOC_START)
		return NULL;
	area = get_area(PAGE_ALIGN(size), AREA_PAGES);
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
	if (WARN_ON(!area || area->kind != AREA_PAGES))
		return;
	unmap_and_free(area->addr, area->addr + area->size);
	put_area(area);
}

int vmalloc_protect(const void *addr, unsigned long size, pgprot_t prot)
{
	unsigned long start = (unsigned long)addr, end = start + size;
	pte_t *pte;

	assert(!((start | size) & ~PAGE_MASK));
	for (; start < end; start += PAGE_SIZE) {
		pte = kernel_pte(start);
		if (!pte || pte_none(*pte))
			return -EINVAL;
		set_pte(pte, pfn_pte(pte_pfn(*pte), prot));
	}
	flush_tlb_all();
	return 0;
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
	size = PAGE_ALIGN(offset + size);
	area = get_area(size, AREA_DEVICE);
	if (!area)
		return NULL;
	if (kernel_map(area->addr, phys - offset, size, PAGE_KERNEL_IO)) {
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
	if (WARN_ON(!area || area->kind != AREA_DEVICE))
		return;
	kernel_unmap(area->addr, area->size);
	put_area(area);
}

void vmalloc_init(void)
{
	BUILD_BUG_ON(VMALLOC_START & ~PAGE_MASK || VMALLOC_END & ~PAGE_MASK);
	pr_debug("vmalloc: %lu MiB of addresses\n",
		 (VMALLOC_END - VMALLOC_START) >> 20);
}
