/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The names of the system. Source: uname(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_UTSNAME_H
#define LECTERN_UAPI_UTSNAME_H

#define __NEW_UTS_LEN 64 /* bytes of a name, its NUL not counted */

/* uname (122): 390 bytes */
struct new_utsname {
	char sysname[__NEW_UTS_LEN + 1];
	char nodename[__NEW_UTS_LEN + 1];
	char release[__NEW_UTS_LEN + 1];
	char version[__NEW_UTS_LEN + 1];
	char machine[__NEW_UTS_LEN + 1];
	char domainname[__NEW_UTS_LEN + 1];
};

#endif /* LECTERN_UAPI_UTSNAME_H */
