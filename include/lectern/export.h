/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What modules may call. EXPORT_SYMBOL(printk) puts the name and the address
 * into a table; the linker sorts it by name (linker.ld, scripts/module.lds), so
 * that the loader finds a name by halving. EXPORT_SYMBOL_GPL is for modules
 * alone whose licence goes with the kernel's.
 */
#ifndef LECTERN_EXPORT_H
#define LECTERN_EXPORT_H

#include <lectern/compiler.h>
#include <lectern/types.h>

struct kernel_symbol {
	unsigned long value;
	const char *name;
};

#define __EXPORT_SYMBOL(sym, table)                                            \
	static const struct kernel_symbol __ksymtab_##sym __used __section(    \
		table                                                          \
		"+" #sym) = { .value = (unsigned long)&(sym), .name = #sym }

#define EXPORT_SYMBOL(sym)     __EXPORT_SYMBOL(sym, "___ksymtab")
#define EXPORT_SYMBOL_GPL(sym) __EXPORT_SYMBOL(sym, "___ksymtab_gpl")

/* Up to eight of them at once. */
#define EXPORT_SYMBOLS(...)                                                    \
	__EXPORT_COUNT(__VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1)(__VA_ARGS__)
#define __EXPORT_COUNT(a, b, c, d, e, f, g, h, n, ...) __EXPORT_##n
#define __EXPORT_1(a)				       EXPORT_SYMBOL(a)
#define __EXPORT_2(a, ...)                                                     \
	__EXPORT_1(a);                                                         \
	__EXPORT_1(__VA_ARGS__)
#define __EXPORT_3(a, ...)                                                     \
	__EXPORT_1(a);                                                         \
	__EXPORT_2(__VA_ARGS__)
#define __EXPORT_4(a, ...)                                                     \
	__EXPORT_1(a);                                                         \
	__EXPORT_3(__VA_ARGS__)
#define __EXPORT_5(a, ...)                                                     \
	__EXPORT_1(a);                                                         \
	__EXPORT_4(__VA_ARGS__)
#define __EXPORT_6(a, ...)                                                     \
	__EXPORT_1(a);                                                         \
	__EXPORT_5(__VA_ARGS__)
#define __EXPORT_7(a, ...)                                                     \
	__EXPORT_1(a);                                                         \
	__EXPORT_6(__VA_ARGS__)
#define __EXPORT_8(a, ...)                                                     \
	__EXPORT_1(a);                                                         \
	__EXPORT_7(__VA_ARGS__)

#endif
