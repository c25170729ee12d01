// SPDX-License-Identifier: GPL-2.0
/*
 * The VGA text screen as a terminal (tty1, which tty0 stands for too) and as a
 * console for kernel messages. The keyboard is in keyboard.c.
 *
 * Both write to one screen. Messages are plain text: they leave a program's
 * escape sequence where it is, so that it goes on after them.
 *
 * Lock: vt_lock (irqs off), inside tty->lock. A message may come from an NMI or
 * a crash while the lock is held; then it is written anyway, since what it says
 * matters more than a cell that is out of place: every position is checked
 * before it is used.
 */
#include <lectern/init.h>
#include <lectern/interrupt.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/tty.h>
#include <uapi/errno.h>
#include <uapi/major.h>

#include "keyboard.h"
#include "vt.h"

#define WRITE_ROOM 4096 /* a screen is never full */

static DEFINE_SPINLOCK(vt_lock);
static struct vt_screen screen;
static bool present;

/* -- the terminal ----------------------------------------------------------------- */

/*
 * Answers to ESC [ n go in as if typed. Not at once: the writer holds locks that
 * typing takes.
 */
static struct tasklet_struct reply_tasklet;

static void type_reply(unsigned long data)
{
	struct tty_struct *tty = (struct tty_struct *)data;
	char text[VT_REPLY];
	unsigned long flags;
	unsigned int n;

	spin_lock_irqsave(&vt_lock, flags);
	n = screen.reply_len;
	memcpy(text, screen.reply, n);
	screen.reply_len = 0;
	spin_unlock_irqrestore(&vt_lock, flags);
	tty_receive(tty, (u8 *)text, n);
}

static size_t vt_write(struct tty_struct *tty, const u8 *buf, size_t n)
{
	unsigned long flags;

	if (tty->stopped)
		return 0;
	spin_lock_irqsave(&vt_lock, flags);
	for (size_t i = 0; i < n; i++)
		vt_put_byte(&screen, buf[i]);
	vt_update_cursor(&screen);
	if (screen.reply_len)
		tasklet_schedule(&reply_tasklet);
	spin_unlock_irqrestore(&vt_lock, flags);
	return n;
}

static size_t vt_write_room(struct tty_struct *tty)
{
	return tty->stopped ? 0 : WRITE_ROOM;
}

static size_t vt_chars_in_buffer(struct tty_struct *tty)
{
	return 0;
}

static void vt_flush_buffer(struct tty_struct *tty)
{
}

static int vt_open(struct tty_struct *tty)
{
	return present ? 0 : -ENXIO;
}

static void vt_close(struct tty_struct *tty)
{
}

bool vt_application_cursor(void)
{
	return screen.app_cursor;
}

static const struct tty_operations vt_ops = {
	.open = vt_open,
	.close = vt_close,
	.write = vt_write,
	.write_room = vt_write_room,
	.chars_in_buffer = vt_chars_in_buffer,
	.flush_buffer = vt_flush_buffer,
};

static struct tty_driver vt_driver = {
	.name = "tty",
	.major = TTY_MAJOR,
	.minor_start = TTY0_MINOR + 1,
	.num = 1,
	.name_base = 1,
	.ops = &vt_ops,
};

/* -- kernel messages -------------------------------------------------------------------- */

static void put_message(const char *s, size_t n)
{
	u8 state = screen.state;

	for (; n; n--, s++) {
		if (*s == '\n')
			vt_control(&screen, '\r');
		if ((u8)*s < ' ')
			vt_control(&screen, (u8)*s);
		else
			vt_put_glyph(&screen, vt_glyph((u8)*s));
	}
	screen.state = state;
	vt_update_cursor(&screen);
}

static void vt_console_write(struct console *con, const char *s, size_t n)
{
	unsigned long flags;

	if (spin_is_locked(&vt_lock)) {
		put_message(s, n);
		return;
	}
	spin_lock_irqsave(&vt_lock, flags);
	put_message(s, n);
	spin_unlock_irqrestore(&vt_lock, flags);
}

static struct console vt_console = {
	.name = "tty0",
	.write = vt_console_write,
};

static int __init vt_console_init(void)
{
	present = vt_probe();
	if (!present)
		return 0;
	vt_reset(&screen);
	register_console(&vt_console);
	return 0;
}
console_initcall(vt_console_init);

static int __init vt_init(void)
{
	int error;

	vt_driver.init_termios = tty_std_termios;
	vt_driver.init_termios.c_iflag |= IUTF8;
	error = tty_register_driver(&vt_driver);
	if (error)
		return error;
	vt_driver.ttys[0]->winsize = (struct winsize){
		.ws_row = VT_ROWS,
		.ws_col = VT_COLS,
	};
	tasklet_init(&reply_tasklet, type_reply,
		     (unsigned long)vt_driver.ttys[0]);
	return keyboard_init(vt_driver.ttys[0]);
}
device_initcall(vt_init);

/* After the serial lines, which go before when console= says nothing. */
static int __init vt_offer_console(void)
{
	if (present && vt_driver.ttys)
		tty_set_console(&vt_driver, 0);
	return 0;
}
late_initcall(vt_offer_console);
