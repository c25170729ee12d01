/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Character devices, and their names in /dev. Comes with <lectern/fs.h>.
 */
#ifndef LECTERN_CHRDEV_H
#define LECTERN_CHRDEV_H

#include <lectern/fs.h>

/* Character devices: fops for `count` minors of a major from `first` on. name and
 * fops must stay until unregister. 0, -EBUSY (a number is taken), -ENOMEM. What is
 * not registered cannot be taken back: that is a warning. */
int register_chrdev(unsigned int major, unsigned int first, unsigned int count,
		    const char *name, const struct file_operations *fops);
void unregister_chrdev(unsigned int major, unsigned int first);

/* A node in devtmpfs, below no directory; a mode without a type means a character
 * device. 0, -EEXIST, -ENOMEM. Device initcalls and later; may sleep. */
int make_device(const char *name, umode_t mode, dev_t dev);
/* A name that is not there is ignored. */
void remove_device(const char *name);

/* The slave of a pty in devpts, named by its number: the calling task's, for it
 * and the group tty. 0 or -ENOMEM. May sleep. remove: what was made. */
int devpts_make(unsigned int index, dev_t dev);
void devpts_remove(unsigned int index);

extern const struct file_operations chrdev_fops, fifo_fops;

#endif
