// SPDX-License-Identifier: GPL-2.0
/*
 * The line discipline, outwards: write(2) and echo, c_oflag's conversions, and
 * holding output.
 *
 *	write(2) -> write_buf -> conversion -> driver
 *	echo ----------------------^
 *
 * A write(2) is taken in chunks under write_lock, so that two of them never mix;
 * echo may come in between. The column is tracked for tabs and for erasing.
 *
 * Lock: tty->lock around each chunk's conversion. Source: termios(3).
 */
#include <lectern/bug.h>
#include <lectern/ctype.h>
#include <lectern/sched.h>
#include <uapi/errno.h>
#include <uapi/poll.h>

#include "tty_internal.h"

#define FIRST_PRINTABLE ' '
#define DELETE		0x7F

/* A character becomes no more than this many (a tab, eight blanks). */
#define MAX_EXPANSION TAB_WIDTH

/* -- conversion ------------------------------------------------------------- */

/* All of it or nothing. */
static bool send(struct tty_struct *tty, const char *s, size_t n)
{
	if (tty->driver->ops->write_room(tty) < n)
		return false;
	return tty->driver->ops->write(tty, (const u8 *)s, n) == n;
}

static bool put_newline(struct tty_struct *tty)
{
	bool crnl = tty->termios.c_oflag & ONLCR;

	if (!(crnl ? send(tty, "\r\n", 2) : send(tty, "\n", 1)))
		return false;
	if (crnl || (tty->termios.c_oflag & ONLRET))
		tty->column = 0;
	return true;
}

static bool put_return(struct tty_struct *tty)
{
	u32 oflag = tty->termios.c_oflag;

	if ((oflag & ONOCR) && !tty->column)
		return true;
	if (!send(tty, oflag & OCRNL ? "\n" : "\r", 1))
		return false;
	if (!(oflag & OCRNL) || (oflag & ONLRET))
		tty->column = 0;
	return true;
}

static bool put_tab(struct tty_struct *tty)
{
	unsigned int blanks = TAB_WIDTH - tty->column % TAB_WIDTH;
	bool expand = (tty->termios.c_oflag & TABDLY) == XTABS;

	if (!(expand ? send(tty, "        ", blanks) : send(tty, "\t", 1)))
		return false;
	tty->column += blanks;
	return true;
}

bool tty_put_char(struct tty_struct *tty, u8 c)
{
	assert_spin_locked(&tty->lock);
	if (tty->termios.c_oflag & OPOST) {
		switch (c) {
		case '\n':
			return put_newline(tty);
		case '\r':
			return put_return(tty);
		case '\t':
			return put_tab(tty);
		}
	}
	if (!send(tty, (char *)&c, 1))
		return false;
	if (c == '\b' && tty->column)
		tty->column--;
	else if (c >= FIRST_PRINTABLE && c != DELETE &&
		 !is_continuation(tty, c))
		tty->column++;
	return true;
}

/* In a line that is edited, a newline is one that ends no line: after ^V. */
void tty_echo_char(struct tty_struct *tty, u8 c)
{
	u32 lflag = tty->termios.c_lflag;

	if ((lflag & ECHOCTL) && iscntrl(c) && c != '\t' &&
	    (c != '\n' || (lflag & ICANON))) {
		tty_put_char(tty, '^');
		c ^= 0x40;
	}
	tty_put_char(tty, c);
}

/* How many of the n characters at buf go out as they are. */
static size_t plain_run(struct tty_struct *tty, const u8 *buf, size_t n,
			unsigned int *columns)
{
	size_t run = 0;

	*columns = 0;
	while (run < n && buf[run] >= FIRST_PRINTABLE && buf[run] != DELETE)
		*columns += !is_continuation(tty, buf[run++]);
	return run;
}

/* Convert and send up to n characters; how many of them were taken. */
static size_t put_chars(struct tty_struct *tty, const u8 *buf, size_t n)
{
	const struct tty_operations *ops = tty->driver->ops;
	unsigned int columns;
	size_t done = 0;

	if (!(tty->termios.c_oflag & OPOST))
		return ops->write(tty, buf, n);
	while (done < n) {
		size_t run = plain_run(tty, buf + done, n - done, &columns);
		size_t taken = run ? ops->write(tty, buf + done, run) : 0;

		done += taken;
		tty->column += taken == run ? columns : taken;
		if (taken < run)
			break;
		if (done < n && !tty_put_char(tty, buf[done]))
			break;
		done += done < n;
	}
	return done;
}

/* -- holding output ------------------------------------------------------------ */

void tty_set_stopped(struct tty_struct *tty, bool stopped)
{
	assert_spin_locked(&tty->lock);
	if (tty->stopped == stopped)
		return;
	tty->stopped = stopped;
	if (tty->driver->ops->stop)
		tty->driver->ops->stop(tty, stopped);
	if (!stopped)
		tty_wakeup(tty);
}

void tty_send_xchar(struct tty_struct *tty, u8 c)
{
	if (c != _POSIX_VDISABLE)
		tty->driver->ops->write(tty, &c, 1);
}

/* -- write(2) ------------------------------------------------------------------ */

bool n_tty_writable(struct tty_struct *tty)
{
	return !tty->stopped &&
	       tty->driver->ops->write_room(tty) >= MAX_EXPANSION;
}

/* Send up to n characters; how many were taken. */
static size_t put_some(struct tty_struct *tty, const u8 *buf, size_t n)
{
	unsigned long flags;
	size_t done = 0;

	/* What a master writes is input elsewhere, as it is. */
	if (tty->master)
		return tty->driver->ops->write(tty, buf, n);
	spin_lock_irqsave(&tty->lock, flags);
	if (!tty->stopped)
		done = put_chars(tty, buf, n);
	spin_unlock_irqrestore(&tty->lock, flags);
	return done;
}

/* Send the n characters in write_buf; *done says how many went. */
static int write_chunk(struct tty_struct *tty, struct file *file, size_t n,
		       size_t *done)
{
	long error;

	for (*done = 0;;) {
		if (tty_hung_up(file))
			return -EIO;
		*done += put_some(tty, tty->write_buf + *done, n - *done);
		if (*done == n)
			return 0;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		error = wait_event_interruptible(tty->write_wait,
						 n_tty_writable(tty) ||
							 tty_hung_up(file));
		if (error)
			return error;
	}
}

static ssize_t write_all(struct tty_struct *tty, struct file *file,
			 const char __user *buf, size_t n)
{
	size_t done = 0, sent;
	int error = 0;

	while (done < n && !error) {
		size_t chunk = min_t(size_t, n - done, TTY_WRITE_CHUNK);

		if (copy_from_user(tty->write_buf, buf + done, chunk)) {
			error = -EFAULT;
			break;
		}
		error = write_chunk(tty, file, chunk, &sent);
		done += sent;
		cond_resched();
		if (done < n && signal_pending(current))
			error = -ERESTARTSYS;
	}
	return done ? (ssize_t)done : error;
}

ssize_t n_tty_write(struct tty_struct *tty, struct file *file,
		    const char __user *buf, size_t n)
{
	ssize_t done;
	int error = 0;

	if (tty->termios.c_lflag & TOSTOP)
		error = tty_check_change(tty, SIGTTOU);
	if (!error)
		error = lock_for_file(&tty->write_lock, file);
	if (error)
		return error;
	done = write_all(tty, file, buf, n);
	mutex_unlock(&tty->write_lock);
	return done;
}
