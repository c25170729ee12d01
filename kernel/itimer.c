// SPDX-License-Identifier: GPL-2.0
/*
 * Interval timers and the limit of CPU time: setitimer(2), alarm(2),
 * RLIMIT_CPU; and what the timers of timer_create(2) (posix_timers.c) have in
 * common with them.
 *
 *   ITIMER_REAL     a deadline (hrtimer.c)                   SIGALRM
 *   ITIMER_VIRTUAL  CPU time in user space, by the tick      SIGVTALRM
 *   ITIMER_PROF     CPU time of the process                  SIGPROF
 *   RLIMIT_CPU      counted up by every tick                 SIGXCPU, SIGKILL
 *
 * A timer is set for a moment of its own clock. Clocks that go on by themselves
 * become a deadline; CPU time passes for who has the CPU, so the tick looks at
 * the timers of the current process. None is early.
 *
 *   periods    |----|----|----|----|----|----|     a late one moves no other
 *   expires    *         .    *
 *   signal     queued .. .    queued
 *                      taken: two were missed, si_overrun is 2
 *
 * A signal of timer_create's is queued at most once: the timer then stands still
 * until the signal is taken, and is set for its next period. So no program can
 * drown in its own signals. Those of setitimer carry no count; they are sent
 * again every time, and so need SHORTEST_PERIOD.
 *
 * They belong to the process, whichever thread set them; fork does not copy
 * them.
 *
 * Lock: siglock guards all timers of a process. A deadline's interrupt finds the
 * lock by sig->tsk, which is there until the last thread's exit has taken the
 * timers off.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/limits.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <lectern/timespec.h>

#include "signals.h"
#include "tasks.h"

/* A program with a shorter interval would have no time for anything else. */
#define SHORTEST_PERIOD (NSEC_PER_MSEC / 20)

/* -- a timer and its clock ------------------------------------------------- */

static u64 timer_now(const struct k_itimer *t)
{
	return clock_now(t->clock, t->thread ? t->thread : t->signal->tsk);
}

/*
 * How many periods have ended since t->expires, that one included. An interval
 * of more than 32 bits is divided by without its lowest ones, which makes the
 * quotient too large by some.
 */
static u64 periods_until(const struct k_itimer *t, u64 now)
{
	unsigned int shift = 0;
	u64 late, n;

	if (now < t->expires || !t->interval)
		return 0;
	late = now - t->expires;
	while (t->interval >> shift > U32_MAX)
		shift++;
	n = div_u64(late >> shift, (u32)(t->interval >> shift));
	while (n * t->interval > late)
		n--;
	return n + 1;
}

static void disarm(struct k_itimer *t)
{
	hrtimer_cancel(&t->hrtimer);
	list_del_init(&t->cpu_entry);
}

static void arm(struct k_itimer *t)
{
	u64 now;

	if (!t->signo)
		return;
	if (t->clock < 0) {
		list_move_tail(&t->cpu_entry, &t->signal->cpu_timers);
		return;
	}
	now = timer_now(t);
	hrtimer_start(&t->hrtimer, deadline_after(max(t->expires, now) - now));
}

/* -- expiry ---------------------------------------------------------------- */

/* True when the signal is queued, and timer_signal_taken will go on. */
static bool send_timer_signal(const struct k_itimer *t)
{
	struct task_struct *p = t->target ? t->target : t->signal->tsk;

	if (t->sigq)
		return send_sigqueue(t->sigq, p, !t->target);
	if (t->sleeper)
		wake_up_process(t->sleeper);
	else
		send_signal_locked(t->signo, SEND_SIG_KERNEL, p, true);
	return false;
}

static void expire(struct k_itimer *t)
{
	const sigset_t *pending = &t->signal->shared_pending.signal;
	bool was_pending = sigismember(pending, t->signo);
	u64 pause = TICK_NSEC;

	disarm(t);
	if (send_timer_signal(t) && t->interval)
		return;
	if (!t->interval) {
		t->expires = 0;
		return;
	}
	/* Who ignores or blocks it, needs none more often than by the tick. */
	if (!was_pending && sigismember(pending, t->signo))
		pause = SHORTEST_PERIOD;
	if (t->interval >= pause)
		pause = 0;
	t->expires += t->interval * periods_until(t, timer_now(t) + pause);
	arm(t);
}

void timer_signal_taken(struct k_itimer *t)
{
	s32 *overrun = &t->sigq->info.si_overrun;
	u64 periods = t->expires ? periods_until(t, timer_now(t)) : 0;

	if (periods) {
		t->expires += periods * t->interval;
		*overrun =
			(s32)min_t(u64, periods - 1 + (u32)*overrun, INT_MAX);
		arm(t);
	}
	t->overrun = *overrun;
}

/* A deadline's interrupt. */
static void timer_struck(struct hrtimer *hrtimer)
{
	struct k_itimer *t = container_of(hrtimer, struct k_itimer, hrtimer);
	spinlock_t *siglock = &t->signal->tsk->sighand->siglock;

	spin_lock(siglock);
	if (timer_now(t) >= t->expires)
		expire(t);
	else
		arm(t);
	spin_unlock(siglock);
}

/* -- setting and reading --------------------------------------------------- */

void timer_set(struct k_itimer *t, u64 value, u64 interval, bool absolute)
{
	disarm(t);
	t->expires = 0;
	t->interval = value ? interval : 0;
	if (!value)
		return;
	if (t->wall)
		t->clock = absolute ? CLOCK_REALTIME : CLOCK_MONOTONIC;
	t->expires = absolute ? value : timer_now(t) + value;
	/* Some of the next tick's time has passed already. */
	if (t->clock < 0 && (t->clock & CPUCLOCK_KIND) == CPUCLOCK_VIRT)
		t->expires += TICK_NSEC;
	arm(t);
	if (!list_empty(&t->cpu_entry) && timer_now(t) >= t->expires)
		expire(t);
}

/* One that is due and has not struck yet has 1 ns left. */
u64 timer_left(const struct k_itimer *t)
{
	u64 now, next;

	if (!t->expires)
		return 0;
	now = timer_now(t);
	next = t->expires + t->interval * periods_until(t, now);
	if (next > now)
		return next - now;
	return t->signo ? 1 : 0;
}

/* -- ticks ----------------------------------------------------------------- */

static void run_cpu_timers(struct task_struct *p)
{
	struct k_itimer *t, *next;

	spin_lock(&p->sighand->siglock);
	list_for_each_entry_safe(t, next, &p->signal->cpu_timers, cpu_entry)
		if (timer_now(t) >= t->expires)
			expire(t);
	spin_unlock(&p->sighand->siglock);
}

/* Soft limit: once a second; hard limit: the end. setrlimit(2). */
static void check_cpu_limit(struct task_struct *p)
{
	const struct signal_struct *sig = p->signal;
	unsigned long sec = sig->ticks / HZ;

	if (likely(sig->rlim[RLIMIT_CPU].rlim_cur == RLIM_INFINITY) ||
	    sig->ticks % HZ)
		return;
	if (sec >= sig->rlim[RLIMIT_CPU].rlim_max)
		group_send_sig_info(SIGKILL, SEND_SIG_KERNEL, p);
	else if (sec && sec >= sig->rlim[RLIMIT_CPU].rlim_cur)
		group_send_sig_info(SIGXCPU, SEND_SIG_KERNEL, p);
}

void tick_itimers(struct task_struct *p, bool user)
{
	struct signal_struct *sig = p->signal;

	sig->ticks++;
	sig->user_ticks += user;
	if (!list_empty(&sig->cpu_timers))
		run_cpu_timers(p);
	check_cpu_limit(p);
}

/* -- a process's three ----------------------------------------------------- */

void init_itimer(struct k_itimer *t)
{
	hrtimer_init(&t->hrtimer, timer_struck);
	INIT_LIST_HEAD(&t->cpu_entry);
}

void init_itimers(struct signal_struct *sig, struct task_struct *leader)
{
	static const int clocks[] = {
		CLOCK_MONOTONIC,
		MAKE_PROCESS_CPUCLOCK(0, CPUCLOCK_VIRT),
		MAKE_PROCESS_CPUCLOCK(0, CPUCLOCK_SCHED),
	};
	static const int signals[] = { SIGALRM, SIGVTALRM, SIGPROF };

	sig->tsk = leader;
	INIT_LIST_HEAD(&sig->posix_timers);
	INIT_LIST_HEAD(&sig->cpu_timers);
	for (int which = 0; which <= ITIMER_PROF; which++) {
		struct k_itimer *t = &sig->itimers[which];

		init_itimer(t);
		t->clock = clocks[which];
		t->signo = signals[which];
		t->signal = sig;
	}
}

void exit_itimers(struct signal_struct *sig)
{
	spin_lock_irq(&current->sighand->siglock);
	for (int which = 0; which <= ITIMER_PROF; which++)
		timer_set(&sig->itimers[which], 0, 0, false);
	spin_unlock_irq(&current->sighand->siglock);
	delete_posix_timers(sig);
}

/* Something that is on has at least 1 us left. siglock held. */
static struct itimerval read_itimer(int which)
{
	const struct k_itimer *t = &current->signal->itimers[which];
	u64 left = timer_left(t);

	if (left)
		left = max_t(u64, left, NSEC_PER_USEC);
	return (struct itimerval){
		.it_interval = ns_timeval(t->interval),
		.it_value = ns_timeval(left),
	};
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
	old = read_itimer(which);
	timer_set(&current->signal->itimers[which], value, interval, false);
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
	value = read_itimer(which);
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
	u64 ns = mul_u32_u32(min_t(unsigned int, seconds, INT_MAX),
			     NSEC_PER_SEC);
	struct timeval left = set_itimer(ITIMER_REAL, ns, 0).it_value;
	bool up = left.tv_usec >= (s32)USEC_PER_SEC / 2;

	return left.tv_sec + (up || (!left.tv_sec && left.tv_usec));
}
