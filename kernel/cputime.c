// SPDX-License-Identifier: GPL-2.0
/*
 * Where the CPU's time goes, by task and by process.
 *
 * The scheduler measures how long each task ran, to the nanosecond (run_ns).
 * How much of that was spent in user space is only sampled: the tick looks at
 * what it interrupted and counts a whole tick for it. So the exact sum is
 * divided in the proportion of the samples; a program that ran for less than a
 * tick still shows its time.
 *
 *   run_ns   |------------ 37.2 ms ------------|
 *   ticks      u    u    s    u                     3 : 1
 *   shown    |------ user 27.9 ms ----|- 9.3 --|
 *
 * A process keeps the sums of its threads that have ended, and of its children
 * that it has waited for.
 *
 * Locks: the samples are written by the tick for the current task alone; the
 * sums in signal_struct are guarded by tasklist_lock.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>

#include "tasks.h"

u64 cpu_user_ns, cpu_system_ns;

void account_tick(bool user)
{
	struct task_struct *p = current;

	if (p->flags & PF_IDLE)
		return;
	if (user) {
		p->utime += TICK_NSEC;
		cpu_user_ns += TICK_NSEC;
	} else {
		p->stime += TICK_NSEC;
		cpu_system_ns += TICK_NSEC;
	}
	if (p->mm)
		tick_itimers(p, user);
}

/*
 * run * part / whole, where the last two are counted in ticks: they fit 32 bits
 * for more than a year.
 */
static u64 share(u64 run, u64 part, u64 whole)
{
	u32 ticks = (u32)div_u64(part, TICK_NSEC);
	u32 all = (u32)div_u64(whole, TICK_NSEC);

	return mul_u64_u32_div(run, ticks, all);
}

void task_cputime(struct task_struct *p, u64 *utime, u64 *stime)
{
	u64 run = task_run_ns(p), samples = p->utime + p->stime;

	if (p->flags & PF_KTHREAD)
		*stime = run;
	else if (p->stime)
		*stime = share(run, p->stime, samples);
	else
		*stime = 0; /* also without any sample, as in Linux */
	*utime = run - *stime;
}

void thread_group_cputime(struct task_struct *p, u64 *utime, u64 *stime)
{
	struct task_struct *t;
	u64 ut, st;

	*utime = p->signal->utime;
	*stime = p->signal->stime;
	for_each_thread(p, t) {
		task_cputime(t, &ut, &st);
		*utime += ut;
		*stime += st;
	}
}

/* -- sums ------------------------------------------------------------------ */

void keep_thread_usage(struct task_struct *p)
{
	struct signal_struct *sig = p->signal;
	u64 ut, st;

	task_cputime(p, &ut, &st);
	sig->utime += ut;
	sig->stime += st;
	sig->min_flt += p->min_flt;
	sig->maj_flt += p->maj_flt;
	sig->nvcsw += p->nvcsw;
	sig->nivcsw += p->nivcsw;
}

void keep_child_usage(struct task_struct *child)
{
	struct signal_struct *sig = current->signal, *theirs = child->signal;
	u64 ut, st;

	thread_group_cputime(child, &ut, &st);
	sig->cutime += ut + theirs->cutime;
	sig->cstime += st + theirs->cstime;
	sig->cmin_flt += child->min_flt + theirs->min_flt + theirs->cmin_flt;
	sig->cmaj_flt += child->maj_flt + theirs->maj_flt + theirs->cmaj_flt;
	sig->cnvcsw += child->nvcsw + theirs->nvcsw + theirs->cnvcsw;
	sig->cnivcsw += child->nivcsw + theirs->nivcsw + theirs->cnivcsw;
	sig->cmaxrss = max(sig->cmaxrss, max(theirs->maxrss, theirs->cmaxrss));
}

/* -- getrusage ------------------------------------------------------------- */

static struct timeval ns_to_timeval(u64 ns)
{
	struct timeval tv;
	u32 rem;

	tv.tv_sec = (s32)div_u64_rem(ns, NSEC_PER_SEC, &rem);
	tv.tv_usec = (s32)(rem / NSEC_PER_USEC);
	return tv;
}

static void add_times(struct rusage *r, u64 utime, u64 stime)
{
	r->ru_utime = ns_to_timeval(utime);
	r->ru_stime = ns_to_timeval(stime);
}

static void add_task(struct rusage *r, const struct task_struct *p)
{
	r->ru_minflt += (s32)p->min_flt;
	r->ru_majflt += (s32)p->maj_flt;
	r->ru_nvcsw += (s32)p->nvcsw;
	r->ru_nivcsw += (s32)p->nivcsw;
}

static void add_self(struct rusage *r, struct task_struct *p)
{
	const struct signal_struct *sig = p->signal;
	struct task_struct *t;

	for_each_thread(p, t)
		add_task(r, t);
	r->ru_minflt += (s32)sig->min_flt;
	r->ru_majflt += (s32)sig->maj_flt;
	r->ru_nvcsw += (s32)sig->nvcsw;
	r->ru_nivcsw += (s32)sig->nivcsw;
}

static void add_children(struct rusage *r, const struct signal_struct *sig)
{
	r->ru_minflt += (s32)sig->cmin_flt;
	r->ru_majflt += (s32)sig->cmaj_flt;
	r->ru_nvcsw += (s32)sig->cnvcsw;
	r->ru_nivcsw += (s32)sig->cnivcsw;
}

/* Pages: the most that there were, of what still lives and what has ended. */
static unsigned long max_rss(struct task_struct *p, int who)
{
	const struct signal_struct *sig = p->signal;
	unsigned long rss = 0;

	if (who != RUSAGE_CHILDREN) {
		rss = sig->maxrss;
		if (p->mm)
			rss = max(rss,
				  max(p->mm->hiwater_rss, get_mm_rss(p->mm)));
	}
	if (who == RUSAGE_CHILDREN || who == RUSAGE_BOTH)
		rss = max(rss, sig->cmaxrss);
	return rss;
}

void fill_rusage(struct task_struct *p, int who, struct rusage *r)
{
	const struct signal_struct *sig = p->signal;
	u64 ut = 0, st = 0;

	memset(r, 0, sizeof(*r));
	r->ru_maxrss = (s32)(max_rss(p, who) * (PAGE_SIZE / 1024));
	if (who == RUSAGE_THREAD) {
		task_cputime(p, &ut, &st);
		add_task(r, p);
	} else if (who != RUSAGE_CHILDREN) {
		thread_group_cputime(p, &ut, &st);
		add_self(r, p);
	}
	if (who == RUSAGE_CHILDREN || who == RUSAGE_BOTH) {
		ut += sig->cutime;
		st += sig->cstime;
		add_children(r, sig);
	}
	add_times(r, ut, st);
}

void k_getrusage(struct task_struct *p, int who, struct rusage *r)
{
	spin_lock(&tasklist_lock);
	fill_rusage(p, who, r);
	spin_unlock(&tasklist_lock);
}

/* -- times(2) -------------------------------------------------------------- */

#define NSEC_PER_CLOCK (NSEC_PER_SEC / USER_HZ)

SYSCALL(times, struct tms *user)
{
	const struct signal_struct *sig = current->signal;
	struct tms tms;
	u64 ut, st;

	spin_lock(&tasklist_lock);
	thread_group_cputime(current, &ut, &st);
	tms.tms_utime = (s32)div_u64(ut, NSEC_PER_CLOCK);
	tms.tms_stime = (s32)div_u64(st, NSEC_PER_CLOCK);
	tms.tms_cutime = (s32)div_u64(sig->cutime, NSEC_PER_CLOCK);
	tms.tms_cstime = (s32)div_u64(sig->cstime, NSEC_PER_CLOCK);
	spin_unlock(&tasklist_lock);
	if (user && copy_to_user(user, &tms, sizeof(tms)))
		return -EFAULT;
	return (long)div_u64(ktime_get_ns(), NSEC_PER_CLOCK);
}
