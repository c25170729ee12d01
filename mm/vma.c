// SPDX-License-Identifier: GPL-2.0
/*
 * The areas of an address space, as a set: found, entered, cut and joined.
 *
 * Each mm has its areas twice, in a list by address for walks and in a red-black
 * tree for look-ups; they never overlap. An area of a file is also on the file's
 * i_mmap list, for truncation.
 *
 *      0x08048000        0x080c0000   0x080c2000
 *      |  r-x, file, 0   |  rw-, file, 0x78  |  rw-, anonymous   |
 *
 * What differs in rights, file or position cannot be one area, and what does
 * not, is made one: mprotect of a middle page cuts an area in three, and the
 * opposite call joins them again.
 *
 * The system calls that work on a range of addresses, whatever areas lie there,
 * find here their common steps (check_range, for_each_part, vma_set_flags).
 *
 * Locks: mmap_sem, for writing where anything changes. A file's i_mmap_lock is
 * taken inside, also while an area's borders move, as truncation reads them.
 */
#include <lectern/fs.h>
#include <lectern/pagemap.h>
#include <lectern/slab.h>

#include "internal.h"

/* -- single areas -------------------------------------------------------------- */

struct vm_area_struct *vm_area_alloc(struct mm_struct *mm)
{
	struct vm_area_struct *vma;

	vma = kmem_cache_zalloc(vm_area_cachep, GFP_KERNEL);
	if (!vma)
		return NULL;
	vma->vm_mm = mm;
	INIT_LIST_HEAD(&vma->vm_list);
	INIT_LIST_HEAD(&vma->shared);
	return vma;
}

void vm_area_free(struct vm_area_struct *vma)
{
	kmem_cache_free(vm_area_cachep, vma);
}

struct vm_area_struct *vma_dup(const struct vm_area_struct *vma)
{
	struct vm_area_struct *copy;

	copy = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);
	if (!copy)
		return NULL;
	*copy = *vma;
	INIT_LIST_HEAD(&copy->vm_list);
	INIT_LIST_HEAD(&copy->shared);
	if (copy->vm_file)
		get_file(copy->vm_file);
	if (copy->vm_ops && copy->vm_ops->open)
		copy->vm_ops->open(copy);
	return copy;
}

void vma_release(struct vm_area_struct *vma)
{
	assert(list_empty(&vma->shared));
	if (vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	if (vma->vm_file)
		fput(vma->vm_file);
	vm_area_free(vma);
}

/* -- looking -------------------------------------------------------------------- */

static struct vm_area_struct *search_tree(struct mm_struct *mm,
					  unsigned long addr)
{
	struct vm_area_struct *vma, *found = NULL;
	struct rb_node *node = mm->mm_rb.rb_node;

	while (node) {
		vma = rb_entry(node, struct vm_area_struct, vm_rb);
		if (vma->vm_end > addr) {
			found = vma;
			if (vma->vm_start <= addr)
				break;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

/* The area that the last look-up found often answers the next one too. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = mm->mmap_cache;

	if (likely(vma && vma->vm_start <= addr && addr < vma->vm_end))
		return vma;
	vma = search_tree(mm, addr);
	if (vma)
		mm->mmap_cache = vma;
	return vma;
}

struct vm_area_struct *vma_next(struct vm_area_struct *vma)
{
	if (list_is_last(&vma->vm_list, &vma->vm_mm->mmap))
		return NULL;
	return list_next_entry(vma, vm_list);
}

struct vm_area_struct *vma_prev(struct vm_area_struct *vma)
{
	if (vma->vm_list.prev == &vma->vm_mm->mmap)
		return NULL;
	return list_prev_entry(vma, vm_list);
}

/* -- entering and leaving ----------------------------------------------------------- */

static void lock_mapping(struct vm_area_struct *vma)
{
	if (vma->vm_file)
		spin_lock(&vma->vm_file->f_inode->i_mapping->i_mmap_lock);
}

static void unlock_mapping(struct vm_area_struct *vma)
{
	if (vma->vm_file)
		spin_unlock(&vma->vm_file->f_inode->i_mapping->i_mmap_lock);
}

static void link_to_file(struct vm_area_struct *vma)
{
	if (!vma->vm_file)
		return;
	lock_mapping(vma);
	list_add(&vma->shared, &vma->vm_file->f_inode->i_mapping->i_mmap);
	unlock_mapping(vma);
}

/*
 * The tree shows the area below on the way down: the last right turn. Fork enters
 * all areas in their order: the last one needs no search.
 */
void vma_link(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct rb_node **link = &mm->mm_rb.rb_node, *parent = NULL;
	struct list_head *below = &mm->mmap;
	struct vm_area_struct *other;

	other = list_last_entry(below, struct vm_area_struct, vm_list);
	if (!list_empty(below) && other->vm_end <= vma->vm_start) {
		parent = &other->vm_rb;
		link = &parent->rb_right;
		below = &other->vm_list;
	}
	while (*link) {
		parent = *link;
		other = rb_entry(parent, struct vm_area_struct, vm_rb);
		if (vma->vm_end <= other->vm_start) {
			link = &parent->rb_left;
		} else {
			assert(vma->vm_start >= other->vm_end);
			below = &other->vm_list;
			link = &parent->rb_right;
		}
	}
	assert(vma->vm_mm == mm && vma->vm_start < vma->vm_end);
	rb_link_node(&vma->vm_rb, parent, link);
	rb_insert_color(&vma->vm_rb, &mm->mm_rb);
	list_add(&vma->vm_list, below);
	mm->map_count++;
	link_to_file(vma);
}

void vma_unlink(struct mm_struct *mm, struct vm_area_struct *vma)
{
	lock_mapping(vma);
	list_del_init(&vma->shared);
	unlock_mapping(vma);
	rb_erase(&vma->vm_rb, &mm->mm_rb);
	list_del(&vma->vm_list);
	mm->map_count--;
	if (mm->mmap_cache == vma)
		mm->mmap_cache = NULL;
}

int insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma)
{
	long pages = (long)vma_pages(vma);

	if (find_vma_intersection(mm, vma->vm_start, vma->vm_end) ||
	    vm_charge(vma->vm_flags, pages))
		return -ENOMEM;
	vma_link(mm, vma);
	vm_stat_account(mm, vma->vm_flags, pages);
	return 0;
}

/* The order by address does not change, so list and tree stay as they are. */
void vma_adjust(struct vm_area_struct *vma, unsigned long start,
		unsigned long end, unsigned long pgoff)
{
	assert(start < end && !((start | end) & ~PAGE_MASK));
	lock_mapping(vma);
	vma->vm_start = start;
	vma->vm_end = end;
	vma->vm_pgoff = pgoff;
	unlock_mapping(vma);
}

/* -- cutting --------------------------------------------------------------------- */

/*
 * If the area reaches across addr, cut it in two there; vma stays what is above
 * when the new area is the one below. First all that can fail, then the borders
 * move.
 */
static int __split_vma(struct vm_area_struct *vma, unsigned long addr,
		       bool new_below)
{
	struct vm_area_struct *new;
	unsigned long pgoff;

	if (!vma || vma->vm_start >= addr || vma->vm_end <= addr)
		return 0;
	new = vma_dup(vma);
	if (!new)
		return -ENOMEM;
	pgoff = linear_page_index(vma, addr);
	if (new_below) {
		new->vm_end = addr;
		vma_adjust(vma, addr, vma->vm_end, pgoff);
	} else {
		new->vm_start = addr;
		new->vm_pgoff = pgoff;
		vma_adjust(vma, vma->vm_start, addr, vma->vm_pgoff);
	}
	vma_link(new->vm_mm, new);
	return 0;
}

/* For who keeps both parts. */
static int split_vma(struct vm_area_struct *vma, unsigned long addr,
		     bool new_below)
{
	bool inside = vma->vm_start < addr && addr < vma->vm_end;

	if (inside && vma->vm_mm->map_count >= max_map_count)
		return -ENOMEM;
	return __split_vma(vma, addr, new_below);
}

int vma_cut_range(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);
	int err;

	/* Only a hole in its middle makes more areas of one. */
	if (vma->vm_start < start && vma->vm_end > end &&
	    mm->map_count >= max_map_count)
		return -ENOMEM;
	err = __split_vma(vma, start, true);
	return err ? err : __split_vma(find_vma(mm, end - 1), end, false);
}

/* -- joining --------------------------------------------------------------------- */

/* Is b the continuation of a, in addresses and in what is mapped, and does
 * nobody want to hear of its end? */
static bool can_merge(const struct vm_area_struct *a,
		      const struct vm_area_struct *b)
{
	return a->vm_end == b->vm_start && a->vm_flags == b->vm_flags &&
	       a->vm_file == b->vm_file && a->vm_ops == b->vm_ops &&
	       !(a->vm_ops && a->vm_ops->close) &&
	       (!a->vm_file || a->vm_pgoff + vma_pages(a) == b->vm_pgoff);
}

/* a takes over b, its neighbour above. */
static void merge(struct mm_struct *mm, struct vm_area_struct *a,
		  struct vm_area_struct *b)
{
	unsigned long end = b->vm_end;

	vma_unlink(mm, b);
	vma_adjust(a, a->vm_start, end, a->vm_pgoff);
	vma_release(b);
}

struct vm_area_struct *vma_merge_neighbours(struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;
	struct vm_area_struct *prev = vma_prev(vma), *next = vma_next(vma);

	if (next && can_merge(vma, next))
		merge(mm, vma, next);
	if (prev && can_merge(prev, vma)) {
		merge(mm, prev, vma);
		return prev;
	}
	return vma;
}

struct vm_area_struct *vma_extend_anon(struct mm_struct *mm,
				       unsigned long start, unsigned long end,
				       unsigned long vm_flags)
{
	struct vm_area_struct *prev = NULL;

	if (start)
		prev = find_vma(mm, start - 1);
	if (!prev || prev->vm_end != start || prev->vm_flags != vm_flags ||
	    prev->vm_file || prev->vm_ops)
		return NULL;
	vma_adjust(prev, prev->vm_start, end, prev->vm_pgoff);
	return prev;
}

/* -- ranges ---------------------------------------------------------------------- */

unsigned long pages_in_range(struct mm_struct *mm, unsigned long start,
			     unsigned long end, unsigned long vm_flags)
{
	struct vm_area_struct *vma = find_vma(mm, start);
	unsigned long bytes = 0;

	for (; vma && vma->vm_start < end; vma = vma_next(vma))
		if ((vma->vm_flags & vm_flags) == vm_flags)
			bytes += min(vma->vm_end, end) -
				 max(vma->vm_start, start);
	return bytes >> PAGE_SHIFT;
}

int check_range(unsigned long start, unsigned long len, unsigned long *end)
{
	if (start & ~PAGE_MASK)
		return -EINVAL;
	if (start > TASK_SIZE || len > TASK_SIZE - start)
		return -ENOMEM;
	*end = start + PAGE_ALIGN(len);
	return 0;
}

int for_each_part(struct mm_struct *mm, unsigned long start, unsigned long end,
		  bool over_holes, vma_part_fn fn, unsigned long arg)
{
	struct vm_area_struct *vma;
	unsigned long stop;
	int err, hole = 0;

	for (; start < end; start = stop) {
		vma = find_vma_intersection(mm, start, end);
		if (!vma || (vma->vm_start > start && !over_holes))
			return -ENOMEM;
		if (vma->vm_start > start)
			hole = -ENOMEM;
		start = max(start, vma->vm_start);
		stop = min(vma->vm_end, end);
		err = fn(vma, start, stop, arg);
		if (err)
			return err;
	}
	return hole;
}

int vma_set_flags(struct vm_area_struct *vma, unsigned long start,
		  unsigned long end, unsigned long vm_flags)
{
	unsigned long changed = vm_flags ^ vma->vm_flags;
	long pages = (long)((end - start) >> PAGE_SHIFT);
	struct mm_struct *mm = vma->vm_mm;

	if (!changed)
		return 0;
	if (split_vma(vma, start, true) || split_vma(vma, end, false))
		return -ENOMEM;
	vm_stat_account(mm, vma->vm_flags, -pages);
	vm_stat_account(mm, vm_flags, pages);
	vma->vm_flags = vm_flags;
	vma->vm_page_prot = vm_get_page_prot(vm_flags);
	if (changed & VM_ACCESS_FLAGS)
		change_protection(vma, start, end, vma->vm_page_prot);
	vma_merge_neighbours(vma);
	return 0;
}
