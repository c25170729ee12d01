// SPDX-License-Identifier: GPL-2.0
/*
 * The NMI watchdog. Two clocks watch each other: the LAPIC timer ticks with an
 * ordinary interrupt, and the PIT strikes about 18 times a second as an NMI,
 * which no cli holds off. If NMIs come and ticks do not, somebody has kept
 * interrupts off, and for more than LOCKUP_SECONDS that is a hang: report where,
 * and panic.
 *
 * An NMI can strike anywhere, so the handler takes no lock and touches nothing
 * but its own counters until it reports.
 */
#include "cpu.h"

#include <lectern/i386/traps.h>
#include <lectern/interrupt.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/timer.h>

#define NMI_HZ	       18 /* the PIT's slowest */
#define LOCKUP_SECONDS 5

int nmi_watchdog = 1;
unsigned long nmi_count;

/* Ticks seen at the last NMI, and NMIs since they moved. */
static unsigned long last_ticks;
static unsigned int silent_nmis;
static bool watching;

static int __init setup_nmi_watchdog(char *value)
{
	if (strcmp(value, "0") && strcmp(value, "1"))
		return -EINVAL;
	nmi_watchdog = value[0] - '0';
	return 0;
}
__setup("nmi_watchdog", setup_nmi_watchdog);

void touch_nmi_watchdog(void)
{
	silent_nmis = 0;
}

static void check_lockup(struct pt_regs *regs)
{
	if (jiffies != last_ticks) {
		last_ticks = jiffies;
		silent_nmis = 0;
		return;
	}
	if (++silent_nmis < NMI_HZ * LOCKUP_SECONDS)
		return;
	watching = false;
	panic_regs(regs,
		   "NMI watchdog: interrupts have been off for %d seconds",
		   LOCKUP_SECONDS);
}

void do_nmi(struct pt_regs *regs)
{
	current->preempt_count += NMI_OFFSET;
	nmi_count++;
	if (watching)
		check_lockup(regs);
	current->preempt_count -= NMI_OFFSET;
}

void __init nmi_watchdog_init(void)
{
	if (!nmi_watchdog)
		return;
	if (!ioapic_route_pit_nmi()) {
		nmi_watchdog = 0;
		pr_notice("NMI watchdog: off, it needs an APIC\n");
		return;
	}
	pit_start(NMI_HZ);
	watching = true;
	pr_info("NMI watchdog: on, reports interrupts off for %d seconds\n",
		LOCKUP_SECONDS);
}
