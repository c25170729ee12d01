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
 *	               `-- poll_block --> more entries, if the first few
 *	                                  do not do
 *
 * A wake-up between asking and sleeping is not lost: it sets `triggered`.
 *
 * Source: poll(2), select(2).
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <lectern/vmalloc.h>
#include <uapi/poll.h>
#include <uapi/select.h>

#define INLINE_ENTRIES	6
#define ENTRIES_A_BLOCK	64
#define INLINE_POLLFDS	16
#define NSEC_PER_JIFFY	(NSEC_PER_SEC / HZ)
#define FOREVER		((u64)-1)

/* What select asks of a file, and what counts as an answer. */
#define READ_EVENTS	(POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR)
#define WRITE_EVENTS	(POLLWRNORM | POLLWRBAND | POLLOUT | POLLERR)
#define EXCEPT_EVENTS	POLLPRI

struct poll_entry {
	wait_queue_t wait;
	wait_queue_head_t *head;
	struct file *file;
};

struct poll_block {
	struct poll_block *next;
	unsigned int used;
	struct poll_entry entries[ENTRIES_A_BLOCK];
};

struct poll_wqueues {
	struct poll_table table;
	bool triggered;
	int error;
	unsigned int used;
	struct poll_entry entries[INLINE_ENTRIES];
	struct poll_block *blocks;
};

/* ------------------------------------------------------------ the queues */

static struct poll_entry *new_entry(struct poll_wqueues *pwq)
{
	struct poll_block *block = pwq->blocks;

	if (pwq->used < INLINE_ENTRIES)
		return &pwq->entries[pwq->used++];
	if (!block || block->used == ENTRIES_A_BLOCK) {
		block = kmalloc(sizeof(*block), GFP_KERNEL);
		if (!block)
			return NULL;
		block->used = 0;
		block->next = pwq->blocks;
		pwq->blocks = block;
	}
	return &block->entries[block->used++];
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
	struct poll_wqueues *pwq = container_of(table, struct poll_wqueues,
						table);
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

static void poll_init(struct poll_wqueues *pwq)
{
	pwq->table.queue = poll_queue;
	pwq->triggered = false;
	pwq->error = 0;
	pwq->used = 0;
	pwq->blocks = NULL;
}

static void drop_entries(struct poll_entry *entries, unsigned int n)
{
	for (; n--; entries++) {
		remove_wait_queue(entries->head, &entries->wait);
		fput(entries->file);
	}
}

static void poll_free(struct poll_wqueues *pwq)
{
	struct poll_block *block;

	drop_entries(pwq->entries, pwq->used);
	while ((block = pwq->blocks)) {
		pwq->blocks = block->next;
		drop_entries(block->entries, block->used);
		kfree(block);
	}
}

/* ------------------------------------------------------------- one round */

/* What holds of a descriptor now: POLL* bits, POLLNVAL if it is not open. */
static unsigned int poll_fd(int fd, struct poll_wqueues *pwq)
{
	struct file *file = fget((unsigned int)fd);
	unsigned int mask;

	if (!file)
		return POLLNVAL;
	mask = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
	if (file->f_op->poll)
		mask = file->f_op->poll(file, &pwq->table);
	fput(file);
	return mask;
}

/*
 * Sleep until a queue is woken or the deadline (ns) is there. Returns whether
 * another round is worth it.
 */
static bool poll_sleep(struct poll_wqueues *pwq, u64 deadline)
{
	long timeout = MAX_SCHEDULE_TIMEOUT;

	if (deadline != FOREVER) {
		u64 now = ktime_get_ns();

		if (now >= deadline)
			return false;
		timeout = (long)min_t(u64, MAX_SCHEDULE_TIMEOUT - 1,
				      div_u64(deadline - now, NSEC_PER_JIFFY)
				      + 1);
	}
	set_current_state(TASK_INTERRUPTIBLE);
	if (!pwq->triggered)
		schedule_timeout(timeout);
	set_current_state(TASK_RUNNING);
	pwq->triggered = false;
	return true;
}

/*
 * Rounds until one finds something, the time is up or a signal comes. round
 * returns how many descriptors have an answer. Only the first round queues.
 */
static long poll_loop(long (*round)(void *arg, struct poll_wqueues *pwq),
		      void *arg, u64 deadline)
{
	struct poll_wqueues pwq;
	long found;

	poll_init(&pwq);
	if (!deadline)
		pwq.table.queue = NULL;
	for (;;) {
		found = round(arg, &pwq);
		pwq.table.queue = NULL;
		if (found)
			break;
		found = pwq.error;
		if (found || !deadline)
			break;
		found = -ERESTARTNOHAND;
		if (signal_pending(current))
			break;
		found = 0;
		if (!poll_sleep(&pwq, deadline))
			deadline = 0;	/* one last look */
	}
	poll_free(&pwq);
	return found;
}

/* ------------------------------------------------------------------ poll */

struct poll_request {
	struct pollfd *fds;
	unsigned int n;
};

static long poll_round(void *arg, struct poll_wqueues *pwq)
{
	struct poll_request *req = arg;
	long found = 0;

	for (unsigned int i = 0; i < req->n; i++) {
		struct pollfd *p = &req->fds[i];
		unsigned int wanted = (u16)p->events | POLLERR | POLLHUP |
				      POLLNVAL;

		p->revents = 0;
		if (p->fd < 0)
			continue;
		p->revents = (s16)(poll_fd(p->fd, pwq) & wanted);
		if (p->revents) {
			found++;
			pwq->table.queue = NULL;
		}
	}
	return found;
}

static long write_back(struct pollfd __user *ufds, const struct pollfd *fds,
		       unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		if (put_user(fds[i].revents, &ufds[i].revents))
			return -EFAULT;
	return 0;
}

static long do_poll(struct pollfd __user *ufds, unsigned int n, u64 deadline)
{
	struct pollfd few[INLINE_POLLFDS];
	struct poll_request req = { few, n };
	long found;

	if (n > rlimit(RLIMIT_NOFILE))
		return -EINVAL;
	if (n > INLINE_POLLFDS)
		req.fds = vmalloc(n * sizeof(*req.fds));
	if (!req.fds)
		return -ENOMEM;
	found = -EFAULT;
	if (!copy_from_user(req.fds, ufds, n * sizeof(*req.fds)))
		found = poll_loop(poll_round, &req, deadline);
	if (found >= 0 && write_back(ufds, req.fds, n))
		found = -EFAULT;
	if (req.fds != few)
		vfree(req.fds);
	return found;
}

static u64 deadline_in(u64 ns)
{
	return ns ? ktime_get_ns() + ns : 0;
}

/* After a signal that ran no handler poll goes on with what time is left. */
static long poll_restart(struct restart_block *block)
{
	long ret = do_poll((struct pollfd __user *)block->arg[0],
			   (unsigned int)block->arg[1], block->deadline);

	return ret == -ERESTARTNOHAND ? -ERESTART_RESTARTBLOCK : ret;
}

SYSCALL(poll, struct pollfd __user *ufds, unsigned int n, int msecs)
{
	u64 deadline = FOREVER;
	long ret;

	if (msecs >= 0)
		deadline = deadline_in((u64)msecs * NSEC_PER_MSEC);
	ret = do_poll(ufds, n, deadline);
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

enum { READ, WRITE, EXCEPT, NR_SETS };

struct select_request {
	unsigned int n;
	unsigned long *in[NR_SETS], *out[NR_SETS];
};

static long select_fd(struct select_request *req, unsigned int fd,
		      struct poll_wqueues *pwq)
{
	static const unsigned int answers[NR_SETS] = {
		READ_EVENTS, WRITE_EVENTS, EXCEPT_EVENTS,
	};
	bool asked = false;
	unsigned int mask;
	long found = 0;

	for (int set = 0; set < NR_SETS; set++)
		asked |= test_bit(fd, req->in[set]);
	if (!asked)
		return 0;
	mask = poll_fd((int)fd, pwq);
	if (mask == POLLNVAL)
		return -EBADF;
	for (int set = 0; set < NR_SETS; set++) {
		if (!test_bit(fd, req->in[set]) || !(mask & answers[set]))
			continue;
		__set_bit(fd, req->out[set]);
		found++;
	}
	return found;
}

static long select_round(void *arg, struct poll_wqueues *pwq)
{
	struct select_request *req = arg;
	long found = 0, one;

	for (int set = 0; set < NR_SETS; set++)
		memset(req->out[set], 0, FDS_BYTES(req->n));
	for (unsigned int fd = 0; fd < req->n; fd++) {
		one = select_fd(req, fd, pwq);
		if (one < 0)
			return one;
		found += one;
		if (found)
			pwq->table.queue = NULL;
	}
	return found;
}

static long get_sets(struct select_request *req, fd_set __user *const sets[])
{
	for (int set = 0; set < NR_SETS; set++)
		if (sets[set] && copy_from_user(req->in[set], sets[set],
						FDS_BYTES(req->n)))
			return -EFAULT;
	return 0;
}

static long put_sets(struct select_request *req, fd_set __user *const sets[])
{
	for (int set = 0; set < NR_SETS; set++)
		if (sets[set] && copy_to_user(sets[set], req->out[set],
					      FDS_BYTES(req->n)))
			return -EFAULT;
	return 0;
}

static long do_select(int n, fd_set __user *const sets[], u64 deadline)
{
	struct select_request req;
	unsigned long *bits;
	size_t longs;
	long found;

	if (n < 0)
		return -EINVAL;
	req.n = min_t(unsigned int, (unsigned int)n,
		      current->files->max_fds);
	longs = FDS_LONGS(req.n);
	bits = kcalloc(2 * NR_SETS * longs + 1, sizeof(*bits), GFP_KERNEL);
	if (!bits)
		return -ENOMEM;
	for (int set = 0; set < NR_SETS; set++) {
		req.in[set] = bits + (size_t)set * longs;
		req.out[set] = bits + (size_t)(NR_SETS + set) * longs;
	}
	found = get_sets(&req, sets);
	if (!found)
		found = poll_loop(select_round, &req, deadline);
	if (found >= 0 && put_sets(&req, sets))
		found = -EFAULT;
	kfree(bits);
	return found;
}

static u64 time_left(u64 deadline)
{
	u64 now = ktime_get_ns();

	return deadline > now ? deadline - now : 0;
}

SYSCALL(_newselect, int n, fd_set __user *in, fd_set __user *out,
	fd_set __user *ex, struct timeval __user *utv)
{
	fd_set __user *const sets[NR_SETS] = { in, out, ex };
	u64 deadline = FOREVER;
	struct timeval tv;
	u32 rest;
	long ret;

	if (utv) {
		if (copy_from_user(&tv, utv, sizeof(tv)))
			return -EFAULT;
		if (tv.tv_sec < 0 || tv.tv_usec < 0)
			return -EINVAL;
		deadline = deadline_in((u64)tv.tv_sec * NSEC_PER_SEC +
				       (u64)tv.tv_usec * NSEC_PER_USEC);
	}
	ret = do_select(n, sets, deadline);
	if (utv) {	/* Linux tells what was left; a bad place is no error */
		tv.tv_sec = (time_t)div_u64_rem(
			div_u64(time_left(deadline), NSEC_PER_USEC),
			USEC_PER_SEC, &rest);
		tv.tv_usec = (s32)rest;
		if (copy_to_user(utv, &tv, sizeof(tv)) &&
		    ret == -ERESTARTNOHAND)
			ret = -EINTR;
	}
	return ret;
}

/* ----------------------------------------------- with a mask of signals */

/* Wait under another signal mask; the old one comes back by itself, after the
 * handler if one runs. */
static long set_wait_mask(const sigset_t __user *umask, size_t size)
{
	sigset_t mask;

	if (!umask)
		return 0;
	if (size != sizeof(mask))
		return -EINVAL;
	if (copy_from_user(&mask, umask, sizeof(mask)))
		return -EFAULT;
	current->saved_sigmask = current->blocked;
	set_current_blocked(&mask);
	return 0;
}

static void restore_wait_mask(const sigset_t __user *umask, long ret)
{
	if (!umask)
		return;
	if (ret == -ERESTARTNOHAND)
		set_bit(TIF_RESTORE_SIGMASK, &current->work);
	else
		set_current_blocked(&current->saved_sigmask);
}

static long get_deadline(const struct timespec __user *uts, u64 *deadline)
{
	struct timespec ts;

	*deadline = FOREVER;
	if (!uts)
		return 0;
	if (copy_from_user(&ts, uts, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || (unsigned long)ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	*deadline = deadline_in((u64)ts.tv_sec * NSEC_PER_SEC +
				(u64)ts.tv_nsec);
	return 0;
}

static void put_time_left(struct timespec __user *uts, u64 deadline)
{
	struct timespec ts;
	u32 rest;

	if (!uts)
		return;
	ts.tv_sec = (time_t)div_u64_rem(time_left(deadline), NSEC_PER_SEC,
					&rest);
	ts.tv_nsec = (s32)rest;
	if (copy_to_user(uts, &ts, sizeof(ts)))
		return;		/* told for convenience: no error */
}

SYSCALL(ppoll, struct pollfd __user *ufds, unsigned int n,
	struct timespec __user *uts, const sigset_t __user *umask,
	size_t size)
{
	u64 deadline;
	long ret;

	ret = get_deadline(uts, &deadline);
	if (!ret)
		ret = set_wait_mask(umask, size);
	if (ret)
		return ret;
	ret = do_poll(ufds, n, deadline);
	put_time_left(uts, deadline);
	restore_wait_mask(umask, ret);
	return ret;
}

/* What pselect6's sixth argument points at. */
struct sigmask_arg {
	u32 mask, size;
};

SYSCALL(pselect6, int n, fd_set __user *in, fd_set __user *out,
	fd_set __user *ex, struct timespec __user *uts,
	const struct sigmask_arg __user *uarg)
{
	fd_set __user *const sets[NR_SETS] = { in, out, ex };
	struct sigmask_arg arg = { 0, 0 };
	const sigset_t __user *umask;
	u64 deadline;
	long ret;

	if (uarg && copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;
	umask = (const sigset_t __user *)arg.mask;
	ret = get_deadline(uts, &deadline);
	if (!ret)
		ret = set_wait_mask(umask, arg.size);
	if (ret)
		return ret;
	ret = do_select(n, sets, deadline);
	put_time_left(uts, deadline);
	restore_wait_mask(umask, ret);
	return ret;
}
