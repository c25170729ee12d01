// SPDX-License-Identifier: GPL-2.0
/*
 * The table of mounts, as /proc/PID/mounts and mountinfo show it, and its link
 * /proc/mounts. Lock: mount_mutex keeps the list still. Source: proc(5).
 */
#include "proc.h"

#include <lectern/err.h>
#include <lectern/gfp.h>
#include <lectern/init.h>
#include <uapi/mount.h>

#define MAX_OPTIONS	128

static const char *flag_text(const struct vfsmount *mnt)
{
	return mnt->mnt_flags & MS_RDONLY ? "ro" : "rw";
}

/* What the file system adds to the options, with a comma before; or "". */
static const char *fs_options(const struct vfsmount *mnt, char *buf)
{
	struct super_block *sb = mnt->mnt_sb;

	buf[0] = ',';
	buf[1] = '\0';
	if (sb->s_op && sb->s_op->show_options)
		sb->s_op->show_options(sb, buf + 1, MAX_OPTIONS - 1);
	return buf[1] ? buf : "";
}

static const char *mount_point(struct vfsmount *mnt, char *page)
{
	struct path path = { .mnt = mnt, .dentry = mnt->mnt_root };
	const char *name = d_path(&path, page, PAGE_SIZE);

	return IS_ERR(name) ? NULL : name;
}

static void show_mount(struct seq_buf *s, struct vfsmount *mnt, char *page)
{
	char options[MAX_OPTIONS];
	const char *dir = mount_point(mnt, page);

	if (dir)
		seq_printf(s, "%s %s %s %s%s 0 0\n",
			   mnt->mnt_devname ? mnt->mnt_devname : "none", dir,
			   mnt->mnt_sb->s_type->name, flag_text(mnt),
			   fs_options(mnt, options));
}

static void show_info(struct seq_buf *s, struct vfsmount *mnt, char *page)
{
	char options[MAX_OPTIONS];
	const char *dir = mount_point(mnt, page);
	dev_t dev = mnt->mnt_sb->s_dev;

	if (dir)
		seq_printf(s, "%d %d %u:%u / %s %s - %s %s %s%s\n",
			   mnt->mnt_id, mnt->mnt_parent->mnt_id,
			   (unsigned int)MAJOR(dev), (unsigned int)MINOR(dev),
			   dir, flag_text(mnt), mnt->mnt_sb->s_type->name,
			   mnt->mnt_devname ? mnt->mnt_devname : "none",
			   flag_text(mnt), fs_options(mnt, options));
}

static int show_all(struct seq_buf *s,
		    void (*show)(struct seq_buf *s, struct vfsmount *mnt,
				 char *page))
{
	char *page = get_free_page(GFP_KERNEL);
	struct vfsmount *mnt;

	if (!page)
		return -ENOMEM;
	mutex_lock(&mount_mutex);
	list_for_each_entry(mnt, &mount_list, mnt_list)
		show(s, mnt, page);
	mutex_unlock(&mount_mutex);
	free_page(page);
	return 0;
}

int pid_show_mounts(struct seq_buf *s, void *data)
{
	return show_all(s, show_mount);
}

int pid_show_mountinfo(struct seq_buf *s, void *data)
{
	return show_all(s, show_info);
}

static int __init proc_mounts_init(void)
{
	return proc_create("mounts", 0444, pid_show_mounts, NULL, NULL) ?
		0 : -ENOMEM;
}
fs_initcall(proc_mounts_init);
