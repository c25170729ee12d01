// SPDX-License-Identifier: GPL-2.0
/*
 * Making a page present: what a fault in a valid area comes to.
 *
 *   entry     area                  read                write
 *   -------   -------------------   -----------------   --------------------
 *   none      private, anonymous    the zero page       a fresh zeroed page
 *   none      private, of a file    the file's page     a copy of it
 *   none      shared                the file's page     the file's page
 *   present   any                   (another thread     do_wp_page, if it
 *                                   was quicker)        may not be written
 *
 * Shared anonymous memory is a file without a name, so it needs no case.
 *
 * Locks: mmap_sem held for reading at least, so the area and the page tables
 * stay. page_table_lock is taken here, dropped whenever something may sleep, and
 * the entry then looked at again: another thread may fault on the same page.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/pagemap.h>

#include "internal.h"

#define FAULT_AROUND (4 * PAGE_SIZE)

/*
 * Give a page to an entry that was none. The entry takes over the caller's
 * reference, unless it is none no more: then the reference is dropped. The same
 * if a file's page has left its file: truncation empties entries first and
 * drops pages afterwards, so nobody would come back for this entry. Either way
 * the program goes on, and faults again if it must.
 */
static inline void install_page(struct vm_area_struct *vma, pte_t *ptep,
				struct page *page, bool write,
				const struct address_space *mapping)
{
	pte_t pte = pfn_pte(page_to_pfn(page), vma->vm_page_prot);
	struct mm_struct *mm = vma->vm_mm;
	bool install;

	if (write)
		pte = pte_mkdirty(pte_mkwrite(pte));
	spin_lock(&mm->page_table_lock);
	install = pte_none(*ptep) && page->mapping == mapping;
	if (likely(install)) {
		++*mm_rss_of(mm, page);
		set_pte(ptep, pte);
	}
	spin_unlock(&mm->page_table_lock);
	if (unlikely(!install))
		put_page(page);
}

/* -- anonymous memory ------------------------------------------------------------ */

/* page_table_lock held on entry, released on exit. */
static enum fault_result do_anonymous_page(struct mm_struct *mm,
					   struct vm_area_struct *vma,
					   pte_t *ptep, bool write)
{
	struct page *page;

	/* What the reaper took must not come back as zeroes. */
	if (unlikely(mm->oom_reaped)) {
		spin_unlock(&mm->page_table_lock);
		return FAULT_SIGBUS;
	}
	if (!write) {
		pte_t pte = pfn_pte(page_to_pfn(zero_page), vma->vm_page_prot);

		set_pte(ptep, pte_mkspecial(pte));
		spin_unlock(&mm->page_table_lock);
		return FAULT_MINOR;
	}
	spin_unlock(&mm->page_table_lock);
	page = alloc_page(GFP_USER | __GFP_ZERO);
	if (unlikely(!page))
		return FAULT_OOM;
	install_page(vma, ptep, page, true, NULL);
	return FAULT_MINOR;
}

/* -- memory of a file --------------------------------------------------------------- */

/* A private copy of a page that the caller has a reference on; the reference
 * goes over to the copy. NULL: no memory. */
static struct page *private_copy(struct page *page)
{
	struct page *copy = alloc_page(GFP_USER);

	if (copy)
		copy_page(page_address(copy), page_address(page));
	put_page(page);
	return copy;
}

/*
 * Who reads one page of a file will soon read those beside it: what the cache has
 * of the FAULT_AROUND bytes about it is mapped along. One page table has them all.
 * With more than a few pages a short program pays for what it never touches.
 */
static void map_around(struct vm_area_struct *vma, unsigned long address,
		       pte_t *ptep, struct address_space *mapping)
{
	unsigned long window = ALIGN_DOWN(address, FAULT_AROUND);
	unsigned long at = max(window, vma->vm_start);
	unsigned long end = min(window + FAULT_AROUND, vma->vm_end);
	struct page *page;

	ptep -= (address - at) >> PAGE_SHIFT;
	for (; at < end; at += PAGE_SIZE, ptep++) {
		if (!pte_none(*ptep))
			continue;
		page = find_get_page(mapping, linear_page_index(vma, at));
		if (page)
			install_page(vma, ptep, page, false, mapping);
	}
}

/* No lock held. */
static enum fault_result do_no_page(struct vm_area_struct *vma,
				    unsigned long address, pte_t *ptep,
				    bool write)
{
	struct address_space *mapping;
	struct page *page;
	bool major = false;

	page = vma->vm_ops->nopage(vma, address & PAGE_MASK, &major);
	if (IS_ERR(page))
		return PTR_ERR(page) == -ENOMEM ? FAULT_OOM : FAULT_SIGBUS;
	mapping = page->mapping;
	if (write && vma->vm_flags & VM_SHARED) {
		file_update_time(vma->vm_file);
	} else if (write) {
		page = private_copy(page);
		if (!page)
			return FAULT_OOM;
		mapping = NULL;
	}
	install_page(vma, ptep, page, write, mapping);
	if (mapping && !write)
		map_around(vma, address & PAGE_MASK, ptep, mapping);
	return major ? FAULT_MAJOR : FAULT_MINOR;
}

/* -- the entry point --------------------------------------------------------------- */

enum fault_result handle_mm_fault(struct mm_struct *mm,
				  struct vm_area_struct *vma,
				  unsigned long address, bool write)
{
	pte_t *ptep, pte;

	assert(address >= vma->vm_start && address < vma->vm_end);
	spin_lock(&mm->page_table_lock);
	ptep = pte_alloc(mm, address);
	if (unlikely(!ptep)) {
		spin_unlock(&mm->page_table_lock);
		return FAULT_OOM;
	}
	pte = *ptep;
	if (pte_none(pte) && !vma->vm_ops)
		return do_anonymous_page(mm, vma, ptep, write);
	if (!pte_none(pte) && write && !pte_write(pte))
		return do_wp_page(mm, vma, address, ptep, pte);
	spin_unlock(&mm->page_table_lock);
	if (pte_none(pte))
		return do_no_page(vma, address, ptep, write);

	/* Mended already; the CPU may remember it as it was. */
	flush_tlb_mm_page(mm, address);
	return FAULT_MINOR;
}
