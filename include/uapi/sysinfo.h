/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System statistics. Source: sysinfo(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_SYSINFO_H
#define LECTERN_UAPI_SYSINFO_H

#include <lectern/types.h>

#define SI_LOAD_SHIFT 16 /* loads[] have so many binary places */

/* sysinfo (116): 64 bytes; the sizes are in units of mem_unit */
struct sysinfo {
	s32 uptime;   /* seconds */
	u32 loads[3]; /* over 1, 5, 15 minutes */
	u32 totalram;
	u32 freeram;
	u32 sharedram;
	u32 bufferram;
	u32 totalswap;
	u32 freeswap;
	u16 procs;
	u16 pad;
	u32 totalhigh;
	u32 freehigh;
	u32 mem_unit; /* bytes */
	u8 _f[8];
};

#endif /* LECTERN_UAPI_SYSINFO_H */
