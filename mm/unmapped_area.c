// SPDX-License-Identifier: GPL-2.0
/*
 * Where a mapping goes when the program does not say: from mmap_base down, into
 * the first hole that is large enough.
 *
 *   MMAP_MIN_ADDR                              mmap_base          TASK_SIZE
 *   | program, heap ->        <- | mmap | hole | mmap |  | <- stack |
 *                                ^ search_top
 *
 * A process that maps many areas would walk along all of them each time. So the
 * mm remembers how far down there is nothing to be had: every hole above
 * search_top is of at most largest_hole bytes. munmap lifts search_top when it
 * makes a hole above it (note_hole).
 *
 * Lock: mmap_sem, held for writing.
 */
#include <lectern/bug.h>
#include <uapi/errno.h>
#include <uapi/mman.h>

#include "internal.h"

int check_fixed_range(unsigned long addr, unsigned long len)
{
	if (addr & ~PAGE_MASK)
		return -EINVAL;
	if (len > TASK_SIZE || addr > TASK_SIZE - len)
		return -ENOMEM;
	if (addr < MMAP_MIN_ADDR)
		return -EPERM;
	return 0;
}

void note_hole(struct mm_struct *mm, unsigned long end,
	       const struct vm_area_struct *next)
{
	/* 0: nothing has been searched, so nothing is known to be full. */
	if (!mm->search_top || end <= mm->search_top)
		return;
	mm->search_top = mm->mmap_base;
	if (next)
		mm->search_top = min(next->vm_start, mm->mmap_base);
}

/* Is the range free, with a stack's guard above it left alone? */
static bool range_is_free(struct mm_struct *mm, unsigned long addr,
			  unsigned long len)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return !vma || addr + len <= vma_floor(vma);
}

static unsigned long end_of(const struct vm_area_struct *below)
{
	return below ? max(below->vm_end, MMAP_MIN_ADDR) : MMAP_MIN_ADDR;
}

/* The last area that begins below top; *top is lowered to where the hole under
 * the area above it can end. */
static struct vm_area_struct *area_below(struct mm_struct *mm,
					 unsigned long *top)
{
	struct vm_area_struct *above = find_vma(mm, *top - 1);

	if (above) {
		*top = min(*top, vma_floor(above));
		return vma_prev(above);
	}
	if (list_empty(&mm->mmap))
		return NULL;
	return list_last_entry(&mm->mmap, struct vm_area_struct, vm_list);
}

/* 0 when there is no hole. */
static unsigned long search_down(struct mm_struct *mm, unsigned long len)
{
	struct vm_area_struct *below;
	unsigned long top = min(mm->search_top, mm->mmap_base), bottom;

	if (!top || len <= mm->largest_hole) {
		top = mm->mmap_base;
		mm->largest_hole = 0;
	}
	if (!top)
		return 0;
	for (below = area_below(mm, &top);; below = vma_prev(below)) {
		bottom = end_of(below);
		if (top > bottom) {
			if (top - bottom >= len) {
				mm->search_top = top - len;
				return top - len;
			}
			mm->largest_hole = max(mm->largest_hole, top - bottom);
		}
		if (!below)
			return 0;
		top = min(top, vma_floor(below));
	}
}

/* Below mmap_base all is full: take the first hole above. 0 when none. */
static unsigned long search_up(struct mm_struct *mm, unsigned long len)
{
	unsigned long start = max(mm->mmap_base, MMAP_MIN_ADDR);
	struct vm_area_struct *vma;

	for (vma = find_vma(mm, start); vma; vma = vma_next(vma)) {
		if (vma_floor(vma) >= start && vma_floor(vma) - start >= len)
			return start;
		start = max(start, vma->vm_end);
	}
	return TASK_SIZE - start >= len ? start : 0;
}

/* len: whole pages. */
unsigned long get_unmapped_area(struct file *file, unsigned long hint,
				unsigned long len, unsigned long flags)
{
	struct mm_struct *mm = current->mm;
	unsigned long addr = PAGE_ALIGN(hint);

	assert(len && !(len & ~PAGE_MASK));
	if (len > TASK_SIZE)
		return -ENOMEM;
	if (hint && !check_fixed_range(addr, len) &&
	    range_is_free(mm, addr, len))
		return addr;
	addr = search_down(mm, len);
	if (!addr)
		addr = search_up(mm, len);
	return addr ? addr : (unsigned long)-ENOMEM;
}
