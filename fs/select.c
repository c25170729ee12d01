// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for several files at once: poll and select in all their forms.
 *
 * A round asks each file what holds now. As long as nothing does, the file also
 * puts an entry of ours on the wait queues that could change its answer; then
 * the task sleeps until one is woken or the time is up, and asks again:
 *
 *	poll_wqueues --+-- poll_entry --> queue of a tty
 *	 (on stack)    +-- poll_entry --> queue of a pipe
 *	               `-- more, allocated, if the few on the stack do not do
 *
 * A wake-up between asking and sleeping is not lost: it sets `triggered`.
 *
 * select is poll with another way to write down question and answer: a bit in
 * one of three sets in place of a struct pollfd.
 *
 * Source: poll(2), select(2).
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>
#include <lectern/timespec.h>
#include <lectern/vmalloc.h>
#include <uapi/poll.h>
#include <uapi/select.h>

#include "internal.h"

#define INLINE_ENTRIES 8
#define INLINE_POLLFDS 64

struct poll_entry {
	wait_queue_t wait;
	wait_queue_head_t *head;
	struct file *file;
	struct poll_entry *next;
};

struct poll_wqueues {
	struct poll_table table, *wait; /* wait: table, or NULL: only ask */
	bool triggered;
	int error;
	unsigned int used; /* of the few */
	struct poll_entry *entries, few[INLINE_ENTRIES];
};

/* ------------------------------------------------------------ the queues */

static struct poll_entry *new_entry(struct poll_wqueues *pwq)
{
	struct poll_entry *entry;

	if (pwq->used < INLINE_ENTRIES)
		entry = &pwq->few[pwq->used++];
	else
		entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (entry) {
		entry->next = pwq->entries;
		pwq->entries = entry;
	}
	return entry;
}

static bool poll_wake(wait_queue_t *wait, unsigned int mode, void *key)
{
	struct poll_wqueues *pwq = wait->private;

	pwq->triggered = true;
	return default_wake_function(wait, mode, key);
}

static void poll_queue(struct file *file, wait_queue_head_t *head,
		       struct poll_table *table)
{
	struct poll_wqueues *pwq =
		container_of(table, struct poll_wqueues, table);
	struct poll_entry *entry = new_entry(pwq);

	if (!entry) {
		pwq->error = -ENOMEM;
		return;
	}
	get_file(file);
	entry->file = file;
	entry->head = head;
	entry->wait = (wait_queue_t){
		.task = current,
		.func = poll_wake,
		.private = pwq,
		.list = LIST_HEAD_INIT(entry->wait.list),
	};
	add_wait_queue(head, &entry->wait);
}

static void poll_free(struct poll_wqueues *pwq)
{
	struct poll_entry *entry, *next;

	for (entry = pwq->entries; entry; entry = next) {
		next = entry->next;
		remove_wait_queue(entry->head, &entry->wait);
		fput(entry->file);
		if (entry < pwq->few || entry >= pwq->few + INLINE_ENTRIES)
			kfree(entry);
	}
}

/* ------------------------------------------------------------- one round */

/* What holds of a descriptor now: POLL* bits, POLLNVAL if it is not open. */
static inline unsigned int poll_fd(int fd, struct poll_wqueues *pwq)
{
	struct fd f = fdget((unsigned int)fd);
	unsigned int mask;

	if (!f.file)
		return POLLNVAL;
	mask = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
	if (f.file->f_op->poll)
		mask = f.file->f_op->poll(f.file, pwq->wait);
	fdput(f);
	return mask;
}

/* Sleep until a queue is woken (true) or the deadline is there (false). */
static bool poll_sleep(struct poll_wqueues *pwq, u64 deadline)
{
	bool in_time = true;

	set_current_state(TASK_INTERRUPTIBLE);
	if (!pwq->triggered)
		in_time = schedule_until(deadline);
	set_current_state(TASK_RUNNING);
	pwq->triggered = false;
	return in_time;
}

/* What holds of n descriptors; returns for how many it is something that was
 * asked for, or comes in any case. */
static long poll_round(struct pollfd *fds, unsigned int n, unsigned int always,
		       struct poll_wqueues *pwq)
{
	struct pollfd *p = fds, *end = p + n;
	long found = 0;

	for (; p < end; p++) {
		unsigned int mask = p->fd < 0 ? 0 : poll_fd(p->fd, pwq);

		mask &= (u16)p->events | always;
		p->revents = (s16)mask;
		if (mask) {
			found++;
			pwq->wait = NULL;
		}
	}
	return found;
}

/*
 * Rounds until one finds something, the time is up (deadline 0: one round) or a
 * signal comes. Only the first round queues.
 */
static long poll_loop(struct pollfd *fds, unsigned int n, unsigned int always,
		      u64 deadline)
{
	struct poll_wqueues pwq;
	long found;

	/* Not an initialiser: that would clear the entries, too. */
	pwq.table.queue = poll_queue;
	pwq.wait = deadline ? &pwq.table : NULL;
	pwq.triggered = false;
	pwq.error = 0;
	pwq.used = 0;
	pwq.entries = NULL;
	for (;;) {
		found = poll_round(fds, n, always, &pwq);
		pwq.wait = NULL;
		if (found)
			break;
		found = pwq.error;
		if (found || !deadline)
			break;
		found = -ERESTARTNOHAND;
		if (signal_pending(current))
			break;
		if (!poll_sleep(&pwq, deadline))
			deadline = 0; /* one last look */
	}
	poll_free(&pwq);
	return found;
}

/* ------------------------------------------------------------------ poll */

struct poll_request {
	struct pollfd __user *ufds;
	unsigned int n;
};

/* Where they came from, so the range has been checked. */
static long write_back(const struct poll_request *req, const struct pollfd *p)
{
	const struct pollfd *end = p + req->n;
	struct pollfd __user *to = req->ufds;

	for (; p < end; p++, to++)
		unsafe_put_user(p->revents, &to->revents, fault);
	return 0;
fault:
	return -EFAULT;
}

static long do_poll(void *arg, u64 deadline)
{
	const struct poll_request *req = arg;
	struct pollfd few[INLINE_POLLFDS], *fds = few;
	size_t bytes = req->n * sizeof(*fds);
	long found = -EFAULT;

	if (req->n > rlimit(RLIMIT_NOFILE))
		return -EINVAL;
	if (req->n > INLINE_POLLFDS)
		fds = kvzalloc(bytes);
	if (!fds)
		return -ENOMEM;
	if (!copy_from_user(fds, req->ufds, bytes))
		found = poll_loop(fds, req->n, POLLERR | POLLHUP | POLLNVAL,
				  deadline);
	if (found >= 0 && write_back(req, fds))
		found = -EFAULT;
	if (fds != few)
		kvfree(fds);
	return found;
}

static u64 deadline_in(u64 ns)
{
	return ns ? deadline_after(ns) : 0;
}

/* After a signal that ran no handler poll goes on with what time is left. */
static long poll_restart(struct restart_block *block)
{
	struct poll_request req = {
		.ufds = (struct pollfd __user *)block->arg[0],
		.n = block->arg[1],
	};
	long ret = do_poll(&req, block->deadline);

	return ret == -ERESTARTNOHAND ? -ERESTART_RESTARTBLOCK : ret;
}

SYSCALL(poll, struct pollfd __user *ufds, unsigned int n, int msecs)
{
	struct poll_request req = { .ufds = ufds, .n = n };
	u64 deadline = NO_DEADLINE;
	long ret;

	if (msecs >= 0)
		deadline = deadline_in((u64)msecs * NSEC_PER_MSEC);
	ret = do_poll(&req, deadline);
	if (ret != -ERESTARTNOHAND)
		return ret;
	current->restart_block = (struct restart_block){
		.fn = poll_restart,
		.arg = { (unsigned long)ufds, n },
		.deadline = deadline,
	};
	return -ERESTART_RESTARTBLOCK;
}

/* ---------------------------------------------------------------- select */

#define NR_SETS 3

/* To read, to write, exceptional: what is asked, and what counts as an answer. */
static const u16 set_events[NR_SETS] = {
	POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR,
	POLLWRNORM | POLLWRBAND | POLLOUT | POLLERR,
	POLLPRI,
};

struct select_request {
	int n;
	fd_set __user *sets[NR_SETS];
	unsigned long *bits[NR_SETS]; /* copies: asked, then answered */
	struct pollfd *fds;	      /* the same for poll; room for n */
};

/* From bits to pollfds; returns how many. */
static unsigned int sets_to_fds(struct select_request *req)
{
	unsigned int n = 0;

	for (int fd = 0; fd < req->n; fd++) {
		u16 events = 0;

		for (int set = 0; set < NR_SETS; set++)
			if (test_bit(fd, req->bits[set]))
				events |= set_events[set];
		if (events)
			req->fds[n++] = (struct pollfd){ fd, (s16)events, 0 };
	}
	/* What is behind the last, in its word, is not asked and no answer. */
	for (int fd = req->n; fd % BITS_PER_LONG; fd++)
		for (int set = 0; set < NR_SETS; set++)
			__clear_bit(fd, req->bits[set]);
	return n;
}

/* And back: a bit stays set if it is answered. Returns how many do. */
static long fds_to_sets(struct select_request *req, unsigned int n)
{
	long found = 0;

	for (const struct pollfd *p = req->fds; p < req->fds + n; p++) {
		if (p->revents & POLLNVAL)
			return -EBADF;
		for (int set = 0; set < NR_SETS; set++)
			if (!(p->revents & set_events[set]))
				__clear_bit(p->fd, req->bits[set]);
			else if (test_bit(p->fd, req->bits[set]))
				found++;
	}
	return found;
}

/* Copy the sets in, wait, and copy the answers out. */
static long select_sets(struct select_request *req, u64 deadline)
{
	size_t bytes = FDS_BYTES(req->n);
	unsigned int n;
	long found;

	for (int i = 0; i < NR_SETS; i++)
		if (req->sets[i] &&
		    copy_from_user(req->bits[i], req->sets[i], bytes))
			return -EFAULT;
	n = sets_to_fds(req);
	found = poll_loop(req->fds, n, POLLNVAL, deadline);
	if (found >= 0)
		found = fds_to_sets(req, n);
	for (int i = 0; i < NR_SETS && found >= 0; i++)
		if (req->sets[i] &&
		    copy_to_user(req->sets[i], req->bits[i], bytes))
			return -EFAULT;
	return found;
}

static long do_select(void *arg, u64 deadline)
{
	struct select_request *req = arg;
	size_t set_bytes;
	char *mem;
	long found;

	if (req->n < 0)
		return -EINVAL;
	req->n = min_t(unsigned int, req->n, current->files->max_fds);
	set_bytes = FDS_BYTES(req->n);
	mem = kvzalloc(NR_SETS * set_bytes + req->n * sizeof(*req->fds) + 1);
	if (!mem)
		return -ENOMEM;
	for (int set = 0; set < NR_SETS; set++)
		req->bits[set] = (unsigned long *)(mem + set * set_bytes);
	req->fds = (struct pollfd *)(mem + NR_SETS * set_bytes);
	found = select_sets(req, deadline);
	kvfree(mem);
	return found;
}

/*
 * Linux tells what was left of the time: a struct timespec or, in units of 1000
 * ns, a timeval, which looks the same. What must begin anew must not do so with
 * the whole time; else a bad place is no error.
 */
static long tell_left(long ret, u64 deadline, void __user *to, s32 unit)
{
	u64 now = ktime_get_ns();
	struct timespec left = { 0, 0 };
	u32 rest;

	if (deadline > now) {
		left.tv_sec = div_u64_rem(deadline - now, NSEC_PER_SEC, &rest);
		left.tv_nsec = (s32)rest / unit;
	}
	if (copy_to_user(to, &left, sizeof(left)) && ret == -ERESTARTNOHAND)
		return -EINTR;
	return ret;
}

SYSCALL(_newselect, int n, fd_set __user *in, fd_set __user *out,
	fd_set __user *ex, struct timeval __user *utv)
{
	struct select_request req = { .n = n, .sets = { in, out, ex } };
	struct timeval tv;
	u64 deadline;

	if (!utv)
		return do_select(&req, NO_DEADLINE);
	if (copy_from_user(&tv, utv, sizeof(tv)))
		return -EFAULT;
	if (tv.tv_sec < 0 || tv.tv_usec < 0)
		return -EINVAL;
	deadline = deadline_in((u64)tv.tv_sec * NSEC_PER_SEC +
			       (u64)tv.tv_usec * NSEC_PER_USEC);
	return tell_left(do_select(&req, deadline), deadline, utv,
			 NSEC_PER_USEC);
}

/* ----------------------------------------------- with a mask of signals */

static long set_wait_mask(const sigset_t __user *umask, size_t size)
{
	sigset_t mask;

	if (size != sizeof(mask))
		return -EINVAL;
	if (copy_from_user(&mask, umask, sizeof(mask)))
		return -EFAULT;
	current->saved_sigmask = current->blocked;
	set_current_blocked(&mask);
	return 0;
}

/*
 * ppoll and pselect6: wait under another signal mask. The old one comes back by
 * itself, after the handler if one runs.
 */
static long wait_masked(long (*wait)(void *req, u64 deadline), void *req,
			struct timespec __user *uts,
			const sigset_t __user *umask, size_t size)
{
	u64 ns, deadline = NO_DEADLINE;
	long ret;

	ret = uts ? get_timespec32(uts, &ns) : 0;
	if (!ret && umask)
		ret = set_wait_mask(umask, size);
	if (ret)
		return ret;
	if (uts)
		deadline = deadline_in(ns);
	ret = wait(req, deadline);
	if (uts)
		ret = tell_left(ret, deadline, uts, 1);
	if (umask && (ret == -ERESTARTNOHAND || ret == -EINTR))
		set_bit(TIF_RESTORE_SIGMASK, &current->work);
	else if (umask)
		set_current_blocked(&current->saved_sigmask);
	return ret;
}

SYSCALL(ppoll, struct pollfd __user *ufds, unsigned int n,
	struct timespec __user *uts, const sigset_t __user *umask, size_t size)
{
	struct poll_request req = { .ufds = ufds, .n = n };

	return wait_masked(do_poll, &req, uts, umask, size);
}

SYSCALL(pselect6, int n, fd_set __user *in, fd_set __user *out,
	fd_set __user *ex, struct timespec __user *uts,
	const struct sigset_argpack __user *uarg)
{
	struct select_request req = { .n = n, .sets = { in, out, ex } };
	struct sigset_argpack arg = { 0, 0 };

	if (uarg && copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;
	return wait_masked(do_select, &req, uts, (const sigset_t __user *)arg.p,
			   arg.size);
}
