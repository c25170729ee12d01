/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the files of drivers/clock.
 */
#ifndef DRIVERS_CLOCK_CLOCK_H
#define DRIVERS_CLOCK_CLOCK_H

#include <lectern/time.h>
#include <lectern/types.h>

/* Measure the TSC against the PIT, which takes some 20 ms of busy waiting. Boot. */
const struct clocksource *tsc_clock(void);

/* The battery's clock in nanoseconds since 1970. May spin for some
 * milliseconds. Boot. */
u64 rtc_read_ns(void);

#endif
