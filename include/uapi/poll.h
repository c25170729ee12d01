/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Waiting for several descriptors with poll. Source: poll(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_POLL_H
#define LECTERN_UAPI_POLL_H

#include <lectern/types.h>

#define POLLIN	   0x0001
#define POLLPRI	   0x0002
#define POLLOUT	   0x0004
#define POLLERR	   0x0008 /* told without being asked for */
#define POLLHUP	   0x0010 /* likewise */
#define POLLNVAL   0x0020 /* likewise */
#define POLLRDNORM 0x0040
#define POLLRDBAND 0x0080
#define POLLWRNORM 0x0100
#define POLLWRBAND 0x0200
#define POLLMSG	   0x0400
#define POLLREMOVE 0x1000
#define POLLRDHUP  0x2000

struct pollfd {
	s32 fd; /* negative: skipped */
	s16 events;
	s16 revents;
};

#endif /* LECTERN_UAPI_POLL_H */
