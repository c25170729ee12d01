// SPDX-License-Identifier: GPL-2.0
/*
 * Locks on files that programs take by agreement; nobody is kept from reading or
 * writing. They differ in what is locked and in whose they are:
 *
 *	flock(2)		whole files	the open file's
 *	fcntl(2) F_SETLK	ranges		the process's: of all who share
 *						the descriptor table
 *	fcntl(2) F_OFD_SETLK	ranges		the open file's
 *
 * The first sort and the two others do not see each other. A process's locks on
 * a file go when it closes any descriptor of that file; an open file's with its
 * last one. Neither needs a reference: the owner outlives its locks.
 *
 * All locks are on one short list. Those of one owner never overlap, and two
 * that touch and are of one type are one:
 *
 *	held		    [0 ----- read ----- 99]
 *	asked		         [40 write 59]
 *	then		    [0 read 39][40 w 59][60 read 99]
 *	asked		                [50 ---- read ---- 120]
 *	then		    [0 read 39][40 w 49][50 -- read -- 120]
 *
 * Who must wait puts the request on a second list, to be seen by those who look
 * for a deadlock, sleeps, and looks again after each change.
 *
 * Lock: file_lock_mutex guards both lists and file_lock_changes.
 */
#include <lectern/fs.h>
#include <lectern/limits.h>
#include <lectern/proc_fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>

#include "internal.h"

/* A lock, or the request for one. */
struct file_lock {
	struct list_head list;
	struct inode *inode;
	const void *owner; /* an open file or a descriptor table */
	bool whole;	   /* by flock(2) */
	short type;	   /* F_RDLCK, F_WRLCK; to ask for none: F_UNLCK */
	loff_t start, end; /* the last byte is included */
	pid_t pid;	   /* for people; -1 if it is no process's */
};

/* How many processes are followed from one who waits to the next. */
#define MAX_WAIT_CHAIN 10

static LIST_HEAD(file_locks);
static LIST_HEAD(file_lock_requests);
static DEFINE_MUTEX(file_lock_mutex);
static unsigned long file_lock_changes;
static DECLARE_WAIT_QUEUE_HEAD(file_lock_wait);

/* -- who stands against whom. file_lock_mutex held ----------------------------- */

static bool overlap(const struct file_lock *a, const struct file_lock *b)
{
	return a->start <= b->end && b->start <= a->end;
}

/* The first lock in the file that forbids this one, or NULL. */
static struct file_lock *conflict(const struct file_lock *lock)
{
	struct file_lock *held, *first = NULL;

	if (lock->type == F_UNLCK)
		return NULL;
	list_for_each_entry(held, &file_locks, list)
		if (held->inode == lock->inode && held->owner != lock->owner &&
		    held->whole == lock->whole && overlap(held, lock) &&
		    (held->type == F_WRLCK || lock->type == F_WRLCK) &&
		    (!first || held->start < first->start))
			first = held;
	return first;
}

/* What keeps a lock's owner waiting: another lock, or NULL. */
static struct file_lock *waits_for(const struct file_lock *lock)
{
	struct file_lock *request;

	list_for_each_entry(request, &file_lock_requests, list)
		if (request->owner == lock->owner)
			return conflict(request);
	return NULL;
}

/* Would the wait close a circle: does the holder of what is in the way wait for
 * one who waits for … us? Only processes can be followed: a lock of an open file
 * is given back by whoever has that. */
static bool deadlock(const struct file_lock *lock, const struct file_lock *held)
{
	if (lock->whole || lock->pid < 0)
		return false;
	for (int i = 0; held && i < MAX_WAIT_CHAIN; i++) {
		held = waits_for(held);
		if (held && held->owner == lock->owner)
			return true;
	}
	return false;
}

/* -- changing the list ----------------------------------------------------------- */

/* A copy takes a spare structure; what is given back becomes one. */
static struct file_lock *add_copy(const struct file_lock *lock,
				  struct list_head *spare)
{
	struct file_lock *copy =
		list_first_entry(spare, struct file_lock, list);

	list_del(&copy->list);
	*copy = *lock;
	list_add_tail(&copy->list, &file_locks);
	return copy;
}

/* Take the range of lock out of held, both of one owner. */
static void cut(struct file_lock *held, const struct file_lock *lock,
		struct list_head *spare)
{
	if (!overlap(held, lock))
		return;
	if (held->start < lock->start) {
		if (held->end > lock->end)
			add_copy(held, spare)->start = lock->end + 1;
		held->end = lock->start - 1;
	} else if (held->end > lock->end) {
		held->start = lock->end + 1;
	} else {
		list_move(&held->list, spare);
	}
}

/* Swallow held if it overlaps or touches. A start is never negative. */
static void merge(struct file_lock *held, struct file_lock *lock,
		  struct list_head *spare)
{
	if (held->start - 1 > lock->end || lock->start - 1 > held->end)
		return;
	lock->start = min(lock->start, held->start);
	lock->end = max(lock->end, held->end);
	list_move(&held->list, spare);
}

/*
 * Do what lock asks for; nothing is against it. That takes up to two spare
 * structures: the new lock, and the rest of an old one that it splits.
 * file_lock_mutex held.
 */
static void apply(struct file_lock *lock, struct list_head *spare)
{
	struct file_lock *held, *next;

	list_for_each_entry_safe(held, next, &file_locks, list) {
		if (held->inode != lock->inode || held->owner != lock->owner ||
		    held->whole != lock->whole)
			continue;
		if (held->type == lock->type)
			merge(held, lock, spare);
		else
			cut(held, lock, spare);
	}
	if (lock->type != F_UNLCK) {
		add_copy(lock, spare);
		lock->inode->i_locked = true;
	}
	file_lock_changes++;
	wake_up_all(&file_lock_wait);
}

static void free_spare(struct list_head *spare)
{
	struct file_lock *lock, *next;

	list_for_each_entry_safe(lock, next, spare, list)
		kfree(lock);
}

/* Everything that the owner has there. Needs no memory. */
static void drop(struct inode *inode, const void *owner, bool whole)
{
	struct file_lock none = {
		.inode = inode,
		.owner = owner,
		.whole = whole,
		.type = F_UNLCK,
		.end = S64_MAX,
	};
	LIST_HEAD(spare);

	mutex_lock(&file_lock_mutex);
	apply(&none, &spare);
	mutex_unlock(&file_lock_mutex);
	free_spare(&spare);
}

void locks_remove_posix(struct file *file, const struct files_struct *files)
{
	if (file->f_inode->i_locked)
		drop(file->f_inode, files, false);
}

void locks_remove_file(struct file *file)
{
	if (!file->f_inode->i_locked)
		return;
	drop(file->f_inode, file, false);
	drop(file->f_inode, file, true);
}

/* -- asking ------------------------------------------------------------------------- */

/* Sleep until something has changed. file_lock_mutex held on entry and exit. */
static int wait_for_change(struct file_lock *lock)
{
	unsigned long seen = file_lock_changes;
	int error;

	list_add_tail(&lock->list, &file_lock_requests);
	mutex_unlock(&file_lock_mutex);
	error = wait_event_interruptible(file_lock_wait,
					 seen != file_lock_changes);
	mutex_lock(&file_lock_mutex);
	list_del(&lock->list);
	return error;
}

/*
 * 0, -EAGAIN, -EDEADLK, or -ERESTARTSYS after a signal. Who has a file by
 * flock(2) gives it back first, whatever comes then, as the manual warns. Of
 * those in a circle the error is for who closes it, not for who was woken and
 * finds the same owner in his way as before.
 */
static int lock_or_wait(struct file_lock *lock, bool wait,
			struct list_head *spare)
{
	struct file_lock none = *lock, *held;
	const void *waits_on = NULL;
	int error = 0;

	none.type = F_UNLCK;
	mutex_lock(&file_lock_mutex);
	if (lock->whole)
		apply(&none, spare);
	while (!error && (held = conflict(lock))) {
		if (!wait) {
			error = -EAGAIN;
		} else if (held->owner != waits_on && deadlock(lock, held)) {
			error = -EDEADLK;
		} else {
			waits_on = held->owner; /* held itself may go */
			error = wait_for_change(lock);
		}
	}
	if (!error)
		apply(lock, spare);
	mutex_unlock(&file_lock_mutex);
	return error;
}

/* The memory comes first, so that no lock is lost for want of it: -ENOLCK. */
static int request(struct file_lock *lock, bool wait)
{
	struct file_lock *one;
	LIST_HEAD(spare);
	int error = 0;

	for (int i = 0; i < 2 && !error; i++) {
		one = kmalloc(sizeof(*one), GFP_KERNEL);
		if (one)
			list_add(&one->list, &spare);
		else
			error = -ENOLCK;
	}
	if (!error)
		error = lock_or_wait(lock, wait, &spare);
	free_spare(&spare);
	return error;
}

static int do_flock(struct file *file, unsigned int op)
{
	struct file_lock lock = {
		.inode = file->f_inode,
		.owner = file,
		.whole = true,
		.type = op & LOCK_EX ? F_WRLCK : F_RDLCK,
		.end = S64_MAX,
		.pid = current->tgid,
	};

	switch (op & ~LOCK_NB) {
	case LOCK_SH:
	case LOCK_EX:
		if (!(file->f_mode & (FMODE_READ | FMODE_WRITE)))
			return -EBADF;
		return request(&lock, !(op & LOCK_NB));
	case LOCK_UN:
		drop(file->f_inode, file, true);
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

/* -- fcntl --------------------------------------------------------------------------- */

/* Three times the same three commands: up to F_SETLKW with 32-bit offsets, from
 * F_OFD_GETLK on for the open file. */
static bool is_ofd(unsigned int cmd)
{
	return cmd >= F_OFD_GETLK;
}

static int read_flock(struct flock64 *to, const void __user *from,
		      unsigned int cmd)
{
	struct flock narrow;

	if (cmd > F_SETLKW)
		return copy_from_user(to, from, sizeof(*to)) ? -EFAULT : 0;
	if (copy_from_user(&narrow, from, sizeof(narrow)))
		return -EFAULT;
	*to = (struct flock64){ narrow.l_type, narrow.l_whence, narrow.l_start,
				narrow.l_len, narrow.l_pid };
	return 0;
}

static int write_flock(const struct flock64 *from, void __user *to,
		       unsigned int cmd)
{
	struct flock narrow = { from->l_type, from->l_whence, from->l_start,
				from->l_len, from->l_pid };

	if (cmd > F_SETLKW)
		return copy_to_user(to, from, sizeof(*from)) ? -EFAULT : 0;
	if (narrow.l_start != from->l_start || narrow.l_len != from->l_len ||
	    from->l_start + from->l_len - 1 > LONG_MAX)
		return -EOVERFLOW;
	return copy_to_user(to, &narrow, sizeof(narrow)) ? -EFAULT : 0;
}

/* From "len bytes from there", where len may be negative or (0) all, to the first
 * and the last byte. */
static int find_range(const struct file *file, const struct flock64 *l,
		      struct file_lock *lock)
{
	loff_t start = 0;

	if (l->l_whence == SEEK_CUR)
		start = file->f_pos;
	else if (l->l_whence == SEEK_END)
		start = file->f_inode->i_size;
	else if (l->l_whence != SEEK_SET)
		return -EINVAL;
	lock->end = S64_MAX;
	if (__builtin_add_overflow(start, l->l_start, &start) ||
	    (l->l_len > 0 &&
	     __builtin_add_overflow(start, l->l_len - 1, &lock->end)))
		return -EOVERFLOW;
	lock->start = start;
	if (l->l_len < 0) {
		lock->start = start + l->l_len;
		lock->end = start - 1;
	}
	return start < 0 || lock->start < 0 ? -EINVAL : 0;
}

/* The request that a command describes. */
static int fill_lock(struct file *file, unsigned int cmd,
		     const struct flock64 *l, struct file_lock *lock)
{
	if (l->l_type < F_RDLCK || l->l_type > F_UNLCK ||
	    (is_ofd(cmd) && l->l_pid))
		return -EINVAL;
	*lock = (struct file_lock){
		.inode = file->f_inode,
		.owner = is_ofd(cmd) ? (void *)file : current->files,
		.type = l->l_type,
		.pid = is_ofd(cmd) ? -1 : current->tgid,
	};
	return find_range(file, l, lock);
}

/* F_GETLK: what stands against it, or just F_UNLCK. */
static int tell_conflict(const struct file_lock *lock, struct flock64 *l)
{
	const struct file_lock *held;

	if (lock->type == F_UNLCK)
		return -EINVAL;
	l->l_type = F_UNLCK;
	mutex_lock(&file_lock_mutex);
	held = conflict(lock);
	if (held)
		*l = (struct flock64){
			held->type,
			SEEK_SET,
			held->start,
			held->end == S64_MAX ? 0 : held->end - held->start + 1,
			held->pid,
		};
	mutex_unlock(&file_lock_mutex);
	return 0;
}

/* A thread that closed the descriptor while we waited has dropped the process's
 * locks: then this one came too late, and nobody would. */
static int still_open(unsigned int fd, struct file *file)
{
	struct file *now = fget(fd);

	if (now)
		fput(now);
	if (now == file)
		return 0;
	locks_remove_posix(file, current->files);
	return -EBADF;
}

long fcntl_lock(unsigned int fd, struct file *file, unsigned int cmd,
		void __user *user)
{
	struct file_lock lock;
	struct flock64 l;
	int error = read_flock(&l, user, cmd);

	if (!error)
		error = fill_lock(file, cmd, &l, &lock);
	if (error)
		return error;
	if (cmd == F_GETLK || cmd == F_GETLK64 || cmd == F_OFD_GETLK) {
		error = tell_conflict(&lock, &l);
		return error ? error : write_flock(&l, user, cmd);
	}
	if ((lock.type == F_RDLCK && !(file->f_mode & FMODE_READ)) ||
	    (lock.type == F_WRLCK && !(file->f_mode & FMODE_WRITE)))
		return -EBADF;
	error = request(&lock, cmd == F_SETLKW || cmd == F_SETLKW64 ||
				       cmd == F_OFD_SETLKW);
	if (!error && !is_ofd(cmd))
		error = still_open(fd, file);
	return error;
}

/* -- /proc/locks ------------------------------------------------------------------------ */

static void show_lock(struct seq_buf *s, int id, const struct file_lock *lock,
		      const char *arrow)
{
	dev_t dev = lock->inode->i_sb->s_dev;

	seq_printf(s, "%d: %s%s ADVISORY  %s %d %02x:%02x:%lu %lld ", id, arrow,
		   lock->whole	   ? "FLOCK "
		   : lock->pid < 0 ? "OFDLCK"
				   : "POSIX ",
		   lock->type == F_WRLCK ? "WRITE" : "READ ", lock->pid,
		   MAJOR(dev), MINOR(dev), lock->inode->i_ino, lock->start);
	seq_printf(s, lock->end == S64_MAX ? "EOF\n" : "%lld\n", lock->end);
}

/* Each lock, and below it with an arrow those who wait for it. */
static int show_locks(struct seq_buf *s, void *data)
{
	struct file_lock *held, *waiting;
	int id = 0;

	mutex_lock(&file_lock_mutex);
	list_for_each_entry(held, &file_locks, list) {
		show_lock(s, ++id, held, "");
		list_for_each_entry(waiting, &file_lock_requests, list)
			if (conflict(waiting) == held)
				show_lock(s, id, waiting, "-> ");
	}
	mutex_unlock(&file_lock_mutex);
	return 0;
}

static const struct proc_file files[] __initdata = {
	{ "locks", 0444, show_locks, NULL, NULL },
};
proc_initcall(files);
