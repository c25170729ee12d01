/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ends of the number types. Where the host's <limits.h> came first, its
 * definitions stay: they have the same values.
 */
#ifndef LECTERN_LIMITS_H
#define LECTERN_LIMITS_H

#ifndef INT_MAX
#define INT_MAX	  ((int)(~0U >> 1))
#define INT_MIN	  (-INT_MAX - 1)
#define UINT_MAX  (~0U)
#define LONG_MAX  ((long)(~0UL >> 1))
#define LONG_MIN  (-LONG_MAX - 1)
#define ULONG_MAX (~0UL)
#endif

#define U8_MAX	((u8)~0U)
#define U16_MAX ((u16)~0U)
#define U32_MAX ((u32)~0U)
#define U64_MAX ((u64)~0ULL)
#define S64_MAX ((s64)(U64_MAX >> 1))
#define S64_MIN (-S64_MAX - 1)

#endif
