// SPDX-License-Identifier: GPL-2.0
/*
 * mlock and its kin. Locked memory is made present at once (or, by
 * MLOCK_ONFAULT, when it is touched), with pages of its own where it can be
 * written; it is counted against RLIMIT_MEMLOCK, and neither reclaim (vmscan.c)
 * nor madvise(MADV_DONTNEED) takes it away.
 *
 * Source: mlock(2). Locks: mmap_sem for writing.
 */
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/errno.h>
#include <uapi/mman.h>
#include <uapi/resource.h>

#include "internal.h"

/* Lock or unlock the part [start, end) of one area. */
static int lock_part(struct vm_area_struct *vma, unsigned long start,
		     unsigned long end, unsigned long lock)
{
	return vma_set_flags(vma, start, end,
			     (vma->vm_flags & ~VM_LOCK_MASK) | lock);
}

/* Pages that are locked already do not count again. */
static bool may_lock_range(struct mm_struct *mm, unsigned long start,
			   unsigned long end)
{
	return may_lock_pages(mm, ((end - start) >> PAGE_SHIFT) -
					  pages_in_range(mm, start, end,
							 VM_LOCKED));
}

/* What mlock calls it when a page is not to be had: for want of memory, or by
 * its rights or its file. */
static int populate_locked(unsigned long start, unsigned long end)
{
	int err = make_pages_present(start, end, false);

	return err == -ENOMEM ? -EAGAIN : err ? -ENOMEM : 0;
}

/* Whole pages around [start, start + len). lock: VM_LOCKED, with or without
 * VM_LOCKONFAULT, or 0. */
static long do_mlock(unsigned long start, size_t len, unsigned long lock)
{
	unsigned long end, in_page = start & ~PAGE_MASK;
	struct mm_struct *mm = current->mm;
	int err;

	if (lock && !can_do_mlock())
		return -EPERM;
	start -= in_page;
	len = PAGE_ALIGN(len + in_page);
	if (start + len < start)
		return -EINVAL;
	err = check_range(start, len, &end);
	if (err)
		return err;
	down_write(&mm->mmap_sem);
	if (lock && !may_lock_range(mm, start, end))
		err = -ENOMEM;
	else
		err = for_each_part(mm, start, end, false, lock_part, lock);
	if (!err && lock == VM_LOCKED)
		err = populate_locked(start, end);
	up_write(&mm->mmap_sem);
	return err;
}

SYSCALL(mlock, unsigned long start, size_t len)
{
	return do_mlock(start, len, VM_LOCKED);
}

SYSCALL(mlock2, unsigned long start, size_t len, int flags)
{
	if (flags & ~MLOCK_ONFAULT)
		return -EINVAL;
	return do_mlock(start, len,
			flags & MLOCK_ONFAULT ? VM_LOCK_MASK : VM_LOCKED);
}

SYSCALL(munlock, unsigned long start, size_t len)
{
	return do_mlock(start, len, 0);
}

/* Every area there is, each found anew, as the one before may have been joined
 * to others. That a page is not to be had is no error here. */
static int lock_all(struct mm_struct *mm, unsigned long lock)
{
	struct vm_area_struct *vma;
	unsigned long end = 0;
	int err = 0;

	while (!err && (vma = find_vma(mm, end))) {
		unsigned long start = vma->vm_start;

		end = vma->vm_end;
		err = lock_part(vma, start, end, lock);
		if (!err && lock == VM_LOCKED)
			(void)make_pages_present(start, end, false);
	}
	return err;
}

SYSCALL(mlockall, int flags)
{
	unsigned long lock = flags & MCL_ONFAULT ? VM_LOCK_MASK : VM_LOCKED;
	struct mm_struct *mm = current->mm;
	int err = 0;

	if (!flags || flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) ||
	    flags == MCL_ONFAULT)
		return -EINVAL;
	if (!can_do_mlock())
		return -EPERM;
	down_write(&mm->mmap_sem);
	if (flags & MCL_CURRENT &&
	    !may_lock_pages(mm, mm->total_vm - mm->locked_vm))
		err = -ENOMEM;
	if (!err) {
		mm->def_flags = flags & MCL_FUTURE ? lock : 0;
		if (flags & MCL_CURRENT)
			err = lock_all(mm, lock);
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
	err = lock_all(mm, 0);
	up_write(&mm->mmap_sem);
	return err;
}
