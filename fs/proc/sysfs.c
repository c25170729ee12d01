// SPDX-License-Identifier: GPL-2.0
/*
 * sysfs: a second tree of entries, made and shown as /proc's (generic.c). What
 * is in it at boot is what C libraries read there: the number of CPUs.
 *
 * Source: Linux's sysfs layout, as getconf(1) and get_nprocs(3) use it.
 */
#include "proc.h"

#include <lectern/export.h>
#include <lectern/init.h>
#include <uapi/statfs.h>

struct proc_dir_entry sysfs_root = {
	.mode = S_IFDIR | 0555,
	.ino = 1,
	.users = 1,
	.children = LIST_HEAD_INIT(sysfs_root.children),
};

struct proc_dir_entry *sysfs_create(const char *name, umode_t mode,
				    proc_show_t show, proc_write_t write,
				    void *data)
{
	return proc_create_in(&sysfs_root, name, mode, show, write, data);
}

EXPORT_SYMBOL_GPL(sysfs_create);

/* One CPU, number 0. */
static int show_cpu_list(struct seq_buf *s, void *data)
{
	seq_printf(s, "0\n");
	return 0;
}

static int sysfs_fill_super(struct super_block *sb, char *data)
{
	return proc_fill_root(sb, &sysfs_root, SYSFS_MAGIC);
}

static struct file_system_type sysfs_type = {
	.name = "sysfs",
	.fill_super = sysfs_fill_super,
	.single = true,
};

static int __init sysfs_init(void)
{
	static const char *const lists[] = {
		"devices/system/cpu/online",
		"devices/system/cpu/possible",
		"devices/system/cpu/present",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		if (!sysfs_create(lists[i], 0444, show_cpu_list, NULL, NULL))
			return -ENOMEM;
	return register_filesystem(&sysfs_type);
}
fs_initcall(sysfs_init);
