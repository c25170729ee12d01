// SPDX-License-Identifier: GPL-2.0
/*
 * Removing names: unlink and rmdir.
 *
 * The file system takes the name out of its directory and counts i_nlink down;
 * the dentry then turns negative or, while somebody uses it, leaves the hash
 * (d_delete). The file itself goes with its last use (iput).
 *
 * Locks: i_sem of the directory around look-up, check and removal.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>

#include "internal.h"

/* In a sticky directory only owners remove: the file's or the directory's. */
static bool sticky_forbids(const struct inode *dir, const struct inode *inode)
{
	uid_t uid = current->cred.fsuid;

	return dir->i_mode & S_ISVTX && uid != inode->i_uid &&
	       uid != dir->i_uid && !capable(CAP_FOWNER);
}

/* What is removed is the directory's entry, so the rights to the directory count
 * and not those to the file. */
int may_delete(struct inode *dir, struct dentry *victim, bool is_dir)
{
	const struct inode *inode = victim->d_inode;
	int error;

	if (!inode)
		return -ENOENT;
	error = permission(dir, MAY_WRITE | MAY_EXEC);
	if (error)
		return error;
	if (sticky_forbids(dir, inode))
		return -EPERM;
	if (is_dir != S_ISDIR(inode->i_mode))
		return is_dir ? -ENOTDIR : -EISDIR;
	if (is_root_dentry(victim) || victim->d_mounted)
		return -EBUSY;
	return 0;
}

/* The last name of an open file may go: its data stays until it is closed. */
int vfs_unlink(struct inode *dir, struct dentry *dentry)
{
	int error = may_delete(dir, dentry, false);

	if (error)
		return error;
	if (!dir->i_op->unlink)
		return -EPERM;
	error = dir->i_op->unlink(dir, dentry);
	if (!error)
		d_delete(dentry);
	return error;
}

int vfs_rmdir(struct inode *dir, struct dentry *dentry)
{
	int error = may_delete(dir, dentry, true);

	if (error)
		return error;
	if (!dir->i_op->rmdir)
		return -EPERM;
	/* Names known to be missing in it would keep the dentry in use. */
	shrink_dcache_parent(dentry);
	error = dir->i_op->rmdir(dir, dentry);
	if (!error)
		d_delete(dentry);
	return error;
}

/* What rmdir says to a name that is no plain component. */
static int bad_last_rmdir(enum last_type type)
{
	switch (type) {
	case LAST_DOT:
		return -EINVAL;
	case LAST_DOTDOT:
		return -ENOTEMPTY;
	default:
		return -EBUSY;
	}
}

/* i_sem of the directory held. */
static int remove_last(struct nameidata *nd, bool is_dir)
{
	struct inode *dir = nd->path.dentry->d_inode;
	struct dentry *dentry = lookup_last(nd);
	int error;

	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	error = -ENOENT;
	if (!dentry->d_inode)
		goto out;
	error = path_may_write(&nd->path);
	if (error)
		goto out;
	if (is_dir)
		error = vfs_rmdir(dir, dentry);
	else if (nd->last_slash)
		error = S_ISDIR(dentry->d_inode->i_mode) ? -EISDIR : -ENOTDIR;
	else
		error = vfs_unlink(dir, dentry);
out:
	dput(dentry);
	return error;
}

/* "." and ".." are no names of their own, and nothing removes "/". */
int do_removeat(int dfd, const char *name, bool is_dir)
{
	struct nameidata nd;
	struct inode *dir;
	int error;

	error = walk_parent(dfd, name, &nd);
	if (error)
		return error;
	if (nd.last_type != LAST_NORM) {
		error = is_dir ? bad_last_rmdir(nd.last_type) : -EISDIR;
		goto out;
	}
	dir = nd.path.dentry->d_inode;
	mutex_lock(&dir->i_sem);
	error = remove_last(&nd, is_dir);
	mutex_unlock(&dir->i_sem);
out:
	walk_end(&nd);
	path_put(&nd.path);
	return error;
}

SYSCALL(unlinkat, int dfd, const char __user *user, int flags)
{
	char *name;
	int error;

	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	name = getname(user);
	if (IS_ERR(name))
		return PTR_ERR(name);
	error = do_removeat(dfd, name, flags & AT_REMOVEDIR);
	putname(name);
	return error;
}

SYSCALL(unlink, const char __user *name)
{
	return sys_unlinkat(AT_FDCWD, name, 0);
}

SYSCALL(rmdir, const char __user *name)
{
	return sys_unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
}
