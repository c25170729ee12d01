// SPDX-License-Identifier: GPL-2.0
/*
 * What a person needs to see when memory runs out: how much there is, what it is
 * used for, and who has it. Also for SysRq-m.
 *
 * No locks: it has to print in whatever state the system is.
 */
#include <lectern/oom.h>

#include <lectern/pagemap.h>
#include <lectern/printf.h>
#include <lectern/printk.h>

#include "internal.h"

#define LINE 192 /* MAX_ORDER numbers */

void show_mem(void)
{
	char line[LINE];
	int n = 0;

	pr_info("memory: %lu of %lu KiB free (min %lu, low %lu, high %lu)\n",
		KIB(nr_free_pages()), KIB(totalram_pages), KIB(pages_min),
		KIB(pages_low), KIB(pages_high));
	pr_info("  files in memory %lu KiB (%lu can be dropped), page tables %lu KiB, kernel stacks %d KiB\n",
		KIB(nr_cached_pages), KIB(nr_active_pages + nr_inactive_pages),
		KIB(nr_pagetable_pages), nr_threads * (THREAD_SIZE / 1024));
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		n += scnprintf(line + n, sizeof(line) - n, " %lu*%lu",
			       nr_free_blocks(order), KIB(1UL << order));
	pr_info("  free blocks, in KiB:%s\n", line);
}

static void show_task_score(struct task_struct *p)
{
	struct task_struct *t = find_mm_thread(p);
	long points;

	if (!t || !p->signal)
		return;
	points = oom_badness(p);
	pr_info("[%7d] %5u %5d %8lu %8lu %8lu %8ld %13d %s\n", p->pid,
		p->cred.uid, p->tgid, t->mm->total_vm, get_mm_rss(t->mm),
		t->mm->nr_ptes << PAGE_SHIFT, points == OOM_EXEMPT ? 0 : points,
		p->signal->oom_score_adj, p->comm);
}

void show_scores(void)
{
	struct task_struct *p;

	pr_info("Tasks state (memory values in pages, but pgtables in bytes):\n");
	pr_info("[  pid  ]   uid  tgid total_vm      rss pgtables    score oom_score_adj name\n");
	for_each_process(p)
		show_task_score(p);
}
