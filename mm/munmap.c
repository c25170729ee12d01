// SPDX-License-Identifier: GPL-2.0
/*
 * munmap: a range without areas.
 *
 *   before    | A           | B  |    | C          |
 *   range             |--------------------|
 *   cut       | A     | A'  | B  |    | C' | C     |
 *   after     | A     |                    | C     |
 *
 * The cut is all that can fail. Then pages go, then the page tables that no
 * neighbour uses, then the areas themselves: as long as a file's pages are
 * mapped, its i_mmap list must show where.
 *
 * Source: munmap(2). Locks: mmap_sem for writing.
 */
#include <lectern/syscalls.h>
#include <uapi/errno.h>

#include "internal.h"

/*
 * A table may also serve addresses outside the range, so only those go that lie
 * within the hole between the two neighbours, and no others need be looked at
 * than those that the range touches.
 */
static void free_hole_tables(struct mm_struct *mm, unsigned long start,
			     unsigned long end, struct vm_area_struct *prev,
			     struct vm_area_struct *next)
{
	unsigned long floor = prev ? ALIGN(prev->vm_end, PMD_SIZE) : 0;
	unsigned long ceiling = (next ? next->vm_start : TASK_SIZE) & PMD_MASK;

	start = max(start & PMD_MASK, floor);
	end = min(ALIGN(end, PMD_SIZE), ceiling);
	if (start < end)
		free_pgtables(mm, start, end);
}

static void remove_area(struct mm_struct *mm, struct vm_area_struct *vma)
{
	long pages = (long)vma_pages(vma);

	vm_stat_account(mm, vma->vm_flags, -pages);
	vm_uncharge(vma->vm_flags, pages);
	vma_unlink(mm, vma);
	vma_release(vma);
}

/* The range begins and ends at borders of areas; vma is the first in it. */
static void unmap_areas(struct mm_struct *mm, struct vm_area_struct *vma,
			unsigned long start, unsigned long end)
{
	struct vm_area_struct *prev = vma_prev(vma), *first = vma, *next;

	for (; vma && vma->vm_start < end; vma = vma_next(vma))
		zap_page_range(mm, vma->vm_start, vma->vm_end);
	free_hole_tables(mm, start, end, prev, vma);
	note_hole(mm, vma ? vma->vm_start : TASK_SIZE);
	for (vma = first; vma && vma->vm_start < end; vma = next) {
		next = vma_next(vma);
		remove_area(mm, vma);
	}
}

int do_munmap(struct mm_struct *mm, unsigned long start, size_t len)
{
	unsigned long end;

	if (!len || check_range(start, len, &end))
		return -EINVAL;
	if (!find_vma_intersection(mm, start, end))
		return 0;
	if (vma_cut_range(mm, start, end))
		return -ENOMEM;
	unmap_areas(mm, find_vma(mm, start), start, end);
	return 0;
}

SYSCALL(munmap, unsigned long addr, size_t len)
{
	struct mm_struct *mm = current->mm;
	int err;

	down_write(&mm->mmap_sem);
	err = do_munmap(mm, addr, len);
	up_write(&mm->mmap_sem);
	return err;
}
