// SPDX-License-Identifier: GPL-2.0
/*
 * Taking signals: what is done on the way to user space about those that are
 * pending, and the masks that keep them waiting.
 *
 * TIF_SIGPENDING in task->work says that there may be something; entry.asm sees
 * it and do_signal (kernel/i386/signal.c) asks get_signal_to_deliver. Actions of
 * the kernel are done here, until a signal is found that wants a handler:
 *
 *   SIG_IGN             nothing
 *   SIG_DFL             nothing, stop the process, or end it: no return
 *   a function          returned, for do_signal to lay the frame
 *
 * Others: signal_queue.c keeps what is pending, signal_send.c sends,
 * signal_stop.c stops and continues, signal_notify.c tells parents; the system
 * calls are in signal_calls.c, signal_mask.c and sigaction.c.
 *
 * Lock: siglock, interrupts off. It is dropped where a process stops or ends.
 */
#include <lectern/bug.h>
#include <lectern/i386/atomic.h>
#include <lectern/sched.h>

#include "signals.h"

/* -- masks ----------------------------------------------------------------- */

/*
 * The bit may be set without need, for a thread that was woken for what another
 * one took; it may not be missing.
 */
void recalc_sigpending(void)
{
	const struct signal_struct *signal = current->signal;
	const sigset_t *own = &current->pending.signal;
	const sigset_t *shared = &signal->shared_pending.signal;
	const sigset_t *blocked = &current->blocked;
	u32 ready = (own->sig[0] | shared->sig[0]) & ~blocked->sig[0];

	BUILD_BUG_ON(_NSIG_WORDS != 2);
	ready |= (own->sig[1] | shared->sig[1]) & ~blocked->sig[1];
	if (ready || signal->group_stop_count || signal->cld_notify)
		set_bit(TIF_SIGPENDING, &current->work);
	else
		clear_bit(TIF_SIGPENDING, &current->work);
}

void set_current_blocked(const sigset_t *set)
{
	spin_lock_irq(&current->sighand->siglock);
	current->blocked = *set;
	current->blocked.sig[0] &= ~SIGS_ABSOLUTE;
	if (signal_pending(current) && !thread_group_empty(current))
		hand_over_signals();
	recalc_sigpending();
	spin_unlock_irq(&current->sighand->siglock);
}

/* -- what the kernel does -------------------------------------------------- */

/* The process ends, or exec in another thread wants to be the only one. */
static void die_with_group(void)
{
	struct signal_struct *signal = current->signal;

	if (signal->group_exit) {
		spin_unlock_irq(&current->sighand->siglock);
		do_group_exit(signal->group_exit_code);
	}
	if (signal->group_exit_task && signal->group_exit_task != current) {
		spin_unlock_irq(&current->sighand->siglock);
		do_exit(0);
	}
}

/* Returns when the process was stopped and goes on, or ignores the signal. */
static void do_default_action(int sig)
{
	if (sig_in(sig, SIGS_IGNORE) || is_unkillable(current))
		return;
	if (sig_in(sig, SIGS_STOP)) {
		stop_process(sig);
		return;
	}
	spin_unlock_irq(&current->sighand->siglock);
	do_group_exit(sig);
}

/* True when a handler is to run, as *ka says; false when all is done. */
static bool do_action(int sig, struct sigaction *ka)
{
	struct sigaction *action = &current->sighand->action[sig - 1];

	if (action->sa_handler == SIG_IGN)
		return false;
	if (action->sa_handler == SIG_DFL) {
		do_default_action(sig);
		return false;
	}
	*ka = *action;
	if (action->sa_flags & SA_RESETHAND)
		action->sa_handler = SIG_DFL;
	return true;
}

int get_signal_to_deliver(siginfo_t *info, struct sigaction *ka)
{
	struct sighand_struct *sighand = current->sighand;
	const struct signal_struct *signal = current->signal;
	int sig;

	assert(!(current->flags & (PF_EXITING | PF_KTHREAD)));
	spin_lock_irq(&sighand->siglock);
	do {
		if (signal->group_stop_count || signal->cld_notify)
			do_job_control();
		die_with_group();
		sig = dequeue_signal(&current->blocked, info);
	} while (sig && !do_action(sig, ka));
	if (!sig)
		recalc_sigpending(); /* else when its handler's mask is set */
	spin_unlock_irq(&sighand->siglock);
	return sig;
}
