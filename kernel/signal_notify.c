// SPDX-License-Identifier: GPL-2.0
/*
 * SIGCHLD: what a parent hears of its children.
 *
 * The signal and the wake-up of wait4 are two things: a parent that ignores
 * SIGCHLD still may sleep in wait4. (That such a parent gets no zombies is
 * decided in exit.c.)
 *
 * Locks: tasklist_lock is held by all callers, so that the parent stays what it
 * is; the parent's siglock is taken here.
 */
#include <lectern/bug.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/time.h>

#include "signals.h"

/* Processor time in the unit of si_utime. */
static s32 ns_to_clock(u64 ns)
{
	return (s32)div_u64(ns, NSEC_PER_SEC / USER_HZ);
}

static void send_child_info(struct task_struct *p, int sig, int code,
			    int status)
{
	siginfo_t info = {
		.si_signo = sig,
		.si_code = code,
		.si_pid = p->tgid,
		.si_uid = p->cred.uid,
		.si_status = status,
	};
	struct usage used;

	process_usage(p, &used);
	info.si_utime = ns_to_clock(used.utime);
	info.si_stime = ns_to_clock(used.stime);
	send_signal_locked(sig, &info, p->parent, true);
}

/*
 * Send sig (0: none), unless it is a SIGCHLD whose action is to ignore it or has
 * the flag `unless`; and wake whoever waits. p is a leader.
 */
static void tell_parent(struct task_struct *p, int sig, int code, int status,
			u32 unless)
{
	struct task_struct *parent = p->parent;
	struct sighand_struct *sighand = parent->sighand;
	const struct sigaction *ka = &sighand->action[SIGCHLD - 1];
	unsigned long flags;

	assert_spin_locked(&tasklist_lock);
	assert(thread_group_leader(p) && sighand);
	spin_lock_irqsave(&sighand->siglock, flags);
	if (sig == SIGCHLD &&
	    (ka->sa_handler == SIG_IGN || ka->sa_flags & unless))
		sig = 0;
	if (sig > 0 && !sig_ignored(parent, sig))
		send_child_info(p, sig, code, status);
	__wake_up(&parent->signal->wait_chldexit, TASK_INTERRUPTIBLE, 1, p);
	spin_unlock_irqrestore(&sighand->siglock, flags);
}

void do_notify_parent(struct task_struct *p, int sig)
{
	int killer = p->exit_code & 0x7f;

	if (killer)
		tell_parent(p, sig, CLD_KILLED, killer, 0);
	else
		tell_parent(p, sig, CLD_EXITED, p->exit_code >> 8 & 0xff, 0);
}

void do_notify_parent_cldstop(struct task_struct *p, int why)
{
	assert(why == CLD_STOPPED || why == CLD_CONTINUED);
	tell_parent(p->group_leader, SIGCHLD, why,
		    why == CLD_CONTINUED ? SIGCONT : p->signal->stop_code,
		    SA_NOCLDSTOP);
}

bool is_orphaned_pgrp(pid_t pgrp)
{
	bool orphaned;

	spin_lock(&tasklist_lock);
	orphaned = will_become_orphaned_pgrp(pgrp, NULL);
	spin_unlock(&tasklist_lock);
	return orphaned;
}
