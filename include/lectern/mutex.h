/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Locks that are slept for. Process context only, no spinlock held.
 */
#ifndef LECTERN_MUTEX_H
#define LECTERN_MUTEX_H

#include <lectern/wait.h>

/* One holder, who also releases it; not recursive. */
struct mutex {
	struct task_struct *owner;
	const char *name;
	wait_queue_head_t wait;
};

#define MUTEX_INIT(n)                                                          \
	{                                                                      \
		.name = #n, .wait = WAIT_QUEUE_HEAD_INIT((n).wait)             \
	}
#define DEFINE_MUTEX(n) struct mutex n = MUTEX_INIT(n)

void __mutex_init(struct mutex *m, const char *name);
#define mutex_init(m) __mutex_init((m), #m)

void mutex_lock(struct mutex *m);
bool mutex_trylock(struct mutex *m);
void mutex_unlock(struct mutex *m);

/* 0, or -ERESTARTSYS when a signal is pending before it was got. */
int __must_check mutex_lock_interruptible(struct mutex *m);
int __must_check mutex_lock_killable(struct mutex *m);

static inline bool mutex_is_locked(const struct mutex *m)
{
	return m->owner != NULL;
}

/* Many readers or one writer; waiting writers go before new readers. */
struct rw_semaphore {
	int readers;
	struct task_struct *writer;
	unsigned int writers_waiting;
	const char *name;
	wait_queue_head_t wait;
};

#define RWSEM_INIT(n)                                                          \
	{                                                                      \
		.name = #n, .wait = WAIT_QUEUE_HEAD_INIT((n).wait)             \
	}

void __init_rwsem(struct rw_semaphore *sem, const char *name);
#define init_rwsem(sem) __init_rwsem((sem), #sem)

void down_read(struct rw_semaphore *sem);
bool down_read_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
bool down_write_trylock(struct rw_semaphore *sem);
int __must_check down_write_killable(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);

#endif
