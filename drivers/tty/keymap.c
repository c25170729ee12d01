// SPDX-License-Identifier: GPL-2.0
/*
 * What the keys of an American PC keyboard type, by scancode (set 1): characters,
 * and the sequences that the Linux console sends for the other keys. Constant.
 * Source: console_codes(4), terminfo's entry "linux".
 */
#include <lectern/compiler.h>

#include "keyboard.h"

#define KEYPAD_FIRST 0x47

/* Keys without a character are NULs; the second line begins at 0x3A. */
const char keymap_plain[SCANCODES] =
	"\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 "
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0-\0\0\0+\0\0\0\0\0\0\0<";
const char keymap_shift[SCANCODES] =
	"\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 "
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0-\0\0\0+\0\0\0\0\0\0\0>";

static const char *const function_keys[] = {
	"[[A",	"[[B",	"[[C",	"[[D",	"[[E",
	"[17~", "[18~", "[19~", "[20~", "[21~",
};

/* The keypad, and beside it the same keys again after 0xE0; NULL types its own
 * character. */
static const char *const cursor_keys[] = {
	"[1~", "[A",  "[5~", NULL,  "[D",  "[G",  "[C",
	NULL,  "[4~", "[B",  "[6~", "[2~", "[3~",
};

const char *keymap_function(u8 scancode, bool extended)
{
	unsigned int f = scancode - 0x3BU, k = scancode - (u32)KEYPAD_FIRST;

	if (k < ARRAY_SIZE(cursor_keys))
		return cursor_keys[k];
	if (extended)
		return NULL;
	if (f < ARRAY_SIZE(function_keys))
		return function_keys[f];
	if (scancode == 0x57)
		return "[23~";
	if (scancode == 0x58)
		return "[24~";
	return NULL;
}
