/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signals: numbers, dispositions, masks, and what a handler is told. Addresses
 * that the kernel only hands on (handlers, stacks, faults) are u32.
 * Source: signal(7), sigaction(2), sigaltstack(2), sigevent(7), i386 ABI.
 */
#ifndef LECTERN_UAPI_SIGNAL_H
#define LECTERN_UAPI_SIGNAL_H

#include <lectern/types.h>

#define SIGHUP	  1
#define SIGINT	  2
#define SIGQUIT	  3
#define SIGILL	  4
#define SIGTRAP	  5
#define SIGABRT	  6
#define SIGIOT	  6
#define SIGBUS	  7
#define SIGFPE	  8
#define SIGKILL	  9
#define SIGUSR1	  10
#define SIGSEGV	  11
#define SIGUSR2	  12
#define SIGPIPE	  13
#define SIGALRM	  14
#define SIGTERM	  15
#define SIGSTKFLT 16
#define SIGCHLD	  17
#define SIGCONT	  18
#define SIGSTOP	  19
#define SIGTSTP	  20
#define SIGTTIN	  21
#define SIGTTOU	  22
#define SIGURG	  23
#define SIGXCPU	  24
#define SIGXFSZ	  25
#define SIGVTALRM 26
#define SIGPROF	  27
#define SIGWINCH  28
#define SIGIO	  29
#define SIGPOLL	  SIGIO
#define SIGPWR	  30
#define SIGSYS	  31
#define SIGRTMIN  32 /* real-time: queued, lowest first */
#define SIGRTMAX  64
#define _NSIG	  64 /* signals are 1 to _NSIG */

#define _NSIG_BPW   32 /* signals in a word of a set */
#define _NSIG_WORDS (_NSIG / _NSIG_BPW)

/*
 * A set of signals: bit n - 1 stands for signal n, 1 to 32 in the first word.
 * The rt_* calls pass its size and get EINVAL unless it is sizeof(sigset_t).
 */
typedef struct {
	u32 sig[_NSIG_WORDS];
} sigset_t;

/* sigprocmask: how */
#define SIG_BLOCK   0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

/* sa_handler: what is no handler */
#define SIG_DFL 0U
#define SIG_IGN 1U
#define SIG_ERR 0xffffffffU

/* sa_flags */
#define SA_NOCLDSTOP	  0x00000001U /* no SIGCHLD when a child stops */
#define SA_NOCLDWAIT	  0x00000002U /* children leave no zombie */
#define SA_SIGINFO	  0x00000004U /* handler takes siginfo, ucontext */
#define SA_UNSUPPORTED	  0x00000400U /* for probing: always cleared */
#define SA_EXPOSE_TAGBITS 0x00000800U
#define SA_RESTORER	  0x04000000U /* return through sa_restorer */
#define SA_ONSTACK	  0x08000000U
#define SA_RESTART	  0x10000000U
#define SA_NODEFER	  0x40000000U /* not blocked in its own handler */
#define SA_NOMASK	  SA_NODEFER
#define SA_RESETHAND	  0x80000000U /* back to SIG_DFL when delivered */
#define SA_ONESHOT	  SA_RESETHAND

/* rt_sigaction (174): 20 bytes, the mask last so that it could grow */
struct sigaction {
	u32 sa_handler;
	u32 sa_flags;
	u32 sa_restorer;
	sigset_t sa_mask;
};

/* sigaltstack (186) */
typedef struct sigaltstack {
	u32 ss_sp;
	s32 ss_flags; /* SS_* */
	u32 ss_size;
} stack_t;

#define SS_ONSTACK    1
#define SS_DISABLE    2
#define SS_AUTODISARM 0x80000000U
#define MINSIGSTKSZ   2048
#define SIGSTKSZ      8192

typedef union sigval {
	s32 sival_int;
	u32 sival_ptr;
} sigval_t;

#define SI_MAX_SIZE 128

/*
 * What a signal tells. After three common words come fields that depend on
 * the signal and on si_code:
 *
 *   byte        12       16         20         24        28
 *   kill        si_pid   si_uid
 *   queued      si_pid   si_uid     si_value
 *   timer       si_tid   si_overrun si_value
 *   SIGCHLD     si_pid   si_uid     si_status  si_utime  si_stime
 *   fault       si_addr
 *   SIGPOLL     si_band  si_fd
 *   SIGSYS      si_call_addr, si_syscall, si_arch
 */
typedef struct siginfo {
	s32 si_signo;
	s32 si_errno;
	s32 si_code;
	union {
		s32 _pad[SI_MAX_SIZE / 4 - 3];
		struct {
			union {
				s32 si_pid;
				s32 si_tid; /* which timer */
			};
			union {
				u32 si_uid;
				s32 si_overrun;
			};
			union {
				s32 si_status; /* exit code or signal */
				s32 si_int;
				u32 si_ptr;
				sigval_t si_value;
			};
			s32 si_utime; /* in ticks of USER_HZ */
			s32 si_stime;
		};
		struct {
			u32 si_addr;
			s16 si_addr_lsb;
		};
		struct {
			s32 si_band; /* POLL* bits */
			s32 si_fd;
		};
		struct {
			u32 si_call_addr;
			s32 si_syscall;
			u32 si_arch;
		};
	};
} siginfo_t;

/* si_code of any signal: <= 0 was asked for by a process */
#define SI_USER	   0 /* kill */
#define SI_KERNEL  0x80
#define SI_QUEUE   -1 /* rt_sigqueueinfo */
#define SI_TIMER   -2
#define SI_MESGQ   -3
#define SI_ASYNCIO -4
#define SI_SIGIO   -5
#define SI_TKILL   -6 /* tkill, tgkill */

/* SIGILL */
#define ILL_ILLOPC 1
#define ILL_ILLOPN 2
#define ILL_ILLADR 3
#define ILL_ILLTRP 4
#define ILL_PRVOPC 5
#define ILL_PRVREG 6
#define ILL_COPROC 7
#define ILL_BADSTK 8

/* SIGFPE */
#define FPE_INTDIV 1
#define FPE_INTOVF 2
#define FPE_FLTDIV 3
#define FPE_FLTOVF 4
#define FPE_FLTUND 5
#define FPE_FLTRES 6
#define FPE_FLTINV 7
#define FPE_FLTSUB 8

/* SIGSEGV */
#define SEGV_MAPERR 1 /* nothing is mapped there */
#define SEGV_ACCERR 2 /* the mapping forbids it */

/* SIGBUS */
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define BUS_OBJERR 3

/* SIGTRAP */
#define TRAP_BRKPT  1
#define TRAP_TRACE  2
#define TRAP_BRANCH 3
#define TRAP_HWBKPT 4

/* SIGCHLD */
#define CLD_EXITED    1
#define CLD_KILLED    2
#define CLD_DUMPED    3
#define CLD_TRAPPED   4
#define CLD_STOPPED   5
#define CLD_CONTINUED 6

/* SIGPOLL */
#define POLL_IN	 1
#define POLL_OUT 2
#define POLL_MSG 3
#define POLL_ERR 4
#define POLL_PRI 5
#define POLL_HUP 6

/* timer_create and mq_notify: how to tell */
#define SIGEV_SIGNAL	0
#define SIGEV_NONE	1
#define SIGEV_THREAD	2
#define SIGEV_THREAD_ID 4
#define SIGEV_MAX_SIZE	64

struct sigevent {
	sigval_t sigev_value;
	s32 sigev_signo;
	s32 sigev_notify;
	union {
		s32 _pad[SIGEV_MAX_SIZE / 4 - 3];
		s32 sigev_notify_thread_id;
		struct {
			u32 sigev_notify_function;
			u32 sigev_notify_attributes;
		};
	};
};

#endif /* LECTERN_UAPI_SIGNAL_H */
