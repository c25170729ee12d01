// SPDX-License-Identifier: GPL-2.0
/*
 * Pipes: bytes go in at one end and come out at the other.
 *
 * A write of up to PIPE_BUF bytes goes in as a whole or waits; a longer one goes
 * in piece by piece. A reader of an empty pipe waits for a writer, and gets 0
 * when there is none; a writer without a reader gets SIGPIPE and EPIPE.
 *
 * Who sleeps where, and who wakes them:
 *
 *	rd_wait	  readers of an empty pipe	a write into it when empty;
 *						the last writer's close
 *	wr_wait	  writers without room		a read from it;
 *						the last reader's close
 *
 * so that as long as there are bytes and room nobody is woken.
 *
 * User memory is copied with the mutex held: a fault there may sleep, which
 * only holds up the pipe's own users.
 *
 * Source: pipe(2), pipe(7), fifo(7), POSIX read() and write().
 */
#include "pipe.h"

#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/gfp.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <uapi/capability.h>
#include <uapi/poll.h>
#include <uapi/termios.h>
#include <uapi/uio.h>

#include "internal.h"

#define MAX_SIZE (1ul << 31)

int pipe_max_size = 1 << 20; /* for users, by F_SETPIPE_SZ */

/*
 * Bytes in pipes outlive who wrote them, so ending a process may not bring their
 * memory back: all pipes together get an eighth of it. Beyond that each has one
 * page, which is what PIPE_BUF promises.
 */
#define MEMORY_SHARE 8

static atomic_t pipe_pages = ATOMIC_INIT(0);

static unsigned int used(const struct pipe_inode_info *pipe)
{
	return pipe->head - pipe->tail;
}

/* When no more pages may be had, the rest of the last one, or the first. */
static unsigned int room(const struct pipe_inode_info *pipe)
{
	unsigned int in_ring = pipe->size - used(pipe);
	int max_pages = (int)(totalram_pages / MEMORY_SHARE);

	if (likely(atomic_read(&pipe_pages) < max_pages))
		return in_ring;
	return min_t(unsigned int, in_ring,
		     used(pipe) ? -pipe->head % PAGE_SIZE : PAGE_SIZE);
}

static struct page **page_at(struct pipe_inode_info *pipe, unsigned int pos)
{
	return &pipe->pages[(pos & (pipe->size - 1)) / PAGE_SIZE];
}

/* How much of n bytes lies in the page of pos. */
static unsigned int in_page(unsigned int pos, size_t n)
{
	return min_t(size_t, n, PAGE_SIZE - pos % PAGE_SIZE);
}

/* Make the page unless it is there; false without memory. */
static bool have_page(struct page **page)
{
	if (*page)
		return true;
	*page = alloc_page(GFP_USER);
	if (*page)
		atomic_inc(&pipe_pages);
	return *page;
}

static void drop_page(struct page **page)
{
	__free_page(*page);
	*page = NULL;
	atomic_dec(&pipe_pages);
}

/*
 * The page behind the tail is done with, unless the ring is so full that the head
 * came round into it. An empty pipe starts again at the beginning of the page
 * that it has, so short messages never allocate.
 */
static void consume(struct pipe_inode_info *pipe, unsigned int n)
{
	struct page **page = page_at(pipe, pipe->tail);

	pipe->tail += n;
	if (!used(pipe)) {
		pipe->head = pipe->tail = ALIGN_DOWN(pipe->tail - n, PAGE_SIZE);
	} else if (!(pipe->tail % PAGE_SIZE) &&
		   used(pipe) <= pipe->size - PAGE_SIZE) {
		drop_page(page);
	}
}

/* Take out up to n bytes that are there; -EFAULT only if none could be. */
static ssize_t take(struct pipe_inode_info *pipe, char __user *buf, size_t n)
{
	size_t done = 0;

	n = min_t(size_t, n, used(pipe));
	while (done < n) {
		unsigned int len = in_page(pipe->tail, n - done);
		u8 *from = page_address(*page_at(pipe, pipe->tail));

		if (copy_to_user(buf + done, from + pipe->tail % PAGE_SIZE,
				 len))
			return done ? (ssize_t)done : -EFAULT;
		consume(pipe, len);
		done += len;
	}
	return (ssize_t)done;
}

/* Put in up to n bytes for which there is room; an error only if none went. This
 * and what calls it is inlined: one call less for each short message. */
static __always_inline ssize_t put(struct pipe_inode_info *pipe,
				   const char __user *buf, size_t n)
{
	size_t done = 0, free;

	while (done < n && (free = room(pipe)) != 0) {
		unsigned int len = in_page(pipe->head, min(n - done, free));
		struct page **page = page_at(pipe, pipe->head);
		u8 *to;

		if (!have_page(page))
			return done ? (ssize_t)done : -ENOMEM;
		to = page_address(*page);
		if (copy_from_user(to + pipe->head % PAGE_SIZE, buf + done,
				   len))
			return done ? (ssize_t)done : -EFAULT;
		pipe->head += len;
		done += len;
	}
	return (ssize_t)done;
}

/* Sleep until the condition may hold, without the mutex. -ERESTARTSYS. */
#define pipe_wait(pipe, queue, condition)                                      \
	({                                                                     \
		mutex_unlock(&(pipe)->mutex);                                  \
		long __err =                                                   \
			wait_event_interruptible((pipe)->queue, condition);    \
		mutex_lock(&(pipe)->mutex);                                    \
		__err;                                                         \
	})

static ssize_t pipe_read(struct file *file, char __user *buf, size_t n,
			 loff_t *pos)
{
	struct pipe_inode_info *pipe = file->f_inode->i_private;
	ssize_t ret = 0;

	if (!n)
		return 0;
	mutex_lock(&pipe->mutex);
	while (!used(pipe) && pipe->writers) {
		ret = -EAGAIN;
		if (!(file->f_flags & O_NONBLOCK))
			ret = pipe_wait(pipe, rd_wait,
					used(pipe) || !pipe->writers);
		if (ret)
			goto out;
	}
	ret = take(pipe, buf, n);
	if (ret > 0 && waitqueue_active(&pipe->wr_wait))
		wake_up_all(&pipe->wr_wait);
out:
	mutex_unlock(&pipe->mutex);
	return ret;
}

/*
 * Up to PIPE_BUF bytes must go in together; of more, anything that fits may.
 * The room is taken as worth waiting for only when that holds.
 */
static bool writable(const struct pipe_inode_info *pipe, size_t n)
{
	return !pipe->readers || room(pipe) >= (n <= PIPE_BUF ? n : 1);
}

/* One round: wait for room for all that is left of the call, then put in what
 * fits of this buffer. */
static __always_inline ssize_t write_some(struct pipe_inode_info *pipe,
					  struct file *file,
					  const char __user *buf, size_t n,
					  size_t left)
{
	bool was_empty;
	ssize_t ret;

	while (!writable(pipe, left)) {
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = pipe_wait(pipe, wr_wait, writable(pipe, left));
		if (ret)
			return ret;
	}
	if (!pipe->readers) {
		send_sig(SIGPIPE, current, false);
		return -EPIPE;
	}
	was_empty = !used(pipe);
	ret = put(pipe, buf, n);
	if (was_empty && ret > 0)
		wake_up_all(&pipe->rd_wait);
	return ret;
}

/*
 * One buffer of a call that has so many bytes left. An error after the first
 * bytes is told by the next call. The signal of a broken pipe comes in any case.
 * mutex held.
 */
static __always_inline ssize_t write_buffer(struct pipe_inode_info *pipe,
					    struct file *file,
					    const char __user *buf, size_t n,
					    size_t left)
{
	size_t done = 0;
	ssize_t ret = 0;

	while (done < n) {
		ret = write_some(pipe, file, buf + done, n - done, left - done);
		if (ret <= 0)
			break;
		done += (size_t)ret;
	}
	return done ? (ssize_t)done : ret;
}

static ssize_t pipe_write(struct file *file, const char __user *buf, size_t n,
			  loff_t *pos)
{
	struct pipe_inode_info *pipe = file->f_inode->i_private;
	ssize_t ret;

	mutex_lock(&pipe->mutex);
	ret = write_buffer(pipe, file, buf, n, n);
	mutex_unlock(&pipe->mutex);
	return ret;
}

/* As if the buffers were one: what a call puts in together does not mix with
 * others' bytes between two of them either. */
static ssize_t pipe_writev(struct file *file, const struct iovec *iov, size_t n)
{
	struct pipe_inode_info *pipe = file->f_inode->i_private;
	size_t done = 0;
	ssize_t ret = 0;

	mutex_lock(&pipe->mutex);
	for (; done < n; iov++) {
		ret = write_buffer(pipe, file, iov->iov_base, iov->iov_len,
				   n - done);
		if (ret > 0)
			done += (size_t)ret;
		if (ret < (ssize_t)iov->iov_len)
			break;
	}
	mutex_unlock(&pipe->mutex);
	return done ? (ssize_t)done : ret;
}

/* A FIFO that never had a writer is not hung up: the first one is still to
 * come. */
static inline unsigned int read_events(const struct pipe_inode_info *pipe)
{
	return (used(pipe) ? POLLIN | POLLRDNORM : 0) |
	       (!pipe->writers && pipe->w_opens ? POLLHUP : 0);
}

/* Writable means that PIPE_BUF bytes go in at once. Not in line, or the other end
 * would save registers for it. */
static noinline unsigned int write_events(const struct pipe_inode_info *pipe)
{
	return (room(pipe) >= PIPE_BUF ? POLLOUT | POLLWRNORM : 0) |
	       (!pipe->readers ? POLLERR : 0);
}

static inline unsigned int pipe_events(const struct file *file)
{
	const struct pipe_inode_info *pipe = file->f_inode->i_private;

	if (!(file->f_mode & FMODE_WRITE))
		return read_events(pipe);
	if (!(file->f_mode & FMODE_READ))
		return write_events(pipe);
	return read_events(pipe) | write_events(pipe);
}

/* The rare half of pipe_poll: most of the time nobody queues. */
static noinline unsigned int pipe_poll_wait(struct file *file,
					    struct poll_table *wait)
{
	struct pipe_inode_info *pipe = file->f_inode->i_private;

	poll_wait(file, &pipe->rd_wait, wait);
	poll_wait(file, &pipe->wr_wait, wait);
	return pipe_events(file);
}

static unsigned int pipe_poll(struct file *file, struct poll_table *wait)
{
	return wait ? pipe_poll_wait(file, wait) : pipe_events(file);
}

static long pipe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pipe_inode_info *pipe = file->f_inode->i_private;

	if (cmd != FIONREAD)
		return -ENOTTY;
	return put_user((int)used(pipe), (int __user *)arg);
}

void pipe_add_end(struct pipe_inode_info *pipe, const struct file *file)
{
	pipe->files++;
	if (file->f_mode & FMODE_READ) {
		pipe->readers++;
		pipe->r_opens++;
	}
	if (file->f_mode & FMODE_WRITE) {
		pipe->writers++;
		pipe->w_opens++;
	}
}

static void free_ring(const struct pipe_inode_info *pipe, struct page **pages,
		      unsigned int size)
{
	for (unsigned int i = 0; i < size / PAGE_SIZE; i++)
		if (pages[i])
			drop_page(&pages[i]);
	if (pages != pipe->few)
		kfree(pages);
}

void free_pipe_info(struct pipe_inode_info *pipe)
{
	free_ring(pipe, pipe->pages, pipe->size);
	kfree(pipe);
}

/* An end is closed, and with the last one the pipe goes. */
void fifo_release(struct inode *inode, struct file *file)
{
	struct pipe_inode_info *pipe = inode->i_private;
	bool last;

	mutex_lock(&inode->i_sem);
	mutex_lock(&pipe->mutex);
	last = !--pipe->files;
	if (file->f_mode & FMODE_READ)
		pipe->readers--;
	if (file->f_mode & FMODE_WRITE)
		pipe->writers--;
	if (last)
		inode->i_private = NULL;
	wake_up_all(&pipe->rd_wait);
	wake_up_all(&pipe->wr_wait);
	mutex_unlock(&pipe->mutex);
	if (last)
		free_pipe_info(pipe);
	mutex_unlock(&inode->i_sem);
}

/* Pipes with a name and without: both can be opened (/proc/PID/fd). */
const struct file_operations fifo_fops = {
	.llseek = no_llseek,
	.open = fifo_open,
	.read = pipe_read,
	.write = pipe_write,
	.writev = pipe_writev,
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
	.release = fifo_release,
};

/* -- the size ---------------------------------------------------------------- */

/* Copy what is in the pipe to a ring of another size, where the same positions
 * lead to it. 0 or -ENOMEM; then the caller frees what was copied. */
static int copy_ring(struct pipe_inode_info *pipe, struct page **pages,
		     unsigned int size)
{
	unsigned int pos, n;

	for (pos = pipe->tail; pos != pipe->head; pos += n) {
		struct page **to = &pages[pos % size / PAGE_SIZE];
		u8 *from = page_address(*page_at(pipe, pos));

		if (!have_page(to))
			return -ENOMEM;
		n = in_page(pos, pipe->head - pos);
		memcpy((u8 *)page_address(*to) + pos % PAGE_SIZE,
		       from + pos % PAGE_SIZE, n);
	}
	return 0;
}

/* The new size: a power of two, as large as was asked for or larger. */
static long set_size(struct pipe_inode_info *pipe, unsigned long bytes)
{
	unsigned int size;
	struct page **pages;
	long ret;

	if (bytes > MAX_SIZE)
		return -EINVAL;
	size = roundup_pow_of_two(max(bytes, PAGE_SIZE));
	if (size > pipe->size && size > (unsigned int)pipe_max_size &&
	    !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	pages = kcalloc(size / PAGE_SIZE, sizeof(struct page *), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	mutex_lock(&pipe->mutex);
	ret = used(pipe) > size ? -EBUSY : copy_ring(pipe, pages, size);
	if (!ret) {
		ret = size;
		swap(pipe->pages, pages);
		swap(pipe->size, size);
		wake_up_all(&pipe->wr_wait);
	}
	/* the one that is not used: the old, or the new one */
	free_ring(pipe, pages, size);
	mutex_unlock(&pipe->mutex);
	return ret;
}

long pipe_fcntl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pipe_inode_info *pipe = file->f_inode->i_private;

	if (file->f_op != &fifo_fops)
		return -EBADF;
	return cmd == F_SETPIPE_SZ ? set_size(pipe, arg) : (long)pipe->size;
}

struct pipe_inode_info *alloc_pipe_info(void)
{
	struct pipe_inode_info *pipe = kzalloc(sizeof(*pipe), GFP_KERNEL);

	if (!pipe)
		return NULL;
	mutex_init(&pipe->mutex);
	pipe->size = PIPE_PAGES * PAGE_SIZE;
	pipe->pages = pipe->few;
	init_waitqueue_head(&pipe->rd_wait);
	init_waitqueue_head(&pipe->wr_wait);
	return pipe;
}
