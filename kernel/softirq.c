// SPDX-License-Identifier: GPL-2.0
/*
 * Softirqs: what an interrupt leaves for the moment after it, when interrupts
 * are on again.
 *
 *   user or kernel code    ----+                            +----------
 *   hard interrupt (off)       `- handler, raise_softirq -. |
 *   softirqs (interrupts on)                               `+ action
 *
 * irq_exit runs what was raised, unless the interrupted code itself was a
 * softirq or had them disabled: then that one runs them when it is done. What
 * softirqs raise is run at once, but after MAX_ROUNDS the rest is left to a
 * thread, ksoftirqd, so that a flood of work cannot keep tasks from running.
 *
 * A tasklet is a function on a list that TASKLET_SOFTIRQ runs.
 *
 * The depths of hard and soft interrupts are counted in current->preempt_count.
 * `pending` and the list of tasklets are touched with interrupts off. This file
 * turns them off and on by itself, since it is where the two worlds meet.
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/interrupt.h>
#include <lectern/kthread.h>
#include <lectern/printk.h>
#include <lectern/sched.h>

#define MAX_ROUNDS     10
#define NICE_KSOFTIRQD 19

static void (*softirq_action[NR_SOFTIRQS])(void);
static volatile unsigned long pending; /* bit n: softirq n was raised */
static struct task_struct *ksoftirqd_task;

void open_softirq(int nr, void (*action)(void))
{
	assert(nr >= 0 && nr < NR_SOFTIRQS && !softirq_action[nr]);
	softirq_action[nr] = action;
}

static void wake_ksoftirqd(void)
{
	if (ksoftirqd_task)
		wake_up_process(ksoftirqd_task);
}

void raise_softirq(int nr)
{
	set_bit(nr, &pending);

	/* In an interrupt it is run on the way out; a task has no such way. */
	if (!in_interrupt())
		wake_ksoftirqd();
}

/* Interrupts are on, and more may be raised meanwhile. */
static void run_actions(unsigned long raised)
{
	int before = current->preempt_count;
	unsigned int nr;

	for_each_set_bit(nr, &raised, NR_SOFTIRQS) {
		assert(softirq_action[nr]);
		softirq_action[nr]();
		assert(current->preempt_count == before);
	}
}

void do_softirq(void)
{
	unsigned long flags;
	int rounds = MAX_ROUNDS;

	if (in_interrupt())
		return;
	flags = local_irq_save();
	current->preempt_count += SOFTIRQ_OFFSET;
	while (pending && rounds--) {
		unsigned long raised = xchg(&pending, 0);

		local_irq_enable();
		run_actions(raised);
		local_irq_disable();
	}
	current->preempt_count -= SOFTIRQ_OFFSET;
	if (pending)
		wake_ksoftirqd();
	local_irq_restore(flags);
}

void irq_enter(void)
{
	current->preempt_count += HARDIRQ_OFFSET;
}

void irq_exit(void)
{
	assert(in_irq());
	current->preempt_count -= HARDIRQ_OFFSET;
	if (!in_interrupt() && pending)
		do_softirq();
}

void local_bh_disable(void)
{
	current->preempt_count += SOFTIRQ_OFFSET;
	barrier();
}

void local_bh_enable(void)
{
	assert(in_softirq());
	barrier();
	current->preempt_count -= SOFTIRQ_OFFSET;

	/* With interrupts off it has to wait for the next interrupt's end. */
	if (!in_interrupt() && pending && !irqs_disabled())
		do_softirq();
}

/* -- tasklets -------------------------------------------------------------- */

static LIST_HEAD(tasklets);
static DEFINE_SPINLOCK(tasklet_lock);

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long),
		  unsigned long data)
{
	INIT_LIST_HEAD(&t->list);
	t->func = func;
	t->data = data;
}

void tasklet_schedule(struct tasklet_struct *t)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklet_lock, flags);
	/* It is on the list once, however often it is asked for. */
	if (list_empty(&t->list))
		list_add_tail(&t->list, &tasklets);
	spin_unlock_irqrestore(&tasklet_lock, flags);
	raise_softirq(TASKLET_SOFTIRQ);
}

/* A tasklet may schedule itself again: that is for the next round. */
static void run_tasklets(void)
{
	LIST_HEAD(todo);

	spin_lock_irq(&tasklet_lock);
	list_splice_init(&tasklets, &todo);
	while (!list_empty(&todo)) {
		struct tasklet_struct *t =
			list_first_entry(&todo, struct tasklet_struct, list);

		list_del_init(&t->list);
		spin_unlock_irq(&tasklet_lock);
		t->func(t->data);
		spin_lock_irq(&tasklet_lock);
	}
	spin_unlock_irq(&tasklet_lock);
}

/*
 * Process context: no softirq is under way on this CPU, so the tasklet is not
 * running, and there is nothing to wait for; at most it is on the list.
 */
void tasklet_kill(struct tasklet_struct *t)
{
	unsigned long flags;

	assert(!in_interrupt());
	spin_lock_irqsave(&tasklet_lock, flags);
	list_del_init(&t->list);
	spin_unlock_irqrestore(&tasklet_lock, flags);
}

void __init softirq_init(void)
{
	open_softirq(TASKLET_SOFTIRQ, run_tasklets);
}

/* -- ksoftirqd ------------------------------------------------------------- */

static int ksoftirqd(void *unused)
{
	set_user_nice(current, NICE_KSOFTIRQD);
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!pending)
			schedule();
		set_current_state(TASK_RUNNING);
		do_softirq();
		cond_resched();
	}
	return 0;
}

static int __init ksoftirqd_init(void)
{
	struct task_struct *k = kthread_run(ksoftirqd, NULL, "ksoftirqd");

	if (IS_ERR(k))
		return (int)PTR_ERR(k);
	ksoftirqd_task = k;
	return 0;
}
core_initcall(ksoftirqd_init);
