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
#include <lectern/bug.h>
#include <lectern/syscalls.h>
#include <uapi/errno.h>
#include <uapi/mman.h>

#include "internal.h"

#define PROT_ANY (PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM)

/* Each right must be among those that the area may ever have. */
static bool rights_allowed(unsigned long vm_flags)
{
	unsigned long may = vm_flags >> VM_MAY_SHIFT;

	return !(vm_flags & ~may & VM_ACCESS_FLAGS);
}

/* Cannot fail. The area lies within the range. */
static void apply_flags(struct mm_struct *mm, struct vm_area_struct *vma,
			unsigned long vm_flags)
{
	long pages = (long)vma_pages(vma);

	vm_stat_account(mm, vma->vm_flags, -pages);
	vm_stat_account(mm, vm_flags, pages);
	vma->vm_flags = vm_flags;
	vma->vm_page_prot = vm_get_page_prot(vm_flags);
	change_protection(vma, vma->vm_start, vma->vm_end, vma->vm_page_prot);
	vma_merge_neighbours(vma);
}

/*
 * The part [start, end) of one area. Memory that becomes writable and private
 * is charged from then on, also when it loses the right again.
 */
static int protect_area(struct mm_struct *mm, struct vm_area_struct *vma,
			unsigned long start, unsigned long end,
			unsigned long rights)
{
	unsigned long vm_flags = (vma->vm_flags & ~VM_ACCESS_FLAGS) | rights;
	long charge = 0;

	if (!rights_allowed(vm_flags))
		return -EACCES;
	if (vm_flags == vma->vm_flags)
		return 0;
	if (!(vma->vm_flags & VM_ACCOUNT) && accountable(vm_flags)) {
		charge = (long)((end - start) >> PAGE_SHIFT);
		if (vm_acct_memory(charge))
			return -ENOMEM;
		vm_flags |= VM_ACCOUNT;
	}
	if (vma_cut_range(mm, start, end)) {
		vm_unacct_memory(charge);
		return -ENOMEM;
	}
	apply_flags(mm, find_vma(mm, start), vm_flags);
	return 0;
}

static int protect_range(struct mm_struct *mm, unsigned long start,
			 unsigned long end, unsigned long prot)
{
	unsigned long rights = prot & (PROT_READ | PROT_WRITE | PROT_EXEC);
	struct vm_area_struct *vma;
	unsigned long stop;
	int err;

	for (; start < end; start = stop) {
		vma = find_vma(mm, start);
		if (!vma || vma->vm_start > start)
			return -ENOMEM;
		stop = min(vma->vm_end, end);
		err = protect_area(mm, vma, start, stop, rights);
		if (err)
			return err;
	}
	return 0;
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
	struct mm_struct *mm = current->mm;
	unsigned long end = start + PAGE_ALIGN(len);
	bool down = prot & PROT_GROWSDOWN;
	int err = 0;

	prot &= ~(unsigned long)PROT_GROWSDOWN;
	if (start & ~PAGE_MASK || prot & ~(unsigned long)PROT_ANY)
		return -EINVAL;
	if (!len)
		return 0;
	if (len > TASK_SIZE || end <= start)
		return -ENOMEM;
	down_write(&mm->mmap_sem);
	if (down)
		err = extend_down(mm, &start, end);
	if (!err)
		err = protect_range(mm, start, end, prot);
	up_write(&mm->mmap_sem);
	return err;
}
