// SPDX-License-Identifier: GPL-2.0
/*
 * Blocking signals and waiting for them: sigprocmask(2), sigpending(2),
 * sigsuspend(2), sigwaitinfo(2), pause(2), and restart_syscall(2).
 *
 * Each comes in two forms: the first 32 signals in one word, and the rt_ form
 * with a set whose size is checked.
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

/* -- the mask -------------------------------------------------------------- */

static int change_mask(int how, const sigset_t *set)
{
	sigset_t mask = current->blocked;

	for (int i = 0; i < _NSIG_WORDS; i++) {
		switch (how) {
		case SIG_BLOCK:
			mask.sig[i] |= set->sig[i];
			break;
		case SIG_UNBLOCK:
			mask.sig[i] &= ~set->sig[i];
			break;
		case SIG_SETMASK:
			mask.sig[i] = set->sig[i];
			break;
		default:
			return -EINVAL;
		}
	}
	set_current_blocked(&mask);
	return 0;
}

SYSCALL(rt_sigprocmask, int how, const sigset_t __user *uset,
	sigset_t __user *uold, size_t sigsetsize)
{
	sigset_t set, old = current->blocked;
	int err = 0;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (uset) {
		if (copy_from_user(&set, uset, sizeof(set)))
			return -EFAULT;
		err = change_mask(how, &set);
	}
	if (!err && uold && copy_to_user(uold, &old, sizeof(old)))
		return -EFAULT;
	return err;
}

/* It leaves the upper signals as they are. */
SYSCALL(sigprocmask, int how, const old_sigset_t __user *uset,
	old_sigset_t __user *uold)
{
	sigset_t old = current->blocked, set = old;
	int err = 0;

	if (uset) {
		if (get_user(set.sig[0], uset))
			return -EFAULT;
		if (how != SIG_SETMASK)
			set.sig[1] = 0;
		err = change_mask(how, &set);
	}
	if (!err && uold && put_user(old.sig[0], uold))
		return -EFAULT;
	return err;
}

SYSCALL(sgetmask, void)
{
	return (long)current->blocked.sig[0];
}

SYSCALL(ssetmask, u32 mask)
{
	const sigset_t set = { { mask, 0 } };
	long old = (long)current->blocked.sig[0];

	set_current_blocked(&set);
	return old;
}

/* -- what is pending ------------------------------------------------------- */

/* Only what is blocked counts: the rest is being delivered. */
static void get_pending(sigset_t *set)
{
	spin_lock_irq(&current->sighand->siglock);
	for (int i = 0; i < _NSIG_WORDS; i++)
		set->sig[i] = (current->pending.signal.sig[i] |
			       current->signal->shared_pending.signal.sig[i]) &
			      current->blocked.sig[i];
	spin_unlock_irq(&current->sighand->siglock);
}

SYSCALL(rt_sigpending, sigset_t __user *uset, size_t sigsetsize)
{
	sigset_t set;

	if (sigsetsize > sizeof(set))
		return -EINVAL;
	get_pending(&set);
	return copy_to_user(uset, &set, sigsetsize) ? -EFAULT : 0;
}

SYSCALL(sigpending, old_sigset_t __user *uset)
{
	sigset_t set;

	get_pending(&set);
	return put_user(set.sig[0], uset);
}

/* -- waiting for a handler ------------------------------------------------- */

static void wait_for_signal(void)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (signal_pending(current))
			break;
		schedule();
	}
	set_current_state(TASK_RUNNING);
}

SYSCALL(pause, void)
{
	wait_for_signal();
	return -ERESTARTNOHAND;
}

/* The handler runs under the new mask; do_signal puts the old one into its
 * frame, so that it comes back when the handler returns. */
static long suspend(const sigset_t *mask)
{
	current->saved_sigmask = current->blocked;
	set_current_blocked(mask);
	wait_for_signal();
	set_bit(TIF_RESTORE_SIGMASK, &current->work);
	return -ERESTARTNOHAND;
}

SYSCALL(rt_sigsuspend, const sigset_t __user *uset, size_t sigsetsize)
{
	sigset_t set;

	if (sigsetsize != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, uset, sizeof(set)))
		return -EFAULT;
	return suspend(&set);
}

/* Two arguments in front that once meant something. */
SYSCALL(sigsuspend, int unused1, int unused2, old_sigset_t mask)
{
	const sigset_t set = { { mask, 0 } };

	return suspend(&set);
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
	for (int i = 0; i < _NSIG_WORDS; i++)
		current->blocked.sig[i] &= not_these->sig[i];
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
	sigset_t not_these;
	bool in_time = false;
	int sig;

	for (int i = 0; i < _NSIG_WORDS; i++)
		not_these.sig[i] = ~these->sig[i];
	not_these.sig[0] |= SIGS_ABSOLUTE;
	spin_lock_irq(&current->sighand->siglock);
	sig = dequeue_signal(&not_these, info);
	if (!sig && deadline) {
		in_time = sleep_for_signal(&not_these, deadline);
		sig = dequeue_signal(&not_these, info);
	}
	if (sig)
		recalc_sigpending();
	spin_unlock_irq(&current->sighand->siglock);
	if (sig)
		return sig;
	return in_time ? -EINTR : -EAGAIN;
}

/* ns: NULL for no limit. */
static long sigtimedwait(const sigset_t __user *uset, siginfo_t __user *uinfo,
			 const u64 *ns, size_t sigsetsize)
{
	sigset_t these;
	siginfo_t info;
	u64 deadline = NO_DEADLINE;
	long sig;

	if (sigsetsize != sizeof(these))
		return -EINVAL;
	if (copy_from_user(&these, uset, sizeof(these)))
		return -EFAULT;
	if (ns)
		deadline = *ns ? deadline_after(*ns) : 0;
	sig = do_sigtimedwait(&these, &info, deadline);
	if (sig > 0 && uinfo && copy_to_user(uinfo, &info, sizeof(info)))
		return -EFAULT;
	return sig;
}

SYSCALL(rt_sigtimedwait, const sigset_t __user *uset, siginfo_t __user *uinfo,
	const struct timespec __user *timeout, size_t sigsetsize)
{
	u64 ns;
	int err = timeout ? get_timespec32(timeout, &ns) : 0;

	if (err)
		return err;
	return sigtimedwait(uset, uinfo, timeout ? &ns : NULL, sigsetsize);
}

SYSCALL(rt_sigtimedwait_time64, const sigset_t __user *uset,
	siginfo_t __user *uinfo, const struct __kernel_timespec __user *timeout,
	size_t sigsetsize)
{
	u64 ns;
	int err = timeout ? get_timespec64(timeout, &ns) : 0;

	if (err)
		return err;
	return sigtimedwait(uset, uinfo, timeout ? &ns : NULL, sigsetsize);
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
