// SPDX-License-Identifier: GPL-2.0
/*
 * The line discipline, inwards: what was typed becomes lines, echo and signals.
 *
 * The ring, with counts that only grow:
 *
 *	read_tail          canon_head            read_head
 *	   |                   |                     |
 *	   v                   v                     v
 *	   l s \n  c a t EOF   h a l f   a   l i n   .
 *	        *          *
 *
 * What lies before canon_head are whole lines: a read may have them, and nobody
 * edits them any more. The marks (*, read_flags) stand at their ends; an end of
 * file (^D) is kept as a marked NUL. Behind it is the line that is being typed.
 * Without ICANON only tail and head count.
 *
 * All but a terminator leaves one place free, so that a line that is too long
 * can still be ended; what does not fit is dropped with a bell.
 *
 * Lock: tty->lock (irqs off), taken by tty_receive; called from interrupts.
 * Source: termios(3).
 */
#include <lectern/bitops.h>
#include <lectern/ctype.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <uapi/errno.h>
#include <uapi/poll.h>

#include "tty_internal.h"

#define BELL '\a'

/* The driver is asked to hold input when so little room is left, and to go on
 * when there is so much again. */
#define THROTTLE_BELOW	(TTY_BUF_SIZE / 8)
#define UNTHROTTLE_FROM (TTY_BUF_SIZE / 2)

static bool iflag(const struct tty_struct *tty, u32 flag)
{
	return tty->termios.c_iflag & flag;
}

static bool lflag(const struct tty_struct *tty, u32 flag)
{
	return tty->termios.c_lflag & flag;
}

/* -- the ring -------------------------------------------------------------------- */

static void store(struct tty_struct *tty, u8 c)
{
	unsigned int at = tty->read_head++ & RING_MASK;

	tty->read_buf[at] = c;
	__clear_bit(at, tty->read_flags);
}

static void bell(struct tty_struct *tty)
{
	if (iflag(tty, IMAXBEL))
		tty_put_char(tty, BELL);
}

/* A line is complete, with c as its last character. */
static void end_line(struct tty_struct *tty, u8 c)
{
	if (n_tty_used(tty) == TTY_BUF_SIZE) {
		bell(tty);
		return;
	}
	store(tty, c);
	__set_bit((tty->read_head - 1) & RING_MASK, tty->read_flags);
	tty->canon_head = tty->read_head;
}

static void store_echoed(struct tty_struct *tty, u8 c)
{
	if (n_tty_used(tty) >= TTY_BUF_SIZE - 1) {
		bell(tty);
		return;
	}
	if (lflag(tty, ECHO)) {
		if (tty->read_head == tty->canon_head)
			tty->canon_column = tty->column;
		tty_echo_char(tty, c);
	}
	store(tty, c);
}

bool n_tty_readable(const struct tty_struct *tty, unsigned int min)
{
	if (lflag(tty, ICANON))
		return tty->canon_head != tty->read_tail;
	return n_tty_used(tty) >= min;
}

void n_tty_flush_input(struct tty_struct *tty)
{
	tty->read_head = tty->read_tail = tty->canon_head = 0;
	memset(tty->read_flags, 0, sizeof(tty->read_flags));
	tty->lnext = false;
	n_tty_unthrottle(tty);
}

/* Let output go on, unless it is not held by ^S. */
static void restart_output(struct tty_struct *tty)
{
	if (!tty->flow_stopped)
		tty_set_stopped(tty, false);
}

void n_tty_termios_changed(struct tty_struct *tty, const struct termios *old)
{
	tty->lnext = false;
	if ((old->c_lflag ^ tty->termios.c_lflag) & ICANON) {
		memset(tty->read_flags, 0, sizeof(tty->read_flags));
		/* What came raw is one line now, as far as it goes. */
		tty->canon_head = tty->read_head;
		if (n_tty_used(tty))
			__set_bit((tty->read_head - 1) & RING_MASK,
				  tty->read_flags);
	}
	if (!iflag(tty, IXON))
		restart_output(tty);
}

/* -- holding input ---------------------------------------------------------------- */

static void set_throttled(struct tty_struct *tty, bool stop)
{
	tty->throttled = stop;
	if (iflag(tty, IXOFF))
		tty_send_xchar(tty, tty->termios.c_cc[stop ? VSTOP : VSTART]);
	if (tty->driver->ops->throttle)
		tty->driver->ops->throttle(tty, stop);
}

/*
 * With no whole line to read the person must be able to go on: nobody could
 * make room.
 */
static void throttle_if_full(struct tty_struct *tty)
{
	if (!tty->throttled &&
	    TTY_BUF_SIZE - n_tty_used(tty) < THROTTLE_BELOW &&
	    n_tty_readable(tty, 1))
		set_throttled(tty, true);
}

void n_tty_unthrottle(struct tty_struct *tty)
{
	if (tty->throttled && TTY_BUF_SIZE - n_tty_used(tty) >= UNTHROTTLE_FROM)
		set_throttled(tty, false);
}

/* -- editing ---------------------------------------------------------------------- */

enum erase {
	ERASE_CHAR,
	ERASE_WORD,
	ERASE_LINE
};

/* How many columns the echo of c took. */
static unsigned int width(const struct tty_struct *tty, u8 c)
{
	if (iscntrl(c))
		return lflag(tty, ECHOCTL) ? 2 : 0;
	return !is_continuation(tty, c);
}

/* The same for a tab behind the line as it is now. A tab before it ended at a
 * stop: what stands further in front does not matter. */
static unsigned int tab_width(const struct tty_struct *tty)
{
	unsigned int i = tty->read_head, column = 0;

	for (; i != tty->canon_head; i--) {
		u8 c = tty->read_buf[(i - 1) & RING_MASK];

		if (c == '\t')
			return TAB_WIDTH - column % TAB_WIDTH;
		column += width(tty, c);
	}
	return TAB_WIDTH - (tty->canon_column + column) % TAB_WIDTH;
}

/* c, the last of the line, has been taken out of it: off the screen too. */
static void unecho(struct tty_struct *tty, u8 c)
{
	if (c == '\t') {
		for (unsigned int n = tab_width(tty); n; n--)
			tty_put_char(tty, '\b');
		return;
	}
	for (unsigned int n = width(tty, c); n; n--) {
		tty_put_char(tty, '\b');
		tty_put_char(tty, ' ');
		tty_put_char(tty, '\b');
	}
}

/* Take the last character out of the line, all bytes of it. */
static u8 remove_last(struct tty_struct *tty)
{
	u8 c;

	do {
		c = tty->read_buf[--tty->read_head & RING_MASK];
	} while (is_continuation(tty, c) && tty->read_head != tty->canon_head);
	return c;
}

static u8 last_char(const struct tty_struct *tty)
{
	return tty->read_buf[(tty->read_head - 1) & RING_MASK];
}

static bool in_word(u8 c)
{
	return isalnum(c) || c == '_' || c >= 0x80;
}

/* The whole line, where the terminal cannot erase it from the screen. */
static void kill_line(struct tty_struct *tty)
{
	tty->read_head = tty->canon_head;
	if (!lflag(tty, ECHO))
		return;
	tty_echo_char(tty, tty->termios.c_cc[VKILL]);
	if (lflag(tty, ECHOK))
		tty_put_char(tty, '\n');
}

static void erase(struct tty_struct *tty, enum erase what)
{
	bool word_began = false;
	bool echo = lflag(tty, ECHO);

	if (tty->read_head == tty->canon_head)
		return;
	if (what == ERASE_LINE && !(echo && lflag(tty, ECHOK) &&
				    lflag(tty, ECHOKE) && lflag(tty, ECHOE))) {
		kill_line(tty);
		return;
	}
	while (tty->read_head != tty->canon_head) {
		u8 c = last_char(tty);

		if (what == ERASE_WORD && word_began && !in_word(c))
			break;
		word_began |= in_word(c);
		c = remove_last(tty);
		if (echo && what == ERASE_CHAR && !lflag(tty, ECHOE))
			tty_echo_char(tty, tty->termios.c_cc[VERASE]);
		else if (echo)
			unecho(tty, c);
		if (what == ERASE_CHAR)
			break;
	}
}

static void reprint(struct tty_struct *tty)
{
	tty_echo_char(tty, tty->termios.c_cc[VREPRINT]);
	tty_put_char(tty, '\n');
	tty->canon_column = tty->column;
	for (unsigned int i = tty->canon_head; i != tty->read_head; i++)
		tty_echo_char(tty, tty->read_buf[i & RING_MASK]);
}

/* The editing characters; false when c is none. */
static bool edit(struct tty_struct *tty, u8 c)
{
	bool extended = lflag(tty, IEXTEN);

	if (is_special(tty, VERASE, c))
		erase(tty, ERASE_CHAR);
	else if (is_special(tty, VKILL, c))
		erase(tty, ERASE_LINE);
	else if (extended && is_special(tty, VWERASE, c))
		erase(tty, ERASE_WORD);
	else if (extended && lflag(tty, ECHO) && is_special(tty, VREPRINT, c))
		reprint(tty);
	else
		return false;
	return true;
}

static void receive_canonical(struct tty_struct *tty, u8 c)
{
	if (edit(tty, c))
		return;
	if (c == '\n') {
		if (lflag(tty, ECHO) || lflag(tty, ECHONL))
			tty_put_char(tty, '\n');
		end_line(tty, c);
	} else if (is_special(tty, VEOF, c)) {
		end_line(tty, EOF_MARK);
	} else if (is_special(tty, VEOL, c) ||
		   (lflag(tty, IEXTEN) && is_special(tty, VEOL2, c))) {
		if (lflag(tty, ECHO))
			tty_echo_char(tty, c);
		end_line(tty, c);
	} else {
		store_echoed(tty, c);
	}
}

/* -- signals and flow control ------------------------------------------------------ */

/* ^C, ^\ and ^Z; false when c is none of them. */
static bool signal_char(struct tty_struct *tty, u8 c)
{
	int sig;

	if (!lflag(tty, ISIG))
		return false;
	if (is_special(tty, VINTR, c))
		sig = SIGINT;
	else if (is_special(tty, VQUIT, c))
		sig = SIGQUIT;
	else if (is_special(tty, VSUSP, c))
		sig = SIGTSTP;
	else
		return false;
	if (!lflag(tty, NOFLSH)) {
		n_tty_flush_input(tty);
		tty_flush_buffer(tty);
		tty_wakeup(tty);
	}
	tty_queue_signal(tty, sig);
	if (iflag(tty, IXON))
		restart_output(tty);
	if (lflag(tty, ECHO))
		tty_echo_char(tty, c);
	return true;
}

/* ^S and ^Q; false when c is to be treated as any other. */
static bool flow_char(struct tty_struct *tty, u8 c)
{
	if (!iflag(tty, IXON))
		return false;
	if (is_special(tty, VSTOP, c)) {
		tty_set_stopped(tty, true);
		return true;
	}
	if (is_special(tty, VSTART, c) || iflag(tty, IXANY))
		restart_output(tty);
	return is_special(tty, VSTART, c);
}

/* -- one character ------------------------------------------------------------------- */

/* c_iflag's conversions; false when the character vanishes. */
static bool convert(struct tty_struct *tty, u8 *c)
{
	if (*c == '\r') {
		if (iflag(tty, IGNCR))
			return false;
		if (iflag(tty, ICRNL))
			*c = '\n';
	} else if (*c == '\n' && iflag(tty, INLCR)) {
		*c = '\r';
	}
	return true;
}

/* ^V: show that something is to come, and take that as it is. */
static bool literal_next(struct tty_struct *tty, u8 c)
{
	if (!lflag(tty, ICANON) || !lflag(tty, IEXTEN) ||
	    !is_special(tty, VLNEXT, c))
		return false;
	tty->lnext = true;
	if (lflag(tty, ECHO) && lflag(tty, ECHOCTL)) {
		tty_put_char(tty, '^');
		tty_put_char(tty, '\b');
	}
	return true;
}

static void receive_char(struct tty_struct *tty, u8 c)
{
	if (iflag(tty, ISTRIP))
		c &= 0x7F;
	if (tty->lnext) {
		tty->lnext = false;
		store_echoed(tty, c);
		return;
	}
	if (flow_char(tty, c) || signal_char(tty, c) || !convert(tty, &c) ||
	    literal_next(tty, c))
		return;
	if (lflag(tty, ICANON))
		receive_canonical(tty, c);
	else
		store_echoed(tty, c);
}

/* -- from the driver ------------------------------------------------------------------- */

void tty_receive(struct tty_struct *tty, const u8 *buf, size_t n)
{
	unsigned long flags;

	spin_lock_irqsave(&tty->lock, flags);
	while (n--)
		receive_char(tty, *buf++);
	throttle_if_full(tty);
	if (n_tty_readable(tty, 1) && waitqueue_active(&tty->read_wait))
		wake_up_poll(&tty->read_wait, POLLIN | POLLRDNORM);
	spin_unlock_irqrestore(&tty->lock, flags);
}
