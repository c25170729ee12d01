// SPDX-License-Identifier: GPL-2.0
/*
 * mlock and its kin. Nothing is ever paged out here, so locked memory is memory
 * that is made present at once, counted against RLIMIT_MEMLOCK, and kept by
 * madvise(MADV_DONTNEED).
 *
 * Source: mlock(2). Locks: mmap_sem for writing.
 */
#include <lectern/bug.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/errno.h>
#include <uapi/mman.h>
#include <uapi/resource.h>

#include "internal.h"

/* Lock or unlock the part [start, end) of one area. */
static int lock_area(struct mm_struct *mm, struct vm_area_struct *vma,
		     unsigned long start, unsigned long end, bool lock)
{
	long pages;

	if (lock == !!(vma->vm_flags & VM_LOCKED) || vma->vm_flags & VM_PFNMAP)
		return 0;
	if (vma_cut_range(mm, start, end))
		return -ENOMEM;
	vma = find_vma(mm, start);
	pages = (long)vma_pages(vma);
	mm->locked_vm += (unsigned long)(lock ? pages : -pages);
	vma->vm_flags ^= VM_LOCKED;
	vma_merge_neighbours(vma);
	return 0;
}

static int lock_range(struct mm_struct *mm, unsigned long start,
		      unsigned long end, bool lock)
{
	struct vm_area_struct *vma;
	unsigned long stop;
	int err;

	for (; start < end; start = stop) {
		vma = find_vma(mm, start);
		if (!vma || vma->vm_start > start)
			return -ENOMEM;
		stop = min(vma->vm_end, end);
		err = lock_area(mm, vma, start, stop, lock);
		if (err)
			return err;
	}
	return 0;
}

/* A page that its rights make unreachable stays out, and that is no error. */
static int populate_locked(unsigned long start, unsigned long end)
{
	int err = make_pages_present(start, end, false);

	return err == -ENOMEM ? -EAGAIN : 0;
}

static bool may_lock_at_all(void)
{
	return rlimit(RLIMIT_MEMLOCK) || capable(CAP_IPC_LOCK);
}

/* Whole pages around [start, start + len). */
static long do_mlock(unsigned long start, size_t len, bool lock, bool populate)
{
	struct mm_struct *mm = current->mm;
	unsigned long end = PAGE_ALIGN(start + len);
	int err = -ENOMEM;

	if (lock && !may_lock_at_all())
		return -EPERM;
	start &= PAGE_MASK;
	if (end < start || end > TASK_SIZE)
		return len ? -ENOMEM : 0;
	down_write(&mm->mmap_sem);
	if (!lock || may_lock_pages(mm, (end - start) >> PAGE_SHIFT))
		err = lock_range(mm, start, end, lock);
	if (!err && lock && populate)
		err = populate_locked(start, end);
	up_write(&mm->mmap_sem);
	return err;
}

SYSCALL(mlock, unsigned long start, size_t len)
{
	return do_mlock(start, len, true, true);
}

SYSCALL(mlock2, unsigned long start, size_t len, int flags)
{
	if (flags & ~MLOCK_ONFAULT)
		return -EINVAL;
	return do_mlock(start, len, true, !(flags & MLOCK_ONFAULT));
}

SYSCALL(munlock, unsigned long start, size_t len)
{
	return do_mlock(start, len, false, false);
}

/* Every area there is. The walk takes the next one after each change, as the
 * area may have been joined to others. */
static int lock_all(struct mm_struct *mm, bool lock, bool populate)
{
	struct vm_area_struct *vma;
	unsigned long end = 0;
	int err;

	while ((vma = find_vma(mm, end))) {
		unsigned long start = max(vma->vm_start, end);

		end = vma->vm_end;
		err = lock_area(mm, vma, start, end, lock);
		if (!err && populate)
			err = populate_locked(start, end);
		if (err)
			return err;
	}
	return 0;
}

SYSCALL(mlockall, int flags)
{
	struct mm_struct *mm = current->mm;
	bool populate = !(flags & MCL_ONFAULT);
	int err = 0;

	if (!flags || flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) ||
	    flags == MCL_ONFAULT)
		return -EINVAL;
	if (!may_lock_at_all())
		return -EPERM;
	down_write(&mm->mmap_sem);
	if (flags & MCL_CURRENT &&
	    !may_lock_pages(mm, mm->total_vm - mm->locked_vm))
		err = -ENOMEM;
	if (!err) {
		mm->def_flags = flags & MCL_FUTURE ? VM_LOCKED : 0;
		if (flags & MCL_CURRENT)
			err = lock_all(mm, true, populate);
	}
	up_write(&mm->mmap_sem);
	return err;
}

SYSCALL(munlockall, void)
{
	struct mm_struct *mm = current->mm;
	int err;

	down_write(&mm->mmap_sem);
	mm->def_flags = 0;
	err = lock_all(mm, false, false);
	up_write(&mm->mmap_sem);
	return err;
}
