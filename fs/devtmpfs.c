// SPDX-License-Identifier: GPL-2.0
/*
 * devtmpfs: a file system that shows a node for each device that a driver has
 * named with make_device, and loses it again with remove_device. There is one,
 * however often it is mounted, and it is otherwise a ramfs: people may change
 * what is in it.
 *
 * Drivers come up after file systems (initcalls), so it is there before the
 * first device, on a mount of the kernel's own.
 *
 * Lock: i_sem of the root.
 */
#include <lectern/err.h>
#include <lectern/export.h>
#include <lectern/fs.h>
#include <lectern/init.h>

#include "internal.h"

static struct vfsmount *dev_mount;

/* Make the node that `new` describes, or (NULL) remove it. */
static int change_node(const char *name, const struct new_node *new)
{
	struct inode *dir = dev_mount->mnt_root->d_inode;
	struct dentry *dentry;
	int error = -ENOMEM;

	mutex_lock(&dir->i_sem);
	dentry = simple_child(dev_mount->mnt_root, name);
	if (dentry)
		error = new ? vfs_make(dir, dentry, new)
			    : vfs_unlink(dir, dentry);
	mutex_unlock(&dir->i_sem);
	dput(dentry);
	return error;
}

int make_device(const char *name, umode_t mode, dev_t dev)
{
	struct new_node new = { .mode = mode, .dev = dev };

	if (!(mode & S_IFMT))
		new.mode |= S_IFCHR;
	return change_node(name, &new);
}

/* Who has the device open keeps it. */
void remove_device(const char *name)
{
	change_node(name, NULL);
}

EXPORT_SYMBOLS(make_device, remove_device);

static struct file_system_type devtmpfs_type = {
	.name = "devtmpfs",
	.fill_super = ramfs_fill_super,
	.in_dcache = true,
	.single = true,
};

static int __init devtmpfs_init(void)
{
	int error = register_filesystem(&devtmpfs_type);

	if (error)
		return error;
	dev_mount = kern_mount(&devtmpfs_type);
	return PTR_ERR_OR_ZERO(dev_mount);
}
fs_initcall(devtmpfs_init);
