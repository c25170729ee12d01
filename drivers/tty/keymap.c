// SPDX-License-Identifier: GPL-2.0
/*
 * What the keys of an American PC keyboard type, by scancode (set 1): characters,
 * and the sequences that the Linux console sends for the other keys. Constant.
 * Source: console_codes(4), terminfo's entry "linux".
 */
#include <lectern/compiler.h>

#include "keyboard.h"

#define KEYPAD_FIRST 0x47

const char keymap_plain[SCANCODES] = {
	[0x01] = '\033',
	[0x02] = '1',
	'2',
	'3',
	'4',
	'5',
	'6',
	'7',
	'8',
	'9',
	'0',
	'-',
	'=',
	0x7F,
	'\t',
	'q',
	'w',
	'e',
	'r',
	't',
	'y',
	'u',
	'i',
	'o',
	'p',
	'[',
	']',
	'\r',
	[0x1E] = 'a',
	's',
	'd',
	'f',
	'g',
	'h',
	'j',
	'k',
	'l',
	';',
	'\'',
	'`',
	[0x2B] = '\\',
	'z',
	'x',
	'c',
	'v',
	'b',
	'n',
	'm',
	',',
	'.',
	'/',
	[0x37] = '*',
	[0x39] = ' ',
	[0x4A] = '-',
	[0x4E] = '+',
	[0x56] = '<',
};

const char keymap_shift[SCANCODES] = {
	[0x01] = '\033',
	[0x02] = '!',
	'@',
	'#',
	'$',
	'%',
	'^',
	'&',
	'*',
	'(',
	')',
	'_',
	'+',
	0x7F,
	'\t',
	'Q',
	'W',
	'E',
	'R',
	'T',
	'Y',
	'U',
	'I',
	'O',
	'P',
	'{',
	'}',
	'\r',
	[0x1E] = 'A',
	'S',
	'D',
	'F',
	'G',
	'H',
	'J',
	'K',
	'L',
	':',
	'"',
	'~',
	[0x2B] = '|',
	'Z',
	'X',
	'C',
	'V',
	'B',
	'N',
	'M',
	'<',
	'>',
	'?',
	[0x37] = '*',
	[0x39] = ' ',
	[0x4A] = '-',
	[0x4E] = '+',
	[0x56] = '>',
};

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
