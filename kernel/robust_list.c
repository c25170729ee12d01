// SPDX-License-Identifier: GPL-2.0
/*
 * Robust futexes: a thread that ends with locks in its hand, set_robust_list(2).
 *
 * The C library keeps a list of the locks that a thread holds, in user memory,
 * and tells the kernel where it begins. At the thread's end the kernel walks it,
 * marks each lock with FUTEX_OWNER_DIED and wakes a waiter, who gets EOWNERDEAD.
 *
 *   task->robust_list -> head: next --> lock A: next --> lock B: next --> head
 *                        futex_offset   (from the link to the lock's word)
 *                        list_op_pending: a lock being taken or released
 *
 * All of it is the program's, and can be wrong, endless or gone: it is read with
 * care, up to ROBUST_LIST_LIMIT links, and given up at the first that is bad.
 *
 * Context: the task itself, which still has its mm. No locks.
 */
#include <lectern/err.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/futex.h>

#include "futex.h"

/* The low bit of a link says that its lock inherits priorities. */
#define PI_BIT 1UL

static int mark_dead(u32 __user *uaddr, bool pi, bool pending)
{
	u32 *word = futex_lock_word(uaddr, true);
	bool wake = false;

	if (IS_ERR(word))
		return (int)PTR_ERR(word);
	if ((*word & FUTEX_TID_MASK) == (u32)current->pid) {
		wake = *word & FUTEX_WAITERS;
		*word = (*word & FUTEX_WAITERS) | FUTEX_OWNER_DIED;
	} else if (pending && !*word) {
		/* It had let go of the lock, and was about to wake. */
		wake = true;
	}
	futex_unlock_word();
	if (wake && !pi)
		futex_wake_user((int *)uaddr);
	return 0;
}

static u32 __user *word_of(u32 link, s32 offset)
{
	return (u32 __user *)((link & ~PI_BIT) + (u32)offset);
}

static void walk_list(struct robust_list_head __user *head,
		      const struct robust_list_head *copy)
{
	u32 link = copy->list.next, next;

	for (int i = 0; i < ROBUST_LIST_LIMIT; i++) {
		const u32 __user *at = (const u32 __user *)(link & ~PI_BIT);

		if (at == &head->list.next)
			return;
		/* Read before the lock is given away, and freed perhaps. */
		if (get_user(next, at))
			return;
		if ((link ^ copy->list_op_pending) & ~PI_BIT &&
		    mark_dead(word_of(link, copy->futex_offset), link & PI_BIT,
			      false))
			return;
		link = next;
		cond_resched();
	}
}

void exit_robust_list(struct task_struct *p)
{
	struct robust_list_head __user *head = p->robust_list;
	struct robust_list_head copy;
	u32 pending;

	p->robust_list = NULL;
	if (!head || copy_from_user(&copy, head, sizeof(copy)))
		return;
	pending = copy.list_op_pending;
	walk_list(head, &copy);
	if (pending)
		(void)mark_dead(word_of(pending, copy.futex_offset),
				pending & PI_BIT, true);
}

SYSCALL(set_robust_list, struct robust_list_head __user *head, size_t len)
{
	if (len != sizeof(*head))
		return -EINVAL;
	current->robust_list = head;
	return 0;
}

/* Where the list begins says where the thread's memory lies: that is for those
 * who may look into it. */
static int find_robust_list(pid_t pid, void __user **head)
{
	const struct cred *me = &current->cred;
	struct task_struct *p;
	int err = -ESRCH;

	spin_lock(&tasklist_lock);
	p = find_process_by_pid(pid);
	if (p) {
		*head = p->robust_list;
		err = p->tgid == current->tgid ||
				      has_only_ids(p, me->uid, me->gid) ||
				      capable(CAP_SYS_PTRACE)
			      ? 0
			      : -EPERM;
	}
	spin_unlock(&tasklist_lock);
	return err;
}

SYSCALL(get_robust_list, pid_t pid, void __user **uhead, size_t __user *ulen)
{
	void __user *head;
	int err = find_robust_list(pid, &head);

	if (err)
		return err;
	if (put_user(sizeof(struct robust_list_head), ulen) ||
	    put_user(head, uhead))
		return -EFAULT;
	return 0;
}
