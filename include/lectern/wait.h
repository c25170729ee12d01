/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Wait queues: sleeping until something is true.
 *
 * The sleeper puts itself on the queue and sets its state before it looks at
 * the condition; who makes the condition true wakes the queue afterwards. So a
 * wake-up between look and sleep is not lost: it sets the state back to
 * TASK_RUNNING, and schedule() returns at once.
 *
 * Lock: each head's own, taken with interrupts off; a queue may be woken from
 * any context but an NMI. Waiting needs process context and no spinlock held.
 */
#ifndef LECTERN_WAIT_H
#define LECTERN_WAIT_H

#include <lectern/list.h>
#include <lectern/spinlock.h>
#include <uapi/errno.h>

struct task_struct;
struct wait_queue;

/*
 * Called for each sleeper at wake-up, the head's lock held. Returns whether it
 * woke somebody.
 */
typedef bool (*wait_func_t)(struct wait_queue *wait, unsigned int mode,
			    void *key);

#define WQ_EXCLUSIVE 1 /* a wake-up stops after one of these */

typedef struct wait_queue {
	unsigned int flags;
	struct task_struct *task;
	wait_func_t func;
	void *private;
	struct list_head list;
} wait_queue_t;

typedef struct wait_queue_head {
	spinlock_t lock;
	struct list_head list;
} wait_queue_head_t;

#define WAIT_QUEUE_HEAD_INIT(name)                                             \
	{                                                                      \
		.lock = SPIN_LOCK_INIT(#name),                                 \
		.list = LIST_HEAD_INIT((name).list),                           \
	}
#define DECLARE_WAIT_QUEUE_HEAD(name)                                          \
	wait_queue_head_t name = WAIT_QUEUE_HEAD_INIT(name)

static inline void init_waitqueue_head(wait_queue_head_t *head)
{
	spin_lock_init(&head->lock);
	INIT_LIST_HEAD(&head->list);
}

/* Wakes the task if its state is in mode; the usual func. */
bool default_wake_function(wait_queue_t *wait, unsigned int mode, void *key);

/* The same, and takes the entry off the queue when it did wake. */
bool autoremove_wake_function(wait_queue_t *wait, unsigned int mode, void *key);

#define DEFINE_WAIT(name)                                                      \
	wait_queue_t name = {                                                  \
		.task = current,                                               \
		.func = autoremove_wake_function,                              \
		.list = LIST_HEAD_INIT((name).list),                           \
	}

static inline bool waitqueue_active(const wait_queue_head_t *head)
{
	return !list_empty(&head->list);
}

void add_wait_queue(wait_queue_head_t *head, wait_queue_t *wait);
void remove_wait_queue(wait_queue_head_t *head, wait_queue_t *wait);

/*
 * prepare_to_wait: queue the entry unless it is queued, then set the task's
 * state. finish_wait: back to TASK_RUNNING and off the queue.
 */
void prepare_to_wait(wait_queue_head_t *head, wait_queue_t *wait, long state);
void finish_wait(wait_queue_head_t *head, wait_queue_t *wait);

/* Wake sleepers whose state is in mode: all non-exclusive, nr exclusive ones
 * (0: all). Any context but an NMI. */
void __wake_up(wait_queue_head_t *head, unsigned int mode, int nr, void *key);

#define wake_up(head)	  __wake_up((head), TASK_NORMAL, 1, NULL)
#define wake_up_all(head) __wake_up((head), TASK_NORMAL, 0, NULL)
#define wake_up_interruptible(head)                                            \
	__wake_up((head), TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_poll(head, m)                                                  \
	__wake_up((head), TASK_NORMAL, 1, (void *)(unsigned long)(m))

/*
 * The loop that all of the macros below share. ret is 0 when the condition came
 * true, -ERESTARTSYS when a signal did, and for the timeouts what was left.
 */
#define ___wait_event(head, condition, state, exclusive, ret, cmd)             \
	({                                                                     \
		DEFINE_WAIT(__wait);                                           \
		long __ret = (ret);                                            \
		__wait.flags = (exclusive) ? WQ_EXCLUSIVE : 0;                 \
		for (;;) {                                                     \
			prepare_to_wait(&(head), &__wait, (state));            \
			if (condition)                                         \
				break;                                         \
			if ((state) == TASK_INTERRUPTIBLE &&                   \
			    signal_pending(current)) {                         \
				__ret = -ERESTARTSYS;                          \
				break;                                         \
			}                                                      \
			if ((state) == TASK_KILLABLE &&                        \
			    fatal_signal_pending(current)) {                   \
				__ret = -ERESTARTSYS;                          \
				break;                                         \
			}                                                      \
			cmd;                                                   \
		}                                                              \
		finish_wait(&(head), &__wait);                                 \
		__ret;                                                         \
	})

/* Sleep until condition is true; nothing else ends it. */
#define wait_event(head, condition)                                            \
	do {                                                                   \
		if (!(condition))                                              \
			(void)___wait_event(head, condition,                   \
					    TASK_UNINTERRUPTIBLE, false, 0,    \
					    schedule());                       \
	} while (0)

/* 0, or -ERESTARTSYS when a signal is pending. */
#define wait_event_interruptible(head, condition)                              \
	({                                                                     \
		long __we = 0;                                                 \
		if (!(condition))                                              \
			__we = ___wait_event(head, condition,                  \
					     TASK_INTERRUPTIBLE, false, 0,     \
					     schedule());                      \
		__we;                                                          \
	})

#define wait_event_interruptible_exclusive(head, condition)                    \
	({                                                                     \
		long __we = 0;                                                 \
		if (!(condition))                                              \
			__we = ___wait_event(head, condition,                  \
					     TASK_INTERRUPTIBLE, true, 0,      \
					     schedule());                      \
		__we;                                                          \
	})

/* 0, or -ERESTARTSYS when a signal that kills is pending. */
#define wait_event_killable(head, condition)                                   \
	({                                                                     \
		long __we = 0;                                                 \
		if (!(condition))                                              \
			__we = ___wait_event(head, condition, TASK_KILLABLE,   \
					     false, 0, schedule());            \
		__we;                                                          \
	})

/*
 * timeout in jiffies. Returns 0 when it ran out with the condition false, the
 * jiffies left (at least 1) when it came true; -ERESTARTSYS for the second.
 */
#define __wait_event_timeout(head, condition, state, timeout)                  \
	({                                                                     \
		long __left = (timeout);                                       \
		long __we = 0;                                                 \
		if (!(condition))                                              \
			__we = ___wait_event(                                  \
				head, (condition) || !__left, (state), false,  \
				0, __left = schedule_timeout(__left));         \
		__we ? __we : (__left ? __left : ((condition) ? 1 : 0));       \
	})
#define wait_event_timeout(head, condition, timeout)                           \
	__wait_event_timeout(head, condition, TASK_UNINTERRUPTIBLE, timeout)
#define wait_event_interruptible_timeout(head, condition, timeout)             \
	__wait_event_timeout(head, condition, TASK_INTERRUPTIBLE, timeout)

/*
 * A completion: one task waits until another has done something. complete()
 * may come first.
 */
struct completion {
	unsigned int done;
	wait_queue_head_t wait;
};

#define COMPLETION_INITIALIZER(name)                                           \
	{                                                                      \
		.done = 0, .wait = WAIT_QUEUE_HEAD_INIT((name).wait)           \
	}
#define DECLARE_COMPLETION(name)                                               \
	struct completion name = COMPLETION_INITIALIZER(name)

static inline void init_completion(struct completion *x)
{
	x->done = 0;
	init_waitqueue_head(&x->wait);
}

void complete(struct completion *x);
void wait_for_completion(struct completion *x);

/* 0, or -ERESTARTSYS when a fatal signal came first. */
int wait_for_completion_killable(struct completion *x);

#endif
