// SPDX-License-Identifier: GPL-2.0
/*
 * The clocks of clock_gettime(2). Each is a reading of one of these:
 *
 *   wall clock    REALTIME, its COARSE and ALARM, TAI (whose offset from UTC is
 *                 not known here and taken for 0, as Linux does until somebody
 *                 sets it)
 *   since boot    MONOTONIC, its RAW and COARSE, BOOTTIME and its ALARM: this
 *                 machine is never suspended, its clock never steered, so they
 *                 are one
 *   CPU time      of the process, of the thread; of others through negative
 *                 numbers, clock_getcpuclockid(3), drawn in uapi/time.h
 *
 * Seconds have 32 bits, but for clock_gettime64, which C libraries try first; of
 * the other *_time64 calls they use the old ones until 2038. No locks but
 * tasklist_lock, to find another process.
 */
#include <lectern/i386/uaccess.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <lectern/timespec.h>
#include <uapi/capability.h>

#include "tasks.h"

/* What a clock is a reading of: REALTIME, MONOTONIC, or CPU time by its negative
 * number. Others stay what they are. */
static int base_clock(int id)
{
	switch (id) {
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		return CLOCK_REALTIME;
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		return CLOCK_MONOTONIC;
	case CLOCK_PROCESS_CPUTIME_ID:
		return MAKE_PROCESS_CPUCLOCK(0, CPUCLOCK_SCHED);
	case CLOCK_THREAD_CPUTIME_ID:
		return MAKE_PROCESS_CPUCLOCK(0, CPUCLOCK_SCHED |
							CPUCLOCK_PER_THREAD);
	default:
		return id;
	}
}

static bool is_clock(int base)
{
	if (base < 0)
		return (base & CPUCLOCK_KIND) != CPUCLOCK_KIND;
	return base == CLOCK_REALTIME || base == CLOCK_MONOTONIC;
}

int waitable_clock(int *id)
{
	int base = base_clock(*id);

	if (*id == CLOCK_MONOTONIC_RAW || *id == CLOCK_REALTIME_COARSE ||
	    *id == CLOCK_MONOTONIC_COARSE)
		return -EOPNOTSUPP;
	*id = base;
	return is_clock(base) ? 0 : -EINVAL;
}

static u64 ticks_ns(unsigned long ticks)
{
	return mul_u32_u32(ticks, TICK_NSEC);
}

u64 clock_now(int base, struct task_struct *p)
{
	bool user = (base & CPUCLOCK_KIND) == CPUCLOCK_VIRT;

	if (base == CLOCK_MONOTONIC)
		return ktime_get_ns();
	if (base == CLOCK_REALTIME)
		return ktime_get_real_ns();
	if (base & CPUCLOCK_PER_THREAD)
		return user ? ticks_ns(p->utime) : task_run_ns(p);
	return user ? ticks_ns(p->signal->user_ticks) : process_run_ns(p);
}

/* Of a process, named by its leader, or of a thread of one's own. */
static bool may_read(const struct task_struct *p, bool thread)
{
	if (thread)
		return p->tgid == current->tgid;
	return p == current || p == p->group_leader;
}

/* 0 or -EINVAL. */
static int read_clock(int id, u64 *ns)
{
	struct task_struct *p;
	int err = 0;

	id = base_clock(id);
	if (!is_clock(id))
		return -EINVAL;
	if (id >= 0) {
		*ns = clock_now(id, NULL);
		return 0;
	}
	spin_lock(&tasklist_lock);
	p = find_process_by_pid(~id >> CPUCLOCK_PID_SHIFT);
	if (p && may_read(p, id & CPUCLOCK_PER_THREAD))
		*ns = clock_now(id, p);
	else
		err = -EINVAL;
	spin_unlock(&tasklist_lock);
	return err;
}

SYSCALL(clock_gettime, int id, struct timespec *user)
{
	u64 ns;
	int err = read_clock(id, &ns);

	return err ? err : put_timespec(ns, user);
}

SYSCALL(clock_gettime64, int id, struct __kernel_timespec *user)
{
	struct __kernel_timespec ts;
	u64 ns;
	u32 rem;
	int err = read_clock(id, &ns);

	if (err)
		return err;
	ts.tv_sec = (s64)div_u64_rem(ns, NSEC_PER_SEC, &rem);
	ts.tv_nsec = rem;
	return copy_to_user(user, &ts, sizeof(ts)) ? -EFAULT : 0;
}

/* Every reading is to the nanosecond, the coarse clocks' too. */
SYSCALL(clock_getres, int id, struct timespec *user)
{
	u64 ns;
	int err = read_clock(id, &ns);

	return err || !user ? err : put_timespec(1, user);
}

/* Only the wall clock can be set. */
SYSCALL(clock_settime, int id, const struct timespec *user)
{
	u64 ns, now;
	int err;

	if (id > 0)
		return -EINVAL;
	err = get_timespec32(user, &ns);
	if (!err)
		err = read_clock(id, &now);
	if (err)
		return err;
	if (id != CLOCK_REALTIME || !capable(CAP_SYS_TIME))
		return -EPERM;
	return ktime_set_real_ns(ns);
}
