// SPDX-License-Identifier: GPL-2.0
/*
 * fork, vfork, clone and kernel threads: all are do_fork with different flags.
 *
 * A flag says whether the child shares a part of its parent (a count goes up)
 * or gets a copy. The steps are taken in an order in which each can be undone;
 * when one fails, the labels undo what came before it, from the last to the
 * first:
 *
 *      dup_task_struct   task and kernel stack
 *   |  charge_task       RLIMIT_NPROC, max_threads  ^ bad_fork_free
 *   |  get_pid                                      | bad_fork_cleanup_count
 *   |  copy_parts:                                  | bad_fork_cleanup_parts:
 *   |    copy_semundo    CLONE_SYSVSEM              |   the pid, and those
 *   |    copy_files      CLONE_FILES                |   parts that are there
 *   |    copy_fs         CLONE_FS                   |
 *   |    copy_sighand    CLONE_SIGHAND              |
 *   |    copy_signal     CLONE_THREAD               |
 *   |    copy_mm         CLONE_VM                   |
 *   |  copy_thread       the child's registers      |
 *   v  join_family       nothing can fail after it  |
 *      wake_up_new_task  the child may run, even end, from here on
 *
 * Until join_family nobody else can find the child. It begins its life in
 * ret_from_fork (entry.asm), with 0 in eax.
 *
 * Locks: tasklist_lock for the family, the counts of tasks and signal->count;
 * siglock for sighand->count. Process context; everything here may sleep except
 * where it says otherwise.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/ipc.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <uapi/capability.h>

#include "tasks.h"

unsigned long total_forks;

/* -- signals --------------------------------------------------------------- */

static int copy_sighand(unsigned long flags, struct task_struct *p)
{
	struct sighand_struct *sighand = current->sighand;

	if (flags & CLONE_SIGHAND) {
		spin_lock_irq(&sighand->siglock);
		sighand->count++;
		spin_unlock_irq(&sighand->siglock);
		p->sighand = sighand;
	} else {
		p->sighand = dup_sighand();
	}
	return p->sighand ? 0 : -ENOMEM;
}

/* Limits and the like; group and session come with join_family. */
static void init_signal(struct signal_struct *sig, struct task_struct *p)
{
	const struct signal_struct *old = current->signal;

	sig->count = 1;
	init_sigpending(&sig->shared_pending);
	init_waitqueue_head(&sig->wait_chldexit);
	init_itimers(sig, p);
	memcpy(sig->rlim, old->rlim, sizeof(sig->rlim));
	sig->oom_score_adj = old->oom_score_adj;
	sig->oom_score_adj_min = old->oom_score_adj_min;
}

static int copy_signal(unsigned long flags, struct task_struct *p)
{
	if (flags & CLONE_THREAD) {
		spin_lock(&tasklist_lock);
		p->signal = current->signal;
		p->signal->count++;
		spin_unlock(&tasklist_lock);
		return 0;
	}
	p->signal = kmem_cache_zalloc(signal_cachep, GFP_KERNEL);
	if (!p->signal)
		return -ENOMEM;
	init_signal(p->signal, p);
	return 0;
}

/* -- memory ---------------------------------------------------------------- */

static int copy_mm(unsigned long flags, struct task_struct *p)
{
	struct mm_struct *mm, *old = current->mm;
	int err;

	/* A kernel thread borrows one when it is switched to. */
	if (!old)
		return 0;
	if (flags & CLONE_VM) {
		atomic_inc(&old->mm_users);
		mm = old;
	} else {
		mm = mm_alloc();
		if (!mm)
			return -ENOMEM;
		err = dup_mmap(mm, old);
		if (err) {
			mmput(mm);
			return err;
		}
	}
	p->mm = p->active_mm = mm;
	return 0;
}

/* exec or exit: the vfork parent may have its memory back. */
static void complete_vfork_done(struct task_struct *p)
{
	spin_lock(&tasklist_lock);
	if (p->vfork_done)
		complete(p->vfork_done);
	p->vfork_done = NULL;
	spin_unlock(&tasklist_lock);
}

void mm_release(struct task_struct *p, struct mm_struct *mm)
{
	int *tid = p->clear_child_tid;

	if (p->robust_list && mm)
		exit_robust_list(p);
	p->clear_child_tid = NULL;

	/* Who else lives in mm may be waiting for this thread: pthread_join. */
	if (tid && mm && atomic_read(&mm->mm_users) > 1 && !put_user(0, tid))
		futex_wake_user(tid);
	if (p->vfork_done)
		complete_vfork_done(p);
}

/*
 * The parent sleeps until the child has called exec or exit. A fatal signal
 * ends that early; the completion is on this stack, so the child must forget
 * it.
 */
static void wait_for_vfork_done(struct task_struct *child,
				struct completion *vfork)
{
	if (wait_for_completion_killable(vfork)) {
		spin_lock(&tasklist_lock);
		child->vfork_done = NULL;
		spin_unlock(&tasklist_lock);
	}
	put_task_struct(child);
}

/* -- putting it together --------------------------------------------------- */

/* clone(2), "ERRORS"; what is not there (namespaces) is invalid too, once one
 * may ask for it. */
static int check_flags(unsigned long flags)
{
	const unsigned long privileged = CLONE_NEWNS | CLONE_NEWCGROUP |
					 CLONE_NEWUTS | CLONE_NEWIPC |
					 CLONE_NEWPID | CLONE_NEWNET;

	if (flags & CLONE_THREAD && !(flags & CLONE_SIGHAND))
		return -EINVAL;
	if (flags & CLONE_SIGHAND && !(flags & CLONE_VM))
		return -EINVAL;
	/* init's sibling would be nobody's child. */
	if (flags & CLONE_PARENT && current->tgid == 1)
		return -EINVAL;
	if (flags & (CLONE_NEWUSER | CLONE_PIDFD))
		return -EINVAL;
	if (flags & privileged)
		return capable(CAP_SYS_ADMIN) ? -EINVAL : -EPERM;
	return 0;
}

static void init_identity(struct task_struct *p, const struct fork_args *args)
{
	unsigned long flags = args->flags;

	p->flags &= ~(unsigned long)(PF_SUPERPRIV | PF_MEMALLOC | PF_IDLE |
				     PF_KTHREAD);
	p->flags |= PF_FORKNOEXEC | (args->fn ? PF_KTHREAD : 0);
	p->tgid = flags & CLONE_THREAD ? current->tgid : p->pid;
	p->group_leader = flags & CLONE_THREAD ? current->group_leader : p;
	p->exit_code = p->pdeath_signal = 0;
	p->start_time = ktime_get_ns();
	INIT_LIST_HEAD(&p->tasks);
	INIT_LIST_HEAD(&p->thread_group);
	INIT_LIST_HEAD(&p->children);
	INIT_LIST_HEAD(&p->sibling);
	INIT_LIST_HEAD(&p->pgrp_link);
}

/* What the child does not inherit. */
static void init_child(struct task_struct *p, const struct fork_args *args)
{
	unsigned long flags = args->flags;

	p->vfork_done = NULL;
	p->kthread = NULL;
	p->robust_list = NULL;
	p->fail_nth = 0;
	p->min_flt = p->maj_flt = 0;
	p->set_child_tid = flags & CLONE_CHILD_SETTID ? args->child_tid : NULL;
	p->clear_child_tid = flags & CLONE_CHILD_CLEARTID ? args->child_tid
							  : NULL;
	init_sigpending(&p->pending);

	/* Two tasks of one memory cannot share a signal stack. */
	if ((flags & (CLONE_VM | CLONE_VFORK)) == CLONE_VM)
		p->sas = (stack_t){ 0 };
}

static void choose_parent(struct task_struct *p, const struct fork_args *args)
{
	p->exit_signal = args->exit_signal;
	p->real_parent = current;
	if (args->flags & (CLONE_PARENT | CLONE_THREAD)) {
		p->exit_signal = current->group_leader->exit_signal;
		p->real_parent = current->real_parent;
	}
	/* A thread's end is its process's own affair. */
	if (!thread_group_leader(p))
		p->exit_signal = -1;
	p->parent = p->real_parent;
}

static void link_process(struct task_struct *p)
{
	const struct signal_struct *old = current->signal;

	p->signal->pgrp = old->pgrp;
	p->signal->session = old->session;
	p->signal->tty = old->tty;
	list_add_tail(&p->sibling, &p->parent->children);
	list_add_tail(&p->tasks, &init_task.tasks);
}

/*
 * From here on others find the child. A signal that was sent to the process or
 * its group meanwhile has not reached it; so the fork is done again after the
 * signal, and ^C gets everybody.
 */
static int join_family(struct task_struct *p, const struct fork_args *args)
{
	struct sighand_struct *sighand = current->sighand;
	int err = -ERESTARTNOINTR;

	spin_lock(&tasklist_lock);
	spin_lock_irq(&sighand->siglock);
	if (!signal_pending(current) || args->fn) {
		choose_parent(p, args);
		if (thread_group_leader(p))
			link_process(p);
		else
			list_add_tail(&p->thread_group,
				      &p->group_leader->thread_group);
		p->signal->live++;
		hash_pid(p);
		total_forks++;
		err = 0;
	}
	spin_unlock_irq(&sighand->siglock);
	spin_unlock(&tasklist_lock);
	return err;
}

/* Each step sets the child's pointer only when it has succeeded. */
static int copy_parts(unsigned long flags, struct task_struct *p)
{
	int err;

	p->mm = p->active_mm = NULL;
	p->signal = NULL;
	p->sighand = NULL;
	p->fs = NULL;
	p->files = NULL;
	p->semundo = NULL;
	err = copy_semundo(flags, p);
	if (!err)
		err = copy_files(flags, p);
	if (!err)
		err = copy_fs(flags, p);
	if (!err)
		err = copy_sighand(flags, p);
	if (!err)
		err = copy_signal(flags, p);
	if (!err)
		err = copy_mm(flags, p);
	return err;
}

static void drop_parts(struct task_struct *p)
{
	if (p->mm)
		mmput(p->mm);
	if (p->signal)
		put_signal(p->signal);
	if (p->sighand)
		put_sighand(p->sighand);
	exit_fs(p);
	exit_files(p);
	exit_sem(p);
}

/* Everything up to the child's first step; it is not yet runnable. */
static struct task_struct *copy_process(const struct fork_args *args)
{
	struct task_struct *p = dup_task_struct(current);
	int err;

	if (!p)
		return ERR_PTR(-ENOMEM);
	err = charge_task(p);
	if (err)
		goto bad_fork_free;
	err = p->pid = get_pid();
	if (err < 0)
		goto bad_fork_cleanup_count;
	init_identity(p, args);
	init_child(p, args);
	err = copy_parts(args->flags, p);
	if (err)
		goto bad_fork_cleanup_parts;
	copy_thread(p, args->stack, args->regs, args->fn, args->arg);
	if (args->flags & CLONE_SETTLS)
		err = set_tls(p, args->tls);
	if (err)
		goto bad_fork_cleanup_parts;
	sched_fork(p);
	err = join_family(p, args);
	if (err)
		goto bad_fork_cleanup_parts;
	return p;

bad_fork_cleanup_parts:
	drop_parts(p);
	spin_lock(&tasklist_lock);
	free_pid(p->pid);
	spin_unlock(&tasklist_lock);
bad_fork_cleanup_count:
	uncharge_task(p);
bad_fork_free:
	free_task(p);
	return ERR_PTR(err);
}

long do_fork(const struct fork_args *args)
{
	struct completion vfork;
	struct task_struct *p;
	pid_t pid;
	int err = check_flags(args->flags);

	if (err)
		return err;
	p = copy_process(args);
	if (IS_ERR(p))
		return PTR_ERR(p);
	pid = p->pid;

	/* The child exists; a bad address is the caller's loss. */
	if (args->flags & CLONE_PARENT_SETTID)
		(void)put_user(pid, args->parent_tid);
	if (args->flags & CLONE_VFORK) {
		init_completion(&vfork);
		p->vfork_done = &vfork;
		get_task_struct(p);
	}
	wake_up_new_task(p);
	if (args->flags & CLONE_VFORK)
		wait_for_vfork_done(p, &vfork);
	return pid;
}

/* -- who asks for it ------------------------------------------------------- */

pid_t kernel_thread(int (*fn)(void *), void *arg, unsigned long flags)
{
	const struct fork_args args = {
		.flags = (flags & ~(unsigned long)CSIGNAL) | CLONE_VM,
		.exit_signal = (int)(flags & CSIGNAL),
		.fn = fn,
		.arg = arg,
	};

	return (pid_t)do_fork(&args);
}

static long fork_by_flags(unsigned long flags)
{
	const struct fork_args args = {
		.flags = flags,
		.exit_signal = SIGCHLD,
		.regs = current_pt_regs(),
	};

	return do_fork(&args);
}

SYSCALL(fork, void)
{
	return fork_by_flags(0);
}

SYSCALL(vfork, void)
{
	return fork_by_flags(CLONE_VFORK | CLONE_VM);
}

SYSCALL(clone, unsigned long flags, unsigned long stack, int *parent_tid,
	unsigned long tls, int *child_tid)
{
	const struct fork_args args = {
		.flags = flags & ~(unsigned long)CSIGNAL,
		.exit_signal = (int)(flags & CSIGNAL),
		.stack = stack,
		.parent_tid = parent_tid,
		.child_tid = child_tid,
		.tls = tls,
		.regs = current_pt_regs(),
	};

	return do_fork(&args);
}

SYSCALL(set_tid_address, int *tid)
{
	current->clear_child_tid = tid;
	return current->pid;
}
