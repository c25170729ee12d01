// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/sys: what can be read and set of the running kernel. Source: proc(5).
 */
#include "proc.h"

#include <lectern/kstrto.h>
#include <lectern/limits.h>
#include <lectern/mm.h>
#include <lectern/oom.h>
#include <lectern/pagemap.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/utsname.h>
#include <lectern/watchdog.h>
#include <uapi/capability.h>

#define DROP_PAGES    1
#define DROP_OBJECTS  2
#define LEAST_THREADS 20
#define MOST_THREADS  0x3fffffff /* that a futex word can name */
#define LEAST_PID_MAX 301
#define MOST_THRESH   60
#define MAX_NUMBER    16 /* as it is written, with a NUL */
#define BLANKS	      " \t\n"

static int show_string(struct seq_buf *s, void *data)
{
	seq_printf(s, "%s\n", (const char *)data);
	return 0;
}

static ssize_t write_hostname(const char *buf, size_t len, void *data)
{
	size_t n = min(strcspn(buf, "\n"), (size_t)__NEW_UTS_LEN);

	mutex_lock(&uts_mutex);
	memcpy(data, buf, n);
	((char *)data)[n] = '\0';
	mutex_unlock(&uts_mutex);
	return (ssize_t)len;
}

/*
 * Written: forget what is only kept because it may be useful again. Unused
 * names go first, as inodes hang on them, and their parents become unused.
 */
static ssize_t write_drop_caches(const char *buf, size_t len, void *data)
{
	unsigned int what = (unsigned int)(buf[0] - '0');

	if (!what || what > (DROP_PAGES | DROP_OBJECTS))
		return -EINVAL;
	if (what & DROP_PAGES)
		drop_pagecache();
	if (what & DROP_OBJECTS) {
		while (shrink_dcache(~0UL))
			;
		kmem_cache_shrink_all();
	}
	return (ssize_t)len;
}

/* ------------------------------------------------------------------- ints */

int proc_parse_int(const char **text, int min, int max, int *value)
{
	const char *start = *text + strspn(*text, BLANKS);
	size_t len = strcspn(start, BLANKS);
	char word[MAX_NUMBER] = "";
	int err;

	if (len >= sizeof(word))
		return -EINVAL;
	memcpy(word, start, len);
	err = kstrtoint(word, 0, value);
	if (err)
		return err;
	*text = start + len + strspn(start + len, BLANKS);
	return *value < min || *value > max ? -EINVAL : 0;
}

int proc_show_int(struct seq_buf *s, void *data)
{
	const struct proc_int *ctl = data;

	for (int i = 0; i < ctl->count; i++)
		seq_printf(s, "%d%c", ctl->value[i],
			   i + 1 < ctl->count ? '\t' : '\n');
	return 0;
}

ssize_t proc_write_int(const char *buf, size_t len, void *data)
{
	const struct proc_int *ctl = data;
	int value, err;

	for (int i = 0; i < ctl->count && *buf; i++) {
		err = proc_parse_int(&buf, ctl->min, ctl->max, &value);
		if (err)
			return err;
		ctl->value[i] = value;
	}
	return (ssize_t)len;
}

/* ------------------------------------------------------------------ files */

/* What is built in: data is the number itself. */
static int show_constant(struct seq_buf *s, void *data)
{
	seq_printf(s, "%lu\n", (unsigned long)data);
	return 0;
}

#define CONSTANT(name, value)                                                  \
	{                                                                      \
		name, 0444, show_constant, NULL,                               \
			(void *)(unsigned long)(value)                         \
	}

static ssize_t write_nmi_watchdog(const char *buf, size_t len, void *data)
{
	int on = 0, err;
	struct proc_int ctl = { &on, 0, 1, 1 };
	ssize_t ret = proc_write_int(buf, len, &ctl);

	if (ret < 0)
		return ret;
	err = nmi_watchdog_set(on);
	return err ?: ret;
}

/* The level itself, then those of Linux's that are no choice here. */
static int show_printk(struct seq_buf *s, void *data)
{
	seq_printf(s, "%d\t4\t1\t7\n", console_loglevel);
	return 0;
}

static int show_file_nr(struct seq_buf *s, void *data)
{
	seq_printf(s, "%d\t0\t%d\n", nr_files, max_files);
	return 0;
}

static int show_filesystems(struct seq_buf *s, void *data)
{
	const struct file_system_type *fs;

	mutex_lock(&mount_mutex);
	list_for_each_entry(fs, &file_systems, list)
		seq_printf(s, "nodev\t%s\n", fs->name);
	mutex_unlock(&mount_mutex);
	return 0;
}

static struct proc_int nmi_watchdog_int = { &nmi_watchdog, 0, 1, 1 };
static struct proc_int loglevel = { &console_loglevel, 1, 15, 1 };

static const struct proc_file files[] __initdata = {
	{ "filesystems", 0444, show_filesystems, NULL, NULL },
	{ "sys/kernel/ostype", 0444, show_string, NULL,
	  system_utsname.sysname },
	{ "sys/kernel/osrelease", 0444, show_string, NULL,
	  system_utsname.release },
	{ "sys/kernel/version", 0444, show_string, NULL,
	  system_utsname.version },
	{ "sys/kernel/hostname", 0644, show_string, write_hostname,
	  system_utsname.nodename },
	{ "sys/kernel/domainname", 0644, show_string, write_hostname,
	  system_utsname.domainname },
	PROC_INT("sys/kernel/pid_max", &pid_max, LEAST_PID_MAX, PID_MAX_LIMIT),
	PROC_INT("sys/kernel/threads-max", &max_threads, LEAST_THREADS,
		 MOST_THREADS),
	PROC_INT("sys/vm/overcommit_memory", &overcommit_memory, 0, 2),
	PROC_INT("sys/vm/overcommit_ratio", &overcommit_ratio, 0, 100),
	PROC_INT("sys/vm/panic_on_oom", &panic_on_oom, 0, 2),
	PROC_INT("sys/vm/oom_kill_allocating_task", &oom_kill_allocating_task,
		 0, 1),
	PROC_INT("sys/vm/oom_dump_tasks", &oom_dump_tasks, 0, 1),
	PROC_INT("sys/kernel/panic", &panic_seconds, INT_MIN, INT_MAX),
	{ "sys/kernel/nmi_watchdog", 0644, proc_show_int, write_nmi_watchdog,
	  &nmi_watchdog_int },
	PROC_INT("sys/kernel/watchdog_thresh", &watchdog_thresh, 0,
		 MOST_THRESH),
	PROC_INT("sys/kernel/softlockup_panic", &softlockup_panic, 0, 1),
	PROC_INT("sys/fs/pipe-max-size", &pipe_max_size, PAGE_SIZE, INT_MAX),
	{ "sys/kernel/printk", 0644, show_printk, proc_write_int, &loglevel },
	CONSTANT("sys/kernel/cap_last_cap", CAP_LAST_CAP),
	CONSTANT("sys/kernel/ngroups_max", NGROUPS),
	PROC_INT("sys/vm/max_map_count", &max_map_count, 0, INT_MAX),
	CONSTANT("sys/vm/mmap_min_addr", MMAP_MIN_ADDR),
	CONSTANT("sys/fs/nr_open", NR_OPEN_MAX),
	{ "sys/vm/drop_caches", 0200, NULL, write_drop_caches, NULL },
	{ "sys/fs/file-nr", 0444, show_file_nr, NULL, NULL },
	PROC_INT("sys/fs/file-max", &max_files, 0, INT_MAX),
};

proc_initcall(files);
