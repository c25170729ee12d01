// SPDX-License-Identifier: GPL-2.0
/*
 * What a module brings: the symbols that it exports, its parameters, init and
 * exit. Their tables were made by relocations, which a damaged file may lack, so
 * each pointer in them is looked at before anybody goes by it. They have to lie
 * in what stays when init is over (MODULE_CORE):
 *
 *	| text | constants | data |
 *	  exit   names       parameters, their variables, struct module
 *
 * Lock: module_mutex, to look for symbols of the same name.
 */
#include <lectern/module.h>

#include <lectern/mutex.h>
#include <lectern/printk.h>
#include <lectern/string.h>
#include <uapi/errno.h>

/* Bytes from ptr to the end of what is kept once init is over, if it lies there
 * from `begin` on; else 0. */
static u32 room_in(const struct module_region *core, u32 begin, const void *ptr)
{
	u32 offset = (u32)(unsigned long)ptr - core->addr;

	return offset >= begin && offset < core->size ? core->size - offset : 0;
}

u32 module_data_room(const struct module_region *core, const void *ptr)
{
	return room_in(core, core->rodata, ptr);
}

static bool is_text(const struct module_region *core, const char *text)
{
	u32 room = room_in(core, 0, text);

	return strnlen(text, room) < room;
}

static bool export_ok(const struct module_region *core,
		      const struct kernel_symbol *sym)
{
	return is_text(core, sym->name) &&
	       room_in(core, 0, (const void *)sym->value);
}

static bool param_ok(const struct module_region *core,
		     const struct kernel_param *p)
{
	size_t size = p->type == param_type_bool ? sizeof(bool) : sizeof(u32);

	return is_text(core, p->name) &&
	       p->max <= module_data_room(core, p->arg) / size &&
	       (!p->num || module_data_room(core, p->num) >= sizeof(*p->num));
}

/* A damaged file may have tables without their relocations, say. */
static bool tables_ok(const struct module *mod)
{
	const struct module_region *core = &mod->regions[MODULE_CORE];
	bool ok = !mod->nr_params || module_data_room(core, mod->params);

	for (u32 i = 0; i < mod->nr_syms; i++)
		ok = ok && export_ok(core, &mod->syms[i]);
	for (u32 i = 0; i < mod->nr_gpl_syms; i++)
		ok = ok && export_ok(core, &mod->gpl_syms[i]);
	for (u32 i = 0; i < mod->nr_params; i++)
		ok = ok && param_ok(core, &mod->params[i]);
	return ok;
}

/* Two of one name, and nobody could say which is meant. */
static int check_exports(struct module *mod, const struct kernel_symbol *syms,
			 u32 n)
{
	struct module *owner;
	u32 value;
	int err = 0;

	mutex_lock(&module_mutex);
	for (; !err && n--; syms++)
		if (find_symbol(syms->name, true, &owner, &value)) {
			pr_err("%s: exports %s, which %s exports already\n",
			       mod->name, syms->name,
			       owner ? owner->name : "the kernel");
			err = -ENOEXEC;
		}
	mutex_unlock(&module_mutex);
	return err;
}

int module_find_tables(struct module *mod, const struct module_elf *elf)
{
	const struct module_region *core = &mod->regions[MODULE_CORE];

	mod->syms = module_elf_section(elf, "__ksymtab", sizeof(*mod->syms),
				       &mod->nr_syms);
	mod->gpl_syms = module_elf_section(elf, "__ksymtab_gpl",
					   sizeof(*mod->gpl_syms),
					   &mod->nr_gpl_syms);
	mod->params = module_elf_section(elf, "__param", sizeof(*mod->params),
					 &mod->nr_params);
	for (u32 i = 0; i < mod->nr_params; i++)
		mod->params[i].copy = NULL; /* the file's word is not taken */
	if ((mod->init && !module_is_code(mod, (u32)mod->init)) ||
	    (mod->exit && (u32)mod->exit - core->addr >= core->text)) {
		pr_err("%s: init or exit is no function of the module\n",
		       mod->name);
		return -ENOEXEC;
	}
	if (!tables_ok(mod)) {
		pr_err("%s: parameters or exported symbols do not lie where they should\n",
		       mod->name);
		return -ENOEXEC;
	}
	return check_exports(mod, mod->syms, mod->nr_syms)
		       ?: check_exports(mod, mod->gpl_syms, mod->nr_gpl_syms);
}
