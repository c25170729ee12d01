/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Deadlines: a function to be called at a nanosecond (ktime_get_ns). How they
 * come between the ticks is in kernel/hrtimer.c. Any context but an NMI.
 */
#ifndef LECTERN_HRTIMER_H
#define LECTERN_HRTIMER_H

#include <lectern/rbtree.h>
#include <lectern/types.h>

struct hrtimer {
	struct rb_node node; /* cleared: not pending */
	u64 expires;	     /* ns since boot */

	/* Interrupt context. It may start its timer again. It is called before
	 * the time, too, when the wall clock was set: look at the clock. */
	void (*function)(struct hrtimer *timer);
};

static inline void hrtimer_init(struct hrtimer *timer,
				void (*function)(struct hrtimer *timer))
{
	RB_CLEAR_NODE(&timer->node);
	timer->function = function;
}

static inline bool hrtimer_pending(const struct hrtimer *timer)
{
	return !RB_EMPTY_NODE(&timer->node);
}

/* Start or move; one whose moment is past is called at once, by an interrupt. */
void hrtimer_start(struct hrtimer *timer, u64 expires);

/* Take it off, if it is pending. */
void hrtimer_cancel(struct hrtimer *timer);

/* The wall clock was set: call all. */
void clock_was_set(void);

/*
 * Call what is due now, and have the local APIC interrupt for the next: at the
 * first deadline, and at next_tick if that comes sooner. With 0 for next_tick
 * nothing is armed, since the ticks come from elsewhere. Interrupt context.
 */
void run_hrtimers(u64 now, u64 next_tick);

#endif
