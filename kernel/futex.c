// SPDX-License-Identifier: GPL-2.0
/*
 * Futexes: sleeping until a word of user memory changes, futex(2).
 *
 * The lock, the semaphore or whatever the word stands for is the program's; the
 * kernel only has a queue of sleepers for each word that somebody waits at. To
 * lose no wake-up, a waiter queues itself first and looks at the word then:
 *
 *   waiter                            waker
 *   queue                             change the word
 *   is the word still val?            FUTEX_WAKE: whoever is queued
 *   no: off the queue, -EAGAIN
 *   yes: sleep
 *
 * If the change comes before the look, the waiter sees it; if it comes after, the
 * waker finds it on the queue. A waiter that was taken off the queue meanwhile has
 * been woken, and says so whatever else happened to it: its wake-up was counted.
 *
 * A word is known by its key. Private memory: the mm and the address. Shared
 * memory: the file and the place in it, as each process may map it elsewhere. A
 * key holds no reference: it is compared, never followed. (An inode that is freed
 * while somebody waits and made anew at the same place can cause a wake-up too
 * many, which every user of futexes must stand.)
 *
 * Sleepers are in a hash table by key. Lock: futex_lock (spin) guards all of it;
 * user memory is touched without. Where the word is read and the queue is changed
 * in one step (CMP_REQUEUE), the word is locked first (futex_word.c).
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/i386/uaccess.h>
#include <lectern/init.h>
#include <lectern/limits.h>
#include <lectern/list.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/timespec.h>
#include <uapi/futex.h>

#include "futex.h"

#define FUTEX_HASH_BITS 8
#define FUTEX_BUCKETS	(1U << FUTEX_HASH_BITS)
#define HASH_MULTIPLIER 0x9E3779B1U /* 2^32 / golden ratio */

struct futex_key {
	const void *object; /* mm or inode */
	u64 place;	    /* address, or byte of the file */
};

/* A sleeper, on its own stack. */
struct futex_q {
	struct list_head list; /* empty: taken off, that is, woken */
	struct task_struct *task;
	struct futex_key key;
	u32 bitset;
};

static DEFINE_SPINLOCK(futex_lock);
static struct list_head buckets[FUTEX_BUCKETS];

static int __init futex_init(void)
{
	struct list_head *bucket;

	for (bucket = buckets; bucket < buckets + FUTEX_BUCKETS; bucket++)
		INIT_LIST_HEAD(bucket);
	return 0;
}
core_initcall(futex_init);

/* -- keys ------------------------------------------------------------------ */

static bool same_key(const struct futex_key *a, const struct futex_key *b)
{
	return a->object == b->object && a->place == b->place;
}

static struct list_head *bucket_of(const struct futex_key *key)
{
	u32 word = (u32)(unsigned long)key->object + (u32)key->place;

	return &buckets[word * HASH_MULTIPLIER >> (32 - FUTEX_HASH_BITS)];
}

/* Memory of a file that several may map; private memory is the mm's own. */
static int shared_key(unsigned long address, struct futex_key *key)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	int err = -EFAULT;

	down_read(&mm->mmap_sem);
	vma = find_vma(mm, address);
	if (vma && vma->vm_start <= address) {
		err = 0;
		if (vma->vm_flags & VM_SHARED && vma->vm_file) {
			key->object = vma->vm_file->f_inode;
			key->place = ((u64)vma->vm_pgoff << PAGE_SHIFT) +
				     (address - vma->vm_start);
		}
	}
	up_read(&mm->mmap_sem);
	return err;
}

/* 0, -EINVAL for a word that is not aligned, -EFAULT. May sleep. */
static int get_futex_key(u32 __user *uaddr, bool shared, struct futex_key *key)
{
	unsigned long address = (unsigned long)uaddr;

	if (address % sizeof(u32))
		return -EINVAL;
	if (!access_ok(uaddr, sizeof(u32)))
		return -EFAULT;
	key->object = current->mm;
	key->place = address;
	return shared ? shared_key(address, key) : 0;
}

/* The same for two words. */
static int get_futex_keys(u32 __user *a, u32 __user *b, bool shared,
			  struct futex_key keys[2])
{
	int err = get_futex_key(a, shared, &keys[0]);

	return err ? err : get_futex_key(b, shared, &keys[1]);
}

/* -- waking ---------------------------------------------------------------- */

/* Lock held: the waiter asks for it before it leaves, so q stays what it is. */
static void wake_one(struct futex_q *q)
{
	assert(!list_empty(&q->list));
	list_del_init(&q->list);
	try_to_wake_up(q->task, TASK_NORMAL);
}

/* Wake up to nr of those who wait at the key, but one if there is any, as Linux
 * does; returns how many. Lock held. */
static int wake_key(const struct futex_key *key, int nr, u32 bitset)
{
	struct futex_q *q, *next;
	int woken = 0;

	list_for_each_entry_safe(q, next, bucket_of(key), list) {
		if (!same_key(&q->key, key) || !(q->bitset & bitset))
			continue;
		wake_one(q);
		if (++woken >= nr)
			break;
	}
	return woken;
}

static long futex_wake(u32 __user *uaddr, bool shared, int nr, u32 bitset)
{
	struct futex_key key;
	long ret = get_futex_key(uaddr, shared, &key);

	if (ret)
		return ret;
	spin_lock(&futex_lock);
	ret = wake_key(&key, nr, bitset);
	spin_unlock(&futex_lock);
	return ret;
}

long futex_wake_user(int *uaddr)
{
	return futex_wake((u32 *)uaddr, true, 1, FUTEX_BITSET_MATCH_ANY);
}

/* -- waiting --------------------------------------------------------------- */

/* False when somebody was faster: q has been woken. */
static bool dequeue(struct futex_q *q)
{
	bool queued;

	spin_lock(&futex_lock);
	queued = !list_empty(&q->list);
	list_del_init(&q->list);
	spin_unlock(&futex_lock);
	return queued;
}

static long do_futex_wait(u32 __user *uaddr, bool shared, u32 val, u32 bitset,
			  u64 deadline)
{
	struct futex_q q = { .task = current, .bitset = bitset };
	long ret = get_futex_key(uaddr, shared, &q.key);
	u32 word;

	if (ret)
		return ret;

	/* Sleeping in a page fault here is no harm: a wake-up takes q off the
	 * queue, and that is what counts. */
	spin_lock(&futex_lock);
	list_add_tail(&q.list, bucket_of(&q.key));
	spin_unlock(&futex_lock);
	if (get_user(word, uaddr))
		ret = -EFAULT;
	else if (word != val)
		ret = -EAGAIN;
	else
		ret = sleep_while_queued(&q.list, deadline);
	return dequeue(&q) ? ret : 0;
}

static long futex_wait_restart(struct restart_block *restart);

/*
 * With a time limit the call must not begin anew after a signal: what remains is
 * kept as a deadline, for restart_syscall.
 */
static long futex_wait(u32 __user *uaddr, bool shared, u32 val, u32 bitset,
		       u64 deadline)
{
	struct restart_block *restart = &current->restart_block;
	long ret = do_futex_wait(uaddr, shared, val, bitset, deadline);

	if (ret != -ERESTARTSYS || deadline == NO_DEADLINE)
		return ret;
	restart->fn = futex_wait_restart;
	restart->arg[0] = (unsigned long)uaddr;
	restart->arg[1] = shared;
	restart->arg[2] = val;
	restart->arg[3] = bitset;
	restart->deadline = deadline;
	return -ERESTART_RESTARTBLOCK;
}

static long futex_wait_restart(struct restart_block *restart)
{
	return futex_wait((u32 __user *)restart->arg[0], restart->arg[1],
			  restart->arg[2], restart->arg[3], restart->deadline);
}

/* -- two words ------------------------------------------------------------- */

/* Wake the first nr_wake who wait at a, and have the next nr_requeue wait at b
 * instead; returns how many both are. Lock held. */
static long requeue_key(const struct futex_key *a, const struct futex_key *b,
			int nr_wake, int nr_requeue)
{
	struct futex_q *q, *next;
	long n = 0;

	list_for_each_entry_safe(q, next, bucket_of(a), list) {
		if (!same_key(&q->key, a))
			continue;
		if (n - nr_wake >= nr_requeue)
			break;
		if (n++ < nr_wake) {
			wake_one(q);
		} else if (!same_key(a, b)) {
			q->key = *b;
			list_move_tail(&q->list, bucket_of(b));
		}
	}
	return n;
}

/* expected: what the first word must hold (-EAGAIN), or NULL. It is locked
 * until the waiters have moved, so that it cannot change meanwhile. */
static long futex_requeue(u32 __user *uaddr, u32 __user *uaddr2, bool shared,
			  int nr_wake, int nr_requeue, const u32 *expected)
{
	struct futex_key keys[2];
	u32 *word = NULL;
	long ret;

	if (nr_wake < 0 || nr_requeue < 0)
		return -EINVAL;
	ret = get_futex_keys(uaddr, uaddr2, shared, keys);
	if (ret)
		return ret;
	if (expected) {
		word = futex_lock_word(uaddr, false);
		if (IS_ERR(word))
			return PTR_ERR(word);
	}
	spin_lock(&futex_lock);
	if (word && *word != *expected)
		ret = -EAGAIN;
	else
		ret = requeue_key(&keys[0], &keys[1], nr_wake, nr_requeue);
	spin_unlock(&futex_lock);
	if (word)
		futex_unlock_word();
	return ret;
}

/* -- the system call ------------------------------------------------------- */

/* FUTEX_WAIT's time is a span, FUTEX_WAIT_BITSET's a moment of either clock. */
static int futex_deadline(const struct timespec __user *timeout, int op,
			  u64 *deadline)
{
	u64 ns, boot = 0;
	int err;

	if (!timeout || (op & FUTEX_CMD_MASK) == FUTEX_WAIT)
		return get_deadline(timeout, deadline);
	err = get_timespec32(timeout, &ns);
	if (err)
		return err;
	if (op & FUTEX_CLOCK_REALTIME)
		boot = ktime_get_real_ns() - ktime_get_ns();
	*deadline = ns > boot ? ns - boot : 0;
	return 0;
}

static long wait_until(u32 __user *uaddr, int op, u32 val,
		       const struct timespec __user *timeout, u32 bitset)
{
	u64 deadline;
	int err = futex_deadline(timeout, op, &deadline);

	return err ? err
		   : futex_wait(uaddr, !(op & FUTEX_PRIVATE_FLAG), val, bitset,
				deadline);
}

/* What does not wait has a second number in the place of the time-out. */
SYSCALL(futex, u32 __user *uaddr, int op, u32 val,
	const struct timespec __user *timeout, u32 __user *uaddr2, u32 val3)
{
	bool shared = !(op & FUTEX_PRIVATE_FLAG);
	int cmd = op & FUTEX_CMD_MASK, nr = (int)val, nr2 = (int)timeout;
	u32 bitset = FUTEX_BITSET_MATCH_ANY;

	if (cmd == FUTEX_WAIT_BITSET || cmd == FUTEX_WAKE_BITSET)
		bitset = val3;
	if (op & FUTEX_CLOCK_REALTIME && cmd != FUTEX_WAIT_BITSET)
		return -ENOSYS;
	if (!bitset)
		return -EINVAL;
	switch (cmd) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
		return wait_until(uaddr, op, val, timeout, bitset);
	case FUTEX_WAKE:
	case FUTEX_WAKE_BITSET:
		return futex_wake(uaddr, shared, nr, bitset);
	case FUTEX_REQUEUE:
		return futex_requeue(uaddr, uaddr2, shared, nr, nr2, NULL);
	case FUTEX_CMP_REQUEUE:
		return futex_requeue(uaddr, uaddr2, shared, nr, nr2, &val3);
	default:
		return -ENOSYS;
	}
}
