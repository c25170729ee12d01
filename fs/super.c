// SPDX-License-Identifier: GPL-2.0
/*
 * File system types and super blocks: one for each file system in use, however
 * often it is mounted.
 *
 * Lock: mount_mutex guards the list of types, s_active, and the numbers handed
 * out to file systems without a device.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/gfp.h>
#include <lectern/printk.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <uapi/major.h>
#include <uapi/mount.h>
#include <uapi/statfs.h>

#include "internal.h"

LIST_HEAD(file_systems);
DEFINE_MUTEX(mount_mutex);

/* -- types ------------------------------------------------------------------------ */

/* mount_mutex held. */
static struct file_system_type *find_fs_type(const char *name)
{
	struct file_system_type *fs;

	list_for_each_entry(fs, &file_systems, list)
		if (!strcmp(fs->name, name))
			return fs;
	return NULL;
}

struct file_system_type *get_fs_type(const char *name)
{
	struct file_system_type *fs;

	mutex_lock(&mount_mutex);
	fs = find_fs_type(name);
	mutex_unlock(&mount_mutex);
	return fs;
}

int register_filesystem(struct file_system_type *fs)
{
	int error = -EBUSY;

	mutex_lock(&mount_mutex);
	if (!find_fs_type(fs->name)) {
		list_add_tail(&fs->list, &file_systems);
		error = 0;
	}
	mutex_unlock(&mount_mutex);
	return error;
}

/* -- super blocks ------------------------------------------------------------------- */

/* s_dev of what lies on no device: minors of UNNAMED_MAJOR, which last for a
 * million mounts. mount_mutex held. */
static struct super_block *alloc_super(struct file_system_type *type)
{
	static unsigned int last_minor;
	struct super_block *sb = kzalloc(sizeof(*sb), GFP_KERNEL);

	if (!sb)
		return NULL;
	sb->s_dev = MKDEV(UNNAMED_MAJOR, ++last_minor);
	sb->s_blocksize = PAGE_SIZE;
	sb->s_type = type;
	sb->s_active = 1;
	INIT_LIST_HEAD(&sb->s_inodes);
	return sb;
}

struct super_block *get_super(struct file_system_type *type, char *data)
{
	struct super_block *sb;
	int error = 0;

	mutex_lock(&mount_mutex);
	sb = type->single_sb;
	if (sb) {
		sb->s_active++;
		goto out;
	}
	sb = alloc_super(type);
	error = sb ? type->fill_super(sb, data) : -ENOMEM;
	if (error)
		kfree(sb);
	else if (type->single)
		type->single_sb = sb;
out:
	mutex_unlock(&mount_mutex);
	return error ? ERR_PTR(error) : sb;
}

/* No mount is left: let go of names, inodes, and what the file system has.
 * mount_mutex held. */
static void kill_super(struct super_block *sb)
{
	sb->s_type->single_sb = NULL;
	if (sb->s_type->in_dcache)
		d_unpin_tree(sb->s_root);
	shrink_dcache_sb(sb);
	d_drop(sb->s_root);
	dput(sb->s_root);
	if (!list_empty(&sb->s_inodes))
		pr_err("VFS: %s unmounted with inodes in use\n",
		       sb->s_type->name);
	if (sb->s_op && sb->s_op->put_super)
		sb->s_op->put_super(sb);
	kfree(sb);
}

/* A mount has gone; with the last one goes the file system. May sleep. */
void deactivate_super(struct super_block *sb)
{
	mutex_lock(&mount_mutex);
	if (!--sb->s_active)
		kill_super(sb);
	mutex_unlock(&mount_mutex);
}
