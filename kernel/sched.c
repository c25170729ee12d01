// SPDX-License-Identifier: GPL-2.0
/*
 * The scheduler, as in Linux 2.4.
 *
 * Each task has a counter: the ticks that it may still run in this epoch. The
 * tick takes one from the task that runs. schedule() looks at every runnable
 * task and takes the one with the highest goodness:
 *
 *   real-time (SCHED_FIFO, SCHED_RR)   1000 + rt_priority
 *   others with ticks left             counter + 20 - nice, and 1 more if no
 *                                      page tables need to be switched
 *   others without                     0
 *   has just called sched_yield        -1
 *
 * When the best is 0, all have used up their ticks: a new epoch begins, and
 * every task of the system gets counter / 2 + ticks. A task that slept keeps
 * half of what it had left, so that what waits for a person or a disk comes
 * first when it wakes; it can save up to twice its ticks.
 *
 *   epoch     7 . . . . . . . . . . . . 8 . . . . . . . . . . . . 9
 *   busy      6 5 4 3 2 1 0             6 5 4 3 . . .
 *   sleeper   6 5 (sleeps)              8                        10
 *
 * 2.4 walks all tasks at a new epoch. Here sleepers are left alone: each task
 * knows the epoch that its counter belongs to, and catches up when it wakes. So
 * nothing in this file costs more when more tasks sleep.
 *
 * Lock: runqueue_lock, interrupts off, guards the list of runnable tasks and
 * every task's scheduling fields. It is taken by the task that leaves the CPU
 * and released by the one that gets it (spin_lock_hand_over). It is innermost:
 * nothing is taken under it.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/interrupt.h>
#include <lectern/panic.h>
#include <lectern/sched.h>
#include <lectern/time.h>
#include <lectern/watchdog.h>

#include "tasks.h"

#define RT_GOODNESS   1000  /* more than any counter and nice make */
#define IDLE_GOODNESS -1000 /* pid 0 runs when nobody else can */

static DEFINE_SPINLOCK(runqueue_lock);
static LIST_HEAD(runqueue);
static unsigned int tasks_running;	   /* on the runqueue */
static unsigned int tasks_uninterruptible; /* asleep, in the load average */
static unsigned int sched_epoch;

/* The address space that the task before has stopped borrowing. */
static struct mm_struct *mm_to_drop;

unsigned long nr_context_switches;

/* -- ticks and epochs ------------------------------------------------------ */

/* nice -20: 11 ticks, 0: 6 (60 ms), 19: 1. */
long nice_to_ticks(long nice)
{
	return (20 - nice) / 4 + 1;
}

/*
 * Give p what the epochs since its last one would have given it. The counter
 * converges: after some steps there is nothing more to add.
 */
static void catch_up(struct task_struct *p)
{
	long ticks = nice_to_ticks(p->nice);

	for (; p->epoch != sched_epoch; p->epoch++) {
		long counter = p->counter / 2 + ticks;

		if (counter == p->counter)
			break;
		p->counter = counter;
	}
	p->epoch = sched_epoch;
}

static void new_epoch(void)
{
	struct task_struct *p;

	sched_epoch++;
	list_for_each_entry(p, &runqueue, run_list)
		catch_up(p);
}

static long goodness(const struct task_struct *p, const struct mm_struct *mm)
{
	if (p->policy != SCHED_OTHER)
		return RT_GOODNESS + (long)p->rt_priority;
	if (p->yielding)
		return -1;
	if (!p->counter)
		return 0;
	return p->counter + 20 - p->nice + (p->mm == mm || !p->mm);
}

/* -- the runqueue ---------------------------------------------------------- */

bool task_on_runqueue(const struct task_struct *p)
{
	return !list_empty(&p->run_list);
}

unsigned int nr_running(void)
{
	return tasks_running;
}

unsigned int nr_uninterruptible(void)
{
	return tasks_uninterruptible;
}

/*
 * Of two that are equally good the first in the list is taken: a task that has
 * just woken, but of real-time tasks the one that has waited longest.
 */
static void enqueue_task(struct task_struct *p)
{
	catch_up(p);
	if (p->policy == SCHED_OTHER)
		list_add(&p->run_list, &runqueue);
	else
		list_add_tail(&p->run_list, &runqueue);
	tasks_running++;
}

static void dequeue_task(struct task_struct *p)
{
	list_del_init(&p->run_list);
	tasks_running--;
}

/* p has become runnable or better: should it run instead of current? */
static void check_preempt(const struct task_struct *p)
{
	struct task_struct *curr = current;

	if (curr->flags & PF_IDLE ||
	    goodness(p, curr->active_mm) > goodness(curr, curr->active_mm))
		set_bit(TIF_NEED_RESCHED, &curr->work);
}

bool try_to_wake_up(struct task_struct *p, unsigned int mode)
{
	unsigned long flags;
	bool woken;

	spin_lock_irqsave(&runqueue_lock, flags);
	woken = p->state & (long)mode;
	if (woken) {
		bool asleep = !task_on_runqueue(p);

		/* Not asleep: it is on its way into schedule(), stays here. */
		if (asleep && p->state & TASK_UNINTERRUPTIBLE)
			tasks_uninterruptible--;
		p->state = TASK_RUNNING;
		if (asleep) {
			enqueue_task(p);
			check_preempt(p);
		}
	}
	spin_unlock_irqrestore(&runqueue_lock, flags);
	return woken;
}

bool wake_up_process(struct task_struct *p)
{
	return try_to_wake_up(p, TASK_NORMAL);
}

/* -- life and death -------------------------------------------------------- */

void sched_fork(struct task_struct *child)
{
	struct task_struct *parent = current;

	/* No signal may wake it before it is complete. */
	child->state = TASK_UNINTERRUPTIBLE;
	child->work = 0;
	child->preempt_count = 0;
	child->locks_held = 0;
	INIT_LIST_HEAD(&child->run_list);
	child->yielding = false;
	child->run_ns = child->last_ran = 0;
	child->utime = child->stime = 0;
	child->utime_told = child->stime_told = 0;
	child->nvcsw = child->nivcsw = 0;

	/* Forking makes nobody faster: parent and child share the ticks. */
	spin_lock_irq(&runqueue_lock);
	child->counter = (parent->counter + 1) / 2;
	child->epoch = sched_epoch;
	parent->counter /= 2;
	spin_unlock_irq(&runqueue_lock);
}

/* The parent runs on, though its last tick may be the child's now: the clock sends
 * it away at the next one. Of several children the eldest has the first turn. */
void wake_up_new_task(struct task_struct *p)
{
	spin_lock_irq(&runqueue_lock);
	assert(p->state == TASK_UNINTERRUPTIBLE && !task_on_runqueue(p));
	p->state = TASK_RUNNING;
	enqueue_task(p);
	list_move_tail(&p->run_list, &runqueue);
	if (current->flags & PF_IDLE)
		set_bit(TIF_NEED_RESCHED, &current->work);
	spin_unlock_irq(&runqueue_lock);
}

void sched_exit(struct task_struct *p)
{
	struct task_struct *parent = current;
	long most = 2 * nice_to_ticks(parent->nice);

	/* What sched_hurry() gave is not left to anybody. */
	spin_lock_irq(&runqueue_lock);
	if (p->epoch == sched_epoch && parent->counter < most &&
	    p->counter <= 2 * nice_to_ticks(p->nice))
		parent->counter = min(parent->counter + p->counter, most);
	spin_unlock_irq(&runqueue_lock);
}

/* -- choosing and switching ------------------------------------------------ */

void switch_mm(struct mm_struct *prev, struct mm_struct *next)
{
	if (prev != next)
		load_cr3(next->pgd);
}

/*
 * A kernel thread has no address space of its own and borrows the one that is
 * loaded (all have the kernel's part in common): no CR3 load, no TLB flush. The
 * loan counts in mm_count, so that the page tables outlive their process.
 */
static void switch_address_space(struct task_struct *prev,
				 struct task_struct *next)
{
	struct mm_struct *old = prev->active_mm;

	if (next->mm) {
		switch_mm(old, next->mm);
	} else {
		next->active_mm = old;
		atomic_inc(&old->mm_count);
	}
	if (!prev->mm) {
		prev->active_mm = NULL;
		mm_to_drop = old;
	}
}

/*
 * The first thing a task does when it is back on the CPU: end what the task
 * before began. A dead one was still using its stack until now.
 */
static void finish_switch(struct task_struct *prev)
{
	bool dead = prev->state & (TASK_ZOMBIE | TASK_DEAD);
	struct mm_struct *mm = mm_to_drop;

	mm_to_drop = NULL;
	spin_unlock_irq(&runqueue_lock);
	if (mm)
		mmdrop(mm);
	if (unlikely(dead))
		put_task_struct(prev);
}

void schedule_tail(struct task_struct *prev)
{
	finish_switch(prev);

	/* clone(2), CLONE_CHILD_SETTID; a bad address is the caller's loss. */
	if (current->set_child_tid &&
	    put_user(current->pid, current->set_child_tid))
		current->set_child_tid = NULL;
}

static void context_switch(struct task_struct *prev, struct task_struct *next)
{
	u64 now = ktime_get_ns();

	nr_context_switches++;
	prev->run_ns += now - prev->last_ran;
	next->last_ran = now;
	switch_address_space(prev, next);
	spin_lock_hand_over(&runqueue_lock, next);
	prev = switch_to(prev, next);
	finish_switch(prev);
}

/* The best of the runnable tasks, pid 0 when there is none. */
static struct task_struct *pick_next(const struct mm_struct *mm)
{
	struct task_struct *p, *next;
	long best;

	for (;;) {
		next = &init_task;
		best = IDLE_GOODNESS;
		list_for_each_entry(p, &runqueue, run_list) {
			long weight = goodness(p, mm);

			if (weight > best) {
				best = weight;
				next = p;
			}
		}
		if (best)
			return next;
		new_epoch();
	}
}

/* May a task in this state sleep, or is there a signal for it? */
static bool stays_awake(struct task_struct *p)
{
	if (p->state == TASK_INTERRUPTIBLE)
		return signal_pending(p);
	return p->state == TASK_KILLABLE && fatal_signal_pending(p);
}

/* Take the current task off the queue if it wants to sleep. */
static void leave_cpu(struct task_struct *prev)
{
	if (prev->state == TASK_RUNNING || stays_awake(prev)) {
		prev->state = TASK_RUNNING;
		prev->nivcsw++;
		if (prev->policy == SCHED_RR && !prev->counter) {
			prev->counter = nice_to_ticks(prev->nice);
			list_move_tail(&prev->run_list, &runqueue);
		}
		return;
	}
	assert(!(prev->flags & PF_IDLE));
	prev->nvcsw++;
	if (prev->state & TASK_UNINTERRUPTIBLE)
		tasks_uninterruptible++;
	dequeue_task(prev);
}

void schedule(void)
{
	struct task_struct *prev = current;
	struct task_struct *next;

	might_sleep();
	assert(!in_interrupt());
	if (unlikely(prev->stack_canary != STACK_MAGIC))
		panic("the kernel stack of %s (%d) has overflowed", prev->comm,
		      prev->pid);

	prev->wchan = (unsigned long)__builtin_return_address(0);
	spin_lock_irq(&runqueue_lock);
	touch_softlockup_watchdog();
	leave_cpu(prev);
	clear_bit(TIF_NEED_RESCHED, &prev->work);
	next = pick_next(prev->active_mm);
	prev->yielding = false;
	if (next != prev)
		context_switch(prev, next);
	else
		spin_unlock_irq(&runqueue_lock);
}

void yield(void)
{
	struct task_struct *p = current;

	/* One runnable task, this one: nobody to give way to. */
	if (tasks_running <= 1)
		return;
	spin_lock_irq(&runqueue_lock);
	p->yielding = true;
	if (task_on_runqueue(p))
		list_move_tail(&p->run_list, &runqueue);
	spin_unlock_irq(&runqueue_lock);
	schedule();
}

bool __cond_resched(void)
{
	/* Until pid 0 idles it boots, and nothing may overtake it. */
	if (current->flags & PF_IDLE)
		return false;
	schedule();
	return true;
}

/* -- the tick -------------------------------------------------------------- */

void scheduler_tick(bool user)
{
	struct task_struct *p = current;

	account_tick(user);
	if (p->flags & PF_IDLE || p->policy == SCHED_FIFO)
		return;
	spin_lock(&runqueue_lock);
	if (p->counter > 0)
		p->counter--;
	if (!p->counter)
		set_bit(TIF_NEED_RESCHED, &p->work);
	spin_unlock(&runqueue_lock);
}

u64 task_run_ns(struct task_struct *p)
{
	unsigned long flags;
	u64 ns;

	spin_lock_irqsave(&runqueue_lock, flags);
	ns = p->run_ns;
	if (p == current)
		ns += ktime_get_ns() - p->last_ran;
	spin_unlock_irqrestore(&runqueue_lock, flags);
	return ns;
}

/* -- changing a task's lot ------------------------------------------------- */

void set_user_nice(struct task_struct *p, long nice)
{
	unsigned long flags;

	assert(nice >= PRIO_MIN && nice < PRIO_MAX);
	spin_lock_irqsave(&runqueue_lock, flags);
	catch_up(p);
	p->nice = nice;
	/* A changed order is seen at the next choice; let it be soon. */
	set_bit(TIF_NEED_RESCHED, &current->work);
	spin_unlock_irqrestore(&runqueue_lock, flags);
}

void sched_hurry(struct task_struct *p)
{
	unsigned long flags;

	spin_lock_irqsave(&runqueue_lock, flags);
	catch_up(p);
	p->counter = HZ;
	set_bit(TIF_NEED_RESCHED, &current->work);
	spin_unlock_irqrestore(&runqueue_lock, flags);
}

void set_scheduler(struct task_struct *p, unsigned int policy,
		   unsigned int rt_priority)
{
	unsigned long flags;

	spin_lock_irqsave(&runqueue_lock, flags);
	p->policy = policy;
	p->rt_priority = rt_priority;
	if (task_on_runqueue(p))
		list_move_tail(&p->run_list, &runqueue);
	set_bit(TIF_NEED_RESCHED, &current->work);
	spin_unlock_irqrestore(&runqueue_lock, flags);
}

/* -- idle ------------------------------------------------------------------ */

void cpu_idle(void)
{
	for (;;) {
		/*
		 * Interrupts are off between the look and the hlt, or a wake-up
		 * in between would be slept through; safe_halt turns them on.
		 */
		local_irq_disable();
		if (!need_resched()) {
			safe_halt();
			continue;
		}
		local_irq_enable();
		schedule();
	}
}
