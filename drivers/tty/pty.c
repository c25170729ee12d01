// SPDX-License-Identifier: GPL-2.0
/*
 * Pseudo-terminals: a terminal whose line is a program. Each open of /dev/ptmx
 * makes a pair; what one side writes the other reads.
 *
 *	terminal emulator                              shell
 *	   | write        read_buf, n_tty: lines, ^C       ^ read
 *	   v   ,---------------------------------------.   |
 *	 master                  | echo                slave  /dev/pts/N
 *	   ^   `---------------------------------------'   |
 *	   | read         read_buf, raw         OPOST      v write
 *
 * Each direction has one buffer, the reader's input ring. A writer is given no
 * more room than is free there, so nothing is lost: when it is full he waits,
 * and the reader's line discipline tells by throttle() when half of it is free
 * again. The master's side has no modes: it is always raw, and ioctls for modes,
 * size and owner mean the slave.
 *
 * The life of a pair: the master is opened once; its close removes the node,
 * hangs the slave up and leaves it nameless; the last file of the two frees both.
 * While no slave is open after one was, the master reads what is left, then EIO.
 *
 * Locks: tty_mutex for making and closing; both sides' tty->lock, the slave's
 * first. Source: pts(4), pty(7), ioctl_tty(2).
 */
#include <lectern/chrdev.h>
#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <uapi/errno.h>
#include <uapi/major.h>
#include <uapi/poll.h>

#include "tty_internal.h"

#define PTY_MAX 256

static struct tty_struct *slaves[PTY_MAX]; /* with a master; [tty_mutex] */

/* -- characters ------------------------------------------------------------------ */

/* A line is being typed that is not there to be read yet. */
static bool unfinished_line(const struct tty_struct *tty)
{
	return tty->termios.c_lflag & ICANON && !n_tty_readable(tty, 1);
}

/* What the other side takes without losing any. The last place of a ring is for
 * the end of a line. */
static size_t free_places(struct tty_struct *tty)
{
	unsigned int used = n_tty_used(tty->link);

	return used < TTY_BUF_SIZE - 1 ? TTY_BUF_SIZE - 1 - used : 0;
}

/*
 * The slave is locked, the master is not: the slave will be, and echoes. A line
 * that is too long goes on, a character at a time, though all but its end is
 * dropped: nobody could read it to make room. To receive nothing is not idle: it
 * marks a full ring, so that we shall be woken.
 */
static size_t pty_write(struct tty_struct *tty, const u8 *buf, size_t n)
{
	size_t done = 0, part;

	do {
		part = free_places(tty);
		if (!part)
			part = unfinished_line(tty->link);
		part = min(part, n - done);
		tty_receive(tty->link, buf + done, part);
		done += part;
	} while (part);
	return done;
}

static size_t pty_write_room(struct tty_struct *tty)
{
	return unfinished_line(tty->link) ? TTY_BUF_SIZE : free_places(tty);
}

/* There is room in tty's ring again. */
static void pty_throttle(struct tty_struct *tty, bool stop)
{
	if (!stop)
		tty_wakeup(tty->link);
}

/* -- life ------------------------------------------------------------------------- */

/* The last file of this side is closed. tty_mutex held. */
static void pty_close(struct tty_struct *tty)
{
	struct tty_struct *other = tty->link;

	if (tty->master) {
		slaves[tty->index] = NULL;
		devpts_remove(tty->index);
		tty_hangup(other);
	} else {
		other->other_closed = true;
		wake_up_poll(&other->read_wait, POLLIN | POLLRDNORM | POLLHUP);
	}
	if (other->count)
		return;
	flush_work(&tty_real(tty)->signal_work);
	kfree(other);
	kfree(tty);
}

/* -- ioctls ----------------------------------------------------------------------- */

static long set_lock(struct tty_struct *slave, const s32 __user *arg)
{
	s32 locked;

	if (get_user(locked, arg))
		return -EFAULT;
	slave->locked = locked;
	return 0;
}

static long pty_ioctl(struct tty_struct *tty, unsigned int cmd,
		      unsigned long arg)
{
	if (!tty->master)
		return -ENOIOCTLCMD;
	switch (cmd) {
	case TIOCGPTN:
		return put_user(tty->index, (u32 __user *)arg);
	case TIOCSPTLCK:
		return set_lock(tty->link, (s32 __user *)arg);
	}
	return -ENOIOCTLCMD;
}

/* -- drivers ------------------------------------------------------------------------ */

static const struct tty_operations pty_ops = {
	.close = pty_close,
	.write = pty_write,
	.write_room = pty_write_room,
	.throttle = pty_throttle,
	.ioctl = pty_ioctl,
};

static struct tty_driver slave_driver = {
	.name = "pts",
	.major = UNIX98_PTY_SLAVE_MAJOR,
	.num = PTY_MAX,
	.no_nodes = true,
	.ops = &pty_ops,
	.ttys = slaves,
};

/* Not registered: /dev/ptmx alone leads to a master. No character is special. */
static struct tty_driver master_driver = {
	.init_termios = {
		.c_cflag = B38400 | CS8 | CREAD,
		.c_cc = { [VMIN] = 1 },
	},
	.ops = &pty_ops,
};

/* tty_mutex held. */
static unsigned int free_index(void)
{
	unsigned int index = 0;

	while (index < PTY_MAX && slaves[index])
		index++;
	return index;
}

struct tty_struct *pty_make(void)
{
	unsigned int index = free_index();
	struct tty_struct *master, *slave;
	int error = -ENOMEM;

	if (index == PTY_MAX)
		return ERR_PTR(-ENOSPC);
	master = alloc_tty(&master_driver, index);
	slave = alloc_tty(&slave_driver, index);
	if (master && slave)
		error = devpts_make(index,
				    MKDEV(UNIX98_PTY_SLAVE_MAJOR, index));
	if (error) {
		kfree(slave);
		kfree(master);
		return ERR_PTR(error);
	}
	master->link = slave;
	master->master = true;
	slave->link = master;
	slave->locked = true;
	slaves[index] = slave;
	return master;
}

static int __init pty_init(void)
{
	slave_driver.init_termios = tty_std_termios;
	return tty_register_driver(&slave_driver);
}
device_initcall(pty_init);
