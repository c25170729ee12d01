// SPDX-License-Identifier: GPL-2.0
/*
 * mremap: an area of another size, or in another place.
 *
 *   smaller               unmap the end
 *   larger, room behind   move the border
 *   larger, no room       MREMAP_MAYMOVE: a new area elsewhere, the page table
 *                         entries moved over, the old area unmapped
 *   MREMAP_FIXED          the same, to where the program says
 *   MREMAP_DONTUNMAP      the same, but the old area stays, without its pages
 *
 * A move copies no page: entries change their place, and counts stay right.
 *
 * Source: mremap(2). Locks: mmap_sem for writing.
 */
#include <lectern/err.h>
#include <lectern/syscalls.h>
#include <uapi/errno.h>
#include <uapi/mman.h>

#include "internal.h"

#define CUTS 3 /* areas more, when the old range is the middle of one */

struct remap {
	struct mm_struct *mm;
	unsigned long old, old_len;
	unsigned long new, new_len; /* new: with MREMAP_FIXED, or chosen */
	unsigned long flags;	    /* MREMAP_* */
};

/* The area of the old range, which must be one area and may grow; ERR_PTR. */
static struct vm_area_struct *old_area(const struct remap *r)
{
	struct vm_area_struct *vma = find_vma(r->mm, r->old);
	unsigned long pages = (r->new_len - r->old_len) >> PAGE_SHIFT;

	if (!vma || vma->vm_start > r->old)
		return ERR_PTR(-EFAULT);
	if (!r->old_len && !(vma->vm_flags & VM_SHARED))
		return ERR_PTR(-EINVAL);
	if (r->old_len > vma->vm_end - r->old)
		return ERR_PTR(-EFAULT);
	if (r->new_len == r->old_len && !(r->flags & MREMAP_DONTUNMAP))
		return vma;
	if (vma->vm_file &&
	    linear_page_index(vma, r->old) + (r->new_len >> PAGE_SHIFT) <
		    vma->vm_pgoff)
		return ERR_PTR(-EINVAL);
	if (vma->vm_flags & VM_LOCKED && !may_lock_pages(r->mm, pages))
		return ERR_PTR(-EAGAIN);
	if (r->flags & MREMAP_DONTUNMAP)
		pages = r->new_len >> PAGE_SHIFT;
	if (r->new_len > TASK_SIZE ||
	    !may_expand_vm(r->mm, vma->vm_flags, pages))
		return ERR_PTR(-ENOMEM);
	return vma;
}

/* -- in place --------------------------------------------------------------------- */

static bool room_behind(const struct remap *r, struct vm_area_struct *vma)
{
	unsigned long end = r->old + r->new_len;
	struct vm_area_struct *next = vma_next(vma);

	if (vma->vm_end != r->old + r->old_len || !r->old_len)
		return false;
	if (r->new_len > TASK_SIZE - r->old)
		return false;
	return !next || end <= vma_floor(next);
}

static long grow_in_place(const struct remap *r, struct vm_area_struct *vma)
{
	unsigned long end = r->old + r->new_len;
	long pages = (long)((r->new_len - r->old_len) >> PAGE_SHIFT);

	if (vm_charge(vma->vm_flags, pages))
		return -ENOMEM;
	vma_adjust(vma, vma->vm_start, end, vma->vm_pgoff);
	vm_stat_account(r->mm, vma->vm_flags, pages);
	if (vma->vm_flags & VM_LOCKED)
		(void)make_pages_present(r->old + r->old_len, end, false);
	vma_merge_neighbours(vma);
	return (long)r->old;
}

/* What becomes smaller may be several areas, and need not be there. */
static int shrink(struct remap *r)
{
	int err = 0;

	if (r->new_len < r->old_len) {
		err = do_munmap(r->mm, r->old + r->new_len,
				r->old_len - r->new_len);
		r->old_len = r->new_len;
	}
	return err;
}

/* -- by moving --------------------------------------------------------------------- */

/*
 * The new area, entered and charged, without pages. ERR_PTR. Of what moves the
 * promise moves along: for a moment it stands twice, and that nobody is asked.
 */
static struct vm_area_struct *make_target(const struct remap *r,
					  struct vm_area_struct *vma)
{
	long pages = (long)(r->new_len >> PAGE_SHIFT), moved = 0;
	struct vm_area_struct *copy;

	if (!(r->flags & MREMAP_DONTUNMAP))
		moved = (long)(r->old_len >> PAGE_SHIFT);
	if (vm_charge(vma->vm_flags, pages - moved))
		return ERR_PTR(-ENOMEM);
	vm_uncharge(vma->vm_flags, -moved);
	copy = vma_dup(vma);
	if (!copy) {
		vm_uncharge(vma->vm_flags, pages);
		return ERR_PTR(-ENOMEM);
	}
	copy->vm_start = r->new;
	copy->vm_end = r->new + r->new_len;
	copy->vm_pgoff = linear_page_index(vma, r->old);
	vma_link(r->mm, copy);
	vm_stat_account(r->mm, copy->vm_flags, pages);
	return copy;
}

/* MREMAP_DONTUNMAP: the area stays, but what is locked has its pages, and these
 * it has no more. For want of memory to cut it may stay locked. */
static void unlock_old(const struct remap *r)
{
	struct vm_area_struct *vma = find_vma(r->mm, r->old);

	(void)vma_set_flags(vma, r->old, r->old + r->old_len,
			    vma->vm_flags & ~VM_LOCK_MASK);
}

/*
 * An old length of 0 makes a second mapping of shared memory: its pages come by
 * faults. What will be unmapped is cut out before anything moves, as that can
 * fail; when the entries cannot all be moved, those that were go back.
 */
static long move_area(const struct remap *r, struct vm_area_struct *vma)
{
	bool unmap = r->old_len && !(r->flags & MREMAP_DONTUNMAP);
	bool locked = vma->vm_flags & VM_LOCKED;
	int err = 0;

	vma = make_target(r, vma);
	if (IS_ERR(vma))
		return PTR_ERR(vma);
	if (unmap)
		err = vma_cut_range(r->mm, r->old, r->old + r->old_len);
	if (!err)
		err = move_page_tables(r->mm, r->old, r->new, r->old_len);
	if (err) {
		move_page_tables(r->mm, r->new, r->old, r->old_len);
		do_munmap(r->mm, r->new, r->new_len);
		return err;
	}
	if (unmap)
		err = do_munmap(r->mm, r->old, r->old_len);
	WARN_ON(err); /* nothing was left to cut */
	if (r->flags & MREMAP_DONTUNMAP)
		unlock_old(r);
	if (r->mm->vdso == r->old)
		r->mm->vdso = r->new; /* handlers return to where it is now */
	if (locked)
		(void)make_pages_present(r->new, r->new + r->new_len, false);
	return (long)r->new;
}

/* The new place, with nothing there. */
static int find_place(struct remap *r)
{
	if (r->flags & MREMAP_FIXED)
		return do_munmap(r->mm, r->new, r->new_len);
	r->new = get_unmapped_area(0, r->new_len);
	return IS_ERR_VALUE(r->new) ? -ENOMEM : 0;
}

static int check_new_place(const struct remap *r)
{
	int err = check_fixed_range(r->new, r->new_len);

	if (err)
		return err == -ENOMEM ? -EINVAL : err;
	if (r->new < r->old + r->old_len && r->old < r->new + r->new_len)
		return -EINVAL;
	return 0;
}

static long do_mremap(struct remap *r)
{
	bool elsewhere = r->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP);
	struct vm_area_struct *vma;
	int err;

	if (!find_vma_intersection(r->mm, r->old, r->old + 1))
		return -EFAULT;
	err = r->flags & MREMAP_FIXED ? check_new_place(r) : 0;
	if (!err)
		err = shrink(r);
	if (err)
		return err;
	if (!elsewhere && r->new_len == r->old_len)
		return (long)r->old;
	vma = old_area(r);
	if (IS_ERR(vma))
		return PTR_ERR(vma);
	if (!elsewhere && room_behind(r, vma))
		return grow_in_place(r, vma);
	if (!(r->flags & MREMAP_MAYMOVE) ||
	    r->mm->map_count + CUTS >= max_map_count)
		return -ENOMEM;
	err = find_place(r);
	if (err)
		return err;
	/* The area may have been cut there, or be gone: look again. */
	vma = find_vma_intersection(r->mm, r->old, r->old + 1);
	return vma ? move_area(r, vma) : -EFAULT;
}

static bool flags_are_good(const struct remap *r)
{
	unsigned long flags = r->flags;

	if (flags &
	    ~(unsigned long)(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP))
		return false;
	if (flags & MREMAP_DONTUNMAP && r->old_len != r->new_len)
		return false;
	return flags & MREMAP_MAYMOVE || !flags;
}

SYSCALL(mremap, unsigned long addr, unsigned long old_len,
	unsigned long new_len, unsigned long flags, unsigned long new_addr)
{
	struct remap r = {
		.mm = current->mm,
		.old = addr,
		.old_len = PAGE_ALIGN(old_len),
		.new = new_addr,
		.new_len = PAGE_ALIGN(new_len),
		.flags = flags,
	};
	long ret;

	if (!flags_are_good(&r) || addr & ~PAGE_MASK || !r.new_len)
		return -EINVAL;
	down_write(&r.mm->mmap_sem);
	ret = do_mremap(&r);
	up_write(&r.mm->mmap_sem);
	return ret;
}
