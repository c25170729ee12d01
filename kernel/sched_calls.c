// SPDX-License-Identifier: GPL-2.0
/*
 * What programs may ask of the scheduler: nice values, policies, priorities,
 * affinity (to the one CPU). sched(7), setpriority(2).
 *
 * Rights: a task may always be made nicer or lose its real-time policy by its
 * owner; to make it better takes CAP_SYS_NICE or RLIMIT_NICE and RLIMIT_RTPRIO.
 *
 * Lock: tasklist_lock while a task is looked for; sched.c takes its own inside.
 */
#include <lectern/i386/uaccess.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <uapi/capability.h>

#include "tasks.h"

#define MIN_RT_PRIO 1
#define MAX_RT_PRIO 99
#define MIN_NICE    PRIO_MIN
#define MAX_NICE    (PRIO_MAX - 1)
#define CPU_MASK    1UL /* CPU 0 */

/* setpriority and the sched_* calls: is p the caller's to change? */
static bool owns(struct task_struct *p)
{
	const struct cred *cred = &current->cred;

	return cred->euid == p->cred.euid || cred->euid == p->cred.uid ||
	       capable(CAP_SYS_NICE);
}

/* tasklist_lock held; 0 is the caller. */
static struct task_struct *find_task(pid_t pid)
{
	return pid ? find_task_by_pid(pid) : current;
}

/* -- nice ------------------------------------------------------------------ */

/* RLIMIT_NICE is 20 - the best nice value allowed. */
static bool can_nice(struct task_struct *p, long nice)
{
	u32 limit = p->signal->rlim[RLIMIT_NICE].rlim_cur;

	return nice >= p->nice || (u32)(PRIO_MAX - nice) <= limit ||
	       capable(CAP_SYS_NICE);
}

static int set_one_prio(struct task_struct *p, long nice)
{
	if (!owns(p))
		return -EPERM;
	if (!can_nice(p, nice))
		return -EACCES;
	set_user_nice(p, nice);
	return 0;
}

SYSCALL(nice, int increment)
{
	long step = clamp(increment, -2 * PRIO_MAX, 2 * PRIO_MAX);
	long nice = clamp(current->nice + step, (long)MIN_NICE, (long)MAX_NICE);

	if (!can_nice(current, nice))
		return -EPERM;
	set_user_nice(current, nice);
	return 0;
}

/*
 * Call fn for each task that which and who name. Returns how many there were.
 * tasklist_lock held.
 */
static int for_each_named(int which, u32 who,
			  void (*fn)(struct task_struct *p, void *arg),
			  void *arg)
{
	struct task_struct *p, *t;
	u32 pgrp = who ? who : (u32)current->signal->pgrp;
	u32 uid = who ? who : current->cred.uid;
	int found = 0;

	if (which == PRIO_PROCESS) {
		p = find_task((pid_t)who);
		if (p)
			fn(p, arg);
		return p != NULL;
	}
	for_each_process(p) {
		if (which == PRIO_PGRP && (u32)p->signal->pgrp != pgrp)
			continue;
		for_each_thread(p, t) {
			if (which == PRIO_USER && t->cred.uid != uid)
				continue;
			fn(t, arg);
			found++;
		}
	}
	return found;
}

struct prio_args {
	long nice;
	int err;
};

/* The first error is reported, but the others are tried all the same. */
static void set_prio(struct task_struct *p, void *arg)
{
	struct prio_args *args = arg;
	int err = set_one_prio(p, args->nice);

	if (err && !args->err)
		args->err = err;
}

SYSCALL(setpriority, int which, u32 who, int nice)
{
	struct prio_args args = { 0 };
	int found;

	if (which < PRIO_PROCESS || which > PRIO_USER)
		return -EINVAL;
	args.nice = clamp(nice, MIN_NICE, MAX_NICE);
	spin_lock(&tasklist_lock);
	found = for_each_named(which, who, set_prio, &args);
	spin_unlock(&tasklist_lock);
	return found ? args.err : -ESRCH;
}

static void best_prio(struct task_struct *p, void *arg)
{
	long *best = arg;

	*best = max(*best, PRIO_MAX - p->nice);
}

/* The call returns 20 - nice, so that no answer looks like an error. */
SYSCALL(getpriority, int which, u32 who)
{
	long best = 0;
	int found;

	if (which < PRIO_PROCESS || which > PRIO_USER)
		return -EINVAL;
	spin_lock(&tasklist_lock);
	found = for_each_named(which, who, best_prio, &best);
	spin_unlock(&tasklist_lock);
	return found ? best : -ESRCH;
}

/* -- policies -------------------------------------------------------------- */

static bool is_rt(unsigned int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

/* A policy that the scheduler has, and a priority that fits it. */
static bool valid_policy(unsigned int policy, int priority)
{
	if (is_rt(policy))
		return priority >= MIN_RT_PRIO && priority <= MAX_RT_PRIO;
	return policy == SCHED_OTHER && !priority;
}

static bool can_schedule(struct task_struct *p, unsigned int policy,
			 unsigned int priority)
{
	u32 limit = p->signal->rlim[RLIMIT_RTPRIO].rlim_cur;

	if (capable(CAP_SYS_NICE) || !is_rt(policy))
		return true;
	if (policy != p->policy && !limit)
		return false;
	return priority <= p->rt_priority || priority <= limit;
}

/* policy -1: keep the one that it has. */
static long do_sched_setscheduler(pid_t pid, int policy,
				  const struct sched_param *user)
{
	struct sched_param param;
	struct task_struct *p;
	long err = 0;

	if (!user || pid < 0)
		return -EINVAL;
	if (copy_from_user(&param, user, sizeof(param)))
		return -EFAULT;
	spin_lock(&tasklist_lock);
	p = find_task(pid);
	if (p && policy == -1)
		policy = (int)p->policy;
	if (!p)
		err = -ESRCH;
	else if (!valid_policy((unsigned int)policy, param.sched_priority))
		err = -EINVAL;
	else if (!owns(p) || !can_schedule(p, (unsigned int)policy,
					   (unsigned int)param.sched_priority))
		err = -EPERM;
	else
		set_scheduler(p, (unsigned int)policy,
			      (unsigned int)param.sched_priority);
	spin_unlock(&tasklist_lock);
	return err;
}

SYSCALL(sched_setscheduler, pid_t pid, int policy,
	const struct sched_param *param)
{
	return policy < 0 ? -EINVAL : do_sched_setscheduler(pid, policy, param);
}

SYSCALL(sched_setparam, pid_t pid, const struct sched_param *param)
{
	return do_sched_setscheduler(pid, -1, param);
}

/* What a task is scheduled by. 0, -EINVAL, -ESRCH. */
static long read_task(pid_t pid, unsigned int *policy, int *priority,
		      long *nice)
{
	struct task_struct *p;

	if (pid < 0)
		return -EINVAL;
	spin_lock(&tasklist_lock);
	p = find_task(pid);
	if (p) {
		*policy = p->policy;
		*priority = (int)p->rt_priority;
		*nice = p->nice;
	}
	spin_unlock(&tasklist_lock);
	return p ? 0 : -ESRCH;
}

SYSCALL(sched_getscheduler, pid_t pid)
{
	unsigned int policy;
	int priority;
	long nice, err = read_task(pid, &policy, &priority, &nice);

	return err ? err : (long)policy;
}

SYSCALL(sched_getparam, pid_t pid, struct sched_param *user)
{
	struct sched_param param;
	unsigned int policy;
	long nice, err;

	if (!user)
		return -EINVAL;
	err = read_task(pid, &policy, &param.sched_priority, &nice);
	if (err)
		return err;
	return copy_to_user(user, &param, sizeof(param)) ? -EFAULT : 0;
}

/* SCHED_RR's slice; the others' is what an epoch gives, FIFO has none. */
SYSCALL(sched_rr_get_interval, pid_t pid, struct timespec *user)
{
	struct timespec ts = { 0 };
	unsigned int policy;
	int priority;
	long nice, err = read_task(pid, &policy, &priority, &nice);

	if (err)
		return err;
	if (policy != SCHED_FIFO)
		ts.tv_nsec = (s32)(nice_to_ticks(nice) * (long)TICK_NSEC);
	return copy_to_user(user, &ts, sizeof(ts)) ? -EFAULT : 0;
}

static long priority_bound(int policy, int rt_bound)
{
	if (policy == SCHED_OTHER)
		return 0;
	return policy >= 0 && is_rt((unsigned int)policy) ? rt_bound : -EINVAL;
}

SYSCALL(sched_get_priority_max, int policy)
{
	return priority_bound(policy, MAX_RT_PRIO);
}

SYSCALL(sched_get_priority_min, int policy)
{
	return priority_bound(policy, MIN_RT_PRIO);
}

SYSCALL(sched_yield, void)
{
	yield();
	return 0;
}

/* -- affinity -------------------------------------------------------------- */

static long check_affinity(pid_t pid, bool change)
{
	struct task_struct *p;
	long err = 0;

	spin_lock(&tasklist_lock);
	p = find_task(pid);
	if (!p)
		err = -ESRCH;
	else if (change && !owns(p))
		err = -EPERM;
	spin_unlock(&tasklist_lock);
	return err;
}

SYSCALL(sched_setaffinity, pid_t pid, unsigned int len,
	const unsigned long *user)
{
	unsigned long mask = 0;
	long err;

	if (copy_from_user(&mask, user, min_t(unsigned int, len, sizeof(mask))))
		return -EFAULT;
	err = check_affinity(pid, true);
	if (err)
		return err;
	return mask & CPU_MASK ? 0 : -EINVAL;
}

/* Returns the bytes written: the size of the kernel's own mask. */
SYSCALL(sched_getaffinity, pid_t pid, unsigned int len, unsigned long *user)
{
	long err;

	if (len < sizeof(*user) || len % sizeof(*user))
		return -EINVAL;
	err = check_affinity(pid, false);
	if (err)
		return err;
	return put_user(CPU_MASK, user) ? -EFAULT : (long)sizeof(*user);
}
