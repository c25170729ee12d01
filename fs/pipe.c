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
 *	wr_wait	  writers without room		a read from it when nearly full;
 *						the last reader's close
 *
 * so that as long as there are bytes and room nobody looks at a queue.
 *
 * User memory is copied with the mutex held: a fault there may sleep, which
 * only holds up the pipe's own users.
 *
 * Source: pipe(2), pipe(7), fifo(7), POSIX read() and write().
 */
#include "pipe.h"

#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/gfp.h>
#include <lectern/init.h>
#include <lectern/printf.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <uapi/poll.h>
#include <uapi/statfs.h>
#include <uapi/termios.h>

#include "internal.h"

static unsigned int used(const struct pipe_inode_info *pipe)
{
	return pipe->head - pipe->tail;
}

static unsigned int room(const struct pipe_inode_info *pipe)
{
	return PIPE_SIZE - used(pipe);
}

static struct page **page_at(struct pipe_inode_info *pipe, unsigned int pos)
{
	return &pipe->pages[pos / PAGE_SIZE % PIPE_PAGES];
}

/* How much of n bytes lies in the page of pos. */
static unsigned int in_page(unsigned int pos, size_t n)
{
	return min_t(size_t, n, PAGE_SIZE - pos % PAGE_SIZE);
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
		   used(pipe) <= PIPE_SIZE - PAGE_SIZE) {
		__free_page(*page);
		*page = NULL;
	}
}

/* Take out up to n bytes that are there; -EFAULT only if none could be. */
static ssize_t take(struct pipe_inode_info *pipe, char __user *buf, size_t n)
{
	size_t done = 0;

	while (done < n && used(pipe)) {
		unsigned int len = in_page(pipe->tail,
					   min_t(size_t, n - done, used(pipe)));
		u8 *from = page_address(*page_at(pipe, pipe->tail));

		if (copy_to_user(buf + done, from + pipe->tail % PAGE_SIZE,
				 len))
			return done ? (ssize_t)done : -EFAULT;
		consume(pipe, len);
		done += len;
	}
	return (ssize_t)done;
}

/* Put in up to n bytes for which there is room; an error only if none went. */
static ssize_t put(struct pipe_inode_info *pipe, const char __user *buf,
		   size_t n)
{
	size_t done = 0;

	while (done < n && room(pipe)) {
		unsigned int len = in_page(pipe->head,
					   min_t(size_t, n - done, room(pipe)));
		struct page **page = page_at(pipe, pipe->head);
		u8 *to;

		if (!*page)
			*page = alloc_page(GFP_USER);
		if (!*page)
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
	bool was_full;

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
	/* With more room than that no writer was made to wait. */
	was_full = room(pipe) < PIPE_BUF;
	ret = take(pipe, buf, n);
	if (was_full && ret > 0)
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

/* One round: wait for room, then put in what fits. */
static ssize_t write_some(struct pipe_inode_info *pipe, struct file *file,
			  const char __user *buf, size_t n)
{
	bool was_empty;
	ssize_t ret;

	while (!writable(pipe, n)) {
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = pipe_wait(pipe, wr_wait, writable(pipe, n));
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

/* An error after the first bytes is told by the next call. The signal of a broken
 * pipe comes in any case. */
static ssize_t pipe_write(struct file *file, const char __user *buf, size_t n,
			  loff_t *pos)
{
	struct pipe_inode_info *pipe = file->f_inode->i_private;
	size_t done = 0;
	ssize_t ret = 0;

	if (!n)
		return 0;
	mutex_lock(&pipe->mutex);
	while (done < n) {
		ret = write_some(pipe, file, buf + done, n - done);
		if (ret <= 0)
			break;
		done += (size_t)ret;
	}
	mutex_unlock(&pipe->mutex);
	return done ? (ssize_t)done : ret;
}

/* Writable means that PIPE_BUF bytes go in at once. A FIFO that never had a
 * writer is not hung up: the first one is still to come. */
static inline unsigned int pipe_events(const struct file *file)
{
	const struct pipe_inode_info *pipe = file->f_inode->i_private;
	unsigned int mask = 0;

	if (file->f_mode & FMODE_READ) {
		if (used(pipe))
			mask |= POLLIN | POLLRDNORM;
		if (!pipe->writers && pipe->w_opens)
			mask |= POLLHUP;
	}
	if (file->f_mode & FMODE_WRITE) {
		if (room(pipe) >= PIPE_BUF)
			mask |= POLLOUT | POLLWRNORM;
		if (!pipe->readers)
			mask |= POLLERR;
	}
	return mask;
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

static void free_pipe_info(struct pipe_inode_info *pipe)
{
	for (int i = 0; i < PIPE_PAGES; i++)
		if (pipe->pages[i])
			__free_page(pipe->pages[i]);
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
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
	.release = fifo_release,
};

struct pipe_inode_info *alloc_pipe_info(void)
{
	struct pipe_inode_info *pipe = kzalloc(sizeof(*pipe), GFP_KERNEL);

	if (!pipe)
		return NULL;
	mutex_init(&pipe->mutex);
	init_waitqueue_head(&pipe->rd_wait);
	init_waitqueue_head(&pipe->wr_wait);
	return pipe;
}

/* ------------------------------------------------- where pipes are inodes */

static struct vfsmount *pipe_mnt;

/* Nobody has it open: it still has its pipe only if nobody ever had. */
static void pipefs_delete_inode(struct inode *inode)
{
	if (inode->i_private)
		free_pipe_info(inode->i_private);
}

static const struct super_operations pipefs_operations = {
	.delete_inode = pipefs_delete_inode,
};

static int pipefs_fill_super(struct super_block *sb, char *data)
{
	struct inode *root = new_inode(sb);

	sb->s_magic = PIPEFS_MAGIC;
	sb->s_op = &pipefs_operations;
	if (root)
		root->i_mode = S_IFDIR | 0500;
	sb->s_root = d_make_root(sb, root);
	return sb->s_root ? 0 : -ENOMEM;
}

static struct file_system_type pipefs = {
	.name = "pipefs",
	.fill_super = pipefs_fill_super,
	.single = true,
};

/* How /proc/PID/fd shows it. */
static int pipe_dname(struct dentry *dentry, char *buf, size_t len)
{
	return scnprintf(buf, len, "pipe:[%lu]", dentry->d_inode->i_ino);
}

static const struct dentry_operations pipe_dentry_operations = {
	.d_dname = pipe_dname,
};

static int __init pipefs_init(void)
{
	pipe_mnt = kern_mount(&pipefs);
	return PTR_ERR_OR_ZERO(pipe_mnt);
}
fs_initcall(pipefs_init);

static struct inode *new_pipe_inode(void)
{
	struct inode *inode = new_inode(pipe_mnt->mnt_sb);

	if (!inode)
		return NULL;
	inode->i_private = alloc_pipe_info();
	if (!inode->i_private) {
		iput(inode);
		return NULL;
	}
	inode->i_mode = S_IFIFO | 0600;
	inode->i_uid = current->cred.fsuid;
	inode->i_gid = current->cred.fsgid;
	inode->i_fop = &fifo_fops;
	return inode;
}

static struct file *open_end(const struct path *path, int flags)
{
	struct file *file;

	path_get(path);
	file = alloc_file(path, flags, &fifo_fops);
	if (IS_ERR(file))
		path_put(path);
	else
		pipe_add_end(path->dentry->d_inode->i_private, file);
	return file;
}

/* Both ends of a new pipe: 0, -ENFILE, -ENOMEM. */
static int create_pipe_files(struct file *ends[2], int flags)
{
	struct path path = { .mnt = pipe_mnt };
	struct inode *inode = new_pipe_inode();
	int err;

	if (!inode)
		return -ENOMEM;
	path.dentry = d_alloc_pseudo(pipe_mnt->mnt_sb, inode,
				     &pipe_dentry_operations);
	if (!path.dentry) {
		iput(inode);
		return -ENOMEM;
	}
	mntget(pipe_mnt);
	ends[0] = open_end(&path, O_RDONLY | flags);
	err = PTR_ERR_OR_ZERO(ends[0]);
	if (err)
		goto put_path;
	ends[1] = open_end(&path, O_WRONLY | flags);
	err = PTR_ERR_OR_ZERO(ends[1]);
	if (err)
		fput(ends[0]);
put_path:
	path_put(&path);
	return err;
}

/* Two numbers are reserved, told, and only then filled: until the last step, which
 * cannot fail, no other thread can use an end. */
static int install_ends(struct file *ends[2], int __user *fds, int flags)
{
	int err, fd[2];

	err = fd[0] = get_unused_fd(0, (unsigned int)flags);
	if (err < 0)
		return err;
	err = fd[1] = get_unused_fd(0, (unsigned int)flags);
	if (err < 0)
		goto put_first;
	err = -EFAULT;
	if (copy_to_user(fds, fd, sizeof(fd)))
		goto put_second;
	fd_install((unsigned int)fd[0], ends[0]);
	fd_install((unsigned int)fd[1], ends[1]);
	return 0;

put_second:
	put_unused_fd((unsigned int)fd[1]);
put_first:
	put_unused_fd((unsigned int)fd[0]);
	return err;
}

SYSCALL(pipe2, int __user *fds, int flags)
{
	struct file *ends[2];
	int err;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	err = create_pipe_files(ends, flags & O_NONBLOCK);
	if (err)
		return err;
	err = install_ends(ends, fds, flags);
	if (err) {
		fput(ends[0]);
		fput(ends[1]);
	}
	return err;
}

SYSCALL(pipe, int __user *fds)
{
	return sys_pipe2(fds, 0);
}
