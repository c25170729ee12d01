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
		atomic_inc(&file->f_path.mnt->mnt_writers);
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
		fput(file);
		return ERR_PTR(error);
	}
	file->f_flags &= ~OPEN_ONLY_FLAGS;
	return file;
}

/* -- may the task? ----------------------------------------------------------------- */

/* MAY_* that an access mode asks for; the fourth mode asks for both. */
static int open_mask(int flags)
{
	int mode = flags & O_ACCMODE;

	return (mode != O_WRONLY ? MAY_READ : 0) |
	       (mode != O_RDONLY || flags & O_TRUNC ? MAY_WRITE : 0);
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

/*
 * The walk is over: may the path be opened? The order decides which error is
 * seen: rights first, then ETXTBSY, and only then is anything thrown away. The
 * driver's open comes last, as it may sleep until somebody opens the other end
 * of a fifo. O_NOATIME hides that one has read: the owner's privilege.
 */
static int may_open(const struct path *path, int flags)
{
	struct inode *inode = path->dentry->d_inode;
	int mask = open_mask(flags);
	int error;

	if (flags & O_PATH)
		return 0;
	error = may_open_type(path, flags, mask);
	if (!error)
		error = permission(inode, mask);
	if (!error && flags & O_NOATIME && !inode_owner_or_capable(inode))
		error = -EPERM;
	if (!error && flags & O_TRUNC && S_ISREG(inode->i_mode))
		error = truncate_file(path->dentry, 0);
	return error;
}

/* -- with O_CREAT ---------------------------------------------------------------------- */

/* i_sem of the directory held. The dentry of the last component, which is there
 * or (*created) new; ERR_PTR. */
static struct dentry *lookup_or_create(struct nameidata *nd, int flags,
				       umode_t mode, bool *created)
{
	struct new_node new = {
		.mode = S_IFREG | (mode & S_IALLUGO & ~current->fs->umask),
	};
	struct dentry *dentry = lookup_last(nd);
	int error;

	if (IS_ERR(dentry))
		return dentry;
	*created = !dentry->d_inode;
	if (*created) {
		error = path_may_write(&nd->path);
		if (!error)
			error = vfs_make(nd->path.dentry->d_inode, dentry,
					 &new);
	} else {
		error = flags & O_EXCL ? -EEXIST : 0;
	}
	if (!error)
		return dentry;
	dput(dentry);
	return ERR_PTR(error);
}

/*
 * What the last component leads to becomes nd->path, with *created if it is new.
 * A symlink sends us on to where it points, which may be missing too: then the
 * target is made. The count of links in nd ends a chase through a circle.
 */
static int open_last(struct nameidata *nd, int flags, umode_t mode,
		     bool *created)
{
	struct inode *dir;
	struct dentry *dentry;
	int error;

	*created = false;
	/* "/", or where a magic link led, is there. */
	while (nd->last_type != LAST_ROOT) {
		if (nd->last_type != LAST_NORM || nd->last_slash)
			return -EISDIR;
		dir = nd->path.dentry->d_inode;
		mutex_lock(&dir->i_sem);
		dentry = lookup_or_create(nd, flags, mode, created);
		mutex_unlock(&dir->i_sem);
		if (IS_ERR(dentry))
			return PTR_ERR(dentry);
		if (!S_ISLNK(dentry->d_inode->i_mode) || flags & O_NOFOLLOW) {
			dput(nd->path.dentry);
			nd->path.dentry = dentry;
			follow_mount(&nd->path);
			break;
		}
		error = walk_follow_last(nd, dentry);
		if (error)
			return error;
	}
	return 0;
}

/* The walk for O_CREAT: to what is there or (*created) was made. */
static int walk_create(int dfd, const char *name, int flags, umode_t mode,
		       struct path *path, bool *created)
{
	struct nameidata nd;
	int error = walk_parent(dfd, name, &nd);

	if (error)
		return error;
	error = open_last(&nd, flags, mode, created);
	if (!error) {
		*path = nd.path;
		path_get(path);
	}
	walk_end(&nd);
	return error;
}

/* -- by name ----------------------------------------------------------------------------- */

#define O_PATH_FLAGS (O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC)
/* All from O_CREAT to __O_TMPFILE; any others are ignored. */
#define OPEN_FLAGS (O_ACCMODE | ((__O_TMPFILE << 1) - O_CREAT))

struct file *do_filp_open(int dfd, const char *name, int flags, umode_t mode)
{
	unsigned int lookup = flags & O_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
	bool created = false;
	struct path path;
	int error;

	flags &= flags & O_PATH ? O_PATH_FLAGS : OPEN_FLAGS;
	/* No file system here makes nameless files, or moves data by itself. */
	if (flags & __O_TMPFILE && open_mask(flags) & MAY_WRITE)
		return ERR_PTR(-EOPNOTSUPP);
	if (flags & (__O_TMPFILE | O_DIRECT) ||
	    (flags & O_CREAT && flags & O_DIRECTORY))
		return ERR_PTR(-EINVAL);
	if (flags & O_DIRECTORY)
		lookup |= LOOKUP_DIRECTORY;
	error = flags & O_CREAT
			? walk_create(dfd, name, flags, mode, &path, &created)
			: path_lookup(dfd, name, lookup, &path);
	if (error)
		return ERR_PTR(error);
	/* Whatever its mode forbids, the maker of a file may use it now. */
	if (!created)
		error = may_open(&path, flags);
	if (!error)
		return dentry_open(&path, flags);
	path_put(&path);
	return ERR_PTR(error);
}

struct file *filp_open(const char *name, int flags, umode_t mode)
{
	return do_filp_open(AT_FDCWD, name, flags, mode);
}

/* The number first: when none is free nothing must have been created. */
SYSCALL(openat, int dfd, const char __user *name, int flags, umode_t mode)
{
	struct filename fn;
	struct file *file;
	int fd = getname(&fn, name);

	if (fd)
		return fd;
	fd = get_unused_fd(0, flags);
	if (fd < 0)
		goto out_name;
	file = do_filp_open(dfd, fn.name, flags, mode);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		fd = PTR_ERR(file);
	} else {
		fd_install(fd, file);
	}
out_name:
	putname(&fn);
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
