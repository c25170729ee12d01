/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Formatted text into a buffer, after printf(3).
 *
 *	%[flags][width][.precision][size]conversion
 *	flags       - + space # 0
 *	width       number or * (negative: left-justified)
 *	precision   number or * (negative: as if absent)
 *	size        hh h l ll z t
 *	conversion  d i u x X o c s p %
 *
 * %p prints all hex digits of the pointer and no "0x", as Linux does: an
 * address is read beside a map or a disassembly, which have none either. A NULL
 * string prints as "(null)". There is no floating point and no %n; an unknown
 * conversion is printed as it stands.
 *
 * Pure, any context, no locks. Reads its arguments only.
 */
#ifndef LECTERN_PRINTF_H
#define LECTERN_PRINTF_H

#include <stdarg.h>

#include <lectern/compiler.h>
#include <lectern/types.h>

/**
 * vsnprintf, snprintf - format into a buffer
 * @buf: buffer, NUL-terminated afterwards unless @size is 0 (then may be NULL)
 * @size: its bytes, the NUL's included
 * @fmt: format as above
 *
 * Returns the length that the whole text has, without the NUL: more than
 * @size - 1 means that it was cut.
 */
int __printf(3, 0)
	vsnprintf(char *buf, size_t size, const char *fmt, va_list args);
int __printf(3, 4) snprintf(char *buf, size_t size, const char *fmt, ...);

/**
 * vscnprintf, scnprintf - the same, but return the bytes written
 *
 * Without the NUL; 0 when @size is 0. So `n += scnprintf(buf + n, size - n, …)`
 * is always safe.
 */
int __printf(3, 0)
	vscnprintf(char *buf, size_t size, const char *fmt, va_list args);
int __printf(3, 4) scnprintf(char *buf, size_t size, const char *fmt, ...);

#endif
