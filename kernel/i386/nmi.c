// SPDX-License-Identifier: GPL-2.0
/*
 * The NMI watchdog. Two clocks watch each other: the LAPIC timer ticks with an
 * ordinary interrupt, and the PIT strikes about 18 times a second as an NMI,
 * which no cli holds off. If NMIs come and ticks do not, somebody has kept
 * interrupts off, and for more than half of watchdog_thresh seconds that is a
 * hang: report where, and panic.
 *
 * The time without ticks is summed up from NMI to NMI, and each step counts only
 * up to twice the PIT's period. So it is time in which this machine really ran:
 * a host that stops it for a minute adds one step, whether the PIT then makes up
 * for what it has missed by a burst or not. And others may send NMIs in between
 * (QEMU's inject-nmi).
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
#include <lectern/time.h>
#include <lectern/timer.h>
#include <lectern/watchdog.h>

#define NMI_HZ	  18 /* the PIT's slowest */
#define MOST_STEP (2 * NSEC_PER_SEC / NMI_HZ)
#define TEST_HZ	  1000
#define TEST_NMIS 3
#define TEST_MS	  200 /* patience with a busy host */

int nmi_watchdog = 1;
unsigned long nmi_count;

/* Ticks seen at the last NMI, its time, and nanoseconds since they moved. */
static unsigned long last_ticks;
static u64 last_nmi, silent_ns;
static bool nmis_come;

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
	silent_ns = 0;
	touch_softlockup_watchdog();
}

static unsigned int lockup_seconds(void)
{
	return (unsigned int)(watchdog_thresh + 1) / 2;
}

static void check_lockup(struct pt_regs *regs)
{
	u64 now = ktime_get_ns(), step = min_t(u64, now - last_nmi, MOST_STEP);

	last_nmi = now;
	silent_ns += step;
	if (jiffies != last_ticks) {
		last_ticks = jiffies;
		silent_ns = 0;
	}
	if (!watchdog_thresh ||
	    silent_ns < (u64)lockup_seconds() * NSEC_PER_SEC)
		return;
	nmi_watchdog = 0;
	panic_regs(regs,
		   "NMI watchdog: interrupts have been off for %u seconds",
		   lockup_seconds());
}

void do_nmi(struct pt_regs *regs)
{
	current->preempt_count += NMI_OFFSET;
	nmi_count++;
	/* No program has interrupts off, but see mend_user_flags. */
	if (user_mode(regs))
		regs->eflags |= X86_EFLAGS_IF;
	if (nmi_watchdog && nmis_come)
		check_lockup(regs);
	current->preempt_count -= NMI_OFFSET;
}

/* Have the PIT strike, and count, quickly at first. Returns how many came. */
static unsigned long try_nmis(void)
{
	unsigned long before = nmi_count;

	if (!ioapic_route_pit_nmi())
		return 0;
	pit_start(TEST_HZ);
	for (int ms = 0; ms < TEST_MS && nmi_count - before < TEST_NMIS; ms++)
		mdelay(1);
	pit_start(NMI_HZ);
	return nmi_count - before;
}

int nmi_watchdog_set(int on)
{
	if (on && !nmis_come)
		nmis_come = try_nmis() >= TEST_NMIS;
	if (on && !nmis_come)
		return -ENODEV;
	silent_ns = 0;
	nmi_watchdog = on;
	return 0;
}

void __init nmi_watchdog_init(void)
{
	if (!nmi_watchdog)
		return;
	if (!nmi_watchdog_set(1)) {
		pr_info("NMI watchdog: on, self-test passed (%lu NMIs); acts after %u s\n",
			nmi_count, lockup_seconds());
		return;
	}
	nmi_watchdog = 0;
	pr_notice("NMI watchdog: off, %s\n",
		  apic_present() ? "self-test failed: no NMIs come"
				 : "it needs an APIC");
}
