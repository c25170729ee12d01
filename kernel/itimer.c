// SPDX-License-Identifier: GPL-2.0
/*
 * Interval timers and the limit of CPU time: setitimer(2), alarm(2),
 * RLIMIT_CPU.
 *
 *   ITIMER_REAL     a deadline (hrtimer.c)                   SIGALRM
 *   ITIMER_VIRTUAL  counted down by ticks in user space      SIGVTALRM
 *   ITIMER_PROF     counted down by every tick               SIGPROF
 *   RLIMIT_CPU      counted up by every tick                 SIGXCPU, SIGKILL
 *
 * They belong to the process, whichever thread set them; fork does not copy
 * them. None is early; those of CPU time have the precision of a tick.
 *
 * Lock: siglock guards the fields in signal_struct. The real timer's interrupt
 * reads sig->tsk, which is there until the last thread's exit has taken the
 * timer off.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <lectern/timespec.h>

#include "tasks.h"

/* A program with a shorter interval would have no time for anything else. */
#define SHORTEST_PERIOD (NSEC_PER_MSEC / 10)

/* -- life ------------------------------------------------------------------ */

/* SIGALRM, and again after the interval. */
static void real_timer_expired(struct hrtimer *timer)
{
	struct signal_struct *sig =
		container_of(timer, struct signal_struct, real_timer);
	u64 soonest = ktime_get_ns() + SHORTEST_PERIOD;

	group_send_sig_info(SIGALRM, SEND_SIG_KERNEL, sig->tsk);
	if (sig->it_real_incr)
		hrtimer_start(timer,
			      max(timer->expires + sig->it_real_incr, soonest));
}

void init_itimers(struct signal_struct *sig, struct task_struct *leader)
{
	sig->tsk = leader;
	hrtimer_init(&sig->real_timer, real_timer_expired);
}

void exit_itimers(struct signal_struct *sig)
{
	sig->it_real_incr = 0;
	hrtimer_cancel(&sig->real_timer);
}

/* -- ticks ----------------------------------------------------------------- */

static void count_down(struct task_struct *p, struct tick_timer *timer, int sig)
{
	if (!timer->left)
		return;
	timer->left -= TICK_NSEC;
	if (timer->left > 0)
		return;
	/* A tick may be worth several short intervals: one signal for all. */
	timer->left = timer->incr ? max((s64)timer->incr + timer->left, 1LL)
				  : 0;
	group_send_sig_info(sig, SEND_SIG_KERNEL, p);
}

/* Soft limit: once a second; hard limit: the end. setrlimit(2). */
static void check_cpu_limit(struct task_struct *p)
{
	const struct signal_struct *sig = p->signal;
	u32 sec, rem;

	if (likely(sig->rlim[RLIMIT_CPU].rlim_cur == RLIM_INFINITY))
		return;
	sec = (u32)div_u64_rem(sig->tick_ns, NSEC_PER_SEC, &rem);
	if (rem >= TICK_NSEC)
		return;
	if (sec >= sig->rlim[RLIMIT_CPU].rlim_max)
		group_send_sig_info(SIGKILL, SEND_SIG_KERNEL, p);
	else if (sec && sec >= sig->rlim[RLIMIT_CPU].rlim_cur)
		group_send_sig_info(SIGXCPU, SEND_SIG_KERNEL, p);
}

void tick_itimers(struct task_struct *p, bool user)
{
	struct signal_struct *sig = p->signal;

	sig->tick_ns += TICK_NSEC;
	if (user)
		count_down(p, &sig->it_virt, SIGVTALRM);
	count_down(p, &sig->it_prof, SIGPROF);
	check_cpu_limit(p);
}

/* -- reading and setting --------------------------------------------------- */

/* What the real timer still has to go, at least 1 us; 0 when it is off. siglock
 * held. */
static u64 real_left(const struct signal_struct *sig)
{
	u64 now = ktime_get_ns();

	if (!hrtimer_pending(&sig->real_timer))
		return 0;
	return max(sig->real_timer.expires, now + NSEC_PER_USEC) - now;
}

static struct tick_timer *tick_timer(struct signal_struct *sig, int which)
{
	return which == ITIMER_VIRTUAL ? &sig->it_virt : &sig->it_prof;
}

/* siglock held. */
static struct itimerval read_itimer(struct signal_struct *sig, int which)
{
	u64 value = real_left(sig);
	u64 interval = sig->it_real_incr;

	if (which != ITIMER_REAL) {
		value = (u64)tick_timer(sig, which)->left;
		interval = tick_timer(sig, which)->incr;
	}
	return (struct itimerval){
		.it_interval = ns_timeval(interval),
		.it_value = ns_timeval(value),
	};
}

/* siglock held. */
static void write_itimer(struct signal_struct *sig, int which, u64 value,
			 u64 interval)
{
	if (which != ITIMER_REAL) {
		tick_timer(sig, which)->left = (s64)value;
		tick_timer(sig, which)->incr = interval;
		return;
	}
	sig->it_real_incr = interval;
	hrtimer_cancel(&sig->real_timer);
	if (value)
		hrtimer_start(&sig->real_timer, deadline_after(value));
}

static bool valid_which(int which)
{
	return which >= ITIMER_REAL && which <= ITIMER_PROF;
}

/* Returns what it was before. */
static struct itimerval set_itimer(int which, u64 value, u64 interval)
{
	struct itimerval old;

	spin_lock_irq(&current->sighand->siglock);
	old = read_itimer(current->signal, which);
	write_itimer(current->signal, which, value, interval);
	spin_unlock_irq(&current->sighand->siglock);
	return old;
}

/* -- system calls ---------------------------------------------------------- */

SYSCALL(getitimer, int which, struct itimerval *user)
{
	struct itimerval value;

	if (!valid_which(which))
		return -EINVAL;
	spin_lock_irq(&current->sighand->siglock);
	value = read_itimer(current->signal, which);
	spin_unlock_irq(&current->sighand->siglock);
	return copy_to_user(user, &value, sizeof(value)) ? -EFAULT : 0;
}

/* Without a new value the timer is turned off: as Linux has always done. */
SYSCALL(setitimer, int which, const struct itimerval *user,
	struct itimerval *user_old)
{
	struct itimerval new = { 0 }, old;
	u64 value, interval;

	if (user && copy_from_user(&new, user, sizeof(new)))
		return -EFAULT;
	if (!valid_which(which) || timeval_ns(&new.it_value, &value) ||
	    timeval_ns(&new.it_interval, &interval))
		return -EINVAL;
	old = set_itimer(which, value, interval);
	if (user_old && copy_to_user(user_old, &old, sizeof(old)))
		return -EFAULT;
	return 0;
}

/* Returns the seconds that the last alarm had left, at least 1 if any. */
SYSCALL(alarm, unsigned int seconds)
{
	u64 ns = mul_u32_u32(seconds, NSEC_PER_SEC);
	struct timeval left = set_itimer(ITIMER_REAL, ns, 0).it_value;
	bool up = left.tv_usec >= (s32)USEC_PER_SEC / 2;

	return left.tv_sec + (up || (!left.tv_sec && left.tv_usec));
}
