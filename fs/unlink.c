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
	return dir->i_op->unlink ? 0 : -EPERM;
}

/* The last name of an open file may go: its data stays until it is closed. */
int vfs_unlink(struct inode *dir, struct dentry *dentry)
{
	int error = may_delete(dir, dentry, false);

	if (!error)
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
	/* Names known to be missing in it would keep the dentry in use. */
	shrink_dcache_parent(dentry);
	error = dir->i_op->rmdir(dir, dentry);
	if (!error)
		d_delete(dentry);
	return error;
}

/* i_sem of the directory held. */
static int remove_locked(struct nameidata *nd, bool is_dir)
{
	struct inode *dir = nd->path.dentry->d_inode;
	struct dentry *dentry = lookup_last(nd);
	int error;

	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	error = path_may_write(&nd->path);
	if (!error && !dentry->d_inode)
		error = -ENOENT;
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
int remove_last(struct nameidata *nd, bool is_dir)
{
	static const int rmdir_errors[] = {
		[LAST_ROOT] = -EBUSY,
		[LAST_DOT] = -EINVAL,
		[LAST_DOTDOT] = -ENOTEMPTY,
	};
	struct inode *dir = nd->path.dentry->d_inode;
	int error;

	if (nd->last_type == LAST_NORM) {
		mutex_lock(&dir->i_sem);
		error = remove_locked(nd, is_dir);
		mutex_unlock(&dir->i_sem);
	} else {
		error = is_dir ? rmdir_errors[nd->last_type] : -EISDIR;
	}
	walk_end(nd);
	return error;
}

SYSCALL(unlinkat, int dfd, const char __user *name, int flags)
{
	struct nameidata nd;
	int error;

	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	error = user_walk_parent(dfd, name, &nd);
	return error ? error : remove_last(&nd, flags & AT_REMOVEDIR);
}

SYSCALL(unlink, const char __user *name)
{
	return sys_unlinkat(AT_FDCWD, name, 0);
}

SYSCALL(rmdir, const char __user *name)
{
	return sys_unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
}
