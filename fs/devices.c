// SPDX-License-Identifier: GPL-2.0
/*
 * Character devices: from a device number to its driver.
 *
 * An inode of a device file has chrdev_fops, whose only operation is open: it
 * finds the driver by i_rdev, gives the open file the driver's operations, and
 * calls the driver's own open. From then on the VFS is out of the way. The file
 * holds the module that the driver is in, until its last close.
 *
 * Lock: chrdev_lock (a mutex, as /proc/devices prints under it) guards the
 * registry.
 */
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/module.h>
#include <lectern/proc_fs.h>
#include <lectern/slab.h>
#include <lectern/string.h>

#include "internal.h"

struct chrdev {
	struct list_head list;
	unsigned int major, first, count;
	const char *name;
	const struct file_operations *fops;
};

static LIST_HEAD(chrdevs);
static DEFINE_MUTEX(chrdev_lock);

/* The driver that has one of these minors. chrdev_lock held. */
static struct chrdev *find_chrdev(unsigned int major, unsigned int first,
				  unsigned int count)
{
	struct chrdev *dev;

	list_for_each_entry(dev, &chrdevs, list)
		if (dev->major == major && first < dev->first + dev->count &&
		    dev->first < first + count)
			return dev;
	return NULL;
}

int register_chrdev(unsigned int major, unsigned int first, unsigned int count,
		    const char *name, const struct file_operations *fops)
{
	struct chrdev *dev = kmalloc(sizeof(*dev), GFP_KERNEL);
	bool taken;

	if (!dev)
		return -ENOMEM;
	*dev = (struct chrdev){
		.major = major,
		.first = first,
		.count = count,
		.name = name,
		.fops = fops,
	};
	mutex_lock(&chrdev_lock);
	taken = find_chrdev(major, first, count);
	if (!taken)
		list_add_tail(&dev->list, &chrdevs);
	mutex_unlock(&chrdev_lock);
	if (!taken)
		return 0;
	kfree(dev);
	return -EBUSY;
}

void unregister_chrdev(unsigned int major, unsigned int first)
{
	struct chrdev *dev;

	mutex_lock(&chrdev_lock);
	dev = find_chrdev(major, first, 1);
	if (WARN_ON(!dev || dev->first != first))
		dev = NULL;
	else
		list_del(&dev->list);
	mutex_unlock(&chrdev_lock);
	kfree(dev);
}

EXPORT_SYMBOLS(register_chrdev, unregister_chrdev);

/* A driver's operations, and a hold on the module that they are in. */
static const struct file_operations *get_driver(dev_t rdev)
{
	const struct file_operations *fops = NULL;
	struct chrdev *dev;

	mutex_lock(&chrdev_lock);
	dev = find_chrdev(MAJOR(rdev), MINOR(rdev), 1);
	if (dev && try_module_get(dev->fops->owner))
		fops = dev->fops;
	mutex_unlock(&chrdev_lock);
	return fops;
}

/* ENXIO: the file is there, the driver is not, and modprobe finds none. */
static int chrdev_open(struct inode *inode, struct file *file)
{
	const struct file_operations *fops = get_driver(inode->i_rdev);
	int err;

	if (!fops && !request_module("char-major-%u-%u", MAJOR(inode->i_rdev),
				     MINOR(inode->i_rdev)))
		fops = get_driver(inode->i_rdev);
	if (!fops)
		return -ENXIO;
	file->f_op = fops;
	err = fops->open ? fops->open(inode, file) : 0;
	if (err)
		module_put(fops->owner);
	return err;
}

const struct file_operations chrdev_fops = {
	.open = chrdev_open,
};

static void drivers_left(struct module *mod)
{
	const struct chrdev *dev;

	mutex_lock(&chrdev_lock);
	list_for_each_entry(dev, &chrdevs, list)
		if (module_contains(mod, dev->fops))
			module_left(mod, "the character device %u:%u (%s)",
				    dev->major, dev->first, dev->name);
	mutex_unlock(&chrdev_lock);
}
MODULE_LEFTOVERS(drivers_left);

/* /proc/devices: a driver's lines once, though it may register one by one. */
static int show_devices(struct seq_buf *s, void *data)
{
	const struct chrdev *dev, *last = NULL;

	seq_printf(s, "Character devices:\n");
	mutex_lock(&chrdev_lock);
	list_for_each_entry(dev, &chrdevs, list) {
		if (!last || last->major != dev->major ||
		    strcmp(last->name, dev->name))
			seq_printf(s, "%3u %s\n", dev->major, dev->name);
		last = dev;
	}
	mutex_unlock(&chrdev_lock);
	seq_printf(s, "\nBlock devices:\n");
	return 0;
}

static const struct proc_file files[] __initdata = {
	{ "devices", 0444, show_devices, NULL, NULL },
};
proc_initcall(files);
