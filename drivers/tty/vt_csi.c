// SPDX-License-Identifier: GPL-2.0
/*
 * The control sequences, ESC [ parameters letter: looks, modes, movements, editing
 * and reports, as console_codes(4) and ECMA-48 have them. vt_escape.c has taken
 * the sequence apart. A missing parameter is 0, which for a count means 1.
 *
 * Lock: vt_lock.
 */
#include <lectern/compiler.h>
#include <lectern/printf.h>

#include "vt.h"

#define WHITE_FG 7
#define IDENTITY "\033[?6c" /* a VT102 */

/* -- looks (ESC [ m) ---------------------------------------------------------------- */

/* 30 to 37 and 40 to 47, 9 for the default; 90 and 100 are the bright ones. */
static void set_colour(struct vt_look *look, unsigned int p)
{
	u8 colour = p % 10;

	switch (p / 10) {
	case 9:
		look->bold = true;
		/* fall through */
	case 3:
		look->fg = colour < 8 ? colour : WHITE_FG;
		break;
	case 4:
	case 10:
		look->bg = colour < 8 ? colour : 0;
		break;
	}
}

static void set_look(struct vt_look *look, unsigned int p)
{
	if (p == 0)
		*look = (struct vt_look){ .fg = WHITE_FG };
	else if (p == 1 || p == 2 || p == 21 || p == 22)
		look->bold = p == 1;
	else if (p == 4 || p == 24)
		look->underline = p == 4;
	else if (p == 5 || p == 25)
		look->blink = p == 5;
	else if (p == 7 || p == 27)
		look->reverse = p == 7;
	else
		set_colour(look, p);
}

static void csi_look(struct vt_screen *s)
{
	for (unsigned int i = 0; i < s->nr_params; i++) {
		unsigned int p = s->params[i];

		/* "38;5;n", "38;2;r;g;b": more colours than there are. */
		if (p == 38 || p == 48)
			i += i + 1 < s->nr_params && s->params[i + 1] == 2 ? 4
									   : 2;
		else
			set_look(&s->cursor.look, p);
	}
	vt_apply_look(s);
}

/* -- modes (ESC [ h, ESC [ l) -------------------------------------------------------- */

static void set_private_mode(struct vt_screen *s, unsigned int mode, bool on)
{
	if (mode == 1)
		s->app_cursor = on;
	else if (mode == 7)
		s->autowrap = on;
	else if (mode == 25)
		s->show_cursor = on;
}

static void csi_modes(struct vt_screen *s, bool on)
{
	for (unsigned int i = 0; i < s->nr_params; i++) {
		if (s->mark == '?')
			set_private_mode(s, s->params[i], on);
		else if (s->params[i] == 4)
			s->insert = on;
	}
}

/* -- the other control sequences -------------------------------------------------------- */

/* Parameter i; missing or 0 counts as 1. */
static int count(const struct vt_screen *s, unsigned int i)
{
	return i < s->nr_params && s->params[i] ? (int)s->params[i] : 1;
}

void vt_save_cursor(struct vt_screen *s)
{
	s->saved = s->cursor;
}

void vt_restore_cursor(struct vt_screen *s)
{
	s->cursor = s->saved;
	s->wrap = false;
	vt_apply_look(s);
}

/* Text for the program to read. */
static void reply(struct vt_screen *s, const char *text)
{
	s->reply_len += (unsigned int)scnprintf(s->reply + s->reply_len,
						sizeof(s->reply) - s->reply_len,
						"%s", text);
}

static void report_position(struct vt_screen *s)
{
	char text[VT_REPLY];

	scnprintf(text, sizeof(text), "\033[%u;%uR", s->cursor.y + 1,
		  s->cursor.x + 1);
	reply(s, text);
}

static void set_region(struct vt_screen *s)
{
	unsigned int top = (unsigned int)count(s, 0) - 1;
	unsigned int bottom = VT_ROWS;

	if (s->nr_params > 1 && s->params[1])
		bottom = min_t(unsigned int, s->params[1], VT_ROWS);
	if (top + 1 >= bottom)
		return;
	s->top = top;
	s->bottom = bottom;
	vt_goto(s, 0, 0);
}

/* ESC [ J and K: from the cursor, up to it, or all. */
static void erase(struct vt_screen *s, unsigned int first_row,
		  unsigned int rows)
{
	unsigned int before = (s->cursor.y - first_row) * VT_COLS + s->cursor.x;
	unsigned int all = rows * VT_COLS;

	if (s->params[0] == 0)
		vt_clear(s, s->cursor.x, s->cursor.y, all - before);
	else
		vt_clear(s, 0, first_row, s->params[0] == 1 ? before + 1 : all);
}

/* Insert lines at the cursor, or delete if by is negative; inside the region. */
static void shift_lines(struct vt_screen *s, int by)
{
	if (s->cursor.y >= s->top && s->cursor.y < s->bottom)
		vt_scroll(s, s->cursor.y, s->bottom, by);
}

/* The movements; false when it is none. */
static bool csi_move(struct vt_screen *s, u8 c)
{
	static const struct {
		char c;
		s8 dx, dy;
	} steps[] = {
		{ 'A', 0, -1 },	      { 'B', 0, 1 },	     { 'C', 1, 0 },
		{ 'D', -1, 0 },	      { 'a', 1, 0 },	     { 'e', 0, 1 },
		{ 'E', -VT_COLS, 1 }, { 'F', -VT_COLS, -1 },
	};
	int n = count(s, 0), x = (int)s->cursor.x, y = (int)s->cursor.y;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (steps[i].c != (char)c)
			continue;
		vt_goto(s, x + steps[i].dx * n, y + steps[i].dy * n);
		return true;
	}
	if (c == 'G' || c == '`')
		vt_goto(s, n - 1, y);
	else if (c == 'd')
		vt_goto(s, x, n - 1);
	else if (c == 'H' || c == 'f')
		vt_goto(s, count(s, 1) - 1, n - 1);
	else
		return false;
	return true;
}

/* What is left: editing, looks, the region, reports. */
static void csi_action(struct vt_screen *s, u8 c)
{
	int n = count(s, 0);

	switch (c) {
	case 'J':
		erase(s, 0, VT_ROWS);
		break;
	case 'K':
		erase(s, s->cursor.y, 1);
		break;
	case 'L':
	case 'M':
		shift_lines(s, c == 'L' ? n : -n);
		break;
	case '@':
	case 'P':
		vt_shift_cells(s, c == '@' ? n : -n);
		break;
	case 'X':
		vt_clear(s, s->cursor.x, s->cursor.y,
			 min((unsigned int)n, VT_COLS - s->cursor.x));
		break;
	case 'm':
		csi_look(s);
		break;
	case 'r':
		set_region(s);
		break;
	case 's':
		vt_save_cursor(s);
		break;
	case 'u':
		vt_restore_cursor(s);
		break;
	case 'c':
		reply(s, IDENTITY);
		break;
	case 'n':
		if (s->params[0] == 6)
			report_position(s);
		break;
	}
}

void vt_csi(struct vt_screen *s, u8 c)
{
	if (c == 'h' || c == 'l')
		csi_modes(s, c == 'h');
	else if (!s->mark && !csi_move(s, c))
		csi_action(s, c);
}
