/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel calls itself: uname(2), /proc/version, the first line of the
 * log. Programs take what they may rely on from the release, so it begins with
 * the Linux version whose behaviour Lectern follows.
 *
 * No date stands here: two builds of the same source are the same.
 */
#ifndef LECTERN_VERSION_H
#define LECTERN_VERSION_H

#define KERNEL_SYSNAME "Linux"
#define KERNEL_RELEASE "6.1.0-lectern"
#define KERNEL_VERSION "#1 Lectern PAE"
#define KERNEL_MACHINE "i686"
#define KERNEL_BANNER                                                          \
	KERNEL_SYSNAME " version " KERNEL_RELEASE " " KERNEL_VERSION           \
		       " " KERNEL_MACHINE

#endif
