/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel threads: tasks without user memory, all of them children of kthreadd
 * (pid 2). Process context, may sleep.
 */
#ifndef LECTERN_KTHREAD_H
#define LECTERN_KTHREAD_H

#include <lectern/compiler.h>
#include <lectern/sched.h>

/*
 * Make a thread that will run fn(data) once it is woken (wake_up_process). It
 * ends by returning from fn. ERR_PTR(-ENOMEM, -EAGAIN). The thread holds the
 * module that fn is in, if that has no call of kthread_stop.
 */
struct task_struct *__printf(3, 4)
	kthread_create(int (*fn)(void *data), void *data, const char *namefmt,
		       ...);

/* The same, and wake it. */
#define kthread_run(fn, data, namefmt, ...)                                    \
	({                                                                     \
		struct task_struct *__k =                                      \
			kthread_create(fn, data, namefmt, ##__VA_ARGS__);      \
		if (!IS_ERR(__k))                                              \
			wake_up_process(__k);                                  \
		__k;                                                           \
	})

/*
 * Ask the thread to stop and wait until it has. Returns what fn returned, or
 * -EINTR when it had never been woken: fn never runs then. The caller must know
 * that the thread has not ended by itself (it may hold a reference).
 */
int kthread_stop(struct task_struct *k);

/* For fn: has somebody called kthread_stop? Look before each sleep. */
bool kthread_should_stop(void);

/*
 * The end of a thread that holds the module it runs in: let go of the module
 * and do not come back to it. 2.4's lost this race, by module_put and return.
 */
struct module;
void __noreturn module_put_and_exit(struct module *mod, long code);

/* kthreadd's own function: pid 2. */
int kthreadd(void *unused);
extern struct task_struct *kthreadd_task;

#endif
