// SPDX-License-Identifier: GPL-2.0
/*
 * Areas that grow: the heap, upwards by brk, and stacks, downwards by faults.
 *
 *   | data | bss | heap -> brk        guard gap  | <- stack |
 *
 * A stack grows to whatever address below it is touched, as long as it stays
 * within RLIMIT_STACK and STACK_GUARD_GAP bytes above the next area: no
 * allocation on the stack that skips pages should land in somebody else's
 * memory unnoticed.
 *
 * Source: brk(2), getrlimit(2). Locks: mmap_sem, for writing in brk. A stack is
 * grown by faults that hold it for reading, so page_table_lock keeps two of
 * them apart.
 */
#include <lectern/syscalls.h>
#include <uapi/errno.h>
#include <uapi/mman.h>
#include <uapi/resource.h>

#include "internal.h"

/* -- upwards ---------------------------------------------------------------------- */

/* RLIMIT_DATA counts the program's own data too. */
static bool heap_within_limit(const struct mm_struct *mm, unsigned long brk)
{
	unsigned long limit = rlimit(RLIMIT_DATA);
	unsigned long data = mm->end_data - mm->start_data;

	return limit == RLIM_INFINITY ||
	       (data <= limit && brk - mm->start_brk <= limit - data);
}

/* A page stays free below the next area, so that running off the heap is a
 * fault. */
static bool heap_has_room(struct mm_struct *mm, unsigned long from,
			  unsigned long to)
{
	struct vm_area_struct *next = find_vma(mm, from);

	return !next || to + PAGE_SIZE <= vma_floor(next);
}

static int set_brk(struct mm_struct *mm, unsigned long brk)
{
	unsigned long old = PAGE_ALIGN(mm->brk), new = PAGE_ALIGN(brk);

	if (brk < mm->start_brk || brk > TASK_SIZE)
		return -ENOMEM;
	if (new == old)
		return 0;
	if (new < old)
		return do_munmap(mm, new, old - new);
	if (!heap_within_limit(mm, brk) || !heap_has_room(mm, old, new))
		return -ENOMEM;
	return do_brk(old, new - old, 0);
}

/* Returns where the heap ends now: the old end tells that it failed. */
SYSCALL(brk, unsigned long brk)
{
	struct mm_struct *mm = current->mm;
	unsigned long result;

	down_write(&mm->mmap_sem);
	if (!set_brk(mm, brk))
		mm->brk = brk;
	result = mm->brk;
	up_write(&mm->mmap_sem);
	return (long)result;
}

/* -- downwards -------------------------------------------------------------------- */

/* Memory that nobody can touch may lie in the gap: it is a guard itself. */
static bool stack_has_room(struct vm_area_struct *vma, unsigned long address)
{
	struct vm_area_struct *prev = vma_prev(vma);

	if (address < MMAP_MIN_ADDR)
		return false;
	if (!prev || prev->vm_flags & VM_GROWSDOWN ||
	    !(prev->vm_flags & VM_ACCESS_FLAGS))
		return true;
	return address - prev->vm_end >= STACK_GUARD_GAP;
}

/* page_table_lock held; address on a page border below the area. */
static int grow_down(struct vm_area_struct *vma, unsigned long address)
{
	unsigned long pages = (vma->vm_start - address) >> PAGE_SHIFT;
	struct mm_struct *mm = vma->vm_mm;

	if (!stack_has_room(vma, address) ||
	    vma->vm_end - address > rlimit(RLIMIT_STACK) ||
	    !may_expand_vm(mm, vma->vm_flags, pages) ||
	    (vma->vm_flags & VM_LOCKED && !may_lock_pages(mm, pages)) ||
	    vm_charge(vma->vm_flags, (long)pages))
		return -ENOMEM;
	vma_adjust(vma, address, vma->vm_end, vma->vm_pgoff - pages);
	vm_stat_account(mm, vma->vm_flags, (long)pages);
	return 0;
}

int expand_stack(struct vm_area_struct *vma, unsigned long address)
{
	struct mm_struct *mm = vma->vm_mm;
	int err = 0;

	assert(vma->vm_flags & VM_GROWSDOWN);
	address &= PAGE_MASK;
	spin_lock(&mm->page_table_lock);
	if (address < vma->vm_start)
		err = grow_down(vma, address);
	spin_unlock(&mm->page_table_lock);
	return err;
}

struct vm_area_struct *find_extend_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (likely(vma && vma->vm_start <= addr))
		return vma;
	if (!vma || !(vma->vm_flags & VM_GROWSDOWN) || expand_stack(vma, addr))
		return NULL;
	return vma;
}
