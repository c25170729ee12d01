// SPDX-License-Identifier: GPL-2.0
/*
 * Permissions, and making names: mkdir, mknod, symlink, link. The walk itself is
 * lookup.c; removing is unlink.c and rename.c.
 *
 * All that make a name have one shape: walk to the directory, lock it, look the
 * last component up (it must be missing), check, and let the file system fill
 * the negative dentry.
 *
 * Locks: i_sem of the directory in make_last, from look-up to success.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/mount.h>

#include "internal.h"

/* -- permissions ------------------------------------------------------------------ */

/* Root's rights: everything but running what nobody may run. */
static int capable_override(const struct inode *inode, int mask)
{
	bool runnable = S_ISDIR(inode->i_mode) || inode->i_mode & S_IXUGO;

	if ((!(mask & MAY_EXEC) || runnable) && capable(CAP_DAC_OVERRIDE))
		return 0;
	if (mask == MAY_READ || (S_ISDIR(inode->i_mode) && !(mask & MAY_WRITE)))
		if (capable(CAP_DAC_READ_SEARCH))
			return 0;
	return -EACCES;
}

/*
 * The mode's three triplets: exactly one of them counts. An owner whom the
 * owner's bits refuse is not helped by what everybody may do.
 *
 *	mode  rwx r-x --x		MAY_READ 4, MAY_WRITE 2, MAY_EXEC 1
 *	       |   |   `- everybody else
 *	       |   `----- in the file's group	>> 3
 *	       `--------- its owner		>> 6
 */
int permission(const struct inode *inode, int mask)
{
	umode_t mode = inode->i_mode;

	if (current->cred.fsuid == inode->i_uid)
		mode >>= 6;
	else if (in_group_p(inode->i_gid))
		mode >>= 3;
	if (!(mask & ~mode & (MAY_READ | MAY_WRITE | MAY_EXEC)))
		return 0;
	return capable_override(inode, mask);
}

/*
 * Apart from permission(): it asks the inode, which may be mounted in two
 * places, and this asks the mount through which the caller came.
 */
int path_may_write(const struct path *path)
{
	return path->mnt->mnt_flags & MS_RDONLY ? -EROFS : 0;
}

bool inode_owner_or_capable(const struct inode *inode)
{
	return current->cred.fsuid == inode->i_uid || capable(CAP_FOWNER);
}

/*
 * Making a name writes to the directory and, as it depends on what is there,
 * searches it. A directory that was removed keeps its inode while somebody is
 * in it, but gets no new names: nobody could ever remove them.
 */
int may_create(struct inode *dir, struct dentry *child)
{
	if (child->d_inode)
		return -EEXIST;
	if (!dir->i_nlink)
		return -ENOENT;
	return permission(dir, MAY_WRITE | MAY_EXEC);
}

/* -- making a name ------------------------------------------------------------------ */

/*
 * Set-user-ID and set-group-ID mean nothing on a directory, or come from its
 * parent. A device is a way around all permissions, so making one takes
 * CAP_MKNOD; a fifo or a socket is harmless.
 */
static int make_inode(struct inode *dir, struct dentry *dentry,
		      const struct new_node *new)
{
	const struct inode_operations *op = dir->i_op;
	umode_t mode = new->mode;

	if ((S_ISCHR(mode) || S_ISBLK(mode)) && !capable(CAP_MKNOD))
		return -EPERM;
	switch (mode & S_IFMT) {
	case S_IFREG:
		return op->create(dir, dentry, mode);
	case S_IFDIR:
		mode &= S_IFMT | S_IRWXUGO | S_ISVTX;
		return op->mkdir(dir, dentry, mode);
	case S_IFLNK:
		return op->symlink(dir, dentry, new->target);
	default:
		return op->mknod(dir, dentry, mode, new->dev);
	}
}

/* A second name for a file. Directories have one, or the tree would have loops. */
static int make_link(struct inode *dir, struct dentry *dentry,
		     struct dentry *old)
{
	struct inode *inode = old->d_inode;
	int error = -ENOENT;

	if (S_ISDIR(inode->i_mode))
		return -EPERM;
	mutex_lock(&inode->i_sem);
	/* Its last name went while we walked: it must not come back. */
	if (inode->i_nlink)
		error = dir->i_op->link(old, dir, dentry);
	mutex_unlock(&inode->i_sem);
	return error;
}

/* A file system has operations for all kinds of names, or (/proc) for none. */
int vfs_make(struct inode *dir, struct dentry *dentry,
	     const struct new_node *new)
{
	int error = may_create(dir, dentry);

	if (error)
		return error;
	if (!dir->i_op->create)
		return S_ISREG(new->mode) ? -EACCES : -EPERM;
	return new->old ? make_link(dir, dentry, new->old->dentry)
			: make_inode(dir, dentry, new);
}

/* i_sem of the directory held. Both names of a link must lie on one mount, not
 * only on one file system: a bind mount is a border too. */
static int make_checked(struct nameidata *nd, struct dentry *dentry,
			const struct new_node *new)
{
	int error;

	if (dentry->d_inode)
		return -EEXIST;
	if (nd->last_slash && !S_ISDIR(new->mode))
		return -ENOENT;
	error = path_may_write(&nd->path);
	if (error)
		return error;
	if (new->old &&new->old->mnt != nd->path.mnt)
		return -EXDEV;
	return vfs_make(nd->path.dentry->d_inode, dentry, new);
}

/*
 * The lock is taken before the last component is looked up and held until it is
 * made, so that of two who make one name exactly one succeeds. "." and "..", and
 * "/", are always there: EEXIST.
 */
int make_last(struct nameidata *nd, const struct new_node *new)
{
	struct inode *dir = nd->path.dentry->d_inode;
	struct dentry *dentry;
	int error = -EEXIST;

	if (nd->last_type != LAST_NORM)
		goto out;
	mutex_lock(&dir->i_sem);
	dentry = lookup_last(nd);
	error = PTR_ERR_OR_ZERO(dentry);
	if (!error) {
		error = make_checked(nd, dentry, new);
		dput(dentry);
	}
	mutex_unlock(&dir->i_sem);
out:
	walk_end(nd);
	return error;
}

int make_name(const char *name, const struct new_node *new)
{
	struct nameidata nd;
	int error = walk_parent(AT_FDCWD, name, &nd);

	return error ? error : make_last(&nd, new);
}

int vfs_mkdir_at(const char *name, umode_t mode)
{
	struct new_node new = { .mode = S_IFDIR | mode };

	return make_name(name, &new);
}

/* -- system calls -------------------------------------------------------------------- */

static int make_at(int dfd, const char __user *name, const struct new_node *new)
{
	struct nameidata nd;
	int error = user_walk_parent(dfd, name, &nd);

	return error ? error : make_last(&nd, new);
}

SYSCALL(mkdirat, int dfd, const char __user *name, umode_t mode)
{
	struct new_node new = {
		.mode = S_IFDIR | (mode & S_IALLUGO & ~current->fs->umask),
	};

	return make_at(dfd, name, &new);
}

SYSCALL(mkdir, const char __user *name, umode_t mode)
{
	return sys_mkdirat(AT_FDCWD, name, mode);
}

/* mknod makes anything that has no contents of its own; type 0 is a file. */
SYSCALL(mknodat, int dfd, const char __user *name, umode_t mode,
	unsigned int dev)
{
	struct new_node new = {
		.mode = mode & (S_IFMT | S_IALLUGO) & ~current->fs->umask,
	};

	switch (mode & S_IFMT) {
	case 0:
		new.mode |= S_IFREG;
		break;
	case S_IFCHR:
	case S_IFBLK:
		new.dev = new_decode_dev(dev);
		break;
	case S_IFREG:
	case S_IFIFO:
	case S_IFSOCK:
		break;
	default:
		return S_ISDIR(mode) ? -EPERM : -EINVAL;
	}
	return make_at(dfd, name, &new);
}

SYSCALL(mknod, const char __user *name, umode_t mode, unsigned int dev)
{
	return sys_mknodat(AT_FDCWD, name, mode, dev);
}

/* The target is only text: nothing need be there, and nothing is looked up. */
SYSCALL(symlinkat, const char __user *target, int dfd, const char __user *name)
{
	struct new_node new = { .mode = S_IFLNK };
	struct filename fn;
	int error = getname(&fn, target);

	if (error)
		return error;
	new.target = fn.name;
	error = make_at(dfd, name, &new);
	putname(&fn);
	return error;
}

SYSCALL(symlink, const char __user *target, const char __user *name)
{
	return sys_symlinkat(target, AT_FDCWD, name);
}

SYSCALL(linkat, int old_dfd, const char __user *old_name, int dfd,
	const char __user *name, int flags)
{
	struct path old;
	struct new_node new = { .old = &old };
	unsigned int lookup = flags & AT_SYMLINK_FOLLOW ? LOOKUP_FOLLOW : 0;
	int error;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	/* By descriptor: only who could read any file anyway (open(2)). */
	if (flags & AT_EMPTY_PATH && capable(CAP_DAC_READ_SEARCH))
		lookup |= LOOKUP_EMPTY;
	error = user_path_at(old_dfd, old_name, lookup, &old);
	if (error)
		return error;
	error = make_at(dfd, name, &new);
	path_put(&old);
	return error;
}

SYSCALL(link, const char __user *old_name, const char __user *name)
{
	return sys_linkat(AT_FDCWD, old_name, AT_FDCWD, name, 0);
}
