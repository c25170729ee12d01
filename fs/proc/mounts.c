// SPDX-License-Identifier: GPL-2.0
/*
 * The table of mounts, as /proc/PID/mounts and mountinfo show it, and its link
 * /proc/mounts. Lock: mount_mutex keeps the list still. Source: proc(5).
 */
#include "proc.h"

#include <lectern/err.h>
#include <lectern/gfp.h>
#include <lectern/printf.h>
#include <uapi/mount.h>

#define MAX_OPTIONS 128
#define BLANKS	    " \t\n\\" /* divide the fields: \ooo in a name */

/* The mount's own options, as mount(8) takes them. */
static void mount_flags(const struct vfsmount *mnt, char *buf)
{
	static const struct {
		unsigned int flag;
		const char *text;
	} flags[] = {
		{ MS_NOSUID, ",nosuid" },
		{ MS_NODEV, ",nodev" },
		{ MS_NOEXEC, ",noexec" },
		{ MS_NOATIME, ",noatime" },
		{ MS_NODIRATIME, ",nodiratime" },
		{ MS_NOSYMFOLLOW, ",nosymfollow" },
	};
	int n = scnprintf(buf, MAX_OPTIONS, "%s",
			  mnt->mnt_flags & MS_RDONLY ? "ro" : "rw");

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (mnt->mnt_flags & flags[i].flag)
			n += scnprintf(buf + n, MAX_OPTIONS - n, "%s",
				       flags[i].text);
}

/* What the file system adds to the options, with a comma before; or "". */
static void fs_options(const struct vfsmount *mnt, char *buf)
{
	struct super_block *sb = mnt->mnt_sb;

	buf[0] = ',';
	buf[1] = '\0';
	if (sb->s_op && sb->s_op->show_options)
		sb->s_op->show_options(sb, buf + 1, MAX_OPTIONS - 1);
	if (!buf[1])
		buf[0] = '\0';
}

/* A name that is too long for the page is "?". */
static void show_name(struct seq_buf *s, const char *name)
{
	seq_escape(s, IS_ERR(name) ? "?" : name, BLANKS);
}

static void show_mount(struct seq_buf *s, struct vfsmount *mnt, char *page,
		       bool info)
{
	const struct path path = { .mnt = mnt, .dentry = mnt->mnt_root };
	const char *type = mnt->mnt_sb->s_type->name;
	dev_t dev = mnt->mnt_sb->s_dev;
	char options[MAX_OPTIONS], flags[MAX_OPTIONS];

	mount_flags(mnt, flags);
	fs_options(mnt, options);
	if (info) {
		seq_printf(s, "%d %d %u:%u ", mnt->mnt_id,
			   mnt->mnt_parent->mnt_id, (unsigned int)MAJOR(dev),
			   (unsigned int)MINOR(dev));
		show_name(s, dentry_path(path.dentry, page, PAGE_SIZE));
	} else {
		seq_escape(s, mnt->mnt_devname, BLANKS);
	}
	seq_printf(s, " ");
	show_name(s, d_path(&path, page, PAGE_SIZE));
	if (info) {
		seq_printf(s, " %s - %s ", flags, type);
		seq_escape(s, mnt->mnt_devname, BLANKS);
		seq_printf(s, " %s%s\n", flags, options);
	} else {
		seq_printf(s, " %s %s%s 0 0\n", type, flags, options);
	}
}

static int show_all(struct seq_buf *s, bool info)
{
	char *page = get_free_page(GFP_KERNEL);
	struct vfsmount *mnt;

	if (!page)
		return -ENOMEM;
	mutex_lock(&mount_mutex);
	list_for_each_entry(mnt, &mount_list, mnt_list)
		show_mount(s, mnt, page, info);
	mutex_unlock(&mount_mutex);
	free_page(page);
	return 0;
}

int pid_show_mounts(struct seq_buf *s, void *data)
{
	return show_all(s, false);
}

int pid_show_mountinfo(struct seq_buf *s, void *data)
{
	return show_all(s, true);
}

static const struct proc_file files[] __initdata = {
	{ "mounts", 0444, pid_show_mounts, NULL, NULL },
};
proc_initcall(files);
