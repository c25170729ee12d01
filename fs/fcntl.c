// SPDX-License-Identifier: GPL-2.0
/*
 * Calls on descriptors and on the flags of open files: close, dup, fcntl.
 *
 * Locks: none of its own; file.c's functions take the table's lock. f_flags is
 * one word, written whole.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>

#include "internal.h"

/*
 * The number is free before the file is closed: what the driver does at close
 * may sleep, and its result changes nothing any more.
 */
SYSCALL(close, unsigned int fd)
{
	struct file *file = take_fd(fd);

	if (!file)
		return -EBADF;
	filp_close(file, current->files);
	return 0;
}

/* Both descriptors lead to one open file: position and flags are shared, the
 * close-on-exec mark is not. */
static long dup_from(unsigned int fd, unsigned int start, unsigned int flags)
{
	struct file *file = fget_raw(fd);
	int new_fd;

	if (!file)
		return -EBADF;
	new_fd = get_unused_fd(start, flags);
	if (new_fd < 0)
		fput(file);
	else
		fd_install(new_fd, file);
	return new_fd;
}

SYSCALL(dup, unsigned int fd)
{
	return dup_from(fd, 0, 0);
}

SYSCALL(dup3, unsigned int old_fd, unsigned int new_fd, int flags)
{
	struct file *file;
	int error;

	if (flags & ~O_CLOEXEC || old_fd == new_fd)
		return -EINVAL;
	if (new_fd >= max_descriptors())
		return -EBADF;
	file = fget_raw(old_fd);
	if (!file)
		return -EBADF;
	error = replace_fd(new_fd, file, flags & O_CLOEXEC);
	if (error < 0)
		fput(file);
	return error;
}

/* Onto itself it does nothing, but must tell a descriptor that is not open. */
SYSCALL(dup2, unsigned int old_fd, unsigned int new_fd)
{
	struct file *file;

	if (old_fd != new_fd)
		return sys_dup3(old_fd, new_fd, 0);
	file = fget_raw(old_fd);
	if (!file)
		return -EBADF;
	fput(file);
	return new_fd;
}

/* -- fcntl ------------------------------------------------------------------------ */

/* What F_SETFL can change after open. */
#define SETFL_MASK (O_APPEND | O_NONBLOCK | O_NOATIME)

static long set_flags(struct file *file, unsigned int flags)
{
	if (flags & O_NOATIME && !(file->f_flags & O_NOATIME) &&
	    !inode_owner_or_capable(file->f_inode))
		return -EPERM;
	if (flags & O_DIRECT)
		return -EINVAL;
	file->f_flags = (flags & SETFL_MASK) | (file->f_flags & ~SETFL_MASK);
	return 0;
}

static long fcntl_file(unsigned int fd, unsigned int cmd, unsigned long arg,
		       struct file *file)
{
	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		if (arg >= max_descriptors())
			return -EINVAL;
		return dup_from(fd, arg, cmd == F_DUPFD ? 0 : O_CLOEXEC);
	case F_GETFD:
		return get_cloexec(fd) ? FD_CLOEXEC : 0;
	case F_SETFD:
		set_cloexec(fd, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return file->f_flags;
	case F_SETFL:
		return set_flags(file, arg);
	case F_GETLK ... F_SETLKW:
	case F_GETLK64 ... F_SETLKW64:
	case F_OFD_GETLK ... F_OFD_SETLKW:
		return fcntl_lock(fd, file, cmd, (void __user *)arg);
	case F_SETPIPE_SZ:
	case F_GETPIPE_SZ:
		return pipe_fcntl(file, cmd, arg);
	default:
		return -EINVAL;
	}
}

SYSCALL(fcntl64, unsigned int fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fget_raw(fd);
	/* What O_PATH descriptors are good for too. */
	bool number = cmd <= F_GETFL || cmd == F_DUPFD_CLOEXEC;
	long result = -EBADF;

	if (!file)
		return -EBADF;
	if (number || !(file->f_mode & FMODE_PATH))
		result = fcntl_file(fd, cmd, arg, file);
	fput(file);
	return result;
}

/* The older one came before 64-bit offsets; knowing them does no harm. */
SYSCALL(fcntl, unsigned int fd, unsigned int cmd, unsigned long arg)
{
	return sys_fcntl64(fd, cmd, arg);
}
