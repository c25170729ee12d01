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

static void fill_child_info(siginfo_t *info, struct task_struct *p)
{
	u64 utime, stime;

	thread_group_cputime(p, &utime, &stime);
	*info = (siginfo_t){
		.si_signo = SIGCHLD,
		.si_pid = p->tgid,
		.si_uid = p->cred.uid,
		.si_utime = ns_to_clock(utime),
		.si_stime = ns_to_clock(stime),
	};
}

/* How it ended, out of the status word. */
static void fill_exit_status(siginfo_t *info, int code)
{
	if (code & 0x7f) {
		info->si_code = CLD_KILLED;
		info->si_status = code & 0x7f;
	} else {
		info->si_code = CLD_EXITED;
		info->si_status = code >> 8 & 0xff;
	}
}

static void wake_waiters(struct task_struct *parent, struct task_struct *p)
{
	__wake_up(&parent->signal->wait_chldexit, TASK_INTERRUPTIBLE, 1, p);
}

void do_notify_parent(struct task_struct *p, int sig)
{
	struct task_struct *parent = p->parent;
	struct sighand_struct *sighand = parent->sighand;
	siginfo_t info;
	unsigned long flags;

	assert_spin_locked(&tasklist_lock);
	assert(thread_group_leader(p) && sighand);
	spin_lock_irqsave(&sighand->siglock, flags);
	if (sig == SIGCHLD &&
	    sighand->action[SIGCHLD - 1].sa_handler == SIG_IGN)
		sig = 0;
	if (sig > 0 && !sig_ignored(parent, sig)) {
		fill_child_info(&info, p);
		fill_exit_status(&info, p->exit_code);
		info.si_signo = sig;
		send_signal_locked(sig, &info, parent, true);
	}
	wake_waiters(parent, p);
	spin_unlock_irqrestore(&sighand->siglock, flags);
}

void do_notify_parent_cldstop(struct task_struct *p, int why)
{
	struct task_struct *leader = p->group_leader;
	struct task_struct *parent = leader->parent;
	struct sighand_struct *sighand = parent->sighand;
	siginfo_t info;
	unsigned long flags;

	assert_spin_locked(&tasklist_lock);
	assert(why == CLD_STOPPED || why == CLD_CONTINUED);
	spin_lock_irqsave(&sighand->siglock, flags);
	if (!(sighand->action[SIGCHLD - 1].sa_flags & SA_NOCLDSTOP) &&
	    !sig_ignored(parent, SIGCHLD)) {
		fill_child_info(&info, leader);
		info.si_code = why;
		info.si_status = why == CLD_CONTINUED ? SIGCONT
						      : p->signal->stop_code;
		send_signal_locked(SIGCHLD, &info, parent, true);
	}
	wake_waiters(parent, leader);
	spin_unlock_irqrestore(&sighand->siglock, flags);
}

bool is_orphaned_pgrp(pid_t pgrp)
{
	bool orphaned;

	spin_lock(&tasklist_lock);
	orphaned = will_become_orphaned_pgrp(pgrp, NULL);
	spin_unlock(&tasklist_lock);
	return orphaned;
}
