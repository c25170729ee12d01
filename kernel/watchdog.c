// SPDX-License-Identifier: GPL-2.0
/*
 * Soft lockups: a task that stays in the kernel, interrupts on, and never lets
 * another one run. The kernel is not preemptible, so all others wait; only the
 * tick still comes, and counts here what nothing has set back:
 *
 *   back in user mode, idle, or schedule() called  ->  0
 *   a tick                                         ->  1 more
 *
 * A real-time task with nobody beside it may run for long and be met in the
 * kernel each time, call after call; so at half the time it is sent through
 * schedule() on its next way out, and has nothing to fear if there is one.
 *
 * Ticks are counted, not time: a host that stops the machine for a minute makes
 * one late tick.
 *
 * Interrupts off are kernel/i386/nmi.c's: there is no tick then.
 */
#include <lectern/i386/ptrace.h>
#include <lectern/interrupt.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/watchdog.h>

int watchdog_thresh = 10;
int softlockup_panic;
unsigned int softlockup_ticks;

static void report(struct pt_regs *regs, unsigned int seconds)
{
	if (softlockup_panic)
		panic_regs(regs, "soft lockup: no scheduling for %u seconds",
			   seconds);
	printk(KERN_EMERG "Soft lockup: %s (pid %d) has kept the CPU in the "
			  "kernel for %u seconds\n",
	       current->comm, current->pid, seconds);
	report_trap(regs, current);
}

void softlockup_tick(struct pt_regs *regs)
{
	unsigned int limit = 2 * (unsigned int)watchdog_thresh * HZ;
	bool idle = current->flags & PF_IDLE && !in_softirq();

	if (user_mode(regs) || idle || !limit) {
		touch_softlockup_watchdog();
		return;
	}
	softlockup_ticks++;
	if (softlockup_ticks == limit / 2)
		set_bit(TIF_NEED_RESCHED, &current->work);
	if (softlockup_ticks < limit)
		return;
	touch_softlockup_watchdog();
	report(regs, limit / HZ);
}
