/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The VGA text screen: between vt.c (tty and console), vt_screen.c (cells and
 * cursor), vt_escape.c (escape sequences) and vt_charset.c (glyphs).
 *
 * Lock: vt_lock (irqs off), in vt.c; everything here is called with it held.
 */
#ifndef DRIVERS_TTY_VT_H
#define DRIVERS_TTY_VT_H

#include <lectern/types.h>

#define VT_COLS	  80
#define VT_ROWS	  25
#define VT_PARAMS 16
#define VT_REPLY  32

/* How text looks: what ESC [ m sets. */
struct vt_look {
	u8 fg, bg; /* ANSI colours, 0 to 7 */
	bool bold, underline, blink, reverse;
};

/* What ESC 7 keeps and ESC 8 brings back. */
struct vt_cursor {
	unsigned int x, y;
	struct vt_look look;
	bool graphics[2]; /* G0 and G1: DEC's line drawing instead of text */
	u8 shift;	  /* which of them is in use */
};

enum vt_state {
	VT_TEXT,
	VT_ESCAPE, /* after ESC */
	VT_CSI,	   /* after ESC [ */
	VT_G0,
	VT_G1,	   /* after ESC ( and ESC ) */
	VT_SKIP,   /* after ESC # and ESC %: one more character */
	VT_OSC,	   /* after ESC ]: R, P and seven digits, or a string */
	VT_STRING, /* … until BEL or ESC \ */
};

struct vt_screen {
	struct vt_cursor cursor, saved;
	bool wrap;		  /* the next character begins a new line */
	unsigned int top, bottom; /* scrolling region, bottom excluded */
	u16 blank;		  /* an empty cell as it looks now */
	u16 attr;		  /* colours for text, shifted to their place */

	/* modes */
	bool autowrap, show_cursor, insert;
	bool app_cursor; /* arrows send ESC O instead of ESC [ */

	/* the parser */
	u8 state;  /* enum vt_state */
	u8 skip;   /* characters of a sequence that are of no interest */
	char mark; /* '?', '>' … after ESC [ */
	unsigned int params[VT_PARAMS], nr_params;
	u32 code;		/* of a UTF-8 sequence, so far */
	unsigned int code_left; /* bytes that it lacks */

	/* an answer for the program, to be typed in when the lock is free */
	char reply[VT_REPLY];
	unsigned int reply_len;
};

/* -- vt_screen.c -------------------------------------------------------------- */

/* Is there a VGA text screen at all? */
bool vt_probe(void);

/* Everything as after power-on, the screen cleared. */
void vt_reset(struct vt_screen *s);

/* Put a glyph (CP437) at the cursor and move on. */
void vt_put_glyph(struct vt_screen *s, u8 glyph);

/* Take over a changed look: recompute attr and blank. */
void vt_apply_look(struct vt_screen *s);

/* To a place on the screen, counted from 0; cut to it. */
void vt_goto(struct vt_screen *s, int x, int y);

/* One line down or up, scrolling at the region's edge. */
void vt_line_feed(struct vt_screen *s);
void vt_reverse_line_feed(struct vt_screen *s);

/* Move lines [top, bottom) down by so many lines, or up if it is negative. */
void vt_scroll(struct vt_screen *s, unsigned int top, unsigned int bottom,
	       int by);

/* Blank n cells from (x, y) on; n may pass the end of the line. */
void vt_clear(struct vt_screen *s, unsigned int x, unsigned int y,
	      unsigned int n);

/* Move the cells from the cursor to the end of its line to the right, or to the
 * left if by is negative. */
void vt_shift_cells(struct vt_screen *s, int by);

/* Show the hardware cursor where the cursor is. */
void vt_update_cursor(const struct vt_screen *s);

/* -- vt_escape.c -------------------------------------------------------------- */

/* One byte of a program's output. */
void vt_put_byte(struct vt_screen *s, u8 c);

/* A control character (below blank); any other does nothing. */
void vt_control(struct vt_screen *s, u8 c);

/* -- vt_csi.c ----------------------------------------------------------------- */

/* Carry out the sequence ESC [ mark params c. */
void vt_csi(struct vt_screen *s, u8 c);

/* ESC 7 and ESC 8. */
void vt_save_cursor(struct vt_screen *s);
void vt_restore_cursor(struct vt_screen *s);

/* -- vt_charset.c -------------------------------------------------------------- */

/* The glyph for a character of Unicode, or for what resembles it. */
u8 vt_glyph(u32 code);

/* The glyph that DEC's line-drawing set has for c. */
u8 vt_graphics_glyph(u8 c);

/*
 * A byte of UTF-8: true when it completes a character, then in s->code (U+FFFD
 * where it begins none).
 */
bool vt_decode_utf8(struct vt_screen *s, u8 c);

#endif
