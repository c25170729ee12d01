// SPDX-License-Identifier: GPL-2.0
/*
 * The PS/2 keyboard: scancodes from the 8042 controller become what a terminal
 * would send.
 *
 * The controller translates to set 1: a key sends its code when pressed, and the
 * code + 0x80 when released; the keys that the AT did not have send 0xE0 first.
 * The firmware has switched translation and the interrupt on, for its own sake.
 * Alt and SysRq (Print) held make the next key a SysRq key.
 *
 * Lock: none. All state belongs to the interrupt, which never interrupts itself.
 * Source: IBM PS/2 technical reference (keyboard controller), console_codes(4).
 */
#include <lectern/ctype.h>
#include <lectern/i386/io.h>
#include <lectern/init.h>
#include <lectern/interrupt.h>
#include <lectern/panic.h>
#include <lectern/printf.h>
#include <lectern/random.h>
#include <lectern/sysrq.h>
#include <lectern/tty.h>

#include "keyboard.h"

#define KEYBOARD_IRQ 1
#define DATA_PORT    0x60
#define STATUS_PORT  0x64

#define STATUS_OUTPUT 0x01 /* a byte waits for us */
#define STATUS_MOUSE  0x20 /* the byte is the mouse's */
#define NO_CONTROLLER 0xFF

#define RELEASED     0x80
#define EXTENDED     0xE0
#define PAUSE_PREFIX 0xE1
#define PAUSE_BYTES  2 /* that follow it, pressed and released alike */

#define KEY_CTRL     0x1D
#define KEY_LSHIFT   0x2A
#define KEY_RSHIFT   0x36
#define KEY_ALT	     0x38
#define KEY_CAPS     0x3A
#define KEY_SYSRQ    0x54 /* Print with Alt */
#define KEY_SLASH    0x35
#define KEY_DELETE   0x53
#define KEYPAD_ENTER 0x1C

#define MAX_TYPED 8

static struct tty_struct *keyboard_tty;
static struct {
	bool shift, ctrl, alt, caps, sysrq;
	bool extended;
	unsigned int skip;
} keys;

/* -- typing ------------------------------------------------------------------------ */

static void type(const char *s, size_t n)
{
	tty_receive(keyboard_tty, (const u8 *)s, n);
}

static char control_of(char c)
{
	if (c == ' ' || c == '2' || c == '@')
		return 0;
	if (c == '/' || c == '-')
		return '_' - '@';
	if (c == '?')
		return 0x7F;
	return c >= '@' && c <= '~' ? c & 0x1F : c;
}

static void type_char(char c)
{
	char text[2] = { '\033' };
	size_t n = 0;

	if (keys.caps && isalpha(c))
		c ^= 'a' ^ 'A';
	if (keys.ctrl)
		c = control_of(c);
	if (keys.alt)
		n++;
	text[n++] = c;
	type(text, n);
}

/* sequence without its ESC; arrows change theirs when a program asked. */
static void type_function(const char *sequence)
{
	char text[MAX_TYPED];
	size_t n = (size_t)scnprintf(text, sizeof(text), "\033%s", sequence);

	if (n == 3 && vt_application_cursor())
		text[1] = 'O';
	type(text, n);
}

static void key_pressed(u8 code, bool extended)
{
	const char *sequence = keymap_function(code, extended);
	char c = 0;

	if (!extended || code == KEY_SLASH || code == KEYPAD_ENTER)
		c = keys.shift ? keymap_shift[code] : keymap_plain[code];
	if (keys.sysrq && c)
		handle_sysrq(keymap_plain[code]);
	else if (keys.ctrl && keys.alt && code == KEY_DELETE)
		ctrl_alt_del();
	else if (sequence)
		type_function(sequence);
	else if (c)
		type_char(c);
}

/* -- scancodes --------------------------------------------------------------------- */

/* Keys that are held; false when code is another. */
static bool modifier(u8 code, bool down, bool extended)
{
	switch (code) {
	case KEY_LSHIFT:
	case KEY_RSHIFT:
		if (!extended) /* else a shift that the keyboard makes up */
			keys.shift = down;
		return true;
	case KEY_CTRL:
		keys.ctrl = down;
		return true;
	case KEY_ALT:
		keys.alt = down;
		keys.sysrq &= down;
		return true;
	case KEY_SYSRQ:
		keys.sysrq = down && keys.alt;
		return true;
	case KEY_CAPS:
		keys.caps ^= down;
		return true;
	}
	return false;
}

static void scancode(u8 byte)
{
	bool extended = keys.extended;
	u8 code = byte & (u8)~RELEASED;

	if (keys.skip) {
		keys.skip--;
		return;
	}
	keys.extended = byte == EXTENDED;
	if (byte == PAUSE_PREFIX)
		keys.skip = PAUSE_BYTES;
	if (byte == EXTENDED || byte == PAUSE_PREFIX)
		return;
	if (modifier(code, !(byte & RELEASED), extended))
		return;
	if (!(byte & RELEASED) && code < SCANCODES)
		key_pressed(code, extended);
}

static void keyboard_interrupt(int irq, void *dev, struct pt_regs *regs)
{
	u8 status = inb(STATUS_PORT);

	if (!(status & STATUS_OUTPUT))
		return;
	while (status & STATUS_OUTPUT) {
		u8 byte = inb(DATA_PORT);

		if (!(status & STATUS_MOUSE))
			scancode(byte);
		status = inb(STATUS_PORT);
	}
	add_interrupt_randomness();
}

int __init keyboard_init(struct tty_struct *tty)
{
	int error;

	if (inb(STATUS_PORT) == NO_CONTROLLER)
		return 0;
	keyboard_tty = tty;
	error = request_irq(KEYBOARD_IRQ, keyboard_interrupt, 0, "keyboard",
			    NULL);
	/* What came before raises no interrupt any more: take it out. */
	while (inb(STATUS_PORT) & STATUS_OUTPUT)
		inb(DATA_PORT);
	return error;
}
