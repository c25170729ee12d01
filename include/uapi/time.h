/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Times and clocks. Where the names have no prefix these are the i386's old
 * structures with 32-bit seconds, good until 2038; the *_time64 calls take the
 * __kernel_ ones. Source: clock_gettime(2), gettimeofday(2), setitimer(2),
 * timer_settime(2), times(2), utime(2), adjtimex(2).
 */
#ifndef LECTERN_UAPI_TIME_H
#define LECTERN_UAPI_TIME_H

#include <lectern/types.h>

typedef s32 time_t;  /* seconds since 1970 */
typedef s32 clock_t; /* ticks of USER_HZ (100 a second) */

struct timespec {
	s32 tv_sec;
	s32 tv_nsec;
};

struct timeval {
	s32 tv_sec;
	s32 tv_usec;
};

struct itimerspec {
	struct timespec it_interval; /* 0: once */
	struct timespec it_value;    /* 0: disarmed */
};

struct itimerval {
	struct timeval it_interval;
	struct timeval it_value;
};

struct __kernel_timespec {
	s64 tv_sec;
	s64 tv_nsec; /* the upper half is ignored from 32-bit programs */
};

struct __kernel_itimerspec {
	struct __kernel_timespec it_interval;
	struct __kernel_timespec it_value;
};

/* The kernel's own: what the others are made from; no call passes it. */
struct timespec64 {
	s64 tv_sec;
	s32 tv_nsec;
};

struct timezone {
	s32 tz_minuteswest;
	s32 tz_dsttime;
};

#define CLOCK_REALTIME		 0
#define CLOCK_MONOTONIC		 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID	 3
#define CLOCK_MONOTONIC_RAW	 4
#define CLOCK_REALTIME_COARSE	 5
#define CLOCK_MONOTONIC_COARSE	 6
#define CLOCK_BOOTTIME		 7
#define CLOCK_REALTIME_ALARM	 8
#define CLOCK_BOOTTIME_ALARM	 9
#define CLOCK_TAI		 11
#define MAX_CLOCKS		 16

/*
 * Clocks of CPU time, clock_getcpuclockid(3):
 *
 *   31                        3   2   1 0
 *   +--------------------------+---+-----+
 *   |       ~pid               | T | kind|  T: of one thread
 *   +--------------------------+---+-----+
 */
#define CPUCLOCK_PROF	    0 /* all of it, as is SCHED */
#define CPUCLOCK_VIRT	    1 /* in user space */
#define CPUCLOCK_SCHED	    2
#define CPUCLOCK_KIND	    3
#define CPUCLOCK_PER_THREAD 4
#define CPUCLOCK_PID_SHIFT  3
#define MAKE_PROCESS_CPUCLOCK(pid, kind)                                       \
	(int)(~(unsigned int)(pid) << CPUCLOCK_PID_SHIFT | (kind))

#define TIMER_ABSTIME 1

#define ITIMER_REAL    0 /* SIGALRM */
#define ITIMER_VIRTUAL 1 /* SIGVTALRM */
#define ITIMER_PROF    2 /* SIGPROF */

/* times (43) */
struct tms {
	clock_t tms_utime;
	clock_t tms_stime;
	clock_t tms_cutime;
	clock_t tms_cstime;
};

/* utime (30) */
struct utimbuf {
	s32 actime;
	s32 modtime;
};

/* adjtimex (124): 128 bytes */
struct timex {
	u32 modes; /* ADJ_*: what to set */
	s32 offset;
	s32 freq;
	s32 maxerror;
	s32 esterror;
	s32 status; /* STA_* */
	s32 constant;
	s32 precision;
	s32 tolerance;
	struct timeval time;
	s32 tick;
	s32 ppsfreq;
	s32 jitter;
	s32 shift;
	s32 stabil;
	s32 jitcnt;
	s32 calcnt;
	s32 errcnt;
	s32 stbcnt;
	s32 tai;
	s32 __reserved[11];
};

#define STA_UNSYNC 0x0040
#define TIME_OK	   0 /* what adjtimex returns */
#define TIME_ERROR 5 /* not synchronised */

#endif /* LECTERN_UAPI_TIME_H */
