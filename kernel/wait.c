// SPDX-License-Identifier: GPL-2.0
/*
 * Wait queues and completions. wait.h tells how they are used, and why no
 * wake-up is lost:
 *
 *   sleeper                           waker
 *   1 prepare_to_wait: on the queue,
 *     state is TASK_INTERRUPTIBLE
 *   2 looks: is it true?              a makes it true
 *   3 schedule()                      b wake_up: state is TASK_RUNNING again
 *
 * Whatever the order of 2 and a, either the sleeper sees it, or b comes after 1
 * and makes 3 return.
 *
 * Lock: the head's own, with interrupts off, over the list and a completion's
 * count. The scheduler's lock nests inside it (try_to_wake_up).
 */
#include <lectern/bug.h>
#include <lectern/sched.h>
#include <lectern/wait.h>

bool default_wake_function(wait_queue_t *wait, unsigned int mode, void *key)
{
	return try_to_wake_up(wait->task, mode);
}

bool autoremove_wake_function(wait_queue_t *wait, unsigned int mode, void *key)
{
	bool woken = try_to_wake_up(wait->task, mode);

	if (woken)
		list_del_init(&wait->list);
	return woken;
}

/*
 * Those who want to be woken all together stand in front, exclusive ones behind
 * them in the order of their coming.
 */
static void enqueue(wait_queue_head_t *head, wait_queue_t *wait)
{
	if (wait->flags & WQ_EXCLUSIVE)
		list_add_tail(&wait->list, &head->list);
	else
		list_add(&wait->list, &head->list);
}

void add_wait_queue(wait_queue_head_t *head, wait_queue_t *wait)
{
	unsigned long flags;

	spin_lock_irqsave(&head->lock, flags);
	enqueue(head, wait);
	spin_unlock_irqrestore(&head->lock, flags);
}

void remove_wait_queue(wait_queue_head_t *head, wait_queue_t *wait)
{
	unsigned long flags;

	spin_lock_irqsave(&head->lock, flags);
	list_del_init(&wait->list);
	spin_unlock_irqrestore(&head->lock, flags);
}

void prepare_to_wait(wait_queue_head_t *head, wait_queue_t *wait, long state)
{
	unsigned long flags;

	spin_lock_irqsave(&head->lock, flags);
	if (list_empty(&wait->list))
		enqueue(head, wait);
	set_current_state(state);
	spin_unlock_irqrestore(&head->lock, flags);
}

void finish_wait(wait_queue_head_t *head, wait_queue_t *wait)
{
	set_current_state(TASK_RUNNING);

	/*
	 * Usually the waker has taken the entry off already. Looking without
	 * the lock is safe: only this task ever puts it on.
	 */
	if (!list_empty(&wait->list))
		remove_wait_queue(head, wait);
}

/* head's lock is held. */
static void wake_up_locked(wait_queue_head_t *head, unsigned int mode, int nr,
			   void *key)
{
	wait_queue_t *wait, *next;

	list_for_each_entry_safe(wait, next, &head->list, list) {
		/* func may take the entry off, its owner may then forget it. */
		bool exclusive = wait->flags & WQ_EXCLUSIVE;

		if (wait->func(wait, mode, key) && exclusive && !--nr)
			break;
	}
}

void __wake_up(wait_queue_head_t *head, unsigned int mode, int nr, void *key)
{
	unsigned long flags;

	spin_lock_irqsave(&head->lock, flags);
	wake_up_locked(head, mode, nr, key);
	spin_unlock_irqrestore(&head->lock, flags);
}

/* -- completions ----------------------------------------------------------- */

void complete(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	x->done++;
	wake_up_locked(&x->wait, TASK_NORMAL, 1, NULL);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}

/*
 * x often lies on this task's stack. The waker's last access is its unlock, and
 * the lock is taken here before x is let go.
 */
static int wait_for_common(struct completion *x, long state)
{
	int ret = 0;
	DEFINE_WAIT(wait);

	might_sleep();
	wait.flags = WQ_EXCLUSIVE;
	spin_lock_irq(&x->wait.lock);
	while (!x->done) {
		if (state == TASK_KILLABLE && fatal_signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		if (list_empty(&wait.list))
			enqueue(&x->wait, &wait);
		set_current_state(state);
		spin_unlock_irq(&x->wait.lock);
		schedule();
		spin_lock_irq(&x->wait.lock);
	}
	list_del_init(&wait.list);
	if (!ret)
		x->done--;
	spin_unlock_irq(&x->wait.lock);
	return ret;
}

void wait_for_completion(struct completion *x)
{
	int ret = wait_for_common(x, TASK_UNINTERRUPTIBLE);

	assert(!ret);
}

int wait_for_completion_killable(struct completion *x)
{
	return wait_for_common(x, TASK_KILLABLE);
}
