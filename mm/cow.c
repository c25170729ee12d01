// SPDX-License-Identifier: GPL-2.0
/*
 * Copy-on-write: how fork gives a child the parent's memory without copying it.
 *
 * Why copying waits. Most children of fork call exec at once and never look at
 * what they inherited; the rest change a small part of it. So fork copies page
 * tables only, which is 8 bytes for each page of 4096, and takes the right to
 * write from both sides. A page is copied when one of them first writes to it:
 * then it is known that somebody wants a copy, and which page.
 *
 * What an entry and a count mean together. Every entry that maps a page holds
 * one reference (page->count); so does the page cache, for a file's page. In a
 * private area an entry may have its write bit set only if nobody else has the
 * page: then, and only then, a write concerns this process alone. The bit is
 * missing while more than one has the page, and it may be missing although
 * only one is left, since he who unmaps a page does not know who else had it
 * (there is no reverse map). The fault finds that out from the count.
 *
 *   before fork       P [rw]----> page, count 1
 *
 *   after fork        P [r-]--+-> page, count 2
 *                     C [r-]--'
 *
 *   C writes          P [r-]----> page, count 1           COW_COPIED
 *                     C [rw]----> copy, count 1
 *
 *   P writes          P [rw]----> page, count 1           COW_REUSED
 *                     C [rw]----> copy, count 1
 *
 * The cases of a write to a page that is there and read-only (do_wp_page):
 *
 *   one owner     anonymous, count 1: set the write bit       COW_REUSED
 *   several       count above 1, or the file's own page:
 *                 copy it, map the copy, drop one reference   COW_COPIED
 *   zero page     never written to: a fresh zeroed page       COW_FILLED
 *   not ours      MAP_SHARED: everybody's writes go to this
 *                 very page: set the write bit                COW_SHARED
 *   raced         while we slept for memory another thread
 *                 changed the entry: let it try again         COW_RACED
 *   no memory     nothing has changed                         COW_NO_MEMORY
 *
 * Lock order: mmap_sem (fork holds the parent's for writing, a fault holds it
 * for reading), then page_table_lock. Memory is allocated with neither spinlock
 * held, and what was read before is looked at again afterwards. Only one
 * page_table_lock is held at a time: the child's tables are nobody else's yet.
 *
 * Whose TLB is flushed, and why. An entry that loses rights must be forgotten
 * by the CPU before its owner runs on, or the parent would go on writing into
 * the pages that it shares: dup_mmap flushes the parent's once, after all areas.
 * The child has never run, so there is nothing to forget. After a fault only
 * the one page is flushed. An entry that gains rights would cost no more than
 * another fault, but one that changes its page must go too: that is COW_COPIED.
 *
 * Taking down needs no case of its own: zap_page_range (memory.c) drops the
 * reference of each entry, and who drops the last one frees the page.
 */
#include <lectern/init.h>

#include "internal.h"

/* -- outcomes ------------------------------------------------------------------ */

enum cow_outcome {
	COW_REUSED,
	COW_COPIED,
	COW_FILLED,
	COW_SHARED,
	COW_RACED,
	COW_NO_MEMORY,
};

/* fork=eager: copy at once all that could be written to, as Unix did before it
 * paged. For comparison: it shows what copy-on-write saves. */
static bool fork_eager;

__setup_choice("fork", "cow", "eager", fork_eager);

/* -- references ---------------------------------------------------------------- */

/* Is the page in nobody's hands but those of the one entry that maps it? */
static bool sole_owner(const struct page *page)
{
	return PageAnon(page) && page_count(page) == 1;
}

/* -- sharing at fork ------------------------------------------------------------- */

/* What a child's new entries map, until the mm's counts are brought up. */
struct rss {
	unsigned long anon, file, shmem;
};

/*
 * One entry: the child's takes a reference on the page, and in a private area
 * the write bit goes from both sides. src's page_table_lock held. No CPU has the
 * child's tables, so its entry needs no care.
 */
static inline void share_entry(pte_t *dst_pte, pte_t *src_pte, bool cow,
			       struct rss *rss)
{
	pte_t pte = *src_pte;

	if (likely(!pte_special(pte))) {
		struct page *page = pfn_to_page(pte_pfn(pte));

		get_page(page);
		if (PageAnon(page))
			rss->anon++;
		else if (page_is_droppable(page))
			rss->file++;
		else
			rss->shmem++;
	}
	if (cow && pte_write(pte)) {
		pte = pte_wrprotect(pte);
		pte_set_wrprotect(src_pte);
	}
	*dst_pte = pte;
}

/* The entries of [addr, end), below one page table. */
static void share_table(struct mm_struct *dst, struct mm_struct *src,
			pte_t *dst_pte, unsigned long addr, unsigned long end,
			bool cow)
{
	unsigned long n = (end - addr) >> PAGE_SHIFT;
	struct rss rss = { 0, 0, 0 };
	pte_t *src_pte;

	spin_lock(&src->page_table_lock);
	for (src_pte = pte_lookup(src, addr); n--; src_pte++, dst_pte++)
		if (!pte_none(*src_pte))
			share_entry(dst_pte, src_pte, cow, &rss);
	spin_unlock(&src->page_table_lock);
	dst->anon_rss += rss.anon;
	dst->file_rss += rss.file;
	dst->shmem_rss += rss.shmem;
}

/*
 * fork=eager: a copy of each page that could be written to. The new page is
 * got before the lock, as that sleeps, and the entry read after it: a
 * truncation of the file may have emptied it meanwhile.
 */
static int copy_entry(struct mm_struct *dst, struct mm_struct *src,
		      pte_t *dst_pte, unsigned long addr)
{
	struct page *copy = alloc_page(GFP_USER), *page;
	pte_t pte;

	if (!copy)
		return -ENOMEM;
	spin_lock(&src->page_table_lock);
	pte = *pte_lookup(src, addr);
	page = pte_none(pte) ? NULL : vm_normal_page(pte);
	if (page) {
		copy_page(page_address(copy), page_address(page));
		pte.val = (pte.val & ~PTE_PFN_MASK) | (u64)page_to_pfn(copy)
							      << PAGE_SHIFT;
		dst->anon_rss++;
	}
	*dst_pte = pte;
	spin_unlock(&src->page_table_lock);
	if (!page)
		put_page(copy);
	return 0;
}

static int copy_table(struct mm_struct *dst, struct mm_struct *src,
		      pte_t *dst_pte, unsigned long addr, unsigned long end)
{
	const pte_t *src_pte = pte_lookup(src, addr);
	int err = 0;

	for (; addr != end && !err; addr += PAGE_SIZE, src_pte++, dst_pte++)
		if (!pte_none(*src_pte))
			err = copy_entry(dst, src, dst_pte, addr);
	return err;
}

/* The child's entry for addr, with its table. */
static pte_t *child_pte(struct mm_struct *dst, unsigned long addr)
{
	unsigned long tables = dst->nr_ptes;
	pte_t *pte;

	spin_lock(&dst->page_table_lock);
	pte = pte_alloc(dst, addr);
	spin_unlock(&dst->page_table_lock);
	vm_events[PT_COPY] += dst->nr_ptes - tables;
	return pte;
}

/*
 * What has no page table has no pages: it costs nothing. On failure the child
 * has part of the entries, which mmput takes down, and the parent's lack write
 * bits, which its faults give back.
 */
int copy_page_range(struct mm_struct *dst, struct mm_struct *src,
		    struct vm_area_struct *dst_vma,
		    struct vm_area_struct *src_vma)
{
	unsigned long addr = src_vma->vm_start, end = src_vma->vm_end, next;
	bool cow = is_cow_mapping(src_vma->vm_flags);
	bool eager = fork_eager && cow && src_vma->vm_flags & VM_WRITE;

	assert(dst_vma->vm_start == addr && dst_vma->vm_end == end);
	for (; addr < end; addr = next) {
		pte_t *dst_pte;

		next = pmd_addr_end(addr, end);
		if (!pte_lookup(src, addr))
			continue;
		dst_pte = child_pte(dst, addr);
		if (!dst_pte)
			return -ENOMEM;
		if (!eager)
			share_table(dst, src, dst_pte, addr, next, cow);
		else if (copy_table(dst, src, dst_pte, addr, next))
			return -ENOMEM;
		cond_resched();
	}
	return 0;
}

/* -- resolving a fault ------------------------------------------------------------- */

/* The entry may write from now on. page_table_lock held. */
static void grant_write(struct vm_area_struct *vma, unsigned long address,
			pte_t *ptep, pte_t pte)
{
	set_pte(ptep, pte_mkyoung(pte_mkdirty(pte_mkwrite(pte))));
	flush_tlb_mm_page(vma->vm_mm, address);
}

/* Let the entry map a page of its own in place of the one it had. */
static void replace_page(struct vm_area_struct *vma, unsigned long address,
			 pte_t *ptep, struct page *old, struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;

	if (old)
		--*mm_rss_of(mm, old);
	mm->anon_rss++;
	grant_write(vma, address, ptep,
		    pfn_pte(page_to_pfn(page), vma->vm_page_prot));
}

/*
 * old NULL: the zero page. Sleeps with the lock dropped; the caller's reference
 * keeps the old page, whoever unmaps it meanwhile, so that the entry, if it is
 * still the same, still means the same page.
 */
static enum cow_outcome give_own_page(struct vm_area_struct *vma,
				      unsigned long address, pte_t *ptep,
				      pte_t pte, struct page *old)
{
	spinlock_t *lock = &vma->vm_mm->page_table_lock;
	struct page *page;

	spin_unlock(lock);
	page = alloc_page(old ? GFP_USER : GFP_USER | __GFP_ZERO);
	if (page && old)
		copy_page(page_address(page), page_address(old));
	spin_lock(lock);
	if (!page)
		return COW_NO_MEMORY;
	if (unlikely(ptep->val != pte.val)) {
		put_page(page);
		return COW_RACED;
	}
	replace_page(vma, address, ptep, old, page);
	return old ? COW_COPIED : COW_FILLED;
}

/* Two references go: the one that kept old meanwhile, and the entry's. */
static enum cow_outcome copy_for_writer(struct vm_area_struct *vma,
					unsigned long address, pte_t *ptep,
					pte_t pte, struct page *old)
{
	enum cow_outcome outcome;

	get_page(old);
	outcome = give_own_page(vma, address, ptep, pte, old);
	if (outcome == COW_COPIED)
		put_page(old);
	put_page(old);
	return outcome;
}

/* page_table_lock held on entry and exit, not throughout. */
static enum cow_outcome resolve(struct vm_area_struct *vma,
				unsigned long address, pte_t *ptep, pte_t pte)
{
	struct page *page = vm_normal_page(pte);

	if (vma->vm_flags & VM_SHARED) {
		grant_write(vma, address, ptep, pte);
		return COW_SHARED;
	}
	if (!page)
		return give_own_page(vma, address, ptep, pte, NULL);
	if (sole_owner(page)) {
		grant_write(vma, address, ptep, pte);
		return COW_REUSED;
	}
	return copy_for_writer(vma, address, ptep, pte, page);
}

enum fault_result do_wp_page(struct mm_struct *mm, struct vm_area_struct *vma,
			     unsigned long address, pte_t *ptep, pte_t pte)
{
	enum cow_outcome outcome;

	assert_spin_locked(&mm->page_table_lock);
	assert(vma->vm_flags & VM_WRITE && !pte_none(pte) && !pte_write(pte));
	outcome = resolve(vma, address, ptep, pte);
	spin_unlock(&mm->page_table_lock);
	if (outcome == COW_COPIED)
		count_vm_event(COW_COPY);
	else if (outcome == COW_REUSED)
		count_vm_event(COW_REUSE);
	return outcome == COW_NO_MEMORY ? FAULT_OOM : FAULT_MINOR;
}

/* -- consistency check --------------------------------------------------------------- */

#ifdef DEBUG
/*
 * A private entry that may write maps an anonymous page that is alive. (Its
 * count may be above 1 for a moment: somebody is reading it through
 * access_process_vm.)
 */
static void check_entry(const struct vm_area_struct *vma, pte_t pte)
{
	struct page *page = vm_normal_page(pte);

	if (!page) {
		assert(!is_cow_mapping(vma->vm_flags) || !pte_write(pte));
		return;
	}
	assert(page_count(page) > 0 && !PageSlab(page) && !PageReserved(page));
	if (is_cow_mapping(vma->vm_flags) && pte_write(pte))
		assert(PageAnon(page));
}

void cow_check_mm(struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	unsigned long addr;
	pte_t *pte;

	spin_lock(&mm->page_table_lock);
	for_each_vma(vma, mm)
		for (addr = vma->vm_start; addr < vma->vm_end;
		     addr += PAGE_SIZE) {
			pte = pte_lookup(mm, addr);
			if (pte && !pte_none(*pte))
				check_entry(vma, *pte);
		}
	spin_unlock(&mm->page_table_lock);
}
#endif
