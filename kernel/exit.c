// SPDX-License-Identifier: GPL-2.0
/*
 * The end of a task.
 *
 *   do_exit                 gives back what it has, most of it may sleep
 *     exit_notify           children to another parent; tells its own parent
 *     schedule              never comes back
 *
 *   TASK_RUNNING --exit_notify--> TASK_ZOMBIE --wait4--> TASK_DEAD --> freed
 *                       |          a process whose parent      ^
 *                       |          may ask for its exit code   |
 *                       `--- a thread; a process whose parent -'
 *                            has said that it will not ask
 *
 * A process has ended when its last thread has: the leader, if it goes first,
 * stays a zombie that nobody can wait for yet, since the process's pid is its.
 *
 * In a parent's list of children the zombies that can be waited for stand
 * first, so that wait4 does not search for them among those that live.
 *
 * The stack goes last: finish_switch (sched.c) drops that reference, when
 * another task runs. Until then nothing may sleep once the state is
 * TASK_ZOMBIE.
 *
 * Locks: tasklist_lock over all of a task's relations; siglock inside it.
 */
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/interrupt.h>
#include <lectern/ipc.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/tty.h>
#include <uapi/wait.h>

#include "tasks.h"

#define INIT_PID 1

/* -- telling the parent ---------------------------------------------------- */

/* Has it said that it does not wait? sigaction(2), SA_NOCLDWAIT. */
static bool ignores_children(struct task_struct *parent)
{
	const struct sigaction *sa = &parent->sighand->action[SIGCHLD - 1];

	return sa->sa_handler == (u32)SIG_IGN || sa->sa_flags & SA_NOCLDWAIT;
}

/*
 * The process that p leads has ended. True when nobody will wait for it: p is
 * TASK_DEAD then, and the caller releases it. tasklist_lock held.
 */
static bool end_process(struct task_struct *p)
{
	int sig = p->exit_signal;

	assert(is_ready_zombie(p));
	p->exit_code = p->signal->group_exit_code;
	list_move(&p->sibling, &p->parent->children);
	if (sig == SIGCHLD && ignores_children(p->parent))
		p->state = TASK_DEAD;
	do_notify_parent(p, sig <= _NSIG ? sig : 0);
	return p->state == TASK_DEAD;
}

/* -- children -------------------------------------------------------------- */

static struct task_struct *living_thread(struct task_struct *p)
{
	struct task_struct *t;

	for_each_thread(p, t) {
		if (!(t->flags & PF_EXITING))
			return t;
	}
	return NULL;
}

/*
 * Who is a dying task's children's parent from now on: another thread of the
 * process; the nearest ancestor that has asked for it, prctl(2),
 * PR_SET_CHILD_SUBREAPER; init.
 */
static struct task_struct *find_new_parent(struct task_struct *father)
{
	struct task_struct *p, *t = living_thread(father);

	if (t)
		return t;
	for (p = father->real_parent; p != &init_task; p = p->real_parent) {
		if (!p->signal->is_child_subreaper)
			continue;
		t = living_thread(p);
		if (t)
			return t;
	}
	return find_task_by_pid(INIT_PID);
}

static void set_parent(struct task_struct *child, struct task_struct *parent)
{
	struct task_struct *t;

	for_each_thread(child, t) {
		t->real_parent = t->parent = parent;
		if (t->pdeath_signal)
			group_send_sig_info(t->pdeath_signal, SEND_SIG_NOINFO,
					    t);
	}
	if (is_ready_zombie(child))
		list_move(&child->sibling, &parent->children);
	else
		list_move_tail(&child->sibling, &parent->children);
}

/*
 * POSIX, _exit(): when an end leaves a process group without anybody who could
 * continue it, and it has stopped members, they get SIGHUP and SIGCONT.
 * outsider is the parent outside the group, ignored whoever does not count any
 * more. tasklist_lock held.
 */
static void kill_orphaned_pgrp(struct task_struct *p,
			       struct task_struct *outsider,
			       struct task_struct *ignored)
{
	pid_t pgrp = p->signal->pgrp;

	if (outsider->signal->pgrp == pgrp ||
	    outsider->signal->session != p->signal->session)
		return;
	if (!has_stopped_jobs(pgrp) ||
	    !will_become_orphaned_pgrp(pgrp, ignored))
		return;
	__kill_pgrp(pgrp, SIGHUP, SEND_SIG_KERNEL);
	__kill_pgrp(pgrp, SIGCONT, SEND_SIG_KERNEL);
}

/* Children that are dead and unwanted afterwards go to the list unwanted. */
static void forget_original_parent(struct task_struct *father,
				   struct list_head *unwanted)
{
	struct task_struct *child, *next, *parent;

	if (list_empty(&father->children))
		return;
	parent = find_new_parent(father);
	list_for_each_entry_safe(child, next, &father->children, sibling) {
		set_parent(child, parent);
		if (parent->tgid == father->tgid)
			continue;
		child->exit_signal = SIGCHLD;
		if (is_ready_zombie(child) && end_process(child))
			list_move(&child->sibling, unwanted);
		kill_orphaned_pgrp(child, father, NULL);
	}
}

/* -- releasing ------------------------------------------------------------- */

/* Out of every list; nobody finds p any more. tasklist_lock held. */
static void unlink_task(struct task_struct *p)
{
	struct signal_struct *sig = p->signal;
	struct sighand_struct *sighand = p->sighand;

	assert(p->state == TASK_DEAD);
	unhash_pid(p);
	list_del_init(&p->tasks);
	list_del_init(&p->sibling);

	/* A sender in an interrupt, and a timer of CPU time, see all of it or
	 * nothing. */
	spin_lock_irq(&sighand->siglock);
	keep_thread_usage(p);
	list_del_init(&p->thread_group);
	flush_sigqueue(&p->pending);
	if (sig->count == 1)
		flush_sigqueue(&sig->shared_pending);
	p->signal = NULL;
	p->sighand = NULL;
	spin_unlock_irq(&sighand->siglock);
	if (sig->group_exit_task)
		wake_up(&sig->wait_chldexit);
}

/* A thread has gone: was its zombie leader waiting for that, and unwanted? */
static struct task_struct *leader_to_release(struct task_struct *leader)
{
	return is_ready_zombie(leader) && end_process(leader) ? leader : NULL;
}

void release_task(struct task_struct *p)
{
	do {
		struct task_struct *leader = NULL;
		struct sighand_struct *sighand = p->sighand;
		struct signal_struct *sig = p->signal;

		spin_lock(&tasklist_lock);
		unlink_task(p);
		if (!thread_group_leader(p))
			leader = leader_to_release(p->group_leader);
		spin_unlock(&tasklist_lock);
		put_sighand(sighand);
		put_signal(sig);
		uncharge_task(p);
		put_task_struct(p);
		p = leader;
	} while (p);
}

/* -- the end --------------------------------------------------------------- */

static void exit_mm(struct task_struct *tsk)
{
	struct mm_struct *mm = tsk->mm;

	mm_release(tsk, mm);
	if (!mm)
		return;
	keep_maxrss(tsk->signal, mm);

	/* From here on it borrows its page tables, like a kernel thread. */
	atomic_inc(&mm->mm_count);
	tsk->mm = NULL;
	mmput(mm);
}

/* True for the last thread: the process ends with its code, unless one for all
 * has been said before. */
static bool leave_process(struct task_struct *tsk)
{
	struct signal_struct *sig = tsk->signal;
	bool last;

	spin_lock(&tasklist_lock);
	spin_lock_irq(&tsk->sighand->siglock);
	assert(sig->live > 0);
	last = !--sig->live;
	if (last && !sig->group_exit) {
		sig->group_exit = true;
		sig->group_exit_code = tsk->exit_code;
	}
	spin_unlock_irq(&tsk->sighand->siglock);
	spin_unlock(&tasklist_lock);
	return last;
}

/* Does anybody want to know of tsk's end? Sets its last state. */
static bool is_unwanted(struct task_struct *tsk)
{
	tsk->state = TASK_ZOMBIE;
	if (!thread_group_leader(tsk))
		tsk->state = TASK_DEAD;
	else if (thread_group_empty(tsk))
		end_process(tsk);
	return tsk->state == TASK_DEAD;
}

static void exit_notify(struct task_struct *tsk, bool group_dead)
{
	LIST_HEAD(unwanted);
	struct task_struct *p, *next;
	bool release;

	spin_lock(&tasklist_lock);
	forget_original_parent(tsk, &unwanted);
	if (group_dead)
		kill_orphaned_pgrp(tsk, tsk->real_parent, tsk->group_leader);
	release = is_unwanted(tsk);
	if (tsk->signal->group_exit_task)
		wake_up(&tsk->signal->wait_chldexit);
	spin_unlock(&tasklist_lock);

	list_for_each_entry_safe(p, next, &unwanted, sibling)
		release_task(p);
	if (release)
		release_task(tsk);
}

/* An oops on the way out: leave what is left of it, but never run it again. */
static void __noreturn give_up(struct task_struct *tsk)
{
	pr_emerg("%s (%d) failed again while ending; what it has is lost\n",
		 tsk->comm, tsk->pid);
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule();
	}
}

void do_exit(long code)
{
	struct task_struct *tsk = current;
	bool group_dead;

	if (in_interrupt())
		panic("an interrupt handler was to be ended (code %#lx)", code);
	if (!tsk->pid)
		panic("the idle task was to be ended (code %#lx)", code);
	if (tsk->flags & PF_EXITING)
		give_up(tsk);

	exit_signals(tsk);
	tsk->exit_code = (int)code;
	group_dead = leave_process(tsk);
	if (group_dead && tsk->tgid == INIT_PID)
		panic("init has ended (%s %ld); nothing goes on without it",
		      code & 0x7f ? "signal" : "exit code",
		      code & 0x7f ? code & 0x7f : code >> 8);
	if (group_dead)
		exit_itimers(tsk->signal);
	exit_mm(tsk);
	exit_sem(tsk);
	exit_files(tsk);
	exit_fs(tsk);
	if (group_dead && tsk->signal->leader)
		disassociate_ctty();
	exit_notify(tsk, group_dead);
	if (tsk->kthread)
		kthread_ended(tsk);
	schedule();
	BUG();
}

void do_group_exit(long code)
{
	struct signal_struct *sig = current->signal;

	spin_lock(&tasklist_lock);
	spin_lock_irq(&current->sighand->siglock);
	if (sig->group_exit) {
		/* Somebody was faster, and all die of what he said. */
		code = sig->group_exit_code;
	} else if (!thread_group_empty(current)) {
		sig->group_exit = true;
		sig->group_exit_code = (int)code;
		zap_other_threads(current);
	}
	spin_unlock_irq(&current->sighand->siglock);
	spin_unlock(&tasklist_lock);
	do_exit(code);
}

SYSCALL(exit, int code)
{
	do_exit(W_EXITCODE(code, 0));
}

SYSCALL(exit_group, int code)
{
	do_group_exit(W_EXITCODE(code, 0));
}
