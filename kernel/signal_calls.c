// SPDX-License-Identifier: GPL-2.0
/*
 * Sending signals, asked for by programs: kill(2), tkill(2), sigqueue(3).
 *
 * A number above 0 names a process or thread; what it names may end at any
 * moment, so tasklist_lock is held from the search to the sending.
 */
#include <lectern/i386/uaccess.h>
#include <lectern/limits.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>

#include "signals.h"

#define INIT_PID 1

/* Permission, then the signal; tasklist_lock held. */
static int try_signal(int sig, siginfo_t *info, struct task_struct *p,
		      bool group)
{
	int err = check_kill_permission(sig, info, p);

	if (err)
		return err;
	return group ? group_send_sig_info(sig, info, p)
		     : send_sig_info(sig, info, p);
}

static int kill_process(pid_t pid, int sig, siginfo_t *info)
{
	struct task_struct *p;
	int err = -ESRCH;

	spin_lock(&tasklist_lock);
	p = find_task_by_pid(pid);
	if (p)
		err = try_signal(sig, info, p, true);
	spin_unlock(&tasklist_lock);
	return err;
}

/* 0 when one process at least got it. */
static int kill_group(pid_t pgrp, int sig)
{
	struct list_head *members;
	struct task_struct *p;
	int err = -ESRCH, one;
	bool sent = false;

	spin_lock(&tasklist_lock);
	members = pgrp_members(pgrp);
	if (members) {
		list_for_each_entry(p, members, pgrp_link) {
			one = try_signal(sig, SEND_SIG_NOINFO, p, true);
			if (one)
				err = one;
			else
				sent = true;
		}
	}
	spin_unlock(&tasklist_lock);
	return sent ? 0 : err;
}

/* Everybody but init, kernel threads and the caller. */
static int kill_everybody(int sig)
{
	struct task_struct *p;
	int err = -ESRCH, one;
	bool sent = false;

	spin_lock(&tasklist_lock);
	for_each_process(p) {
		if (p->tgid == INIT_PID || p->tgid == current->tgid ||
		    p->flags & PF_KTHREAD)
			continue;
		one = try_signal(sig, SEND_SIG_NOINFO, p, true);
		if (one)
			err = one;
		else
			sent = true;
	}
	spin_unlock(&tasklist_lock);
	return sent ? 0 : err;
}

SYSCALL(kill, pid_t pid, int sig)
{
	if (sig < 0 || sig > _NSIG)
		return -EINVAL;
	if (pid > 0)
		return kill_process(pid, sig, SEND_SIG_NOINFO);
	if (pid == -1)
		return kill_everybody(sig);
	if (pid == INT_MIN)
		return -ESRCH;
	return kill_group(pid ? -pid : current->signal->pgrp, sig);
}

/* -- to a thread ----------------------------------------------------------- */

/* tgid 0: whatever process the thread is of. */
static int kill_thread(pid_t tgid, pid_t tid, int sig, siginfo_t *info)
{
	struct task_struct *p;
	int err = -ESRCH;

	spin_lock(&tasklist_lock);
	p = find_task_by_pid(tid);
	if (p && (!tgid || p->tgid == tgid))
		err = try_signal(sig, info, p, false);
	spin_unlock(&tasklist_lock);
	return err;
}

static int do_tkill(pid_t tgid, pid_t tid, int sig)
{
	siginfo_t info = {
		.si_signo = sig,
		.si_code = SI_TKILL,
		.si_pid = current->tgid,
		.si_uid = current->cred.uid,
	};

	return kill_thread(tgid, tid, sig, &info);
}

SYSCALL(tgkill, pid_t tgid, pid_t tid, int sig)
{
	if (tgid <= 0 || tid <= 0)
		return -EINVAL;
	return do_tkill(tgid, tid, sig);
}

SYSCALL(tkill, pid_t tid, int sig)
{
	return tid > 0 ? do_tkill(0, tid, sig) : -EINVAL;
}

/* -- with a value ---------------------------------------------------------- */

/* Nobody may pretend to be the kernel or kill(2), except to himself. */
static int get_info(siginfo_t *info, int sig, const siginfo_t __user *uinfo,
		    pid_t pid)
{
	if (copy_from_user(info, uinfo, sizeof(*info)))
		return -EFAULT;
	info->si_signo = sig;
	if ((info->si_code >= 0 || info->si_code == SI_TKILL) &&
	    pid != current->tgid && pid != current->pid)
		return -EPERM;
	return 0;
}

SYSCALL(rt_sigqueueinfo, pid_t pid, int sig, const siginfo_t __user *uinfo)
{
	siginfo_t info;
	int err = get_info(&info, sig, uinfo, pid);

	return err ? err : kill_process(pid, sig, &info);
}

SYSCALL(rt_tgsigqueueinfo, pid_t tgid, pid_t tid, int sig,
	const siginfo_t __user *uinfo)
{
	siginfo_t info;
	int err;

	if (tgid <= 0 || tid <= 0)
		return -EINVAL;
	err = get_info(&info, sig, uinfo, tid);
	return err ? err : kill_thread(tgid, tid, sig, &info);
}
