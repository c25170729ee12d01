// SPDX-License-Identifier: GPL-2.0
/*
 * Sleeping for a time: nanosleep and clock_nanosleep.
 *
 * A sleep is kept as the nanosecond of its end, so that being woken and
 * sleeping on adds nothing to it. Kernel timers count ticks (timer.c): the
 * sleeper looks at the clock when it wakes. So a sleep ends at a tick, never
 * before its time.
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
	bool wall = clock == CLOCK_REALTIME || clock == CLOCK_TAI;
	u64 now = wall ? ktime_get_real_ns() : ktime_get_ns();

	return deadline > now ? deadline - now : 0;
}

/* Returns what is left: 0, or more when a signal came first. */
static u64 sleep_until(int clock, u64 deadline)
{
	u64 left;

	while ((left = time_left(clock, deadline)) &&
	       !signal_pending(current)) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule_until(deadline_after(left));
	}
	return left;
}

/* What is left is told to a caller who wants it: arg[0] is his pointer. */
static long sleep_relative(struct restart_block *restart)
{
	struct timespec *remaining = (struct timespec *)restart->arg[0];
	u64 left = sleep_until(CLOCK_MONOTONIC, restart->deadline);

	if (!left)
		return 0;
	if (remaining && put_timespec(left, remaining))
		return -EFAULT;
	restart->fn = sleep_relative;
	return -ERESTART_RESTARTBLOCK;
}

static long do_nanosleep(u64 ns, struct timespec *remaining)
{
	struct restart_block *restart = &current->restart_block;

	restart->deadline = deadline_after(ns);
	restart->arg[0] = (unsigned long)remaining;
	return sleep_relative(restart);
}

/* Which clocks can be slept by; CPU clocks cannot. */
static int check_clock(int clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
	case CLOCK_TAI:
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_MONOTONIC_COARSE:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}

SYSCALL(nanosleep, const struct timespec *user, struct timespec *remaining)
{
	u64 ns;
	int err = get_timespec32(user, &ns);

	return err ? err : do_nanosleep(ns, remaining);
}

SYSCALL(clock_nanosleep, int clock, int flags, const struct timespec *user,
	struct timespec *remaining)
{
	u64 ns;
	int err = check_clock(clock);

	if (!err)
		err = get_timespec32(user, &ns);
	if (err)
		return err;
	if (flags & TIMER_ABSTIME)
		return sleep_until(clock, ns) ? -ERESTARTNOHAND : 0;
	return do_nanosleep(ns, remaining);
}
