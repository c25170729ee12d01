// SPDX-License-Identifier: GPL-2.0
/*
 * Reading directories: getdents64. No C library asks for the older getdents.
 *
 * A file system's iterate() hands over entry after entry, each with its own
 * position; we lay them into the user's buffer. An entry also tells where the
 * next one is, which is known only when that comes: so each call of the actor
 * completes the entry before, and the end of the call the last one:
 *
 *	| ino off=. len name |		entry at position 5 is laid down
 *	| ino off=6 len name | ino off=. len name |	6 comes: 5 learns of it
 *
 * Lock: i_sem of the directory, so that it does not change meanwhile. Writing
 * to the user's memory may sleep under it, which is fine for a mutex.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <uapi/dirent.h>

#include "internal.h"

/* What an actor works with; ctx first, so that it is found from it. */
struct getdents_buf {
	struct dir_context ctx;
	char __user *at;			/* where the next entry goes */
	struct linux_dirent64 __user *previous; /* the last one, or NULL */
	size_t left;
	long error;
};

bool dir_emit_dots(struct file *file, struct dir_context *ctx)
{
	struct dentry *dentry = file->f_path.dentry;

	if (ctx->pos == 0) {
		if (!dir_emit(ctx, ".", 1, dentry->d_inode->i_ino, DT_DIR))
			return false;
		ctx->pos = 1;
	}
	if (ctx->pos == 1) {
		if (!dir_emit(ctx, "..", 2, dentry->d_parent->d_inode->i_ino,
			      DT_DIR))
			return false;
		ctx->pos = 2;
	}
	return true;
}

/* The entry before now knows where the next one is. */
static int set_offset(struct getdents_buf *buf, loff_t pos)
{
	return buf->previous ? put_user(pos, &buf->previous->d_off) : 0;
}

#define DIRENT_HEAD offsetof(struct linux_dirent64, d_name)

/* The first entry must fit (EINVAL); a signal ends a long listing between two. */
static bool lay_down(struct dir_context *ctx, const char *name, int len,
		     loff_t pos, u64 ino, unsigned int type)
{
	struct getdents_buf *buf = container_of(ctx, struct getdents_buf, ctx);
	size_t bytes = ALIGN(DIRENT_HEAD + len + 1, sizeof(u64));
	struct linux_dirent64 head = {
		.d_ino = ino,
		.d_off = pos,
		.d_reclen = bytes,
		.d_type = type,
	};

	buf->error = -EINVAL;
	if (bytes > buf->left)
		return false;
	buf->error = -EINTR;
	if (buf->previous && signal_pending(current))
		return false;
	buf->error = -EFAULT;
	/* The head, the name, and zeroes up to the next multiple of 8. */
	if (set_offset(buf, pos) || copy_to_user(buf->at, &head, DIRENT_HEAD) ||
	    copy_to_user(buf->at + DIRENT_HEAD, name, len) ||
	    clear_user(buf->at + DIRENT_HEAD + len, bytes - DIRENT_HEAD - len))
		return false;
	buf->previous = (void *)buf->at;
	buf->at += bytes;
	buf->left -= bytes;
	buf->error = 0;
	return true;
}

/* A directory that was removed while open lists nothing: ENOENT. */
static int iterate_locked(struct file *file, struct dir_context *ctx)
{
	struct inode *dir = file->f_inode;
	int error = -ENOENT;

	mutex_lock(&file->f_pos_lock);
	mutex_lock(&dir->i_sem);
	if (dir->i_nlink) {
		ctx->pos = file->f_pos;
		error = file->f_op->iterate(file, ctx);
		file->f_pos = ctx->pos;
		file_accessed(file);
	}
	mutex_unlock(&dir->i_sem);
	mutex_unlock(&file->f_pos_lock);
	return error;
}

/*
 * Returns the bytes laid down, 0 at the end. What could not be laid down is no
 * error if something was: the next call begins with it.
 */
SYSCALL(getdents64, unsigned int fd, char __user *user, unsigned int size)
{
	struct getdents_buf buf = {
		.ctx.actor = lay_down,
		.at = user,
		.left = size,
	};
	struct file *file = fget(fd);
	long error = -ENOTDIR;

	if (!file)
		return -EBADF;
	if (!(file->f_mode & FMODE_READ))
		error = -EBADF;
	else if (file->f_op->iterate)
		error = iterate_locked(file, &buf.ctx);
	fput(file);
	if (error < 0)
		return error;
	if (!buf.previous)
		return buf.error;
	if (set_offset(&buf, buf.ctx.pos))
		return -EFAULT;
	return size - buf.left;
}
