/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel timers: a function to be called at a jiffy, in softirq context. The
 * wheel is in kernel/timer.c. Any context but an NMI.
 */
#ifndef LECTERN_TIMER_H
#define LECTERN_TIMER_H

#include <lectern/list.h>
#include <lectern/types.h>

extern volatile unsigned long jiffies; /* ticks since boot; wraps */

#define time_after(a, b)    ((long)((b) - (a)) < 0)
#define time_before(a, b)   time_after(b, a)
#define time_after_eq(a, b) ((long)((a) - (b)) >= 0)

struct timer_list {
	struct list_head entry; /* empty: not pending */
	unsigned long expires;	/* jiffies */
	void (*function)(unsigned long data);
	unsigned long data;
};

static inline void init_timer(struct timer_list *timer)
{
	INIT_LIST_HEAD(&timer->entry);
}

static inline bool timer_pending(const struct timer_list *timer)
{
	return !list_empty(&timer->entry);
}

/* Start one that is not pending; its fields are set. */
void add_timer(struct timer_list *timer);

/* Start or move; true when it was pending. */
bool mod_timer(struct timer_list *timer, unsigned long expires);

/* Take it off; true when it was pending. */
bool del_timer(struct timer_list *timer);

/* The tick moves the wheel: called by the clock interrupt. */
void do_timer(void);

void timers_init(void);

#endif
