// SPDX-License-Identifier: GPL-2.0
/*
 * Process groups and sessions: what a shell makes a job of, and what a terminal
 * belongs to. credentials(7) and setpgid(2) tell the rules.
 *
 *   session 100                       its terminal's foreground group: 120
 *   +------------------------------------------------+
 *   | group 100     group 110         group 120      |
 *   | shell         cc | as (stopped) make, cc       |
 *   +------------------------------------------------+
 *
 * A group is orphaned when no member has a parent in the same session and
 * another group: then nobody could continue it, and it is not stopped.
 *
 * Lock: tasklist_lock guards pgrp and session of every process; pid.c keeps the
 * list of a group's members.
 */
#include <lectern/bug.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>

#include "tasks.h"

bool has_stopped_jobs(pid_t pgrp)
{
	struct list_head *members = pgrp_members(pgrp);
	struct task_struct *p;

	if (!members)
		return false;
	list_for_each_entry(p, members, pgrp_link)
		if (p->signal->stopped)
			return true;
	return false;
}

/* Could p's parent continue the group that p is in? */
static bool is_looked_after(struct task_struct *p)
{
	const struct task_struct *parent = p->real_parent;

	return parent->tgid > 1 && parent->signal->pgrp != p->signal->pgrp &&
	       parent->signal->session == p->signal->session;
}

bool will_become_orphaned_pgrp(pid_t pgrp, struct task_struct *ignored)
{
	struct list_head *members = pgrp_members(pgrp);
	struct task_struct *p;

	assert_spin_locked(&tasklist_lock);
	if (!members)
		return true;
	list_for_each_entry(p, members, pgrp_link)
		if (p != ignored && !is_ready_zombie(p) && is_looked_after(p))
			return false;
	return true;
}

/* -- system calls ---------------------------------------------------------- */

/*
 * May the current task put p into pgrp? setpgid(2), "ERRORS": p is itself or a
 * child that has not called exec, no session leader, and the group is a new one
 * or one of the session.
 */
static int check_setpgid(struct task_struct *p, pid_t pgrp)
{
	pid_t session = current->signal->session;
	struct list_head *members;

	if (!p)
		return -ESRCH;
	if (!thread_group_leader(p))
		return -EINVAL;
	if (p->real_parent->tgid == current->tgid) {
		if (p->signal->session != session)
			return -EPERM;
		if (!(p->flags & PF_FORKNOEXEC))
			return -EACCES;
	} else if (p != current->group_leader) {
		return -ESRCH;
	}
	if (p->signal->leader)
		return -EPERM;
	if (pgrp == p->pid)
		return 0;
	members = pgrp_members(pgrp);
	if (!members || list_first_entry(members, struct task_struct, pgrp_link)
					->signal->session != session)
		return -EPERM;
	return 0;
}

SYSCALL(setpgid, pid_t pid, pid_t pgrp)
{
	struct task_struct *p;
	int err;

	if (!pid)
		pid = current->tgid;
	if (!pgrp)
		pgrp = pid;
	if (pgrp < 0)
		return -EINVAL;
	spin_lock(&tasklist_lock);
	p = find_task_by_pid(pid);
	err = check_setpgid(p, pgrp);
	if (!err && p->signal->pgrp != pgrp)
		change_pgrp(p, pgrp, p->signal->session);
	spin_unlock(&tasklist_lock);
	return err;
}

/* The group, or the session, of a process; pid 0 is the caller's. */
static long ask(pid_t pid, bool session)
{
	struct task_struct *p;
	long ret = -ESRCH;

	spin_lock(&tasklist_lock);
	p = find_process_by_pid(pid);
	if (p)
		ret = session ? p->signal->session : p->signal->pgrp;
	spin_unlock(&tasklist_lock);
	return ret;
}

SYSCALL(getpgid, pid_t pid)
{
	return ask(pid, false);
}

SYSCALL(getpgrp, void)
{
	return ask(0, false);
}

SYSCALL(getsid, pid_t pid)
{
	return ask(pid, true);
}

SYSCALL(setsid, void)
{
	struct signal_struct *sig = current->signal;
	pid_t pid = current->tgid;
	long ret = -EPERM;

	spin_lock(&tasklist_lock);
	if (!sig->leader && !pgrp_members(pid)) {
		change_pgrp(current, pid, pid);
		spin_lock_irq(&current->sighand->siglock);
		sig->leader = true;
		sig->tty = NULL;
		spin_unlock_irq(&current->sighand->siglock);
		ret = pid;
	}
	spin_unlock(&tasklist_lock);
	return ret;
}
