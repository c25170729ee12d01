// SPDX-License-Identifier: GPL-2.0
/*
 * A character device of its own, /dev/chardev: what is written to it can be
 * read again, by whoever opens it. It counts how often it is opened; an ioctl
 * tells and another one forgets.
 *
 * .owner makes the open file hold the module: rmmod is refused until the last
 * close. The alias makes the module come by itself when somebody opens a node
 * of this number while the module is not there.
 *
 * Lock: chardev_mutex guards text, length and opens.
 */
#include <lectern/fs.h>
#include <lectern/module.h>
#include <lectern/printk.h>
#include <uapi/ioctl.h>

#include "chardev.h"

#define CHARDEV_MAJOR 240 /* of those for experiments */
#define CHARDEV_MINOR 0
#define MOST_TEXT     256

static DEFINE_MUTEX(chardev_mutex);
static char text[MOST_TEXT] = "Nobody has written anything yet.\n";
static size_t length = sizeof("Nobody has written anything yet.\n") - 1;
static int opens;

static int chardev_open(struct inode *inode, struct file *file)
{
	mutex_lock(&chardev_mutex);
	opens++;
	mutex_unlock(&chardev_mutex);
	return 0;
}

static ssize_t chardev_read(struct file *file, char __user *buf, size_t n,
			    loff_t *pos)
{
	ssize_t ret = 0;

	mutex_lock(&chardev_mutex);
	if (*pos < (loff_t)length) {
		n = min_t(size_t, n, length - (size_t)*pos);
		ret = copy_to_user(buf, text + *pos, n) ? -EFAULT : (ssize_t)n;
	}
	if (ret > 0)
		*pos += ret;
	mutex_unlock(&chardev_mutex);
	return ret;
}

/* Each write is a new text. */
static ssize_t chardev_write(struct file *file, const char __user *buf,
			     size_t n, loff_t *pos)
{
	size_t missing;

	n = min_t(size_t, n, sizeof(text));
	mutex_lock(&chardev_mutex);
	missing = copy_from_user(text, buf, n);
	length = n - missing;
	mutex_unlock(&chardev_mutex);
	return missing ? -EFAULT : (ssize_t)n;
}

static long chardev_ioctl(struct file *file, unsigned int cmd,
			  unsigned long arg)
{
	int count;

	mutex_lock(&chardev_mutex);
	count = opens;
	if (cmd == CHARDEV_RESET_OPENS)
		opens = 0;
	mutex_unlock(&chardev_mutex);
	switch (cmd) {
	case CHARDEV_GET_OPENS:
		return put_user(count, (int __user *)arg);
	case CHARDEV_RESET_OPENS:
		return 0;
	default:
		return -ENOTTY;
	}
}

static const struct file_operations chardev_fops = {
	.owner = THIS_MODULE,
	.llseek = no_llseek,
	.open = chardev_open,
	.read = chardev_read,
	.write = chardev_write,
	.ioctl = chardev_ioctl,
};

/* First the driver, then the name by which people find it. */
static int __init chardev_init(void)
{
	int err = register_chrdev(CHARDEV_MAJOR, CHARDEV_MINOR, 1, "chardev",
				  &chardev_fops);

	if (err)
		return err;
	err = make_device("chardev", 0666, MKDEV(CHARDEV_MAJOR, CHARDEV_MINOR));
	if (err)
		unregister_chrdev(CHARDEV_MAJOR, CHARDEV_MINOR);
	return err;
}

static void __exit chardev_exit(void)
{
	remove_device("chardev");
	unregister_chrdev(CHARDEV_MAJOR, CHARDEV_MINOR);
	pr_info("chardev: it was opened %d times\n", opens);
}

module_init(chardev_init);
module_exit(chardev_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a character device that remembers what was written");
MODULE_ALIAS("char-major-240-0");
