// SPDX-License-Identifier: GPL-2.0
/*
 * The devices that are nothing, /dev/null, /dev/zero and /dev/full; and the table
 * of all that share their major number. Source: null(4), full(4). No locks: they
 * have no state.
 */
#include <lectern/init.h>
#include <lectern/mm.h>
#include <lectern/sched.h>
#include <uapi/errno.h>
#include <uapi/major.h>

#include "char.h"

/* Zeros are written so many at a time, with a look for signals between. */
#define ZERO_CHUNK (16 * PAGE_SIZE)

static ssize_t null_read(struct file *file, char __user *buf, size_t n,
			 loff_t *pos)
{
	return 0;
}

static ssize_t null_write(struct file *file, const char __user *buf, size_t n,
			  loff_t *pos)
{
	return n;
}

static ssize_t zero_read(struct file *file, char __user *buf, size_t n,
			 loff_t *pos)
{
	size_t done = 0;

	while (done < n) {
		size_t part = min_t(size_t, n - done, ZERO_CHUNK);
		size_t left = clear_user(buf + done, part);

		done += part - left;
		if (left)
			return done ? (ssize_t)done : -EFAULT;
		cond_resched();
		if (signal_pending(current))
			break;
	}
	return done;
}

static ssize_t full_write(struct file *file, const char __user *buf, size_t n,
			  loff_t *pos)
{
	return n ? -ENOSPC : 0;
}

/* Seeking succeeds and goes nowhere. */
static loff_t null_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos = 0;
}

/*
 * A private mapping of zeros is anonymous memory, which is what an area without
 * operations is. A shared one is of a file that is made for it.
 */
static int zero_mmap(struct file *file, struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_SHARED ? shmem_zero_setup(vma) : 0;
}

static const struct file_operations null_fops = {
	.llseek = null_llseek,
	.read = null_read,
	.write = null_write,
};

static const struct file_operations zero_fops = {
	.llseek = null_llseek,
	.read = zero_read,
	.write = null_write,
	.mmap = zero_mmap,
};

static const struct file_operations full_fops = {
	.llseek = null_llseek,
	.read = zero_read,
	.write = full_write,
};

static const struct mem_device {
	unsigned int minor;
	const char *name;
	umode_t mode;
	const struct file_operations *fops;
} mem_devices[] = {
	{ NULL_MINOR, "null", 0666, &null_fops },
	{ ZERO_MINOR, "zero", 0666, &zero_fops },
	{ FULL_MINOR, "full", 0666, &full_fops },
	{ RANDOM_MINOR, "random", 0666, &random_fops },
	{ URANDOM_MINOR, "urandom", 0666, &random_fops },
	{ KMSG_MINOR, "kmsg", 0644, &kmsg_fops },
};

static int __init mem_init_devices(void)
{
	const struct mem_device *d = mem_devices;
	int error = 0;

	for (; !error && d < mem_devices + ARRAY_SIZE(mem_devices); d++) {
		error = register_chrdev(MEM_MAJOR, d->minor, 1, "mem", d->fops);
		if (!error)
			error = make_device(d->name, d->mode,
					    MKDEV(MEM_MAJOR, d->minor));
	}
	return error;
}
device_initcall(mem_init_devices);
