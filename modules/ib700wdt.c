// SPDX-License-Identifier: GPL-2.0
/*
 * The watchdog of the IB700 board: two ports and nothing to find it by, so who
 * loads the driver has to know that it is there (QEMU: -device ib700). With no
 * such board, the ports go nowhere and nothing watches.
 *
 *   0x443   written: it runs, for 30 - 2 * value seconds from now on
 *   0x441   written: it stops
 *
 * Source: the board's manual, as QEMU's wdt_ib700.c has it.
 */
#include "watchdog.h"

#include <lectern/i386/io.h>

#define PORT_START   0x443
#define PORT_STOP    0x441
#define MOST_SECONDS 30
#define STEP_SECONDS 2

static unsigned int timeout = MOST_SECONDS;
module_param(timeout, uint, 0444);
MODULE_PARM_DESC(timeout, "seconds of silence until the reset, up to 30");

static bool nowayout;
module_param(nowayout, bool, 0444);
MODULE_PARM_DESC(nowayout, "1: it cannot be stopped once it runs");

static int ib700_start(struct watchdog_device *dev)
{
	outb((u8)((MOST_SECONDS - dev->timeout) / STEP_SECONDS), PORT_START);
	return 0;
}

static int ib700_stop(struct watchdog_device *dev)
{
	outb(0, PORT_STOP);
	return 0;
}

static const struct watchdog_ops ib700_ops = {
	.start = ib700_start,
	.stop = ib700_stop,
};

static struct watchdog_device ib700 = {
	.ops = &ib700_ops,
	.owner = THIS_MODULE,
	.info = {
		.options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING |
			   WDIOF_MAGICCLOSE,
		.identity = "IB700 WDT",
	},
	.min_timeout = 1,
	.max_timeout = MOST_SECONDS,
	.step = STEP_SECONDS,
};

static int __init ib700_init(void)
{
	ib700.timeout = timeout;
	ib700.nowayout = nowayout;
	return watchdog_register_device(&ib700);
}

static void __exit ib700_exit(void)
{
	watchdog_unregister_device(&ib700);
}

module_init(ib700_init);
module_exit(ib700_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the watchdog of the IB700 board");
