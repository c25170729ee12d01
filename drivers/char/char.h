/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the files of drivers/char: what mem.c makes devices of.
 */
#ifndef DRIVERS_CHAR_CHAR_H
#define DRIVERS_CHAR_CHAR_H

#include <lectern/fs.h>

extern const struct file_operations kmsg_fops;	 /* kmsg.c */
extern const struct file_operations random_fops; /* random.c */

#endif
