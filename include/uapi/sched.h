/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Creating tasks and scheduling them. Source: clone(2), sched(7),
 * sched_setscheduler(2), sched_setattr(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_SCHED_H
#define LECTERN_UAPI_SCHED_H

#include <lectern/types.h>

#define CSIGNAL		     0x000000ff /* signal to the parent at exit */
#define CLONE_NEWTIME	     0x00000080 /* clone3 and unshare only */
#define CLONE_VM	     0x00000100 /* one address space */
#define CLONE_FS	     0x00000200 /* one root, directory, umask */
#define CLONE_FILES	     0x00000400 /* one descriptor table */
#define CLONE_SIGHAND	     0x00000800 /* one table of handlers */
#define CLONE_PIDFD	     0x00001000
#define CLONE_PTRACE	     0x00002000
#define CLONE_VFORK	     0x00004000 /* the parent waits for exec or exit */
#define CLONE_PARENT	     0x00008000 /* a sibling rather than a child */
#define CLONE_THREAD	     0x00010000 /* same thread group */
#define CLONE_NEWNS	     0x00020000
#define CLONE_SYSVSEM	     0x00040000 /* one list of semaphore undos */
#define CLONE_SETTLS	     0x00080000 /* esi: a struct user_desc */
#define CLONE_PARENT_SETTID  0x00100000 /* store the tid, parent side */
#define CLONE_CHILD_CLEARTID 0x00200000 /* at exit: store 0, futex-wake */
#define CLONE_DETACHED	     0x00400000 /* ignored */
#define CLONE_UNTRACED	     0x00800000
#define CLONE_CHILD_SETTID   0x01000000 /* store the tid, child side */
#define CLONE_NEWCGROUP	     0x02000000
#define CLONE_NEWUTS	     0x04000000
#define CLONE_NEWIPC	     0x08000000
#define CLONE_NEWUSER	     0x10000000
#define CLONE_NEWPID	     0x20000000
#define CLONE_NEWNET	     0x40000000
#define CLONE_IO	     0x80000000
#define CLONE_CLEAR_SIGHAND  0x100000000ULL /* clone3 only */
#define CLONE_INTO_CGROUP    0x200000000ULL /* clone3 only */

/* clone3 (435): grows at the end, the caller passes its size */
struct clone_args {
	u64 flags;
	u64 pidfd;
	u64 child_tid;
	u64 parent_tid;
	u64 exit_signal;
	u64 stack; /* lowest byte */
	u64 stack_size;
	u64 tls;
	u64 set_tid;
	u64 set_tid_size;
	u64 cgroup;
} __attribute__((aligned(8)));

#define CLONE_ARGS_SIZE_VER0 64 /* up to tls */
#define CLONE_ARGS_SIZE_VER1 80
#define CLONE_ARGS_SIZE_VER2 88

#define SCHED_NORMAL	    0
#define SCHED_OTHER	    SCHED_NORMAL
#define SCHED_FIFO	    1
#define SCHED_RR	    2
#define SCHED_BATCH	    3
#define SCHED_IDLE	    5
#define SCHED_DEADLINE	    6
#define SCHED_RESET_ON_FORK 0x40000000 /* or'ed to the policy */

struct sched_param {
	s32 sched_priority; /* 1 to 99 for SCHED_FIFO and SCHED_RR, or 0 */
};

/* sched_setattr (351), sched_getattr (352) */
struct sched_attr {
	u32 size;
	u32 sched_policy;
	u64 sched_flags;
	s32 sched_nice;
	u32 sched_priority;
	u64 sched_runtime;
	u64 sched_deadline;
	u64 sched_period;
};

#define SCHED_ATTR_SIZE_VER0 48

#endif /* LECTERN_UAPI_SCHED_H */
