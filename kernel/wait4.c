// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for children: wait4, waitpid and waitid are one search with different
 * questions and different ways to write the answer.
 *
 *   a child that   is reported with   and afterwards
 *   has ended      WEXITED (wait4:    is released, its times are its parent's;
 *                  always)            with WNOWAIT it stays
 *   has stopped    WUNTRACED          is not reported until it stops again
 *   goes on        WCONTINUED         likewise
 *
 * A child is anyone's who is a thread of its parent's process (but for
 * __WNOTHREAD). Zombies stand first in a list of children (exit.c), so a search
 * that wants only them ends at the first child that lives.
 *
 * Locks: tasklist_lock over the search; a child's siglock over its stops. The
 * sleeper is on its process's wait_chldexit before it searches, and
 * do_notify_parent wakes that.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/limits.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <uapi/wait.h>

#include "tasks.h"

/* Of wait4 and waitpid. */
#define WAIT4_OPTIONS                                                          \
	(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL)
#define WAITID_EVENTS  (WEXITED | WSTOPPED | WCONTINUED)
#define WAITID_OPTIONS (WAIT4_OPTIONS | WAITID_EVENTS | WNOWAIT)

/* The question, and the answer when there is one. */
struct wait_query {
	int type; /* P_ALL, P_PID, P_PGID */
	pid_t id;
	unsigned int options;
	struct rusage __user *user_usage; /* or NULL */

	pid_t pid; /* 0: none yet */
	uid_t uid;
	int status;		    /* wait4's word */
	struct task_struct *zombie; /* to be released */
	struct rusage usage;
};

/* -- one child ------------------------------------------------------------- */

static bool is_asked_for(const struct wait_query *q, struct task_struct *p)
{
	bool clone = p->exit_signal != SIGCHLD;

	if (p->state == TASK_DEAD)
		return false;
	/* It will neither stop nor go on any more. */
	if (is_ready_zombie(p) && !(q->options & WEXITED))
		return false;
	if (q->type == P_PGID && p->signal->pgrp != q->id)
		return false;
	return q->options & __WALL || clone == !!(q->options & __WCLONE);
}

/* Take down what was found of p. tasklist_lock held. */
static bool answer(struct wait_query *q, struct task_struct *p, int status)
{
	q->pid = p->pid;
	q->uid = p->cred.uid;
	q->status = status;
	if (q->user_usage)
		fill_rusage(p, RUSAGE_BOTH, &q->usage);
	return true;
}

static bool take_zombie(struct wait_query *q, struct task_struct *p)
{
	if (!(q->options & WEXITED))
		return false;
	answer(q, p, p->exit_code);
	if (!(q->options & WNOWAIT)) {
		/* Nobody else may have it. */
		p->state = TASK_DEAD;
		q->zombie = p;
		keep_child_usage(p);
	}
	return true;
}

static bool take_stop(struct wait_query *q, struct task_struct *p)
{
	struct signal_struct *sig = p->signal;
	int status = 0;

	spin_lock_irq(&p->sighand->siglock);
	if (q->options & WUNTRACED && sig->stopped && sig->stop_code) {
		status = W_STOPCODE(sig->stop_code);
		if (!(q->options & WNOWAIT))
			sig->stop_code = 0;
	} else if (q->options & WCONTINUED && sig->continued) {
		status = W_CONTINUED;
		if (!(q->options & WNOWAIT))
			sig->continued = false;
	}
	spin_unlock_irq(&p->sighand->siglock);
	return status && answer(q, p, status);
}

static bool take(struct wait_query *q, struct task_struct *p)
{
	/* A leader may have ended, and its threads stop and go on. */
	return is_ready_zombie(p) ? take_zombie(q, p) : take_stop(q, p);
}

/* -- the search ------------------------------------------------------------ */

/*
 * Each returns 0 when a child was asked for, whether or not it has something to
 * report (q->pid says), and -ECHILD when there is none. tasklist_lock held.
 */
static int search_pid(struct wait_query *q)
{
	struct task_struct *p = find_task_by_pid(q->id);
	bool mine;

	if (!p || !thread_group_leader(p) || !is_asked_for(q, p))
		return -ECHILD;
	mine = q->options & __WNOTHREAD ? p->parent == current
					: p->parent->tgid == current->tgid;
	if (!mine)
		return -ECHILD;
	take(q, p);
	return 0;
}

static int search_children(struct wait_query *q, struct task_struct *parent)
{
	bool only_zombies = !(q->options & (WUNTRACED | WCONTINUED));
	struct task_struct *p;
	int ret = -ECHILD;

	list_for_each_entry(p, &parent->children, sibling) {
		if (!is_asked_for(q, p))
			continue;
		ret = 0;
		if (take(q, p) || (only_zombies && p->state != TASK_ZOMBIE))
			break;
	}
	return ret;
}

static int search(struct wait_query *q)
{
	struct task_struct *t;
	int ret = -ECHILD;

	if (q->type == P_PID)
		return search_pid(q);
	for_each_thread(current, t) {
		if (!search_children(q, t))
			ret = 0;
		if (q->pid || q->options & __WNOTHREAD)
			break;
	}
	return ret;
}

/*
 * 0 with q->pid set; 0 with q->pid 0 when there is nothing yet and the caller
 * does not want to wait; -ECHILD, -ERESTARTSYS, -EFAULT for user_usage.
 */
static int do_wait(struct wait_query *q)
{
	wait_queue_head_t *head = &current->signal->wait_chldexit;
	DEFINE_WAIT(wait);
	int ret;

	for (;;) {
		prepare_to_wait(head, &wait, TASK_INTERRUPTIBLE);
		spin_lock(&tasklist_lock);
		ret = search(q);
		spin_unlock(&tasklist_lock);
		if (ret || q->pid || q->options & WNOHANG)
			break;
		if (signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		schedule();
	}
	finish_wait(head, &wait);
	if (q->zombie) {
		sched_exit(q->zombie);
		release_task(q->zombie);
	}
	if (q->pid && q->user_usage &&
	    copy_to_user(q->user_usage, &q->usage, sizeof(q->usage)))
		return -EFAULT;
	return ret;
}

void wait_for_child(pid_t pid)
{
	struct wait_query q = { .type = P_PID, .id = pid, .options = WEXITED };

	do_wait(&q);
}

/* -- system calls ---------------------------------------------------------- */

SYSCALL(wait4, pid_t pid, int *status, unsigned int options,
	struct rusage *usage)
{
	struct wait_query q = {
		.options = options | WEXITED,
		.user_usage = usage,
	};
	int err;

	if (options & ~WAIT4_OPTIONS)
		return -EINVAL;
	if (pid == INT_MIN)
		return -ESRCH;
	q.type = pid > 0 ? P_PID : pid == -1 ? P_ALL : P_PGID;
	q.id = pid > 0 ? pid : pid == 0 ? current->signal->pgrp : -pid;
	err = do_wait(&q);
	if (err || !q.pid)
		return err;
	return status && put_user(q.status, status) ? -EFAULT : q.pid;
}

SYSCALL(waitpid, pid_t pid, int *status, unsigned int options)
{
	return sys_wait4(pid, status, options, NULL);
}

/* waitid(2): the same in the words of siginfo; all 0 when there is nothing. */
static void fill_siginfo(const struct wait_query *q, siginfo_t *info)
{
	int sig = q->status & 0x7F;

	memset(info, 0, sizeof(*info));
	if (!q->pid)
		return;
	info->si_signo = SIGCHLD;
	info->si_pid = q->pid;
	info->si_uid = q->uid;
	info->si_status = q->status >> 8;
	if (q->status == W_CONTINUED) {
		info->si_code = CLD_CONTINUED;
		info->si_status = SIGCONT;
	} else if (sig == 0x7F) {
		info->si_code = CLD_STOPPED;
	} else if (sig) {
		info->si_code = q->status & WCOREFLAG ? CLD_DUMPED : CLD_KILLED;
		info->si_status = sig;
	} else {
		info->si_code = CLD_EXITED;
	}
}

/* P_PGID 0 is the caller's own group. */
static int check_waitid(int type, pid_t id, unsigned int options)
{
	if (options & ~WAITID_OPTIONS || !(options & WAITID_EVENTS))
		return -EINVAL;
	if (type == P_ALL || (type == P_PID && id > 0) ||
	    (type == P_PGID && id >= 0))
		return 0;
	return -EINVAL;
}

SYSCALL(waitid, int type, pid_t id, siginfo_t *user_info, unsigned int options,
	struct rusage *usage)
{
	struct wait_query q = {
		.type = type,
		.id = type == P_PGID && !id ? current->signal->pgrp : id,
		.options = options,
		.user_usage = usage,
	};
	siginfo_t info;
	int err = check_waitid(type, id, options);

	if (!err)
		err = do_wait(&q);
	if (err)
		return err;
	fill_siginfo(&q, &info);
	/* Only what waitid defines: the caller's structure may be shorter. */
	if (user_info &&
	    copy_to_user(user_info, &info, offsetof(siginfo_t, si_utime)))
		return -EFAULT;
	return 0;
}
