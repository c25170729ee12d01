// SPDX-License-Identifier: GPL-2.0
/*
 * Pending signals: what has been sent and not yet been taken.
 *
 * A set of bits says which signals are pending; what they carry stands in a
 * queue beside it. The queue may hold less than the set: a sigqueue is memory,
 * which can run out or be refused by RLIMIT_SIGPENDING, and then the signal
 * arrives without information. SIGKILL never has an entry.
 *
 *   sigpending   signal  { SIGINT, SIGKILL, SIGRTMIN+1 }
 *                list -> SIGINT -> SIGRTMIN+1 (1) -> SIGRTMIN+1 (2)
 *
 * Signals below SIGRTMIN are pending once, however often they were sent, but for
 * those of timers, each of which has an entry of its own; the others are queued in
 * the order in which they came.
 *
 * Lock: the process's siglock, for everything here.
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/i386/atomic.h>
#include <lectern/i386/uaccess.h>
#include <lectern/init.h>
#include <lectern/slab.h>
#include <lectern/string.h>

#include "signals.h"

struct kmem_cache *sighand_cachep, *signal_cachep;
static struct kmem_cache *sigqueue_cachep;

void __init signals_init(void)
{
	sighand_cachep = kmem_cache_create(
		"sighand_cache", sizeof(struct sighand_struct), 0, SLAB_PANIC);
	signal_cachep = kmem_cache_create(
		"signal_cache", sizeof(struct signal_struct), 0, SLAB_PANIC);
	sigqueue_cachep = kmem_cache_create("sigqueue", sizeof(struct sigqueue),
					    0, SLAB_PANIC);
}

void init_sigpending(struct sigpending *pending)
{
	INIT_LIST_HEAD(&pending->list);
	memset(&pending->signal, 0, sizeof(pending->signal));
}

/* -- entries --------------------------------------------------------------- */

/*
 * The entry counts for p's user, and holds it: the process may become another
 * user's while the signal is pending.
 */
struct sigqueue *sigqueue_alloc(struct task_struct *p, bool over_limit)
{
	struct user_struct *user = p->user;
	unsigned long limit = p->signal->rlim[RLIMIT_SIGPENDING].rlim_cur;
	struct sigqueue *q;

	if (!over_limit &&
	    (unsigned long)atomic_read(&user->sigpending) >= limit)
		return NULL;
	q = kmem_cache_alloc(sigqueue_cachep, GFP_ATOMIC | __GFP_NOWARN);
	if (!q)
		return NULL;
	q->user = get_uid(user);
	q->timer = NULL;
	INIT_LIST_HEAD(&q->list);
	atomic_inc(&user->sigpending);
	return q;
}

void sigqueue_free(struct sigqueue *q)
{
	assert(list_empty(&q->list));
	atomic_dec(&q->user->sigpending);
	free_uid(q->user);
	kmem_cache_free(sigqueue_cachep, q);
}

/* Take q off its queue, and into info if that is not NULL. A timer's counts what
 * it missed meanwhile, and is set for its next time. */
static void sigqueue_take(struct sigqueue *q, siginfo_t *info)
{
	list_del_init(&q->list);
	if (q->timer)
		timer_signal_taken(q->timer);
	if (info)
		memcpy(info, &q->info, SIGINFO_USED);
	if (!q->timer)
		sigqueue_free(q);
}

static void fill_info(siginfo_t *to, int sig, const siginfo_t *info)
{
	if (is_special(info)) {
		bool from_kernel = info == SEND_SIG_KERNEL;

		to->si_code = from_kernel ? SI_KERNEL : SI_USER;
		to->si_pid = from_kernel ? 0 : current->tgid;
		to->si_uid = from_kernel ? 0 : current->cred.uid;
		to->si_errno = to->si_status = to->si_utime = to->si_stime = 0;
	} else {
		memcpy(to, info, SIGINFO_USED);
	}
	to->si_signo = sig;
}

/*
 * What kill(2) and the kernel send always gets an entry, as far as there is
 * memory; only what a program can send in any number is limited.
 */
int queue_signal(struct sigpending *pending, int sig, const siginfo_t *info,
		 struct task_struct *p)
{
	bool from_kernel = is_special(info) || info->si_code >= 0;
	struct sigqueue *q;

	q = sigqueue_alloc(p, sig < SIGRTMIN && from_kernel);
	if (!q) {
		if (sig >= SIGRTMIN && !is_special(info) &&
		    info->si_code != SI_USER)
			return -EAGAIN;
		return 0;
	}
	fill_info(&q->info, sig, info);
	list_add_tail(&q->list, &pending->list);
	return 0;
}

int copy_siginfo_to_user(siginfo_t __user *to, const siginfo_t *from)
{
	if (copy_to_user(to, from, SIGINFO_USED) ||
	    clear_user((u8 __user *)to + SIGINFO_USED,
		       sizeof(*to) - SIGINFO_USED))
		return -EFAULT;
	return 0;
}

static void rm_from_queue(const sigset_t *set, struct sigpending *pending)
{
	struct sigqueue *q, *next;

	sigandnsets(&pending->signal, &pending->signal, set);
	list_for_each_entry_safe(q, next, &pending->list, list)
		if (sigismember(set, q->info.si_signo))
			sigqueue_take(q, NULL);
}

void flush_sigqueue(struct sigpending *pending)
{
	rm_from_queue(&(const sigset_t){ { ~0U, ~0U } }, pending);
}

void rm_from_process(const sigset_t *set, struct task_struct *p)
{
	struct task_struct *t;

	rm_from_queue(set, &p->signal->shared_pending);
	for_each_thread(p, t)
		rm_from_queue(set, &t->pending);
}

/* -- taking one ------------------------------------------------------------ */

/* The lowest number goes first, but a fault goes before what came from others:
 * its handler wants the registers as they were. */
static int next_signal(const struct sigpending *pending, const sigset_t *mask)
{
	u32 low = pending->signal.sig[0] & ~mask->sig[0];
	u32 high = pending->signal.sig[1] & ~mask->sig[1];

	if (low & SIGS_SYNCHRONOUS)
		low &= SIGS_SYNCHRONOUS;
	if (low)
		return ffs((int)low);
	return high ? ffs((int)high) + _NSIG_BPW : 0;
}

static struct sigqueue *find_entry(int sig, const struct sigpending *pending)
{
	struct sigqueue *q;

	list_for_each_entry(q, &pending->list, list)
		if (q->info.si_signo == sig)
			return q;
	return NULL;
}

void sigqueue_withdraw(struct sigqueue *q, struct sigpending *pending)
{
	if (list_empty(&q->list))
		return;
	list_del_init(&q->list);
	if (!find_entry(q->info.si_signo, pending))
		sigdelset(&pending->signal, q->info.si_signo);
}

/* The oldest entry of the signal, which stays pending if there is another. */
static void collect_signal(int sig, struct sigpending *pending, siginfo_t *info)
{
	struct sigqueue *q = find_entry(sig, pending);

	if (q) {
		sigqueue_take(q, info);
	} else {
		memset(info, 0, SIGINFO_USED);
		info->si_signo = sig;
	}
	if (!find_entry(sig, pending))
		sigdelset(&pending->signal, sig);
}

int dequeue_signal(const sigset_t *blocked, siginfo_t *info)
{
	struct sigpending *pending = &current->pending;
	int sig;

	assert_spin_locked(&current->sighand->siglock);
	sig = next_signal(pending, blocked);
	if (!sig) {
		pending = &current->signal->shared_pending;
		sig = next_signal(pending, blocked);
	}
	if (!sig)
		return 0;
	collect_signal(sig, pending, info);
	return sig;
}
