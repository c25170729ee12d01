// SPDX-License-Identifier: GPL-2.0
/*
 * Sleeping for a time: nanosleep and clock_nanosleep.
 *
 * A sleep is kept as the nanosecond of its end (hrtimer.c), so that being woken
 * and sleeping on adds nothing to it; the sleeper looks at the clock when it wakes.
 * By CPU time it is a timer of the process (itimer.c).
 *
 *   signal during     relative                      absolute
 *   no handler runs   goes on: restart_syscall      the call is made again
 *   a handler ran     EINTR, what is left is stored EINTR
 *
 * No locks.
 */
#include <lectern/i386/uaccess.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <lectern/timespec.h>

#include "tasks.h"

int sleep_while_queued(const struct list_head *entry, u64 deadline)
{
	int err = 0;

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (list_empty(entry))
			break;
		if (signal_pending(current)) {
			err = -ERESTARTSYS;
			break;
		}
		if (!schedule_until(deadline)) {
			err = -ETIMEDOUT;
			break;
		}
	}
	set_current_state(TASK_RUNNING);
	return err;
}

/* Nanoseconds until deadline by the given clock, 0 when it is over. */
static u64 time_left(int clock, u64 deadline)
{
	u64 now = clock_now(clock, NULL);

	return deadline > now ? deadline - now : 0;
}

/* Until a moment, *ns; by CPU time, unless absolute, until so much has passed. Puts
 * what is left into *ns: 0, or more when a signal came first. 0 or -EINVAL. */
static int sleep_until(int clock, bool absolute, u64 *ns)
{
	u64 left;

	if (clock < 0)
		return sleep_cpu_time(clock, absolute, ns);
	while ((left = time_left(clock, *ns)) && !signal_pending(current)) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule_until(deadline_after(left));
	}
	*ns = left;
	return 0;
}

/*
 * What is left is told to a caller who wants it: arg[0] is his pointer. arg[1] is
 * the clock; for CPU time, deadline is how much is to pass.
 */
static long sleep_relative(struct restart_block *restart)
{
	struct timespec *remaining = (struct timespec *)restart->arg[0];
	int clock = (int)restart->arg[1];
	u64 left = restart->deadline;
	int err = sleep_until(clock, false, &left);

	if (err || !left)
		return err;
	if (remaining && put_timespec(left, remaining))
		return -EFAULT;
	if (clock < 0)
		restart->deadline = left;
	restart->fn = sleep_relative;
	return -ERESTART_RESTARTBLOCK;
}

static long do_nanosleep(int clock, u64 ns, struct timespec *remaining)
{
	struct restart_block *restart = &current->restart_block;

	restart->deadline = clock < 0 ? ns : deadline_after(ns);
	restart->arg[0] = (unsigned long)remaining;
	restart->arg[1] = (unsigned long)(clock < 0 ? clock : CLOCK_MONOTONIC);
	return sleep_relative(restart);
}

SYSCALL(nanosleep, const struct timespec *user, struct timespec *remaining)
{
	u64 ns;
	int err = get_timespec32(user, &ns);

	return err ? err : do_nanosleep(CLOCK_MONOTONIC, ns, remaining);
}

SYSCALL(clock_nanosleep, int clock, int flags, const struct timespec *user,
	struct timespec *remaining)
{
	u64 ns;
	int err = clock == CLOCK_THREAD_CPUTIME_ID ? -EOPNOTSUPP
						   : waitable_clock(&clock);

	if (!err)
		err = get_timespec32(user, &ns);
	if (err)
		return err;
	if (!(flags & TIMER_ABSTIME))
		return do_nanosleep(clock, ns, remaining);
	err = sleep_until(clock, true, &ns);
	return !err && ns ? -ERESTARTNOHAND : err;
}
