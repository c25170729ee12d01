// SPDX-License-Identifier: GPL-2.0
/*
 * Reader-writer semaphores, and mutexes, which are semaphores without readers.
 *
 * They are handed over, not fought for: who releases one gives it to those who
 * have waited longest, takes them off the queue and wakes them. A waiter owns
 * what it waited for when it finds itself off the queue. So nobody starves, a
 * wake-up cannot be lost to a thief, and a waiter that gives up for a signal
 * only needs to look whether it is still queued.
 *
 *   mutex         writer: A    queue: B C       A unlocks -> writer: B, queue: C
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
		if (state == TASK_INTERRUPTIBLE && signal_pending(current)) {
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
	if (!--sem->readers && unlikely(!list_empty(&sem->wait.list)))
		rwsem_admit(sem);
	spin_unlock(&sem->wait.lock);
}

/* sem->wait.lock held: somebody is inside. */
static int down_write_slow(struct rw_semaphore *sem, long state)
{
	DEFINE_WAIT(wait);
	int ret;

	/* A task that waits for itself would wait for ever. */
	assert(sem->writer != current);
	wait.private = WANTS_WRITE;
	sem->writers_waiting++;
	ret = wait_for_grant(&sem->wait, &wait, state);
	sem->writers_waiting--;
	assert((sem->writer == current) == !ret);
	/* Readers may have queued behind a writer that gives up. */
	if (ret)
		rwsem_admit(sem);
	return ret;
}

static __always_inline int down_write_state(struct rw_semaphore *sem,
					    long state)
{
	int ret = 0;

	might_sleep();
	spin_lock(&sem->wait.lock);
	if (likely(!sem->writer && !sem->readers))
		sem->writer = current;
	else
		ret = down_write_slow(sem, state);
	spin_unlock(&sem->wait.lock);
	return ret;
}

void down_write(struct rw_semaphore *sem)
{
	down_write_state(sem, TASK_UNINTERRUPTIBLE);
}

int down_write_interruptible(struct rw_semaphore *sem)
{
	return down_write_state(sem, TASK_INTERRUPTIBLE);
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
	if (unlikely(!list_empty(&sem->wait.list)))
		rwsem_admit(sem);
	spin_unlock(&sem->wait.lock);
}
