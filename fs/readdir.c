// SPDX-License-Identifier: GPL-2.0
/*
 * Reading directories: getdents64 and getdents.
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
	char __user *at;       /* where the next entry goes */
	char __user *previous; /* the last one laid down, or NULL */
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

/* Room for an entry of so many bytes? The first one must fit (EINVAL). */
static bool take_room(struct getdents_buf *buf, size_t bytes)
{
	buf->error = -EINVAL;
	if (bytes > buf->left)
		return false;
	/* A signal ends a long listing between two entries. */
	buf->error = -EINTR;
	if (buf->previous && signal_pending(current))
		return false;
	buf->error = -EFAULT;
	return true;
}

static void entry_done(struct getdents_buf *buf, size_t bytes)
{
	buf->previous = buf->at;
	buf->at += bytes;
	buf->left -= bytes;
	buf->error = 0;
}

/* -- getdents64 ------------------------------------------------------------------- */

#define DIRENT64_HEAD offsetof(struct linux_dirent64, d_name)

static int set_offset64(struct getdents_buf *buf, loff_t pos)
{
	struct linux_dirent64 __user *entry = (void *)buf->previous;

	return entry ? put_user(pos, &entry->d_off) : 0;
}

static bool actor64(struct dir_context *ctx, const char *name, int len,
		    loff_t pos, u64 ino, unsigned int type)
{
	struct getdents_buf *buf = container_of(ctx, struct getdents_buf, ctx);
	size_t bytes = ALIGN(DIRENT64_HEAD + len + 1, sizeof(u64));
	struct linux_dirent64 head = {
		.d_ino = ino,
		.d_off = pos,
		.d_reclen = bytes,
		.d_type = type,
	};

	if (!take_room(buf, bytes) || set_offset64(buf, pos))
		return false;
	if (copy_to_user(buf->at, &head, DIRENT64_HEAD) ||
	    copy_to_user(buf->at + DIRENT64_HEAD, name, len) ||
	    clear_user(buf->at + DIRENT64_HEAD + len,
		       bytes - DIRENT64_HEAD - len))
		return false;
	entry_done(buf, bytes);
	return true;
}

/* -- getdents ---------------------------------------------------------------------- */

#define DIRENT_HEAD offsetof(struct linux_dirent, d_name)

static int set_offset32(struct getdents_buf *buf, loff_t pos)
{
	struct linux_dirent __user *entry = (void *)buf->previous;

	return entry ? put_user((u32)pos, &entry->d_off) : 0;
}

/* The type is the last byte of the entry, behind the padding. */
static bool actor32(struct dir_context *ctx, const char *name, int len,
		    loff_t pos, u64 ino, unsigned int type)
{
	struct getdents_buf *buf = container_of(ctx, struct getdents_buf, ctx);
	size_t bytes = ALIGN(DIRENT_HEAD + len + 2, sizeof(u32));
	struct linux_dirent head = {
		.d_ino = ino,
		.d_off = pos,
		.d_reclen = bytes,
	};

	if (!take_room(buf, bytes) || set_offset32(buf, pos))
		return false;
	if (copy_to_user(buf->at, &head, DIRENT_HEAD) ||
	    copy_to_user(buf->at + DIRENT_HEAD, name, len) ||
	    clear_user(buf->at + DIRENT_HEAD + len,
		       bytes - DIRENT_HEAD - len - 1) ||
	    put_user((u8)type, (u8 __user *)buf->at + bytes - 1))
		return false;
	entry_done(buf, bytes);
	return true;
}

/* -- what both share ------------------------------------------------------------------ */

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
static long do_getdents(unsigned int fd, struct getdents_buf *buf, size_t size,
			int (*set_offset)(struct getdents_buf *, loff_t))
{
	struct file *file = fget(fd);
	long error = -ENOTDIR;

	if (!file)
		return -EBADF;
	if (!(file->f_mode & FMODE_READ))
		error = -EBADF;
	else if (file->f_op->iterate)
		error = iterate_locked(file, &buf->ctx);
	fput(file);
	if (error < 0)
		return error;
	/* A full buffer is no error once something is in it. */
	if (!buf->previous)
		return buf->error;
	if (set_offset(buf, buf->ctx.pos))
		return -EFAULT;
	return size - buf->left;
}

SYSCALL(getdents64, unsigned int fd, char __user *user, unsigned int size)
{
	struct getdents_buf buf = {
		.ctx.actor = actor64,
		.at = user,
		.left = size,
	};

	return do_getdents(fd, &buf, size, set_offset64);
}

SYSCALL(getdents, unsigned int fd, char __user *user, unsigned int size)
{
	struct getdents_buf buf = {
		.ctx.actor = actor32,
		.at = user,
		.left = size,
	};

	return do_getdents(fd, &buf, size, set_offset32);
}
