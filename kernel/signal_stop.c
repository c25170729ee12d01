// SPDX-License-Identifier: GPL-2.0
/*
 * Job control: a whole process stops, goes on, and its parent hears of it.
 *
 * One thread takes the stop signal and begins; it counts those who are to stop
 * (group_stop_count) and wakes them, so that they come by here on their way to
 * user space. Each takes itself off the count and sleeps as TASK_STOPPED; who
 * makes it 0 tells the parent.
 *
 *   thread A   SIGTSTP, count = 3, then 2   STOPPED ...............  runs
 *   thread B   running                   1     STOPPED ............  runs
 *   thread C   running                         0, SIGCHLD  STOPPED   runs
 *                                                        SIGCONT --^
 *
 * SIGCONT works when it is sent, not when it is taken: a stopped process could
 * not take it. The sender holds the wrong locks to tell the receiver's parent; it
 * leaves a note (cld_notify), and the first thread that goes on delivers it.
 *
 * Locks: siglock for the counts; tasklist_lock outside of it to find the parent.
 */
#include <lectern/bug.h>
#include <lectern/sched.h>

#include "signals.h"

static void lock_signals(void)
{
	spin_lock_irq(&current->sighand->siglock);
}

static void unlock_signals(void)
{
	spin_unlock_irq(&current->sighand->siglock);
}

static void notify_parent(int why)
{
	spin_lock(&tasklist_lock);
	do_notify_parent_cldstop(current, why);
	spin_unlock(&tasklist_lock);
}

/* -- stopping -------------------------------------------------------------- */

/* Count the threads that are to stop, this one included, and have them come. */
static void begin_stop(int sig)
{
	struct signal_struct *signal = current->signal;
	struct task_struct *t;

	signal->stop_code = sig;
	signal->group_stop_count = 1;
	for_each_thread(current, t) {
		if (t == current || t->flags & PF_EXITING ||
		    t->state == TASK_STOPPED)
			continue;
		signal->group_stop_count++;
		signal_wake_up(t, false);
	}
}

/* One thread less to wait for; true when it was the last. */
static bool leave_stop_count(void)
{
	struct signal_struct *signal = current->signal;

	assert(signal->group_stop_count > 0);
	if (--signal->group_stop_count)
		return false;
	signal->stopped = true;
	signal->continued = false;
	return true;
}

static void stop_this_thread(void)
{
	bool last = leave_stop_count();

	set_current_state(TASK_STOPPED);
	unlock_signals();
	if (last)
		notify_parent(CLD_STOPPED);
	schedule();
	lock_signals();
}

/*
 * A process that nobody could continue is not stopped from a terminal. To find
 * that out the lock is dropped: a SIGCONT that comes meanwhile wins.
 */
void stop_process(int sig)
{
	struct signal_struct *signal = current->signal;
	unsigned int seq = signal->cont_seq;
	bool orphaned;

	if (sig != SIGSTOP) {
		unlock_signals();
		orphaned = is_orphaned_pgrp(signal->pgrp);
		lock_signals();
		if (orphaned || seq != signal->cont_seq ||
		    fatal_signal_pending(current))
			return;
	}
	if (!signal->group_stop_count)
		begin_stop(sig);
	stop_this_thread();
}

void do_job_control(void)
{
	struct signal_struct *signal = current->signal;
	int why = signal->cld_notify;

	if (why) {
		signal->cld_notify = 0;
		unlock_signals();
		notify_parent(why);
		lock_signals();
	}
	if (signal->group_stop_count)
		stop_this_thread();
}

/* -- going on -------------------------------------------------------------- */

void continue_process(struct task_struct *p)
{
	struct signal_struct *signal = p->signal;
	struct task_struct *t;

	signal->cont_seq++;
	rm_from_process(&(const sigset_t){ { SIGS_STOP } }, p);
	if (signal->stopped)
		signal->cld_notify = CLD_CONTINUED;
	else if (signal->group_stop_count)
		signal->cld_notify = CLD_STOPPED;
	else
		return;
	signal->stopped = false;
	signal->continued = true;
	signal->stop_code = 0;
	signal->group_stop_count = 0;
	for_each_thread(p, t)
		try_to_wake_up(t, TASK_STOPPED);
}

/* -- ending ---------------------------------------------------------------- */

void exit_signals(struct task_struct *p)
{
	bool last = false;

	assert(p == current);
	lock_signals();
	p->flags |= PF_EXITING;
	if (!thread_group_empty(p) && !p->signal->group_exit) {
		if (signal_pending(p))
			hand_over_signals();
		if (p->signal->group_stop_count)
			last = leave_stop_count();
	}
	unlock_signals();
	if (last)
		notify_parent(CLD_STOPPED);
}
