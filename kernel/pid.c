// SPDX-License-Identifier: GPL-2.0
/*
 * Process ids: from a number to who bears it.
 *
 * A number has up to three uses, and it is not given out again while one of
 * them lasts: it names a task, a process group, and a session. A group outlives
 * the process that it is named after. So each number has a struct pid, counted
 * by its users:
 *
 *   pid_idr                struct pid 7              struct pid 9
 *   +---+---+---+     nr 7, users 3, task A     nr 9, users 1, task B
 *   | 7 | 9 | . |     group: A - B
 *   +---+---+---+
 *   users of 7: task A, the group's member A, the group's member B
 *   (sessions are counted in the same way, but have no list)
 *
 * A number is reused late: the search for a free one goes on behind the last
 * one given, and after the first round begins at RESERVED_PIDS, so that the
 * pids of what the system started first do not turn up elsewhere.
 *
 * Lock: tasklist_lock guards the idr, every struct pid, and the links of all
 * tasks. No interrupt takes it.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/idr.h>
#include <lectern/init.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>

#include "tasks.h"

#define RESERVED_PIDS 300

struct pid {
	pid_t nr;
	int users;
	struct task_struct *task;
	struct list_head group; /* leaders, through pgrp_link */
};

DEFINE_SPINLOCK(tasklist_lock);
int pid_max = PID_MAX_DEFAULT;

static DEFINE_IDR(pid_idr);
pid_t last_pid;
static struct kmem_cache *pid_cachep;

void __init pid_init(void)
{
	pid_cachep =
		kmem_cache_create("pid", sizeof(struct pid), 0, SLAB_PANIC);
}

/* -- numbers --------------------------------------------------------------- */

static struct pid *find_pid(pid_t nr)
{
	return idr_find(&pid_idr, nr);
}

static void put_pid(struct pid *pid)
{
	assert(pid->users > 0);
	if (--pid->users)
		return;
	assert(!pid->task && list_empty(&pid->group));
	idr_remove(&pid_idr, pid->nr);
	kmem_cache_free(pid_cachep, pid);
}

pid_t get_pid(void)
{
	struct pid *pid = kmem_cache_alloc(pid_cachep, GFP_KERNEL);
	int first, nr;

	if (!pid)
		return -ENOMEM;
	pid->users = 1;
	pid->task = NULL;
	INIT_LIST_HEAD(&pid->group);
	spin_lock(&tasklist_lock);
	first = pid_idr.next > RESERVED_PIDS ? RESERVED_PIDS : 1;
	nr = idr_alloc_cyclic(&pid_idr, pid, first, pid_max, GFP_ATOMIC);
	pid->nr = nr;
	if (nr > 0)
		last_pid = nr;
	spin_unlock(&tasklist_lock);
	if (nr < 0)
		kmem_cache_free(pid_cachep, pid);
	return nr == -ENOSPC ? -EAGAIN : nr;
}

void free_pid(pid_t nr)
{
	assert_spin_locked(&tasklist_lock);
	put_pid(find_pid(nr));
}

/* -- tasks ----------------------------------------------------------------- */

struct task_struct *find_task_by_pid(pid_t nr)
{
	struct pid *pid = find_pid(nr);

	return pid ? pid->task : NULL;
}

struct task_struct *find_process_by_pid(pid_t pid)
{
	return pid ? find_task_by_pid(pid) : current;
}

struct task_struct *next_task_by_pid(pid_t from)
{
	struct pid *pid;
	int nr = from;

	assert_spin_locked(&tasklist_lock);
	while ((pid = idr_get_next(&pid_idr, &nr)) != NULL) {
		if (pid->task)
			return pid->task;
		nr++;
	}
	return NULL;
}

/* -- process groups and sessions ------------------------------------------- */

struct list_head *pgrp_members(pid_t pgrp)
{
	struct pid *pid = find_pid(pgrp);

	return pid && !list_empty(&pid->group) ? &pid->group : NULL;
}

/* pid 0 is group and session of the kernel's own tasks, and not in the idr. */
static void join(struct task_struct *leader)
{
	struct pid *pgrp = find_pid(leader->signal->pgrp);
	struct pid *session = find_pid(leader->signal->session);

	if (pgrp) {
		pgrp->users++;
		list_add_tail(&leader->pgrp_link, &pgrp->group);
	}
	if (session)
		session->users++;
}

static void leave(struct task_struct *leader)
{
	struct pid *pgrp = find_pid(leader->signal->pgrp);
	struct pid *session = find_pid(leader->signal->session);

	if (pgrp) {
		list_del_init(&leader->pgrp_link);
		put_pid(pgrp);
	}
	if (session)
		put_pid(session);
}

void change_pgrp(struct task_struct *p, pid_t pgrp, pid_t session)
{
	struct task_struct *leader = p->group_leader;

	assert_spin_locked(&tasklist_lock);
	leave(leader);
	p->signal->pgrp = pgrp;
	p->signal->session = session;
	join(leader);
}

/* -- the task's own -------------------------------------------------------- */

void hash_pid(struct task_struct *p)
{
	struct pid *pid = find_pid(p->pid);

	assert_spin_locked(&tasklist_lock);
	assert(pid && !pid->task);
	pid->task = p;
	if (thread_group_leader(p))
		join(p);
}

void unhash_pid(struct task_struct *p)
{
	struct pid *pid = find_pid(p->pid);

	assert_spin_locked(&tasklist_lock);
	assert(pid && pid->task == p);
	if (thread_group_leader(p))
		leave(p);
	pid->task = NULL;
	put_pid(pid);
}

/* The leader's number, and its place in every list, become the thread's. */
static void replace_leader(struct task_struct *leader, struct task_struct *p)
{
	struct pid *theirs = find_pid(leader->pid), *ours = find_pid(p->pid);

	theirs->task = p;
	ours->task = leader;
	swap(leader->pid, p->pid);
	list_replace(&leader->tasks, &p->tasks);
	list_replace(&leader->sibling, &p->sibling);
	INIT_LIST_HEAD(&leader->tasks);
	INIT_LIST_HEAD(&leader->sibling);
	/* The kernel's own group has no list. */
	if (!list_empty(&leader->pgrp_link))
		list_replace(&leader->pgrp_link, &p->pgrp_link);
	INIT_LIST_HEAD(&leader->pgrp_link);
}

void take_leadership(void)
{
	struct task_struct *p = current, *leader = p->group_leader;

	spin_lock(&tasklist_lock);
	assert(p != leader && leader->state == TASK_ZOMBIE);
	assert(p->signal->live == 1);
	replace_leader(leader, p);
	p->start_time = leader->start_time;
	p->exit_signal = SIGCHLD;
	p->group_leader = leader->group_leader = p;
	p->signal->tsk = p;
	leader->exit_signal = -1;
	leader->state = TASK_DEAD;
	spin_unlock(&tasklist_lock);
	release_task(leader);
}

/* -- system calls ---------------------------------------------------------- */

SYSCALL(getpid, void)
{
	return current->tgid;
}

SYSCALL(gettid, void)
{
	return current->pid;
}

SYSCALL(getppid, void)
{
	pid_t pid;

	spin_lock(&tasklist_lock);
	pid = current->real_parent->tgid;
	spin_unlock(&tasklist_lock);
	return pid;
}
