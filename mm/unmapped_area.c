// SPDX-License-Identifier: GPL-2.0
/*
 * Where a mapping goes when the program does not say: from mmap_base down, into
 * the first hole that is large enough.
 *
 *   MMAP_MIN_ADDR                              mmap_base          TASK_SIZE
 *   | program, heap ->        <- | mmap | hole | mmap |  | <- stack |
 *                                |<--- searched --->|
 *
 * A process that maps many areas would walk along all of them each time. So the
 * mm remembers how far down the last search went, and the next begins there; it
 * begins from the top again when that finds nothing. munmap takes it back up to
 * the hole that it makes (note_hole).
 *
 * Lock: mmap_sem, held for writing.
 */
#include <uapi/errno.h>
#include <uapi/mman.h>

#include "internal.h"

int check_fixed_range(unsigned long addr, unsigned long len)
{
	unsigned long end;
	int err = check_range(addr, len, &end);

	return !err && addr < MMAP_MIN_ADDR ? -EPERM : err;
}

void note_hole(struct mm_struct *mm, unsigned long end)
{
	unsigned long below = mm->mmap_base - min(end, mm->mmap_base);

	mm->searched = min(mm->searched, below);
}

/* Is the range free, with a stack's guard above it left alone? */
static bool range_is_free(struct mm_struct *mm, unsigned long addr,
			  unsigned long len)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return !vma || addr + len <= vma_floor(vma);
}

/* The highest place below top. 0 when there is no hole. */
static unsigned long search_down(struct mm_struct *mm, unsigned long top,
				 unsigned long len)
{
	struct vm_area_struct *vma = find_vma(mm, top - 1);
	struct list_head *at = vma ? &vma->vm_list : mm->mmap.prev;
	unsigned long bottom;

	for (; at != &mm->mmap; at = at->prev) {
		vma = list_entry(at, struct vm_area_struct, vm_list);
		bottom = max(vma->vm_end, MMAP_MIN_ADDR);
		if (bottom < top && top - bottom >= len)
			return top - len;
		top = min(top, vma_floor(vma));
	}
	return top >= MMAP_MIN_ADDR + len ? top - len : 0;
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
unsigned long get_unmapped_area(unsigned long hint, unsigned long len)
{
	struct mm_struct *mm = current->mm;
	unsigned long addr = hint & PAGE_MASK;

	assert(len && !(len & ~PAGE_MASK) && len <= TASK_SIZE);
	if (hint && !check_fixed_range(addr, len) &&
	    range_is_free(mm, addr, len))
		return addr;
	addr = search_down(mm, mm->mmap_base - mm->searched, len);
	if (!addr && mm->searched)
		addr = search_down(mm, mm->mmap_base, len);
	if (addr)
		mm->searched = mm->mmap_base - addr;
	else
		addr = search_up(mm, len);
	return addr ? addr : (unsigned long)-ENOMEM;
}
