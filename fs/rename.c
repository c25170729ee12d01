// SPDX-License-Identifier: GPL-2.0
/*
 * rename: a name moves, perhaps to another directory, perhaps over a file; or two
 * files exchange their names.
 *
 * Two directories have to be locked. Everybody else locks at most a parent and
 * then its child, so that order must hold here too; and while a directory
 * moves, the tree must not change shape under the look at who is above whom:
 *
 *	both the same		lock it
 *	one above the other	rename_mutex, the upper one, the lower one
 *	unrelated		rename_mutex, the lower address, the other
 *
 * A directory must not move into itself: the step on the way from one parent to
 * the other that lies right below the upper one (the trap) may be neither the
 * source (EINVAL) nor the target (it is not empty).
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>

#include "internal.h"

static DEFINE_MUTEX(rename_mutex);

/* The child of top on the way down to dentry, NULL if top is not above it.
 * rename_mutex held. */
static struct dentry *step_below(struct dentry *dentry,
				 const struct dentry *top)
{
	while (!is_root_dentry(dentry)) {
		if (dentry->d_parent == top)
			return dentry;
		dentry = dentry->d_parent;
	}
	return NULL;
}

static void lock_two(struct dentry *first, struct dentry *second)
{
	mutex_lock(&first->d_inode->i_sem);
	mutex_lock(&second->d_inode->i_sem);
}

/* Lock both directories; returns the trap or NULL. */
static struct dentry *lock_rename(struct dentry *a, struct dentry *b)
{
	struct dentry *trap;

	if (a == b) {
		mutex_lock(&a->d_inode->i_sem);
		return NULL;
	}
	mutex_lock(&rename_mutex);
	trap = step_below(b, a);
	if (trap) {
		lock_two(a, b);
		return trap;
	}
	trap = step_below(a, b);
	if (trap || b < a)
		lock_two(b, a);
	else
		lock_two(a, b);
	return trap;
}

static void unlock_rename(struct dentry *a, struct dentry *b)
{
	mutex_unlock(&a->d_inode->i_sem);
	if (a == b)
		return;
	mutex_unlock(&b->d_inode->i_sem);
	mutex_unlock(&rename_mutex);
}

/* May the name leave its directory, perhaps for another? That has a directory's
 * ".." rewritten. Both directories locked. */
static int may_move(struct inode *dir, struct dentry *dentry, bool is_dir,
		    const struct inode *to)
{
	int error = may_delete(dir, dentry, is_dir);

	if (!error && is_dir && dir != to)
		error = permission(dentry->d_inode, MAY_WRITE);
	return error;
}

static int may_rename(struct inode *old_dir, struct dentry *old,
		      struct inode *new_dir, struct dentry *new, bool exchange)
{
	bool is_dir = S_ISDIR(old->d_inode->i_mode);
	int error = may_move(old_dir, old, is_dir, new_dir);

	if (error)
		return error;
	if (exchange)
		return may_move(new_dir, new, S_ISDIR(new->d_inode->i_mode),
				old_dir);
	return new->d_inode ? may_delete(new_dir, new, is_dir)
			    : may_create(new_dir, new);
}

/*
 * A target that is there is replaced in the same step: who opens the name finds
 * the old file or the new one, never nothing.
 */
static int vfs_rename(struct inode *old_dir, struct dentry *old,
		      struct inode *new_dir, struct dentry *new, bool exchange)
{
	int error;

	/* Two links to one file: POSIX has nothing happen. */
	if (old->d_inode == new->d_inode)
		return 0;
	error = may_rename(old_dir, old, new_dir, new, exchange);
	if (error)
		return error;
	if (!exchange && new->d_inode && S_ISDIR(new->d_inode->i_mode))
		shrink_dcache_parent(new);
	error = old_dir->i_op->rename(old_dir, old, new_dir, new, exchange);
	if (!error)
		d_move(old, new, exchange);
	return error;
}

/* Both names looked up, the directories locked. A slash behind a name says that
 * it is a directory's; behind the new one, that the old one is. */
static int rename_dentries(struct nameidata *from, struct dentry *old,
			   struct nameidata *to, struct dentry *new,
			   struct dentry *trap, unsigned int flags)
{
	bool exchange = flags & RENAME_EXCHANGE;

	if (!old->d_inode || (exchange && !new->d_inode))
		return -ENOENT;
	if (flags & RENAME_NOREPLACE && new->d_inode)
		return -EEXIST;
	if ((from->last_slash && !S_ISDIR(old->d_inode->i_mode)) ||
	    (to->last_slash &&
	     !S_ISDIR((exchange ? new : old)->d_inode->i_mode)))
		return -ENOTDIR;
	if (old == trap)
		return -EINVAL;
	if (new == trap)
		return exchange ? -EINVAL : -ENOTEMPTY;
	return vfs_rename(from->path.dentry->d_inode, old,
			  to->path.dentry->d_inode, new, exchange);
}

static int rename_locked(struct nameidata *from, struct nameidata *to,
			 struct dentry *trap, unsigned int flags)
{
	struct dentry *old, *new;
	int error;

	old = lookup_last(from);
	if (IS_ERR(old))
		return PTR_ERR(old);
	new = lookup_last(to);
	error = PTR_ERR_OR_ZERO(new);
	if (error)
		goto out_old;
	error = rename_dentries(from, old, to, new, trap, flags);
	dput(new);
out_old:
	dput(old);
	return error;
}

/* Both walks done: the parents are there. */
static int rename_between(struct nameidata *from, struct nameidata *to,
			  unsigned int flags)
{
	struct dentry *old_dir = from->path.dentry;
	struct dentry *new_dir = to->path.dentry, *trap;
	int error = path_may_write(&from->path);

	if (from->path.mnt != to->path.mnt)
		return -EXDEV;
	if (from->last_type != LAST_NORM)
		return -EBUSY;
	if (to->last_type != LAST_NORM)
		return flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	if (error)
		return error;
	trap = lock_rename(old_dir, new_dir);
	error = rename_locked(from, to, trap, flags);
	unlock_rename(old_dir, new_dir);
	return error;
}

SYSCALL(renameat2, int old_dfd, const char __user *old_name, int new_dfd,
	const char __user *new_name, unsigned int flags)
{
	struct nameidata from, to;
	int error;

	/* one or the other, not both */
	if (flags > RENAME_EXCHANGE)
		return -EINVAL;
	error = user_walk_parent(old_dfd, old_name, &from);
	if (error)
		return error;
	error = user_walk_parent(new_dfd, new_name, &to);
	if (error)
		goto out_from;
	error = rename_between(&from, &to, flags);
	walk_end(&to);
out_from:
	walk_end(&from);
	return error;
}

SYSCALL(renameat, int old_dfd, const char __user *old_name, int new_dfd,
	const char __user *new_name)
{
	return sys_renameat2(old_dfd, old_name, new_dfd, new_name, 0);
}

SYSCALL(rename, const char __user *old_name, const char __user *new_name)
{
	return sys_renameat2(AT_FDCWD, old_name, AT_FDCWD, new_name, 0);
}
