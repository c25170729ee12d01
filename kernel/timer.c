// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel timers on a wheel with cascades, as in Linux 2.4.
 *
 * The first level has a slot for each of the next 256 ticks. A slot of the next
 * level stands for 256 ticks, of the next for 64 times as many, and so on: a
 * timer goes into the finest level that reaches to its time. When the first
 * level has gone round, the next slot of the second is dealt out over it:
 *
 *   level 0   |0|1|2| ... |255|           one tick a slot; runs what is in it
 *                  ^ now        \
 *   level 1   |0|1|2| ... |63|   `-- at 0: slot 1 of level 1 moves up
 *                                    (and at its 0, one of level 2, ...)
 *   levels 2, 3, 4: 64 slots each; together they cover 2^32 ticks
 *
 * So adding and removing are a list operation, whatever the number of timers,
 * and a timer is moved at most four times in its life.
 *
 * What programs sleep for is finer than a tick, and is kept in hrtimer.c.
 *
 * The tick only counts and raises TIMER_SOFTIRQ; the functions run there, with
 * interrupts on.
 *
 * Lock: timer_lock, interrupts off, guards the wheel and every pending timer's
 * entry. It is not held while a timer's function runs.
 */
#include <lectern/bug.h>
#include <lectern/init.h>
#include <lectern/interrupt.h>
#include <lectern/module.h>
#include <lectern/sched.h>
#include <lectern/timer.h>

#include "tasks.h"

#define LEVELS	   5
#define ROOT_BITS  8
#define LEVEL_BITS 6
#define ROOT_SLOTS (1UL << ROOT_BITS)
#define SLOTS	   (1UL << LEVEL_BITS)

volatile unsigned long jiffies;

static DEFINE_SPINLOCK(timer_lock);
static struct list_head root_level[ROOT_SLOTS];
static struct list_head levels[LEVELS - 1][SLOTS];

/* The tick that is to be run next; runs after jiffies. */
static unsigned long timer_jiffies;

/* Where the bits of a tick begin that are the index in level n (from 1 on). */
static unsigned int level_shift(unsigned int n)
{
	return ROOT_BITS + (n - 1) * LEVEL_BITS;
}

static unsigned long level_index(unsigned int n, unsigned long tick)
{
	return tick >> level_shift(n) & (SLOTS - 1);
}

/* The slot for a time. timer_lock held. */
static struct list_head *find_slot(unsigned long expires)
{
	unsigned long delta = expires - timer_jiffies;
	unsigned int n = 1;

	/* Already past: the next tick. */
	if ((long)delta < 0)
		return &root_level[timer_jiffies & (ROOT_SLOTS - 1)];
	if (delta < ROOT_SLOTS)
		return &root_level[expires & (ROOT_SLOTS - 1)];
	while (n < LEVELS - 1 && delta >> level_shift(n + 1))
		n++;
	return &levels[n - 1][level_index(n, expires)];
}

static void insert(struct timer_list *timer)
{
	list_add_tail(&timer->entry, find_slot(timer->expires));
}

bool mod_timer(struct timer_list *timer, unsigned long expires)
{
	unsigned long flags;
	bool was_pending;

	assert(timer->function);
	spin_lock_irqsave(&timer_lock, flags);
	was_pending = timer_pending(timer);
	list_del_init(&timer->entry);
	timer->expires = expires;
	insert(timer);
	spin_unlock_irqrestore(&timer_lock, flags);
	return was_pending;
}

void add_timer(struct timer_list *timer)
{
	bool was_pending = mod_timer(timer, timer->expires);

	assert(!was_pending);
}

bool del_timer(struct timer_list *timer)
{
	unsigned long flags;
	bool was_pending;

	spin_lock_irqsave(&timer_lock, flags);
	was_pending = timer_pending(timer);
	list_del_init(&timer->entry);
	spin_unlock_irqrestore(&timer_lock, flags);
	return was_pending;
}

/* -- running --------------------------------------------------------------- */

/* Deal a slot's timers out over the finer levels. */
static void cascade(struct list_head *slot)
{
	LIST_HEAD(moving);
	struct timer_list *timer, *next;

	list_splice_init(slot, &moving);
	list_for_each_entry_safe(timer, next, &moving, entry)
		insert(timer);
}

/* The first level begins anew: refill it, and the second when it has, too. */
static void refill(void)
{
	unsigned int n = 1;
	unsigned long index;

	do {
		index = level_index(n, timer_jiffies);
		cascade(&levels[n - 1][index]);
		n++;
	} while (!index && n < LEVELS);
}

/* timer_lock is held, and dropped for each function. */
static void run_slot(struct list_head *due)
{
	while (!list_empty(due)) {
		struct timer_list *timer =
			list_first_entry(due, struct timer_list, entry);
		void (*function)(unsigned long) = timer->function;
		unsigned long data = timer->data;

		list_del_init(&timer->entry);
		spin_unlock_irq(&timer_lock);
		function(data);
		/* The timer may be anything by now, also freed. */
		spin_lock_irq(&timer_lock);
	}
}

static void run_timers(void)
{
	LIST_HEAD(due);

	spin_lock_irq(&timer_lock);
	while (time_after_eq(jiffies, timer_jiffies)) {
		unsigned long index = timer_jiffies & (ROOT_SLOTS - 1);

		if (!index)
			refill();
		list_splice_init(&root_level[index], &due);
		/* What a function adds for now goes into the next slot. */
		timer_jiffies++;
		run_slot(&due);
	}
	spin_unlock_irq(&timer_lock);
}

void do_timer(void)
{
	jiffies++;
	calc_load();
	raise_softirq(TIMER_SOFTIRQ);
}

void __init timers_init(void)
{
	unsigned long i, n;

	for (i = 0; i < ROOT_SLOTS; i++)
		INIT_LIST_HEAD(&root_level[i]);
	for (n = 0; n < LEVELS - 1; n++)
		for (i = 0; i < SLOTS; i++)
			INIT_LIST_HEAD(&levels[n][i]);
	open_softirq(TIMER_SOFTIRQ, run_timers);
}

/* -- modules --------------------------------------------------------------- */

static void slots_left(struct module *mod, struct list_head *slots,
		       unsigned long n)
{
	struct timer_list *timer;

	while (n--)
		list_for_each_entry(timer, &slots[n], entry)
			if (module_contains(mod, timer) ||
			    module_contains(mod, timer->function))
				module_left(mod, "a timer, due in %ld ticks",
					    (long)(timer->expires - jiffies));
}

static void timers_left(struct module *mod)
{
	spin_lock_irq(&timer_lock);
	slots_left(mod, root_level, ROOT_SLOTS);
	for (int n = 0; n < LEVELS - 1; n++)
		slots_left(mod, levels[n], SLOTS);
	spin_unlock_irq(&timer_lock);
}
MODULE_LEFTOVERS(timers_left);

/* -- sleeping for a time --------------------------------------------------- */

static void wake_sleeper(unsigned long data)
{
	wake_up_process((struct task_struct *)data);
}

long schedule_timeout(long timeout)
{
	struct timer_list timer = {
		.function = wake_sleeper,
		.data = (unsigned long)current,
	};
	long left;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	assert(timeout >= 0);
	init_timer(&timer);
	timer.expires = jiffies + (unsigned long)timeout;
	add_timer(&timer);
	schedule();
	del_timer(&timer);
	left = (long)(timer.expires - jiffies);
	return max(left, 0L);
}
