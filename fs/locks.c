// SPDX-License-Identifier: GPL-2.0
/*
 * Locks on files that programs take by agreement: flock(2), a lock on a whole
 * file that belongs to the open file, whoever holds descriptors of it, until
 * LOCK_UN or the last close.
 *
 *	file_locks: { inode 7, owner file A, shared }
 *		    { inode 7, owner file B, shared }
 *		    { inode 9, owner file C, exclusive }
 *
 * All locks are on one short list; those who wait sleep on one queue and look
 * again whenever a lock goes. A lock is converted by dropping it first, as the
 * manual warns.
 *
 * Lock: file_lock_lock guards the list.
 */
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>

#include "internal.h"

struct file_lock {
	struct list_head list;
	const struct inode *inode;
	const void *owner; /* the open file; no reference */
	bool exclusive;
};

static LIST_HEAD(file_locks);
static DEFINE_SPINLOCK(file_lock_lock);
static DECLARE_WAIT_QUEUE_HEAD(file_lock_wait);

/* Does somebody else's lock stand against it? file_lock_lock held. */
static bool conflicts(const struct file_lock *lock)
{
	const struct file_lock *held;

	list_for_each_entry(held, &file_locks, list)
		if (held->inode == lock->inode && held->owner != lock->owner &&
		    (lock->exclusive || held->exclusive))
			return true;
	return false;
}

/* Put it on the list if nobody stands against it. */
static bool try_lock(struct file_lock *lock)
{
	bool got;

	spin_lock(&file_lock_lock);
	got = !conflicts(lock);
	if (got)
		list_add(&lock->list, &file_locks);
	spin_unlock(&file_lock_lock);
	return got;
}

void flock_release(struct file *file)
{
	struct file_lock *lock, *found = NULL;

	spin_lock(&file_lock_lock);
	list_for_each_entry(lock, &file_locks, list)
		if (lock->owner == file)
			found = lock;
	if (found)
		list_del(&found->list);
	spin_unlock(&file_lock_lock);
	if (!found)
		return;
	kfree(found);
	wake_up_all(&file_lock_wait);
}

/*
 * The new lock is allocated first, so that one which is there is not lost for
 * want of memory.
 */
static int flock_get(struct file *file, bool exclusive, bool wait)
{
	struct file_lock *lock = kmalloc(sizeof(*lock), GFP_KERNEL);
	int error = 0;

	if (!lock)
		return -ENOLCK;
	flock_release(file);
	lock->inode = file->f_inode;
	lock->owner = file;
	lock->exclusive = exclusive;
	if (wait)
		error = wait_event_interruptible(file_lock_wait,
						 try_lock(lock));
	else if (!try_lock(lock))
		error = -EAGAIN;
	if (error)
		kfree(lock);
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
