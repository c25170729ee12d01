// SPDX-License-Identifier: GPL-2.0
/*
 * A file gets shorter: its pages leave memory.
 *
 * The order keeps programs that map the file from seeing pages it has no more:
 *
 *   1. the caller sets the new size      no fault finds more pages (SIGBUS)
 *   2. unmap_mapping_range               no entry maps those that are there
 *   3. truncate_inode_pages              no reader finds them
 *
 * A fault that had looked up its page before 1 is undone by 2, or sees that the
 * page has lost its file (install_page in nopage.c). One that had to sleep for a
 * page looks at the size once more (filemap_nopage).
 *
 * Source: truncate(2). Locks: the caller holds i_sem, so no write makes the file
 * grow meanwhile. i_mmap_lock guards the areas of the file, and page_table_lock
 * of each mm nests inside it; no mmap_sem is taken, so nothing may sleep.
 */
#include <lectern/fs.h>
#include <lectern/pagemap.h>

#include "internal.h"

/* The part of the area that maps pages from index `first` on. */
static void unmap_area(struct vm_area_struct *vma, unsigned long first)
{
	unsigned long start = vma->vm_start;

	if (first >= vma->vm_pgoff + vma_pages(vma))
		return;
	if (first > vma->vm_pgoff)
		start += (first - vma->vm_pgoff) << PAGE_SHIFT;
	zap_page_range_atomic(vma->vm_mm, start, vma->vm_end);
}

/* Private copies of the pages go too: behind the end there is nothing. */
void unmap_mapping_range(struct address_space *mapping, loff_t start)
{
	unsigned long first = pages_of(start);
	struct vm_area_struct *vma;

	spin_lock(&mapping->i_mmap_lock);
	list_for_each_entry(vma, &mapping->i_mmap, shared)
		unmap_area(vma, first);
	spin_unlock(&mapping->i_mmap_lock);
}

/*
 * What lies behind the new end in the last page would come back if the file
 * grew again: it has to read as zeroes then.
 */
static void zero_tail(struct address_space *mapping, loff_t pos)
{
	unsigned long offset = (unsigned long)pos & ~PAGE_MASK;
	struct page *page;

	if (!offset)
		return;
	page = find_get_page(mapping, (unsigned long)(pos >> PAGE_SHIFT));
	if (!page)
		return;
	memset((char *)page_address(page) + offset, 0, PAGE_SIZE - offset);
	SetPageDirty(page);
	put_page(page);
}

void truncate_inode_pages(struct address_space *mapping, loff_t lstart)
{
	zero_tail(mapping, lstart);
	while (remove_next_page(mapping, pages_of(lstart)))
		cond_resched();
}
