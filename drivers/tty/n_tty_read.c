// SPDX-License-Identifier: GPL-2.0
/*
 * The line discipline's read(2): a line, or raw characters by VMIN and VTIME.
 *
 *	VMIN  VTIME	a raw read ends
 *	 > 0   0	with VMIN characters
 *	 > 0  > 0	with VMIN, or VTIME after any character but not before one
 *	  0    0	at once
 *	  0   > 0	with one, or VTIME after it began
 *
 * and always when the caller's buffer is full. read_lock keeps readers apart,
 * so that no line is shared between two of them. Characters are taken out under
 * tty->lock and copied to the user without it. Source: termios(3).
 */
#include <lectern/bitops.h>
#include <lectern/sched.h>
#include <uapi/errno.h>

#include "tty_internal.h"

#define BATCH		256 /* characters, on the stack */
#define TICKS_PER_VTIME (HZ / 10)

/* -- out of the ring ---------------------------------------------------------------- */

/*
 * Up to n characters of the first line; *end says that it ended. The mark of an
 * end of file goes with the characters before it, even if they fill the buffer:
 * it only says that no more is to be waited for.
 */
static size_t take_line(struct tty_struct *tty, u8 *to, size_t n, bool *end)
{
	size_t taken = 0;

	for (*end = false; !*end && tty->read_tail != tty->canon_head;
	     tty->read_tail++) {
		unsigned int at = tty->read_tail & RING_MASK;
		u8 c = tty->read_buf[at];

		*end = test_bit(at, tty->read_flags);
		if (*end && c == EOF_MARK)
			continue;
		if (taken == n) {
			*end = false;
			break;
		}
		to[taken++] = c;
	}
	return taken;
}

static size_t take_raw(struct tty_struct *tty, u8 *to, size_t n)
{
	size_t taken = 0;

	while (taken < n && tty->read_tail != tty->read_head)
		to[taken++] = tty->read_buf[tty->read_tail++ & RING_MASK];
	return taken;
}

/*
 * Move what there is to the user, up to n characters, or up to the end of a line.
 * *end: the read is complete. Characters moved, or -EFAULT.
 */
static ssize_t move(struct tty_struct *tty, char __user *buf, size_t n,
		    bool *end)
{
	size_t done = 0, part;
	unsigned long flags;
	u8 batch[BATCH];

	do {
		size_t want = min_t(size_t, n - done, BATCH);

		spin_lock_irqsave(&tty->lock, flags);
		if (tty->termios.c_lflag & ICANON) {
			part = take_line(tty, batch, want, end);
		} else {
			part = take_raw(tty, batch, want);
			*end = false;
		}
		n_tty_unthrottle(tty);
		spin_unlock_irqrestore(&tty->lock, flags);
		if (part && copy_to_user(buf + done, batch, part))
			return -EFAULT;
		done += part;
	} while (part && done < n && !*end);
	*end |= done == n;
	return done;
}

/* -- waiting -------------------------------------------------------------------------- */

/* 0: something is there; -ETIME after timeout jiffies; -EAGAIN, -EIO (hung up,
 * a pty's slave closed), -ERESTARTSYS. */
static int wait_input(struct tty_struct *tty, struct file *file, long timeout)
{
	long left;

	if (n_tty_readable(tty, 1))
		return 0;
	if (tty_ended(file))
		return -EIO;
	if (!timeout)
		return -ETIME;
	if (file->f_flags & O_NONBLOCK)
		return -EAGAIN;
	left = wait_event_interruptible_timeout(
		tty->read_wait, n_tty_readable(tty, 1) || tty_ended(file),
		timeout);
	if (left < 0)
		return (int)left;
	if (left == 0)
		return -ETIME;
	return n_tty_readable(tty, 1) ? 0 : -EIO;
}

/*
 * A line is waited for as if VMIN were 1; and again if ^C has taken it away before
 * it was moved.
 */
static ssize_t read_chars(struct tty_struct *tty, struct file *file,
			  char __user *buf, size_t n)
{
	bool line = tty->termios.c_lflag & ICANON, end;
	size_t min = line ? 1 : tty->termios.c_cc[VMIN], done = 0;
	long time = line ? 0 : tty->termios.c_cc[VTIME] * TICKS_PER_VTIME;
	long timeout = min ? MAX_SCHEDULE_TIMEOUT : time;
	ssize_t moved;
	int error;

	do {
		error = wait_input(tty, file, timeout);
		if (error)
			break;
		moved = move(tty, buf + done, n - done, &end);
		if (moved < 0)
			return moved;
		done += moved;
		if (time)
			timeout = time;
	} while (!end && done < min);
	return done || error == -ETIME ? (ssize_t)done : error;
}

ssize_t n_tty_read(struct tty_struct *tty, struct file *file, char __user *buf,
		   size_t n)
{
	ssize_t done;
	int error = tty_check_change(tty, SIGTTIN);

	if (!error)
		error = lock_for_file(&tty->read_lock, file);
	if (error)
		return error;
	done = read_chars(tty, file, buf, n);
	mutex_unlock(&tty->read_lock);
	return done == -EIO && tty_hung_up(file) ? 0 : done;
}

unsigned int n_tty_chars_readable(struct tty_struct *tty)
{
	unsigned long flags;
	unsigned int n;

	spin_lock_irqsave(&tty->lock, flags);
	n = n_tty_used(tty);
	if (tty->termios.c_lflag & ICANON) {
		n = tty->canon_head - tty->read_tail;
		for (unsigned int i = tty->read_tail; i != tty->canon_head; i++)
			n -= test_bit(i & RING_MASK, tty->read_flags) &&
			     tty->read_buf[i & RING_MASK] == EOF_MARK;
	}
	spin_unlock_irqrestore(&tty->lock, flags);
	return n;
}
