// SPDX-License-Identifier: GPL-2.0
/*
 * Inodes: the things that names stand for.
 *
 * An inode lives as long as somebody refers to it: each dentry of a hard link
 * does, and so does who holds one for a while. There is no cache of inodes
 * apart from the dentries': when the last reference goes, so do the inode's
 * pages and what its file system keeps of it.
 *
 * Locks: inode_lock guards the super blocks' lists. i_count is atomic;
 * i_writecount is changed under inode_lock.
 */
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/pagemap.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/time.h>
#include <uapi/capability.h>
#include <uapi/mount.h>

#include "internal.h"

/* Everything in the usual way, until the file system says otherwise. */
static const struct inode_operations plain_inode_operations;

static struct kmem_cache *inode_cache;
static DEFINE_SPINLOCK(inode_lock);

/* May sleep. The number is unique as long as 32 bits last. */
struct inode *new_inode(struct super_block *sb)
{
	struct inode *inode = kmem_cache_zalloc(inode_cache, GFP_KERNEL);

	if (!inode)
		return NULL;
	atomic_set(&inode->i_count, 1);
	inode->i_nlink = 1;
	inode->i_sb = sb;
	inode->i_op = &plain_inode_operations;
	mutex_init(&inode->i_sem);
	address_space_init(&inode->i_data, inode, NULL);
	inode->i_mapping = &inode->i_data;
	spin_lock(&inode_lock);
	inode->i_ino = ++sb->s_next_ino;
	list_add(&inode->i_list, &sb->s_inodes);
	spin_unlock(&inode_lock);
	return inode;
}

/*
 * Drop a reference; NULL is ignored. With the last one the file's data goes,
 * whether it lost its names before or its file system is being unmounted. May
 * sleep.
 */
void iput(struct inode *inode)
{
	const struct super_operations *ops;

	if (!inode || !atomic_dec_and_test(&inode->i_count))
		return;
	assert(!inode->i_writecount);
	if (inode->i_data.nrpages)
		truncate_inode_pages(&inode->i_data, 0);
	ops = inode->i_sb->s_op;
	if (ops && ops->delete_inode)
		ops->delete_inode(inode);
	spin_lock(&inode_lock);
	list_del(&inode->i_list);
	spin_unlock(&inode_lock);
	kmem_cache_free(inode_cache, inode);
}

/*
 * A new file belongs to its maker, and to the maker's group unless the
 * directory hands its own down (inode(7), set-group-ID).
 */
void inode_init_owner(struct inode *inode, const struct inode *dir,
		      umode_t mode)
{
	inode->i_uid = current->cred.fsuid;
	inode->i_gid = current->cred.fsgid;
	if (dir && dir->i_mode & S_ISGID) {
		inode->i_gid = dir->i_gid;
		if (S_ISDIR(mode))
			mode |= S_ISGID;
		else if (mode & S_IXGRP && !in_group_p(dir->i_gid) &&
			 !capable(CAP_FSETID))
			mode &= ~S_ISGID;
	}
	inode->i_mode = mode;
	current_time(&inode->i_mtime);
	inode->i_atime = inode->i_mtime;
	inode->i_ctime = inode->i_mtime;
}

/* A node that stands for something outside the file system. A block device or
 * a socket keeps the empty operations, so that opening it gives ENXIO. */
void init_special_inode(struct inode *inode, umode_t mode, dev_t dev)
{
	inode->i_mode = mode;
	if (S_ISCHR(mode) || S_ISBLK(mode))
		inode->i_rdev = dev;
	if (S_ISCHR(mode))
		inode->i_fop = &chrdev_fops;
	else if (S_ISFIFO(mode))
		inode->i_fop = &fifo_fops;
}

/* -- times ------------------------------------------------------------------- */

static bool before(const struct timespec64 *a, const struct timespec64 *b)
{
	return a->tv_sec < b->tv_sec ||
	       (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/*
 * Only the first read after a change counts, as with Linux's relatime: it tells
 * that there was one, and all further reads need not even look at the clock.
 */
void file_accessed(struct file *file)
{
	struct inode *inode = file->f_inode;

	if ((before(&inode->i_mtime, &inode->i_atime) &&
	     before(&inode->i_ctime, &inode->i_atime)) ||
	    file->f_flags & O_NOATIME ||
	    file->f_path.mnt->mnt_flags & (MS_NOATIME | MS_RDONLY))
		return;
	current_time(&inode->i_atime);
}

/* Data changed: both times, and the clock has to be read. */
void file_update_time(struct file *file)
{
	struct inode *inode = file->f_inode;

	current_time(&inode->i_mtime);
	inode->i_ctime = inode->i_mtime;
}

/* -- writers against programs that run ----------------------------------------- */

/*
 * i_writecount > 0: open for writing so many times; < 0: being run by so many
 * open_execs. Each side must wait for the other to reach 0.
 */
static int add_writers(struct inode *inode, int by)
{
	bool ok;

	spin_lock(&inode_lock);
	ok = by > 0 ? inode->i_writecount >= 0 : inode->i_writecount <= 0;
	if (ok)
		inode->i_writecount += by;
	spin_unlock(&inode_lock);
	return ok ? 0 : -ETXTBSY;
}

int get_write_access(struct inode *inode)
{
	return add_writers(inode, 1);
}

int deny_write_access(struct inode *inode)
{
	return add_writers(inode, -1);
}

static void end_writers(struct inode *inode, int by)
{
	spin_lock(&inode_lock);
	inode->i_writecount -= by;
	/* It came from the same side of 0. */
	assert(by > 0 ? inode->i_writecount >= 0 : inode->i_writecount <= 0);
	spin_unlock(&inode_lock);
}

void put_write_access(struct inode *inode)
{
	end_writers(inode, 1);
}

void allow_write_access(struct inode *inode)
{
	end_writers(inode, -1);
}

void inode_init(void)
{
	inode_cache = kmem_cache_create("inode", sizeof(struct inode), 0,
					SLAB_HWCACHE_ALIGN | SLAB_PANIC |
						SLAB_RECLAIM);
}
