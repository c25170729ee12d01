/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ASCII character classes, in the C locale of ctype(3). Bytes above 127 belong
 * to none, so a plain char may be given whatever its sign. The results are 0
 * or not 0, of C's type int. Pure, any context.
 */
#ifndef LECTERN_CTYPE_H
#define LECTERN_CTYPE_H

static inline int isdigit(int c)
{
	return c >= '0' && c <= '9';
}

static inline int isupper(int c)
{
	return c >= 'A' && c <= 'Z';
}

static inline int islower(int c)
{
	return c >= 'a' && c <= 'z';
}

static inline int isalpha(int c)
{
	return isupper(c) || islower(c);
}

static inline int isalnum(int c)
{
	return isalpha(c) || isdigit(c);
}

static inline int isxdigit(int c)
{
	return isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Space, and \t \n \v \f \r, which are neighbours in ASCII. */
static inline int isspace(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Printable, the space included. */
static inline int isprint(int c)
{
	return c >= ' ' && c <= '~';
}

static inline int iscntrl(int c)
{
	return (c >= 0 && c < ' ') || c == '\x7f';
}

static inline int toupper(int c)
{
	return islower(c) ? c - 'a' + 'A' : c;
}

static inline int tolower(int c)
{
	return isupper(c) ? c - 'A' + 'a' : c;
}

#endif
