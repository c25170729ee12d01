// SPDX-License-Identifier: GPL-2.0
/*
 * The watchdog of Intel's 6300ESB south bridge, a PCI device. Its timer runs
 * through two stages; the end of the first may interrupt (not used here), the
 * end of the second resets. Each gets half of the time.
 *
 * Its registers lie in memory, and each write to one has to be announced by two
 * values to the reload register, so that a program gone wild hardly stops it.
 * Whether the last reset was the watchdog's it tells in that register.
 *
 * Source: Intel 6300ESB data sheet, chapter 16.
 */
#include "watchdog.h"

#include <lectern/i386/io.h>
#include <lectern/pci.h>
#include <lectern/printk.h>
#include <lectern/vmalloc.h>

#define ESB_VENDOR 0x8086
#define ESB_DEVICE 0x25AB

/* In the configuration space. */
#define ESB_CONFIG    0x60
#define CONFIG_NO_IRQ 0x0003 /* at the end of the first stage; 1 kHz */
#define ESB_LOCK      0x68
#define LOCK_ENABLE   0x02

/* In memory. */
#define ESB_TIMER1	 0x00
#define ESB_TIMER2	 0x04
#define ESB_RELOAD	 0x0C
#define RELOAD_PING	 0x0100
#define RELOAD_TIMED_OUT 0x0200
#define UNLOCK_1	 0x80
#define UNLOCK_2	 0x86
#define ESB_SIZE	 0x10

#define CLOCKS_A_SECOND 1024
#define STAGES		2
#define DEFAULT_SECONDS 30
#define MOST_SECONDS	2046 /* a stage has 20 bits */

static unsigned int timeout = DEFAULT_SECONDS;
module_param(timeout, uint, 0444);
MODULE_PARM_DESC(timeout, "seconds of silence until the reset, up to 2046");

static bool nowayout;
module_param(nowayout, bool, 0444);
MODULE_PARM_DESC(nowayout, "1: it cannot be stopped once it runs");

static struct pci_dev pci;
static volatile u8 *regs;

static void write_reg(u32 reg, u32 value)
{
	writew(UNLOCK_1, regs + ESB_RELOAD);
	writew(UNLOCK_2, regs + ESB_RELOAD);
	if (reg == ESB_RELOAD)
		writew((u16)value, regs + reg);
	else
		writel(value, regs + reg);
}

static int esb_ping(struct watchdog_device *dev)
{
	write_reg(ESB_RELOAD, RELOAD_PING);
	return 0;
}

static int esb_start(struct watchdog_device *dev)
{
	u32 stage = dev->timeout * CLOCKS_A_SECOND / STAGES;

	write_reg(ESB_TIMER1, stage);
	write_reg(ESB_TIMER2, stage);
	pci_write_config_byte(&pci, ESB_LOCK, LOCK_ENABLE);
	return esb_ping(dev);
}

static int esb_stop(struct watchdog_device *dev)
{
	pci_write_config_byte(&pci, ESB_LOCK, 0);
	return pci_read_config(&pci, ESB_LOCK) & LOCK_ENABLE ? -EIO : 0;
}

static const struct watchdog_ops esb_ops = {
	.start = esb_start,
	.ping = esb_ping,
	.stop = esb_stop,
};

static struct watchdog_device esb = {
	.ops = &esb_ops,
	.owner = THIS_MODULE,
	.info = {
		.options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING |
			   WDIOF_MAGICCLOSE | WDIOF_CARDRESET,
		.identity = "i6300ESB timer",
	},
	.min_timeout = 1,
	.max_timeout = MOST_SECONDS,
	.step = 1,
};

/* Stopped, and with the flag of the last reset taken down. */
static void quiet(void)
{
	pci_write_config_word(&pci, ESB_CONFIG, CONFIG_NO_IRQ);
	pci_write_config_byte(&pci, ESB_LOCK, 0);
	if (readw(regs + ESB_RELOAD) & RELOAD_TIMED_OUT)
		esb.bootstatus = WDIOF_CARDRESET;
	write_reg(ESB_RELOAD, RELOAD_TIMED_OUT);
}

static int __init esb_init(void)
{
	unsigned long base;
	int err;

	if (!pci_find_device(ESB_VENDOR, ESB_DEVICE, &pci))
		return -ENODEV;
	base = pci_enable_memory(&pci, 0);
	if (!base)
		return -ENODEV;
	regs = ioremap(base, ESB_SIZE);
	if (!regs)
		return -ENOMEM;
	quiet();
	esb.timeout = timeout;
	esb.nowayout = nowayout;
	err = watchdog_register_device(&esb);
	if (err)
		iounmap((void *)regs);
	return err;
}

static void __exit esb_exit(void)
{
	watchdog_unregister_device(&esb);
	iounmap((void *)regs);
}

module_init(esb_init);
module_exit(esb_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the watchdog of Intel's 6300ESB");
