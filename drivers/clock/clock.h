/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the files of drivers/clock.
 */
#ifndef DRIVERS_CLOCK_CLOCK_H
#define DRIVERS_CLOCK_CLOCK_H

#include <lectern/time.h>
#include <lectern/types.h>

/*
 * Measure the TSC against the PIT, which takes some 20 ms of busy waiting. The
 * clock, or NULL when there is no TSC or its rate makes no sense. Boot.
 */
const struct clocksource *tsc_clock(void);

/*
 * The clock for machines without a TSC: ticks, and between them, when it is the
 * PIT that ticks (pit), its counter. Boot.
 */
const struct clocksource *tick_clock(bool pit);

/* Ticks since boot, as many as timer_interrupt has seen. */
extern u64 clock_ticks;

/* The battery's clock in nanoseconds since 1970; 0 if it cannot be read. May
 * spin for some milliseconds. Boot. */
u64 rtc_read_ns(void);

#endif
