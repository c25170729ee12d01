// SPDX-License-Identifier: GPL-2.0
/*
 * The page tables of a process: making them, taking pages out of them, changing
 * protections, taking them down.
 *
 * Each entry that maps an ordinary page holds a reference on it and is counted
 * in the mm (anon_rss, file_rss). Two kinds of entry are special (pte_special)
 * and hold none: the zero page, which is never freed, and bare frames of a
 * device, which have no struct page.
 *
 * A page must not be freed while the CPU may still hold a translation to it.
 * So entries are cleared first, then the TLB is flushed, and only then are the
 * references dropped: zap gathers a batch of pages to flush once for many.
 *
 * Locks: page_table_lock guards entries and counts; nothing sleeps under it.
 * mmap_sem, held by the callers, keeps the areas, and so the tables, in place.
 */
#include <lectern/fs.h>

#include "internal.h"

unsigned long nr_pagetable_pages;

#define BATCH_PAGES 64

/* Pages whose entries are gone, but not yet from the TLB. */
struct zap_batch {
	struct mm_struct *mm;
	unsigned long taken; /* entries in all */
	unsigned int nr;
	struct page *pages[BATCH_PAGES];
};

/*
 * Writable private pages start read-only: the first write to one that is shared
 * with a file or a relative must be seen (cow.c). PROT_NONE pages stay mapped,
 * invisible to the CPU.
 */
pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	u64 prot = _PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED;

	if (!(vm_flags & (VM_READ | VM_WRITE | VM_EXEC)))
		return __pgprot(_PAGE_PROTNONE | nx_mask);
	if ((vm_flags & (VM_SHARED | VM_WRITE)) == (VM_SHARED | VM_WRITE))
		prot |= _PAGE_RW;
	if (!(vm_flags & VM_EXEC))
		prot |= nx_mask;
	return __pgprot(prot);
}

/*
 * Call fn for each entry of [start, end) that is not none. What has no page table
 * costs nothing; inlined, and fn with it. page_table_lock held.
 */
static __always_inline void for_each_pte(struct mm_struct *mm,
					 unsigned long start, unsigned long end,
					 void (*fn)(void *ctx, pte_t *ptep),
					 void *ctx)
{
	unsigned long next;

	for (; start < end; start = next) {
		pte_t *ptep = pte_lookup(mm, start);

		next = pmd_addr_end(start, end);
		for (; ptep && start != next; start += PAGE_SIZE, ptep++)
			if (!pte_none(*ptep))
				fn(ctx, ptep);
	}
}

/* -- making -------------------------------------------------------------------- */

/*
 * Hang a new table below a PMD entry. The lock is dropped for the allocation;
 * another thread may have been quicker, and then its table is as good.
 */
static noinline bool new_table(struct mm_struct *mm, pmd_t *pmd)
{
	pte_t *table;

	spin_unlock(&mm->page_table_lock);
	table = get_zeroed_page(GFP_KERNEL);
	spin_lock(&mm->page_table_lock);
	if (!table)
		return false;
	if (!pmd_none(*pmd)) {
		free_page(table);
		return true;
	}
	virt_to_page(table)->flags |= 1UL << PG_pagetable;
	pmd_populate(pmd, table);
	mm->nr_ptes++;
	nr_pagetable_pages++;
	return true;
}

pte_t *pte_alloc(struct mm_struct *mm, unsigned long address)
{
	pmd_t *pmd = pmd_offset(mm->pgd, address);

	assert_spin_locked(&mm->page_table_lock);
	assert(address < TASK_SIZE);
	if (unlikely(pmd_none(*pmd)) && !new_table(mm, pmd))
		return NULL;
	return pte_offset(pmd, address);
}

pte_t *pte_lookup(struct mm_struct *mm, unsigned long address)
{
	pmd_t *pmd = pmd_offset(mm->pgd, address);

	return pmd_none(*pmd) ? NULL : pte_offset(pmd, address);
}

/* -- taking pages out ------------------------------------------------------------ */

static void flush_batch(struct zap_batch *batch)
{
	flush_tlb_mm(batch->mm);
	for (unsigned int i = 0; i < batch->nr; i++)
		put_page(batch->pages[i]);
	batch->nr = 0;
}

/* Clear one entry. What the program wrote into a file's page is known from the
 * entry's dirty bit alone: keep it. */
static void zap_entry(void *ctx, pte_t *ptep)
{
	struct zap_batch *batch = ctx;
	pte_t pte = *ptep;
	struct page *page = vm_normal_page(pte);

	pte_clear(ptep);
	if (!page)
		return;
	if (page->mapping && pte_dirty(pte))
		SetPageDirty(page);
	--*mm_rss_of(batch->mm, page);
	batch->taken++;
	batch->pages[batch->nr++] = page;
	if (batch->nr == BATCH_PAGES)
		flush_batch(batch);
}

/* Of a page that reclaim could drop: a used entry becomes unused, an unused one
 * goes. */
static void age_entry(void *ctx, pte_t *ptep)
{
	struct page *page = vm_normal_page(*ptep);

	if (!page || !page_is_droppable(page))
		return;
	if (pte_young(*ptep)) {
		page->flags |= 1UL << PG_referenced;
		set_pte(ptep, pte_mkold(*ptep));
	} else {
		zap_entry(ctx, ptep);
	}
}

/* The TLB may know special entries too, hence the last flush in any case. Returns
 * how many pages went. */
static __always_inline unsigned long zap(struct mm_struct *mm,
					 unsigned long start, unsigned long end,
					 void (*fn)(void *ctx, pte_t *ptep))
{
	struct zap_batch batch = { .mm = mm };

	spin_lock(&mm->page_table_lock);
	mm->hiwater_rss = max(mm->hiwater_rss, get_mm_rss(mm));
	for_each_pte(mm, start, end, fn, &batch);
	flush_batch(&batch);
	spin_unlock(&mm->page_table_lock);
	return batch.taken;
}

void zap_page_range_atomic(struct mm_struct *mm, unsigned long start,
			   unsigned long end)
{
	zap(mm, start, end, zap_entry);
}

unsigned long zap_cold_pages(struct vm_area_struct *vma)
{
	return zap(vma->vm_mm, vma->vm_start, vma->vm_end, age_entry);
}

/* A table at a time, so that others get the CPU in between. */
void zap_page_range(struct mm_struct *mm, unsigned long start,
		    unsigned long end)
{
	unsigned long next;

	assert(!(start & ~PAGE_MASK) && start <= end && end <= TASK_SIZE);
	for (; start < end; start = next) {
		next = pmd_addr_end(start, end);
		if (pmd_none(*pmd_offset(mm->pgd, start)))
			continue;
		zap_page_range_atomic(mm, start, next);
		cond_resched();
	}
}

/*
 * start and end: on PMD_SIZE borders; every entry below is none. The CPU caches
 * PMD entries as well, so again: clear, flush, free.
 */
void free_pgtables(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	struct page *table, *next;
	LIST_HEAD(tables);
	pmd_t *pmd;

	assert(!(start & ~PMD_MASK) && !(end & ~PMD_MASK) && end <= TASK_SIZE);
	spin_lock(&mm->page_table_lock);
	for (; start < end; start += PMD_SIZE) {
		pmd = pmd_offset(mm->pgd, start);
		if (pmd_none(*pmd))
			continue;
		table = virt_to_page(pmd_table(*pmd));
		list_add(&table->lru, &tables);
		pmd_clear(pmd);
		mm->nr_ptes--;
		nr_pagetable_pages--;
	}
	if (!list_empty(&tables))
		flush_tlb_mm(mm);
	spin_unlock(&mm->page_table_lock);
	list_for_each_entry_safe(table, next, &tables, lru) {
		table->flags &= ~(1UL << PG_pagetable);
		__free_page(table);
	}
}

/* -- changing protections ---------------------------------------------------------- */

static void protect_entry(void *prot, pte_t *ptep)
{
	set_pte(ptep, pte_modify(*ptep, *(pgprot_t *)prot));
}

/*
 * prot comes from vm_get_page_prot: a private page that becomes writable stays
 * read-only here, and its first write finds out whose it is (do_wp_page).
 */
void change_protection(struct vm_area_struct *vma, unsigned long start,
		       unsigned long end, pgprot_t prot)
{
	struct mm_struct *mm = vma->vm_mm;

	assert(start >= vma->vm_start && end <= vma->vm_end);
	spin_lock(&mm->page_table_lock);
	for_each_pte(mm, start, end, protect_entry, &prot);
	flush_tlb_mm(mm);
	spin_unlock(&mm->page_table_lock);
}

/* -- moving -------------------------------------------------------------------------- */

/*
 * The pages and their counts do not change. While a table is made, the lock is
 * dropped and truncation may empty the entry: then nothing is moved. When memory
 * runs out halfway, the rest has stayed where it was: the caller moves the first
 * part back, which needs no new tables.
 */
int move_page_tables(struct mm_struct *mm, unsigned long from, unsigned long to,
		     unsigned long len)
{
	unsigned long end = from + len;
	int err = 0;

	spin_lock(&mm->page_table_lock);
	for (; from < end; from += PAGE_SIZE, to += PAGE_SIZE) {
		pte_t *dst, *src = pte_lookup(mm, from);

		if (!src || pte_none(*src))
			continue;
		dst = pte_alloc(mm, to);
		if (!dst) {
			err = -ENOMEM;
			break;
		}
		assert(pte_none(*dst));
		set_pte(dst, *src);
		pte_clear(src);
	}
	flush_tlb_mm(mm);
	spin_unlock(&mm->page_table_lock);
	return err;
}
