/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between keyboard.c, keymap.c and vt.c.
 */
#ifndef DRIVERS_TTY_KEYBOARD_H
#define DRIVERS_TTY_KEYBOARD_H

#include <lectern/types.h>

struct tty_struct;

/* Start the PS/2 keyboard, which types into tty. 0, also when there is none, or
 * a negative errno. May sleep; boot. */
int keyboard_init(struct tty_struct *tty);

/* Do arrows send ESC O instead of ESC [? */
bool vt_application_cursor(void);

/* -- keymap.c ----------------------------------------------------------------- */

#define SCANCODES 0x60

/* What a key types on an American keyboard, 0 for nothing. */
extern const char keymap_plain[SCANCODES], keymap_shift[SCANCODES];

/*
 * What a key without a character sends, after ESC: "[A"; NULL for none.
 * extended: the scancode came after 0xE0.
 */
const char *keymap_function(u8 scancode, bool extended);

#endif
