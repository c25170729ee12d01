/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of mm/ share among themselves and nobody else needs; and the
 * headers that each of them does.
 */
#ifndef MM_INTERNAL_H
#define MM_INTERNAL_H

#include <lectern/bug.h>
#include <lectern/mm.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <uapi/mman.h>
#include <uapi/personality.h>

/* -- page_alloc.c, boot_alloc.c ----------------------------------------------- */

/* alloc_pages without fault injection, for an allocator that had its own. */
struct page *__alloc_pages(gfp_t gfp, unsigned int order);

/* Boot: a run of pages becomes free memory. */
void free_page_range(unsigned long pfn, unsigned long end_pfn);

/* Once all memory is in: how much of it is kept for emergencies. */
void setup_watermarks(void);

/* -- page_debug.c ----------------------------------------------------------- */

/*
 * Debug build: free pages hold a pattern, and who takes one checks that
 * nobody wrote to it meanwhile. Panics when somebody did.
 */
#ifdef DEBUG
void poison_pages(struct page *page, unsigned int order);
void check_poison(struct page *page, unsigned int order);
void check_may_sleep(gfp_t gfp);
#else
static inline void poison_pages(struct page *page, unsigned int order)
{
}

static inline void check_poison(struct page *page, unsigned int order)
{
}

static inline void check_may_sleep(gfp_t gfp)
{
}
#endif

/* -- slab.c, slab_debug.c ------------------------------------------------------ */

/* kmem_cache_alloc and _free on behalf of caller (an address in its code). */
void *slab_alloc(struct kmem_cache *cache, gfp_t gfp, void *caller);
void slab_free(struct kmem_cache *cache, void *obj, void *caller);

/* The head page of the slab that an object lies in. */
static inline struct page *slab_of(const void *obj)
{
	struct page *page = virt_to_page(obj);

	assert(PageSlab(page));
	return page->slab_head;
}

#define caller_address() __builtin_return_address(0)

/* -- mm.c ------------------------------------------------------------------- */

extern struct kmem_cache *vm_area_cachep;

/* -- page tables ------------------------------------------------------------ */

/*
 * The page that an entry (not none) holds a reference on, or NULL: the zero
 * page and bare frames are not counted.
 */
static inline struct page *vm_normal_page(pte_t pte)
{
	return pte_special(pte) ? NULL : pfn_to_page(pte_pfn(pte));
}

/* Entries of this mm were taken away or lost rights: the CPU must forget them.
 * One that runs on other page tables has none of them. */
static inline void flush_tlb_mm(struct mm_struct *mm)
{
	if (mm == current->active_mm)
		flush_tlb();
}

static inline void flush_tlb_mm_page(struct mm_struct *mm,
				     unsigned long address)
{
	if (mm == current->active_mm)
		flush_tlb_page(address);
}

/* Can reclaim drop the page, when no entry maps it? */
static inline bool page_is_droppable(const struct page *page)
{
	return page->flags & 1UL << PG_lru;
}

/* The counter that a page is counted in, while an entry maps it. */
static inline unsigned long *mm_rss_of(struct mm_struct *mm,
				       const struct page *page)
{
	if (PageAnon(page))
		return &mm->anon_rss;
	return page_is_droppable(page) ? &mm->file_rss : &mm->shmem_rss;
}

/*
 * A private mapping whose pages can be written, now or after mprotect: each
 * process has its own copy as soon as it writes.
 */
static inline bool is_cow_mapping(unsigned long vm_flags)
{
	return (vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
}

/* The same, if it can be written now. */
static inline bool is_private_data(unsigned long vm_flags)
{
	return (vm_flags & (VM_SHARED | VM_WRITE)) == VM_WRITE;
}

/*
 * Where the page table above an address ends, or end if that comes first. The
 * -1 keep it right when the sum wraps to 0.
 */
static inline unsigned long pmd_addr_end(unsigned long addr, unsigned long end)
{
	unsigned long next = (addr + PMD_SIZE) & PMD_MASK;

	return next - 1 < end - 1 ? next : end;
}

/*
 * Drop the pages of a range without sleeping: for unmap_mapping_range, which
 * holds i_mmap_lock and no mmap_sem. Takes page_table_lock.
 */
void zap_page_range_atomic(struct mm_struct *mm, unsigned long start,
			   unsigned long end);

/*
 * Reclaim: of the area's entries for pages that could be dropped, take out those
 * that the CPU has not used since the last call. Returns how many. mmap_sem held;
 * never sleeps.
 */
unsigned long zap_cold_pages(struct vm_area_struct *vma);

/* mremap: move the entries of len bytes. mmap_sem held for writing. */
int move_page_tables(struct mm_struct *mm, unsigned long from, unsigned long to,
		     unsigned long len);

/* -- filemap.c -------------------------------------------------------------- */

/* Pages that hold so many bytes of a file: the index of the first behind it. */
static inline unsigned long pages_of(loff_t bytes)
{
	return (unsigned long)((bytes + (loff_t)PAGE_SIZE - 1) >> PAGE_SHIFT);
}

/* Which page of its file an area shows at addr. */
static inline unsigned long linear_page_index(const struct vm_area_struct *vma,
					      unsigned long addr)
{
	return vma->vm_pgoff + ((addr - vma->vm_start) >> PAGE_SHIFT);
}

/*
 * Reclaim: the page leaves its file, if nobody else uses it and it is clean: the
 * cache's reference is the caller's then. lru_lock held, the page on a list.
 */
bool drop_clean_page(struct page *page);

/* -- vmscan.c, oom_kill.c ------------------------------------------------------ */

/* A page that can be had anew is on reclaim's lists. tree_lock held. */
void lru_cache_add(struct page *page);
void lru_cache_del(struct page *page); /* if it is on one */

/* Free pages are below the low mark. Any context but an NMI. */
void wake_kswapd(void);

/* Give back about 2^order batches of pages. False when nothing could go. May
 * sleep. */
bool try_to_free_pages(unsigned int order);

/*
 * Reclaim has failed for a block of that order: see to it that a process ends.
 * True when it is worth trying again, false when it is not. May sleep.
 */
bool out_of_memory(gfp_t gfp, unsigned int order);

/* The victim's mm is taken away from it, if it does not end soon. tasklist_lock
 * held. */
void queue_oom_reaper(struct task_struct *victim);

/* Is the memory of a victim still to come back? */
bool oom_reaper_is_busy(void);

/* -- cow.c ------------------------------------------------------------------- */

/* Debug build: panics unless each entry of mm keeps the rules that cow.c opens
 * with. */
#ifdef DEBUG
void cow_check_mm(struct mm_struct *mm);
#else
static inline void cow_check_mm(struct mm_struct *mm)
{
}
#endif

/* -- vma.c: the areas ------------------------------------------------------------ */

/*
 * Put an area that overlaps none into the mm. Cannot fail; accounts nothing but
 * map_count. mmap_sem held for writing, or the mm is nobody else's yet.
 */
void vma_link(struct mm_struct *mm, struct vm_area_struct *vma);
void vma_unlink(struct mm_struct *mm, struct vm_area_struct *vma);

/* Another area like this one, in no mm yet: it has a reference on the file, and
 * its open operation was called. NULL: no memory. */
struct vm_area_struct *vma_dup(const struct vm_area_struct *vma);

/* Drop what an unlinked area holds, and free it. May sleep. */
void vma_release(struct vm_area_struct *vma);

/* Move an area's borders; the new ones touch no neighbour. */
void vma_adjust(struct vm_area_struct *vma, unsigned long start,
		unsigned long end, unsigned long pgoff);

/*
 * Let anonymous memory of these flags at [start, end) join the area below it.
 * Returns that area, or NULL when there is none that fits.
 */
struct vm_area_struct *vma_extend_anon(struct mm_struct *mm,
				       unsigned long start, unsigned long end,
				       unsigned long vm_flags);

/*
 * Cut areas so that [start, end), which one at least lies in, begins and ends at
 * borders, and can be taken out. 0 or -ENOMEM.
 */
int vma_cut_range(struct mm_struct *mm, unsigned long start, unsigned long end);

/*
 * Is [start, start + len) inside user space? Sets *end to the end of its last
 * page. -EINVAL when start is not on a page border, -ENOMEM when it is outside.
 */
int check_range(unsigned long start, unsigned long len, unsigned long *end);

/* How many pages of areas that have all these flags lie in a range. */
unsigned long pages_in_range(struct mm_struct *mm, unsigned long start,
			     unsigned long end, unsigned long vm_flags);

/*
 * Call fn for the part of each area that lies in [start, end), from below; fn
 * may cut and join areas. Ends with fn's first error. A hole is -ENOMEM: at once
 * or, over_holes, when all the rest is done.
 */
typedef int (*vma_part_fn)(struct vm_area_struct *vma, unsigned long start,
			   unsigned long end, unsigned long arg);
int for_each_part(struct mm_struct *mm, unsigned long start, unsigned long end,
		  bool over_holes, vma_part_fn fn, unsigned long arg);

/*
 * Give the part [start, end) of an area other flags, its pages the rights that
 * go with them, and join it with its neighbours. 0 or -ENOMEM (it had to be
 * cut). mmap_sem held for writing.
 */
int vma_set_flags(struct vm_area_struct *vma, unsigned long start,
		  unsigned long end, unsigned long vm_flags);

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

/* The area that holds addr, one that grows down grown to it; or NULL. mmap_sem
 * held. */
struct vm_area_struct *find_extend_vma(struct mm_struct *mm,
				       unsigned long addr);

/* -- accounting: overcommit.c ------------------------------------------------ */

/* Count pages of an area of these flags in total_vm and its kin (< 0: off). */
void vm_stat_account(struct mm_struct *mm, unsigned long vm_flags, long pages);

/* May the mm grow by so many pages? RLIMIT_AS, and RLIMIT_DATA for private
 * writable memory. */
bool may_expand_vm(struct mm_struct *mm, unsigned long vm_flags,
		   unsigned long pages);

/* vm_acct_memory for an area of these flags: most are not charged. */
static inline int vm_charge(unsigned long vm_flags, long pages)
{
	return vm_flags & VM_ACCOUNT ? vm_acct_memory(pages) : 0;
}

static inline void vm_uncharge(unsigned long vm_flags, long pages)
{
	if (vm_flags & VM_ACCOUNT)
		vm_unacct_memory(pages);
}

/* May so many pages more be locked, or any at all? RLIMIT_MEMLOCK. */
bool can_do_mlock(void);
bool may_lock_pages(struct mm_struct *mm, unsigned long pages);

/* -- mmap.c -------------------------------------------------------------------- */

/* The lowest address that a mapping may have. */
#define MMAP_MIN_ADDR 0x10000UL

/*
 * How far up memory below an area may reach: a stack needs its guard gap, to
 * grow into and to be caught in.
 */
static inline unsigned long vma_floor(const struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_GROWSDOWN))
		return vma->vm_start;
	return vma->vm_start - min(vma->vm_start, STACK_GUARD_GAP);
}

/* munmap made a hole that ends at end: get_unmapped_area may find it again. */
void note_hole(struct mm_struct *mm, unsigned long end);

/*
 * Is [addr, addr + len) a range that a mapping can be put at? 0, -EINVAL when
 * it is not on page borders, -EPERM below MMAP_MIN_ADDR, -ENOMEM above
 * TASK_SIZE.
 */
int check_fixed_range(unsigned long addr, unsigned long len);

/* What the personality adds to the rights that a program asks for. */
static inline unsigned long implied_rights(unsigned long prot)
{
	bool both = prot & PROT_READ &&
		    current->personality & READ_IMPLIES_EXEC;

	return both ? PROT_EXEC : 0;
}

#define VM_ACCESS_FLAGS (VM_READ | VM_WRITE | VM_EXEC)
#define VM_LOCK_MASK	(VM_LOCKED | VM_LOCKONFAULT)
#define VM_MAY_SHIFT	4 /* from VM_READ to VM_MAYREAD, and so on */

#endif
