// SPDX-License-Identifier: GPL-2.0
/*
 * The tick: HZ a second, from the local APIC's timer or, without one, from the
 * PIT. Between ticks the TSC tells the time.
 *
 *	LAPIC timer --vector--> timer_interrupt -.  is it time?
 *	                              |           `-> tick --> do_timer
 *	                              |           .->      `-> scheduler_tick
 *	PIT, irq 0  --do_IRQ--> pit_interrupt ---'
 *	                              `--> run_hrtimers, deadlines (hrtimer.c)
 *
 * The PIT counts its ticks by itself. The LAPIC timer is set for each, and for
 * deadlines between them; ticks then are moments of the clock, TICK_NSEC apart
 * from the first one on, so that whatever delays one moves no other, and those
 * that were missed are made up for.
 *
 * No locks: these interrupts do not interrupt each other.
 */
#include <lectern/hrtimer.h>
#include <lectern/i386/traps.h>
#include <lectern/interrupt.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/random.h>
#include <lectern/sched.h>
#include <lectern/timer.h>
#include <lectern/wait.h>
#include <lectern/watchdog.h>

#include "clock.h"

#define PIT_IRQ 0

static u64 next_tick; /* ns since boot; the LAPIC timer's */

/*
 * printk may be called with any lock held, and so cannot wake anybody; the tick
 * does it for new messages.
 */
static void wake_log_readers(void)
{
	static unsigned long seen;
	unsigned long next = log_next;

	if (next == seen)
		return;
	seen = next;
	if (waitqueue_active(&log_wait))
		wake_up_interruptible(&log_wait);
}

static void tick(struct pt_regs *regs)
{
	do_timer();
	scheduler_tick(user_mode(regs));
	softlockup_tick(regs);
	add_interrupt_randomness();
	wake_log_readers();
}

void timer_interrupt(struct pt_regs *regs)
{
	u64 now = ktime_get_ns();

	if (now >= next_tick) {
		tick(regs);
		for (next_tick += TICK_NSEC; now >= next_tick;
		     next_tick += TICK_NSEC)
			do_timer();
	}
	run_hrtimers(now, next_tick);
}

static void pit_interrupt(int irq, void *dev, struct pt_regs *regs)
{
	tick(regs);
	run_hrtimers(ktime_get_ns(), 0);
}

static void start_tick(void)
{
	u64 now;

	if (apic_present()) {
		lapic_timer_init();
		now = ktime_get_ns();
		next_tick = now + TICK_NSEC;
		run_hrtimers(now, next_tick);
		return;
	}
	if (request_irq(PIT_IRQ, pit_interrupt, 0, "timer", NULL))
		panic("The clock's interrupt cannot be had");
	pit_start(HZ);
}

void time_init(void)
{
	clocksource_register(tsc_clock(), rtc_read_ns());
	pr_info("clock: tsc at %u kHz, a tick of %u Hz from the %s\n",
		boot_cpu.khz, HZ, apic_present() ? "local APIC" : "PIT");
	start_tick();
}
