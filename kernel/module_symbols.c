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

/* Bytes of all that is kept; the names are counted with their NULs. */
static size_t count_kept(struct module *mod, const struct module_elf *elf)
{
	size_t names = 0;

	for (u32 i = 0; i < elf->nr_syms; i++)
		if (is_kept(elf, i)) {
			mod->nr_symbols++;
			names +=
				strlen(elf->strings + elf->syms[i].st_name) + 1;
		}
	for (u32 n = 1; n < elf->ehdr->e_shnum; n++)
		if (module_is_placed(elf, n)) {
			mod->nr_sections++;
			names += strlen(module_section_name(elf, n)) + 1;
		}
	return mod->nr_symbols * sizeof(struct module_symbol) +
	       mod->nr_sections * sizeof(struct module_section) + names;
}

/* Append a name; `*at` moves on. */
static const char *keep_name(char **at, const char *name)
{
	char *copy = *at;
	size_t len = strlen(name) + 1;

	memcpy(copy, name, len);
	*at += len;
	return copy;
}

/* One area: symbols, sections, names. */
int module_keep_symbols(struct module *mod, const struct module_elf *elf)
{
	struct module_symbol *symbol = vmalloc(count_kept(mod, elf));
	struct module_section *section;
	char *names;

	if (!symbol)
		return -ENOMEM;
	mod->symbols = symbol;
	mod->sections = section = (void *)(symbol + mod->nr_symbols);
	names = (char *)(section + mod->nr_sections);
	for (u32 i = 0; i < elf->nr_syms; i++)
		if (is_kept(elf, i))
			*symbol++ = (struct module_symbol){
				elf->values[i], elf->syms[i].st_size,
				keep_name(&names,
					  elf->strings + elf->syms[i].st_name)
			};
	for (u32 n = 1; n < elf->ehdr->e_shnum; n++)
		if (module_is_placed(elf, n))
			*section++ = (struct module_section){
				module_place_addr(elf, n),
				keep_name(&names, module_section_name(elf, n))
			};
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
