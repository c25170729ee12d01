// SPDX-License-Identifier: GPL-2.0
/*
 * mlock and its kin. Nothing is ever paged out here, so locked memory is memory
 * that is made present at once, counted against RLIMIT_MEMLOCK, and kept by
 * madvise(MADV_DONTNEED).
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
			     (vma->vm_flags & ~VM_LOCKED) | lock);
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

/* Whole pages around [start, start + len). lock: VM_LOCKED or 0. */
static long do_mlock(unsigned long start, size_t len, unsigned long lock,
		     bool populate)
{
	unsigned long end, in_page = start & ~PAGE_MASK;
	struct mm_struct *mm = current->mm;
	int err;

	if (lock && !may_lock_at_all())
		return -EPERM;
	if (start + len < start)
		return -EINVAL;
	start -= in_page;
	err = check_range(start, len + in_page, &end);
	if (err)
		return err;
	down_write(&mm->mmap_sem);
	if (lock && !may_lock_pages(mm, (end - start) >> PAGE_SHIFT))
		err = -ENOMEM;
	else
		err = for_each_part(mm, start, end, false, lock_part, lock);
	if (!err && populate)
		err = populate_locked(start, end);
	up_write(&mm->mmap_sem);
	return err;
}

SYSCALL(mlock, unsigned long start, size_t len)
{
	return do_mlock(start, len, VM_LOCKED, true);
}

SYSCALL(mlock2, unsigned long start, size_t len, int flags)
{
	if (flags & ~MLOCK_ONFAULT)
		return -EINVAL;
	return do_mlock(start, len, VM_LOCKED, !(flags & MLOCK_ONFAULT));
}

SYSCALL(munlock, unsigned long start, size_t len)
{
	return do_mlock(start, len, 0, false);
}

/* Every area there is, each found anew, as the one before may have been joined
 * to others. */
static int lock_all(struct mm_struct *mm, unsigned long lock, bool populate)
{
	struct vm_area_struct *vma;
	unsigned long end = 0;
	int err = 0;

	while (!err && (vma = find_vma(mm, end))) {
		unsigned long start = vma->vm_start;

		end = vma->vm_end;
		err = lock_part(vma, start, end, lock);
		if (!err && populate)
			err = populate_locked(start, end);
	}
	return err;
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
			err = lock_all(mm, VM_LOCKED, populate);
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
	err = lock_all(mm, 0, false);
	up_write(&mm->mmap_sem);
	return err;
}
