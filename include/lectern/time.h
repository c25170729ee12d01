/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What time it is. Any context.
 */
#ifndef LECTERN_TIME_H
#define LECTERN_TIME_H

#include <lectern/types.h>
#include <uapi/time.h>

#define NSEC_PER_SEC  1000000000UL
#define NSEC_PER_MSEC 1000000UL
#define NSEC_PER_USEC 1000UL
#define USEC_PER_SEC  1000000UL
#define USER_HZ	      100 /* clock ticks of times(2) and /proc */

/* Nanoseconds since boot, never backwards: from the TSC where there is one. */
u64 ktime_get_ns(void);

/* Nanoseconds since 1970. */
u64 ktime_get_real_ns(void);

/* The same, as files are stamped with it: read once a tick. Any context. */
void current_time(struct timespec64 *t);

/* Set the wall clock; 0 or negative errno. */
int ktime_set_real_ns(u64 ns);

/* Busy waiting, for devices. */
void udelay(unsigned long usecs);
void mdelay(unsigned long msecs);

/*
 * The clock source, given by drivers/clock at boot: counts at khz * 1000 a
 * second. Before that time stands at 0.
 */
struct clocksource {
	const char *name;
	u64 (*read)(void);
	u32 khz;
};
void clocksource_register(const struct clocksource *cs, u64 real_ns);

/*
 * Choose the clock source, set the wall clock from the battery's, start the
 * tick. Once, by start_kernel, with interrupts off, when request_irq works.
 */
void time_init(void);

#endif
