/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loadable modules. The first half is for who writes one (docs/modules.md shows
 * how), the second for the kernel's own files.
 */
#ifndef LECTERN_MODULE_H
#define LECTERN_MODULE_H

#include <lectern/export.h>
#include <lectern/init.h>
#include <lectern/list.h>
#include <lectern/module_elf.h>
#include <lectern/moduleparam.h>
#include <lectern/version.h>
#include <uapi/module.h>

/* -- writing one ----------------------------------------------------------- */

/*
 * module_init: the function that is called when the module has been loaded, with
 * 0 or a negative errno as its result: after an error the module is taken out
 * again. module_exit: the function that is called before it goes, which must
 * undo all that init has done. A module with init and without exit stays for
 * ever. Both run in process context and may sleep.
 *
 * Functions marked __init and data marked __initdata are thrown away when init
 * has returned.
 */
#define module_init(fn)                                                        \
	int init_module(void) __attribute__((alias(#fn)));                     \
	static __maybe_unused int (*__check_init(void))(void)                  \
	{                                                                      \
		return fn;                                                     \
	}
#define module_exit(fn)                                                        \
	void cleanup_module(void) __attribute__((alias(#fn)));                 \
	static __maybe_unused void (*__check_exit(void))(void)                 \
	{                                                                      \
		return fn;                                                     \
	}
#define __exit __section(".exit.text") noinline

int init_module(void);
void cleanup_module(void);

/* "tag=text", for modinfo and the loader. */
#define MODULE_INFO(tag, text)	    __MODULE_INFO(tag, text, __COUNTER__)
#define __MODULE_INFO(tag, text, n) ___MODULE_INFO(tag, text, n)
#define ___MODULE_INFO(tag, text, n)                                           \
	static const char __modinfo_##n[] __used __section(".modinfo")         \
		__aligned(1) = #tag "=" text

/* Every module says this; "GPL" unless you know better. */
#define MODULE_LICENSE(text)	 MODULE_INFO(license, text)
#define MODULE_AUTHOR(text)	 MODULE_INFO(author, text)
#define MODULE_DESCRIPTION(text) MODULE_INFO(description, text)
#define MODULE_VERSION(text)	 MODULE_INFO(version, text)
/* Another name that modprobe finds it by. */
#define MODULE_ALIAS(text) MODULE_INFO(alias, text)
/* It is asked for when somebody opens a character device that has no driver. */
#define MODULE_ALIAS_CHARDEV(major, minor)                                     \
	MODULE_ALIAS("char-major-" #major "-" #minor)

/* The module that this is compiled into; NULL in the kernel itself. */
#ifdef MODULE
extern struct module __this_module;
#define THIS_MODULE (&__this_module)
#else
#define THIS_MODULE ((struct module *)NULL)
#endif

/*
 * Keep a module from being removed, and let go of it. try_ fails when it is
 * going already; __module_get is for who knows that somebody else holds it, or
 * that its own code runs. NULL is the kernel, which stays. Any context.
 */
bool __must_check try_module_get(struct module *mod);
void __module_get(struct module *mod);
void module_put(struct module *mod);

/*
 * Have modprobe load a module by its name or alias, and wait until it is done.
 * Whether that helped the caller finds out by looking again. 0 or -errno when
 * modprobe could not be run. Process context, no locks; may sleep for long.
 */
int __printf(1, 2) request_module(const char *fmt, ...);

/* -- the kernel's side ----------------------------------------------------- */

#define MODULE_NAME_LEN 56

#ifdef DEBUG
#define VERMAGIC_DEBUG " debug"
#else
#define VERMAGIC_DEBUG ""
#endif
/* Modules are for one kernel: what structures look like differs. */
#define VERMAGIC KERNEL_RELEASE " mod_unload " KERNEL_MACHINE VERMAGIC_DEBUG

/* kernel/module.c draws them. */
enum module_state {
	MODULE_STATE_UNFORMED,
	MODULE_STATE_COMING,
	MODULE_STATE_LIVE,
	MODULE_STATE_GOING
};

struct module_symbol {
	u32 value, size;
	const char *name;
};

struct module_section {
	u32 address;
	const char *name;
};

/* Lies in the module itself; name, init and exit are filled in by the build. */
struct module {
	enum module_state state; /* [both module_mutex and ref_lock] */
	struct list_head list;	 /* of all [module_mutex] */
	char name[MODULE_NAME_LEN];
	int (*init)(void);
	void (*exit)(void);
	unsigned int taints;
	bool stops_threads;	/* it calls kthread_stop: see kthread.c */
	bool broken;		/* oopsed as it came or went, or left things */
	int refcount;		/* [ref_lock] */
	struct list_head users; /* module_use: who uses this [module_mutex] */
	struct list_head uses;	/* ... whom this uses */

	/* Constant from COMING on. */
	struct module_region regions[MODULE_REGIONS];
	const struct kernel_symbol *syms, *gpl_syms;
	u32 nr_syms, nr_gpl_syms;
	struct kernel_param *params;
	u32 nr_params;
	const struct module_symbol *symbols; /* for backtraces */
	const struct module_section *sections;
	u32 nr_symbols, nr_sections;
	void *sysfs; /* what the watcher keeps */
};

/* One module that uses another's symbols. */
struct module_use {
	struct list_head user_link, owner_link;
	struct module *user, *owner;
	void *link; /* the watcher's, of the user in the owner's holders */
};

extern struct list_head modules; /* newest first [module_mutex] */
extern struct mutex module_mutex;
extern struct wait_queue_head module_wq; /* a state has changed */
extern int modules_disabled;		 /* 1: for ever */

/* What is wrong with this kernel: bits of /proc/sys/kernel/tainted, and their
 * letters. Any context. */
#define TAINT_PROPRIETARY   0  /* P */
#define TAINT_FORCED_MODULE 1  /* F */
#define TAINT_FORCED_RMMOD  3  /* R */
#define TAINT_DIE	    7  /* D */
#define TAINT_OOT_MODULE    12 /* O */
extern unsigned int tainted;
void add_taint(struct module *mod, unsigned int flag); /* mod or NULL */
/* The letters of a module's taints, with a NUL; buf has 8 bytes. */
const char *module_taints(const struct module *mod, char *buf);

/* What a module has left behind is a pointer into it, which its owner finds. */
static inline bool module_contains(const struct module *mod, const void *ptr)
{
	u32 address = (u32)(unsigned long)ptr;

	for (int n = 0; n < MODULE_REGIONS; n++)
		if (address - mod->regions[n].addr < mod->regions[n].size)
			return true;
	return false;
}

static inline bool module_is_code(const struct module *mod, u32 address)
{
	for (int n = 0; n < MODULE_REGIONS; n++)
		if (address - mod->regions[n].addr < mod->regions[n].text)
			return true;
	return false;
}

/*
 * Each part of the kernel that keeps pointers which a module gave it looks
 * through them when the module has gone: fn calls module_left for each.
 */
typedef void (*leftover_fn)(struct module *mod);
#define MODULE_LEFTOVERS(fn)                                                   \
	static const leftover_fn __leftovers_##fn __used __section(            \
		"__leftovers") = (fn)
void __printf(2, 3) module_left(struct module *mod, const char *fmt, ...);

/* Who shows modules (in /sys) is told of each that comes (0 or -errno) and
 * goes. Process context. */
struct module_watcher {
	int (*coming)(struct module *mod);
	void (*gone)(struct module *mod);
};
extern const struct module_watcher *module_watcher; /* there is one */

/* module_mutex held. */
struct module *find_module(const char *name);
/* Takes module_mutex, and wakes who waits for it. */
void module_set_state(struct module *mod, enum module_state state);
/* mod uses owner from now on, and holds it. 0 or -ENOMEM. */
int use_module(struct module *mod, struct module *owner);

/* Take an image apart that has no users: everything but its memory; then that. */
void module_unlink(struct module *mod);
void module_free(struct module *mod);

/* No code of it will run any more: it goes, unless it has left something behind. */
void module_finish(struct module *mod);

/* kernel/module_symbols.c: by name, among what is exported. The owner is NULL for
 * the kernel. module_mutex held. */
bool find_symbol(const char *name, bool gpl, struct module **owner, u32 *value);
/* Keep what of the symbol table and the sections is of use later. */
int module_keep_symbols(struct module *mod, const struct module_elf *elf);

/* kernel/module_tables.c: bytes from ptr to the end of a region, if it lies where
 * that is data; else 0. */
u32 module_data_room(const struct module_region *core, const void *ptr);
/* Now that addresses are addresses: find and check what the module brings. 0 or
 * -ENOEXEC, with a message. Takes module_mutex. */
int module_find_tables(struct module *mod, const struct module_elf *elf);

/*
 * The module in whose memory an address lies, or NULL, and the symbol there.
 * Any context: nothing is locked, as who asks may be in trouble.
 */
struct module *module_at(unsigned long address);
const struct module_symbol *module_symbol_at(const struct module *mod,
					     unsigned long address);

/* An oops went through the code at an address: its module stays for ever. */
void module_pin(unsigned long address);

#endif
