// SPDX-License-Identifier: GPL-2.0
/*
 * Mutexes and reader-writer semaphores.
 *
 * Both are handed over, not fought for: who releases one gives it to those who
 * have waited longest, takes them off the queue and wakes them. A waiter owns
 * what it waited for when it finds itself off the queue. So nobody starves, a
 * wake-up cannot be lost to a thief, and a waiter that gives up for a signal
 * only needs to look whether it is still queued.
 *
 *   mutex         owner: A     queue: B C       A unlocks -> owner: B, queue: C
 *   rw_semaphore  readers: 2   queue: W R R w   both leave -> writer: W, queue:
 *                                               R R w; W leaves -> readers: 2
 *
 * Lock: wait.lock of each, without interrupts off, since both are process
 * context's alone. The scheduler's lock nests inside it.
 */
#include <lectern/bug.h>
#include <lectern/mutex.h>
#include <lectern/sched.h>

/* What a queued wait_queue_t waits for: in its private field. */
#define WANTS_READ  ((void *)0)
#define WANTS_WRITE ((void *)1)

static bool must_give_up(long state)
{
	if (state == TASK_INTERRUPTIBLE)
		return signal_pending(current);
	return state == TASK_KILLABLE && fatal_signal_pending(current);
}

/*
 * Sleep until somebody takes the entry off the queue (0), or until a signal
 * does what state allows (-ERESTARTSYS, the entry is off as well). The head's
 * lock is held on entry and exit, and dropped meanwhile.
 */
static int wait_for_grant(wait_queue_head_t *head, wait_queue_t *wait,
			  long state)
{
	int ret = 0;

	list_add_tail(&wait->list, &head->list);
	while (!list_empty(&wait->list)) {
		if (must_give_up(state)) {
			list_del_init(&wait->list);
			ret = -ERESTARTSYS;
			break;
		}
		set_current_state(state);
		spin_unlock(&head->lock);
		schedule();
		spin_lock(&head->lock);
	}
	return ret;
}

/* Off the queue, and awake. */
static void grant(wait_queue_t *wait)
{
	struct task_struct *task = wait->task;

	/* From here on the entry may vanish with its owner's stack frame. */
	list_del_init(&wait->list);
	wake_up_process(task);
}

static wait_queue_t *first_waiter(wait_queue_head_t *head)
{
	return list_first_entry_or_null(&head->list, wait_queue_t, list);
}

/* -- mutex ----------------------------------------------------------------- */

void __mutex_init(struct mutex *m, const char *name)
{
	m->owner = NULL;
	m->name = name;
	init_waitqueue_head(&m->wait);
}

/* m->wait.lock held: m has an owner. */
static int mutex_lock_slow(struct mutex *m, long state)
{
	DEFINE_WAIT(wait);
	int ret;

	/* A task that waits for itself would wait for ever. */
	assert(m->owner != current);
	ret = wait_for_grant(&m->wait, &wait, state);
	assert((m->owner == current) == !ret);
	return ret;
}

static __always_inline int mutex_lock_state(struct mutex *m, long state)
{
	int ret = 0;

	might_sleep();
	spin_lock(&m->wait.lock);
	if (likely(!m->owner))
		m->owner = current;
	else
		ret = mutex_lock_slow(m, state);
	spin_unlock(&m->wait.lock);
	return ret;
}

void mutex_lock(struct mutex *m)
{
	mutex_lock_state(m, TASK_UNINTERRUPTIBLE);
}

int mutex_lock_interruptible(struct mutex *m)
{
	return mutex_lock_state(m, TASK_INTERRUPTIBLE);
}

int mutex_lock_killable(struct mutex *m)
{
	return mutex_lock_state(m, TASK_KILLABLE);
}

bool mutex_trylock(struct mutex *m)
{
	bool got;

	spin_lock(&m->wait.lock);
	got = !m->owner;
	if (got)
		m->owner = current;
	spin_unlock(&m->wait.lock);
	return got;
}

void mutex_unlock(struct mutex *m)
{
	wait_queue_t *next;

	assert(m->owner == current);
	spin_lock(&m->wait.lock);
	next = first_waiter(&m->wait);
	if (unlikely(next)) {
		m->owner = next->task;
		grant(next);
	} else {
		m->owner = NULL;
	}
	spin_unlock(&m->wait.lock);
}

/* -- rw_semaphore ---------------------------------------------------------- */

void __init_rwsem(struct rw_semaphore *sem, const char *name)
{
	sem->readers = 0;
	sem->writer = NULL;
	sem->writers_waiting = 0;
	sem->name = name;
	init_waitqueue_head(&sem->wait);
}

/*
 * Let in who may come in: one writer if nobody is inside, or all readers up to
 * the first writer if no writer is. sem->wait.lock held.
 */
static void rwsem_admit(struct rw_semaphore *sem)
{
	wait_queue_t *next;

	while ((next = first_waiter(&sem->wait)) != NULL && !sem->writer) {
		if (next->private == WANTS_READ) {
			sem->readers++;
		} else {
			if (sem->readers)
				break;
			sem->writer = next->task;
		}
		grant(next);
	}
}

void down_read(struct rw_semaphore *sem)
{
	might_sleep();
	spin_lock(&sem->wait.lock);
	if (likely(!sem->writer && !sem->writers_waiting)) {
		sem->readers++;
	} else {
		DEFINE_WAIT(wait);

		assert(sem->writer != current);
		wait.private = WANTS_READ;
		wait_for_grant(&sem->wait, &wait, TASK_UNINTERRUPTIBLE);
		assert(sem->readers > 0);
	}
	spin_unlock(&sem->wait.lock);
}

bool down_read_trylock(struct rw_semaphore *sem)
{
	bool got;

	spin_lock(&sem->wait.lock);
	got = !sem->writer && !sem->writers_waiting;
	if (got)
		sem->readers++;
	spin_unlock(&sem->wait.lock);
	return got;
}

void up_read(struct rw_semaphore *sem)
{
	spin_lock(&sem->wait.lock);
	assert(sem->readers > 0 && !sem->writer);
	if (!--sem->readers)
		rwsem_admit(sem);
	spin_unlock(&sem->wait.lock);
}

static int down_write_state(struct rw_semaphore *sem, long state)
{
	int ret = 0;

	might_sleep();
	spin_lock(&sem->wait.lock);
	if (likely(!sem->writer && !sem->readers)) {
		sem->writer = current;
	} else {
		DEFINE_WAIT(wait);

		assert(sem->writer != current);
		wait.private = WANTS_WRITE;
		sem->writers_waiting++;
		ret = wait_for_grant(&sem->wait, &wait, state);
		sem->writers_waiting--;
		/* Readers may have queued behind a writer that gives up. */
		if (ret)
			rwsem_admit(sem);
	}
	spin_unlock(&sem->wait.lock);
	return ret;
}

void down_write(struct rw_semaphore *sem)
{
	int ret = down_write_state(sem, TASK_UNINTERRUPTIBLE);

	assert(!ret && sem->writer == current);
}

int down_write_killable(struct rw_semaphore *sem)
{
	return down_write_state(sem, TASK_KILLABLE);
}

bool down_write_trylock(struct rw_semaphore *sem)
{
	bool got;

	spin_lock(&sem->wait.lock);
	got = !sem->writer && !sem->readers;
	if (got)
		sem->writer = current;
	spin_unlock(&sem->wait.lock);
	return got;
}

void up_write(struct rw_semaphore *sem)
{
	assert(sem->writer == current);
	spin_lock(&sem->wait.lock);
	sem->writer = NULL;
	rwsem_admit(sem);
	spin_unlock(&sem->wait.lock);
}
