// SPDX-License-Identifier: GPL-2.0
/*
 * Sending signals, asked for by programs: kill(2), tkill(2), sigqueue(3). Who may
 * do so, and to whom; to groups the kernel sends by the same way.
 *
 * A number above 0 names a process or thread; what it names may end at any
 * moment, so tasklist_lock is held from the search to the sending.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/limits.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>

#include "signals.h"

#define INIT_PID 1

/* kill(2): the sender's real or effective uid is the receiver's real or saved
 * one; SIGCONT also goes to any process of the session. */
static bool may_kill(int sig, const struct task_struct *p)
{
	const struct cred *mine = &current->cred, *its = &p->cred;

	if (p->signal == current->signal)
		return true;
	if (mine->euid == its->suid || mine->euid == its->uid ||
	    mine->uid == its->suid || mine->uid == its->uid)
		return true;
	if (sig == SIGCONT && p->signal->session == current->signal->session)
		return true;
	return capable(CAP_KILL);
}

/* Permission, then the signal; tasklist_lock held. */
static int try_signal(int sig, siginfo_t *info, struct task_struct *p,
		      bool group)
{
	if (sig < 0 || sig > _NSIG)
		return -EINVAL;
	if (info != SEND_SIG_KERNEL && !may_kill(sig, p))
		return -EPERM;
	return do_send_sig_info(sig, info, p, group);
}

/* To a thread or its process. tgid: the process that it must be of, or 0. */
static int kill_one(pid_t tgid, pid_t pid, int sig, siginfo_t *info, bool group)
{
	struct task_struct *p;
	int err = -ESRCH;

	spin_lock(&tasklist_lock);
	p = find_task_by_pid(pid);
	if (p && (!tgid || p->tgid == tgid))
		err = try_signal(sig, info, p, group);
	spin_unlock(&tasklist_lock);
	return err;
}

/* err is 0 when one process at least got it. */
int __kill_pgrp(pid_t pgrp, int sig, siginfo_t *info)
{
	struct list_head *members = pgrp_members(pgrp);
	struct task_struct *p;
	int err = -ESRCH, one;

	assert_spin_locked(&tasklist_lock);
	if (!members)
		return -ESRCH;
	list_for_each_entry(p, members, pgrp_link) {
		one = try_signal(sig, info, p, true);
		if (err)
			err = one;
	}
	return err;
}

int kill_pgrp(pid_t pgrp, int sig, siginfo_t *info)
{
	int err;

	spin_lock(&tasklist_lock);
	err = __kill_pgrp(pgrp, sig, info);
	spin_unlock(&tasklist_lock);
	return err;
}

/* Everybody but init, kernel threads and the caller. Those who may not be sent
 * it count as if they had got it, as on Linux. */
static int kill_everybody(int sig)
{
	struct task_struct *p;
	int err = -ESRCH, one;

	spin_lock(&tasklist_lock);
	for_each_process(p) {
		if (p->tgid == INIT_PID || p->tgid == current->tgid ||
		    p->flags & PF_KTHREAD)
			continue;
		one = try_signal(sig, SEND_SIG_NOINFO, p, true);
		if (err)
			err = one == -EPERM ? 0 : one;
	}
	spin_unlock(&tasklist_lock);
	return err;
}

SYSCALL(kill, pid_t pid, int sig)
{
	if (pid > 0)
		return kill_one(0, pid, sig, SEND_SIG_NOINFO, true);
	if (pid == -1)
		return kill_everybody(sig);
	if (pid == INT_MIN)
		return -ESRCH;
	return kill_pgrp(pid ? -pid : current->signal->pgrp, sig,
			 SEND_SIG_NOINFO);
}

/* -- to a thread ----------------------------------------------------------- */

/* tgid 0: whatever process the thread is of. */
static int do_tkill(pid_t tgid, pid_t tid, int sig)
{
	siginfo_t info = {
		.si_signo = sig,
		.si_code = SI_TKILL,
		.si_pid = current->tgid,
		.si_uid = current->cred.uid,
	};

	return tid > 0 ? kill_one(tgid, tid, sig, &info, false) : -EINVAL;
}

SYSCALL(tgkill, pid_t tgid, pid_t tid, int sig)
{
	return tgid > 0 ? do_tkill(tgid, tid, sig) : -EINVAL;
}

SYSCALL(tkill, pid_t tid, int sig)
{
	return do_tkill(0, tid, sig);
}

/* -- with a value ---------------------------------------------------------- */

/* Nobody may pretend to be the kernel or kill(2), except to himself: a thread
 * to the one of its own id. */
static int get_info(siginfo_t *info, int sig, const siginfo_t __user *uinfo,
		    pid_t pid)
{
	if (copy_from_user(info, uinfo, sizeof(*info)))
		return -EFAULT;
	info->si_signo = sig;
	if ((info->si_code >= 0 || info->si_code == SI_TKILL) &&
	    pid != current->pid)
		return -EPERM;
	return 0;
}

SYSCALL(rt_sigqueueinfo, pid_t pid, int sig, const siginfo_t __user *uinfo)
{
	siginfo_t info;
	int err = get_info(&info, sig, uinfo, pid);

	return err ? err : kill_one(0, pid, sig, &info, true);
}

SYSCALL(rt_tgsigqueueinfo, pid_t tgid, pid_t tid, int sig,
	const siginfo_t __user *uinfo)
{
	siginfo_t info;
	int err;

	if (tgid <= 0 || tid <= 0)
		return -EINVAL;
	err = get_info(&info, sig, uinfo, tid);
	return err ? err : kill_one(tgid, tid, sig, &info, false);
}
