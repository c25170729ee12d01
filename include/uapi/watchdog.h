/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/watchdog. The device is pinged by any write or by WDIOC_KEEPALIVE, and
 * stops on close only if 'V' was written before (WDIOF_MAGICCLOSE).
 * Source: the Linux watchdog API (watchdog-api.rst), ioctl(2).
 */
#ifndef LECTERN_UAPI_WATCHDOG_H
#define LECTERN_UAPI_WATCHDOG_H

#include <uapi/ioctl.h>

#define WATCHDOG_IOCTL_BASE  'W'
#define WATCHDOG_MAGIC_CLOSE 'V'

struct watchdog_info {
	u32 options; /* WDIOF_* */
	u32 firmware_version;
	u8 identity[32];
};

#define WDIOC_GETSUPPORT    _IOR('W', 0, struct watchdog_info)
#define WDIOC_GETSTATUS	    _IOR('W', 1, s32)
#define WDIOC_GETBOOTSTATUS _IOR('W', 2, s32)
#define WDIOC_GETTEMP	    _IOR('W', 3, s32)
#define WDIOC_SETOPTIONS    _IOR('W', 4, s32) /* reads WDIOS_* */
#define WDIOC_KEEPALIVE	    _IOR('W', 5, s32)
#define WDIOC_SETTIMEOUT    _IOWR('W', 6, s32) /* seconds */
#define WDIOC_GETTIMEOUT    _IOR('W', 7, s32)
#define WDIOC_SETPRETIMEOUT _IOWR('W', 8, s32)
#define WDIOC_GETPRETIMEOUT _IOR('W', 9, s32)
#define WDIOC_GETTIMELEFT   _IOR('W', 10, s32)

#define WDIOF_UNKNOWN	    -1
#define WDIOF_OVERHEAT	    0x0001
#define WDIOF_FANFAULT	    0x0002
#define WDIOF_EXTERN1	    0x0004
#define WDIOF_EXTERN2	    0x0008
#define WDIOF_POWERUNDER    0x0010
#define WDIOF_CARDRESET	    0x0020 /* the watchdog did the last reset */
#define WDIOF_POWEROVER	    0x0040
#define WDIOF_SETTIMEOUT    0x0080
#define WDIOF_MAGICCLOSE    0x0100
#define WDIOF_PRETIMEOUT    0x0200
#define WDIOF_ALARMONLY	    0x0400
#define WDIOF_KEEPALIVEPING 0x8000

#define WDIOS_UNKNOWN	  -1
#define WDIOS_DISABLECARD 0x0001
#define WDIOS_ENABLECARD  0x0002
#define WDIOS_TEMPPANIC	  0x0004

#endif /* LECTERN_UAPI_WATCHDOG_H */
