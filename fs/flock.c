// SPDX-License-Identifier: GPL-2.0
/*
 * flock(2): a lock on a whole file that belongs to the open file, whoever holds
 * descriptors of it, until LOCK_UN or the last close.
 *
 * All locks are on one short list; those who wait sleep on one queue and look
 * again whenever a lock goes. A lock is converted by dropping it first, as the
 * manual warns.
 *
 * Lock: flock_lock guards the list.
 */
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>

#include "internal.h"

struct flock_entry {
	struct list_head list;
	struct file *file; /* whose lock it is; no reference */
	bool exclusive;
};

static LIST_HEAD(flocks);
static DEFINE_SPINLOCK(flock_lock);
static DECLARE_WAIT_QUEUE_HEAD(flock_wait);
static struct kmem_cache *flock_cache;

/* flock_lock held. */
static bool conflicts(const struct file *file, bool exclusive)
{
	const struct flock_entry *held;

	list_for_each_entry(held, &flocks, list)
		if (held->file->f_inode == file->f_inode &&
		    held->file != file && (exclusive || held->exclusive))
			return true;
	return false;
}

/* Put the entry on the list if nobody stands against it. */
static bool try_flock(struct flock_entry *entry)
{
	bool got;

	spin_lock(&flock_lock);
	got = !conflicts(entry->file, entry->exclusive);
	if (got)
		list_add(&entry->list, &flocks);
	spin_unlock(&flock_lock);
	return got;
}

void flock_release(struct file *file)
{
	struct flock_entry *held, *found = NULL;

	spin_lock(&flock_lock);
	list_for_each_entry(held, &flocks, list) {
		if (held->file == file) {
			found = held;
			list_del(&held->list);
			break;
		}
	}
	spin_unlock(&flock_lock);
	if (!found)
		return;
	kmem_cache_free(flock_cache, found);
	wake_up_all(&flock_wait);
}

/*
 * The entry is allocated first, so that a lock which is there is not lost for
 * want of memory.
 */
static int flock_get(struct file *file, bool exclusive, bool wait)
{
	struct flock_entry *entry = kmem_cache_alloc(flock_cache, GFP_KERNEL);
	int error = 0;

	if (!entry)
		return -ENOLCK;
	flock_release(file);
	entry->file = file;
	entry->exclusive = exclusive;
	if (wait)
		error = wait_event_interruptible(flock_wait, try_flock(entry));
	else if (!try_flock(entry))
		error = -EAGAIN;
	if (error)
		kmem_cache_free(flock_cache, entry);
	else
		file->f_mode |= FMODE_FLOCK;
	return error;
}

static int do_flock(struct file *file, unsigned int op)
{
	switch (op & ~LOCK_NB) {
	case LOCK_SH:
	case LOCK_EX:
		return flock_get(file, op & LOCK_EX, !(op & LOCK_NB));
	case LOCK_UN:
		flock_release(file);
		return 0;
	default:
		return -EINVAL;
	}
}

SYSCALL(flock, unsigned int fd, unsigned int op)
{
	struct file *file = fget(fd);
	int error;

	if (!file)
		return -EBADF;
	error = do_flock(file, op);
	fput(file);
	return error;
}

void flock_init(void)
{
	flock_cache = kmem_cache_create("flock", sizeof(struct flock_entry), 0,
					SLAB_PANIC);
}
