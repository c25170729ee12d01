// SPDX-License-Identifier: GPL-2.0
/*
 * devpts: a directory that shows a node for each pseudo-terminal's slave, under
 * its number. The driver makes one when a master is opened, and removes it when
 * that is closed; nobody else can: the directory has no operations for it.
 *
 *	/dev/pts/3   136,3   crw--w----   who opened the master, tty
 *
 * There is one, however often it is mounted, on a mount of the kernel's own.
 * Mount options are not looked at: it is always as with gid=5,mode=620, which is
 * what distributions ask for. Source: pts(4).
 *
 * Lock: i_sem of the root.
 */
#include <lectern/bug.h>
#include <lectern/chrdev.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/init.h>
#include <lectern/printf.h>
#include <uapi/statfs.h>

#include "internal.h"

#define SLAVE_MODE (S_IFCHR | 0620)
#define TTY_GID	   5  /* the group whom write(1) and the like belong to */
#define NAME_SIZE  12 /* any unsigned number fits */

static struct vfsmount *pts_mount;

/* The number's dentry, or NULL without memory. i_sem held. */
static struct dentry *slave_dentry(unsigned int index)
{
	char name[NAME_SIZE];

	scnprintf(name, sizeof(name), "%u", index);
	return simple_child(pts_mount->mnt_root, name);
}

int devpts_make(unsigned int index, dev_t dev)
{
	struct inode *dir = pts_mount->mnt_root->d_inode;
	struct inode *inode = ramfs_get_inode(dir->i_sb, NULL, SLAVE_MODE, dev);
	struct dentry *dentry;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	inode->i_gid = TTY_GID;
	mutex_lock(&dir->i_sem);
	dentry = slave_dentry(index);
	if (dentry)
		pin_dentry(dentry, inode);
	else
		iput(inode);
	mutex_unlock(&dir->i_sem);
	dput(dentry);
	return dentry ? 0 : -ENOMEM;
}

/* Who holds the node still (O_PATH) must not open the number's next slave. */
void devpts_remove(unsigned int index)
{
	struct inode *dir = pts_mount->mnt_root->d_inode;
	struct dentry *dentry;

	mutex_lock(&dir->i_sem);
	dentry = slave_dentry(index);
	assert(dentry && dentry->d_inode);
	dentry->d_inode->i_nlink--;
	dentry->d_inode->i_fop = NULL;
	unpin_dentry(dentry);
	d_delete(dentry);
	mutex_unlock(&dir->i_sem);
	dput(dentry);
}

static const struct inode_operations devpts_dir_operations = {
	.lookup = simple_lookup,
};

static int devpts_fill_super(struct super_block *sb, char *data)
{
	int error = ramfs_fill_super(sb, NULL);

	if (error)
		return error;
	sb->s_magic = DEVPTS_SUPER_MAGIC;
	sb->s_root->d_inode->i_op = &devpts_dir_operations;
	return 0;
}

static struct file_system_type devpts_type = {
	.name = "devpts",
	.fill_super = devpts_fill_super,
	.in_dcache = true,
	.single = true,
};

static int __init devpts_init(void)
{
	int error = register_filesystem(&devpts_type);

	if (error)
		return error;
	pts_mount = kern_mount(&devpts_type);
	return PTR_ERR_OR_ZERO(pts_mount);
}
fs_initcall(devpts_init);
