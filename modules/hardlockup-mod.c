// SPDX-License-Identifier: GPL-2.0
/*
 * A hard lockup, to see what becomes of it: its init turns interrupts off and
 * never ends. No tick, no timer, no other task; only an NMI still comes, and the
 * NMI watchdog with it.
 */
#include <lectern/i386/irqflags.h>
#include <lectern/i386/processor.h>
#include <lectern/module.h>
#include <lectern/spinlock.h>

/* A debug kernel's report names it. */
static DEFINE_SPINLOCK(hardlockup_lock);

/* The loop that the report should name. */
static noinline void spin_with_interrupts_off(void)
{
	spin_lock_irq(&hardlockup_lock);
	for (;;)
		cpu_relax();
}

static int __init hardlockup_init(void)
{
	spin_with_interrupts_off();
	return 0;
}

module_init(hardlockup_init);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("hangs with interrupts off");
