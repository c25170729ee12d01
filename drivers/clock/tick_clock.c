// SPDX-License-Identifier: GPL-2.0
/*
 * The clock of a machine without a TSC: so many ticks have passed, and, when
 * the PIT makes them, its counter says how far the next one is.
 *
 *	count  LATCH            LATCH            LATCH
 *	         \                \                \
 *	            \                \       now      \
 *	               \                \     |          \
 *	       tick       1  tick          1  |  tick       1
 *	       |<--- clock_ticks * LATCH --->|<>| LATCH - count
 *
 * The counter starts anew a moment before the interrupt is served, so that time
 * would step back by a tick: a reading below the last one means that a tick is
 * on its way, and one is added.
 *
 * Source: Intel 8254 data sheet (counter latch command, mode 2). Lock:
 * pit_lock, since latching and reading are three accesses that belong together.
 */
#include <lectern/i386/io.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/spinlock.h>

#include "clock.h"

#define PIT_RATE	   1193182	   /* Hz */
#define PIT_LATCH	   (PIT_RATE / HZ) /* as pit_start has it */
#define PIT_COUNTER0	   0x40
#define PIT_COMMAND	   0x43
#define PIT_LATCH_COUNTER0 0x00

#define USEC_KHZ      1000 /* a clock that counts microseconds */
#define USEC_PER_TICK (USEC_PER_SEC / HZ)

u64 clock_ticks;

static DEFINE_SPINLOCK(pit_lock);
static u64 last_count; /* [pit_lock] */

/* What is left of the current tick; pit_lock held. */
static unsigned int pit_count(void)
{
	unsigned int count;

	outb(PIT_LATCH_COUNTER0, PIT_COMMAND);
	count = inb(PIT_COUNTER0);
	count |= (unsigned int)inb(PIT_COUNTER0) << 8;
	return min_t(unsigned int, count, PIT_LATCH);
}

static u64 pit_read(void)
{
	unsigned long flags;
	u64 now;

	spin_lock_irqsave(&pit_lock, flags);
	now = clock_ticks * PIT_LATCH + (PIT_LATCH - pit_count());
	if (now < last_count)
		now += PIT_LATCH;
	if (now < last_count)
		now = last_count;
	last_count = now;
	spin_unlock_irqrestore(&pit_lock, flags);
	return mul_u64_u32_div(now, USEC_PER_SEC, PIT_RATE);
}

static u64 ticks_read(void)
{
	return clock_ticks * USEC_PER_TICK;
}

static const struct clocksource pit_clock = {
	.name = "pit",
	.read = pit_read,
	.khz = USEC_KHZ,
};

static const struct clocksource ticks_only = {
	.name = "ticks",
	.read = ticks_read,
	.khz = USEC_KHZ,
};

const struct clocksource *tick_clock(bool pit)
{
	return pit ? &pit_clock : &ticks_only;
}
