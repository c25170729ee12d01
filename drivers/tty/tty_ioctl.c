// SPDX-License-Identifier: GPL-2.0
/*
 * A terminal's ioctls: modes, window size, drain, flush, start and stop. Job
 * control's are in tty_jobctrl.c. Source: ioctl_tty(2), termios(3).
 *
 * Locks: termios_sem keeps changes of the modes apart; the new ones are stored
 * under tty->lock, because interrupts look at them.
 */
#include <lectern/sched.h>
#include <lectern/string.h>
#include <uapi/errno.h>
#include <uapi/poll.h>

#include "tty_internal.h"

/* -- modes -------------------------------------------------------------------------- */

static long get_termios(struct tty_struct *tty, void __user *arg)
{
	struct termios t;

	mutex_lock(&tty->termios_sem);
	t = tty->termios;
	mutex_unlock(&tty->termios_sem);
	return copy_to_user(arg, &t, sizeof(t)) ? -EFAULT : 0;
}

/* A line without wires has no speed, size of characters or parity to change. */
static void keep_hardware(struct termios *t, const struct termios *old)
{
	u32 soft = HUPCL | CREAD | CLOCAL;

	t->c_cflag = (old->c_cflag & ~soft) | (t->c_cflag & soft);
}

static void change_termios(struct tty_struct *tty, const struct termios *t,
			   bool flush)
{
	struct termios old;
	unsigned long flags;

	mutex_lock(&tty->termios_sem);
	spin_lock_irqsave(&tty->lock, flags);
	old = tty->termios;
	if (flush)
		n_tty_flush_input(tty);
	tty->termios = *t;
	tty->termios.c_line = old.c_line;
	if (!tty->driver->ops->set_termios)
		keep_hardware(&tty->termios, &old);
	n_tty_termios_changed(tty, &old);
	spin_unlock_irqrestore(&tty->lock, flags);
	if (tty->driver->ops->set_termios)
		tty->driver->ops->set_termios(tty, &old);
	mutex_unlock(&tty->termios_sem);
	wake_up_poll(&tty->read_wait, POLLIN | POLLRDNORM);
}

static long set_termios(struct tty_struct *tty, struct file *file,
			unsigned int cmd, const void __user *arg)
{
	struct termios t;
	int error;

	if (copy_from_user(&t, arg, sizeof(t)))
		return -EFAULT;
	error = cmd == TCSETS ? 0 : tty_wait_until_sent(tty, file);
	if (!error)
		change_termios(tty, &t, cmd == TCSETSF);
	return error;
}

/* -- window size ----------------------------------------------------------------------- */

static long set_winsize(struct tty_struct *tty, const void __user *arg)
{
	struct winsize size;
	bool changed;

	if (copy_from_user(&size, arg, sizeof(size)))
		return -EFAULT;
	mutex_lock(&tty->termios_sem);
	changed = memcmp(&size, &tty->winsize, sizeof(size)) != 0;
	tty->winsize = size;
	mutex_unlock(&tty->termios_sem);
	if (changed && tty->pgrp > 0)
		kill_pgrp(tty->pgrp, SIGWINCH, SEND_SIG_KERNEL);
	return 0;
}

/* -- flow ------------------------------------------------------------------------------- */

static long flow(struct tty_struct *tty, unsigned long what)
{
	unsigned long flags;
	int which;

	if (what > TCION)
		return -EINVAL;
	spin_lock_irqsave(&tty->lock, flags);
	if (what == TCOOFF || what == TCOON) {
		tty->flow_stopped = what == TCOOFF;
		tty_set_stopped(tty, what == TCOOFF);
	} else {
		which = what == TCIOFF ? VSTOP : VSTART;
		tty_send_xchar(tty, tty->termios.c_cc[which]);
	}
	spin_unlock_irqrestore(&tty->lock, flags);
	return 0;
}

static long flush(struct tty_struct *tty, unsigned long what)
{
	unsigned long flags;

	if (what > TCIOFLUSH)
		return -EINVAL;
	spin_lock_irqsave(&tty->lock, flags);
	if (what != TCOFLUSH)
		n_tty_flush_input(tty);
	if (what != TCIFLUSH)
		tty_flush_buffer(tty);
	spin_unlock_irqrestore(&tty->lock, flags);
	if (what != TCIFLUSH)
		tty_wakeup(tty);
	return 0;
}

/* -- all of them --------------------------------------------------------------------------- */

/* What changes the terminal is not for background processes. */
static bool is_change(unsigned int cmd)
{
	return (cmd >= TCSETS && cmd <= TCSETSF) ||
	       (cmd >= TCSBRK && cmd <= TCFLSH) || cmd == TCSBRKP;
}

static long generic_ioctl(struct tty_struct *tty, struct file *file,
			  unsigned int cmd, unsigned long arg)
{
	struct tty_struct *real = tty_real(tty);
	void __user *user = (void __user *)arg;

	switch (cmd) {
	case TCGETS:
		return get_termios(real, user);
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_termios(real, file, cmd, user);
	case TIOCGWINSZ:
		return copy_to_user(user, &real->winsize, sizeof(real->winsize))
			       ? -EFAULT
			       : 0;
	case TIOCSWINSZ:
		return set_winsize(real, user);
	case TCSBRK: /* no line here sends a break: drain only */
	case TCSBRKP:
		return tty_wait_until_sent(tty, file);
	case TCXONC:
		return flow(tty, arg);
	case TCFLSH:
		return flush(tty, arg);
	case FIONREAD:
		return put_user(n_tty_chars_readable(tty), (u32 __user *)arg);
	case TIOCOUTQ:
		return put_user(tty_chars_in_buffer(tty), (u32 __user *)arg);
	}
	return -ENOIOCTLCMD;
}

long tty_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct tty_struct *tty = file_tty(file);
	long ret;

	if (tty_hung_up(file))
		return cmd == TIOCSPGRP ? -ENOTTY : -EIO;
	ret = is_change(cmd) ? tty_check_change(tty, SIGTTOU) : 0;
	if (ret)
		return ret;
	ret = tty_jobctrl_ioctl(file, cmd, arg);
	if (ret == -ENOIOCTLCMD)
		ret = generic_ioctl(tty, file, cmd, arg);
	if (ret == -ENOIOCTLCMD && tty->driver->ops->ioctl)
		ret = tty->driver->ops->ioctl(tty, cmd, arg);
	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}
