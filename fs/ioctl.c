// SPDX-License-Identifier: GPL-2.0
/*
 * ioctl: what concerns the descriptor or is the same for all files is done
 * here, the rest by the file's operations.
 *
 * Locks: none of its own.
 */
#include <lectern/fs.h>
#include <lectern/syscalls.h>
#include <uapi/termios.h>

#include "internal.h"

static long set_nonblock(struct file *file, int __user *arg)
{
	int on;

	if (get_user(on, arg))
		return -EFAULT;
	if (on)
		file->f_flags |= O_NONBLOCK;
	else
		file->f_flags &= ~O_NONBLOCK;
	return 0;
}

/* Of a regular file FIONREAD tells the bytes from the position to the end. */
static long file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const struct inode *inode = file->f_inode;
	long result = -ENOTTY;

	if (cmd == FIONREAD && S_ISREG(inode->i_mode))
		return put_user((int)(inode->i_size - file->f_pos),
				(int __user *)arg);
	if (file->f_op->ioctl)
		result = file->f_op->ioctl(file, cmd, arg);
	return result == -ENOIOCTLCMD ? -ENOTTY : result;
}

SYSCALL(ioctl, unsigned int fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fget(fd);
	long result = 0;

	if (!file)
		return -EBADF;
	switch (cmd) {
	case FIOCLEX:
	case FIONCLEX:
		set_cloexec(fd, cmd == FIOCLEX);
		break;
	case FIONBIO:
		result = set_nonblock(file, (int __user *)arg);
		break;
	default:
		result = file_ioctl(file, cmd, arg);
	}
	fput(file);
	return result;
}
