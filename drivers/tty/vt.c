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
#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/interrupt.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/tty.h>
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
	return WRITE_ROOM;
}

bool vt_application_cursor(void)
{
	return screen.app_cursor;
}

static const struct tty_operations vt_ops = {
	.write = vt_write,
	.write_room = vt_write_room,
};

static struct tty_struct *vt_ttys[1];
static struct tty_driver vt_driver = {
	.name = "tty",
	.major = TTY_MAJOR,
	.minor_start = TTY0_MINOR + 1,
	.num = ARRAY_SIZE(vt_ttys),
	.name_base = 1,
	.ops = &vt_ops,
	.ttys = vt_ttys,
};

/* -- kernel messages -------------------------------------------------------------------- */

static void vt_console_write(struct console *con, const char *s, size_t n)
{
	bool take = !spin_is_locked(&vt_lock);

	if (take)
		spin_lock(&vt_lock);
	for (; n; n--, s++) {
		if (*s == '\n')
			vt_goto(&screen, 0, (int)screen.cursor.y);
		if (*s == '\n' || *s == '\t')
			vt_control(&screen, (u8)*s);
		else
			vt_put_glyph(&screen, vt_glyph((u8)*s));
	}
	vt_update_cursor(&screen);
	if (take)
		spin_unlock(&vt_lock);
}

static struct console vt_console = {
	.name = "tty0",
	.write = vt_console_write,
};

static int __init vt_console_init(void)
{
	present = vt_probe();
	if (present) {
		vt_reset(&screen);
		register_console(&vt_console);
	}
	return 0;
}
console_initcall(vt_console_init);

/* After the serial lines, which go before when console= says nothing. */
static int __init vt_init(void)
{
	struct tty_struct *tty;
	int error;

	vt_driver.init_termios = tty_std_termios;
	vt_driver.init_termios.c_iflag |= IUTF8;
	error = tty_register_driver(&vt_driver);
	if (error || !present)
		return error;
	tty = tty_add_line(&vt_driver, 0, NULL);
	if (IS_ERR(tty))
		return (int)PTR_ERR(tty);
	tty->winsize.ws_row = VT_ROWS;
	tty->winsize.ws_col = VT_COLS;
	tasklet_init(&reply_tasklet, type_reply, (unsigned long)tty);
	return keyboard_init(tty);
}
device_initcall(vt_init);
