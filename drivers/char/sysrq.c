// SPDX-License-Identifier: GPL-2.0
/*
 * Keys for a person in front of a kernel that does not answer: what are the
 * tasks doing, where did the memory go, crash now, reboot now.
 *
 * They run in interrupt context on top of whatever was going on, so that a
 * handler reads structures as they stand, without their locks: it may print
 * something half changed, but it always prints.
 *
 * Lock: none. The table of keys is constant.
 */
#include <lectern/bitops.h>
#include <lectern/oom.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/proc_fs.h>
#include <lectern/sched.h>
#include <lectern/sysrq.h>
#include <lectern/workqueue.h>
#include <uapi/errno.h>

/* -- what there is to see -------------------------------------------------- */

static void show_task(struct task_struct *p)
{
	unsigned int state = p->state & (TASK_WAKEKILL - 1);
	char where[KSYM_BUF] = "-";

	if (state != TASK_RUNNING && state < TASK_ZOMBIE)
		sprint_symbol(thread_saved_pc(p), where, sizeof(where));
	pr_info("%5d %5d %5d %c %-15s %s\n", p->pid, p->tgid,
		p->real_parent->pid, TASK_LETTERS[fls(state)], p->comm, where);
}

/* Call fn for every thread there is. */
static void for_all_tasks(void (*fn)(struct task_struct *p))
{
	struct task_struct *p, *t;

	for_each_process(p)
		for_each_thread(p, t)
			fn(t);
}

static void show_tasks(void)
{
	pr_info("  pid  tgid  ppid S command         sleeps in\n");
	for_all_tasks(show_task);
}

static void show_if_blocked(struct task_struct *p)
{
	if (!(p->state & TASK_UNINTERRUPTIBLE))
		return;
	show_task(p);
	show_backtrace(p, thread_saved_fp(p));
}

static void show_blocked(void)
{
	pr_info("tasks that no signal wakes:\n");
	for_all_tasks(show_if_blocked);
}

static void show_memory(void)
{
	show_mem();
	show_scores();
}

/* -- the keys --------------------------------------------------------------- */

/* An interrupt cannot choose: that is kworker's. */
static void kill_one(struct work_struct *work)
{
	if (!oom_kill_by_hand())
		pr_info("no process can be ended\n");
}

static void kill_later(void)
{
	static DECLARE_WORK(work, kill_one);

	schedule_work(&work);
}

static void crash(void)
{
	panic("Asked to crash by SysRq");
}

static void show_help(void);

static const struct sysrq_key {
	char key;
	const char *help; /* a word or two */
	void (*handler)(void);
} sysrq_keys[] = {
	{ 'h', "this list", show_help },
	{ 't', "all tasks", show_tasks },
	{ 'w', "blocked tasks", show_blocked },
	{ 'm', "memory, and who has it", show_memory },
	{ 'f', "free memory: end a process", kill_later },
	{ 'c', "crash: panic", crash },
	{ 'b', "reboot at once", emergency_restart },
};

static void show_help(void)
{
	pr_info("SysRq:\n");
	for (size_t i = 0; i < ARRAY_SIZE(sysrq_keys); i++)
		pr_info("  %c  %s\n", sysrq_keys[i].key, sysrq_keys[i].help);
}

/*
 * Who asks wants to see the answer on the console: for as long as it takes, the
 * log level lets everything through.
 */
void handle_sysrq(char key)
{
	void (*handler)(void) = show_help;
	int level = console_loglevel;

	for (size_t i = 0; i < ARRAY_SIZE(sysrq_keys); i++)
		if (sysrq_keys[i].key == key)
			handler = sysrq_keys[i].handler;
	console_loglevel = 8;
	handler();
	console_loglevel = level;
}

/* /proc/sysrq-trigger: the first letter of what is written. */
static ssize_t write_trigger(const char *buf, size_t len, void *data)
{
	if (len)
		handle_sysrq(buf[0]);
	return (ssize_t)len;
}

static const struct proc_file files[] __initdata = {
	{ "sysrq-trigger", 0200, NULL, write_trigger, NULL },
};
proc_initcall(files);
