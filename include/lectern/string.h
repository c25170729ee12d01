/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Strings and memory blocks: the functions of C's <string.h> that a kernel
 * needs, and a few of Linux's. What invites overruns (strcpy, strcat,
 * strncpy) is left out: use strscpy() or snprintf().
 *
 * All are pure, run in any context and take no locks. memcpy, memmove, memset
 * and memcmp are also what the compiler calls by itself for assignments and
 * comparisons of structures. The first three are the machine's: kernel/i386/string.asm, on
 * the host its C library.
 *
 * Source: string(3), ISO C11 7.24; strscpy and memchr_inv follow Linux.
 */
#ifndef LECTERN_STRING_H
#define LECTERN_STRING_H

#include <lectern/compiler.h>
#include <lectern/types.h>

/* --- memory blocks, sizes in bytes --- */

/**
 * memcpy - copy @n bytes; the two must not overlap
 * memmove - copy @n bytes; they may overlap
 * memset - set @n bytes to (u8)@c
 *
 * Each returns @dst.
 */
void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);

/**
 * memcmp - compare @n bytes as unsigned; < 0, 0 or > 0
 */
int memcmp(const void *a, const void *b, size_t n);

/**
 * memchr - first byte in [@s, @s + @n) that equals (u8)@c, or NULL
 */
void *memchr(const void *s, int c, size_t n);

/**
 * memchr_inv - first byte in [@s, @s + @n) that differs from (u8)@c, or NULL
 */
void *memchr_inv(const void *s, int c, size_t n);

/* --- lengths and copies --- */

/**
 * strlen - bytes before the NUL
 */
size_t strlen(const char *s);

/**
 * strnlen - bytes before the NUL, at most @max; reads no further than that
 */
size_t strnlen(const char *s, size_t max);

/**
 * strscpy - copy a string into a buffer of known size
 * @dst: buffer, always NUL-terminated afterwards unless @size is 0
 * @src: string
 * @size: bytes at @dst, the NUL's included
 *
 * Reads no more of @src than it copies. Returns the bytes copied, without the
 * NUL, or -E2BIG when @src had to be cut (or @size is 0).
 */
ssize_t strscpy(char *dst, const char *src, size_t size);

/* --- comparing --- */

/**
 * strcmp, strncmp - order of two strings (of their first @n bytes): < 0, 0 or
 * > 0, by unsigned bytes
 */
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);

/* --- searching --- */

/**
 * strchr, strrchr - first, last @c in @s or NULL; '\0' finds the end
 */
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);

/**
 * strspn - length of the start of @s made of bytes in @accept only
 * strcspn - length of the start of @s made of bytes not in @reject
 */
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);

/**
 * strsep - cut the next token off a string
 * @s: in: rest of the string, or NULL; out: what follows the token, or NULL
 * @delims: bytes each of which ends a token
 *
 * Overwrites the delimiter with NUL and returns the token, which is empty where
 * two delimiters touch; NULL when *@s is NULL.
 */
char *strsep(char **s, const char *delims);

#endif
