// SPDX-License-Identifier: GPL-2.0
/*
 * mprotect: other rights for a range.
 *
 * It is done area by area, from the lowest address up: each is cut at the
 * range's ends, gets new flags and new entries, and is joined with neighbours
 * that have become like it. A hole or a forbidden right ends the walk; what was
 * changed before stays changed.
 *
 * Source: mprotect(2). Locks: mmap_sem for writing.
 */
#include <lectern/syscalls.h>
#include <uapi/errno.h>

#include "internal.h"

#define PROT_ANY                                                               \
	(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM | PROT_GROWSDOWN)

/*
 * The part [start, end) of one area. Memory that becomes writable and private
 * is charged from then on, also when it loses the right again.
 */
static int protect_part(struct vm_area_struct *vma, unsigned long start,
			unsigned long end, unsigned long rights)
{
	unsigned long vm_flags = vma->vm_flags & ~VM_ACCESS_FLAGS, charged;
	unsigned long pages = (end - start) >> PAGE_SHIFT;
	struct mm_struct *mm = vma->vm_mm;
	int err;

	if (vma->vm_flags & VM_MAYEXEC)
		rights |= implied_rights(rights);
	vm_flags |= rights;
	charged = accountable(vm_flags) & ~vma->vm_flags;

	/* Each right must be among those that the area may ever have. */
	if (rights & ~(vm_flags >> VM_MAY_SHIFT))
		return -EACCES;
	/* RLIMIT_DATA may be what it counts against from now on. */
	if (!may_expand_vm(mm, vm_flags, pages) &&
	    may_expand_vm(mm, vma->vm_flags, pages))
		return -ENOMEM;
	if (vm_charge(charged, (long)pages))
		return -ENOMEM;
	err = vma_set_flags(vma, start, end, vm_flags | charged);
	if (err)
		vm_uncharge(charged, (long)pages);
	return err;
}

/* PROT_GROWSDOWN: from the start of the stack's area on. */
static int extend_down(struct mm_struct *mm, unsigned long *start,
		       unsigned long end)
{
	struct vm_area_struct *vma = find_vma_intersection(mm, *start, end);

	if (!vma)
		return -ENOMEM;
	if (!(vma->vm_flags & VM_GROWSDOWN))
		return -EINVAL;
	*start = vma->vm_start;
	return 0;
}

SYSCALL(mprotect, unsigned long start, size_t len, unsigned long prot)
{
	unsigned long end, rights = prot & (PROT_READ | PROT_WRITE | PROT_EXEC);
	struct mm_struct *mm = current->mm;
	int err;

	err = check_range(start, len, &end);
	if (err || !len)
		return err;
	if (prot & ~(unsigned long)PROT_ANY)
		return -EINVAL;
	down_write(&mm->mmap_sem);
	if (prot & PROT_GROWSDOWN)
		err = extend_down(mm, &start, end);
	if (!err)
		err = for_each_part(mm, start, end, false, protect_part,
				    rights);
	up_write(&mm->mmap_sem);
	return err;
}
