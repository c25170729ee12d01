/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signals inside the kernel. The ABI's side is uapi/signal.h.
 *
 * A signal is pending on a thread (task->pending) or on the whole process
 * (signal->shared_pending); actions are in sighand, shared by CLONE_SIGHAND.
 * Lock: sighand->siglock, with interrupts off, guards actions, both pending
 * sets, blocked masks and the signal_struct of a thread group.
 */
#ifndef LECTERN_SIGNAL_H
#define LECTERN_SIGNAL_H

#include <lectern/hrtimer.h>
#include <lectern/list.h>
#include <lectern/spinlock.h>
#include <lectern/string.h>
#include <lectern/types.h>
#include <lectern/wait.h>
#include <uapi/resource.h>
#include <uapi/signal.h>
#include <uapi/time.h>

struct pt_regs;
struct task_struct;
struct tty_struct;

/* sigset_t (uapi) is two words; bit n-1 is signal n. */
static inline bool sigismember(const sigset_t *set, unsigned int sig)
{
	return set->sig[(sig - 1) / 32] >> ((sig - 1) % 32) & 1;
}

static inline void sigaddset(sigset_t *set, unsigned int sig)
{
	set->sig[(sig - 1) / 32] |= 1U << ((sig - 1) % 32);
}

static inline void sigdelset(sigset_t *set, unsigned int sig)
{
	set->sig[(sig - 1) / 32] &= ~(1U << ((sig - 1) % 32));
}

static inline void sigorsets(sigset_t *to, const sigset_t *a, const sigset_t *b)
{
	for (int i = 0; i < _NSIG_WORDS; i++)
		to->sig[i] = a->sig[i] | b->sig[i];
}

static inline void sigandsets(sigset_t *to, const sigset_t *a,
			      const sigset_t *b)
{
	for (int i = 0; i < _NSIG_WORDS; i++)
		to->sig[i] = a->sig[i] & b->sig[i];
}

/* Those of a that are not in b. */
static inline void sigandnsets(sigset_t *to, const sigset_t *a,
			       const sigset_t *b)
{
	for (int i = 0; i < _NSIG_WORDS; i++)
		to->sig[i] = a->sig[i] & ~b->sig[i];
}

static inline bool sigisemptyset(const sigset_t *set)
{
	return !(set->sig[0] | set->sig[1]);
}

#define sigmask(sig) (1UL << ((sig)-1)) /* of signals 1 to 32 */

/*
 * The bytes of a siginfo_t that say something; the others are 0 in user space, and
 * the kernel's copies leave them as they are.
 */
#define SIGINFO_USED (offsetof(siginfo_t, si_stime) + sizeof(s32))

/* What a program gets of it. 0 or -EFAULT. May sleep. */
int copy_siginfo_to_user(siginfo_t *to, const siginfo_t *from);

/* One queued occurrence with what it carries. */
struct sigqueue {
	struct list_head list;
	siginfo_t info;
	struct user_struct *user; /* whose RLIMIT_SIGPENDING it counts in */
	struct k_itimer *timer;	  /* which keeps it; NULL: freed when taken */
};

struct sigpending {
	struct list_head list; /* of sigqueue */
	sigset_t signal;
};

/* Actions; shared with CLONE_SIGHAND. */
struct sighand_struct {
	int count;
	spinlock_t siglock;
	struct sigaction action[_NSIG]; /* kernel form of the ABI's */
};

/*
 * An interval timer, of setitimer(2) or of timer_create(2). Its times are
 * nanoseconds of its own clock. [siglock]
 */
struct k_itimer {
	int clock;    /* CLOCK_MONOTONIC, REALTIME, or negative: CPU time */
	bool wall;    /* made for CLOCK_REALTIME: absolute times go by that */
	int signo;    /* 0: none, it is only looked at */
	u64 expires;  /* 0: off */
	u64 interval; /* 0: once */
	struct signal_struct *signal; /* the process that has it */
	struct hrtimer hrtimer;	      /* armed, and no timer of CPU time */
	struct list_head cpu_entry;   /* armed, and one: in cpu_timers */

	struct task_struct *sleeper; /* to be woken instead of a signal */

	/* of timer_create alone */
	int id, overrun;	    /* the last signal's */
	struct list_head entry;	    /* in posix_timers */
	struct sigqueue *sigq;	    /* so that no signal wants memory */
	struct task_struct *target; /* a thread, or NULL: the process */
	struct task_struct *thread; /* whose CPU time it is, or NULL */
};

/* What getrusage(2) counts. */
struct usage {
	u64 utime, stime; /* ns */
	unsigned long min_flt, maj_flt, nvcsw, nivcsw;
	unsigned long maxrss; /* the most pages at a time */
};

/* What the threads of a process share. */
struct signal_struct {
	int count; /* threads that point here */
	int live;  /* of them, not yet exiting */
	struct sigpending shared_pending;
	wait_queue_head_t wait_chldexit; /* wait4 of any thread; exec's */

	/* group exit: every thread dies with this code */
	bool group_exit;
	int group_exit_code;
	/* exec's thread, which has told the others to end: whoever of them has
	 * become a zombie or was released wakes wait_chldexit. They alone end. */
	struct task_struct *group_exit_task;

	/* job control */
	int group_stop_count;
	int stop_code;		 /* for WUNTRACED; 0: reported */
	bool stopped, continued; /* for the parent's wait */
	int cld_notify;		 /* CLD_* that the parent is to hear */
	unsigned int cont_seq;	 /* SIGCONTs sent */
	bool killable;		 /* pid 1 alone: a fault ends it */
	pid_t pgrp, session;
	bool leader;		/* of the session */
	struct tty_struct *tty; /* controlling terminal or NULL */

	/* of threads that have ended, and of children waited for */
	struct usage ended, children; /* [tasklist_lock] */

	/* interval timers (kernel/itimer.c) [siglock] */
	struct task_struct *tsk; /* the leader */
	struct k_itimer itimers[ITIMER_PROF + 1];
	struct list_head posix_timers;	 /* sorted by id */
	struct list_head cpu_timers;	 /* what the tick is to look at */
	unsigned long ticks, user_ticks; /* that met the process */

	struct rlimit rlim[RLIM_NLIMITS];
	short oom_score_adj, oom_score_adj_min; /* [tasklist_lock] */
	bool is_child_subreaper;
};

/* A terminal's number and foreground group, for ps; the tty room sets it. */
extern void (*tty_describe)(struct tty_struct *tty, dev_t *dev, pid_t *pgrp);

/* Where a signal's information comes from when it carries none. */
#define SEND_SIG_NOINFO ((siginfo_t *)0) /* from the current process */
#define SEND_SIG_KERNEL ((siginfo_t *)1) /* from the kernel */

/*
 * Send sig to p or, with group, to its process. sig 0 sends nothing. Permission
 * is the caller's matter. 0, -ESRCH, or -EAGAIN when a real-time signal finds
 * the queue full. Any context but an NMI.
 */
int do_send_sig_info(int sig, siginfo_t *info, struct task_struct *p,
		     bool group);

/* The same by the names that the literature knows. */
static inline int send_sig_info(int sig, siginfo_t *info, struct task_struct *p)
{
	return do_send_sig_info(sig, info, p, false);
}

static inline int group_send_sig_info(int sig, siginfo_t *info,
				      struct task_struct *p)
{
	return do_send_sig_info(sig, info, p, true);
}

static inline int send_sig(int sig, struct task_struct *p, bool from_kernel)
{
	return send_sig_info(
		sig, from_kernel ? SEND_SIG_KERNEL : SEND_SIG_NOINFO, p);
}

/*
 * To each process of a group that the current task may send it to: 0 when one
 * at least got it, else -ESRCH or -EPERM. The kernel's own (SEND_SIG_KERNEL) go to
 * all. Takes tasklist_lock; the first wants it held.
 */
int __kill_pgrp(pid_t pgrp, int sig, siginfo_t *info);
int kill_pgrp(pid_t pgrp, int sig, siginfo_t *info);

/*
 * A fault's signal, to the current task: cannot be blocked or ignored (the default
 * action is put back then). code is si_code, addr si_addr. Process context.
 */
void force_sig_fault(int sig, int code, unsigned long addr);
void force_sig(int sig);

/* The same, and no handler gets it: the process ends. */
void force_fatal_sig(int sig);

/*
 * Tell the parent that p, a leader, ended (sig 0: no signal, only wait4), or
 * that p's process stopped or went on (why: CLD_*). tasklist_lock held.
 */
void do_notify_parent(struct task_struct *p, int sig);
void do_notify_parent_cldstop(struct task_struct *p, int why);

/*
 * Take the next deliverable signal of the current task: its number with info
 * filled in as far as SIGINFO_USED, 0 when there is none. TIF_SIGPENDING is the caller's matter
 * (recalc_sigpending). siglock held.
 */
int dequeue_signal(const sigset_t *blocked, siginfo_t *info);

/*
 * On the way to user space: deal with all pending signals whose action is in
 * the kernel (ignore, stop, end: may not return). Returns the signal that wants
 * a handler run, with its action and info, or 0. Interrupts on.
 */
int get_signal_to_deliver(siginfo_t *info, struct sigaction *ka);

/* kernel/i386/signal.c: lay the frame, or restart the system call. */
void do_signal(struct pt_regs *regs);

/* The blocked mask of the current task; recomputes TIF_SIGPENDING. */
void set_current_blocked(const sigset_t *set);

/* Recompute TIF_SIGPENDING. siglock held. */
void recalc_sigpending(void);
void signal_wake_up(struct task_struct *p, bool fatal);

void init_sigpending(struct sigpending *pending);
void flush_sigqueue(struct sigpending *pending);

/*
 * do_exit's first step: marks p PF_EXITING, so that no signal is handed to it
 * any more; those of the process that it was woken for go to other threads, and
 * a stop of the process does not wait for it. Process context.
 */
void exit_signals(struct task_struct *p);

/* Stop all other threads of the process for good (exec, exit_group). */
void zap_other_threads(struct task_struct *p);

/* Nobody handles, and the default is to do nothing. siglock held. */
bool sig_ignored(struct task_struct *p, int sig);

/*
 * The current task's alternate stack, as sigaltstack(2) takes and tells it, and signal
 * frames hold it. esp is the program's stack pointer. 0, -EPERM, -EINVAL or -ENOMEM.
 */
int set_altstack(const stack_t *ss, unsigned long esp);
void get_altstack(stack_t *ss, unsigned long esp);

/* A group that nobody could continue, were it stopped (POSIX orphan)? Takes
 * tasklist_lock. */
bool is_orphaned_pgrp(pid_t pgrp);

extern struct kmem_cache *sighand_cachep, *signal_cachep;
void signals_init(void);

#endif
