// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/watchdog, for the driver that registers: who opens it promises to write
 * to it again and again; when nothing has come for `timeout` seconds the driver
 * resets the machine, as whoever promised has died or hangs, and with him
 * probably more.
 *
 *               open                 write, KEEPALIVE: time begins anew
 *   stopped ---------------> running ----------+
 *      ^                      | |  ^-----------+
 *      |  close after a 'V'   | | close without: it runs on, and the module
 *      +----------------------+ | stays, until somebody opens it again
 *                               v
 *                             reset
 *
 * So a daemon that is killed does not stop the timer, and one that ends by its
 * own will does, by the letter V (WATCHDOG_MAGIC_CLOSE). With nowayout nothing
 * stops it.
 *
 * An open file holds the driver (through fops.owner), and the driver this
 * module, whose symbols it uses.
 *
 * Lock: dog_lock guards which device is registered and all that is in it.
 * Sources: Linux's watchdog-api.rst; the errors are those of its
 * watchdog_dev.c.
 */
#include "watchdog.h"

#include <lectern/i386/uaccess.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/timer.h>

#define MISC_MAJOR     10
#define WATCHDOG_MINOR 130

static struct watchdog_device *dog;
static DEFINE_MUTEX(dog_lock);

/* -- the timer; dog_lock held ---------------------------------------------- */

/* The driver says that its time begins now, or err. */
static int begun(struct watchdog_device *dev, int err)
{
	if (err)
		return err;
	dev->running = dev->pinged = true;
	dev->last_ping = jiffies;
	return 0;
}

static int start(struct watchdog_device *dev)
{
	return begun(dev, dev->ops->start(dev));
}

static int stop(struct watchdog_device *dev)
{
	int err;

	if (!dev->running)
		return 0;
	if (dev->nowayout)
		return -EBUSY;
	err = dev->ops->stop(dev);
	if (!err)
		dev->running = false;
	return err;
}

/* One that was stopped by WDIOS_DISABLECARD stays so, and sees no ping. */
static int ping(struct watchdog_device *dev)
{
	if (!dev->running)
		return 0;
	return dev->ops->ping ? begun(dev, dev->ops->ping(dev)) : start(dev);
}

static bool timeout_ok(const struct watchdog_device *dev, u32 seconds)
{
	return seconds >= dev->min_timeout && seconds <= dev->max_timeout;
}

static void take_timeout(struct watchdog_device *dev, u32 seconds)
{
	dev->timeout = (seconds + dev->step - 1) / dev->step * dev->step;
	if (dev->pretimeout >= dev->timeout)
		dev->pretimeout = 0;
}

static int set_timeout(struct watchdog_device *dev, u32 seconds)
{
	if (!timeout_ok(dev, seconds))
		return -EINVAL;
	take_timeout(dev, seconds);
	return dev->running ? start(dev) : 0;
}

/* That many seconds before the end there is a warning; 0: none. */
static int set_pretimeout(struct watchdog_device *dev, u32 seconds)
{
	if (!(dev->info.options & WDIOF_PRETIMEOUT))
		return -EOPNOTSUPP;
	if (seconds >= dev->timeout)
		return -EINVAL;
	dev->pretimeout = seconds;
	return dev->running ? start(dev) : 0;
}

static int set_options(struct watchdog_device *dev, int options)
{
	int err = -ENOTTY;

	if (options & WDIOS_DISABLECARD) {
		err = stop(dev);
		if (err)
			return err;
	}
	return options & WDIOS_ENABLECARD ? start(dev) : err;
}

static u32 time_left(const struct watchdog_device *dev)
{
	unsigned long passed = (jiffies - dev->last_ping) / HZ;

	return dev->running && passed < dev->timeout
		       ? dev->timeout - (u32)passed
		       : 0;
}

static u32 take_status(struct watchdog_device *dev)
{
	u32 status = (u32)dev->bootstatus;

	if (dev->pinged)
		status |= WDIOF_KEEPALIVEPING;
	if (dev->may_stop)
		status |= WDIOF_MAGICCLOSE;
	dev->pinged = false;
	return status;
}

/* -- the file -------------------------------------------------------------- */

static int claim(struct watchdog_device *dev)
{
	int err;

	if (dev->is_open)
		return -EBUSY;
	err = start(dev);
	if (err)
		return err;
	dev->is_open = true;
	dev->may_stop = false;
	if (dev->pinned)
		module_put(dev->owner); /* the file holds it, too */
	dev->pinned = false;
	return 0;
}

static int watchdog_open(struct inode *inode, struct file *file)
{
	int err;

	mutex_lock(&dog_lock);
	err = dog ? claim(dog) : -ENODEV;
	mutex_unlock(&dog_lock);
	file->private_data = dog; /* which the file holds from here on */
	return err;
}

static void watchdog_release(struct inode *inode, struct file *file)
{
	struct watchdog_device *dev = file->private_data;

	mutex_lock(&dog_lock);
	if (!dev->may_stop || stop(dev)) {
		/* Its whole time for a successor, if it runs at all. */
		ping(dev);
		if (dev->running)
			printk(KERN_CRIT "watchdog0: closed, but not stopped; "
					 "the reset comes in %u seconds\n",
			       dev->timeout);
	}
	if (dev->running)
		__module_get(dev->owner);
	dev->pinned = dev->running;
	dev->is_open = false;
	mutex_unlock(&dog_lock);
}

/* The V counts of the last write alone, and only if all of that could be read. */
static int find_magic(struct watchdog_device *dev, const char __user *buf,
		      size_t n)
{
	bool magic = false;
	char c;

	dev->may_stop = false;
	for (; n; n--, buf++) {
		if (get_user(c, buf))
			return -EFAULT;
		if (c == WATCHDOG_MAGIC_CLOSE)
			magic = true;
		cond_resched();
	}
	dev->may_stop = magic;
	return 0;
}

static ssize_t watchdog_write(struct file *file, const char __user *buf,
			      size_t n, loff_t *pos)
{
	struct watchdog_device *dev = file->private_data;
	int err;

	if (!n)
		return 0;
	mutex_lock(&dog_lock);
	err = find_magic(dev, buf, n) ?: ping(dev);
	mutex_unlock(&dog_lock);
	return err ?: (ssize_t)n;
}

/* Those that have a number to tell. */
static long tell(struct watchdog_device *dev, unsigned int cmd,
		 u32 __user *where)
{
	switch (cmd) {
	case WDIOC_GETSTATUS:
		return put_user(take_status(dev), where);
	case WDIOC_GETBOOTSTATUS:
		return put_user((u32)dev->bootstatus, where);
	case WDIOC_GETTIMEOUT:
		return put_user(dev->timeout, where);
	case WDIOC_GETPRETIMEOUT:
		return put_user(dev->pretimeout, where);
	case WDIOC_GETTIMELEFT:
		return put_user(time_left(dev), where);
	default:
		return -ENOTTY;
	}
}

/* Those that are given one; the two times tell what became of it. */
static long take(struct watchdog_device *dev, unsigned int cmd,
		 u32 __user *where)
{
	u32 value;
	int err;

	if (get_user(value, where))
		return -EFAULT;
	if (cmd == WDIOC_SETOPTIONS)
		return set_options(dev, (int)value);
	if (cmd == WDIOC_SETPRETIMEOUT)
		return set_pretimeout(dev, value);
	err = set_timeout(dev, value);
	return err ?: tell(dev, WDIOC_GETTIMEOUT, where);
}

static long do_ioctl(struct watchdog_device *dev, unsigned int cmd,
		     unsigned long arg)
{
	switch (cmd) {
	case WDIOC_GETSUPPORT:
		return copy_to_user((void __user *)arg, &dev->info,
				    sizeof(dev->info))
			       ? -EFAULT
			       : 0;
	case WDIOC_KEEPALIVE:
		return ping(dev);
	case WDIOC_SETOPTIONS:
	case WDIOC_SETTIMEOUT:
	case WDIOC_SETPRETIMEOUT:
		return take(dev, cmd, (u32 __user *)arg);
	default:
		return tell(dev, cmd, (u32 __user *)arg);
	}
}

static long watchdog_ioctl(struct file *file, unsigned int cmd,
			   unsigned long arg)
{
	long ret;

	mutex_lock(&dog_lock);
	ret = do_ioctl(file->private_data, cmd, arg);
	mutex_unlock(&dog_lock);
	return ret;
}

/* -- drivers --------------------------------------------------------------- */

static int make_names(void)
{
	dev_t number = MKDEV(MISC_MAJOR, WATCHDOG_MINOR);
	int err = make_device("watchdog", 0600, number);

	if (err)
		return err;
	err = make_device("watchdog0", 0600, number);
	if (err)
		remove_device("watchdog");
	return err;
}

static void set_dog(struct watchdog_device *dev)
{
	mutex_lock(&dog_lock);
	dog = dev;
	mutex_unlock(&dog_lock);
}

int watchdog_register_device(struct watchdog_device *dev)
{
	int err;

	if (!timeout_ok(dev, dev->timeout))
		return -EINVAL;
	take_timeout(dev, dev->timeout);
	dev->fops = (struct file_operations){
		.owner = dev->owner,
		.llseek = no_llseek,
		.open = watchdog_open,
		.write = watchdog_write,
		.ioctl = watchdog_ioctl,
		.release = watchdog_release,
	};
	/* This finds out that there is another one. */
	err = register_chrdev(MISC_MAJOR, WATCHDOG_MINOR, 1, "watchdog",
			      &dev->fops);
	if (err)
		return err;
	set_dog(dev);
	err = make_names();
	if (err)
		goto no_names;
	if (dev->nowayout)
		__module_get(dev->owner);
	pr_info("watchdog0: %s, %u seconds%s\n", dev->info.identity,
		dev->timeout, dev->nowayout ? ", nowayout" : "");
	return 0;

no_names:
	set_dog(NULL);
	unregister_chrdev(MISC_MAJOR, WATCHDOG_MINOR);
	return err;
}
EXPORT_SYMBOL_GPL(watchdog_register_device);

void watchdog_unregister_device(struct watchdog_device *dev)
{
	remove_device("watchdog0");
	remove_device("watchdog");
	unregister_chrdev(MISC_MAJOR, WATCHDOG_MINOR);
	/* Only rmmod -f comes here while it runs. */
	mutex_lock(&dog_lock);
	if (dev->running)
		dev->ops->stop(dev);
	dog = NULL;
	mutex_unlock(&dog_lock);
}
EXPORT_SYMBOL_GPL(watchdog_unregister_device);

/* It has nothing of its own to begin or to end. */
static int __init watchdog_init(void)
{
	return 0;
}

static void __exit watchdog_exit(void)
{
}

module_init(watchdog_init);
module_exit(watchdog_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("/dev/watchdog, for the drivers");
