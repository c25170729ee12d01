// SPDX-License-Identifier: GPL-2.0
/*
 * What /proc says of a process: stat, sched, statm, status, comm, limits, wchan.
 *
 * The figures are gathered in one go under tasklist_lock, while the task still
 * has its signal_struct, and printed afterwards. Source of the layouts: proc(5).
 */
#include "proc.h"

#include <lectern/bitops.h>
#include <lectern/math64.h>
#include <lectern/mm.h>
#include <lectern/panic.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/time.h>
#include <uapi/resource.h>

/* What the family and the signals of a process come to. */
struct pid_facts {
	char state;
	pid_t ppid, pgrp, session, tpgid;
	dev_t tty;
	int threads;
	struct usage used, children;
	sigset_t pending, shared, blocked, ignored, caught;
	struct rlimit rlim[RLIM_NLIMITS];
	struct cred cred;
	int queued; /* signals of its user */
	umode_t umask;
	unsigned int fds; /* its table has room for; 0: it has none */
};

void (*tty_describe)(struct tty_struct *tty, dev_t *dev, pid_t *pgrp);

static const char *state_name(char letter)
{
	static const char letters[] = "RSDTZ";
	static const char *const names[] = {
		"running", "sleeping", "disk sleep",
		"stopped", "zombie",   "dead",
	};
	const char *at = strchr(letters, letter);

	return names[at ? (size_t)(at - letters) : strlen(letters)];
}

static void add_signals(struct task_struct *p, struct pid_facts *f)
{
	f->pending = p->pending.signal;
	f->shared = p->signal->shared_pending.signal;
	f->blocked = p->blocked;
	for (int sig = 1; sig <= _NSIG; sig++) {
		u32 handler = p->sighand->action[sig - 1].sa_handler;

		if (handler == SIG_IGN)
			sigaddset(&f->ignored, sig);
		else if (handler != SIG_DFL)
			sigaddset(&f->caught, sig);
	}
}

static void add_process(struct task_struct *p, struct pid_facts *f)
{
	const struct signal_struct *sig = p->signal;

	f->pgrp = sig->pgrp;
	f->session = sig->session;
	if (sig->tty && tty_describe)
		tty_describe(sig->tty, &f->tty, &f->tpgid);
	f->threads = sig->count;
	f->children = sig->children;
	process_usage(p, &f->used);
	memcpy(f->rlim, sig->rlim, sizeof(f->rlim));
	add_signals(p, f);
}

static void gather(struct task_struct *p, struct pid_facts *f)
{
	memset(f, 0, sizeof(*f));
	f->tpgid = -1;
	spin_lock(&tasklist_lock);
	f->state = TASK_LETTERS[fls(p->state & (TASK_WAKEKILL - 1))];
	f->cred = p->cred;
	f->queued = atomic_read(&p->user->sigpending);
	f->umask = p->fs ? p->fs->umask : 0;
	f->fds = p->files ? p->files->max_fds : 0;
	if (p->signal && p->sighand) {
		if (p->real_parent)
			f->ppid = p->real_parent->tgid;
		add_process(p, f);
	} else {
		f->state = 'X';
	}
	spin_unlock(&tasklist_lock);
}

static long priority_of(const struct task_struct *p)
{
	return p->policy == SCHED_OTHER ? 20 + p->nice
					: -1 - (long)p->rt_priority;
}

/* Fields 23 to 30 of stat: memory; addresses only for who may look. */
static void stat_memory(struct seq_buf *s, struct task_struct *p,
			const struct pid_facts *f)
{
	unsigned long rsslim = f->rlim[RLIMIT_RSS].rlim_cur;
	struct mm_struct *mm = get_task_mm(p);

	if (mm)
		seq_printf(s, " %lu %lu %lu", mm->total_vm << PAGE_SHIFT,
			   get_mm_rss(mm), rsslim);
	else
		seq_printf(s, " 0 0 %lu", rsslim);
	if (mm && proc_may_look(p))
		seq_printf(s, " %lu %lu %lu %lu %lu", mm->start_code,
			   mm->end_code, mm->start_stack, task_pt_regs(p)->esp,
			   task_pt_regs(p)->eip);
	else
		seq_printf(s, " 0 0 0 0 0");
	if (mm)
		mmput(mm);
}

static int show_stat(struct seq_buf *s, struct task_struct *p, bool thread)
{
	struct pid_facts f;
	u32 flags = (u32)p->flags;

	gather(p, &f);
	if (thread) {
		spin_lock(&tasklist_lock);
		task_cputime(p, &f.used.utime, &f.used.stime);
		spin_unlock(&tasklist_lock);
		f.used.min_flt = p->min_flt;
		f.used.maj_flt = p->maj_flt;
	}
	seq_printf(s, "%d (%s) %c %d %d %d %d %d %u", p->pid, p->comm, f.state,
		   f.ppid, f.pgrp, f.session, (int)old_encode_dev(f.tty),
		   f.tpgid, flags);
	seq_printf(s, " %lu %lu %lu %lu %lu %lu %ld %ld", f.used.min_flt,
		   f.children.min_flt, f.used.maj_flt, f.children.maj_flt,
		   ticks(f.used.utime), ticks(f.used.stime),
		   (long)ticks(f.children.utime),
		   (long)ticks(f.children.stime));
	seq_printf(s, " %ld %ld %d 0 %lu", priority_of(p), p->nice, f.threads,
		   ticks(p->start_time));
	stat_memory(s, p, &f);
	seq_printf(s, " %u %u %u %u", f.pending.sig[0], f.blocked.sig[0],
		   f.ignored.sig[0], f.caught.sig[0]);
	seq_printf(s, " 0 0 0 %d 0 %u %u 0 0 0", p->exit_signal, p->rt_priority,
		   p->policy);
	seq_printf(s, " 0 0 0 0 0 0 0 %d\n", p->exit_code);
	return 0;
}

int pid_show_stat(struct seq_buf *s, void *data)
{
	return show_stat(s, data, false);
}

int tid_show_stat(struct seq_buf *s, void *data)
{
	return show_stat(s, data, true);
}

/* What the scheduler knows of a task; see kernel/sched.c. */
int pid_show_sched(struct seq_buf *s, void *data)
{
	const struct task_struct *p = data;

	seq_printf(s, "%s (%d)\n", p->comm, p->pid);
	seq_printf(s, "policy:\t%u\nnice:\t%ld\nrt_priority:\t%u\n", p->policy,
		   p->nice, p->rt_priority);
	seq_printf(s, "counter:\t%ld\nepoch:\t%u\n", p->counter, p->epoch);
	return 0;
}

/* Pages of the program's own text; the rest of exec_vm is libraries. */
static unsigned long text_pages(const struct mm_struct *mm)
{
	unsigned long start = mm->start_code & PAGE_MASK;

	return min((PAGE_ALIGN(mm->end_code) - start) >> PAGE_SHIFT,
		   mm->exec_vm);
}

int pid_show_statm(struct seq_buf *s, void *data)
{
	struct mm_struct *mm = get_task_mm(data);

	if (!mm) {
		seq_printf(s, "0 0 0 0 0 0 0\n");
		return 0;
	}
	seq_printf(s, "%lu %lu %lu %lu 0 %lu 0\n", mm->total_vm, get_mm_rss(mm),
		   mm->file_rss + mm->shmem_rss, text_pages(mm),
		   mm->data_vm + mm->stack_vm);
	mmput(mm);
	return 0;
}

static void status_memory(struct seq_buf *s, const struct mm_struct *mm)
{
	unsigned long rss = get_mm_rss(mm), text = text_pages(mm);
	unsigned long most = max(rss, mm->hiwater_rss);
	const struct proc_pages lines[] = {
		{ "VmPeak:\t", mm->hiwater_vm },
		{ "VmSize:\t", mm->total_vm },
		{ "VmLck:\t", mm->locked_vm },
		{ "VmPin:\t", 0 },
		{ "VmHWM:\t", most },
		{ "VmRSS:\t", rss },
		{ "RssAnon:\t", mm->anon_rss },
		{ "RssFile:\t", mm->file_rss },
		{ "RssShmem:\t", mm->shmem_rss },
		{ "VmData:\t", mm->data_vm },
		{ "VmStk:\t", mm->stack_vm },
		{ "VmExe:\t", text },
		{ "VmLib:\t", mm->exec_vm - text },
		{ "VmPTE:\t", mm->nr_ptes },
		{ "VmSwap:\t", 0 },
	};

	proc_show_pages(s, lines, ARRAY_SIZE(lines));
}

static void status_set(struct seq_buf *s, const char *name, const sigset_t *set)
{
	seq_printf(s, "%s:\t%08x%08x\n", name, set->sig[1], set->sig[0]);
}

static void status_ids(struct seq_buf *s, const struct pid_facts *f)
{
	const struct cred *c = &f->cred;

	seq_printf(s, "Uid:\t%u\t%u\t%u\t%u\n", c->uid, c->euid, c->suid,
		   c->fsuid);
	seq_printf(s, "Gid:\t%u\t%u\t%u\t%u\n", c->gid, c->egid, c->sgid,
		   c->fsgid);
	seq_printf(s, "FDSize:\t%u\nGroups:\t", f->fds);
	for (int i = 0; i < c->ngroups; i++)
		seq_printf(s, "%u ", c->groups[i]);
	/* With none, a space stands there all the same. */
	seq_printf(s, c->ngroups ? "\n" : " \n");
}

int pid_show_status(struct seq_buf *s, void *data)
{
	struct task_struct *p = data;
	struct mm_struct *mm;
	struct pid_facts f;

	gather(p, &f);
	/* Whoever named it must not write lines of his own. */
	seq_printf(s, "Name:\t");
	seq_escape(s, p->comm, "\n\\");
	seq_printf(s, "\n");
	if (f.fds)
		seq_printf(s, "Umask:\t%04o\n", f.umask);
	seq_printf(s, "State:\t%c (%s)\n", f.state, state_name(f.state));
	seq_printf(s, "Tgid:\t%d\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n",
		   p->tgid, p->pid, f.ppid);
	status_ids(s, &f);
	mm = get_task_mm(p);
	if (mm) {
		status_memory(s, mm);
		mmput(mm);
	}
	seq_printf(s, "Threads:\t%d\nSigQ:\t%d/%u\n", f.threads, f.queued,
		   f.rlim[RLIMIT_SIGPENDING].rlim_cur);
	status_set(s, "SigPnd", &f.pending);
	status_set(s, "ShdPnd", &f.shared);
	status_set(s, "SigBlk", &f.blocked);
	status_set(s, "SigIgn", &f.ignored);
	status_set(s, "SigCgt", &f.caught);
	seq_printf(s, "CapInh:\t%016llx\nCapPrm:\t%016llx\n",
		   f.cred.cap_inheritable, f.cred.cap_permitted);
	seq_printf(s, "CapEff:\t%016llx\nCapBnd:\t%016llx\n",
		   f.cred.cap_effective, f.cred.cap_bset);
	seq_printf(s, "NoNewPrivs:\t%d\n", p->no_new_privs);
	seq_printf(s, "voluntary_ctxt_switches:\t%lu\n", p->nvcsw);
	seq_printf(s, "nonvoluntary_ctxt_switches:\t%lu\n", p->nivcsw);
	return 0;
}

int pid_show_comm(struct seq_buf *s, void *data)
{
	const struct task_struct *p = data;

	seq_printf(s, "%s\n", p->comm);
	return 0;
}

/* The threads of a process name one another. */
ssize_t pid_write_comm(const char *buf, size_t len, void *data)
{
	struct task_struct *p = data;

	if (p->tgid != current->tgid)
		return -EINVAL;
	strscpy(p->comm, buf, sizeof(p->comm));
	return (ssize_t)len;
}

static void show_limit(struct seq_buf *s, unsigned long value)
{
	if (value == RLIM_INFINITY)
		seq_printf(s, "%-20s ", "unlimited");
	else
		seq_printf(s, "%-20lu ", value);
}

int pid_show_limits(struct seq_buf *s, void *data)
{
	static const struct {
		const char *name, *unit;
	} limits[RLIM_NLIMITS] = {
		[RLIMIT_CPU] = { "Max cpu time", "seconds" },
		[RLIMIT_FSIZE] = { "Max file size", "bytes" },
		[RLIMIT_DATA] = { "Max data size", "bytes" },
		[RLIMIT_STACK] = { "Max stack size", "bytes" },
		[RLIMIT_CORE] = { "Max core file size", "bytes" },
		[RLIMIT_RSS] = { "Max resident set", "bytes" },
		[RLIMIT_NPROC] = { "Max processes", "processes" },
		[RLIMIT_NOFILE] = { "Max open files", "files" },
		[RLIMIT_MEMLOCK] = { "Max locked memory", "bytes" },
		[RLIMIT_AS] = { "Max address space", "bytes" },
		[RLIMIT_LOCKS] = { "Max file locks", "locks" },
		[RLIMIT_SIGPENDING] = { "Max pending signals", "signals" },
		[RLIMIT_MSGQUEUE] = { "Max msgqueue size", "bytes" },
		[RLIMIT_NICE] = { "Max nice priority", NULL },
		[RLIMIT_RTPRIO] = { "Max realtime priority", NULL },
		[RLIMIT_RTTIME] = { "Max realtime timeout", "us" },
	};
	struct pid_facts f;

	gather(data, &f);
	seq_printf(s, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit",
		   "Hard Limit", "Units");
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		seq_printf(s, "%-25s ", limits[i].name);
		show_limit(s, f.rlim[i].rlim_cur);
		show_limit(s, f.rlim[i].rlim_max);
		if (limits[i].unit)
			seq_printf(s, "%-10s", limits[i].unit);
		seq_printf(s, "\n");
	}
	return 0;
}

/* Where in the kernel a task sleeps: the function that called schedule. */
int pid_show_wchan(struct seq_buf *s, void *data)
{
	struct task_struct *p = data;
	char symbol[KSYM_BUF];
	unsigned long offset, size;

	if (p->state == TASK_RUNNING ||
	    !kallsyms_lookup(p->wchan, &offset, &size, symbol, sizeof(symbol)))
		strscpy(symbol, "0", sizeof(symbol));
	seq_printf(s, "%s", symbol);
	return 0;
}
