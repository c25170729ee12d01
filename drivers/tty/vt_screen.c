// SPDX-License-Identifier: GPL-2.0
/*
 * The VGA text screen's cells: each is a glyph and its colours.
 *
 * Video memory holds more lines than the screen shows, and the CRT controller
 * can start anywhere in it. So scrolling the whole screen moves the start by a
 * line and blanks one; only when the end of the memory is reached is the screen
 * copied back to its beginning:
 *
 *	+-----------------+ 0
 *	| scrolled away   |
 *	|-----------------| origin
 *	| 25 lines shown  |
 *	|-----------------|
 *	| free            |
 *	+-----------------+ VIDEO_CELLS
 *
 * Lock: vt_lock. Source: IBM VGA technical reference; FreeVGA's register lists.
 */
#include <lectern/i386/io.h>
#include <lectern/i386/page.h>
#include <lectern/string.h>

#include "vt.h"

#define VIDEO_MEMORY ((volatile u16 *)__va(0xB8000))
#define VIDEO_CELLS  (32 * 1024 / 2)
#define SCREEN_CELLS (VT_COLS * VT_ROWS)

#define CRTC_INDEX	  0x3D4
#define CRTC_DATA	  0x3D5
#define CRTC_CURSOR_START 0x0A
#define CRTC_ORIGIN	  0x0C /* two registers, high byte first */
#define CRTC_CURSOR	  0x0E
#define CURSOR_OFF	  0x20
#define CURSOR_TOP_LINE	  13 /* of 16, below the letters */

#define ATTR_SHIFT  8
#define ATTR_BG	    4 /* the background's place within the attribute */
#define ATTR_BRIGHT 0x08
#define ATTR_BLINK  0x80

#define GREY	    7
#define CYAN_BRIGHT 0x0B /* underlined text, which VGA has no line for */

/* The VGA orders its colours by blue, green, red; ANSI by red, green, blue. */
static const u8 vga_colours[8] = { 0, 4, 2, 6, 1, 5, 3, 7 };

static unsigned int origin;

static volatile u16 *cell(unsigned int x, unsigned int y)
{
	return VIDEO_MEMORY + origin + y * VT_COLS + x;
}

static void fill(volatile u16 *to, u16 value, unsigned int n)
{
	while (n--)
		*to++ = value;
}

static void crtc_write(u8 index, u8 value)
{
	outb(index, CRTC_INDEX);
	outb(value, CRTC_DATA);
}

static void crtc_write_pair(u8 index, unsigned int value)
{
	crtc_write(index, (u8)(value >> 8));
	crtc_write(index + 1, (u8)value);
}

/* Where no memory is, nothing is kept. */
bool vt_probe(void)
{
	u16 old = VIDEO_MEMORY[0], inverted = (u16)~old;
	bool kept;

	VIDEO_MEMORY[0] = inverted;
	kept = VIDEO_MEMORY[0] == inverted;
	VIDEO_MEMORY[0] = old;
	return kept;
}

/* -- looks ------------------------------------------------------------------------- */

void vt_apply_look(struct vt_screen *s)
{
	const struct vt_look *look = &s->cursor.look;
	u8 fg = vga_colours[look->fg], bg = vga_colours[look->bg];

	s->blank = (u16)((bg << ATTR_BG | fg) << ATTR_SHIFT | ' ');
	if (look->underline && look->fg == GREY)
		fg = CYAN_BRIGHT;
	if (look->bold)
		fg |= ATTR_BRIGHT;
	if (look->reverse) {
		u8 old_fg = fg;

		fg = bg | (fg & ATTR_BRIGHT);
		bg = old_fg & (u8)~ATTR_BRIGHT;
	}
	s->attr = (u16)((bg << ATTR_BG | fg | (look->blink ? ATTR_BLINK : 0))
			<< ATTR_SHIFT);
}

/* -- scrolling and clearing ---------------------------------------------------------- */

static void set_origin(unsigned int to)
{
	origin = to;
	crtc_write_pair(CRTC_ORIGIN, origin);
}

/* The whole screen, by moving the origin. */
static void roll(struct vt_screen *s, unsigned int n)
{
	unsigned int keep = SCREEN_CELLS - n * VT_COLS;
	unsigned int next = origin + n * VT_COLS;

	if (next + SCREEN_CELLS > VIDEO_CELLS) {
		memmove((void *)VIDEO_MEMORY, (void *)cell(0, n),
			keep * sizeof(u16));
		next = 0;
	}
	fill(VIDEO_MEMORY + next + keep, s->blank, n * VT_COLS);
	set_origin(next);
}

/* The same for n cells anywhere: forth if by is positive, else back. */
static void shift(const struct vt_screen *s, volatile u16 *at, unsigned int n,
		  int by)
{
	unsigned int gap = min_t(unsigned int, by < 0 ? -by : by, n);
	volatile u16 *rest = at + gap;
	size_t size = (n - gap) * sizeof(u16);

	if (by > 0) {
		memmove((void *)rest, (void *)at, size);
		fill(at, s->blank, gap);
	} else {
		memmove((void *)at, (void *)rest, size);
		fill(at + n - gap, s->blank, gap);
	}
}

void vt_scroll(struct vt_screen *s, unsigned int top, unsigned int bottom,
	       int by)
{
	if (by < 0 && bottom - top == VT_ROWS)
		roll(s, min_t(unsigned int, -by, VT_ROWS));
	else
		shift(s, cell(0, top), (bottom - top) * VT_COLS, by * VT_COLS);
}

void vt_shift_cells(struct vt_screen *s, int by)
{
	unsigned int x = s->cursor.x;

	shift(s, cell(x, s->cursor.y), VT_COLS - x, by);
}

void vt_clear(struct vt_screen *s, unsigned int x, unsigned int y,
	      unsigned int n)
{
	fill(cell(x, y), s->blank, min(n, SCREEN_CELLS - y * VT_COLS - x));
}

/* -- the cursor ------------------------------------------------------------------------- */

void vt_update_cursor(const struct vt_screen *s)
{
	crtc_write(CRTC_CURSOR_START,
		   s->show_cursor ? CURSOR_TOP_LINE : CURSOR_OFF);
	crtc_write_pair(CRTC_CURSOR,
			origin + s->cursor.y * VT_COLS + s->cursor.x);
}

void vt_goto(struct vt_screen *s, int x, int y)
{
	s->cursor.x = (unsigned int)clamp(x, 0, VT_COLS - 1);
	s->cursor.y = (unsigned int)clamp(y, 0, VT_ROWS - 1);
	s->wrap = false;
}

void vt_line_feed(struct vt_screen *s)
{
	s->wrap = false;
	if (s->cursor.y + 1 == s->bottom)
		vt_scroll(s, s->top, s->bottom, -1);
	else if (s->cursor.y < VT_ROWS - 1)
		s->cursor.y++;
}

void vt_reverse_line_feed(struct vt_screen *s)
{
	s->wrap = false;
	if (s->cursor.y == s->top)
		vt_scroll(s, s->top, s->bottom, 1);
	else if (s->cursor.y)
		s->cursor.y--;
}

/*
 * A character in the last column leaves the cursor there; it wraps only when
 * another one follows, so that a full line and a newline are one line.
 */
void vt_put_glyph(struct vt_screen *s, u8 glyph)
{
	if (s->wrap && s->autowrap) {
		s->cursor.x = 0;
		vt_line_feed(s);
	}
	if (s->insert)
		vt_shift_cells(s, 1);
	*cell(s->cursor.x, s->cursor.y) = s->attr | glyph;
	if (s->cursor.x < VT_COLS - 1)
		s->cursor.x++;
	else
		s->wrap = true;
}

/* -- power-on ---------------------------------------------------------------------------- */

void vt_reset(struct vt_screen *s)
{
	memset(s, 0, sizeof(*s));
	s->bottom = VT_ROWS;
	s->cursor.look.fg = GREY;
	s->cursor.graphics[1] = true;
	s->autowrap = s->show_cursor = true;
	s->saved = s->cursor;
	vt_apply_look(s);
	set_origin(0);
	vt_clear(s, 0, 0, SCREEN_CELLS);
}
