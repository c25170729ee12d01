// SPDX-License-Identifier: GPL-2.0
/*
 * Names from user space, permissions, and making names: mkdir, mknod, symlink,
 * link. The walk itself is lookup.c; removing is unlink.c and rename.c.
 *
 * All that make a name have one shape: walk to the directory, lock it, look the
 * last component up (it must be missing), check, and let the file system fill
 * the negative dentry.
 *
 * Locks: i_sem of the directory from create_begin to create_end.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/mount.h>

#include "internal.h"

/* -- names ---------------------------------------------------------------------- */

/*
 * A name is copied once, whole, and only the copy is looked at: a program whose
 * other thread rewrites the string cannot make a check and a use see two names.
 */
char *getname_flags(const char __user *user, bool empty_ok)
{
	char *name = kmalloc(PATH_MAX, GFP_KERNEL);
	long len;

	if (!name)
		return ERR_PTR(-ENOMEM);
	len = strncpy_from_user(name, user, PATH_MAX);
	if (len > 0 && len < PATH_MAX)
		return name;
	if (len == 0) {
		if (empty_ok)
			return name;
		len = -ENOENT;
	} else if (len > 0) {
		len = -ENAMETOOLONG;
	}
	kfree(name);
	return ERR_PTR(len);
}

char *getname(const char __user *name)
{
	return getname_flags(name, false);
}

void putname(char *name)
{
	kfree(name);
}

/* For calls that walk to a name and are done with it. */
int user_path_at(int dfd, const char __user *user, unsigned int flags,
		 struct path *path)
{
	char *name = getname_flags(user, flags & LOOKUP_EMPTY);
	int error;

	if (IS_ERR(name))
		return PTR_ERR(name);
	error = path_lookup(dfd, name, flags, path);
	putname(name);
	return error;
}

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
int generic_permission(struct inode *inode, int mask)
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

int permission(struct inode *inode, int mask)
{
	if (inode->i_op->permission)
		return inode->i_op->permission(inode, mask);
	return generic_permission(inode, mask);
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

/* The last component, which must be missing. i_sem held. */
static struct dentry *lookup_new(struct nameidata *nd, bool is_dir)
{
	struct dentry *dentry = lookup_last(nd);
	int error = 0;

	if (IS_ERR(dentry))
		return dentry;
	if (dentry->d_inode)
		error = -EEXIST;
	else if (nd->last_slash && !is_dir)
		error = -ENOENT;
	else
		error = path_may_write(&nd->path);
	if (!error)
		return dentry;
	dput(dentry);
	return ERR_PTR(error);
}

/*
 * The lock is taken before the last component is looked up and held until it is
 * made, so that of two who make one name exactly one succeeds. "." and "..", and
 * "/", are always there: EEXIST.
 */
int create_begin(int dfd, const char *name, bool is_dir, struct path *path,
		 struct dentry **dentry)
{
	struct nameidata nd;
	int error;

	error = walk_parent(dfd, name, &nd);
	if (error)
		return error;
	*path = nd.path;
	mutex_lock(&path->dentry->d_inode->i_sem);
	*dentry = ERR_PTR(-EEXIST);
	if (nd.last_type == LAST_NORM)
		*dentry = lookup_new(&nd, is_dir);
	walk_end(&nd);
	if (!IS_ERR(*dentry))
		return 0;
	mutex_unlock(&path->dentry->d_inode->i_sem);
	path_put(path);
	return PTR_ERR(*dentry);
}

void create_end(struct path *path, struct dentry *dentry)
{
	mutex_unlock(&path->dentry->d_inode->i_sem);
	dput(dentry);
	path_put(path);
}

/* A regular file. A directory in which no file can be made gives EACCES. */
int vfs_create(struct inode *dir, struct dentry *dentry, umode_t mode)
{
	int error = may_create(dir, dentry);

	if (error)
		return error;
	if (!dir->i_op->create)
		return -EACCES;
	return dir->i_op->create(dir, dentry, (mode & S_IALLUGO) | S_IFREG);
}

/* A device is a way around all permissions, so making one takes CAP_MKNOD;
 * a fifo or a socket is harmless. */
int vfs_mknod(struct inode *dir, struct dentry *dentry, umode_t mode, dev_t dev)
{
	int error = may_create(dir, dentry);

	if (error)
		return error;
	if ((S_ISCHR(mode) || S_ISBLK(mode)) && !capable(CAP_MKNOD))
		return -EPERM;
	if (!dir->i_op->mknod)
		return -EPERM;
	return dir->i_op->mknod(dir, dentry, mode, dev);
}

/* Set-user-ID and set-group-ID mean nothing, or come from the parent. */
int vfs_mkdir(struct inode *dir, struct dentry *dentry, umode_t mode)
{
	int error = may_create(dir, dentry);

	if (error)
		return error;
	if (!dir->i_op->mkdir)
		return -EPERM;
	mode &= S_IRWXUGO | S_ISVTX;
	return dir->i_op->mkdir(dir, dentry, mode | S_IFDIR);
}

int vfs_symlink(struct inode *dir, struct dentry *dentry, const char *target)
{
	int error = may_create(dir, dentry);

	if (error)
		return error;
	if (!dir->i_op->symlink)
		return -EPERM;
	return dir->i_op->symlink(dir, dentry, target);
}

/* -- for the kernel itself and for the calls ------------------------------------------ */

static int do_mkdirat(int dfd, const char *name, umode_t mode)
{
	struct dentry *dentry;
	struct path path;
	int error;

	error = create_begin(dfd, name, true, &path, &dentry);
	if (error)
		return error;
	error = vfs_mkdir(path.dentry->d_inode, dentry,
			  mode & ~current->fs->umask);
	create_end(&path, dentry);
	return error;
}

/* mknod makes anything that has no contents of its own; type 0 is a file. */
static int do_mknodat(int dfd, const char *name, umode_t mode, dev_t dev)
{
	struct dentry *dentry;
	struct path path;
	struct inode *dir;
	int error;

	error = create_begin(dfd, name, false, &path, &dentry);
	if (error)
		return error;
	dir = path.dentry->d_inode;
	mode &= ~current->fs->umask;
	switch (mode & S_IFMT) {
	case 0:
	case S_IFREG:
		error = vfs_create(dir, dentry, mode);
		break;
	case S_IFCHR:
	case S_IFBLK:
		error = vfs_mknod(dir, dentry, mode, dev);
		break;
	case S_IFIFO:
	case S_IFSOCK:
		error = vfs_mknod(dir, dentry, mode, 0);
		break;
	default:
		error = S_ISDIR(mode) ? -EPERM : -EINVAL;
	}
	create_end(&path, dentry);
	return error;
}

static int do_symlinkat(const char *target, int dfd, const char *name)
{
	struct dentry *dentry;
	struct path path;
	int error;

	error = create_begin(dfd, name, false, &path, &dentry);
	if (error)
		return error;
	error = vfs_symlink(path.dentry->d_inode, dentry, target);
	create_end(&path, dentry);
	return error;
}

int vfs_mkdir_at(const char *name, umode_t mode)
{
	return do_mkdirat(AT_FDCWD, name, mode);
}

int vfs_mknod_at(const char *name, umode_t mode, dev_t dev)
{
	return do_mknodat(AT_FDCWD, name, mode, dev);
}

/*
 * A second name for a file. Both must lie on one mount, not only on one file
 * system: a bind mount is a border too. Directories have one name, or the tree
 * would have loops.
 */
static int vfs_link(const struct path *old, const struct path *dir_path,
		    struct dentry *dentry)
{
	struct inode *dir = dir_path->dentry->d_inode;
	struct inode *inode = old->dentry->d_inode;
	int error = may_create(dir, dentry);

	if (error)
		return error;
	if (old->mnt != dir_path->mnt)
		return -EXDEV;
	if (!dir->i_op->link || S_ISDIR(inode->i_mode))
		return -EPERM;
	mutex_lock(&inode->i_sem);
	/* Its last name went while we walked: it must not come back. */
	error = -ENOENT;
	if (inode->i_nlink)
		error = dir->i_op->link(old->dentry, dir, dentry);
	mutex_unlock(&inode->i_sem);
	return error;
}

int do_linkat(const struct path *old, int dfd, const char *name)
{
	struct dentry *dentry;
	struct path path;
	int error;

	error = create_begin(dfd, name, false, &path, &dentry);
	if (error)
		return error;
	error = vfs_link(old, &path, dentry);
	create_end(&path, dentry);
	return error;
}

/* -- system calls -------------------------------------------------------------------- */

SYSCALL(mkdirat, int dfd, const char __user *user, umode_t mode)
{
	char *name = getname(user);
	int error;

	if (IS_ERR(name))
		return PTR_ERR(name);
	error = do_mkdirat(dfd, name, mode);
	putname(name);
	return error;
}

SYSCALL(mkdir, const char __user *user, umode_t mode)
{
	return sys_mkdirat(AT_FDCWD, user, mode);
}

SYSCALL(mknodat, int dfd, const char __user *user, umode_t mode,
	unsigned int dev)
{
	char *name = getname(user);
	int error;

	if (IS_ERR(name))
		return PTR_ERR(name);
	error = do_mknodat(dfd, name, mode, new_decode_dev(dev));
	putname(name);
	return error;
}

SYSCALL(mknod, const char __user *user, umode_t mode, unsigned int dev)
{
	return sys_mknodat(AT_FDCWD, user, mode, dev);
}

/* The target is only text: nothing need be there, and nothing is looked up. */
SYSCALL(symlinkat, const char __user *user_target, int dfd,
	const char __user *user)
{
	char *target = getname(user_target), *name;
	int error;

	if (IS_ERR(target))
		return PTR_ERR(target);
	name = getname(user);
	error = PTR_ERR_OR_ZERO(name);
	if (error)
		goto out_target;
	error = do_symlinkat(target, dfd, name);
	putname(name);
out_target:
	putname(target);
	return error;
}

SYSCALL(symlink, const char __user *target, const char __user *name)
{
	return sys_symlinkat(target, AT_FDCWD, name);
}

SYSCALL(linkat, int old_dfd, const char __user *old_name, int dfd,
	const char __user *user, int flags)
{
	unsigned int lookup = 0;
	struct path old;
	char *name;
	int error;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (flags & AT_SYMLINK_FOLLOW)
		lookup |= LOOKUP_FOLLOW;
	/* By descriptor: only who could read any file anyway (open(2)). */
	if (flags & AT_EMPTY_PATH && capable(CAP_DAC_READ_SEARCH))
		lookup |= LOOKUP_EMPTY;
	error = user_path_at(old_dfd, old_name, lookup, &old);
	if (error)
		return error;
	name = getname(user);
	error = PTR_ERR_OR_ZERO(name);
	if (error)
		goto out_path;
	error = do_linkat(&old, dfd, name);
	putname(name);
out_path:
	path_put(&old);
	return error;
}

SYSCALL(link, const char __user *old_name, const char __user *name)
{
	return sys_linkat(AT_FDCWD, old_name, AT_FDCWD, name, 0);
}
