/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Scattered buffers. Source: readv(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_UIO_H
#define LECTERN_UAPI_UIO_H

#include <lectern/types.h>

struct iovec {
	void *iov_base;
	u32 iov_len;
};

/* preadv2, pwritev2 */
#define RWF_HIPRI  0x01
#define RWF_DSYNC  0x02
#define RWF_SYNC   0x04
#define RWF_NOWAIT 0x08
#define RWF_APPEND 0x10

#endif /* LECTERN_UAPI_UIO_H */
