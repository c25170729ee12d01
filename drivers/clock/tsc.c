// SPDX-License-Identifier: GPL-2.0
/*
 * The time-stamp counter as the clock.
 *
 * How fast it runs nobody tells us reliably, so it is measured against the PIT,
 * whose 1.193182 MHz are the same on every PC:
 *
 *	TSC   start              end
 *	      -+-----------------+--->     khz = cycles * PIT_HZ / 1000 / counts
 *	PIT   start              end
 *
 * Source: Intel SDM volume 3, 18.17 "Time-Stamp Counter". No locks: boot, with
 * interrupts off; and reading is one instruction.
 */
#include <lectern/i386/processor.h>
#include <lectern/i386/traps.h>
#include <lectern/math64.h>
#include <lectern/panic.h>

#include "clock.h"

#define MEASURE_MS 10

/* If we were held up for so long that the PIT has counted to its end, begin
 * anew. */
static u32 measure_khz(void)
{
	struct moment start, end;

	do {
		pit_count_start();
		start = read_together(rdtsc, pit_count);
		while (pit_count() - start.coarse < PIT_HZ / 1000 * MEASURE_MS)
			;
		end = read_together(rdtsc, pit_count);
	} while (pit_count_over());
	return (u32)mul_u64_u32_div(end.fine - start.fine, PIT_HZ,
				    (end.coarse - start.coarse) * 1000);
}

static struct clocksource tsc = { .name = "tsc", .read = rdtsc };

const struct clocksource *tsc_clock(void)
{
	if (!(boot_cpu.features_edx & X86_FEATURE_TSC))
		panic("This CPU has no time-stamp counter to tell the time by");
	tsc.khz = boot_cpu.khz = measure_khz();
	return &tsc;
}
