// SPDX-License-Identifier: GPL-2.0
/*
 * What a program sends to the screen: text, control characters and escape
 * sequences, as console_codes(4) and ECMA-48 have them.
 *
 *	TEXT --ESC--> ESCAPE --[--> CSI --digits ; digits--> CSI --final--> TEXT
 *	                |---( )---> G0, G1 --> TEXT
 *	                |---]-----> OSC --R--> TEXT
 *	                |            `---> STRING --BEL--> TEXT
 *	                `---other--> TEXT
 *
 * Control characters work in the middle of a sequence too. What is not known is
 * skipped without a trace. What ESC [ does is in vt_csi.c. Lock: vt_lock.
 */
#include <lectern/compiler.h>
#include <lectern/string.h>

#include "vt.h"

#define ESC	  0x1B
#define DELETE	  0x7F
#define MAX_PARAM 9999
#define TAB_WIDTH 8

#define PALETTE_DIGITS 7 /* of ESC ] P: colour, red, green, blue */

static void csi_byte(struct vt_screen *s, u8 c)
{
	unsigned int *param = &s->params[s->nr_params - 1];

	if (c >= '0' && c <= '9') {
		*param = min_t(unsigned int, *param * 10 + c - '0', MAX_PARAM);
	} else if (c == ';' || c == ':') {
		if (s->nr_params < VT_PARAMS)
			s->nr_params++;
	} else if (c >= '<' && c <= '?') {
		s->mark = (char)c;
	} else if (c >= '@' && c <= '~') {
		s->state = VT_TEXT;
		vt_csi(s, c);
	}
}

static void begin_csi(struct vt_screen *s)
{
	memset(s->params, 0, sizeof(s->params));
	s->nr_params = 1;
	s->mark = 0;
	s->state = VT_CSI;
}

static void escape_action(struct vt_screen *s, u8 c)
{
	switch (c) {
	case '7':
		vt_save_cursor(s);
		break;
	case '8':
		vt_restore_cursor(s);
		break;
	case 'D':
		vt_line_feed(s);
		break;
	case 'E':
		s->cursor.x = 0;
		vt_line_feed(s);
		break;
	case 'M':
		vt_reverse_line_feed(s);
		break;
	case 'c':
		vt_reset(s);
		break;
	}
}

/* The byte after ESC: it begins something longer or is all. */
static void escape_byte(struct vt_screen *s, u8 c)
{
	static const struct {
		char c;
		u8 state;
	} longer[] = {
		{ ']', VT_OSC },    { 'P', VT_STRING }, { '^', VT_STRING },
		{ '_', VT_STRING }, { '(', VT_G0 },	{ ')', VT_G1 },
		{ '#', VT_SKIP },   { '%', VT_SKIP },
	};

	s->state = VT_TEXT;
	s->skip = 1;
	if (c == '[') {
		begin_csi(s);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(longer); i++)
		if (longer[i].c == (char)c)
			s->state = longer[i].state;
	if (s->state == VT_TEXT)
		escape_action(s, c);
}

/*
 * The rest of a sequence that is not ESC [. The palette's, ESC ] R and ESC ] P with
 * seven digits, have no end as other strings have.
 */
static void sequence_byte(struct vt_screen *s, u8 c)
{
	switch (s->state) {
	case VT_G0:
	case VT_G1:
		s->cursor.graphics[s->state == VT_G1] = c == '0';
		break;
	case VT_OSC:
		if (c == 'R')
			break;
		s->skip = PALETTE_DIGITS;
		s->state = c == 'P' ? VT_SKIP : VT_STRING;
		return;
	case VT_SKIP:
		if (--s->skip)
			return;
		break;
	case VT_STRING:
		return;
	}
	s->state = VT_TEXT;
}

void vt_control(struct vt_screen *s, u8 c)
{
	switch (c) {
	case '\b':
		vt_goto(s, (int)s->cursor.x - 1, (int)s->cursor.y);
		break;
	case '\t':
		vt_goto(s, (int)(s->cursor.x / TAB_WIDTH + 1) * TAB_WIDTH,
			(int)s->cursor.y);
		break;
	case '\n':
	case '\v':
	case '\f':
		vt_line_feed(s);
		break;
	case '\r':
		vt_goto(s, 0, (int)s->cursor.y);
		break;
	case 'N' - '@':
	case 'O' - '@':
		s->cursor.shift = c == 'N' - '@';
		break;
	case 'X' - '@': /* CAN and SUB give up a sequence */
	case 'Z' - '@':
		s->state = VT_TEXT;
		break;
	case ESC:
		s->state = VT_ESCAPE;
		break;
	}
}

static void text_byte(struct vt_screen *s, u8 c)
{
	if (s->cursor.graphics[s->cursor.shift] && c < 0x80)
		vt_put_glyph(s, vt_graphics_glyph(c));
	else if (vt_decode_utf8(s, c))
		vt_put_glyph(s, vt_glyph(s->code));
}

void vt_put_byte(struct vt_screen *s, u8 c)
{
	if ((s->state == VT_STRING || s->state == VT_OSC) && c == '\a')
		s->state = VT_TEXT;
	else if (c < ' ')
		vt_control(s, c);
	else if (s->state == VT_TEXT && c != DELETE)
		text_byte(s, c);
	else if (s->state == VT_ESCAPE)
		escape_byte(s, c);
	else if (s->state == VT_CSI)
		csi_byte(s, c);
	else if (s->state != VT_TEXT)
		sequence_byte(s, c);
}
