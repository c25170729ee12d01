// SPDX-License-Identifier: GPL-2.0
/*
 * Sending signals: from whoever sends to the thread that is woken.
 *
 *   kill, tty   group_send_sig_info -.                       .-> ignored: gone
 *   alarm                             }-> send_signal_locked -+-> queued
 *   tkill       send_sig_info -------'                        `-> somebody woken
 *   fault       force_sig_fault, which first makes sure that nobody ignores it
 *
 * A signal to a process is taken by any one thread that does not block it. What
 * is certain to end the process does so here and now: it is marked as ending and
 * every thread gets a SIGKILL of its own, so that none runs another step of the
 * program.
 *
 * Context: any but an NMI. Locks: siglock of the receiver with interrupts off is
 * taken here. Who finds the receiver holds tasklist_lock, or is the receiver, or
 * is a timer that is stopped before the receiver is freed.
 */
#include <lectern/bug.h>
#include <lectern/i386/atomic.h>
#include <lectern/sched.h>

#include "signals.h"

/* -- does it matter? ------------------------------------------------------- */

bool sig_ignored(struct task_struct *p, int sig)
{
	u32 handler = p->sighand->action[sig - 1].sa_handler;
	bool ignored = handler == SIG_IGN ||
		       (handler == SIG_DFL &&
			(sig_in(sig, SIGS_IGNORE) || is_unkillable(p)));

	/* Blocked: what is done with it is decided when it is not any more. */
	return ignored && !sigismember(&p->blocked, sig) &&
	       !sigismember(&p->real_blocked, sig);
}

/*
 * What a signal does by being sent, and whether it is to be delivered as well.
 * Stopping and going on make each other void.
 */
static bool prepare_signal(int sig, struct task_struct *p)
{
	if (p->signal->group_exit || p->flags & PF_KTHREAD)
		return false;
	if (sig_in(sig, SIGS_STOP))
		rm_from_process(&(const sigset_t){ { sigmask(SIGCONT) } }, p);
	else if (sig == SIGCONT)
		continue_process(p);
	return !sig_ignored(p, sig);
}

/* -- waking somebody ------------------------------------------------------- */

void signal_wake_up(struct task_struct *p, bool fatal)
{
	unsigned int mode = TASK_INTERRUPTIBLE;

	if (fatal)
		mode |= TASK_WAKEKILL | TASK_STOPPED;
	set_bit(TIF_SIGPENDING, &p->work);
	if (p->state & (long)mode) /* else it looks before it sleeps */
		try_to_wake_up(p, mode);
}

/* Would the thread take the signal, were it woken? One that has a signal
 * pending is awake already, and will look for more. */
static bool wants_signal(int sig, struct task_struct *p)
{
	if (sigismember(&p->blocked, sig) || p->flags & PF_EXITING)
		return false;
	if (sig == SIGKILL)
		return true;
	return p->state != TASK_STOPPED && (p == current || !signal_pending(p));
}

/*
 * Who is to take it. The thread that was named, for a process its leader, comes
 * first; NULL when all block it or are busy with another signal: it stays pending,
 * and whoever looks for signals next, or unblocks it, finds it.
 */
static struct task_struct *find_taker(int sig, struct task_struct *p,
				      bool group)
{
	struct task_struct *t;

	if (wants_signal(sig, p))
		return p;
	if (group)
		for_each_thread(p, t)
			if (wants_signal(sig, t))
				return t;
	return NULL;
}

void hand_over_signals(void)
{
	const sigset_t *shared = &current->signal->shared_pending.signal;
	struct task_struct *t;

	for_each_thread(current, t) {
		sigset_t takes;

		sigandnsets(&takes, shared, &t->blocked);
		if (!sigisemptyset(&takes) && !(t->flags & PF_EXITING))
			signal_wake_up(t, false);
	}
}

/* Nothing can keep the signal from ending the process of this thread. */
static bool sig_fatal(int sig, struct task_struct *t)
{
	return t->sighand->action[sig - 1].sa_handler == SIG_DFL &&
	       !sig_in(sig, SIGS_IGNORE | SIGS_STOP) &&
	       !sigismember(&t->real_blocked, sig);
}

/* Its own SIGKILL makes fatal_signal_pending true, and so ends a TASK_KILLABLE
 * sleep. */
static void kill_thread(struct task_struct *t)
{
	sigaddset(&t->pending.signal, SIGKILL);
	signal_wake_up(t, true);
}

static void begin_group_exit(int sig, struct task_struct *p)
{
	struct signal_struct *signal = p->signal;
	struct task_struct *t;

	assert(!signal->group_exit);
	signal->group_exit = true;
	signal->group_exit_code = sig;
	signal->group_stop_count = 0;
	for_each_thread(p, t)
		kill_thread(t);
}

void zap_other_threads(struct task_struct *p)
{
	struct task_struct *t;

	assert_spin_locked(&p->sighand->siglock);
	p->signal->group_stop_count = 0;
	for_each_thread(p, t)
		if (t != p && !(t->state & (TASK_ZOMBIE | TASK_DEAD)))
			kill_thread(t);
}

/* -- sending --------------------------------------------------------------- */

/* Its entry is queued: make it pending and wake who takes it. */
static void complete_signal(int sig, struct task_struct *p, bool group)
{
	struct task_struct *taker;

	sigaddset(&pending_of(p, group)->signal, sig);
	taker = find_taker(sig, p, group);
	if (!taker)
		return;

	/* Ending the process here and not when the taker runs spares the others
	 * whatever they would do until then. */
	if (sig_fatal(sig, taker))
		begin_group_exit(sig, p);
	else
		signal_wake_up(taker, false);
}

int send_signal_locked(int sig, siginfo_t *info, struct task_struct *p,
		       bool group)
{
	struct sigpending *pending = pending_of(p, group);
	int err;

	assert_spin_locked(&p->sighand->siglock);
	if (!prepare_signal(sig, p))
		return 0;

	/* The old signals are not counted: pending is pending. */
	if (sig < SIGRTMIN && sigismember(&pending->signal, sig))
		return 0;
	if (sig != SIGKILL) {
		err = queue_signal(pending, sig, info, p);
		if (err)
			return err;
	}
	complete_signal(sig, p, group);
	return 0;
}

bool send_sigqueue(struct sigqueue *q, struct task_struct *p, bool group)
{
	int sig = q->info.si_signo;

	if (!p->sighand || !prepare_signal(sig, p))
		return false;
	if (!list_empty(&q->list)) {
		q->info.si_overrun++;
		return true;
	}
	q->info.si_overrun = 0;
	list_add_tail(&q->list, &pending_of(p, group)->list);
	complete_signal(sig, p, group);
	return true;
}

/* A task that was waited for has no handlers any more: it is as good as gone. */
int do_send_sig_info(int sig, siginfo_t *info, struct task_struct *p,
		     bool group)
{
	struct sighand_struct *sighand = p->sighand;
	unsigned long flags;
	int err;

	assert(sig >= 0 && sig <= _NSIG);
	if (!sighand)
		return -ESRCH;
	if (!sig)
		return 0;
	spin_lock_irqsave(&sighand->siglock, flags);
	err = send_signal_locked(sig, info, p, group);
	spin_unlock_irqrestore(&sighand->siglock, flags);
	return err;
}

/* -- faults ---------------------------------------------------------------- */

/*
 * The instruction cannot go on without its signal: whoever ignores or blocks it
 * is ended by it, pid 1 too. fatal: whoever handles it as well.
 */
static void force_sig_info(int sig, siginfo_t *info, bool fatal)
{
	struct sighand_struct *sighand = current->sighand;
	struct sigaction *action = &sighand->action[sig - 1];

	spin_lock_irq(&sighand->siglock);
	if (fatal || sigismember(&current->blocked, sig) ||
	    action->sa_handler == SIG_IGN) {
		action->sa_handler = SIG_DFL;
		sigdelset(&current->blocked, sig);
		recalc_sigpending();
	}
	if (action->sa_handler == SIG_DFL)
		current->signal->killable = true;
	send_signal_locked(sig, info, current, false);
	spin_unlock_irq(&sighand->siglock);
}

void force_sig_fault(int sig, int code, unsigned long addr)
{
	siginfo_t info = {
		.si_signo = sig,
		.si_code = code,
		.si_addr = addr,
	};

	force_sig_info(sig, &info, false);
}

void force_sig(int sig)
{
	force_sig_info(sig, SEND_SIG_KERNEL, false);
}

void force_fatal_sig(int sig)
{
	force_sig_info(sig, SEND_SIG_KERNEL, true);
}
