// SPDX-License-Identifier: GPL-2.0
/* The tables of exported symbols: the linker has to have sorted them. */
#include "selftest.h"

#include <lectern/module.h>
#include <lectern/mutex.h>
#include <lectern/panic.h>
#include <lectern/printk.h>

extern const struct kernel_symbol __start___ksymtab[], __stop___ksymtab[];
extern const struct kernel_symbol __start___ksymtab_gpl[],
	__stop___ksymtab_gpl[];

static bool found(const struct kernel_symbol *symbol, bool gpl)
{
	struct module *owner;
	u32 value;
	bool there;

	mutex_lock(&module_mutex);
	there = find_symbol(symbol->name, gpl, &owner, &value);
	mutex_unlock(&module_mutex);
	return there && !owner && value == symbol->value;
}

SELFTEST(exported, "every exported symbol is found by its name")
{
	for (const struct kernel_symbol *s = __start___ksymtab;
	     s < __stop___ksymtab; s++)
		expect(found(s, false));
	for (const struct kernel_symbol *s = __start___ksymtab_gpl;
	     s < __stop___ksymtab_gpl; s++)
		expect(found(s, true) && !found(s, false));
	expect(__stop___ksymtab - __start___ksymtab > 50);
}

SELFTEST(not_exported, "and nothing else")
{
	static const struct kernel_symbol others[] = {
		{ 0, "" }, { 0, "aaa" }, { 0, "zzz" }, { 0, "start_kernel" }
	};

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		expect(!found(&others[i], true));
}
