// SPDX-License-Identifier: GPL-2.0
/*
 * Opening files: open, openat, creat, and what exec and the kernel open.
 *
 *	do_filp_open
 *	  walk           path_lookup; with O_CREAT the parent first, then
 *	                 look the last component up or make it
 *	  may_open       type, permissions, read-only mounts, O_TRUNC
 *	  dentry_open    a struct file, and the driver's open
 *
 * Locks: i_sem of the directory while O_CREAT looks at the last component.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/mount.h>

#include "internal.h"

/* -- a file on a path ------------------------------------------------------------ */

/* Set a fresh file's operations up; on failure release is not called. */
static int file_open_ops(struct file *file)
{
	struct inode *inode = file->f_inode;
	int error;

	if (file->f_mode & FMODE_PATH)
		return 0;
	if (file->f_mode & FMODE_WRITE && S_ISREG(inode->i_mode)) {
		error = get_write_access(inode);
		if (error)
			return error;
		file->f_mode |= FMODE_WRITER;
	}
	if (S_ISREG(inode->i_mode) || S_ISDIR(inode->i_mode))
		file->f_mode |= FMODE_ATOMIC_POS;
	if (!inode->i_fop)
		return -ENXIO;
	file->f_op = inode->i_fop;
	if (!file->f_op->open)
		return 0;
	error = file->f_op->open(inode, file);
	if (error)
		file->f_op = NULL;
	return error;
}

/* What concerns the opening alone is not kept in f_flags. */
#define OPEN_ONLY_FLAGS (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC)

struct file *dentry_open(const struct path *path, int flags)
{
	struct file *file = alloc_file(path, flags, NULL);
	int error;

	if (IS_ERR(file))
		return file;
	error = file_open_ops(file);
	if (error) {
		/* Until now the references are the caller's. */
		path_get(path);
		fput(file);
		return ERR_PTR(error);
	}
	file->f_flags &= ~OPEN_ONLY_FLAGS;
	return file;
}

/* -- may the task? ----------------------------------------------------------------- */

/* MAY_* that an access mode asks for. */
static int open_mask(int flags)
{
	static const int masks[] = {
		[O_RDONLY] = MAY_READ,
		[O_WRONLY] = MAY_WRITE,
		[O_RDWR] = MAY_READ | MAY_WRITE,
		[O_ACCMODE] = MAY_READ | MAY_WRITE,
	};
	int mask = masks[flags & O_ACCMODE];

	return flags & O_TRUNC ? mask | MAY_WRITE : mask;
}

/* Refusals that depend on the kind of file. */
static int may_open_type(const struct path *path, int flags, int mask)
{
	umode_t mode = path->dentry->d_inode->i_mode;
	bool device = S_ISCHR(mode) || S_ISBLK(mode);

	if (S_ISLNK(mode))
		return -ELOOP;
	if (S_ISSOCK(mode))
		return -ENXIO;
	if (S_ISDIR(mode)) {
		if (flags & O_CREAT || mask & MAY_WRITE)
			return -EISDIR;
		return 0;
	}
	if (flags & O_DIRECTORY)
		return -ENOTDIR;
	if (device && path->mnt->mnt_flags & MS_NODEV)
		return -EACCES;
	/* Writing to a device or a fifo changes nothing of the mount. */
	if (mask & MAY_WRITE && !device && !S_ISFIFO(mode))
		return path_may_write(path);
	return 0;
}

/* O_NOATIME hides that one has read: the owner's privilege. */
static int may_open(const struct path *path, int flags)
{
	struct inode *inode = path->dentry->d_inode;
	int mask = open_mask(flags);
	int error;

	error = may_open_type(path, flags, mask);
	if (error)
		return error;
	error = permission(inode, mask);
	if (error)
		return error;
	if (flags & O_NOATIME && !inode_owner_or_capable(inode))
		return -EPERM;
	return 0;
}

/* Throw the content away as O_TRUNC asks, unless it is being run. */
static int open_truncate(const struct path *path)
{
	struct inode *inode = path->dentry->d_inode;
	int error;

	if (!S_ISREG(inode->i_mode))
		return 0;
	error = get_write_access(inode);
	if (error)
		return error;
	error = do_truncate(path->dentry, 0);
	put_write_access(inode);
	return error;
}

/* The walk is over: check and open. Takes over the path's references. */
/*
 * The order decides which error is seen: rights first, then ETXTBSY, and only
 * then is anything thrown away. The driver's open comes last, as it may sleep
 * until somebody opens the other end of a fifo.
 */
static struct file *open_path(const struct path *path, int flags)
{
	struct file *file;
	int error = 0;

	if (!(flags & O_PATH))
		error = may_open(path, flags);
	if (!error && flags & O_TRUNC)
		error = open_truncate(path);
	file = error ? ERR_PTR(error) : dentry_open(path, flags);
	if (IS_ERR(file))
		path_put(path);
	return file;
}

/* -- with O_CREAT ---------------------------------------------------------------------- */

/*
 * Look the last component up, or make it. i_sem of the directory held. ERR_PTR;
 * *created says that the file is new.
 */
static struct dentry *lookup_or_create(struct nameidata *nd, int flags,
				       umode_t mode, bool *created)
{
	struct dentry *dentry = lookup_last(nd);
	int error;

	*created = false;
	if (IS_ERR(dentry))
		return dentry;
	if (dentry->d_inode) {
		if (!(flags & O_EXCL))
			return dentry;
		error = -EEXIST;
		goto fail;
	}
	error = path_may_write(&nd->path);
	if (!error)
		error = vfs_create(nd->path.dentry->d_inode, dentry,
				   mode & ~current->fs->umask);
	if (error)
		goto fail;
	*created = true;
	return dentry;
fail:
	dput(dentry);
	return ERR_PTR(error);
}

/* What became of the last component. */
enum last_outcome {
	LAST_FOUND, /* nd->path is the file, which was there */
	LAST_MADE,  /* nd->path is the file, new */
	LAST_LINK,  /* it was a symlink; walked on, look again */
};

/* Negative errno or an enum last_outcome. */
static int open_last(struct nameidata *nd, int flags, umode_t mode)
{
	struct inode *dir = nd->path.dentry->d_inode;
	struct dentry *dentry;
	bool created;
	int error;

	if (nd->last_type == LAST_ROOT)
		return LAST_FOUND; /* "/", or where a magic link led */
	if (nd->last_type != LAST_NORM || nd->last_slash)
		return -EISDIR;
	mutex_lock(&dir->i_sem);
	dentry = lookup_or_create(nd, flags, mode, &created);
	mutex_unlock(&dir->i_sem);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);

	if (S_ISLNK(dentry->d_inode->i_mode) && !(flags & O_NOFOLLOW)) {
		error = walk_follow_last(nd, dentry);
		return error ? error : LAST_LINK;
	}
	dput(nd->path.dentry);
	nd->path.dentry = dentry;
	follow_mount(&nd->path);
	return created ? LAST_MADE : LAST_FOUND;
}

/*
 * A symlink as the last component sends us on to where it points, which may be
 * missing too: then the target is made. The count of links in nd ends a chase
 * through a circle.
 */
static struct file *open_create(int dfd, const char *name, int flags,
				umode_t mode)
{
	struct nameidata nd;
	struct file *file;
	int outcome;

	outcome = walk_parent(dfd, name, &nd);
	if (outcome)
		return ERR_PTR(outcome);
	do {
		outcome = open_last(&nd, flags, mode);
	} while (outcome == LAST_LINK);
	walk_end(&nd);
	if (outcome == LAST_FOUND)
		return open_path(&nd.path, flags);
	if (outcome == LAST_MADE) {
		/* Whatever its mode forbids, its maker may use it now. */
		file = dentry_open(&nd.path, flags);
		if (!IS_ERR(file))
			return file;
		outcome = PTR_ERR(file);
	}
	path_put(&nd.path);
	return ERR_PTR(outcome);
}

/* -- by name ----------------------------------------------------------------------------- */

#define O_PATH_FLAGS (O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC)

struct file *do_filp_open(int dfd, const char *name, int flags, umode_t mode)
{
	unsigned int lookup = 0;
	struct path path;
	int error;

	if (flags & O_PATH)
		flags &= O_PATH_FLAGS;
	if (flags & __O_TMPFILE)
		return ERR_PTR(-EOPNOTSUPP);
	if (flags & O_CREAT) {
		if (flags & O_DIRECTORY)
			return ERR_PTR(-EINVAL);
		return open_create(dfd, name, flags, mode);
	}
	if (!(flags & O_NOFOLLOW))
		lookup |= LOOKUP_FOLLOW;
	if (flags & O_DIRECTORY)
		lookup |= LOOKUP_DIRECTORY;
	error = path_lookup(dfd, name, lookup, &path);
	if (error)
		return ERR_PTR(error);
	return open_path(&path, flags);
}

struct file *filp_open(const char *name, int flags, umode_t mode)
{
	return do_filp_open(AT_FDCWD, name, flags, mode);
}

/* The number first: when none is free nothing must have been created. */
SYSCALL(openat, int dfd, const char __user *user, int flags, umode_t mode)
{
	struct file *file;
	char *name;
	int fd;

	name = getname(user);
	if (IS_ERR(name))
		return PTR_ERR(name);
	fd = get_unused_fd(0, flags);
	if (fd < 0)
		goto out_name;
	file = do_filp_open(dfd, name, flags, mode);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		fd = PTR_ERR(file);
	} else {
		fd_install(fd, file);
	}
out_name:
	putname(name);
	return fd;
}

SYSCALL(open, const char __user *name, int flags, umode_t mode)
{
	return sys_openat(AT_FDCWD, name, flags, mode);
}

SYSCALL(creat, const char __user *name, umode_t mode)
{
	return sys_openat(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
