// SPDX-License-Identifier: GPL-2.0
/*
 * Whose terminal is it: sessions, the foreground group, and the signals that
 * keep the others off.
 *
 *	session 12 --owns--> tty  (tty->session = 12)
 *	  |  group 12 (the shell)
 *	  |  group 20 <--in the foreground-- (tty->pgrp = 20): reads, gets ^C
 *	  `- group 21  in the background: SIGTTIN when it reads
 *	every process of the session: signal->tty = tty
 *
 * ^C is typed in an interrupt, but a group's processes are found under
 * tasklist_lock, which interrupts may not take. So the input side leaves the
 * signal with the tty, and kworker sends it.
 *
 * Locks: tty_mutex for every change of who owns a terminal; tasklist_lock inside
 * it to walk the tasks; tty->lock (irqs off) for the signals to send.
 * Source: POSIX chapter 11, ioctl_tty(2), credentials(7).
 */
#include <lectern/bitops.h>
#include <lectern/init.h>
#include <lectern/sched.h>
#include <uapi/capability.h>
#include <uapi/errno.h>

#include "tty_internal.h"

/* -- signals from the keyboard ---------------------------------------------------- */

static void send_signals(struct work_struct *work)
{
	struct tty_struct *tty =
		container_of(work, struct tty_struct, signal_work);
	u32 signals;

	spin_lock_irq(&tty->lock);
	signals = tty->pending_signals;
	tty->pending_signals = 0;
	spin_unlock_irq(&tty->lock);
	for (; signals && tty->pgrp > 0; signals &= signals - 1)
		kill_pgrp(tty->pgrp, (int)__ffs(signals), SEND_SIG_KERNEL);
}

void tty_init_signals(struct tty_struct *tty)
{
	init_work(&tty->signal_work, send_signals);
}

void tty_queue_signal(struct tty_struct *tty, int sig)
{
	assert_spin_locked(&tty->lock);
	tty->pending_signals |= 1U << sig;
	schedule_work(&tty->signal_work);
}

/* For /proc/PID/stat. */
static void describe(struct tty_struct *tty, dev_t *dev, pid_t *pgrp)
{
	const struct tty_driver *driver = tty->driver;

	*dev = MKDEV(driver->major, driver->minor_start + tty->index);
	*pgrp = tty->pgrp;
}

static int __init tty_jobctrl_init(void)
{
	tty_describe = describe;
	return 0;
}
device_initcall(tty_jobctrl_init);

/* -- keeping the background off ------------------------------------------------------ */

static bool in_background(const struct tty_struct *tty)
{
	return current->signal->tty == tty && tty->pgrp > 0 &&
	       current->signal->pgrp != tty->pgrp;
}

static bool ignored_or_blocked(int sig)
{
	struct sighand_struct *sighand = current->sighand;
	unsigned long flags;
	bool ignored;

	spin_lock_irqsave(&sighand->siglock, flags);
	ignored = sigismember(&current->blocked, sig) ||
		  sighand->action[sig - 1].sa_handler == SIG_IGN;
	spin_unlock_irqrestore(&sighand->siglock, flags);
	return ignored;
}

int tty_check_change(struct tty_struct *tty, int sig)
{
	if (!in_background(tty))
		return 0;
	if (ignored_or_blocked(sig))
		return sig == SIGTTIN ? -EIO : 0;
	/* Nobody could continue it. */
	if (is_orphaned_pgrp(current->signal->pgrp))
		return -EIO;
	kill_pgrp(current->signal->pgrp, sig, SEND_SIG_KERNEL);
	return -ERESTARTSYS;
}

/* -- owning a terminal -------------------------------------------------------------- */

/* The current process's session takes the tty. tty_mutex held. */
static void take_ctty(struct tty_struct *tty)
{
	tty->session = current->signal->session;
	tty->pgrp = current->signal->pgrp;
	current->signal->tty = tty;
}

void tty_open_ctty(struct tty_struct *tty)
{
	if (current->signal->leader && !current->signal->tty && !tty->session)
		take_ctty(tty);
}

/* No process of its session has the tty any more. tty_mutex held. */
static void give_up_ctty(struct tty_struct *tty)
{
	struct task_struct *p;

	spin_lock(&tasklist_lock);
	for_each_process(p)
		if (p->signal && p->signal->tty == tty)
			p->signal->tty = NULL;
	spin_unlock(&tasklist_lock);
	tty->session = 0;
	tty->pgrp = 0;
}

/*
 * What the foreground group learns when its terminal goes; the second one is
 * for those that are stopped.
 */
static void signal_foreground(pid_t pgrp)
{
	if (pgrp <= 0)
		return;
	kill_pgrp(pgrp, SIGHUP, SEND_SIG_KERNEL);
	kill_pgrp(pgrp, SIGCONT, SEND_SIG_KERNEL);
}

/* Cut off all files that are open now. tty_mutex held. */
static void cut_off(struct tty_struct *tty)
{
	unsigned long flags;

	spin_lock_irqsave(&tty->lock, flags);
	tty->hangups++;
	n_tty_flush_input(tty);
	tty->flow_stopped = false;
	tty_set_stopped(tty, false);
	spin_unlock_irqrestore(&tty->lock, flags);
	wake_up_all(&tty->read_wait);
	wake_up_all(&tty->write_wait);
}

/*
 * The current process's tty belongs to no session any more; hang_up: open files
 * of it are cut off too. Not of a pty, whose line is still there: others may go
 * on with it.
 */
static void detach(bool hang_up)
{
	struct tty_struct *tty;
	pid_t pgrp = 0;

	mutex_lock(&tty_mutex);
	tty = current->signal->tty;
	if (tty) {
		pgrp = tty->pgrp;
		if (hang_up && !tty->link)
			cut_off(tty);
		give_up_ctty(tty);
	}
	mutex_unlock(&tty_mutex);
	signal_foreground(pgrp);
}

void disassociate_ctty(void)
{
	detach(true);
}

void tty_hangup(struct tty_struct *tty)
{
	pid_t leader = tty->session, pgrp = tty->pgrp;

	cut_off(tty);
	give_up_ctty(tty);
	signal_foreground(pgrp);
	if (leader != pgrp)
		signal_foreground(leader);
}

/* -- ioctls ------------------------------------------------------------------------- */

/* force: take it from another session, which needs the right to. */
static long ioctl_sctty(struct file *file, bool force)
{
	struct tty_struct *tty = tty_real(file_tty(file));
	struct signal_struct *sig = current->signal;
	long error = 0;

	mutex_lock(&tty_mutex);
	/* Else the owner might outlive a pty that goes. */
	if (tty_hung_up(file)) {
		error = -EIO;
		goto out;
	}
	if (sig->leader && sig->tty == tty && tty->session == sig->session)
		goto out;
	error = -EPERM;
	if (!sig->leader || sig->tty)
		goto out;
	if (tty->session) {
		if (!force || !capable(CAP_SYS_ADMIN))
			goto out;
		give_up_ctty(tty);
	}
	take_ctty(tty);
	error = 0;
out:
	mutex_unlock(&tty_mutex);
	return error;
}

static long ioctl_notty(struct tty_struct *tty)
{
	if (current->signal->tty != tty)
		return -ENOTTY;
	if (current->signal->leader)
		detach(false);
	else
		current->signal->tty = NULL;
	return 0;
}

static bool is_own(const struct tty_struct *tty)
{
	return current->signal->tty == tty &&
	       current->signal->session == tty->session;
}

/* 0 when there is such a group and it belongs to the caller's session. */
static long check_pgrp(pid_t pgrp)
{
	struct list_head *members;
	struct task_struct *p;
	long error = -ESRCH;

	spin_lock(&tasklist_lock);
	members = pgrp_members(pgrp);
	if (members) {
		p = list_first_entry(members, struct task_struct, pgrp_link);
		error = p->signal->session == current->signal->session ? 0
								       : -EPERM;
	}
	spin_unlock(&tasklist_lock);
	return error;
}

static long ioctl_spgrp(struct tty_struct *tty, pid_t __user *arg)
{
	pid_t pgrp;
	long error;

	if (!is_own(tty))
		return -ENOTTY;
	error = tty_check_change(tty, SIGTTOU);
	if (error)
		return error == -EIO ? -ENOTTY : error;
	if (get_user(pgrp, arg))
		return -EFAULT;
	if (pgrp < 0)
		return -EINVAL;
	error = check_pgrp(pgrp);
	if (error)
		return error;
	mutex_lock(&tty_mutex);
	if (is_own(tty))
		tty->pgrp = pgrp;
	else
		error = -ENOTTY;
	mutex_unlock(&tty_mutex);
	return error;
}

/* Who holds a pty's master may look at the slave's owner. */
long tty_jobctrl_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	pid_t __user *user_pid = (pid_t __user *)arg;
	struct tty_struct *tty = file_tty(file);
	struct tty_struct *real = tty_real(tty);
	bool may_look = tty->master || is_own(tty);

	switch (cmd) {
	case TIOCSCTTY:
		return ioctl_sctty(file, arg == 1);
	case TIOCNOTTY:
		return ioctl_notty(tty);
	case TIOCGPGRP:
		return may_look ? put_user(real->pgrp, user_pid) : -ENOTTY;
	case TIOCSPGRP:
		return ioctl_spgrp(real, user_pid);
	case TIOCGSID:
		return may_look ? put_user(real->session, user_pid) : -ENOTTY;
	}
	return -ENOIOCTLCMD;
}
