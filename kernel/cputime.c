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
 * The next sample may move the border to the left, but no time is taken back that
 * somebody was told of: then all that came since is the other kind's.
 *
 * A process keeps the sums of its threads that have ended, and of its children
 * that it has waited for.
 *
 * Locks: the samples are written by the tick for the current task alone; what was
 * told, and the sums in signal_struct, are guarded by tasklist_lock.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <lectern/timespec.h>

#include "tasks.h"

u64 cpu_user_ns, cpu_system_ns;

void account_tick(bool user)
{
	struct task_struct *p = current;

	if (p->flags & PF_IDLE)
		return;
	++*(user ? &p->utime : &p->stime);
	*(user ? &cpu_user_ns : &cpu_system_ns) += TICK_NSEC;
	if (p->mm)
		tick_itimers(p, user);
}

void task_cputime(struct task_struct *p, u64 *utime, u64 *stime)
{
	u64 run = task_run_ns(p), system = 0;

	if (p->flags & PF_KTHREAD)
		system = run;
	else if (p->stime) /* also without any sample it is 0, as in Linux */
		system = mul_u64_u32_div(run, p->stime, p->utime + p->stime);
	p->stime_told = clamp(system, p->stime_told, run - p->utime_told);
	p->utime_told = run - p->stime_told;
	*stime = p->stime_told;
	*utime = p->utime_told;
}

/* -- sums ------------------------------------------------------------------ */

static unsigned long largest_rss(const struct mm_struct *mm)
{
	return mm ? max(mm->hiwater_rss, get_mm_rss(mm)) : 0;
}

static void add_usage(struct usage *sum, const struct usage *part)
{
	sum->utime += part->utime;
	sum->stime += part->stime;
	sum->min_flt += part->min_flt;
	sum->maj_flt += part->maj_flt;
	sum->nvcsw += part->nvcsw;
	sum->nivcsw += part->nivcsw;
	sum->maxrss = max(sum->maxrss, part->maxrss);
}

static void add_task(struct usage *sum, struct task_struct *p)
{
	struct usage used = {
		.min_flt = p->min_flt,
		.maj_flt = p->maj_flt,
		.nvcsw = p->nvcsw,
		.nivcsw = p->nivcsw,
		.maxrss = largest_rss(p->mm),
	};

	task_cputime(p, &used.utime, &used.stime);
	add_usage(sum, &used);
}

void process_usage(struct task_struct *p, struct usage *used)
{
	struct task_struct *t;

	*used = p->signal->ended;
	for_each_thread(p, t)
		add_task(used, t);
}

u64 process_run_ns(struct task_struct *p)
{
	u64 ns = p->signal->ended.utime + p->signal->ended.stime;
	struct task_struct *t;

	for_each_thread(p, t)
		ns += task_run_ns(t);
	return ns;
}

void keep_thread_usage(struct task_struct *p)
{
	add_task(&p->signal->ended, p);
}

void keep_maxrss(struct signal_struct *sig, const struct mm_struct *mm)
{
	sig->ended.maxrss = max(sig->ended.maxrss, largest_rss(mm));
}

void keep_child_usage(struct task_struct *child)
{
	struct usage used;

	process_usage(child, &used);
	add_usage(&current->signal->children, &used);
	add_usage(&current->signal->children, &child->signal->children);
}

/* -- getrusage ------------------------------------------------------------- */

void fill_rusage(struct task_struct *p, int who, struct rusage *r)
{
	const struct signal_struct *sig = p->signal;
	struct usage used = { .maxrss = sig->ended.maxrss };

	if (who == RUSAGE_THREAD)
		add_task(&used, p);
	else if (who == RUSAGE_CHILDREN)
		used = sig->children;
	else
		process_usage(p, &used);
	if (who == RUSAGE_BOTH)
		add_usage(&used, &sig->children);
	*r = (struct rusage){
		.ru_utime = ns_timeval(used.utime),
		.ru_stime = ns_timeval(used.stime),
		.ru_maxrss = (s32)(used.maxrss * (PAGE_SIZE / 1024)),
		.ru_minflt = (s32)used.min_flt,
		.ru_majflt = (s32)used.maj_flt,
		.ru_nvcsw = (s32)used.nvcsw,
		.ru_nivcsw = (s32)used.nivcsw,
	};
}

SYSCALL(getrusage, int who, struct rusage __user *uusage)
{
	struct rusage usage;

	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN &&
	    who != RUSAGE_THREAD)
		return -EINVAL;
	spin_lock(&tasklist_lock);
	fill_rusage(current, who, &usage);
	spin_unlock(&tasklist_lock);
	return copy_to_user(uusage, &usage, sizeof(usage)) ? -EFAULT : 0;
}

/* -- times(2) -------------------------------------------------------------- */

#define NSEC_PER_CLOCK (NSEC_PER_SEC / USER_HZ)

SYSCALL(times, struct tms *user)
{
	const struct usage *children = &current->signal->children;
	struct usage used;
	struct tms tms;

	spin_lock(&tasklist_lock);
	process_usage(current, &used);
	tms.tms_utime = (s32)div_u64(used.utime, NSEC_PER_CLOCK);
	tms.tms_stime = (s32)div_u64(used.stime, NSEC_PER_CLOCK);
	tms.tms_cutime = (s32)div_u64(children->utime, NSEC_PER_CLOCK);
	tms.tms_cstime = (s32)div_u64(children->stime, NSEC_PER_CLOCK);
	spin_unlock(&tasklist_lock);
	if (user && copy_to_user(user, &tms, sizeof(tms)))
		return -EFAULT;
	return (long)div_u64(ktime_get_ns(), NSEC_PER_CLOCK);
}
