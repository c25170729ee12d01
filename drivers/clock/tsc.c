// SPDX-License-Identifier: GPL-2.0
/*
 * The time-stamp counter as the clock.
 *
 * How fast it runs nobody tells us reliably, so it is measured against the PIT,
 * whose 1.193182 MHz are the same on every PC. Whatever disturbs a measurement
 * (an SMI, the host of a virtual machine) can only make it longer: the shortest
 * of several is the truest.
 *
 *	rdtsc |<------ pit_wait ------>| rdtsc
 *	      start                    end       khz = (end - start) / ms
 *
 * Source: Intel SDM volume 3, 18.17 "Time-Stamp Counter". Lock: tsc_lock keeps
 * interrupts out of a measurement; reading takes none.
 */
#include <lectern/i386/processor.h>
#include <lectern/i386/traps.h>
#include <lectern/math64.h>
#include <lectern/panic.h>
#include <lectern/spinlock.h>

#include "clock.h"

#define MEASURE_MS  10
#define MAX_RUNS    4
#define AGREEMENT   250 /* two runs differ by less than one part in this */
#define USEC_PER_MS 1000

static DEFINE_SPINLOCK(tsc_lock);

static u32 measure_khz(void)
{
	unsigned long flags;
	u64 start, cycles;

	spin_lock_irqsave(&tsc_lock, flags);
	start = rdtsc();
	pit_wait(MEASURE_MS * USEC_PER_MS);
	cycles = rdtsc() - start;
	spin_unlock_irqrestore(&tsc_lock, flags);

	return (u32)div_u64(cycles, MEASURE_MS);
}

/* Repeat until two runs agree, or the last; the shortest of them. */
static u32 calibrate_khz(void)
{
	u32 best = measure_khz(), khz, longer;
	int run = 1;

	do {
		khz = measure_khz();
		longer = max(khz, best);
		best = min(khz, best);
	} while (longer - best > best / AGREEMENT && ++run < MAX_RUNS);
	return best;
}

static struct clocksource tsc = { .name = "tsc", .read = rdtsc };

const struct clocksource *tsc_clock(void)
{
	if (!(boot_cpu.features_edx & X86_FEATURE_TSC))
		panic("This CPU has no time-stamp counter to tell the time by");
	tsc.khz = boot_cpu.khz = calibrate_khz();
	return &tsc;
}
