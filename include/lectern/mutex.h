/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Locks that are slept for. Process context only, no spinlock held.
 */
#ifndef LECTERN_MUTEX_H
#define LECTERN_MUTEX_H

#include <lectern/wait.h>

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
void up_write(struct rw_semaphore *sem);

/* 0, or -ERESTARTSYS when a signal is pending before it was got. */
int __must_check down_write_interruptible(struct rw_semaphore *sem);

/*
 * One holder, who also releases it; not recursive. It is a semaphore that has
 * writers only.
 */
struct mutex {
	struct rw_semaphore sem;
};

#define MUTEX_INIT(n)                                                          \
	{                                                                      \
		.sem = RWSEM_INIT((n).sem)                                     \
	}
#define DEFINE_MUTEX(n) struct mutex n = MUTEX_INIT(n)
#define mutex_init(m)	__init_rwsem(&(m)->sem, #m)

static inline bool mutex_is_locked(const struct mutex *m)
{
	return m->sem.writer != NULL;
}

static inline void mutex_lock(struct mutex *m)
{
	down_write(&m->sem);
}

static inline bool mutex_trylock(struct mutex *m)
{
	return down_write_trylock(&m->sem);
}

static inline void mutex_unlock(struct mutex *m)
{
	up_write(&m->sem);
}

/* 0, or -ERESTARTSYS when a signal is pending before it was got. */
static inline int __must_check mutex_lock_interruptible(struct mutex *m)
{
	return down_write_interruptible(&m->sem);
}

#endif
