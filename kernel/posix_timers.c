// SPDX-License-Identifier: GPL-2.0
/*
 * Timers that a program makes as many of as it likes: timer_create(2),
 * timer_settime(2), timer_getoverrun(2), timer_delete(2).
 *
 * How one runs is in itimer.c. Here are its making and its end:
 *
 *   timer_create   the clock; whom to tell and how; an entry for the signal
 *                  queue, so that expiry can never want memory
 *   deleted        by timer_delete, exec and exit; a signal that was not taken
 *                  yet goes with its timer
 *
 * The kernel's SIGEV_THREAD is SIGEV_SIGNAL: threads are the C library's matter.
 *
 * Lock: siglock, for the list of a process's timers, which is sorted by id, and
 * for everything in them.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>
#include <lectern/timespec.h>
#include <uapi/capability.h>

#include "signals.h"
#include "tasks.h"

/* -- making ---------------------------------------------------------------- */

/* A thread of one's own process, with a reference; or NULL. */
static struct task_struct *get_own_thread(pid_t pid)
{
	struct task_struct *p;

	spin_lock(&tasklist_lock);
	p = find_task_by_pid(pid);
	if (p && p->tgid == current->tgid)
		get_task_struct(p);
	else
		p = NULL;
	spin_unlock(&tasklist_lock);
	return p;
}

/* CPU time of one's own process or of one of its threads. 0 or -EINVAL. */
static int set_cpu_clock(struct k_itimer *t, int id)
{
	pid_t pid = ~id >> CPUCLOCK_PID_SHIFT;

	t->clock = id;
	if (!(id & CPUCLOCK_PER_THREAD))
		return pid && pid != current->tgid ? -EINVAL : 0;
	t->thread = get_own_thread(pid ? pid : current->pid);
	return t->thread ? 0 : -EINVAL;
}

static int set_clock(struct k_itimer *t, int id)
{
	bool wakes = id == CLOCK_REALTIME_ALARM || id == CLOCK_BOOTTIME_ALARM;
	int err = waitable_clock(&id);

	if (err)
		return err;
	if (wakes && !capable(CAP_WAKE_ALARM))
		return -EPERM;
	if (id < 0)
		return set_cpu_clock(t, id);
	t->wall = id == CLOCK_REALTIME;
	t->clock = CLOCK_MONOTONIC;
	return 0;
}

/* Whom to tell. 0, -EINVAL, or -EAGAIN (RLIMIT_SIGPENDING, which bounds those
 * that tell nobody, too). */
static int set_event(struct k_itimer *t, const struct sigevent *event)
{
	int notify = event->sigev_notify;

	if (notify == SIGEV_THREAD_ID)
		t->target = get_own_thread(event->sigev_notify_thread_id);
	else if (notify != SIGEV_SIGNAL && notify != SIGEV_THREAD &&
		 notify != SIGEV_NONE)
		return -EINVAL;
	if (notify != SIGEV_NONE)
		t->signo = event->sigev_signo;
	if ((notify != SIGEV_NONE && !valid_signal(t->signo)) ||
	    (notify == SIGEV_THREAD_ID && !t->target))
		return -EINVAL;
	t->sigq = sigqueue_alloc(current, false);
	if (!t->sigq)
		return -EAGAIN;
	t->sigq->timer = t;
	t->sigq->info = (siginfo_t){
		.si_signo = t->signo,
		.si_code = SI_TIMER,
		.si_value = event->sigev_value,
	};
	return 0;
}

/* It is armed no more, and on no list. */
static void free_timer(struct k_itimer *t)
{
	if (t->sigq)
		sigqueue_free(t->sigq);
	if (t->target)
		put_task_struct(t->target);
	if (t->thread)
		put_task_struct(t->thread);
	kfree(t);
}

/* Into the list, under the smallest id that is free: from then on another thread
 * may delete it. Returns the id, which is also what the signal carries when the
 * caller gave nothing. */
static int add_to_process(struct k_itimer *t, bool id_is_value)
{
	struct list_head *timers = &t->signal->posix_timers;
	struct k_itimer *other;
	int id = 0;

	spin_lock_irq(&current->sighand->siglock);
	list_for_each_entry(other, timers, entry) {
		if (other->id != id)
			break;
		id++;
	}
	t->id = id;
	list_add_tail(&t->entry, &other->entry);
	t->sigq->info.si_tid = id;
	if (id_is_value)
		t->sigq->info.si_value.sival_int = id;
	spin_unlock_irq(&current->sighand->siglock);
	return id;
}

/* -- finding and deleting -------------------------------------------------- */

static void unlock_timers(void)
{
	spin_unlock_irq(&current->sighand->siglock);
}

/* Returns with siglock held; or NULL and without, when there is none. */
static struct k_itimer *lock_timer(int id)
{
	struct k_itimer *t;

	spin_lock_irq(&current->sighand->siglock);
	list_for_each_entry(t, &current->signal->posix_timers, entry)
		if (t->id == id)
			return t;
	unlock_timers();
	return NULL;
}

/* siglock held, and released. */
static void delete_timer(struct k_itimer *t)
{
	struct task_struct *p = t->target ? t->target : current;

	timer_set(t, 0, 0, false);
	list_del(&t->entry);
	sigqueue_withdraw(t->sigq, pending_of(p, !t->target));
	unlock_timers();
	free_timer(t);
}

/* No other thread is left that might. */
void delete_posix_timers(struct signal_struct *sig)
{
	struct k_itimer *t, *next;

	list_for_each_entry_safe(t, next, &sig->posix_timers, entry) {
		spin_lock_irq(&current->sighand->siglock);
		delete_timer(t);
	}
}

/* -- sleeping by CPU time -------------------------------------------------- */

/* One's own thread uses none while it sleeps. */
int sleep_cpu_time(int clock, bool absolute, u64 *ns)
{
	struct k_itimer t = {
		.signal = current->signal,
		.signo = SIGALRM, /* any: it is not sent */
		.sleeper = current,
	};
	spinlock_t *siglock = &current->sighand->siglock;
	int err = set_cpu_clock(&t, clock);

	if (!err && t.thread == current)
		err = -EINVAL;
	init_itimer(&t);
	spin_lock_irq(siglock);
	timer_set(&t, err ? 0 : *ns, 0, absolute);
	while (t.expires && !signal_pending(current)) {
		set_current_state(TASK_INTERRUPTIBLE);
		spin_unlock_irq(siglock);
		schedule();
		spin_lock_irq(siglock);
	}
	*ns = timer_left(&t);
	timer_set(&t, 0, 0, false);
	spin_unlock_irq(siglock);
	if (t.thread)
		put_task_struct(t.thread);
	return err;
}

/* -- system calls ---------------------------------------------------------- */

SYSCALL(timer_delete, int id)
{
	struct k_itimer *t = lock_timer(id);

	if (!t)
		return -EINVAL;
	delete_timer(t);
	return 0;
}

SYSCALL(timer_create, int clock, const struct sigevent __user *uevent,
	int __user *uid)
{
	struct sigevent event = { .sigev_signo = SIGALRM };
	struct k_itimer *t;
	int err, id;

	if (uevent && copy_from_user(&event, uevent, sizeof(event)))
		return -EFAULT;
	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return -EAGAIN;
	t->signal = current->signal;
	init_itimer(t);
	err = set_clock(t, clock);
	if (!err)
		err = set_event(t, &event);
	if (err) {
		free_timer(t);
		return err;
	}
	id = add_to_process(t, !uevent);
	if (!put_user(id, uid))
		return 0;
	sys_timer_delete(id);
	return -EFAULT;
}

static struct itimerspec read_timer(const struct k_itimer *t)
{
	return (struct itimerspec){
		.it_interval = ns_timespec(t->interval),
		.it_value = ns_timespec(timer_left(t)),
	};
}

SYSCALL(timer_settime, int id, int flags, const struct itimerspec __user *unew,
	struct itimerspec __user *uold)
{
	struct itimerspec old;
	u64 value, interval;
	struct k_itimer *t;
	int err;

	if (!unew)
		return -EINVAL;
	err = get_timespec32(&unew->it_value, &value);
	if (!err)
		err = get_timespec32(&unew->it_interval, &interval);
	if (err)
		return err;
	t = lock_timer(id);
	if (!t)
		return -EINVAL;
	old = read_timer(t);
	timer_set(t, value, interval, flags & TIMER_ABSTIME);
	unlock_timers();
	return uold && copy_to_user(uold, &old, sizeof(old)) ? -EFAULT : 0;
}

SYSCALL(timer_gettime, int id, struct itimerspec __user *user)
{
	const struct k_itimer *t = lock_timer(id);
	struct itimerspec value;

	if (!t)
		return -EINVAL;
	value = read_timer(t);
	unlock_timers();
	return copy_to_user(user, &value, sizeof(value)) ? -EFAULT : 0;
}

SYSCALL(timer_getoverrun, int id)
{
	const struct k_itimer *t = lock_timer(id);
	int overrun;

	if (!t)
		return -EINVAL;
	overrun = t->overrun;
	unlock_timers();
	return overrun;
}
