// SPDX-License-Identifier: GPL-2.0
/*
 * Reclaim: memory that can be had anew is given back when others want it.
 *
 * Three marks say how the free pages stand (/proc/zoneinfo):
 *
 *        free pages
 *   high |----------  kswapd goes back to sleep
 *        |
 *   low  |----------  kswapd is woken; nobody waits for it
 *        |
 *   min  |----------  who wants a page reclaims by himself, before he gets it
 *        |            (the rest is for those who must not wait, page_alloc.c)
 *   0    +----------
 *
 * What can be had anew: pages of files that have a place to be read from again
 * (readpage) and were not changed since; names that nobody uses (dcache); empty
 * slabs. Each file page that can go is on one of two lists:
 *
 *   new page --> | inactive | --> cold end: nobody maps or uses it, not used
 *                     ^  |        since the last look: dropped
 *        not used     |  | used again since
 *        since        |  v
 *                 | active |
 *
 * "Used" is PG_referenced, set by each look-up in the page cache, and by the
 * accessed bit of an entry that maps the page. A mapped page cannot be dropped:
 * without a reverse map there is no way from it to its entries. So, as in 2.4,
 * swap_out walks the address spaces and takes out the entries that were not used
 * of late; the pages then age like others, and a program that wants one back
 * faults and finds it in the cache if it is still there.
 *
 * Pages of ramfs and tmpfs are the only copy of what they hold, and there is no
 * swap: they are on no list. Dirty pages stay, as nothing writes them back.
 *
 * Locks: lru_lock guards both lists; it nests inside tree_lock, and goes the
 * other way round only by trying.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/init.h>
#include <lectern/kthread.h>
#include <lectern/oom.h>
#include <lectern/pagemap.h>
#include <lectern/printk.h>

#include "internal.h"

#define ALL_PAGES     (~0UL)
#define RECLAIM_BATCH 256UL	/* pages or objects asked for at a time */
#define KSWAPD_REST   (HZ / 10) /* after a round that brought nothing */

unsigned long nr_active_pages, nr_inactive_pages; /* [lru_lock] */
static LIST_HEAD(active_list);
static LIST_HEAD(inactive_list);
static DEFINE_SPINLOCK(lru_lock);

static shrinker_t shrinkers[MAX_SHRINKERS];
static unsigned int nr_shrinkers;
static DECLARE_WAIT_QUEUE_HEAD(kswapd_wait);

/* -- the lists --------------------------------------------------------------- */

/* lru_lock held. */
static void add_inactive(struct page *page)
{
	list_add(&page->lru, &inactive_list);
	nr_inactive_pages++;
}

static void take_off(struct page *page)
{
	list_del(&page->lru);
	if (page->flags & 1UL << PG_active)
		nr_active_pages--;
	else
		nr_inactive_pages--;
	page->flags &= ~(1UL << PG_active);
}

void lru_cache_add(struct page *page)
{
	spin_lock(&lru_lock);
	page->flags |= 1UL << PG_lru;
	add_inactive(page);
	spin_unlock(&lru_lock);
}

void lru_cache_del(struct page *page)
{
	spin_lock(&lru_lock);
	if (page->flags & 1UL << PG_lru) {
		take_off(page);
		page->flags &= ~(1UL << PG_lru);
	}
	spin_unlock(&lru_lock);
}

/* Was the page used since the last look? */
static bool test_clear_referenced(struct page *page)
{
	bool used = page->flags & 1UL << PG_referenced;

	page->flags &= ~(1UL << PG_referenced);
	return used;
}

/* -- page cache: lru_lock held ------------------------------------------------- */

/* The coldest of the active pages become inactive, so that these are half; or
 * all of them. */
static void refill_inactive(bool all)
{
	unsigned long look = nr_active_pages;

	while (look-- && (all || nr_active_pages > nr_inactive_pages)) {
		struct page *page =
			list_last_entry(&active_list, struct page, lru);

		if (test_clear_referenced(page)) {
			list_move(&page->lru, &active_list);
			continue;
		}
		take_off(page);
		add_inactive(page);
	}
}

/* The coldest inactive page goes (true), or to the other end of a list. */
static bool shrink_one(struct page *page)
{
	count_vm_event(PGSCAN);
	if (test_clear_referenced(page)) {
		take_off(page);
		page->flags |= 1UL << PG_active;
		list_add(&page->lru, &active_list);
		nr_active_pages++;
		return false;
	}
	if (!drop_clean_page(page)) {
		list_move(&page->lru, &inactive_list);
		return false;
	}
	take_off(page);
	page->flags &= ~(1UL << PG_lru);
	put_page(page);
	count_vm_event(PGSTEAL);
	return true;
}

/* Look at each inactive page once, until nr have gone. */
static unsigned long shrink_cache(unsigned long nr)
{
	unsigned long look, dropped = 0;

	spin_lock(&lru_lock);
	refill_inactive(nr == ALL_PAGES);
	for (look = nr_inactive_pages; look-- && dropped < nr;)
		dropped += shrink_one(
			list_last_entry(&inactive_list, struct page, lru));
	spin_unlock(&lru_lock);
	return dropped;
}

/* -- entries that map cached pages ----------------------------------------------- */

/* Nobody sleeps here, so mm's areas are looked at only if nobody changes them. */
static unsigned long swap_out_mm(struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	unsigned long taken = 0;

	if (!down_read_trylock(&mm->mmap_sem))
		return 0;
	for_each_vma(vma, mm) {
		if (!vma->vm_file || vma->vm_flags & VM_LOCKED)
			continue;
		taken += zap_cold_pages(vma);
	}
	up_read(&mm->mmap_sem);
	return taken;
}

/* A process's mm lasts as long as a thread has it: tasklist_lock keeps the
 * tasks. Returns how many entries were taken. */
static unsigned long swap_out(void)
{
	struct task_struct *p, *t;
	unsigned long taken = 0;

	if (!nr_active_pages && !nr_inactive_pages)
		return 0;
	spin_lock(&tasklist_lock);
	for_each_process(p) {
		t = find_mm_thread(p);
		if (t)
			taken += swap_out_mm(t->mm);
	}
	spin_unlock(&tasklist_lock);
	return taken;
}

/* Everything clean that nobody is using now, however warm. */
void drop_pagecache(void)
{
	while (shrink_cache(ALL_PAGES))
		;
	/* What was referenced has lost that by now. */
	while (shrink_cache(ALL_PAGES))
		;
}

/* -- everybody ------------------------------------------------------------------- */

void register_shrinker(shrinker_t fn)
{
	assert(nr_shrinkers < MAX_SHRINKERS);
	shrinkers[nr_shrinkers++] = fn;
}

/*
 * From the last registered to the first, which is the slab allocator: the others
 * return their objects to it. Returns what was won, also if it is only a step
 * towards a page.
 */
static unsigned long shrink_caches(unsigned long nr)
{
	unsigned long got = shrink_cache(nr);

	if (got < nr)
		got += swap_out();
	for (unsigned int i = nr_shrinkers; i-- > 0;)
		got += shrinkers[i](nr);
	return got;
}

/* What was in use of late only loses its mark at the first look: before the second
 * nobody may say that there is nothing. */
static unsigned long reclaim(unsigned long nr)
{
	unsigned long got = shrink_caches(nr);

	return got ? got : shrink_caches(nr);
}

/* PF_MEMALLOC lets those who give back allocate, and keeps this from calling
 * itself. */
bool try_to_free_pages(unsigned int order)
{
	unsigned long got;

	current->flags |= PF_MEMALLOC;
	got = reclaim(RECLAIM_BATCH << order);
	current->flags &= ~(unsigned long)PF_MEMALLOC;
	return got;
}

/* -- kswapd ------------------------------------------------------------------------ */

void wake_kswapd(void)
{
	if (waitqueue_active(&kswapd_wait))
		wake_up_interruptible(&kswapd_wait);
}

/* Up to the high mark. False when there was nothing left to give back. */
static bool balance(void)
{
	while (nr_free_pages() < pages_high) {
		if (!reclaim(RECLAIM_BATCH))
			return false;
		cond_resched();
	}
	return true;
}

/*
 * Where memory is short and nothing can go, each allocation would wake it for
 * nothing: then it sleeps for a while out of everybody's reach.
 */
static int kswapd(void *unused)
{
	current->flags |= PF_MEMALLOC;
	while (!kthread_should_stop()) {
		wait_event_interruptible(kswapd_wait,
					 kthread_should_stop() ||
						 nr_free_pages() < pages_low);
		if (!balance()) {
			set_current_state(TASK_INTERRUPTIBLE);
			schedule_timeout(KSWAPD_REST);
		}
	}
	return 0;
}

static int __init kswapd_init(void)
{
	struct task_struct *k = kthread_run(kswapd, NULL, "kswapd0");

	return IS_ERR(k) ? (int)PTR_ERR(k) : 0;
}
core_initcall(kswapd_init);
