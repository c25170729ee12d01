/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Time-outs of system calls: from the program's struct timespec to a moment, and
 * sleeping until then. Moments are nanoseconds since boot (ktime_get_ns), and
 * NO_DEADLINE never comes.
 */
#ifndef LECTERN_TIMESPEC_H
#define LECTERN_TIMESPEC_H

#include <lectern/i386/uaccess.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/time.h>

#define NO_DEADLINE ((u64)-1)

/* Seconds that pass for ever: 2^64 ns are 584 years. */
#define TIMESPEC_MAX_SEC 0xFFFFFFFFLL

/* Nanoseconds of a valid time; -EINVAL when it is none. */
static inline int timespec_ns(s64 sec, s64 nsec, u64 *ns)
{
	if (sec < 0 || nsec < 0 || nsec >= (s64)NSEC_PER_SEC)
		return -EINVAL;
	sec = min_t(s64, sec, TIMESPEC_MAX_SEC);
	*ns = mul_u32_u32((u32)sec, NSEC_PER_SEC) + (u64)nsec;
	return 0;
}

static inline int timeval_ns(const struct timeval *tv, u64 *ns)
{
	return timespec_ns(tv->tv_sec, (s64)tv->tv_usec * NSEC_PER_USEC, ns);
}

/* And back; seconds of 32 bits wrap in 2038. */
static inline struct timespec ns_timespec(u64 ns)
{
	struct timespec ts;
	u32 rem;

	ts.tv_sec = (s32)div_u64_rem(ns, NSEC_PER_SEC, &rem);
	ts.tv_nsec = (s32)rem;
	return ts;
}

static inline struct timeval ns_timeval(u64 ns)
{
	struct timespec ts = ns_timespec(ns);

	return (struct timeval){
		.tv_sec = ts.tv_sec,
		.tv_usec = ts.tv_nsec / (s32)NSEC_PER_USEC,
	};
}

/* 0 or -EFAULT. */
static inline long put_timespec(u64 ns, struct timespec __user *user)
{
	struct timespec ts = ns_timespec(ns);

	return copy_to_user(user, &ts, sizeof(ts)) ? -EFAULT : 0;
}

/* Read a timespec: 0, -EFAULT or -EINVAL. */
static inline int get_timespec32(const struct timespec __user *user, u64 *ns)
{
	struct timespec ts;

	if (copy_from_user(&ts, user, sizeof(ts)))
		return -EFAULT;
	return timespec_ns(ts.tv_sec, ts.tv_nsec, ns);
}

/* So many nanoseconds from now. */
static inline u64 deadline_after(u64 ns)
{
	u64 now = ktime_get_ns();

	return ns < NO_DEADLINE - now ? now + ns : NO_DEADLINE;
}

/* A time-out as a deadline; no time-out (NULL) is NO_DEADLINE. Errors as above. */
static inline int get_deadline(const struct timespec __user *user,
			       u64 *deadline)
{
	u64 ns;
	int err;

	*deadline = NO_DEADLINE;
	if (!user)
		return 0;
	err = get_timespec32(user, &ns);
	if (!err)
		*deadline = deadline_after(ns);
	return err;
}

/*
 * Sleep in the state that was set before until the deadline, or somebody wakes
 * the task. False when the time has come. May return early: look, and call again.
 */
bool schedule_until(u64 deadline);

/*
 * Sleep until somebody has taken the current task's entry off a queue (with
 * list_del_init) and woken it: 0. -ETIMEDOUT at the deadline, -ERESTARTSYS for a
 * signal; but whoever takes entries off may have been faster, so look again under
 * the queue's lock.
 */
int sleep_while_queued(const struct list_head *entry, u64 deadline);

#endif
