/* SPDX-License-Identifier: GPL-2.0 */
/* What a program may leak, as the kernel counts it in /proc. */
#ifndef RESOURCES_H
#define RESOURCES_H

#include <stdbool.h>

enum resource {
	FREE_PAGES,   /* MemFree and Slab of /proc/meminfo */
	SLAB_OBJECTS, /* active objects of all caches in /proc/slabinfo */
	OPEN_FILES,   /* first number of /proc/sys/fs/file-nr */
	TASKS,	      /* y of the x/y in /proc/loadavg */
	MODULE_USES,  /* use counts of /proc/modules, summed */
	SYSV_OBJECTS, /* semaphore sets and segments in /proc/sysvipc */
	RESOURCES
};

/* One reading; a value that the kernel does not offer is -1. */
struct resources {
	long value[RESOURCES];
};

/* resources_read - drop the kernel's caches, then read all the counters. */
void resources_read(struct resources *now);

/* resources_leaked - is this resource worse in AFTER than in BEFORE? */
bool resources_leaked(enum resource which, const struct resources *before,
		      const struct resources *after);

/*
 * resources_settle - read until nothing is worse than BEFORE, at most for
 * SETTLE_MS.  Returns the number of resources that have leaked even then.
 */
#define SETTLE_MS 2000
int resources_settle(const struct resources *before, struct resources *after);

/* resources_name - what a person calls it. */
const char *resources_name(enum resource which);

#endif
