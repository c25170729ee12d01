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
#include <lectern/timespec.h>
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

/* -- nice ------------------------------------------------------------------ */

/* RLIMIT_NICE is 20 - the best nice value allowed. */
static bool can_nice(struct task_struct *p, long nice)
{
	u32 limit = p->signal->rlim[RLIMIT_NICE].rlim_cur;

	return nice >= p->nice || (u32)(PRIO_MAX - nice) <= limit ||
	       capable(CAP_SYS_NICE);
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
 * What getpriority or setpriority has to say after one more task; ret is what it
 * had before, -ESRCH when there was none. The best of several is got, as 20 - nice,
 * so that no answer looks like an error. When setting, the first error is reported,
 * but others are tried.
 */
static long get_or_set(struct task_struct *p, bool set, long nice, long ret)
{
	long err = 0;

	if (!set)
		return max(ret, PRIO_MAX - p->nice);
	if (!owns(p))
		err = -EPERM;
	else if (!can_nice(p, nice))
		err = -EACCES;
	else
		set_user_nice(p, nice);
	return ret == -ESRCH || !ret ? err : ret;
}

/* The number by which a task is meant. */
static u32 prio_id(const struct task_struct *p, int which)
{
	if (which == PRIO_USER)
		return p->cred.uid;
	return (u32)(which == PRIO_PGRP ? p->signal->pgrp : p->pid);
}

static long do_priority(int which, u32 who, bool set, long nice)
{
	struct task_struct *p, *t;
	long ret = -ESRCH;

	if (which < PRIO_PROCESS || which > PRIO_USER)
		return -EINVAL;
	spin_lock(&tasklist_lock);
	if (!who)
		who = prio_id(current, which);
	for_each_process(p)
		for_each_thread(p, t)
			if (prio_id(t, which) == who)
				ret = get_or_set(t, set, nice, ret);
	spin_unlock(&tasklist_lock);
	return ret;
}

SYSCALL(setpriority, int which, u32 who, int nice)
{
	return do_priority(which, who, true, clamp(nice, MIN_NICE, MAX_NICE));
}

SYSCALL(getpriority, int which, u32 who)
{
	return do_priority(which, who, false, 0);
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
	p = find_process_by_pid(pid);
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

/* What a task is scheduled by. */
struct sched_state {
	unsigned int policy;
	struct sched_param param;
	long nice;
};

/* 0, -EINVAL, -ESRCH. */
static long read_task(pid_t pid, struct sched_state *state)
{
	struct task_struct *p;

	if (pid < 0)
		return -EINVAL;
	spin_lock(&tasklist_lock);
	p = find_process_by_pid(pid);
	if (p)
		*state = (struct sched_state){
			.policy = p->policy,
			.param.sched_priority = (int)p->rt_priority,
			.nice = p->nice,
		};
	spin_unlock(&tasklist_lock);
	return p ? 0 : -ESRCH;
}

SYSCALL(sched_getscheduler, pid_t pid)
{
	struct sched_state state;
	long err = read_task(pid, &state);

	return err ? err : (long)state.policy;
}

SYSCALL(sched_getparam, pid_t pid, struct sched_param *user)
{
	struct sched_state state;
	long err = user ? read_task(pid, &state) : -EINVAL;

	if (err)
		return err;
	return copy_to_user(user, &state.param, sizeof(*user)) ? -EFAULT : 0;
}

/* SCHED_RR's slice; the others' is what an epoch gives, FIFO has none. */
SYSCALL(sched_rr_get_interval, pid_t pid, struct timespec *user)
{
	struct sched_state state;
	long err = read_task(pid, &state);
	u64 ns = 0;

	if (!err && state.policy != SCHED_FIFO)
		ns = (u64)nice_to_ticks(state.nice) * TICK_NSEC;
	return err ? err : put_timespec(ns, user);
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
	p = find_process_by_pid(pid);
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
