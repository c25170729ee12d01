// SPDX-License-Identifier: GPL-2.0
/*
 * The memory of tasks, and how many there may be.
 *
 * A task_struct is counted: it lives until nobody waits for its exit code any
 * more, until it has left the CPU for the last time (it runs on a stack in the
 * same two pages), and until nobody else holds it by get_task_struct. What its
 * threads share has counts of its own: sighand_struct and signal_struct here,
 * mm, files and fs in their rooms.
 *
 * Locks: tasklist_lock guards the counts of tasks and signal->count, siglock
 * guards sighand->count; task->usage is atomic.
 */
#include <lectern/bug.h>
#include <lectern/init.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <uapi/capability.h>

#include "tasks.h"

#define TASK_ORDER 1 /* 2^1 pages: THREAD_SIZE */

/* Of memory, at most one eighth goes into kernel stacks. */
#define STACKS_SHARE 8

int max_threads;
int nr_threads; /* tasks but pid 0 */

/* -- the task itself ------------------------------------------------------- */

struct task_struct *dup_task_struct(const struct task_struct *orig)
{
	union task_union *stack;
	struct task_struct *p;

	BUILD_BUG_ON(THREAD_SIZE != PAGE_SIZE << TASK_ORDER);
	BUILD_BUG_ON(sizeof(struct task_struct) > THREAD_SIZE / 4);
	stack = get_free_pages(GFP_KERNEL, TASK_ORDER);
	if (!stack)
		return NULL;
	p = &stack->task;
	*p = *orig;
	get_uid(p->user);
	p->stack_canary = STACK_MAGIC;

	/* One for who waits for it, one until it has left the CPU for good. */
	atomic_set(&p->usage, 2);
	return p;
}

void free_task(struct task_struct *p)
{
	free_uid(p->user);
	free_pages(p, TASK_ORDER);
}

void get_task_struct(struct task_struct *p)
{
	atomic_inc(&p->usage);
}

void put_task_struct(struct task_struct *p)
{
	if (!atomic_dec_and_test(&p->usage))
		return;
	assert(p != current && !p->sighand && !p->signal);
	free_task(p);
}

/* -- counting -------------------------------------------------------------- */

static bool may_have_another(struct user_struct *user)
{
	return user == &root_user ||
	       (unsigned long)user->processes < rlimit(RLIMIT_NPROC) ||
	       capable(CAP_SYS_RESOURCE) || capable(CAP_SYS_ADMIN);
}

int charge_task(struct task_struct *p)
{
	int err = -EAGAIN;

	spin_lock(&tasklist_lock);
	if (nr_threads < max_threads && may_have_another(p->user)) {
		nr_threads++;
		p->user->processes++;
		err = 0;
	}
	spin_unlock(&tasklist_lock);
	return err;
}

void uncharge_task(struct task_struct *p)
{
	spin_lock(&tasklist_lock);
	nr_threads--;
	p->user->processes--;
	spin_unlock(&tasklist_lock);
}

/* -- what threads share ---------------------------------------------------- */

struct sighand_struct *dup_sighand(void)
{
	struct sighand_struct *new, *old = current->sighand;

	new = kmem_cache_alloc(sighand_cachep, GFP_KERNEL);
	if (!new)
		return NULL;
	new->count = 1;
	spin_lock_init(&new->siglock);
	spin_lock_irq(&old->siglock);
	memcpy(new->action, old->action, sizeof(new->action));
	spin_unlock_irq(&old->siglock);
	return new;
}

void put_sighand(struct sighand_struct *sighand)
{
	bool last;

	spin_lock_irq(&sighand->siglock);
	last = !--sighand->count;
	spin_unlock_irq(&sighand->siglock);
	if (last)
		kmem_cache_free(sighand_cachep, sighand);
}

void put_signal(struct signal_struct *sig)
{
	bool last;

	spin_lock(&tasklist_lock);
	last = !--sig->count;
	spin_unlock(&tasklist_lock);
	if (last)
		kmem_cache_free(signal_cachep, sig);
}

/* -- boot ------------------------------------------------------------------ */

void __init fork_init(unsigned long mempages)
{
	struct rlimit *rlim = init_task.signal->rlim;

	max_threads =
		(int)(mempages / (THREAD_SIZE / PAGE_SIZE) / STACKS_SHARE);
	rlim[RLIMIT_NPROC].rlim_cur = rlim[RLIMIT_NPROC].rlim_max =
		(u32)max_threads / 2;
	rlim[RLIMIT_SIGPENDING] = rlim[RLIMIT_NPROC];
	pid_init();
}
