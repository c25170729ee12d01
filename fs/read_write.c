// SPDX-License-Identifier: GPL-2.0
/*
 * Moving data through descriptors: read, write and their kin; lseek.
 *
 * The calls check what is the same for every file (the descriptor, the access
 * mode, the range of the buffer) and leave the rest to the file's operations.
 *
 * Lock: f_pos_lock, for files whose position means something (FMODE_ATOMIC_POS)
 * and only when somebody else could use the same open file: so two processes
 * that write to one log after a fork do not overwrite each other, and who is
 * alone pays nothing. Never for pipes and terminals, where a reader sleeps.
 */
#include <lectern/err.h>
#include <lectern/export.h>
#include <lectern/fs.h>
#include <lectern/limits.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>
#include <uapi/uio.h>

#include "internal.h"

/* -- one transfer ------------------------------------------------------------------ */

/* 0, or why n bytes at buf cannot be transferred at all, from pos on; cuts n to
 * what one call moves at most. */
static inline ssize_t check_buffer(const void __user *buf, size_t *n,
				   loff_t pos)
{
	if (unlikely(!access_ok(buf, *n)))
		return -EFAULT;
	if (unlikely((ssize_t)*n < 0 || (loff_t)((u64)pos + *n) < 0))
		return -EINVAL;
	if (unlikely(*n > MAX_RW_COUNT))
		*n = MAX_RW_COUNT;
	return 0;
}

/*
 * Bytes, 0 at the end of the file, or negative errno. The range of the buffer is
 * checked here once for all drivers; whether it is mapped shows as they copy.
 * Inlined for each direction, as all below.
 */
static __always_inline ssize_t do_transfer(struct file *file, char __user *buf,
					   size_t n, loff_t *pos, bool write)
{
	const struct file_operations *op = file->f_op;
	ssize_t error;

	if (!(file->f_mode & (write ? FMODE_WRITE : FMODE_READ)))
		return -EBADF;
	if (!write && !op->read && S_ISDIR(file->f_inode->i_mode))
		return -EISDIR;
	if (write ? !op->write : !op->read)
		return -EINVAL;
	error = check_buffer(buf, &n, *pos);
	if (error)
		return error;
	return write ? op->write(file, buf, n, pos)
		     : op->read(file, buf, n, pos);
}

/* fdget, for who will use f_pos: takes turns where that is needed. */
static inline struct fd fdget_pos(unsigned int fd)
{
	struct fd f = fdget(fd);

	if (f.file && f.file->f_mode & FMODE_ATOMIC_POS &&
	    (!f.borrowed || atomic_read(&f.file->f_count) > 1)) {
		f.pos_locked = true;
		mutex_lock(&f.file->f_pos_lock);
	}
	return f;
}

static inline void fdput_pos(struct fd f)
{
	if (f.pos_locked)
		mutex_unlock(&f.file->f_pos_lock);
	fdput(f);
}

static __always_inline long transfer(unsigned int fd, char __user *buf,
				     size_t n, bool write)
{
	struct fd f = fdget_pos(fd);
	long done;

	if (!f.file)
		return -EBADF;
	done = do_transfer(f.file, buf, n, &f.file->f_pos, write);
	fdput_pos(f);
	return done;
}

SYSCALL(read, unsigned int fd, char __user *buf, size_t n)
{
	return transfer(fd, buf, n, false);
}

SYSCALL(write, unsigned int fd, const char __user *buf, size_t n)
{
	return transfer(fd, (char __user *)buf, n, true);
}

/* -- at a given place ----------------------------------------------------------------- */

static bool can_seek(const struct file *file)
{
	return file->f_op->llseek && file->f_op->llseek != no_llseek;
}

/* f_pos is neither used nor moved, so nobody has to take turns. */
static long transfer_at(unsigned int fd, char __user *buf, size_t n, loff_t pos,
			bool write)
{
	struct fd f;
	long done = -ESPIPE;

	if (pos < 0)
		return -EINVAL;
	f = fdget(fd);
	if (!f.file)
		return -EBADF;
	if (can_seek(f.file))
		done = do_transfer(f.file, buf, n, &pos, write);
	fdput(f);
	return done;
}

SYSCALL(pread64, unsigned int fd, char __user *buf, size_t n, u32 low, u32 high)
{
	return transfer_at(fd, buf, n, make_loff(low, high), false);
}

SYSCALL(pwrite64, unsigned int fd, const char __user *buf, size_t n, u32 low,
	u32 high)
{
	return transfer_at(fd, (char __user *)buf, n, make_loff(low, high),
			   true);
}

/* -- scattered buffers ------------------------------------------------------------------ */

/* A checked copy of the caller's array; what is more than one call moves is cut
 * off. The bytes of all, -EFAULT, -EINVAL. */
static long copy_iovec(struct iovec *iov, const struct iovec __user *user,
		       unsigned long count)
{
	size_t left = MAX_RW_COUNT;

	if (copy_from_user(iov, user, count * sizeof(*iov)))
		return -EFAULT;
	for (unsigned long i = 0; i < count; i++) {
		if ((ssize_t)iov[i].iov_len < 0)
			return -EINVAL;
		if (!access_ok(iov[i].iov_base, iov[i].iov_len))
			return -EFAULT;
		iov[i].iov_len = min(iov[i].iov_len, left);
		left -= iov[i].iov_len;
	}
	return MAX_RW_COUNT - left;
}

/* One buffer after the other, until one is not filled. An error counts only if
 * nothing was moved before. */
static ssize_t transfer_each(struct file *file, const struct iovec *iov,
			     unsigned long count, loff_t *pos, bool write)
{
	ssize_t total = 0, done;

	for (unsigned long i = 0; i < count; i++) {
		/* An empty buffer asks nothing, unless it is all there is. */
		if (!iov[i].iov_len && count > 1)
			continue;
		done = do_transfer(file, iov[i].iov_base, iov[i].iov_len, pos,
				   write);
		if (done < 0)
			return total ? total : done;
		total += done;
		if ((size_t)done < iov[i].iov_len)
			break;
	}
	return total;
}

/*
 * The lengths are copied and checked before the first byte moves. One call is
 * one step for others who share f_pos, but not for other files of the inode.
 */
static long transfer_vector(unsigned int fd, const struct iovec __user *user,
			    unsigned long count, bool write)
{
	struct iovec fast[UIO_FASTIOV], *iov = fast;
	struct fd f = fdget_pos(fd);
	long done;

	if (!f.file)
		return -EBADF;
	done = -EBADF;
	if (!(f.file->f_mode & (write ? FMODE_WRITE : FMODE_READ)))
		goto out;
	done = -EINVAL;
	if (count > IOV_MAX)
		goto out;
	done = -ENOMEM;
	if (count > UIO_FASTIOV)
		iov = kmalloc(count * sizeof(*iov), GFP_KERNEL);
	if (!iov)
		goto out;
	done = copy_iovec(iov, user, count);
	if (done >= 0 && write && f.file->f_op->writev)
		done = f.file->f_op->writev(f.file, iov, done);
	else if (done >= 0)
		done = transfer_each(f.file, iov, count, &f.file->f_pos, write);
	if (iov != fast)
		kfree(iov);
out:
	fdput_pos(f);
	return done;
}

SYSCALL(readv, unsigned int fd, const struct iovec __user *iov,
	unsigned long count)
{
	return transfer_vector(fd, iov, count, false);
}

SYSCALL(writev, unsigned int fd, const struct iovec __user *iov,
	unsigned long count)
{
	return transfer_vector(fd, iov, count, true);
}

/* -- seeking ------------------------------------------------------------------------------- */

loff_t no_llseek(struct file *file, loff_t offset, int whence)
{
	return -ESPIPE;
}

EXPORT_SYMBOLS(generic_file_llseek, no_llseek);

/* A file without holes, as far as anybody is told. */
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence)
{
	loff_t size = file->f_inode->i_size, pos;

	switch (whence) {
	case SEEK_SET:
		pos = offset;
		break;
	case SEEK_CUR:
		pos = file->f_pos + offset;
		break;
	case SEEK_END:
		pos = size + offset;
		break;
	case SEEK_DATA:
	case SEEK_HOLE:
		if (offset < 0 || offset >= size)
			return -ENXIO;
		pos = whence == SEEK_DATA ? offset : size;
		break;
	default:
		return -EINVAL;
	}
	if (pos < 0 || pos > MAX_FILE_SIZE)
		return -EINVAL;
	file->f_pos = pos;
	return pos;
}

/* The new position, or negative errno: no position is negative. */
static loff_t vfs_llseek(unsigned int fd, loff_t offset, int whence)
{
	struct fd f = fdget_pos(fd);
	loff_t pos = -ESPIPE;

	if (!f.file)
		return -EBADF;
	if (can_seek(f.file))
		pos = f.file->f_op->llseek(f.file, offset, whence);
	fdput_pos(f);
	return pos;
}

SYSCALL(lseek, unsigned int fd, long offset, int whence)
{
	loff_t pos = vfs_llseek(fd, offset, whence);

	return pos == (long)pos ? (long)pos : -EOVERFLOW;
}

/* Two halves in, 64 bits out through memory: registers hold but 32. */
SYSCALL(_llseek, unsigned int fd, u32 high, u32 low, loff_t __user *result,
	int whence)
{
	loff_t pos = vfs_llseek(fd, make_loff(low, high), whence);

	if (pos < 0)
		return pos;
	return put_user(pos, result);
}
