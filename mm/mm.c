// SPDX-License-Identifier: GPL-2.0
/*
 * The life of an address space.
 *
 * Two counts keep an mm_struct. mm_users counts the tasks that live in it, and
 * whoever looks at it meanwhile (get_task_mm). The last mmput takes the areas
 * and their pages away. mm_count counts who needs the page directory: all users
 * together are one, and each kernel thread that runs on borrowed page tables
 * (active_mm) is one more. The last mmdrop frees the rest:
 *
 *     mm_alloc      users 1, count 1
 *     clone(VM)     users 2, count 1
 *     exit, exit    users 0: areas gone; count 0 unless somebody borrows
 *     switch away   count 0: page directory and structure gone
 *
 * Relies on vma.c for areas, cow.c for the pages at fork, memory.c for taking
 * page tables down. Locks: dup_mmap takes the parent's mmap_sem; mmput and
 * __mmdrop need none, as nobody else is left.
 */
#include <lectern/fs.h>
#include <lectern/init.h>
#include <lectern/slab.h>

#include "internal.h"

struct kmem_cache *vm_area_cachep;
static struct kmem_cache *mm_cachep;
struct page *zero_page;

unsigned long vm_events[NR_VM_EVENTS];
const char *const vm_event_names[NR_VM_EVENTS] = {
	[PGFAULT] = "pgfault",	 [PGMAJFAULT] = "pgmajfault",
	[PGALLOC] = "pgalloc",	 [PGFREE] = "pgfree",
	[COW_COPY] = "cow_copy", [COW_REUSE] = "cow_reuse",
	[PT_COPY] = "pt_copy",	 [PGSCAN] = "pgscan",
	[PGSTEAL] = "pgsteal",	 [OOM_KILL] = "oom_kill",
};

struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm = kmem_cache_zalloc(mm_cachep, GFP_KERNEL);

	if (!mm)
		return NULL;
	mm->pgd = pgd_alloc();
	if (!mm->pgd) {
		kmem_cache_free(mm_cachep, mm);
		return NULL;
	}
	INIT_LIST_HEAD(&mm->mmap);
	atomic_set(&mm->mm_users, 1);
	atomic_set(&mm->mm_count, 1);
	init_rwsem(&mm->mmap_sem);
	spin_lock_init(&mm->page_table_lock);
	return mm;
}

void mmput(struct mm_struct *mm)
{
	assert(atomic_read(&mm->mm_users) > 0 && mm != &init_mm);
	if (!atomic_dec_and_test(&mm->mm_users))
		return;
	exit_mmap(mm);
	if (mm->exe_file)
		fput(mm->exe_file);
	mm->exe_file = NULL;
	mmdrop(mm);
}

void __mmdrop(struct mm_struct *mm)
{
	assert(mm != &init_mm && list_empty(&mm->mmap));
	pgd_free(mm->pgd);
	kmem_cache_free(mm_cachep, mm);
}

/*
 * The caller holds the task (a reference or tasklist_lock). A user count that
 * has reached 0 stays there: that mm is being taken down.
 */
struct mm_struct *get_task_mm(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;

	if (!mm || !atomic_inc_not_zero(&mm->mm_users))
		return NULL;
	return mm;
}

/* What is said of an mm beside its areas: the end of the structure. */
static void copy_mm_fields(struct mm_struct *dst, const struct mm_struct *src)
{
	size_t first = offsetof(struct mm_struct, mmap_base);

	memcpy((char *)dst + first, (const char *)src + first,
	       sizeof(*dst) - first);
	if (dst->exe_file)
		get_file(dst->exe_file);
}

/*
 * One area for the child. Locked memory is not inherited. Once it is linked,
 * it is dst's: what follows may fail and leave it there.
 */
static int dup_vma(struct mm_struct *dst, struct vm_area_struct *old)
{
	long pages = (long)vma_pages(old);
	struct vm_area_struct *vma;

	if (vm_charge(old->vm_flags, pages))
		return -ENOMEM;
	vma = vma_dup(old);
	if (!vma) {
		vm_uncharge(old->vm_flags, pages);
		return -ENOMEM;
	}
	vma->vm_mm = dst;
	vma->vm_flags &= ~VM_LOCK_MASK;
	vma_link(dst, vma);
	vm_stat_account(dst, vma->vm_flags, pages);
	if (vma->vm_flags & VM_WIPEONFORK)
		return 0;
	return copy_page_range(dst, old->vm_mm, vma, old);
}

/*
 * The parent's entries lost their write bits; its CPU must see that before any
 * thread of it writes again, hence the flush also when the copy failed halfway.
 */
int dup_mmap(struct mm_struct *dst, struct mm_struct *src)
{
	struct vm_area_struct *vma;
	int err = 0;

	down_write(&src->mmap_sem);
	copy_mm_fields(dst, src);
	for_each_vma(vma, src) {
		if (vma->vm_flags & VM_DONTCOPY)
			continue;
		err = dup_vma(dst, vma);
		if (err)
			break;
	}
	flush_tlb_mm(src);
	if (!err) {
		cow_check_mm(src);
		cow_check_mm(dst);
	}
	up_write(&src->mmap_sem);
	return err;
}

/* The mm is not to be found by its process any more: PF_GIVING_BACK tells
 * out_of_memory() to wait for it all the same. */
static void free_pages_and_tables(struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	unsigned long freed_to = 0;

	current->flags |= PF_GIVING_BACK;
	for_each_vma(vma, mm)
		zap_page_range(mm, vma->vm_start, vma->vm_end);
	for_each_vma(vma, mm) {
		unsigned long start = vma->vm_start & PMD_MASK;
		unsigned long end = ALIGN(vma->vm_end, PMD_SIZE);

		start = max(start, freed_to);
		if (start < end)
			free_pgtables(mm, start, end);
		freed_to = end;
	}
	current->flags &= ~(unsigned long)PF_GIVING_BACK;
}

/*
 * All pages first, then the tables above them, then the areas: a table may
 * serve several areas.
 */
void exit_mmap(struct mm_struct *mm)
{
	struct vm_area_struct *vma, *next;

	free_pages_and_tables(mm);
	list_for_each_entry_safe(vma, next, &mm->mmap, vm_list) {
		vma_unlink(mm, vma);
		vm_uncharge(vma->vm_flags, (long)vma_pages(vma));
		vma_release(vma);
	}
	mm->oom_skip = true; /* all that could be had from it is back */
	assert(!mm->map_count && !mm->nr_ptes);
	assert(!mm->anon_rss && !mm->file_rss && !mm->shmem_rss);
}

void __init mm_init(void)
{
	mm_cachep = kmem_cache_create("mm_struct", sizeof(struct mm_struct), 0,
				      SLAB_PANIC);
	vm_area_cachep = kmem_cache_create(
		"vm_area_struct", sizeof(struct vm_area_struct), 0, SLAB_PANIC);
	zero_page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	assert(zero_page);
	zero_page->flags |= 1UL << PG_reserved;
}
