// SPDX-License-Identifier: GPL-2.0
/*
 * The clocks of clock_gettime(2). Each is a reading of one of these:
 *
 *   wall clock    REALTIME, its COARSE, TAI (whose offset from UTC is not known
 *                 here and taken for 0, as Linux does until somebody sets it)
 *   since boot    MONOTONIC, its RAW and COARSE, BOOTTIME: this machine is
 *                 never suspended, its clock never steered, so they are one
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

/* Of a process, or of a thread of one's own; pid 0 is the caller. */
static int read_cpu_clock(pid_t pid, bool thread, u64 *ns)
{
	struct task_struct *p;
	struct usage used;
	int err = 0;

	spin_lock(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current;
	if (!p || (thread && p->tgid != current->tgid)) {
		err = -EINVAL;
	} else if (thread) {
		*ns = task_run_ns(p);
	} else {
		process_usage(p, &used);
		*ns = used.utime + used.stime;
	}
	spin_unlock(&tasklist_lock);
	return err;
}

/* 0 or -EINVAL. */
static int read_clock(int id, u64 *ns)
{
	switch (id) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_TAI:
		*ns = ktime_get_real_ns();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		*ns = ktime_get_ns();
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		return read_cpu_clock(0, false, ns);
	case CLOCK_THREAD_CPUTIME_ID:
		return read_cpu_clock(0, true, ns);
	}
	if (id >= 0 || (id & CPUCLOCK_KIND) != CPUCLOCK_SCHED)
		return -EINVAL;
	return read_cpu_clock(~id >> CPUCLOCK_PID_SHIFT,
			      id & CPUCLOCK_PER_THREAD, ns);
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
	u64 ns;
	int err = get_timespec32(user, &ns);

	if (err)
		return err;
	if (id != CLOCK_REALTIME)
		return -EINVAL;
	return capable(CAP_SYS_TIME) ? ktime_set_real_ns(ns) : -EPERM;
}
