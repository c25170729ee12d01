// SPDX-License-Identifier: GPL-2.0
/*
 * Named pipes: a pipe that an inode of some file system leads to. Opening is
 * what is special: a reader waits for a writer and the other way round, so that
 * neither finds the far end missing.
 *
 * Lock: the inode's i_sem guards the making of its pipe; then pipe->mutex.
 * Source: fifo(7), open(2).
 */
#include "pipe.h"

#include <lectern/sched.h>
#include <lectern/slab.h>
#include <uapi/statfs.h>

/* The inode's pipe, made by the first opener, with an end for file. */
static struct pipe_inode_info *join_pipe(struct inode *inode, struct file *file)
{
	struct pipe_inode_info *pipe;

	mutex_lock(&inode->i_sem);
	pipe = inode->i_private;
	if (!pipe)
		pipe = inode->i_private = alloc_pipe_info();
	if (pipe) {
		mutex_lock(&pipe->mutex);
		pipe_add_end(pipe, file);
	}
	mutex_unlock(&inode->i_sem);
	return pipe;
}

/*
 * Wait until somebody has opened the other end, even if it was closed again
 * meanwhile: its count of opens has moved on then. mutex held, but for sleep.
 */
static long wait_for_partner(struct pipe_inode_info *pipe,
			     wait_queue_head_t *head, unsigned int *opens)
{
	unsigned int seen = *opens;
	long err;

	mutex_unlock(&pipe->mutex);
	err = wait_event_interruptible(*head, *opens != seen);
	mutex_lock(&pipe->mutex);
	return err;
}

/* Who is there already is told; who has both ends is his own partner. */
static long meet_partner(struct pipe_inode_info *pipe, struct file *file)
{
	bool block = !(file->f_flags & O_NONBLOCK);

	wake_up_all(&pipe->rd_wait);
	wake_up_all(&pipe->wr_wait);
	if (!pipe->writers && block)
		return wait_for_partner(pipe, &pipe->rd_wait, &pipe->w_opens);
	if (!pipe->readers)
		return block ? wait_for_partner(pipe, &pipe->wr_wait,
						&pipe->r_opens)
			     : -ENXIO;
	return 0;
}

int fifo_open(struct inode *inode, struct file *file)
{
	struct pipe_inode_info *pipe;
	long err = 0;

	if (!(file->f_mode & (FMODE_READ | FMODE_WRITE)))
		return -EINVAL;
	pipe = join_pipe(inode, file);
	if (!pipe)
		return -ENOMEM;
	/* A pipe without a name, opened through /proc/PID/fd, had both its ends
	 * from the start: whoever is gone does not come back. */
	if (inode->i_sb->s_magic != PIPEFS_MAGIC)
		err = meet_partner(pipe, file);
	mutex_unlock(&pipe->mutex);
	if (err)
		fifo_release(inode, file);
	return (int)err;
}
