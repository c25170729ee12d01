// SPDX-License-Identifier: GPL-2.0
/*
 * Modules as people see them: /proc/modules, and for each a directory in
 * /sys/module:
 *
 *	initstate refcnt coresize taint
 *	parameters/NAME		what module_param made, with its permissions
 *	sections/.text ...	where the debugger finds them
 *	holders/NAME		links to the modules that use this one
 *
 * Source: proc(5), lsmod(8), Linux's Documentation/ABI/stable/sysfs-module.
 *
 * Lock: module_mutex while the list is read. A module's directory goes before
 * the module does, and proc_remove waits for who reads in it.
 */
#include "proc.h"

#include <lectern/bug.h>
#include <lectern/init.h>
#include <lectern/module.h>
#include <lectern/printf.h>
#include <lectern/slab.h>
#include <uapi/capability.h>

#define MAX_PATH 128

/* As /proc/modules names the states, and as /sys does. */
static const char *const state_names[][2] = {
	[MODULE_STATE_UNFORMED] = { "Loading", "coming" },
	[MODULE_STATE_COMING] = { "Loading", "coming" },
	[MODULE_STATE_LIVE] = { "Live", "live" },
	[MODULE_STATE_GOING] = { "Unloading", "going" },
};

static u32 core_size(const struct module *mod)
{
	return mod->regions[MODULE_CORE].size;
}

/* ----------------------------------------------------------- /proc/modules */

static void show_users(struct seq_buf *s, const struct module *mod)
{
	const struct module_use *use;
	bool permanent = mod->init && !mod->exit;

	list_for_each_entry(use, &mod->users, owner_link)
		seq_printf(s, "%s,", use->user->name);
	if (permanent)
		seq_printf(s, "[permanent],");
	else if (list_empty(&mod->users))
		seq_printf(s, "-");
}

static int show_modules(struct seq_buf *s, void *data)
{
	const struct module *mod;
	char taints[8];

	mutex_lock(&module_mutex);
	list_for_each_entry(mod, &modules, list) {
		if (mod->state == MODULE_STATE_UNFORMED)
			continue;
		seq_printf(s, "%s %u %d ", mod->name,
			   core_size(mod) + mod->regions[MODULE_INIT].size,
			   mod->refcount);
		show_users(s, mod);
		seq_printf(s, " %s 0x%08x", state_names[mod->state][0],
			   mod->regions[MODULE_CORE].addr);
		module_taints(mod, taints);
		if (taints[0])
			seq_printf(s, " (%s)", taints);
		seq_printf(s, "\n");
	}
	mutex_unlock(&module_mutex);
	return 0;
}

/* ---------------------------------------------------- /proc/sys, /sys/module */

static int show_tainted(struct seq_buf *s, void *data)
{
	seq_printf(s, "%u\n", tainted);
	return 0;
}

static ssize_t write_disabled(const char *buf, size_t len, void *data)
{
	if (buf[0] != '1')
		return -EINVAL; /* there is no way back */
	modules_disabled = 1;
	return (ssize_t)len;
}

static int show_initstate(struct seq_buf *s, void *data)
{
	const struct module *mod = data;

	seq_printf(s, "%s\n", state_names[mod->state][1]);
	return 0;
}

static int show_refcnt(struct seq_buf *s, void *data)
{
	seq_printf(s, "%d\n", ((const struct module *)data)->refcount);
	return 0;
}

static int show_coresize(struct seq_buf *s, void *data)
{
	seq_printf(s, "%u\n", core_size(data));
	return 0;
}

static int show_taint(struct seq_buf *s, void *data)
{
	char taints[8];

	seq_printf(s, "%s\n", module_taints(data, taints));
	return 0;
}

static int show_section(struct seq_buf *s, void *data)
{
	seq_printf(s, "0x%08x\n",
		   ((const struct module_section *)data)->address);
	return 0;
}

static int show_param(struct seq_buf *s, void *data)
{
	char *text = kmalloc(PAGE_SIZE, GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	param_get(data, text, PAGE_SIZE);
	seq_printf(s, "%s\n", text);
	kfree(text);
	return 0;
}

static ssize_t write_param(const char *buf, size_t len, void *data)
{
	int err = param_set(data, buf);

	return err ? err : (ssize_t)len;
}

static int show_holder(struct seq_buf *s, void *data)
{
	seq_printf(s, "../../%s", ((const struct module *)data)->name);
	return 0;
}

/* ------------------------------------------------------- they come and go */

static struct proc_dir_entry *make_dir(struct proc_dir_entry *dir,
				       const char *name)
{
	return proc_create_in(dir, name, S_IFDIR | 0555, NULL, NULL, NULL);
}

static const struct {
	const char *name;
	proc_show_t show;
} attributes[] = {
	{ "initstate", show_initstate },
	{ "refcnt", show_refcnt },
	{ "coresize", show_coresize },
	{ "taint", show_taint },
};

static int add_attributes(struct proc_dir_entry *dir, struct module *mod)
{
	for (size_t i = 0; i < ARRAY_SIZE(attributes); i++)
		if (!proc_create_in(dir, attributes[i].name, 0444,
				    attributes[i].show, NULL, mod))
			return -ENOMEM;
	return make_dir(dir, "holders") ? 0 : -ENOMEM;
}

static int add_sections(struct proc_dir_entry *dir, struct module *mod)
{
	char path[MAX_PATH];

	for (u32 i = 0; i < mod->nr_sections; i++) {
		snprintf(path, sizeof(path), "sections/%s",
			 mod->sections[i].name);
		if (!proc_create_in(dir, path, 0400, show_section, NULL,
				    (void *)&mod->sections[i]))
			return -ENOMEM;
	}
	return 0;
}

static int add_parameters(struct proc_dir_entry *dir, struct module *mod)
{
	char path[MAX_PATH];

	for (u32 i = 0; i < mod->nr_params; i++) {
		struct kernel_param *p = &mod->params[i];

		snprintf(path, sizeof(path), "parameters/%s", p->name);
		if (p->perm &&
		    !proc_create_in(dir, path, p->perm, show_param,
				    p->perm & 0222 ? write_param : NULL, p))
			return -ENOMEM;
	}
	return 0;
}

/* In the directory of each module that this one uses. */
static int add_holder_links(struct module *mod)
{
	char path[MAX_PATH];
	struct module_use *use;

	list_for_each_entry(use, &mod->uses, user_link) {
		snprintf(path, sizeof(path), "holders/%s", mod->name);
		use->link = proc_create_in(use->owner->sysfs, path,
					   S_IFLNK | 0777, show_holder, NULL,
					   mod);
		if (!use->link)
			return -ENOMEM;
	}
	return 0;
}

/* The list of those it uses stays as it is from COMING on. */
static void module_gone(struct module *mod)
{
	struct module_use *use;

	list_for_each_entry(use, &mod->uses, user_link) {
		if (use->link)
			proc_remove(use->link);
		use->link = NULL;
	}
	proc_remove(mod->sysfs);
	mod->sysfs = NULL;
}

static int module_coming(struct module *mod)
{
	char path[MAX_PATH];
	int err;

	snprintf(path, sizeof(path), "module/%s", mod->name);
	mod->sysfs = make_dir(&sysfs_root, path);
	if (!mod->sysfs)
		return -ENOMEM;
	err = add_attributes(mod->sysfs, mod);
	if (!err)
		err = add_sections(mod->sysfs, mod);
	if (!err)
		err = add_parameters(mod->sysfs, mod);
	if (!err)
		err = add_holder_links(mod);
	if (err)
		module_gone(mod);
	return err;
}

static const struct module_watcher watcher = {
	.coming = module_coming,
	.gone = module_gone,
};

static const struct proc_file files[] __initdata = {
	{ "modules", 0444, show_modules, NULL, NULL },
	{ "sys/kernel/tainted", 0444, show_tainted, NULL, NULL },
	{ "sys/kernel/modules_disabled", 0644, proc_show_int, write_disabled,
	  &(struct proc_int){ &modules_disabled, 0, 1, 1 } },
};

static int __init proc_modules_init(void)
{
	if (!make_dir(&sysfs_root, "module"))
		return -ENOMEM;
	module_watcher = &watcher;
	return proc_create_files(files, ARRAY_SIZE(files));
}
fs_initcall(proc_modules_init);
