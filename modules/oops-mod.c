// SPDX-License-Identifier: GPL-2.0
/*
 * A module that breaks on purpose, to see what the kernel makes of it: whoever
 * was running ends, the module stays, and all others go on. Write to
 * /proc/oops-mod what it shall do:
 *
 *	null	write through a null pointer
 *	code	write to its own code, which is read-only
 *	rodata	write to a constant, which is, too
 *	data	run its own data, which is not executable
 *	jump	call a function that is nowhere
 *	assert	an assertion that does not hold: this one is the system's end
 *
 *	insmod oops-mod.ko when=init	does the first already in init
 */
#include <lectern/bug.h>
#include <lectern/module.h>
#include <lectern/proc_fs.h>
#include <lectern/string.h>
#include <uapi/errno.h>

static char *when = "later";
module_param(when, charp, 0444);
MODULE_PARM_DESC(when, "init, exit, or later: as /proc/oops-mod is told");

static struct proc_dir_entry *entry;

/* A return instruction, where none may be run. */
static u8 return_instruction[] = { 0xC3 };

/* Volatile, or the compiler sees what will come of it. */
static int *volatile nowhere;

static noinline void oops_null(void)
{
	*nowhere = 1;
}

static noinline void oops_code(void)
{
	*(volatile u8 *)(unsigned long)oops_null = 0xC3;
}

static const int constant = 42;

static noinline void oops_rodata(void)
{
	*(volatile int *)(unsigned long)&constant = 43;
}

static noinline void oops_data(void)
{
	((void (*)(void))(unsigned long)return_instruction)();
}

static noinline void oops_jump(void)
{
	void (*volatile function)(void) = NULL;

	function();
	barrier(); /* no jump in place of the call */
}

static ssize_t oops_write(const char *buf, size_t len, void *data)
{
	if (!strncmp(buf, "null", 4))
		oops_null();
	else if (!strncmp(buf, "code", 4))
		oops_code();
	else if (!strncmp(buf, "rodata", 6))
		oops_rodata();
	else if (!strncmp(buf, "data", 4))
		oops_data();
	else if (!strncmp(buf, "jump", 4))
		oops_jump();
	else if (!strncmp(buf, "assert", 6))
		assert(buf == NULL);
	else
		return -EINVAL;
	return (ssize_t)len;
}

static int __init oops_init(void)
{
	if (!strcmp(when, "init"))
		oops_null();
	entry = proc_create("oops-mod", 0200, NULL, oops_write, NULL);
	return entry ? 0 : -ENOMEM;
}

static void __exit oops_exit(void)
{
	proc_remove(entry);
	if (!strcmp(when, "exit"))
		oops_null();
}

module_init(oops_init);
module_exit(oops_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("breaks on purpose");
