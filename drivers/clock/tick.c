// SPDX-License-Identifier: GPL-2.0
/*
 * The tick: HZ interrupts a second, from the local APIC's timer or, without
 * one, from the PIT. Between ticks the TSC tells the time.
 *
 *	LAPIC timer  --vector-->  timer_interrupt  -->  do_timer
 *	PIT, irq 0   --do_IRQ-->        |               scheduler_tick
 *	                                +-------------> sleepers for the log
 *
 * No locks: the tick is never interrupted by itself.
 */
#include <lectern/i386/traps.h>
#include <lectern/interrupt.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/random.h>
#include <lectern/sched.h>
#include <lectern/timer.h>
#include <lectern/wait.h>

#include "clock.h"

#define PIT_IRQ 0

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

void timer_interrupt(struct pt_regs *regs)
{
	do_timer();
	scheduler_tick(user_mode(regs));
	add_interrupt_randomness();
	wake_log_readers();
}

static bool pit_interrupt(int irq, void *dev, struct pt_regs *regs)
{
	timer_interrupt(regs);
	return true;
}

static void start_tick(void)
{
	if (apic_present()) {
		lapic_timer_calibrate();
		lapic_timer_start(HZ);
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
