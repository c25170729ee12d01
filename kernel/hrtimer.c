// SPDX-License-Identifier: GPL-2.0
/*
 * Deadlines between the ticks.
 *
 * The kernel's own time-outs count ticks (timer.c); a program that sleeps for a
 * millisecond is to wake after one. Its deadline is kept here in nanoseconds, in
 * a tree sorted by time, and the local APIC's timer, which counts down once and
 * then stands still, is set for the nearer of the next tick and the first
 * deadline:
 *
 *   ticks       |         |         |         |         |      every 10 ms
 *   deadlines   .    a    .      b  .         .  c d    .
 *   interrupts  *    *    *      *  *         *  * *    *
 *
 * An interrupt looks at the clock to see which of the two it is, if any: a
 * deadline that was taken off meanwhile leaves its interrupt behind, which costs
 * less than setting the timer anew each time. One that comes late, because
 * interrupts were off or the host had no time for us, does for all that is due.
 *
 * Without an APIC the PIT ticks, and deadlines wait for the next tick.
 *
 * Lock: hrtimer_lock, interrupts off, guards the tree, what is first in it, and
 * the hardware. It is not held while a timer's function runs.
 */
#include <lectern/bug.h>
#include <lectern/hrtimer.h>
#include <lectern/i386/traps.h>
#include <lectern/sched.h>
#include <lectern/spinlock.h>
#include <lectern/timespec.h>

static DEFINE_SPINLOCK(hrtimer_lock);
static struct rb_root queue = RB_ROOT;
static struct hrtimer *first; /* in the queue, or NULL */

/* The moment that the hardware is set for; 0: leave it alone. */
static u64 strike;

static void enqueue(struct hrtimer *timer)
{
	struct rb_node **link = &queue.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (timer->expires <
		    rb_entry(parent, struct hrtimer, node)->expires)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&timer->node, parent, link);
	rb_insert_color(&timer->node, &queue);
	if (!first || timer->expires < first->expires)
		first = timer;
}

static void dequeue(struct hrtimer *timer)
{
	if (timer == first)
		first = rb_entry_safe(rb_next(&timer->node), struct hrtimer,
				      node);
	rb_erase(&timer->node, &queue);
	RB_CLEAR_NODE(&timer->node);
}

static void arm(u64 when, u64 now)
{
	strike = when;
	lapic_timer_arm(when > now ? (u32)(when - now) : 0);
}

void hrtimer_start(struct hrtimer *timer, u64 expires)
{
	unsigned long flags;

	assert(timer->function);
	spin_lock_irqsave(&hrtimer_lock, flags);
	if (hrtimer_pending(timer))
		dequeue(timer);
	timer->expires = expires;
	enqueue(timer);
	if (expires < strike)
		arm(expires, ktime_get_ns());
	spin_unlock_irqrestore(&hrtimer_lock, flags);
}

void hrtimer_cancel(struct hrtimer *timer)
{
	unsigned long flags;

	spin_lock_irqsave(&hrtimer_lock, flags);
	if (hrtimer_pending(timer))
		dequeue(timer);
	spin_unlock_irqrestore(&hrtimer_lock, flags);
}

void run_hrtimers(u64 now, u64 next_tick)
{
	spin_lock(&hrtimer_lock);
	strike = 0;
	while (first && first->expires <= now) {
		struct hrtimer *timer = first;

		dequeue(timer);
		spin_unlock(&hrtimer_lock);
		timer->function(timer);
		/* The timer may be anything by now, also freed. */
		spin_lock(&hrtimer_lock);
		now = ktime_get_ns();
	}
	if (next_tick)
		arm(first ? min(first->expires, next_tick) : next_tick, now);
	spin_unlock(&hrtimer_lock);
}

/*
 * The wall clock was set. Those who go by it cannot be told from the others
 * here, so the time of all has come: who finds that it has not, sleeps on. In a
 * tree of equal times the order stays right.
 */
void clock_was_set(void)
{
	unsigned long flags;
	struct rb_node *node;

	spin_lock_irqsave(&hrtimer_lock, flags);
	for (node = rb_first(&queue); node; node = rb_next(node))
		rb_entry(node, struct hrtimer, node)->expires = 0;
	if (first && strike)
		arm(0, 0);
	spin_unlock_irqrestore(&hrtimer_lock, flags);
}

/* -- sleeping -------------------------------------------------------------- */

struct sleeper {
	struct hrtimer timer;
	struct task_struct *task;
};

static void wake_sleeper(struct hrtimer *timer)
{
	wake_up_process(container_of(timer, struct sleeper, timer)->task);
}

bool schedule_until(u64 deadline)
{
	struct sleeper sleeper = { .task = current };

	if (deadline == NO_DEADLINE) {
		schedule();
		return true;
	}
	if (ktime_get_ns() >= deadline) {
		set_current_state(TASK_RUNNING);
		return false;
	}
	hrtimer_init(&sleeper.timer, wake_sleeper);
	hrtimer_start(&sleeper.timer, deadline);
	schedule();
	hrtimer_cancel(&sleeper.timer);
	return ktime_get_ns() < deadline;
}
