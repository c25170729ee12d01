// SPDX-License-Identifier: GPL-2.0
/*
 * A soft lockup, to see what becomes of it: its init computes on and on in the
 * kernel, interrupts on, and lets nobody else run. The tick finds out. It is
 * over after `seconds`.
 */
#include <lectern/i386/processor.h>
#include <lectern/module.h>
#include <lectern/sched.h>
#include <lectern/timer.h>

static unsigned int seconds = 25;
module_param(seconds, uint, 0);
MODULE_PARM_DESC(seconds, "how long it takes");

/* The loop that the report should name. */
static noinline void spin_in_the_kernel(void)
{
	unsigned long end = jiffies + seconds * HZ;

	while (time_before(jiffies, end))
		cpu_relax();
}

static int __init softlockup_init(void)
{
	spin_in_the_kernel();
	return 0;
}

static void __exit softlockup_exit(void)
{
}

module_init(softlockup_init);
module_exit(softlockup_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("keeps the CPU in the kernel");
