/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tasks and the scheduler.
 */
#ifndef LECTERN_SCHED_H
#define LECTERN_SCHED_H

#include <lectern/cred.h>
#include <lectern/i386/current.h>
#include <lectern/i386/processor.h>
#include <lectern/list.h>
#include <lectern/mm.h>
#include <lectern/signal.h>
#include <lectern/timer.h>
#include <lectern/types.h>
#include <lectern/wait.h>
#include <uapi/sched.h>

struct files_struct;
struct fs_struct;
struct kthread;
struct rusage;
struct sem_undo_list;

/* task->state */
#define TASK_RUNNING	     0
#define TASK_INTERRUPTIBLE   1
#define TASK_UNINTERRUPTIBLE 2
#define TASK_STOPPED	     4
#define TASK_ZOMBIE	     8	/* ended, waits to be waited for */
#define TASK_DEAD	     16 /* and has been */
#define TASK_WAKEKILL	     32 /* a fatal signal wakes it */
#define TASK_KILLABLE	     (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_NORMAL	     (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define TASK_LETTERS	     "RSDTZX" /* by the state's highest bit but WAKEKILL */

/* task->flags */
#define PF_EXITING	  0x00000004
#define PF_GIVING_BACK	  0x00000008 /* in exit_mmap(): frees an mm's pages */
#define PF_FORKNOEXEC	  0x00000040 /* forked, no exec since */
#define PF_SUPERPRIV	  0x00000100
#define PF_MEMALLOC	  0x00000800 /* may use all reserves: frees memory */
#define PF_NPROC_EXCEEDED 0x00001000 /* became a user who has too many */
#define PF_KTHREAD	  0x00200000
#define PF_IDLE		  0x00000002

/*
 * task->work: what is to be done before the task goes back to user space.
 * entry.asm looks at the whole word once.
 */
#define TIF_NEED_RESCHED    0
#define TIF_SIGPENDING	    1
#define TIF_MEMDIE	    2 /* chosen by the OOM killer */
#define TIF_RESTORE_SIGMASK 3 /* sigsuspend, pselect */
#define TIF_WORK_MASK	    ((1UL << TIF_NEED_RESCHED) | (1UL << TIF_SIGPENDING))

#define TASK_COMM_LEN 16

/* A system call that goes on after a signal by restart_syscall. */
struct restart_block {
	long (*fn)(struct restart_block *);
	unsigned long arg[4];
	u64 deadline; /* ns */
};

/*
 * A task. It lies at the bottom of its own kernel stack:
 *
 *      union task_union, 8 KiB, 8 KiB aligned
 *   +--------------------------------+ + THREAD_SIZE
 *   | registers from user space      |   struct pt_regs
 *   |--------------------------------|
 *   | kernel stack, growing down     |
 *   |               |                |
 *   |               v                |
 *   |--------------------------------|
 *   | stack_canary                   |   STACK_MAGIC while all is well
 *   | struct task_struct             |
 *   +--------------------------------+ + 0      current = esp & ~8191
 *
 * A stack that grows too far meets the canary first: schedule() and the way to
 * user space look at it. Its symptom otherwise is a task whose last fields
 * change by themselves.
 *
 * Locks are named in brackets; [self] is written by the task alone.
 */
struct task_struct {
	/* Read by entry.asm through asm-offsets.c. */
	volatile long state;	     /* [runqueue_lock to wake] */
	volatile unsigned long work; /* TIF_*, atomic bits */
	unsigned long flags;	     /* PF_* [self] */
	int preempt_count;	     /* hard and soft interrupt depth [self] */

	/* scheduling [runqueue_lock] */
	long counter; /* ticks left in this epoch */
	long nice;    /* -20 (much) to 19 (little) */
	unsigned int policy, rt_priority;
	unsigned int epoch;	    /* that counter belongs to */
	bool yielding;		    /* steps back in the next choice */
	struct list_head run_list;  /* empty: not runnable */
	u64 last_ran;		    /* ktime_get_ns at switch-in */
	u64 run_ns;		    /* CPU time used */
	unsigned long utime, stime; /* ticks that met it there */
	u64 utime_told, stime_told; /* by task_cputime [tasklist_lock] */
	unsigned long nvcsw, nivcsw;
	unsigned long wchan; /* whither schedule() returns */

	/* memory [self; others through get_task_mm] */
	struct mm_struct *mm;	     /* NULL: a kernel thread */
	struct mm_struct *active_mm; /* whose page tables it runs on */
	unsigned long min_flt, maj_flt;

	/* identity and family [tasklist_lock] */
	atomic_t usage; /* see put_task_struct */
	pid_t pid;
	pid_t tgid;		       /* what getpid() says */
	struct list_head tasks;	       /* all processes (leaders) */
	struct list_head thread_group; /* threads of the process */
	struct task_struct *group_leader;
	struct task_struct *real_parent; /* who made it */
	struct task_struct *parent;	 /* who waits for it */
	struct list_head children;	 /* processes, through sibling */
	struct list_head sibling;
	struct list_head pgrp_link; /* leaders: of the process group */
	int exit_code, exit_signal;
	int pdeath_signal;
	u64 start_time;		  /* ns since boot */
	char comm[TASK_COMM_LEN]; /* [self] */

	/* threads' ABI */
	struct completion *vfork_done; /* whom exec or exit releases
					 * [tasklist_lock] */
	struct kthread *kthread;       /* made by kthread_create, or NULL */
	int *set_child_tid;	       /* user addresses */
	int *clear_child_tid;
	void *robust_list;

	struct cred cred; /* [self] */
	struct user_struct *user;
	unsigned int personality; /* quirks, personality(2) */
	bool no_new_privs;	  /* exec raises nothing any more */
	bool keep_caps; /* a change of uid takes nothing; until exec */

	/* what it works with [self] */
	struct fs_struct *fs;
	struct files_struct *files;
	struct sem_undo_list *semundo; /* SEM_UNDO; or NULL */

	/* signals [sighand->siglock] */
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	sigset_t blocked, real_blocked, saved_sigmask;
	struct sigpending pending;
	stack_t sas; /* sigaltstack; ss_flags is SS_AUTODISARM or 0 */
	struct restart_block restart_block;

	struct thread_struct thread;

	/* debugging */
	unsigned int locks_held; /* spinlocks, in the debug build */
	unsigned int fail_nth;	 /* the n-th allocation fails */

	unsigned long stack_canary; /* last: the stack comes next */
};

#define STACK_MAGIC 0x57AC6E9DUL

union task_union {
	struct task_struct task;
	unsigned long stack[THREAD_SIZE / sizeof(long)];
};
extern union task_union init_task_union;
#define init_task (init_task_union.task)

static inline bool test_task_work(struct task_struct *p, int bit)
{
	return p->work >> bit & 1;
}

static inline bool need_resched(void)
{
	return test_task_work(current, TIF_NEED_RESCHED);
}

static inline bool signal_pending(struct task_struct *p)
{
	return test_task_work(p, TIF_SIGPENDING);
}

static inline bool fatal_signal_pending(struct task_struct *p)
{
	return signal_pending(p) && sigismember(&p->pending.signal, SIGKILL);
}

/* Is the current task, whose user stack pointer is esp, on its alternate signal
 * stack? With SS_AUTODISARM it has none while a handler runs there. */
static inline bool on_sig_stack(unsigned long esp)
{
	const stack_t *ss = &current->sas;

	return !ss->ss_flags && esp > ss->ss_sp &&
	       esp - ss->ss_sp <= ss->ss_size;
}

static inline bool thread_group_leader(struct task_struct *p)
{
	return p->group_leader == p;
}

static inline bool thread_group_empty(struct task_struct *p)
{
	return list_empty(&p->thread_group);
}

#define set_current_state(s)                                                   \
	do {                                                                   \
		current->state = (s);                                          \
		barrier();                                                     \
	} while (0)

/* -- kernel/sched.c ------------------------------------------------------- */

#define HZ		     100 /* ticks a second, as in 2.4 */
#define TICK_NSEC	     (1000000000UL / HZ)
#define MAX_SCHEDULE_TIMEOUT 0x7FFFFFFFL

/*
 * Run somebody else. Returns when this task is chosen again: at once if it is
 * still TASK_RUNNING and the best. Process context, no spinlock held.
 */
void schedule(void);

/*
 * Sleep for up to timeout jiffies in the state that was set before; returns
 * what was left. MAX_SCHEDULE_TIMEOUT: for ever.
 */
long schedule_timeout(long timeout);

/* True when it was not running before. Any context but an NMI. */
bool wake_up_process(struct task_struct *p);

/* Wakes it if its state is one of mode. */
bool try_to_wake_up(struct task_struct *p, unsigned int mode);

/* fork's last step: the child may run from here on. */
void wake_up_new_task(struct task_struct *p);

/* Give way to others; the current task stays runnable. */
void yield(void);

/* In long loops: schedule if somebody waits. True if it did. */
bool __cond_resched(void);
static inline bool cond_resched(void)
{
	return unlikely(need_resched()) && __cond_resched();
}

/* The tick: user says what was interrupted. Interrupt context. */
void scheduler_tick(bool user);

/* Called by asm at a task's first step, after its first switch. */
void schedule_tail(struct task_struct *prev);

/* Switch address space; next_mm may be init_mm. */
void switch_mm(struct mm_struct *prev, struct mm_struct *next);

/* The ticks of a fresh epoch for a nice value. */
long nice_to_ticks(long nice);

bool task_on_runqueue(const struct task_struct *p);

/* fork: the child is not runnable yet; it gets half of the parent's ticks. */
void sched_fork(struct task_struct *child);

/* p is to end, and others wait for its memory: for up to a second of CPU time it
 * comes before all but real-time tasks. Any context. */
void sched_hurry(struct task_struct *p);

/* Policy and real-time priority together. Values are checked by the caller. */
void set_scheduler(struct task_struct *p, unsigned int policy,
		   unsigned int rt_priority);

/*
 * At the head of a function that may sleep: the debug build panics when its
 * caller holds a spinlock or is an interrupt.
 */
#ifdef DEBUG
void __might_sleep(const char *function);
#define might_sleep() __might_sleep(__func__)
#else
#define might_sleep() ((void)0)
#endif

/* Change nice, policy or priority, requeueing as needed. */
void set_user_nice(struct task_struct *p, long nice);

extern unsigned long avenrun[3]; /* load averages, fixed point: loadavg.c */
#define FSHIFT	11
#define FIXED_1 (1 << FSHIFT)

/* Tasks on the runqueue, and asleep that no signal wakes. */
unsigned int nr_running(void);
unsigned int nr_uninterruptible(void);
extern unsigned long total_forks, nr_context_switches;
extern int nr_threads; /* [tasklist_lock] */

/* Nanoseconds of CPU time of a task up to now. */
u64 task_run_ns(struct task_struct *p);

void __noreturn cpu_idle(void);

/* -- kernel/cputime.c ----------------------------------------------------- */

/* The tick's share for the current task. Interrupt context. */
void account_tick(bool user);

/*
 * Nanoseconds in user space and in the kernel: the exact run time, divided in
 * the proportion that the ticks saw; neither ever becomes less. tasklist_lock held.
 */
void task_cputime(struct task_struct *p, u64 *utime, u64 *stime);

/* All that p's process has used. tasklist_lock held. */
void process_usage(struct task_struct *p, struct usage *used);

/* Its CPU time alone, in nanoseconds. tasklist_lock or siglock held. */
u64 process_run_ns(struct task_struct *p);

/* Before the process gives up mm: its largest size counts. */
void keep_maxrss(struct signal_struct *sig, const struct mm_struct *mm);

/* What the ticks saw of all tasks, pid 0 apart, whose run time is its share. */
extern u64 cpu_user_ns, cpu_system_ns;

/* -- kernel/pid.c --------------------------------------------------------- */

#define PID_MAX_DEFAULT 32768
#define PID_MAX_LIMIT	PID_MAX_DEFAULT /* proc(5): of 32-bit machines */
extern int pid_max;
extern pid_t last_pid; /* given last */

/*
 * The lock of the whole family: parents, children, pids, groups. Never taken
 * by an interrupt. siglock nests inside it.
 */
extern spinlock_t tasklist_lock;

/*
 * A pid not used lately, reserved until free_pid; or -EAGAIN, -ENOMEM. It stays
 * reserved while a process group or session bears the number. Takes
 * tasklist_lock; the others want it held.
 */
pid_t get_pid(void);
void free_pid(pid_t pid);

/* Make p findable by its pid; a leader also joins its group and session. */
void hash_pid(struct task_struct *p);

/* The end of that, and of the reservation. */
void unhash_pid(struct task_struct *p);

/*
 * exec by a thread that is not the leader, when all others have ended and the
 * leader is a zombie: the current task takes its pid and its place in the
 * family, and frees it. Takes tasklist_lock.
 */
void take_leadership(void);

/* tasklist_lock held; NULL when there is none. */
struct task_struct *find_task_by_pid(pid_t pid);

/* What system calls mean by a pid: 0 is the caller. tasklist_lock held. */
struct task_struct *find_process_by_pid(pid_t pid);

/* The task with the lowest pid from `from` on, for /proc. tasklist_lock held. */
struct task_struct *next_task_by_pid(pid_t from);

/*
 * The leaders of a process group's processes, linked through pgrp_link; NULL
 * when there is no such group. tasklist_lock held.
 */
struct list_head *pgrp_members(pid_t pgrp);

/* Keep a task_struct from being freed. put may be called anywhere. */
void get_task_struct(struct task_struct *p);
void put_task_struct(struct task_struct *p);

#define for_each_process(p) list_for_each_entry(p, &init_task.tasks, tasks)

/* Every thread of p's process, p first. tasklist_lock held. */
#define for_each_thread(p, t)                                                  \
	for (bool __once = ((t) = (p), true); __once || (t) != (p);            \
	     __once = false,                                                   \
		  (t) = list_entry((t)->thread_group.next, struct task_struct, \
				   thread_group))

/* -- kernel/fork.c -------------------------------------------------------- */

extern int max_threads;

/* What a fork is asked for; regs are the parent's, or fn for a kernel thread. */
struct fork_args {
	unsigned long flags; /* CLONE_* */
	int exit_signal;
	unsigned long stack;	     /* the child's esp, 0: the parent's */
	int *parent_tid, *child_tid; /* user addresses */
	unsigned long tls;	     /* user address of a user_desc */
	struct pt_regs *regs;
	int (*fn)(void *);
	void *arg;
};

/* The child's pid or a negative errno. May sleep. */
long do_fork(const struct fork_args *args);

/*
 * A task that runs fn(arg) in the kernel, a child of the caller. For kthreadd
 * and the boot alone; everybody else wants kthread_run.
 */
pid_t kernel_thread(int (*fn)(void *), void *arg, unsigned long flags);

/* exec and exit release a vfork parent, wake a joiner. */
void mm_release(struct task_struct *p, struct mm_struct *mm);

/* kernel/futex.c: wake one task that waits on the word at uaddr. */
long futex_wake_user(int *uaddr);

/*
 * A thread ends or becomes another program: the locks on its robust list are
 * marked as their owner's death and a waiter of each is woken. The current
 * task's, whose mm is still there. See get_robust_list(2).
 */
void exit_robust_list(struct task_struct *p);

void fork_init(unsigned long mempages);

/* -- kernel/exit.c -------------------------------------------------------- */

/* code as wait4 sees it: status << 8, or the signal that killed. */
void __noreturn do_exit(long code);

/* The same for every thread of the process. */
void __noreturn do_group_exit(long code);

/*
 * Free what is left of a task that nobody waits for any more: one that has been
 * waited for, or one whose parent does not want to. Takes tasklist_lock.
 */
void release_task(struct task_struct *p);

/* -- kernel/pgrp.c -------------------------------------------------------- */

/* Put p's process into a group and session. tasklist_lock held. */
void change_pgrp(struct task_struct *p, pid_t pgrp, pid_t session);

/*
 * Would nobody outside the group, in its session, look after it any more once
 * ignored (or NULL) has gone? tasklist_lock held.
 */
bool will_become_orphaned_pgrp(pid_t pgrp, struct task_struct *ignored);

/* Is a process of the group stopped? tasklist_lock held. */
bool has_stopped_jobs(pid_t pgrp);

/* The soft limit of the current process: RLIMIT_which. */
static inline unsigned long rlimit(unsigned int which)
{
	return current->signal->rlim[which].rlim_cur;
}

#endif
