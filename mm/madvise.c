// SPDX-License-Identifier: GPL-2.0
/*
 * What programs say and ask about ranges: madvise, msync, mincore.
 *
 * Each walks the areas of a range; a hole makes the result ENOMEM, but the rest
 * is done all the same.
 *
 * Source: madvise(2), msync(2), mincore(2). Locks: mmap_sem, for writing where
 * flags of areas change.
 */
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/pagemap.h>
#include <lectern/syscalls.h>
#include <uapi/mman.h>

#include "internal.h"

/* start on a page border; *end: where the pages of [start, start + len) end. */
static int check_range(unsigned long start, size_t len, unsigned long *end)
{
	if (start & ~PAGE_MASK)
		return -EINVAL;
	*end = start + PAGE_ALIGN(len);
	if ((len && !PAGE_ALIGN(len)) || *end < start)
		return -EINVAL;
	return 0;
}

/* -- madvise ---------------------------------------------------------------------- */

/* The pages are not needed: the next touch finds them zeroed, or as the file
 * has them. */
static int advise_dontneed(struct vm_area_struct *vma, unsigned long start,
			   unsigned long end)
{
	if (vma->vm_flags & (VM_LOCKED | VM_PFNMAP))
		return -EINVAL;
	zap_page_range(vma->vm_mm, start, end);
	return 0;
}

/* Set or clear a flag of the part [start, end). */
static int advise_flags(struct vm_area_struct *vma, unsigned long start,
			unsigned long end, unsigned long vm_flags)
{
	struct mm_struct *mm = vma->vm_mm;

	if (vm_flags == vma->vm_flags)
		return 0;
	if (vma_cut_range(mm, start, end))
		return -ENOMEM;
	vma = find_vma(mm, start);
	vma->vm_flags = vm_flags;
	vma_merge_neighbours(vma);
	return 0;
}

/* The part [start, end) of one area. */
static int advise_area(struct vm_area_struct *vma, unsigned long start,
		       unsigned long end, int advice)
{
	switch (advice) {
	case MADV_FREE:
		if (vma->vm_file)
			return -EINVAL;
		return advise_dontneed(vma, start, end);
	case MADV_DONTNEED:
		return advise_dontneed(vma, start, end);
	case MADV_DONTFORK:
		return advise_flags(vma, start, end,
				    vma->vm_flags | VM_DONTCOPY);
	case MADV_DOFORK:
		if (vma->vm_flags & VM_PFNMAP)
			return -EINVAL;
		return advise_flags(vma, start, end,
				    vma->vm_flags & ~VM_DONTCOPY);
	case MADV_POPULATE_READ:
		return make_pages_present(start, end, false);
	case MADV_POPULATE_WRITE:
		return make_pages_present(start, end, true);
	default:
		return 0; /* about what is read ahead: nothing is */
	}
}

static bool advice_known(int advice)
{
	switch (advice) {
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_WILLNEED:
	case MADV_DONTNEED:
	case MADV_FREE:
	case MADV_DONTFORK:
	case MADV_DOFORK:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
	case MADV_COLD:
	case MADV_PAGEOUT:
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		return true;
	default:
		return false;
	}
}

static int advise_range(struct mm_struct *mm, unsigned long start,
			unsigned long end, int advice)
{
	struct vm_area_struct *vma;
	unsigned long stop;
	int err, hole = 0;

	for (; start < end; start = stop) {
		vma = find_vma(mm, start);
		if (!vma || vma->vm_start >= end)
			return -ENOMEM;
		if (vma->vm_start > start) {
			hole = -ENOMEM;
			start = vma->vm_start;
		}
		stop = min(vma->vm_end, end);
		err = advise_area(vma, start, stop, advice);
		if (err)
			return err;
	}
	return hole;
}

SYSCALL(madvise, unsigned long start, size_t len, int advice)
{
	struct mm_struct *mm = current->mm;
	unsigned long end;
	int err;

	if (!advice_known(advice))
		return -EINVAL;
	err = check_range(start, len, &end);
	if (err)
		return err;
	down_write(&mm->mmap_sem);
	err = advise_range(mm, start, end, advice);
	up_write(&mm->mmap_sem);
	return err;
}

/* -- msync ------------------------------------------------------------------------- */

/* The file of a shared area, with a reference, if it has anything to sync. */
static struct file *file_to_sync(const struct vm_area_struct *vma)
{
	struct file *file = vma->vm_file;

	if (!(vma->vm_flags & VM_SHARED) || !file || !file->f_op->fsync)
		return NULL;
	get_file(file);
	return file;
}

/*
 * One step of msync: the area at or above *start. Its file is synced with
 * mmap_sem dropped, so the next area is looked up anew. Returns 0 with *start
 * moved on.
 */
static int sync_step(struct mm_struct *mm, unsigned long *start,
		     unsigned long end, bool *hole)
{
	struct vm_area_struct *vma = find_vma(mm, *start);
	struct file *file;
	int err;

	if (!vma || vma->vm_start >= end) {
		*hole = true;
		*start = end;
		return 0;
	}
	if (vma->vm_start > *start)
		*hole = true;
	*start = vma->vm_end;
	file = file_to_sync(vma);
	if (!file)
		return 0;
	up_read(&mm->mmap_sem);
	err = file->f_op->fsync(file);
	fput(file);
	down_read(&mm->mmap_sem);
	return err;
}

SYSCALL(msync, unsigned long start, size_t len, int flags)
{
	struct mm_struct *mm = current->mm;
	bool hole = false;
	unsigned long end;
	int err;

	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
	    (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC))
		return -EINVAL;
	err = check_range(start, len, &end);
	if (err)
		return start & ~PAGE_MASK ? -EINVAL : -ENOMEM;
	down_read(&mm->mmap_sem);
	while (start < end && !err)
		err = sync_step(mm, &start, end, &hole);
	up_read(&mm->mmap_sem);
	return err ? err : hole ? -ENOMEM : 0;
}

/* -- mincore ------------------------------------------------------------------------- */

#define MINCORE_CHUNK 256 /* pages that are looked at in one go */

/* Is the page there, or would a fault find it without reading? */
static bool page_in_core(struct vm_area_struct *vma, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct page *page;
	pte_t *ptep;
	bool mapped;

	spin_lock(&mm->page_table_lock);
	ptep = pte_lookup(mm, addr);
	mapped = ptep && !pte_none(*ptep);
	spin_unlock(&mm->page_table_lock);
	if (mapped || !vma->vm_file)
		return mapped;
	page = find_get_page(vma->vm_file->f_inode->i_mapping,
			     vma->vm_pgoff +
				     ((addr - vma->vm_start) >> PAGE_SHIFT));
	if (!page)
		return false;
	put_page(page);
	return true;
}

/* Fill vec for n pages from addr on; -ENOMEM at a hole. */
static int look_at_pages(struct mm_struct *mm, unsigned long addr,
			 unsigned long n, u8 *vec)
{
	struct vm_area_struct *vma;
	int err = 0;

	down_read(&mm->mmap_sem);
	for (unsigned long i = 0; i < n; i++, addr += PAGE_SIZE) {
		vma = find_vma(mm, addr);
		if (!vma || vma->vm_start > addr) {
			err = -ENOMEM;
			break;
		}
		vec[i] = page_in_core(vma, addr);
	}
	up_read(&mm->mmap_sem);
	return err;
}

SYSCALL(mincore, unsigned long start, size_t len, u8 __user *user_vec)
{
	unsigned long pages = PAGE_ALIGN(len) >> PAGE_SHIFT;
	u8 vec[MINCORE_CHUNK];
	int err;

	if (start & ~PAGE_MASK)
		return -EINVAL;
	if (len > TASK_SIZE || start > TASK_SIZE - len)
		return -ENOMEM;
	if (!access_ok(user_vec, pages))
		return -EFAULT;
	while (pages) {
		unsigned long n = min_t(unsigned long, pages, MINCORE_CHUNK);

		err = look_at_pages(current->mm, start, n, vec);
		if (err)
			return err;
		if (copy_to_user(user_vec, vec, n))
			return -EFAULT;
		pages -= n;
		user_vec += n;
		start += n << PAGE_SHIFT;
	}
	return 0;
}
