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
#include <lectern/bug.h>
#include <lectern/err.h>

#include "internal.h"

#define AROUND_BYTES (8 * PAGE_SIZE)

/*
 * Give a page to an entry that was none. The entry takes over the caller's
 * reference, unless it is none no more: then the reference is dropped. The same
 * if a file's page has left its file: truncation empties entries first and
 * drops pages afterwards, so nobody would come back for this entry. Either way
 * the program goes on, and faults again if it must.
 */
static void install_page(struct mm_struct *mm, pte_t *ptep, struct page *page,
			 pte_t pte, const struct address_space *mapping)
{
	bool install;

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

static pte_t writable_pte(const struct vm_area_struct *vma,
			  const struct page *page)
{
	pte_t pte = pfn_pte(page_to_pfn(page), vma->vm_page_prot);

	return pte_mkdirty(pte_mkwrite(pte));
}

/* -- anonymous memory ------------------------------------------------------------ */

/* page_table_lock held on entry, released on exit. */
static enum fault_result do_anonymous_page(struct mm_struct *mm,
					   struct vm_area_struct *vma,
					   pte_t *ptep, bool write)
{
	struct page *page;

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
	install_page(mm, ptep, page, writable_pte(vma, page), NULL);
	return FAULT_MINOR;
}

/* -- memory of a file --------------------------------------------------------------- */

/*
 * A program that reads one page of a file will read the next ones: map those
 * around it that are in memory, in a window aligned to its size (and so below
 * the same page table). Each saves a fault and costs a tenth of one.
 */
static void map_around(struct vm_area_struct *vma, unsigned long address,
		       pte_t *ptep, const struct address_space *mapping)
{
	unsigned long start = ALIGN_DOWN(address, AROUND_BYTES);
	unsigned long end = min(start + AROUND_BYTES, vma->vm_end);
	struct page *page;

	start = max(start, vma->vm_start);
	ptep -= (address - start) >> PAGE_SHIFT;
	for (; start < end; start += PAGE_SIZE, ptep++) {
		if (!pte_none(*ptep))
			continue;
		page = vma->vm_ops->cached(vma, start);
		if (page)
			install_page(vma->vm_mm, ptep, page,
				     pfn_pte(page_to_pfn(page),
					     vma->vm_page_prot),
				     mapping);
	}
}

/* A private copy of a page that the caller has a reference on; the reference
 * goes over to the copy. ERR_PTR. */
static struct page *private_copy(struct page *page)
{
	struct page *copy = alloc_page(GFP_USER);

	if (copy)
		copy_page(page_address(copy), page_address(page));
	put_page(page);
	return copy ? copy : ERR_PTR(-ENOMEM);
}

static enum fault_result fault_error(long err)
{
	return err == -ENOMEM ? FAULT_OOM : FAULT_SIGBUS;
}

/* No lock held. */
static enum fault_result do_no_page(struct mm_struct *mm,
				    struct vm_area_struct *vma,
				    unsigned long address, pte_t *ptep,
				    bool write)
{
	bool major = false, own = write && !(vma->vm_flags & VM_SHARED);
	struct address_space *mapping;
	struct page *page;
	pte_t pte;

	page = vma->vm_ops->nopage(vma, address & PAGE_MASK, &major);
	if (IS_ERR(page))
		return fault_error(PTR_ERR(page));
	mapping = page->mapping;
	if (own) {
		page = private_copy(page);
		if (IS_ERR(page))
			return fault_error(PTR_ERR(page));
		mapping = NULL;
	}
	pte = write ? writable_pte(vma, page)
		    : pfn_pte(page_to_pfn(page), vma->vm_page_prot);
	install_page(mm, ptep, page, pte, mapping);
	if (!write && vma->vm_ops->cached)
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
		return do_no_page(mm, vma, address, ptep, write);

	/* Mended already; the CPU may remember it as it was. */
	flush_tlb_mm_page(mm, address);
	return FAULT_MINOR;
}
