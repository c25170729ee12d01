// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's hand in user memory where uaccess.h does not reach: making pages
 * present ahead of their use, and reading or writing the memory of another
 * process.
 *
 * Locks: mmap_sem keeps the areas; a reference keeps a page while it is copied,
 * which may be after its entry has gone.
 */
#include <lectern/err.h>

#include "internal.h"

/* A read of a page needs no right that is less than any. */
static bool may_touch(const struct vm_area_struct *vma, bool write)
{
	unsigned long need = write ? VM_WRITE : VM_READ | VM_WRITE | VM_EXEC;

	return vma->vm_flags & need;
}

/* The page that is mapped at addr, with a reference, if it is there with the
 * right to write when that is wanted; else NULL. */
static struct page *mapped_page(struct mm_struct *mm, unsigned long addr,
				bool write)
{
	struct page *page = NULL;
	pte_t *ptep;

	spin_lock(&mm->page_table_lock);
	ptep = pte_lookup(mm, addr);
	if (ptep && !pte_none(*ptep) && (!write || pte_write(*ptep))) {
		page = pfn_to_page(pte_pfn(*ptep));
		get_page(page);
	}
	spin_unlock(&mm->page_table_lock);
	return page;
}

/*
 * The page at addr, faulted in if need be. ERR_PTR(-EFAULT, -ENOMEM). A fault
 * may leave the entry as it was when it raced; then it is tried again.
 */
static struct page *get_user_page(struct mm_struct *mm,
				  struct vm_area_struct *vma,
				  unsigned long addr, bool write)
{
	enum fault_result result;
	struct page *page;

	if (!may_touch(vma, write))
		return ERR_PTR(-EFAULT);
	while (!(page = mapped_page(mm, addr, write))) {
		result = handle_mm_fault(mm, vma, addr, write);
		if (result == FAULT_OOM)
			return ERR_PTR(-ENOMEM);
		if (result == FAULT_SIGBUS)
			return ERR_PTR(-EFAULT);
	}
	return page;
}

int make_pages_present(unsigned long start, unsigned long end, bool write)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma = NULL;

	for (start &= PAGE_MASK; start < end; start += PAGE_SIZE) {
		struct page *page;

		if (!vma || start >= vma->vm_end)
			vma = find_vma(mm, start);
		if (!vma || start < vma->vm_start)
			return -EFAULT;
		page = get_user_page(mm, vma, start,
				     write || is_private_data(vma->vm_flags));
		if (IS_ERR(page))
			return PTR_ERR(page);
		put_page(page);
		cond_resched();
	}
	return 0;
}

/* len bytes of one page. Returns whether it worked. mmap_sem held. */
static bool access_page(struct mm_struct *mm, unsigned long addr, void *buf,
			size_t len, bool write)
{
	struct vm_area_struct *vma = find_extend_vma(mm, addr);
	struct page *page;
	void *mem;

	if (!vma)
		return false;
	page = get_user_page(mm, vma, addr, write);
	if (IS_ERR(page))
		return false;
	mem = (char *)page_address(page) + (addr & ~PAGE_MASK);
	if (write) {
		memcpy(mem, buf, len);
		SetPageDirty(page);
	} else {
		memcpy(buf, mem, len);
	}
	put_page(page);
	return true;
}

size_t access_process_vm(struct mm_struct *mm, unsigned long addr, void *buf,
			 size_t len, bool write)
{
	size_t done = 0, step;

	down_read(&mm->mmap_sem);
	while (done < len) {
		step = min_t(size_t, len - done,
			     PAGE_SIZE - (addr & ~PAGE_MASK));
		if (!access_page(mm, addr, (char *)buf + done, step, write))
			break;
		done += step;
		addr += step;
	}
	up_read(&mm->mmap_sem);
	return done;
}
