// SPDX-License-Identifier: GPL-2.0
/*
 * Out of memory: one process is ended, so that the others can go on.
 *
 * Who calls: alloc_pages_slow() (page_alloc.c), in the context of whoever wanted
 * a page and may sleep, when all that could be had anew has been given back
 * (vmscan.c) and there still is none. It tries again until it has a page or this
 * says that it is no use.
 *
 * The goals, in this order:
 *
 *   1. never kill when somebody is ending already: his memory is about to come
 *      back, and what he needs to end with he gets from the reserves
 *   2. kill one process, and with it get enough back that there is no next time
 *      soon: hence the score is what the process holds
 *   3. let a person say who matters: oom_score_adj
 *   4. never kill what the system cannot do without: init, kernel threads
 *
 * The score, oom=modern (the default):
 *
 *   resident pages + pages of page tables + oom_score_adj * RAM / 1000
 *
 *   What ending it frees, no more: memory that was only promised does not count,
 *   and neither does how long it ran or whose it is, which told little of what is
 *   won. In a machine of 32768 pages, one process of 9000 pages at 0 and one of
 *   2000 at +300: 9000 to 2000 + 9830. The second is ended.
 *
 * oom=2.4 is badness() as it was then, for comparison:
 *
 *   total_vm / sqrt(CPU time) / sqrt(sqrt(run time)), twice if it is nice, a
 *   quarter if it is root's
 *
 *   It guesses at worth: work that was done would be lost, what root does
 *   matters. And it counts promises: a process that maps much and touches little
 *   dies for one that touches much. (2.4 took a second quarter for raw I/O, which
 *   root has as well.)
 *
 * Exempt from both: init, kernel threads, oom_score_adj -1000, an mm that the
 * reaper is done with, and the child of a vfork, which holds nothing of its own.
 *
 *   chosen --SIGKILL--> all processes on that mm --> exit_mmap: memory is back
 *      |                                                   oom_skip = true
 *      `--TIF_MEMDIE: may use part of the reserves; the CPU before others
 *      `--to the reaper, in case it cannot end              oom_skip = true
 *
 * As long as an mm is being taken down, or is on the reaper's list and not
 * oom_skip, nobody else is chosen: who wants memory waits a tick and tries again.
 *
 * Locks: oom_lock lets one task at a time choose; the others try again later.
 * tasklist_lock is held while tasks are looked at. A thread's mm is read without
 * a lock of its own: it lasts while nobody sleeps.
 */
#include <lectern/oom.h>

#include <lectern/init.h>
#include <lectern/math64.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/signal.h>
#include <lectern/time.h>
#include <lectern/timespec.h>
#include <uapi/capability.h>

#include "internal.h"

#define INIT_PID    1
#define THOUSANDTHS 1000

/* oom=2.4: CPU time is counted in units of about 10 s, run time of 22 min. */
#define CPU_TIME_SHIFT 10 /* of ticks */
#define RUN_TIME_SHIFT 17

int panic_on_oom, oom_kill_allocating_task, oom_dump_tasks = 1;

static bool formula_24;
static DEFINE_MUTEX(oom_lock);

__setup_choice("oom", "modern", "2.4", formula_24);

/* -- score ------------------------------------------------------------------- */

struct task_struct *find_mm_thread(struct task_struct *p)
{
	struct task_struct *t;

	for_each_thread(p, t) {
		if (t->mm)
			return t;
	}
	return NULL;
}

/* Rounded down; at least 1, as it divides. */
static unsigned long root_of(unsigned long x)
{
	unsigned long root = 1;

	while ((root + 1) * (root + 1) <= x)
		root++;
	return root;
}

static long badness_24(struct task_struct *p, const struct mm_struct *mm)
{
	u64 run = process_run_ns(p), age = ktime_get_ns() - p->start_time;
	unsigned long points = mm->total_vm;

	points /= root_of(
		(unsigned long)(div_u64(run, TICK_NSEC) >> CPU_TIME_SHIFT));
	points /= root_of(root_of(
		(unsigned long)(div_u64(age, TICK_NSEC) >> RUN_TIME_SHIFT)));
	if (p->nice > 0)
		points *= 2;
	if (p->cred.cap_effective >> CAP_SYS_ADMIN & 1 || !p->cred.uid ||
	    !p->cred.euid)
		points /= 4;
	return (long)points;
}

static long badness_modern(struct task_struct *p, const struct mm_struct *mm)
{
	return (long)(get_mm_rss(mm) + mm->nr_ptes) +
	       p->signal->oom_score_adj * (long)totalram_pages / THOUSANDTHS;
}

static bool in_vfork(const struct task_struct *t)
{
	return t->vfork_done && t->real_parent->mm == t->mm;
}

long oom_badness(struct task_struct *p)
{
	struct task_struct *t = find_mm_thread(p);

	if (!t || p->tgid == INIT_PID || t->flags & PF_KTHREAD ||
	    p->signal->oom_score_adj == OOM_SCORE_ADJ_MIN || t->mm->oom_skip ||
	    in_vfork(t))
		return OOM_EXEMPT;
	return formula_24 ? badness_24(p, t->mm) : badness_modern(p, t->mm);
}

/* Linux's scale: two thirds of the thousandths above -1000. */
unsigned long oom_score(struct task_struct *p)
{
	long points = oom_badness(p);

	if (points == OOM_EXEMPT)
		return 0;
	points = points * THOUSANDTHS / (long)totalram_pages + THOUSANDTHS;
	return (unsigned long)max(points * 2 / 3, 0L);
}

/* -- select ------------------------------------------------------------------ */

/* Will the whole process be gone soon, and nothing but a lack of memory keep it
 * from that? */
static bool is_dying(struct task_struct *p)
{
	return p->signal->group_exit ||
	       (thread_group_empty(p) && p->flags & PF_EXITING);
}

/* Every process that lives in the mm is dying: then it can be reaped. */
static bool all_dying(const struct mm_struct *mm)
{
	struct task_struct *p, *t;

	for_each_process(p) {
		t = find_mm_thread(p);
		if (t && t->mm == mm && !is_dying(p))
			return false;
	}
	return true;
}

/* An mm is being taken down, by tasks that wait for nothing but the CPU. */
static bool pages_are_coming(void)
{
	struct task_struct *p, *t;
	bool coming = false;

	for_each_process(p) {
		for_each_thread(p, t) {
			if (!(t->flags & PF_GIVING_BACK))
				continue;
			sched_hurry(t);
			coming = true;
		}
	}
	return coming;
}

/* Goal 1. The one that is dying is let through to the reserves. */
static bool somebody_is_dying(void)
{
	struct task_struct *p, *t;

	if (pages_are_coming() || oom_reaper_is_busy())
		return true;
	for_each_process(p) {
		t = find_mm_thread(p);
		if (!t || !is_dying(p) || t->mm->oom_skip || !all_dying(t->mm))
			continue;
		set_bit(TIF_MEMDIE, &t->work);
		queue_oom_reaper(t);
		return true;
	}
	return false;
}

/* The old formula divides, so it makes equals: of these the larger one goes. */
static struct task_struct *select_process(void)
{
	struct task_struct *p, *chosen = NULL;
	unsigned long size, largest = 0;
	long points, most = OOM_EXEMPT;

	for_each_process(p) {
		points = oom_badness(p);
		if (points == OOM_EXEMPT)
			continue;
		size = find_mm_thread(p)->mm->total_vm;
		if (points > most || (points == most && size > largest)) {
			most = points;
			largest = size;
			chosen = p;
		}
	}
	return chosen;
}

/* -- kill --------------------------------------------------------------------- */

static void say_killed(const char *why, struct task_struct *p,
		       const struct mm_struct *mm)
{
	pr_err("%s: Killed process %d (%s) total-vm:%lukB, anon-rss:%lukB, file-rss:%lukB, shmem-rss:%lukB, UID:%u pgtables:%lukB oom_score_adj:%d\n",
	       why, p->pid, p->comm, KIB(mm->total_vm), KIB(mm->anon_rss),
	       KIB(mm->file_rss), KIB(mm->shmem_rss), p->cred.uid,
	       KIB(mm->nr_ptes), p->signal->oom_score_adj);
}

/* Those who wait for its memory look for some at each tick, and may be so many
 * that its turn would not come. */
static void kill_and_hurry(struct task_struct *p)
{
	struct task_struct *t;

	group_send_sig_info(SIGKILL, SEND_SIG_KERNEL, p);
	for_each_thread(p, t)
		sched_hurry(t);
}

/* All who live in its mm go with it, else the memory would stay. If init does,
 * it stays, and the mm with it. */
static void kill_process(const char *why, struct task_struct *victim)
{
	struct task_struct *p, *t = find_mm_thread(victim);
	struct mm_struct *mm = t->mm;

	say_killed(why, victim, mm);
	count_vm_event(OOM_KILL);
	set_bit(TIF_MEMDIE, &t->work);
	for_each_process(p) {
		t = find_mm_thread(p);
		if (!t || t->mm != mm)
			continue;
		if (p->tgid == INIT_PID)
			mm->oom_skip = true;
		else
			kill_and_hurry(p);
	}
	queue_oom_reaper(find_mm_thread(victim));
}

/* -- the entry points --------------------------------------------------------- */

/* Many kills in a row would drown everything else in the log. */
static void dump(void)
{
	static DEFINE_RATELIMIT_STATE(dumps, 5 * HZ, 10);

	if (!__ratelimit(&dumps))
		return;
	show_mem();
	if (oom_dump_tasks)
		show_scores();
}

/* oom_lock and tasklist_lock held. False: there is nobody. */
static bool choose_and_kill(const char *why)
{
	struct task_struct *victim = NULL;

	if (oom_kill_allocating_task &&
	    oom_badness(current->group_leader) != OOM_EXEMPT)
		victim = current->group_leader;
	if (!victim)
		victim = select_process();
	if (victim)
		kill_process(why, victim);
	return victim;
}

/* oom_lock held. False: nobody is left who could be ended. */
static bool make_room(gfp_t gfp, unsigned int order)
{
	bool done;

	spin_lock(&tasklist_lock);
	done = somebody_is_dying();
	if (!done) {
		pr_warn("%s invoked oom-killer: gfp_mask=0x%x, order=%u, oom_score_adj=%d\n",
			current->comm, gfp, order,
			current->signal->oom_score_adj);
		dump();
		if (panic_on_oom)
			panic("Out of memory: /proc/sys/vm/panic_on_oom is set");
		done = choose_and_kill("Out of memory");
	}
	spin_unlock(&tasklist_lock);
	return done;
}

/* A task that is to die itself is let through, once: if that was not enough, it
 * has to do without. */
static bool let_through(void)
{
	if (test_task_work(current, TIF_MEMDIE))
		return false;
	set_bit(TIF_MEMDIE, &current->work);
	spin_lock(&tasklist_lock);
	if (current->mm && is_dying(current) && all_dying(current->mm))
		queue_oom_reaper(current);
	spin_unlock(&tasklist_lock);
	return true;
}

bool out_of_memory(gfp_t gfp, unsigned int order)
{
	bool done = true;

	if (fatal_signal_pending(current) || current->flags & PF_EXITING)
		return let_through();
	if (mutex_trylock(&oom_lock)) {
		done = make_room(gfp, order);
		mutex_unlock(&oom_lock);
	}
	if (!done)
		panic("Out of memory, and no process is left that could be ended: give the machine more memory, or start fewer programs");
	if (!fatal_signal_pending(current)) {
		set_current_state(TASK_KILLABLE);
		schedule_timeout(1);
	}
	return true;
}

bool oom_kill_by_hand(void)
{
	bool done;

	mutex_lock(&oom_lock);
	spin_lock(&tasklist_lock);
	done = choose_and_kill("Asked to free memory by SysRq");
	spin_unlock(&tasklist_lock);
	mutex_unlock(&oom_lock);
	return done;
}
