/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random bytes. Source: getrandom(2), random(4).
 */
#ifndef LECTERN_UAPI_RANDOM_H
#define LECTERN_UAPI_RANDOM_H

#include <uapi/ioctl.h>

#define GRND_NONBLOCK 0x0001
#define GRND_RANDOM   0x0002
#define GRND_INSECURE 0x0004

#define RNDGETENTCNT   _IOR('R', 0x00, s32)
#define RNDADDTOENTCNT _IOW('R', 0x01, s32)
#define RNDADDENTROPY  _IOW('R', 0x03, s32[2])
#define RNDZAPENTCNT   _IO('R', 0x04)
#define RNDCLEARPOOL   _IO('R', 0x06)
#define RNDRESEEDCRNG  _IO('R', 0x07)

#endif /* LECTERN_UAPI_RANDOM_H */
