// SPDX-License-Identifier: GPL-2.0
/*
 * Modules and symbols, in both directions: the address of a name that a module
 * asks for, and the name of an address in a module, for backtraces, kallsyms
 * and the debugger.
 *
 * The tables of exported names are sorted by the linker. Of the symbol table of
 * a module's file a copy is kept, of functions and variables alone.
 *
 * Locks: module_mutex for the first direction; none for the second.
 */
#include <lectern/module.h>
#include <lectern/mutex.h>
#include <lectern/string.h>
#include <lectern/vmalloc.h>
#include <uapi/errno.h>

extern const struct kernel_symbol __start___ksymtab[], __stop___ksymtab[];
extern const struct kernel_symbol __start___ksymtab_gpl[],
	__stop___ksymtab_gpl[];

/* -- from a name to an address --------------------------------------------- */

static bool find_in(const struct kernel_symbol *table, u32 n, const char *name,
		    u32 *value)
{
	u32 low = 0;

	while (low < n) {
		u32 middle = low + (n - low) / 2;
		int order = strcmp(name, table[middle].name);

		if (!order) {
			*value = table[middle].value;
			return true;
		}
		if (order > 0)
			low = middle + 1;
		else
			n = middle;
	}
	return false;
}

bool find_symbol(const char *name, bool gpl, struct module **owner, u32 *value)
{
	struct module *mod;

	*owner = NULL;
	if (find_in(__start___ksymtab, __stop___ksymtab - __start___ksymtab,
		    name, value) ||
	    (gpl && find_in(__start___ksymtab_gpl,
			    __stop___ksymtab_gpl - __start___ksymtab_gpl, name,
			    value)))
		return true;
	list_for_each_entry(mod, &modules, list)
		if (mod->state != MODULE_STATE_UNFORMED &&
		    (find_in(mod->syms, mod->nr_syms, name, value) ||
		     (gpl &&
		      find_in(mod->gpl_syms, mod->nr_gpl_syms, name, value)))) {
			*owner = mod;
			return true;
		}
	return false;
}

/* -- from an address to a name --------------------------------------------- */

static bool is_kept(const struct module_elf *elf, u32 i)
{
	const Elf32_Sym *sym = &elf->syms[i];
	u32 type = ELF32_ST_TYPE(sym->st_info);

	return (type == STT_FUNC || type == STT_OBJECT) &&
	       sym->st_shndx != SHN_UNDEF && sym->st_shndx != SHN_ABS &&
	       module_is_placed(elf, sym->st_shndx);
}

static const char *symbol_name(const struct module_elf *elf, u32 i)
{
	return elf->strings + elf->syms[i].st_name;
}

/* Bytes of all that is kept, with the names and their NULs. */
static size_t size_kept(const struct module_elf *elf)
{
	size_t size = 0;

	for (u32 i = 0; i < elf->nr_syms; i++)
		if (is_kept(elf, i))
			size += sizeof(struct module_symbol) +
				strlen(symbol_name(elf, i)) + 1;
	for (u32 n = 1; n < elf->ehdr->e_shnum; n++)
		if (module_is_placed(elf, n))
			size += sizeof(struct module_section) +
				strlen(module_section_name(elf, n)) + 1;
	return size;
}

/* Put a name before the one that `*at` points to. */
static const char *keep_name(char **at, const char *name)
{
	size_t len = strlen(name) + 1;

	*at -= len;
	return memcpy(*at, name, len);
}

/* One area: symbols and sections from its start on, names from its end down. Who
 * lists symbols may look at the module at any time: there are none until all are. */
int module_keep_symbols(struct module *mod, const struct module_elf *elf)
{
	size_t size = size_kept(elf);
	struct module_symbol *symbols = vmalloc(size), *symbol = symbols;
	struct module_section *sections, *section;
	char *names;

	if (!symbols)
		return -ENOMEM;
	names = (char *)symbols + size;
	for (u32 i = 0; i < elf->nr_syms; i++)
		if (is_kept(elf, i))
			*symbol++ = (struct module_symbol){
				elf->values[i], elf->syms[i].st_size,
				keep_name(&names, symbol_name(elf, i))
			};
	section = sections = (void *)symbol;
	for (u32 n = 1; n < elf->ehdr->e_shnum; n++)
		if (module_is_placed(elf, n))
			*section++ = (struct module_section){
				module_place_addr(elf, n),
				keep_name(&names, module_section_name(elf, n))
			};
	mod->symbols = symbols;
	mod->nr_symbols = (u32)(symbol - symbols);
	mod->sections = sections;
	mod->nr_sections = (u32)(section - sections);
	return 0;
}

struct module *module_at(unsigned long address)
{
	struct module *mod;

	list_for_each_entry(mod, &modules, list)
		if (module_contains(mod, (const void *)address))
			return mod;
	return NULL;
}

const struct module_symbol *module_symbol_at(const struct module *mod,
					     unsigned long address)
{
	for (u32 i = 0; i < mod->nr_symbols; i++)
		if (address - mod->symbols[i].value < mod->symbols[i].size)
			return &mod->symbols[i];
	return NULL;
}
