/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the number of an ioctl is made. Source: ioctl(2), ioctl_list(2), i386
 * ABI.
 *
 *    31 30 29                16 15           8 7            0
 *   | dir |     size, bytes    |   a letter   |   a number   |
 *
 * The direction is seen from the program: it reads what _IOR stores.
 */
#ifndef LECTERN_UAPI_IOCTL_H
#define LECTERN_UAPI_IOCTL_H

#include <lectern/types.h>

#define _IOC_NRBITS   8
#define _IOC_TYPEBITS 8
#define _IOC_SIZEBITS 14
#define _IOC_DIRBITS  2

#define _IOC_NRSHIFT   0
#define _IOC_TYPESHIFT 8
#define _IOC_SIZESHIFT 16
#define _IOC_DIRSHIFT  30

#define _IOC_NONE  0U
#define _IOC_WRITE 1U
#define _IOC_READ  2U

#define _IOC(dir, type, nr, size)                                              \
	((dir) << _IOC_DIRSHIFT | (u32)(size) << _IOC_SIZESHIFT |              \
	 (u32)(type) << _IOC_TYPESHIFT | (u32)(nr))

#define _IO(type, nr)	   _IOC(_IOC_NONE, type, nr, 0)
#define _IOR(type, nr, t)  _IOC(_IOC_READ, type, nr, sizeof(t))
#define _IOW(type, nr, t)  _IOC(_IOC_WRITE, type, nr, sizeof(t))
#define _IOWR(type, nr, t) _IOC(_IOC_READ | _IOC_WRITE, type, nr, sizeof(t))

#define _IOC_DIR(cmd)  ((cmd) >> _IOC_DIRSHIFT & 3)
#define _IOC_TYPE(cmd) ((cmd) >> _IOC_TYPESHIFT & 0xff)
#define _IOC_NR(cmd)   (0xff & (cmd))
#define _IOC_SIZE(cmd) ((cmd) >> _IOC_SIZESHIFT & 0x3fff)

#endif /* LECTERN_UAPI_IOCTL_H */
