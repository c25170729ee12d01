// SPDX-License-Identifier: GPL-2.0
/*
 * start_kernel: every part of the kernel set up in the order in which they
 * stand on one another, until there are tasks; then pid 0 becomes the idle task
 * and pid 1 does the rest: drivers and file systems (initcalls), the root file
 * system, and the first user program.
 */
#include <lectern/boot_info.h>
#include <lectern/bug.h>
#include <lectern/cmdline.h>
#include <lectern/err.h>
#include <lectern/exec.h>
#include <lectern/fs.h>
#include <lectern/i386/traps.h>
#include <lectern/init.h>
#include <lectern/interrupt.h>
#include <lectern/kthread.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/time.h>
#include <lectern/version.h>
#include <lectern/watchdog.h>

#define MAX_OPTION 256

extern const initcall_t __initcall_start[], __initcall_end[];
extern const struct kernel_option __setup_start[], __setup_end[];

static char init_path[MAX_OPTION];
static const char *const init_envp[] = {
	"HOME=/",
	"TERM=linux",
	"PATH=/sbin:/bin:/usr/sbin:/usr/bin",
	NULL,
};
static const char *const init_programs[] = { "/sbin/init", "/bin/sh", NULL };

static int __init setup_init(char *value)
{
	if (!*value)
		return -EINVAL;
	strscpy(init_path, value, sizeof(init_path));
	return 0;
}
__setup("init", setup_init);

/* ------------------------------------------------------ the command line */

static int __init choose(const struct kernel_option *o, const char *value)
{
	*o->second = !strcmp(value, o->words[1]);
	return *o->second || !strcmp(value, o->words[0]) ? 0 : -EINVAL;
}

static void __init set_option(const char *key, char *value)
{
	const struct kernel_option *o;

	for (o = __setup_start; o < __setup_end; o++) {
		if (strcmp(o->name, key))
			continue;
		if (o->setup ? o->setup(value) : choose(o, value))
			pr_warn("Command line: %s does not know the value \"%s\"\n",
				key, value);
		return;
	}
	pr_warn("Command line: unknown option %s%s%s\n", key, *value ? "=" : "",
		value);
}

static void __init parse_command_line(void)
{
	char key[MAX_OPTION], value[MAX_OPTION];
	struct cmdline_iter iter;

	cmdline_start(&iter, boot_info.command_line);
	while (cmdline_next(&iter, key, sizeof(key), value, sizeof(value)))
		set_option(key, value);
}

/* ------------------------------------------------------------- initcalls */

/* The level stands in the section's name, and the linker sorts by it; consoles
 * (level 0) are the first ones. */
extern const initcall_t __initcall_console_end[];

static void __init do_initcalls(const initcall_t *from, const initcall_t *to)
{
	for (; from < to; from++) {
		int err = (*from)();
		char symbol[KSYM_BUF];

		if (err < 0)
			pr_warn("initcall %s failed: error %d\n",
				sprint_symbol((unsigned long)*from, symbol,
					      sizeof(symbol)),
				-err);
	}
}

/* ------------------------------------------------------------------ pid 1 */

static void open_console(void)
{
	struct file *file = filp_open("/dev/console", O_RDWR, 0);

	if (IS_ERR(file)) {
		pr_warn("init: no /dev/console (error %ld): it starts without input and output\n",
			-PTR_ERR(file));
		return;
	}
	for (unsigned int fd = 0; fd < 3 && get_unused_fd(fd, 0) >= 0; fd++) {
		get_file(file);
		fd_install(fd, file);
	}
	fput(file);
}

static int try_init(const char *path)
{
	const char *const argv[] = { path, NULL };
	int err = kernel_execve(path, argv, init_envp);

	if (err)
		pr_err("init: %s cannot be run: error %d\n", path, -err);
	return err;
}

static void __init prepare_userland(void)
{
	do_initcalls(__initcall_console_end, __initcall_end);
	populate_rootfs();
	vfs_mkdir_at("/dev", 0755);
	if (do_mount("devtmpfs", "/dev", "devtmpfs", 0, NULL))
		pr_warn("init: devtmpfs cannot be mounted on /dev\n");
	open_console();
}

static int kernel_init(void *unused)
{
	prepare_userland();
	free_initmem();
	if (init_path[0] && !try_init(init_path))
		return 0;
	for (int i = 0; !init_path[0] && init_programs[i]; i++)
		if (!try_init(init_programs[i]))
			return 0;
	panic("no init: %s cannot be run; name another with init=PATH on the kernel's command line",
	      init_path[0] ? init_path : init_programs[0]);
}

/* ------------------------------------------------------------------ pid 0 */

static void __init start_tasks(void)
{
	pid_t pid = kernel_thread(kernel_init, NULL, 0);

	assert(pid == 1);
	pid = kernel_thread(kthreadd, NULL, 0);
	assert(pid == 2);
}

void start_kernel(void)
{
	parse_command_line();
	gdt_init();
	trap_init();
	do_initcalls(__initcall_start, __initcall_console_end);
	pr_notice("Lectern: %s\n", KERNEL_BANNER);
	if (boot_info.problem)
		panic("Lectern cannot start: %s", boot_info.problem);
	pr_info("Boot: by %s\n", boot_info.loader);
	pr_info("Command line: %s\n", boot_info.command_line);
	identify_cpu();

	/* Memory: from here on there are pages, slabs, address spaces. */
	page_alloc_init();
	paging_init();
	kmem_cache_init();
	pgtable_cache_init();
	mm_init();

	/* Tasks, as structures: only pid 0 runs. */
	fpu_init();
	fork_init(totalram_pages);
	signals_init();
	softirq_init();
	timers_init();

	/* Interrupts, and with them time. */
	init_IRQ();
	apic_init();
	time_init();
	nmi_watchdog_init();
	local_irq_enable();

	vfs_init();
	start_tasks();
	cpu_idle();
}
