/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Device numbers: the kernel's own form and the three that programs see.
 * Each macro evaluates its argument more than once.
 * Source: makedev(3), stat(2), mknod(2), i386 ABI.
 *
 *            31        20 19         8 7          0
 *   kernel  |  major 12  |        minor 20         |  MKDEV
 *   new     | minor 19-8 |  major 12  | minor 7-0  |  stat64, mknod, ustat
 *   old              15  |  major 8   |  minor 8   |  stat, oldstat
 *   huge    as new, in 64 bits with the upper half 0
 */
#ifndef LECTERN_UAPI_KDEV_T_H
#define LECTERN_UAPI_KDEV_T_H

#include <lectern/types.h>

#define MINORBITS 20
#define MINORMASK ((1U << MINORBITS) - 1)
#define MAJOR_MAX 0xfffU

#define MKDEV(ma, mi) ((u32)(ma) << MINORBITS | (mi))
#define MAJOR(dev)    ((u32)(dev) >> MINORBITS)
#define MINOR(dev)    (MINORMASK & (u32)(dev))

#define new_encode_dev(dev)                                                    \
	((MINOR(dev) & 0xff) | MAJOR(dev) << 8 | (MINOR(dev) & ~0xffU) << 12)
#define new_decode_dev(v)                                                      \
	MKDEV((v) >> 8 & 0xfff, (0xff & (v)) | ((v) >> 12 & 0xfff00))

#define old_valid_dev(dev)  (MAJOR(dev) < 256 && MINOR(dev) < 256)
#define old_encode_dev(dev) ((u16)(MAJOR(dev) << 8 | MINOR(dev)))
#define old_decode_dev(v)   MKDEV((v) >> 8 & 0xff, 0xff & (v))

#define huge_encode_dev(dev) ((u64)new_encode_dev(dev))
#define huge_decode_dev(v)   new_decode_dev((u32)(v))

#endif /* LECTERN_UAPI_KDEV_T_H */
