// SPDX-License-Identifier: GPL-2.0
/*
 * Workqueue: one kernel thread, kworker, which does what was queued, in order.
 *
 *   interrupt, softirq, task              kworker
 *   schedule_work: queues, wakes -------> takes the first off the list
 *                                         func(work), which may sleep
 *                                         wakes who waits in flush_work
 *
 * A work is off the list before its function runs: so it may be queued anew
 * meanwhile, and is then done again. One thread means that a work which sleeps
 * holds up those behind it; who has long work wants a thread of his own.
 *
 * Lock: work_lock, interrupts off, guards the list and `running`.
 */
#include <lectern/workqueue.h>

#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/kthread.h>
#include <lectern/wait.h>

static DEFINE_SPINLOCK(work_lock);
static LIST_HEAD(works);
static struct work_struct *running;
static DECLARE_WAIT_QUEUE_HEAD(more_work);
static DECLARE_WAIT_QUEUE_HEAD(work_done);

bool schedule_work(struct work_struct *work)
{
	unsigned long flags;
	bool queued;

	spin_lock_irqsave(&work_lock, flags);
	queued = list_empty(&work->entry);
	if (queued)
		list_add_tail(&work->entry, &works);
	spin_unlock_irqrestore(&work_lock, flags);
	wake_up_interruptible(&more_work);
	return queued;
}

static bool is_idle(const struct work_struct *work)
{
	bool idle;

	spin_lock_irq(&work_lock);
	idle = running != work && list_empty(&work->entry);
	spin_unlock_irq(&work_lock);
	return idle;
}

void flush_work(struct work_struct *work)
{
	wait_event(work_done, is_idle(work));
}

/* The first work becomes the one that runs; NULL: there is none. */
static struct work_struct *next_work(void)
{
	spin_lock_irq(&work_lock);
	running = list_first_entry_or_null(&works, struct work_struct, entry);
	if (running)
		list_del_init(&running->entry);
	spin_unlock_irq(&work_lock);
	return running;
}

static int kworker(void *unused)
{
	struct work_struct *work;

	while (!kthread_should_stop()) {
		wait_event_interruptible(more_work,
					 kthread_should_stop() || next_work());
		while ((work = running)) {
			work->func(work);
			next_work();
			wake_up_all(&work_done);
		}
	}
	return 0;
}

static int __init kworker_init(void)
{
	struct task_struct *k = kthread_run(kworker, NULL, "kworker/0");

	return IS_ERR(k) ? (int)PTR_ERR(k) : 0;
}
core_initcall(kworker_init);
