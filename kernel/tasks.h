/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files about tasks and time in this folder need of one another, and
 * nobody else does.
 */
#ifndef LECTERN_KERNEL_TASKS_H
#define LECTERN_KERNEL_TASKS_H

#include <lectern/sched.h>
#include <lectern/types.h>

/* -- sched.c --------------------------------------------------------------- */

/* The current task waited for p: it gets the ticks that p did not use. */
void sched_exit(struct task_struct *p);

/* -- loadavg.c ------------------------------------------------------------- */

/* Once a tick: keep the load averages up to date. Interrupt context. */
void calc_load(void);

/* -- cputime.c ------------------------------------------------------------- */

/* getrusage's answer; tasklist_lock held. */
void fill_rusage(struct task_struct *p, int who, struct rusage *r);

/* A thread has ended: its process keeps its sums. tasklist_lock held. */
void keep_thread_usage(struct task_struct *p);

/* A child was waited for: the current process keeps its sums. As above. */
void keep_child_usage(struct task_struct *child);

/* -- exit.c ---------------------------------------------------------------- */

/* A zombie that only waits for its parent: no other thread lives. */
static inline bool is_ready_zombie(struct task_struct *p)
{
	return p->state == TASK_ZOMBIE && thread_group_empty(p);
}

/* -- kthread.c ------------------------------------------------------------- */

/* The current kernel thread's last words: whoever stops it may go on. */
void kthread_ended(struct task_struct *p);

/* -- itimer.c -------------------------------------------------------------- */

/* A process gets its interval timers, all off. */
void init_itimers(struct signal_struct *sig, struct task_struct *leader);

/* Its last thread ends. */
void exit_itimers(struct signal_struct *sig);

/* One timer; its clock, signo and signal are set afterwards. */
void init_itimer(struct k_itimer *t);

/*
 * Set a timer to value nanoseconds from now, or to the moment value of its
 * clock; 0 turns it off. timer_left: how long it has to go, and 0 when it is off.
 * siglock held.
 */
void timer_set(struct k_itimer *t, u64 value, u64 interval, bool absolute);
u64 timer_left(const struct k_itimer *t);

/* -- clocks.c -------------------------------------------------------------- */

/*
 * Which clock one waits by when *id is named: then it is CLOCK_REALTIME,
 * CLOCK_MONOTONIC, or negative, CPU time. 0, -EINVAL, or -EOPNOTSUPP.
 */
int waitable_clock(int *id);

/*
 * What such a clock shows, in nanoseconds: CPU time is of p, or of p's process.
 * siglock or tasklist_lock held for that.
 */
u64 clock_now(int base, struct task_struct *p);

/* -- posix_timers.c -------------------------------------------------------- */

/* The process ends, or becomes another program: it has no timers any more. */
void delete_posix_timers(struct signal_struct *sig);

/*
 * Sleep until a clock of CPU time has gone on by *ns, or to it. 0 with what was
 * left when a signal came in *ns, or -EINVAL, also for the caller's own thread.
 */
int sleep_cpu_time(int clock, bool absolute, u64 *ns);

/* The tick's share; interrupt context, current is a process. */
void tick_itimers(struct task_struct *p, bool user);

/* -- pid.c ----------------------------------------------------------------- */

void pid_init(void);

/* -- wait4.c --------------------------------------------------------------- */

/* Until this child of the current task has ended. Of one whose end nobody wants
 * to be told of (SIGCHLD ignored) nothing is left then. */
void wait_for_child(pid_t pid);

/* -- task.c ---------------------------------------------------------------- */

/* A copy with a stack of its own, usage 2; NULL without memory. May sleep. */
struct task_struct *dup_task_struct(const struct task_struct *orig);
void free_task(struct task_struct *p);

/* Count p for its user and max_threads: 0 or -EAGAIN; undo that. */
int charge_task(struct task_struct *p);
void uncharge_task(struct task_struct *p);

/* A copy of the current task's handlers; NULL without memory. May sleep. */
struct sighand_struct *dup_sighand(void);

/* Drop a task's part in its handlers and in its process; frees the last. */
void put_sighand(struct sighand_struct *sighand);
void put_signal(struct signal_struct *sig);

#endif
