// SPDX-License-Identifier: GPL-2.0
/*
 * devtmpfs: a file system that shows a node for each device that a driver has
 * named with make_device, and loses it again with remove_device. There is one,
 * however often it is mounted, and it is otherwise a ramfs: people may change
 * what is in it.
 *
 * Locks: device_mutex is held while nodes follow the list; i_sem of the root
 * nests inside.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/init.h>
#include <lectern/printk.h>
#include <lectern/string.h>

#include "internal.h"

static struct vfsmount *dev_mount;

/* The name's dentry, with a reference. i_sem of the root held. */
static struct dentry *node_dentry(const char *name)
{
	struct dentry *root = dev_mount->mnt_root;
	struct dentry *dentry = d_lookup(root, name, strlen(name));

	if (dentry)
		return dentry;
	dentry = d_alloc(root, name, strlen(name));
	if (dentry)
		d_add(dentry, NULL);
	return dentry;
}

static void change_node(const struct device_entry *entry, bool added)
{
	struct inode *dir = dev_mount->mnt_root->d_inode;
	struct new_node new = { .mode = entry->mode, .dev = entry->dev };
	struct dentry *dentry;
	int err = -ENOMEM;

	mutex_lock(&dir->i_sem);
	dentry = node_dentry(entry->name);
	if (dentry && added)
		err = dentry->d_inode ? 0 :
			vfs_make(dir, dentry, &new);
	else if (dentry)
		err = dentry->d_inode ? vfs_unlink(dir, dentry) : 0;
	mutex_unlock(&dir->i_sem);
	dput(dentry);
	if (err)
		pr_warn("devtmpfs: /dev/%s could not be %s: error %d\n",
			entry->name, added ? "made" : "removed", -err);
}

static struct file_system_type devtmpfs_type = {
	.name = "devtmpfs",
	.fill_super = ramfs_fill_super,
	.in_dcache = true,
	.single = true,
};

static int __init devtmpfs_init(void)
{
	const struct device_entry *entry;
	int err = register_filesystem(&devtmpfs_type);

	if (err)
		return err;
	dev_mount = kern_mount(&devtmpfs_type);
	if (IS_ERR(dev_mount))
		return (int)PTR_ERR(dev_mount);
	mutex_lock(&device_mutex);
	list_for_each_entry(entry, &device_list, list)
		change_node(entry, true);
	device_changed = change_node;
	mutex_unlock(&device_mutex);
	return 0;
}
fs_initcall(devtmpfs_init);
