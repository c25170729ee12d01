/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The names of the running system. Source: kernel/utsname.c, uname(2).
 */
#ifndef LECTERN_UTSNAME_H
#define LECTERN_UTSNAME_H

#include <lectern/mutex.h>
#include <uapi/utsname.h>

/* nodename and domainname can be set. Lock: uts_mutex. */
extern struct new_utsname system_utsname;
extern struct mutex uts_mutex;

#endif
