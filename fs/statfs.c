// SPDX-License-Identifier: GPL-2.0
/*
 * What a file system has room for (statfs), and getting data to where it is
 * safe (sync, fsync).
 *
 * Locks: none of its own.
 */
#include <lectern/fs.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <uapi/mount.h>
#include <uapi/statfs.h>

#include "internal.h"

/* -- statfs ------------------------------------------------------------------------- */

/* The mount flags that statfs shows have the same bits there, but for one. */
#define ST_FROM_MS                                                             \
	(MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_SYNCHRONOUS |       \
	 MS_NOATIME | MS_NODIRATIME)

/* What is the same for all is filled in first; sizes are the file system's. */
static int path_statfs(const struct path *path, struct statfs64 *buf)
{
	struct super_block *sb = path->mnt->mnt_sb;

	memset(buf, 0, sizeof(*buf));
	buf->f_type = sb->s_magic;
	buf->f_bsize = sb->s_blocksize;
	buf->f_frsize = sb->s_blocksize;
	buf->f_namelen = NAME_MAX;
	buf->f_fsid[0] = sb->s_dev;
	buf->f_flags = ST_VALID | (path->mnt->mnt_flags & ST_FROM_MS);
	return sb->s_op && sb->s_op->statfs ? sb->s_op->statfs(sb, buf) : 0;
}

/* The caller says how large it thinks the structure is. */
static int statfs_at(int dfd, const char __user *name, unsigned int lookup,
		     size_t size, struct statfs64 __user *user)
{
	struct statfs64 buf;
	struct path path;
	int error;

	if (size != sizeof(buf))
		return -EINVAL;
	error = user_path_at(dfd, name, lookup, &path);
	if (error)
		return error;
	error = path_statfs(&path, &buf);
	path_put(&path);
	if (!error && copy_to_user(user, &buf, sizeof(buf)))
		error = -EFAULT;
	return error;
}

SYSCALL(statfs64, const char __user *name, size_t size,
	struct statfs64 __user *user)
{
	return statfs_at(AT_FDCWD, name, LOOKUP_FOLLOW, size, user);
}

SYSCALL(fstatfs64, unsigned int fd, size_t size, struct statfs64 __user *user)
{
	return statfs_at(fd, NULL, LOOKUP_FD | LOOKUP_O_PATH, size, user);
}

/* -- sync ------------------------------------------------------------------------------ */

/* Every file system so far is memory alone: there is nothing to write back. */
SYSCALL(sync, void)
{
	return 0;
}

/* EINVAL tells a program that the file is one without storage (fsync(2)). */
SYSCALL(fsync, unsigned int fd)
{
	struct file *file = fget(fd);
	int error = -EINVAL;

	if (!file)
		return -EBADF;
	if (file->f_op->fsync)
		error = file->f_op->fsync(file);
	fput(file);
	return error;
}

SYSCALL(fdatasync, unsigned int fd)
{
	return sys_fsync(fd);
}

/* Advice on what will be read, which memory has no use for (posix_fadvise(2)). */
SYSCALL(fadvise64_64, unsigned int fd, u32 offset_low, u32 offset_high,
	u32 len_low, u32 len_high, int advice)
{
	struct file *file = fget(fd);
	int error = 0;

	if (!file)
		return -EBADF;
	if (S_ISFIFO(file->f_inode->i_mode))
		error = -ESPIPE;
	else if (advice < POSIX_FADV_NORMAL || advice > POSIX_FADV_NOREUSE)
		error = -EINVAL;
	fput(file);
	return error;
}
