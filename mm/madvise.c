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
#include <lectern/fs.h>
#include <lectern/pagemap.h>
#include <lectern/syscalls.h>
#include <uapi/mman.h>

#include "internal.h"

static int walk(unsigned long start, size_t len, vma_part_fn fn,
		unsigned long arg)
{
	struct mm_struct *mm = current->mm;
	unsigned long end;
	int err = check_range(start, len, &end);

	if (err)
		return err;
	down_write(&mm->mmap_sem);
	err = for_each_part(mm, start, end, true, fn, arg);
	up_write(&mm->mmap_sem);
	return err;
}

/* -- madvise ---------------------------------------------------------------------- */

#define ADVICE(name) (1u << MADV_##name)

/* Those of the first three lines are about what is not done here anyway: reading
 * ahead, dumping core, paging out. */
#define KNOWN_ADVICE                                                           \
	(ADVICE(NORMAL) | ADVICE(RANDOM) | ADVICE(SEQUENTIAL) |                \
	 ADVICE(WILLNEED) | ADVICE(DONTDUMP) | ADVICE(DODUMP) | ADVICE(COLD) | \
	 ADVICE(PAGEOUT) | ADVICE(DONTNEED) | ADVICE(FREE) |                   \
	 ADVICE(DONTFORK) | ADVICE(DOFORK) | ADVICE(WIPEONFORK) |              \
	 ADVICE(KEEPONFORK))

/* Pages that are not needed go: the next touch finds them zeroed, or as the
 * file has them. */
static int drop_pages(struct vm_area_struct *vma, unsigned long start,
		      unsigned long end, bool anonymous_only)
{
	if (vma->vm_flags & VM_LOCKED || (anonymous_only && vma->vm_file))
		return -EINVAL;
	zap_page_range(vma->vm_mm, start, end);
	return 0;
}

/* The part [start, end) of one area. */
static int advise_part(struct vm_area_struct *vma, unsigned long start,
		       unsigned long end, unsigned long advice)
{
	unsigned long vm_flags = vma->vm_flags;

	switch (advice) {
	case MADV_COLD:
	case MADV_PAGEOUT:
		return vm_flags & VM_LOCKED ? -EINVAL : 0;
	case MADV_FREE:
	case MADV_DONTNEED:
		return drop_pages(vma, start, end, advice == MADV_FREE);
	case MADV_DONTFORK:
		vm_flags |= VM_DONTCOPY;
		break;
	case MADV_DOFORK:
		vm_flags &= ~VM_DONTCOPY;
		break;
	case MADV_WIPEONFORK:
		if (vma->vm_file)
			return -EINVAL;
		vm_flags |= VM_WIPEONFORK;
		break;
	case MADV_KEEPONFORK:
		vm_flags &= ~VM_WIPEONFORK;
		break;
	}
	return vma_set_flags(vma, start, end, vm_flags);
}

SYSCALL(madvise, unsigned long start, size_t len, unsigned int advice)
{
	if (advice > MADV_PAGEOUT || !(KNOWN_ADVICE & 1u << advice) ||
	    (ssize_t)len < 0)
		return -EINVAL;
	return walk(start, len, advise_part, advice);
}

/* -- msync ------------------------------------------------------------------------- */

/* All files live in memory, the same pages that are mapped: nothing needs to be
 * written anywhere. */
static int sync_part(struct vm_area_struct *vma, unsigned long start,
		     unsigned long end, unsigned long flags)
{
	return flags & MS_INVALIDATE && vma->vm_flags & VM_LOCKED ? -EBUSY : 0;
}

SYSCALL(msync, unsigned long start, size_t len, unsigned long flags)
{
	if (flags & ~(unsigned long)(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
	    (flags & MS_ASYNC && flags & MS_SYNC))
		return -EINVAL;
	return walk(start, len, sync_part, flags);
}

/* -- mincore ------------------------------------------------------------------------- */

#define MINCORE_CHUNK 256UL /* pages that are looked at in one go */

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
			     linear_page_index(vma, addr));
	if (!page)
		return false;
	put_page(page);
	return true;
}

/* arg: where the pointer is that goes along the vector. */
static int look_at_part(struct vm_area_struct *vma, unsigned long start,
			unsigned long end, unsigned long arg)
{
	u8 **vec = (u8 **)arg;

	for (; start < end; start += PAGE_SIZE)
		*(*vec)++ = page_in_core(vma, start);
	return 0;
}

/* A chunk at a time, as user memory is not touched with mmap_sem held. */
SYSCALL(mincore, unsigned long start, size_t len, u8 __user *user_vec)
{
	struct mm_struct *mm = current->mm;
	u8 vec[MINCORE_CHUNK], *last;
	unsigned long stop, end;
	int err;

	err = check_range(start, len, &end);
	if (err)
		return err;
	if (!access_ok(user_vec, (end - start) >> PAGE_SHIFT))
		return -EFAULT;
	for (; start < end && !err; start = stop, user_vec += last - vec) {
		cond_resched();
		stop = min(end, start + MINCORE_CHUNK * PAGE_SIZE);
		last = vec;
		down_read(&mm->mmap_sem);
		err = for_each_part(mm, start, stop, false, look_at_part,
				    (unsigned long)&last);
		up_read(&mm->mmap_sem);
		if (!err && copy_to_user(user_vec, vec, (size_t)(last - vec)))
			err = -EFAULT;
	}
	return err;
}
