// SPDX-License-Identifier: GPL-2.0
/*
 * Semaphore operations, and taking them back.
 *
 * semop does all of its operations at once or none. One that cannot be done yet
 * leaves a sem_queue on its stack in the set's queue, and sleeps. Whoever
 * changes a value then does the operations of those that can go on, in their
 * place (update_queue), and tells them: a sleeper that wakes is done, and nobody
 * can come in between.
 *
 *      semop --try_semop--> done: update_queue, since others may go on now
 *                |
 *                `--------> must wait: queued, asleep until
 *                              update_queue has done it        0
 *                              the set was removed             EIDRM
 *                              a signal came                   EINTR
 *                              the time is up                  EAGAIN
 *
 * With SEM_UNDO the opposite of each operation is added up in the task's list,
 * and added to the values at its end; who holds a semaphore and is killed does
 * not keep it for ever.
 *
 * Lock: sem_ids.mutex. Source: semop(2), semctl(2), "SEM_UNDO"; clone(2).
 */
#include "sem.h"

#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/ipc.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>
#include <lectern/timespec.h>
#include <lectern/vmalloc.h>

#define SEMOPM_FAST 16 /* operations that need no allocation */
#define MUST_WAIT   1

struct sem_queue {
	struct list_head list; /* empty: taken off, status says why */
	struct task_struct *task;
	struct sembuf *sops, *end;
	const struct sembuf *blocking; /* the first that cannot be done */
	struct sem_undo *undo;
	bool alter; /* does more than wait for zero */
	int status;
};

struct sem_undo_list {
	atomic_t users;
	struct list_head list;
};

/* -- undo ------------------------------------------------------------------ */

/* The current task's, made when missing; NULL without memory. */
static struct sem_undo_list *get_undo_list(void)
{
	struct sem_undo_list *ul = current->semundo;

	if (ul)
		return ul;
	ul = kmalloc(sizeof(*ul), GFP_KERNEL);
	if (!ul)
		return NULL;
	atomic_set(&ul->users, 1);
	INIT_LIST_HEAD(&ul->list);
	current->semundo = ul;
	return ul;
}

/* What the current task has to take back in a set; NULL without memory. */
static struct sem_undo *get_undo(struct sem_array *sma)
{
	struct sem_undo_list *ul = get_undo_list();
	struct sem_undo *un;

	if (!ul)
		return NULL;
	list_for_each_entry(un, &ul->list, list)
		if (un->sma == sma)
			return un;
	un = kvzalloc(sizeof(*un) + sma->sem_perm.size * sizeof(s16));
	if (!un)
		return NULL;
	un->sma = sma;
	list_add(&un->list, &ul->list);
	list_add(&un->undos, &sma->undos);
	return un;
}

static void free_undo(struct sem_undo *un)
{
	list_del(&un->list);
	list_del(&un->undos);
	kvfree(un);
}

/* A value that would leave its range stops at the border. */
static void take_back(struct sem_undo *un)
{
	struct sem_array *sma = un->sma;
	u32 i;

	for (i = 0; i < sma->sem_perm.size; i++) {
		struct sem *sem = &sma->sems[i];

		if (!un->adjust[i])
			continue;
		sem->val = clamp(sem->val + un->adjust[i], 0, SEMVMX);
		sem->pid = current->tgid;
	}
	free_undo(un);
	sma->otime = ipc_seconds();
	update_queue(sma);
}

int copy_semundo(unsigned long flags, struct task_struct *p)
{
	if (!(flags & CLONE_SYSVSEM))
		return 0;
	p->semundo = get_undo_list();
	if (!p->semundo)
		return -ENOMEM;
	atomic_inc(&p->semundo->users);
	return 0;
}

void exit_sem(struct task_struct *p)
{
	struct sem_undo_list *ul = p->semundo;
	struct sem_undo *un, *next;

	p->semundo = NULL;
	if (!ul || !atomic_dec_and_test(&ul->users))
		return;
	mutex_lock(&sem_ids.mutex);
	list_for_each_entry_safe(un, next, &ul->list, list)
		take_back(un);
	mutex_unlock(&sem_ids.mutex);
	kfree(ul);
}

/* -- trying ---------------------------------------------------------------- */

/* 0, MUST_WAIT, or -EAGAIN or -ERANGE. */
static int do_one(struct sem *sem, const struct sembuf *sop,
		  struct sem_undo *un)
{
	int val = sem->val + sop->sem_op, adjust;

	if (val < 0 || (!sop->sem_op && val))
		return sop->sem_flg & IPC_NOWAIT ? -EAGAIN : MUST_WAIT;
	if (val > SEMVMX)
		return -ERANGE;
	if (sop->sem_flg & SEM_UNDO) {
		adjust = un->adjust[sop->sem_num] - sop->sem_op;
		if (adjust < -SEMAEM - 1 || adjust > SEMAEM)
			return -ERANGE;
		un->adjust[sop->sem_num] = (s16)adjust;
	}
	sem->val = val;
	return 0;
}

/* All operations, or none and the first one's answer. */
static int try_semop(struct sem_array *sma, struct sem_queue *q)
{
	const struct sembuf *sop;
	int err = 0;

	for (sop = q->sops; sop < q->end && !err; sop++)
		err = do_one(&sma->sems[sop->sem_num], sop, q->undo);
	if (!err) {
		for (sop = q->sops; sop < q->end; sop++)
			sma->sems[sop->sem_num].pid = q->task->tgid;
		sma->otime = ipc_seconds();
		return 0;
	}
	q->blocking = --sop;
	while (sop-- > q->sops) {
		sma->sems[sop->sem_num].val -= sop->sem_op;
		if (sop->sem_flg & SEM_UNDO)
			q->undo->adjust[sop->sem_num] += sop->sem_op;
	}
	return err;
}

/* -- the queue ------------------------------------------------------------- */

static void wake(struct sem_queue *q, int status)
{
	q->status = status;
	list_del_init(&q->list);
	wake_up_process(q->task);
}

/* Look at those that change values, or at those that do not. True when a value
 * was changed. */
static bool scan_queue(struct sem_array *sma, bool alter)
{
	struct sem_queue *q, *next;
	int err;

	list_for_each_entry_safe(q, next, &sma->pending, list) {
		if (q->alter != alter)
			continue;
		err = try_semop(sma, q);
		if (err == MUST_WAIT)
			continue;
		wake(q, err);
		if (!err && alter)
			return true;
	}
	return false;
}

/* Who waits for zero sees each zero; among the others the first that can. */
void update_queue(struct sem_array *sma)
{
	do
		scan_queue(sma, false);
	while (scan_queue(sma, true));
}

void abandon_set(struct sem_array *sma)
{
	struct sem_undo *un, *next_un;
	struct sem_queue *q, *next;

	list_for_each_entry_safe(un, next_un, &sma->undos, undos)
		free_undo(un);
	list_for_each_entry_safe(q, next, &sma->pending, list)
		wake(q, -EIDRM);
}

int count_waiting(const struct sem_array *sma, int semnum, bool for_zero)
{
	const struct sem_queue *q;
	int n = 0;

	list_for_each_entry(q, &sma->pending, list)
		if (q->blocking->sem_num == semnum)
			n += for_zero == !q->blocking->sem_op;
	return n;
}

void set_value(struct sem_array *sma, int semnum, int val)
{
	struct sem_undo *un;

	sma->sems[semnum].val = val;
	sma->sems[semnum].pid = current->tgid;
	list_for_each_entry(un, &sma->undos, undos)
		un->adjust[semnum] = 0;
}

/* -- semop ----------------------------------------------------------------- */

/*
 * Called and left with the mutex held; in between it is not, and the set may go.
 * Never restarted after a signal: signal(7).
 */
static int sleep_queued(struct sem_array *sma, struct sem_queue *q,
			u64 deadline)
{
	int err;

	list_add_tail(&q->list, &sma->pending);
	mutex_unlock(&sem_ids.mutex);
	err = sleep_while_queued(&q->list, deadline);
	mutex_lock(&sem_ids.mutex);
	if (list_empty(&q->list))
		return q->status;
	list_del(&q->list);
	return err == -ETIMEDOUT ? -EAGAIN : -EINTR;
}

/* May it, and what does it need? */
static int prepare(struct sem_array *sma, struct sem_queue *q)
{
	const struct sembuf *sop;
	bool undo = false;

	for (sop = q->sops; sop < q->end; sop++) {
		if (sop->sem_num >= sma->sem_perm.size)
			return -EFBIG;
		if (sop->sem_op)
			q->alter = true;
		if (sop->sem_flg & SEM_UNDO)
			undo = true;
	}
	if (ipcperms(&sma->sem_perm, q->alter ? S_IWUGO : S_IRUGO))
		return -EACCES;
	if (undo)
		q->undo = get_undo(sma);
	return undo && !q->undo ? -ENOMEM : 0;
}

static int semop_locked(int semid, struct sem_queue *q, u64 deadline)
{
	struct sem_array *sma = sem_obtain(semid);
	int err;

	if (IS_ERR(sma))
		return (int)PTR_ERR(sma);
	err = prepare(sma, q);
	if (err)
		return err;
	err = try_semop(sma, q);
	if (err == MUST_WAIT)
		return sleep_queued(sma, q, deadline);
	if (!err && q->alter)
		update_queue(sma);
	return err;
}

long do_semtimedop(int semid, const struct sembuf __user *user,
		   unsigned int nsops, const struct timespec __user *timeout)
{
	struct sembuf fast[SEMOPM_FAST];
	struct sem_queue q = { .task = current, .sops = fast };
	u64 deadline;
	int err;

	if (semid < 0 || !nsops)
		return -EINVAL;
	if (nsops > (unsigned int)SC_SEMOPM)
		return -E2BIG;
	err = get_deadline(timeout, &deadline);
	if (err)
		return err;
	if (nsops > SEMOPM_FAST)
		q.sops = kcalloc(nsops, sizeof(*q.sops), GFP_KERNEL);
	if (!q.sops)
		return -ENOMEM;
	q.end = q.sops + nsops;
	err = -EFAULT;
	if (!copy_from_user(q.sops, user, nsops * sizeof(*q.sops))) {
		mutex_lock(&sem_ids.mutex);
		err = semop_locked(semid, &q, deadline);
		mutex_unlock(&sem_ids.mutex);
	}
	if (q.sops != fast)
		kfree(q.sops);
	return err;
}
