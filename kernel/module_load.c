// SPDX-License-Identifier: GPL-2.0
/*
 * Loading a module: from the bytes of a file to init's return.
 *
 *   read the file into memory of our own     it is hostile, and may change
 *   module_elf_open     every length, offset and index in it, before any is used
 *   check_modinfo       is it for this kernel? what is its licence?
 *   give_memory         a place for each section; struct module lies in one
 *   reserve_name        from here on it is in the list: a second one waits
 *   resolve, relocate   symbols; whose it uses, it holds
 *   parse_args          parameters
 *   protect             code read-only, data never code
 *   ---- COMING: its symbols can be used, /sys shows it ----
 *   init                code of the module runs; it may fail, too
 *   ---- LIVE ----      what was for init alone is freed
 *
 * Each failure undoes what was done, last first, and its error is the caller's.
 *
 * Locks: module_mutex for the list and for looking symbols up; no lock while
 * waiting for another module, nor while init runs.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/mm.h>
#include <lectern/module.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/timer.h>
#include <lectern/vmalloc.h>
#include <uapi/capability.h>

#define MAX_ARGS     4096 /* bytes of parameters, with the NUL */
#define THIS_SECTION ".gnu.linkonce.this_module"
#define COMING_SOON  (30 * HZ) /* how long to wait for a module to be there */
#define INIT_FLAGS                                                             \
	(MODULE_INIT_IGNORE_MODVERSIONS | MODULE_INIT_IGNORE_VERMAGIC)

/* A module on its way. */
struct load_info {
	void *file;
	size_t size;
	char *args;
	unsigned int flags; /* MODULE_INIT_* */
	struct module_elf elf;
	const char *name; /* as .modinfo says it: for messages */
	unsigned int taints;
	struct module *mod;
};

/* -- whether we want it ---------------------------------------------------- */

static bool license_is_free(const char *license)
{
	static const char *const free[] = {
		"GPL",		"GPL v2",	"GPL and additional rights",
		"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"
	};

	for (size_t i = 0; license && i < ARRAY_SIZE(free); i++)
		if (!strcmp(license, free[i]))
			return true;
	return false;
}

static bool may_use_gpl(const struct load_info *info)
{
	return !(info->taints & 1u << TAINT_PROPRIETARY);
}

static int check_modinfo(struct load_info *info)
{
	const char *magic = module_elf_modinfo(&info->elf, "vermagic");
	const char *license = module_elf_modinfo(&info->elf, "license");
	const char *name = module_elf_modinfo(&info->elf, "name");

	info->name = name ? name : "a module";
	if (info->flags & MODULE_INIT_IGNORE_VERMAGIC) {
		info->taints |= 1u << TAINT_FORCED_MODULE;
	} else if (!magic || strcmp(magic, VERMAGIC)) {
		pr_err("%s: version magic '%s' should be '%s': compile it for this kernel\n",
		       info->name, magic ? magic : "", VERMAGIC);
		return -ENOEXEC;
	}
	if (!license_is_free(license)) {
		pr_warn("%s: license '%s' taints the kernel\n", info->name,
			license ? license : "unspecified");
		info->taints |= 1u << TAINT_PROPRIETARY;
	}
	if (!module_elf_modinfo(&info->elf, "intree"))
		info->taints |= 1u << TAINT_OOT_MODULE;
	return 0;
}

/* -- memory ---------------------------------------------------------------- */

static int give_region(struct module_region *region)
{
	if (!region->size)
		return 0;
	region->mem = vzalloc(region->size);
	region->addr = (u32)region->mem;
	return region->mem ? 0 : -ENOMEM;
}

static void take_regions(struct module_elf *elf)
{
	for (int n = 0; n < MODULE_REGIONS; n++)
		vfree(elf->regions[n].mem);
}

/* It becomes a directory in /sys and a word in /proc/modules. */
static bool is_name(const char *name)
{
	size_t len = strnlen(name, MODULE_NAME_LEN);

	return len && len < MODULE_NAME_LEN &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == len;
}

/* Of what the file says of the module only three fields are believed. */
static int find_module_in(struct load_info *info)
{
	u32 n;
	struct module *mod =
		module_elf_section(&info->elf, THIS_SECTION, sizeof(*mod), &n);

	if (n != 1 || !IS_ALIGNED((unsigned long)mod, sizeof(long)) ||
	    !module_data_room(&info->elf.regions[MODULE_CORE], mod) ||
	    !is_name(mod->name)) {
		pr_err("%s: %s is damaged\n", info->name, THIS_SECTION);
		return -ENOEXEC;
	}
	info->mod = mod;
	mod->state = MODULE_STATE_UNFORMED;
	INIT_LIST_HEAD(&mod->users);
	INIT_LIST_HEAD(&mod->uses);
	memset(&mod->taints, 0,
	       offsetof(struct module, users) -
		       offsetof(struct module, taints));
	memset(mod->regions, 0,
	       sizeof(*mod) - offsetof(struct module, regions));
	return 0;
}

static int give_memory(struct load_info *info)
{
	int err = 0;

	for (int n = 0; !err && n < MODULE_REGIONS; n++)
		err = give_region(&info->elf.regions[n]);
	if (!err) {
		module_elf_place(&info->elf);
		err = find_module_in(info);
	}
	if (err)
		take_regions(&info->elf);
	else
		memcpy(info->mod->regions, info->elf.regions,
		       sizeof(info->elf.regions));
	return err;
}

/* Data is as vmalloc made it. */
static void protect(const struct module *mod)
{
	for (int n = 0; n < MODULE_REGIONS; n++) {
		const struct module_region *region = &mod->regions[n];

		vmalloc_protect(region->mem, region->text, PAGE_KERNEL_ROX);
		vmalloc_protect(region->mem + region->text,
				region->rodata - region->text, PAGE_KERNEL_RO);
	}
}

/* -- the name -------------------------------------------------------------- */

/* 0 when the name is free, and taken; -EEXIST, -EBUSY; 1: wait and see. */
static int try_reserve(struct module *mod)
{
	struct module *old;
	int ret = 0;

	mutex_lock(&module_mutex);
	old = find_module(mod->name);
	if (!old)
		list_add(&mod->list, &modules);
	else if (old->state == MODULE_STATE_LIVE)
		ret = -EEXIST;
	else
		ret = old->broken ? -EBUSY : 1;
	mutex_unlock(&module_mutex);
	return ret;
}

/* Of two of one name at once the second learns how the first one fares. */
static int reserve_name(struct module *mod)
{
	int ret, err;

	err = wait_event_interruptible(module_wq,
				       (ret = try_reserve(mod)) != 1);
	return err ? -EINTR : ret;
}

/* -- symbols --------------------------------------------------------------- */

/* Look a symbol up and hold its owner. -EBUSY: that is not ready yet. */
static int get_symbol(struct load_info *info, const char *name, u32 *value)
{
	struct module *owner;
	int err = -ENOENT;

	mutex_lock(&module_mutex);
	if (find_symbol(name, may_use_gpl(info), &owner, value)) {
		if (!owner)
			err = 0;
		else if (owner->state == MODULE_STATE_LIVE)
			err = use_module(info->mod, owner);
		else if (!owner->broken)
			err = -EBUSY;
	}
	mutex_unlock(&module_mutex);
	return err;
}

/* Its owner may be just starting: then wait, but not for one that never ends. */
static int resolve_symbol(void *ctx, const char *name, u32 *value)
{
	struct load_info *info = ctx;
	int err;

	info->mod->stops_threads |= !strcmp(name, "kthread_stop");
	wait_event_interruptible_timeout(
		module_wq, (err = get_symbol(info, name, value)) != -EBUSY,
		COMING_SOON);
	if (err)
		pr_err("%s: unknown symbol %s (error %d)\n", info->name, name,
		       -err);
	return err;
}

/* Nor of what relocations say of the module itself, which is in lists now, is
 * more believed than where init and exit are. */
static int relocate(struct load_info *info)
{
	struct module *mod = info->mod, before;
	int err;

	mutex_lock(&module_mutex);
	before = *mod;
	err = module_elf_relocate(&info->elf);
	before.init = mod->init;
	before.exit = mod->exit;
	*mod = before;
	mutex_unlock(&module_mutex);
	return err;
}

static int link_module(struct load_info *info)
{
	int err = module_elf_resolve(&info->elf, resolve_symbol, info);

	if (!err)
		err = relocate(info);
	if (!err)
		err = module_find_tables(info->mod, &info->elf);
	if (!err)
		err = module_keep_symbols(info->mod, &info->elf);
	return err;
}

/* -- start ----------------------------------------------------------------- */

/*
 * GDB stops here to load the symbols (scripts/gdb/modules.py): everything is in
 * its place, and nothing of the module has run.
 */
static noinline int do_init_module(struct module *mod)
{
	int ret;

	barrier();
	ret = mod->init ? mod->init() : 0;
	if (ret > 0)
		pr_warn("%s: init returned %d; it should be 0 or a negative error number\n",
			mod->name, ret);
	return min(ret, 0);
}

/* The module is LIVE, or gone and its error returned. */
static int start_module(struct module *mod)
{
	int err;

	module_set_state(mod, MODULE_STATE_COMING);
	err = do_init_module(mod);
	if (!err) {
		struct module_region *init = &mod->regions[MODULE_INIT];
		void *mem = init->mem;

		*init = (struct module_region){ .mem = NULL };
		module_set_state(mod, MODULE_STATE_LIVE);
		vfree(mem);
		return 0;
	}
	module_set_state(mod, MODULE_STATE_GOING);
	/* Who opened a device of it meanwhile has to let go of it first. */
	wait_event(module_wq, !READ_ONCE(mod->refcount));
	module_finish(mod);
	return err;
}

/* From the bytes on. The file's memory is the caller's. */
static int load_module(struct load_info *info)
{
	int err =
		module_elf_open(&info->elf, info->file, info->size, GFP_KERNEL);

	if (!err)
		err = check_modinfo(info);
	if (!err)
		err = give_memory(info);
	if (err)
		goto close;
	err = reserve_name(info->mod);
	if (err)
		goto free_module;
	err = link_module(info);
	if (!err)
		err = parse_args(info->mod, info->args);
	if (err)
		goto unlink_module;
	tainted |= info->mod->taints = info->taints;
	protect(info->mod);
	err = module_watcher->coming(info->mod);
	if (err)
		goto unlink_module;
	err = start_module(info->mod);
	goto close;

unlink_module:
	module_unlink(info->mod);
free_module:
	module_free(info->mod);
close:
	if (info->elf.problem[0])
		pr_err("%s: %s\n", info->name ? info->name : "a module",
		       info->elf.problem);
	module_elf_close(&info->elf);
	return err;
}

/* -- system calls ---------------------------------------------------------- */

static bool may_load(void)
{
	return capable(CAP_SYS_MODULE) && !modules_disabled;
}

/* Memory for a file of so many bytes. */
static int make_room(struct load_info *info, u64 size)
{
	if (size < sizeof(Elf32_Ehdr) || size > MODULE_MAX_SIZE)
		return -ENOEXEC;
	info->size = (size_t)size;
	info->file = vmalloc(info->size);
	return info->file ? 0 : -ENOMEM;
}

static int load_with_args(struct load_info *info, const char __user *args)
{
	long err;

	info->args = kmalloc(MAX_ARGS, GFP_KERNEL);
	if (!info->args)
		return -ENOMEM;
	err = strncpy_from_user(info->args, args, MAX_ARGS);
	if (err == MAX_ARGS)
		err = -E2BIG;
	if (err >= 0)
		err = load_module(info);
	kfree(info->args);
	return err;
}

/* init_module(2). */
SYSCALL(init_module, const void __user *image, unsigned long len,
	const char __user *args)
{
	struct load_info info = { .file = NULL };
	int err;

	if (!may_load())
		return -EPERM;
	err = make_room(&info, len);
	if (!err && copy_from_user(info.file, image, len))
		err = -EFAULT;
	if (!err)
		err = load_with_args(&info, args);
	vfree(info.file);
	return err;
}

static int read_module(struct load_info *info, struct file *file)
{
	ssize_t n;
	int err;

	if (!S_ISREG(file->f_inode->i_mode))
		return -EINVAL;
	err = make_room(info, (u64)file->f_inode->i_size);
	if (err)
		return err;
	n = kernel_read(file, 0, info->file, info->size);
	return n < 0 ? n : (size_t)n < info->size ? -ENOEXEC : 0;
}

/* finit_module(2). */
SYSCALL(finit_module, int fd, const char __user *args, unsigned int flags)
{
	struct load_info info = { .flags = flags };
	struct file *file;
	int err;

	if (!may_load())
		return -EPERM;
	if (flags & ~(unsigned int)INIT_FLAGS)
		return flags & MODULE_INIT_COMPRESSED_FILE ? -EOPNOTSUPP
							   : -EINVAL;
	file = fget((unsigned int)fd);
	if (!file)
		return -EBADF;
	err = file->f_mode & FMODE_READ ? read_module(&info, file) : -EBADF;
	fput(file);
	if (!err)
		err = load_with_args(&info, args);
	vfree(info.file);
	return err;
}
