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

#endif
