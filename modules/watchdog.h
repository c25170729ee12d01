/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a watchdog driver gives watchdog.ko, and is then /dev/watchdog. Linux's
 * names, of its struct watchdog_device what three drivers need.
 */
#ifndef MODULES_WATCHDOG_H
#define MODULES_WATCHDOG_H

#include <lectern/fs.h>
#include <lectern/module.h>
#include <uapi/watchdog.h>

struct watchdog_device;

/*
 * Called one at a time, in process context; they may sleep. start makes the
 * timer run for dev->timeout seconds from now on, whether it ran before or not,
 * so it is also how a new time is set. ping gives a running one its whole time
 * again; NULL: start does. 0 or -errno.
 */
struct watchdog_ops {
	int (*start)(struct watchdog_device *dev);
	int (*ping)(struct watchdog_device *dev);
	int (*stop)(struct watchdog_device *dev);
};

struct watchdog_device {
	/* The driver's, set before it registers. */
	const struct watchdog_ops *ops;
	struct module *owner;
	struct watchdog_info info;
	int bootstatus;			       /* WDIOF_CARDRESET or 0 */
	unsigned int timeout, pretimeout;      /* seconds */
	unsigned int min_timeout, max_timeout; /* seconds */
	unsigned int step; /* the timeout is rounded up to a multiple */
	bool nowayout;	   /* once it runs, it runs */

	/* watchdog.ko's, under its lock. */
	struct file_operations fops;
	bool is_open, running;
	bool may_stop;		 /* the last write had a 'V' */
	bool pinged;		 /* or started, since GETSTATUS */
	bool pinned;		 /* closed and running: holds the owner */
	unsigned long last_ping; /* jiffies */
};

/*
 * Make dev /dev/watchdog and /dev/watchdog0, with what is in it checked: the
 * driver's init ends with this. 0, -EINVAL (the timeout), -EBUSY (there is one
 * already), -ENOMEM.
 */
int watchdog_register_device(struct watchdog_device *dev);
/* The driver's exit begins with this. It is stopped. */
void watchdog_unregister_device(struct watchdog_device *dev);

#endif
