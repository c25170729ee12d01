/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the signal_*.c files need of one another, and nobody else does. All with
 * siglock held, unless something else is said.
 */
#ifndef LECTERN_KERNEL_SIGNALS_H
#define LECTERN_KERNEL_SIGNALS_H

#include <lectern/sched.h>
#include <lectern/signal.h>

/*
 * What SIG_DFL means (signal(7)). Everything else ends the process: there are
 * no core files, so those that would leave one do the same.
 */
#define SIGS_IGNORE                                                            \
	(sigmask(SIGCHLD) | sigmask(SIGCONT) | sigmask(SIGURG) |               \
	 sigmask(SIGWINCH))
#define SIGS_STOP                                                              \
	(sigmask(SIGSTOP) | sigmask(SIGTSTP) | sigmask(SIGTTIN) |              \
	 sigmask(SIGTTOU))

/* Of the instruction itself: taken before all others. */
#define SIGS_SYNCHRONOUS                                                       \
	(sigmask(SIGSEGV) | sigmask(SIGBUS) | sigmask(SIGILL) |                \
	 sigmask(SIGTRAP) | sigmask(SIGFPE) | sigmask(SIGSYS))

/* Neither caught, ignored nor blocked. */
#define SIGS_ABSOLUTE (sigmask(SIGKILL) | sigmask(SIGSTOP))

static inline bool sig_in(int sig, u32 mask)
{
	return sig <= 32 && mask & sigmask(sig);
}

static inline bool valid_signal(int sig)
{
	return sig > 0 && sig <= _NSIG;
}

static inline bool is_special(const siginfo_t *info)
{
	return info == SEND_SIG_NOINFO || info == SEND_SIG_KERNEL;
}

static inline struct sigpending *pending_of(struct task_struct *p, bool group)
{
	return group ? &p->signal->shared_pending : &p->pending;
}

/* -- signal_queue.c -------------------------------------------------------- */

/*
 * Queue sig with what info says; p is who pays for it (RLIMIT_SIGPENDING).
 * 0, or -EAGAIN when there is no room and the information would be missed.
 */
int queue_signal(struct sigpending *pending, int sig, const siginfo_t *info,
		 struct task_struct *p);

/*
 * An entry for p's user, to be queued later; NULL without memory or, unless
 * over_limit, when there are RLIMIT_SIGPENDING. Free one that is on no queue.
 */
struct sigqueue *sigqueue_alloc(struct task_struct *p, bool over_limit);
void sigqueue_free(struct sigqueue *q);

/* Withdraw q, if it is in this queue; what it stands for is pending no more. */
void sigqueue_withdraw(struct sigqueue *q, struct sigpending *pending);

/* Forget the signals of a set that are pending on the process of p or on one of
 * its threads. */
void rm_from_process(const sigset_t *set, struct task_struct *p);

/* -- signal_send.c --------------------------------------------------------- */

/* Send to p or, with group, to its process. 0 or -EAGAIN. */
int send_signal_locked(int sig, siginfo_t *info, struct task_struct *p,
		       bool group);

/* Queue a timer's entry; if it is queued still, count an overrun. False when p
 * ignores the signal, or has ended. */
bool send_sigqueue(struct sigqueue *q, struct task_struct *p, bool group);

/* Wake other threads for signals of the process that the current one was woken
 * for and does not take: it ends, or blocks them. */
void hand_over_signals(void);

/* Pid 1 gets no signal that it has no handler for: the system needs it. */
static inline bool is_unkillable(const struct task_struct *p)
{
	return p->tgid == 1 && !p->signal->killable;
}

/* -- itimer.c -------------------------------------------------------------- */

/* The signal of a timer has left its queue. */
void timer_signal_taken(struct k_itimer *t);

/* -- signal_stop.c --------------------------------------------------------- */

/*
 * A stop signal has its default action: the process stops, the current task
 * here and now. siglock is released meanwhile.
 */
void stop_process(int sig);

/* Take part in a stop that another thread began, and tell the parent what it
 * has not been told yet. siglock is released meanwhile if there is something. */
void do_job_control(void);

/* SIGCONT was sent: whatever it is that the process does with it, it goes on. */
void continue_process(struct task_struct *p);

#endif
