// SPDX-License-Identifier: GPL-2.0
/*
 * Looking at files without opening them: stat64 and its kin, access, readlink.
 * The older layouts of stat are not there: no C library asks for them.
 *
 * Nothing of the file is needed for stat: an unreadable one can be asked about,
 * given only that the directories on the way may be searched.
 *
 * Locks: none. An inode's words are read one by one, so a stat that meets a
 * write may see the new size with the old time, as on every Unix.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <uapi/mount.h>

#include "internal.h"

/*
 * Laid out on the stack and copied at once: one check of the user's range. Every
 * byte is written, so that none of the kernel's stack leaks out.
 */
static int copy_stat64(const struct inode *inode, struct stat64 __user *user)
{
	struct stat64 s;

	s.st_dev = huge_encode_dev(inode->i_sb->s_dev);
	s.__pad0 = 0;
	s.__st_ino = inode->i_ino;
	s.st_mode = inode->i_mode;
	s.st_nlink = inode->i_nlink;
	s.st_uid = inode->i_uid;
	s.st_gid = inode->i_gid;
	s.st_rdev = huge_encode_dev(inode->i_rdev);
	s.__pad3 = 0;
	s.st_size = inode->i_size;
	s.st_blksize = inode->i_sb->s_blocksize;
	s.st_blocks = inode->i_blocks;
	s.st_atime = inode->i_atime.tv_sec;
	s.st_atime_nsec = inode->i_atime.tv_nsec;
	s.st_mtime = inode->i_mtime.tv_sec;
	s.st_mtime_nsec = inode->i_mtime.tv_nsec;
	s.st_ctime = inode->i_ctime.tv_sec;
	s.st_ctime_nsec = inode->i_ctime.tv_nsec;
	s.st_ino = inode->i_ino;
	return copy_to_user(user, &s, sizeof(s)) ? -EFAULT : 0;
}

static int stat_at(int dfd, const char __user *name, unsigned int lookup,
		   struct stat64 __user *user)
{
	struct path path;
	int error;

	error = user_path_at(dfd, name, lookup, &path);
	if (error)
		return error;
	error = copy_stat64(path.dentry->d_inode, user);
	path_put(&path);
	return error;
}

SYSCALL(stat64, const char __user *name, struct stat64 __user *user)
{
	return stat_at(AT_FDCWD, name, LOOKUP_FOLLOW, user);
}

SYSCALL(lstat64, const char __user *name, struct stat64 __user *user)
{
	return stat_at(AT_FDCWD, name, 0, user);
}

SYSCALL(fstatat64, int dfd, const char __user *name, struct stat64 __user *user,
	int flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
		return -EINVAL;
	return stat_at(dfd, name, at_lookup(flags), user);
}

/* The file's reference keeps the inode; so no path is taken. */
SYSCALL(fstat64, unsigned int fd, struct stat64 __user *user)
{
	struct file *file = fget_raw(fd);
	int error;

	if (!file)
		return -EBADF;
	error = copy_stat64(file->f_inode, user);
	fput(file);
	return error;
}

/* -- access ------------------------------------------------------------------------ */

/* Running takes more than a bit in the mode, so mounts are asked too. */
static int path_access(const struct path *path, int mode)
{
	struct inode *inode = path->dentry->d_inode;
	umode_t type = inode->i_mode;
	int error = 0;

	if (mode == F_OK)
		return 0;
	if (mode & X_OK && S_ISREG(type) && path->mnt->mnt_flags & MS_NOEXEC)
		return -EACCES;
	/* Writing to anything else changes nothing of the mount. */
	if (mode & W_OK && (S_ISREG(type) || S_ISDIR(type) || S_ISLNK(type)))
		error = path_may_write(path);
	/* R_OK, W_OK and X_OK are the MAY_ bits. */
	return error ? error : permission(inode, mode);
}

static int access_at(int dfd, const char __user *name, int mode, int flags)
{
	struct path path;
	int error;

	error = user_path_at(dfd, name, at_lookup(flags), &path);
	if (error)
		return error;
	error = path_access(&path, mode);
	path_put(&path);
	return error;
}

/* The question is asked for the real user: a set-user-ID program wants to know
 * what whoever called it may do. So walk and check with the real ids. */
SYSCALL(faccessat2, int dfd, const char __user *name, int mode, int flags)
{
	struct cred *cred = &current->cred;
	uid_t fsuid = cred->fsuid;
	gid_t fsgid = cred->fsgid;
	u64 cap = cred->cap_effective;
	int error;

	if (mode & ~(R_OK | W_OK | X_OK))
		return -EINVAL;
	if (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (!(flags & AT_EACCESS)) {
		cred->fsuid = cred->uid;
		cred->fsgid = cred->gid;
		cred->cap_effective = cred->uid ? 0 : cred->cap_permitted;
	}
	error = access_at(dfd, name, mode, flags);
	cred->fsuid = fsuid;
	cred->fsgid = fsgid;
	cred->cap_effective = cap;
	return error;
}

SYSCALL(faccessat, int dfd, const char __user *name, int mode)
{
	return sys_faccessat2(dfd, name, mode, 0);
}

SYSCALL(access, const char __user *name, int mode)
{
	return sys_faccessat2(AT_FDCWD, name, mode, 0);
}

/* -- readlink ------------------------------------------------------------------------ */

/* Of a link whose file system makes its text as it is asked. */
static long readlink_made(struct dentry *link, char __user *user, size_t size)
{
	char *text;
	long len;

	if (!link->d_inode->i_op->readlink)
		return -EINVAL;
	text = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	len = link->d_inode->i_op->readlink(link, text, PATH_MAX);
	if (len > 0) {
		len = min((size_t)len, size);
		if (copy_to_user(user, text, len))
			len = -EFAULT;
	}
	kfree(text);
	return len;
}

/* The text as it was given to symlink(2): no part of it is resolved. */
static long do_readlink(struct dentry *link, char __user *user, size_t size)
{
	const char *text = link->d_inode->i_link;
	size_t len;

	if (!S_ISLNK(link->d_inode->i_mode))
		return -EINVAL;
	if (!text)
		return readlink_made(link, user, size);
	len = min(strlen(text), size);
	return copy_to_user(user, text, len) ? -EFAULT : (long)len;
}

/* The text is not terminated; what does not fit is cut (readlink(2)). No name
 * means a link's own descriptor, and nothing that is no link. */
SYSCALL(readlinkat, int dfd, const char __user *name, char __user *user,
	int size)
{
	struct filename fn;
	struct path path;
	long len;

	if (size <= 0)
		return -EINVAL;
	len = getname_flags(&fn, name, true);
	if (len)
		return len;
	len = path_lookup(dfd, fn.name, LOOKUP_EMPTY, &path);
	if (!len) {
		len = do_readlink(path.dentry, user, size);
		if (len == -EINVAL && !*fn.name)
			len = -ENOENT;
		path_put(&path);
	}
	putname(&fn);
	return len;
}

/* A plain "" leads to the current directory: ENOENT here too. */
SYSCALL(readlink, const char __user *name, char __user *user, int size)
{
	return sys_readlinkat(AT_FDCWD, name, user, size);
}
