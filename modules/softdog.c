// SPDX-License-Identifier: GPL-2.0
/*
 * A watchdog of software alone: a kernel timer that resets the machine unless it
 * is moved. It catches user space that has gone silent; when the kernel itself
 * hangs so that timers do not run, the NMI watchdog has to.
 *
 * A second timer warns `pretimeout` seconds before, when it is set.
 */
#include "watchdog.h"

#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/timer.h>

#define DEFAULT_SECONDS 60
#define MOST_SECONDS	65535

static unsigned int timeout = DEFAULT_SECONDS;
module_param(timeout, uint, 0444);
MODULE_PARM_DESC(timeout, "seconds of silence until the reset");

static bool nowayout;
module_param(nowayout, bool, 0444);
MODULE_PARM_DESC(nowayout, "1: it cannot be stopped once it runs");

static void end_of_time(unsigned long unused)
{
	pr_emerg("softdog: nobody has written to /dev/watchdog in time; "
		 "the system restarts\n");
	emergency_restart();
}

static void warning(unsigned long seconds)
{
	printk(KERN_ALERT "softdog: pretimeout: the reset comes in %lu "
			  "seconds\n",
	       seconds);
}

static struct timer_list reset_timer = { .function = end_of_time };
static struct timer_list warning_timer = { .function = warning };

static int softdog_start(struct watchdog_device *dev)
{
	unsigned long end = jiffies + dev->timeout * HZ;

	mod_timer(&reset_timer, end);
	del_timer(&warning_timer);
	if (dev->pretimeout) {
		warning_timer.data = dev->pretimeout;
		mod_timer(&warning_timer, end - dev->pretimeout * HZ);
	}
	return 0;
}

static int softdog_stop(struct watchdog_device *dev)
{
	del_timer(&reset_timer);
	del_timer(&warning_timer);
	return 0;
}

static const struct watchdog_ops softdog_ops = {
	.start = softdog_start,
	.stop = softdog_stop,
};

static struct watchdog_device softdog = {
	.ops = &softdog_ops,
	.owner = THIS_MODULE,
	.info = {
		.options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING |
			   WDIOF_MAGICCLOSE | WDIOF_PRETIMEOUT,
		.identity = "Software Watchdog",
	},
	.min_timeout = 1,
	.max_timeout = MOST_SECONDS,
	.step = 1,
};

static int __init softdog_init(void)
{
	init_timer(&reset_timer);
	init_timer(&warning_timer);
	softdog.timeout = timeout;
	softdog.nowayout = nowayout;
	return watchdog_register_device(&softdog);
}

static void __exit softdog_exit(void)
{
	watchdog_unregister_device(&softdog);
}

module_init(softdog_init);
module_exit(softdog_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("resets the machine when user space has gone silent");
