/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Limits, usage, priorities. Source: getrlimit(2), getrusage(2),
 * getpriority(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_RESOURCE_H
#define LECTERN_UAPI_RESOURCE_H

#include <uapi/time.h>

#define RLIMIT_CPU	  0 /* seconds */
#define RLIMIT_FSIZE	  1 /* bytes, as all sizes here */
#define RLIMIT_DATA	  2
#define RLIMIT_STACK	  3
#define RLIMIT_CORE	  4
#define RLIMIT_RSS	  5
#define RLIMIT_NPROC	  6 /* tasks of the user */
#define RLIMIT_NOFILE	  7 /* the highest descriptor + 1 */
#define RLIMIT_MEMLOCK	  8
#define RLIMIT_AS	  9
#define RLIMIT_LOCKS	  10
#define RLIMIT_SIGPENDING 11
#define RLIMIT_MSGQUEUE	  12
#define RLIMIT_NICE	  13 /* 20 - nice */
#define RLIMIT_RTPRIO	  14
#define RLIMIT_RTTIME	  15 /* microseconds */
#define RLIM_NLIMITS	  16

#define RLIM_INFINITY	  0xffffffffU
#define RLIM_INFINITY_OLD 0x7fffffffU /* getrlimit (76) calls it */
#define RLIM64_INFINITY	  (~0ULL)

/* setrlimit (75), getrlimit (76), ugetrlimit (191) */
struct rlimit {
	u32 rlim_cur;
	u32 rlim_max;
};

/* prlimit64 (340) */
struct rlimit64 {
	u64 rlim_cur;
	u64 rlim_max;
};

#define RUSAGE_SELF	0
#define RUSAGE_CHILDREN -1
#define RUSAGE_BOTH	-2 /* wait4's sum; not for programs */
#define RUSAGE_THREAD	1

/* 72 bytes */
struct rusage {
	struct timeval ru_utime;
	struct timeval ru_stime;
	s32 ru_maxrss; /* KiB */
	s32 ru_ixrss;  /* 0 on Linux, like the next two */
	s32 ru_idrss;
	s32 ru_isrss;
	s32 ru_minflt;
	s32 ru_majflt;
	s32 ru_nswap; /* 0 */
	s32 ru_inblock;
	s32 ru_oublock;
	s32 ru_msgsnd;	 /* 0 */
	s32 ru_msgrcv;	 /* 0 */
	s32 ru_nsignals; /* 0 */
	s32 ru_nvcsw;
	s32 ru_nivcsw;
};

/* getpriority, setpriority: whose; the call returns 20 - nice */
#define PRIO_PROCESS 0
#define PRIO_PGRP    1
#define PRIO_USER    2
#define PRIO_MIN     -20
#define PRIO_MAX     20

#endif /* LECTERN_UAPI_RESOURCE_H */
