// SPDX-License-Identifier: GPL-2.0
/*
 * Sleeping for a time: nanosleep and clock_nanosleep.
 *
 * A sleep is kept as the nanosecond of its end, so that being woken and
 * sleeping on adds nothing to it. Kernel timers count ticks (timeout.c): the
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


/* What the restart block keeps beside the deadline. */
enum {
	REMAINING_PTR,
	REMAINING_64
};

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

/* clock_nanosleep(2): the remaining time, for a caller who wants it. */
static long store_remaining(void *user, bool wide, u64 left)
{
	struct __kernel_timespec ts64;
	struct timespec ts;
	u32 nsec;

	if (!user)
		return 0;
	ts64.tv_sec = (s64)div_u64_rem(left, NSEC_PER_SEC, &nsec);
	ts64.tv_nsec = nsec;
	ts.tv_sec = (s32)ts64.tv_sec;
	ts.tv_nsec = (s32)nsec;
	if (wide)
		return copy_to_user(user, &ts64, sizeof(ts64)) ? -EFAULT : 0;
	return copy_to_user(user, &ts, sizeof(ts)) ? -EFAULT : 0;
}

static long sleep_relative(struct restart_block *restart)
{
	u64 left = sleep_until(CLOCK_MONOTONIC, restart->deadline);
	long err;

	if (!left)
		return 0;
	err = store_remaining((void *)restart->arg[REMAINING_PTR],
			      restart->arg[REMAINING_64], left);
	if (err)
		return err;
	restart->fn = sleep_relative;
	return -ERESTART_RESTARTBLOCK;
}

/*
 * remaining is a user pointer to a struct timespec, or __kernel_timespec when
 * wide.
 */
static long do_nanosleep(int clock, int flags, u64 ns, void *remaining,
			 bool wide)
{
	struct restart_block *restart = &current->restart_block;

	if (flags & TIMER_ABSTIME)
		return sleep_until(clock, ns) ? -ERESTARTNOHAND : 0;
	restart->deadline = deadline_after(ns);
	restart->arg[REMAINING_PTR] = (unsigned long)remaining;
	restart->arg[REMAINING_64] = wide;
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

	if (err)
		return err;
	return do_nanosleep(CLOCK_MONOTONIC, 0, ns, remaining, false);
}

SYSCALL(clock_nanosleep, int clock, int flags, const struct timespec *user,
	struct timespec *remaining)
{
	u64 ns;
	int err = check_clock(clock);

	if (!err)
		err = get_timespec32(user, &ns);
	return err ? err : do_nanosleep(clock, flags, ns, remaining, false);
}

SYSCALL(clock_nanosleep_time64, int clock, int flags,
	const struct __kernel_timespec *user,
	struct __kernel_timespec *remaining)
{
	u64 ns;
	int err = check_clock(clock);

	if (!err)
		err = get_timespec64(user, &ns);
	return err ? err : do_nanosleep(clock, flags, ns, remaining, true);
}
