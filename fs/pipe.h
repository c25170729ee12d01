/* SPDX-License-Identifier: GPL-2.0 */
/* Between pipe.c and fifo.c. */
#ifndef FS_PIPE_H
#define FS_PIPE_H

#include <lectern/fs.h>

#define PIPE_PAGES 16 /* unless F_SETPIPE_SZ says otherwise */

/*
 * The bytes between writers and readers: a ring of `size` bytes whose pages
 * exist only where there are bytes. Positions count bytes for ever; byte `pos`
 * is in page pos % size / PAGE_SIZE.
 *
 *	tail				     head
 *	 v				      v
 *	|xxxx|xxxxxxxxxx|xxxxxxxxxx|xxxxxxxxx|
 *
 * Lock: mutex guards it all, also the counts of ends.
 */
struct pipe_inode_info {
	struct mutex mutex;
	unsigned int head, tail;
	unsigned int size;   /* a power of two, at least a page */
	struct page **pages; /* few, or allocated */
	struct page *few[PIPE_PAGES];
	unsigned int readers, writers; /* open ends */
	unsigned int r_opens, w_opens; /* that there ever were, for FIFOs */
	unsigned int files;	       /* ends of either kind: the last frees */
	wait_queue_head_t rd_wait, wr_wait;
};

/* One with no ends yet; NULL without memory. */
struct pipe_inode_info *alloc_pipe_info(void);
void free_pipe_info(struct pipe_inode_info *pipe);

/* Take an end: the file's mode says which. pipe->mutex held, or the pipe is
 * nobody else's yet. */
void pipe_add_end(struct pipe_inode_info *pipe, const struct file *file);

/* Give it back. */
void fifo_release(struct inode *inode, struct file *file);

/* fifo.c */
int fifo_open(struct inode *inode, struct file *file);

#endif
