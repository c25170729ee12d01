/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of /dev/chardev, for the module and for programs. */
#ifndef MODULES_CHARDEV_H
#define MODULES_CHARDEV_H

#define CHARDEV_GET_OPENS   _IOR('L', 1, int) /* how often it was opened */
#define CHARDEV_RESET_OPENS _IO('L', 2)	      /* count from 0 again */

#endif
