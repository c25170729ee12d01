// SPDX-License-Identifier: GPL-2.0
/*
 * Character devices: from a device number to its driver.
 *
 * An inode of a device file has chrdev_fops, whose only operation is open: it
 * finds the driver by i_rdev, gives the open file the driver's operations, and
 * calls the driver's own open. From then on the VFS is out of the way.
 *
 * Lock: chrdev_lock (spin) guards the registry.
 */
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/slab.h>

#include "internal.h"

struct chrdev {
	struct list_head list;
	unsigned int major, first, count;
	const char *name;
	const struct file_operations *fops;
};

static LIST_HEAD(chrdevs);
static DEFINE_SPINLOCK(chrdev_lock);

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
	dev->major = major;
	dev->first = first;
	dev->count = count;
	dev->name = name;
	dev->fops = fops;
	spin_lock(&chrdev_lock);
	taken = find_chrdev(major, first, count);
	if (!taken)
		list_add(&dev->list, &chrdevs);
	spin_unlock(&chrdev_lock);
	if (!taken)
		return 0;
	kfree(dev);
	return -EBUSY;
}

void unregister_chrdev(unsigned int major, unsigned int first)
{
	struct chrdev *dev;

	spin_lock(&chrdev_lock);
	dev = find_chrdev(major, first, 1);
	assert(dev && dev->first == first);
	list_del(&dev->list);
	spin_unlock(&chrdev_lock);
	kfree(dev);
}

/* ENXIO: the file is there, the driver is not. */
static int chrdev_open(struct inode *inode, struct file *file)
{
	const struct file_operations *fops = NULL;
	struct chrdev *dev;

	spin_lock(&chrdev_lock);
	dev = find_chrdev(MAJOR(inode->i_rdev), MINOR(inode->i_rdev), 1);
	if (dev)
		fops = dev->fops;
	spin_unlock(&chrdev_lock);
	if (!fops)
		return -ENXIO;
	file->f_op = fops;
	return fops->open ? fops->open(inode, file) : 0;
}

const struct file_operations chrdev_fops = {
	.open = chrdev_open,
};
