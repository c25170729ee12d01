// SPDX-License-Identifier: GPL-2.0
/*
 * Blocking signals and waiting for them: sigprocmask(2), sigpending(2),
 * sigsuspend(2), sigwaitinfo(2), pause(2), and restart_syscall(2).
 *
 * Lock: siglock. A thread's mask is changed by the thread alone, so that it is
 * read without.
 */
#include <lectern/i386/atomic.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/timespec.h>

#include "signals.h"

/* A set that a program passes, with its size. 0, -EINVAL or -EFAULT. */
static int get_sigset(sigset_t *set, const sigset_t __user *uset, size_t size)
{
	if (size != sizeof(*set))
		return -EINVAL;
	return copy_from_user(set, uset, sizeof(*set)) ? -EFAULT : 0;
}

/* -- the mask -------------------------------------------------------------- */

static int change_mask(int how, const sigset_t *set)
{
	sigset_t mask = *set;

	switch (how) {
	case SIG_BLOCK:
		sigorsets(&mask, &current->blocked, set);
		break;
	case SIG_UNBLOCK:
		sigandnsets(&mask, &current->blocked, set);
		break;
	case SIG_SETMASK:
		break;
	default:
		return -EINVAL;
	}
	set_current_blocked(&mask);
	return 0;
}

SYSCALL(rt_sigprocmask, int how, const sigset_t __user *uset,
	sigset_t __user *uold, size_t sigsetsize)
{
	sigset_t set, old = current->blocked;
	int err = 0;

	if (sigsetsize != sizeof(set))
		return -EINVAL;
	if (uset && copy_from_user(&set, uset, sizeof(set)))
		return -EFAULT;
	if (uset)
		err = change_mask(how, &set);
	if (!err && uold && copy_to_user(uold, &old, sizeof(old)))
		return -EFAULT;
	return err;
}

/* The first 32 signals alone: what glibc's swapcontext(3) uses on the i386. */
SYSCALL(sigprocmask, int how, const u32 __user *uset, u32 __user *uold)
{
	u32 old = current->blocked.sig[0];
	sigset_t set = { { 0, 0 } };
	int err = 0;

	if (uset && get_user(set.sig[0], uset))
		return -EFAULT;
	if (how == SIG_SETMASK)
		set.sig[1] = current->blocked.sig[1];
	if (uset)
		err = change_mask(how, &set);
	return !err && uold && put_user(old, uold) ? -EFAULT : err;
}

/* Only what is blocked counts: the rest is being delivered. */
SYSCALL(rt_sigpending, sigset_t __user *uset, size_t sigsetsize)
{
	sigset_t set;

	if (sigsetsize > sizeof(set))
		return -EINVAL;
	spin_lock_irq(&current->sighand->siglock);
	sigorsets(&set, &current->pending.signal,
		  &current->signal->shared_pending.signal);
	spin_unlock_irq(&current->sighand->siglock);
	sigandsets(&set, &set, &current->blocked);
	return copy_to_user(uset, &set, sigsetsize) ? -EFAULT : 0;
}

/* -- waiting for a handler ------------------------------------------------- */

SYSCALL(pause, void)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (signal_pending(current))
			break;
		schedule();
	}
	set_current_state(TASK_RUNNING);
	return -ERESTARTNOHAND;
}

/* The handler runs under the new mask; do_signal puts the old one into its
 * frame, so that it comes back when the handler returns. */
SYSCALL(rt_sigsuspend, const sigset_t __user *uset, size_t sigsetsize)
{
	sigset_t set;
	int err = get_sigset(&set, uset, sigsetsize);

	if (err)
		return err;
	current->saved_sigmask = current->blocked;
	set_current_blocked(&set);
	set_bit(TIF_RESTORE_SIGMASK, &current->work);
	return sys_pause();
}

/* -- waiting without a handler --------------------------------------------- */

/*
 * Sleep until one of the signals comes. They are unblocked meanwhile, so that
 * they wake the task; real_blocked says that nothing else is to be done of them
 * (a default action, being ignored). False when the time has run out. siglock
 * held, and released in between.
 */
static bool sleep_for_signal(const sigset_t *not_these, u64 deadline)
{
	bool in_time;

	current->real_blocked = current->blocked;
	sigandsets(&current->blocked, &current->blocked, not_these);
	recalc_sigpending();
	spin_unlock_irq(&current->sighand->siglock);
	do {
		set_current_state(TASK_INTERRUPTIBLE);
		in_time = schedule_until(deadline);
	} while (in_time && !signal_pending(current));
	spin_lock_irq(&current->sighand->siglock);
	current->blocked = current->real_blocked;
	current->real_blocked = (sigset_t){ { 0, 0 } };
	recalc_sigpending();
	return in_time;
}

/* The signal's number; -EAGAIN when the time has run out, or -EINTR. */
static long do_sigtimedwait(const sigset_t *these, siginfo_t *info,
			    u64 deadline)
{
	sigset_t not_these = { { ~0U, ~0U } };
	bool in_time = true;
	int sig;

	sigandnsets(&not_these, &not_these, these);
	not_these.sig[0] |= SIGS_ABSOLUTE;
	spin_lock_irq(&current->sighand->siglock);
	sig = dequeue_signal(&not_these, info);
	if (!sig) {
		in_time = sleep_for_signal(&not_these, deadline);
		sig = dequeue_signal(&not_these, info);
	}
	recalc_sigpending();
	spin_unlock_irq(&current->sighand->siglock);
	if (sig)
		return sig;
	return in_time ? -EINTR : -EAGAIN;
}

SYSCALL(rt_sigtimedwait, const sigset_t __user *uset, siginfo_t __user *uinfo,
	const struct timespec __user *timeout, size_t sigsetsize)
{
	sigset_t these;
	siginfo_t info;
	u64 deadline;
	long ret = get_sigset(&these, uset, sigsetsize);

	if (!ret)
		ret = get_deadline(timeout, &deadline);
	if (!ret)
		ret = do_sigtimedwait(&these, &info, deadline);
	if (ret > 0 && uinfo && copy_siginfo_to_user(uinfo, &info))
		return -EFAULT;
	return ret;
}

/* -- going on -------------------------------------------------------------- */

/*
 * do_signal had this called instead of a call that would begin anew: it left in
 * restart_block what remains to be done. A program that calls it by itself gets
 * what the last such call left.
 */
SYSCALL(restart_syscall, void)
{
	struct restart_block *restart = &current->restart_block;

	return restart->fn ? restart->fn(restart) : -EINTR;
}
