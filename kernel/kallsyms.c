// SPDX-License-Identifier: GPL-2.0
/*
 * Symbols by address: the kernel's own here, those of modules in
 * module_symbols.c. The kernel's tables are made by
 * scripts/kallsyms when the kernel is linked: sorted addresses, and for each the
 * place of its name in one long string of NUL-terminated names.
 *
 * Constant data: any context, no locks.
 */
#include <lectern/module.h>
#include <lectern/panic.h>
#include <lectern/printf.h>
#include <lectern/string.h>

extern const u32 kallsyms_count;
extern const u32 kallsyms_addresses[];
extern const u32 kallsyms_offsets[];
extern const char kallsyms_names[];
extern char _text[], _end[];

static const char *name_of(u32 n)
{
	return kallsyms_names + kallsyms_offsets[n];
}

/* The last symbol at or below an address; there is one. */
static u32 find(unsigned long address)
{
	u32 low = 0, high = kallsyms_count;

	while (high - low > 1) {
		u32 mid = low + (high - low) / 2;

		if (kallsyms_addresses[mid] <= address)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static bool lookup_in_module(unsigned long address, unsigned long *offset,
			     unsigned long *size, char *buf, size_t buflen)
{
	const struct module *mod = module_at(address);
	const struct module_symbol *symbol;

	if (!mod)
		return false;
	symbol = module_symbol_at(mod, address);
	*offset = address - (symbol ? symbol->value : mod->regions[0].addr);
	*size = symbol ? symbol->size : mod->regions[0].size;
	strscpy(buf, symbol ? symbol->name : "?", buflen);
	return true;
}

bool kallsyms_lookup(unsigned long address, unsigned long *offset,
		     unsigned long *size, char *buf, size_t buflen)
{
	unsigned long end;
	u32 n;

	if (!kallsyms_count || address < kallsyms_addresses[0] ||
	    address >= (unsigned long)_end)
		return lookup_in_module(address, offset, size, buf, buflen);
	n = find(address);
	end = n + 1 < kallsyms_count ? kallsyms_addresses[n + 1]
				     : (unsigned long)_end;
	*offset = address - kallsyms_addresses[n];
	*size = end - kallsyms_addresses[n];
	strscpy(buf, name_of(n), buflen);
	return true;
}

/* `back` bytes before the address something lies that it belongs to. */
static const char *format(unsigned long address, unsigned long back, char *buf,
			  size_t buflen)
{
	const struct module *mod = module_at(address - back);
	unsigned long offset, size;
	size_t len;

	if (!kallsyms_lookup(address - back, &offset, &size, buf, buflen)) {
		snprintf(buf, buflen, "%#lx", address);
		return buf;
	}
	len = strlen(buf);
	len += scnprintf(buf + len, buflen - len, "+%#lx/%#lx", offset + back,
			 size);
	if (mod)
		snprintf(buf + len, buflen - len, " [%s]", mod->name);
	return buf;
}

const char *sprint_symbol(unsigned long address, char *buf, size_t buflen)
{
	return format(address, 0, buf, buflen);
}

const char *sprint_return(unsigned long address, char *buf, size_t buflen)
{
	return format(address, 1, buf, buflen);
}

bool kallsyms_get(unsigned int n, unsigned long *address, const char **name)
{
	if (n >= kallsyms_count)
		return false;
	*address = kallsyms_addresses[n];
	*name = name_of(n);
	return true;
}
