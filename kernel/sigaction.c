// SPDX-License-Identifier: GPL-2.0
/*
 * What is to be done with a signal, and on which stack: sigaction(2),
 * sigaltstack(2). Actions are the process's, the alternate stack is the thread's.
 *
 * Lock: siglock for the actions; the stack is the task's own.
 */
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>

#include "signals.h"

#define SA_KNOWN                                                               \
	(SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_EXPOSE_TAGBITS |        \
	 SA_RESTORER | SA_ONSTACK | SA_RESTART | SA_NODEFER | SA_RESETHAND)

/* -- actions --------------------------------------------------------------- */

/* POSIX, sigaction(): what is pending and now ignored is gone, blocked or not. */
static void forget_ignored(int sig)
{
	const struct sigaction *ka = &current->sighand->action[sig - 1];
	sigset_t set = { { 0, 0 } };

	if (ka->sa_handler != SIG_IGN &&
	    (ka->sa_handler != SIG_DFL || !sig_in(sig, SIGS_IGNORE)))
		return;
	sigaddset(&set, sig);
	rm_from_process(&set, current);
}

/* Either of new and old may be NULL. new loses what no action can have. */
static int do_sigaction(int sig, struct sigaction *new, struct sigaction *old)
{
	struct sigaction *ka;

	if (!valid_signal(sig) || (sig_in(sig, SIGS_ABSOLUTE) && new))
		return -EINVAL;
	ka = &current->sighand->action[sig - 1];
	spin_lock_irq(&current->sighand->siglock);
	if (old)
		*old = *ka;
	if (new) {
		new->sa_flags &= SA_KNOWN;
		new->sa_mask.sig[0] &= ~SIGS_ABSOLUTE;
		*ka = *new;
		forget_ignored(sig);
	}
	spin_unlock_irq(&current->sighand->siglock);
	return 0;
}

SYSCALL(rt_sigaction, int sig, const struct sigaction __user *act,
	struct sigaction __user *oldact, size_t sigsetsize)
{
	struct sigaction new, old;
	int err;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (act && copy_from_user(&new, act, sizeof(new)))
		return -EFAULT;
	err = do_sigaction(sig, act ? &new : NULL, oldact ? &old : NULL);
	if (!err && oldact && copy_to_user(oldact, &old, sizeof(old)))
		return -EFAULT;
	return err;
}

/* -- the alternate stack --------------------------------------------------- */

/* SS_ONSTACK is taken, of old: programs give back what they were told. */
int set_altstack(const stack_t *ss, unsigned long esp)
{
	u32 mode = (u32)ss->ss_flags & ~SS_AUTODISARM;

	if (on_sig_stack(esp))
		return -EPERM;
	if (mode > SS_DISABLE)
		return -EINVAL;
	if (mode == SS_DISABLE)
		current->sas = (stack_t){ 0 };
	else if (ss->ss_size < MINSIGSTKSZ)
		return -ENOMEM;
	else
		current->sas = *ss;
	current->sas.ss_flags = ss->ss_flags & (s32)SS_AUTODISARM;
	return 0;
}

void get_altstack(stack_t *ss, unsigned long esp)
{
	*ss = current->sas;
	if (!ss->ss_size)
		ss->ss_flags |= SS_DISABLE;
	else if (on_sig_stack(esp))
		ss->ss_flags |= SS_ONSTACK;
}

SYSCALL(sigaltstack, const stack_t __user *uss, stack_t __user *uoss)
{
	unsigned long esp = current_pt_regs()->esp;
	stack_t ss, old;
	int err = 0;

	if (uss && copy_from_user(&ss, uss, sizeof(ss)))
		return -EFAULT;
	get_altstack(&old, esp);
	if (uss)
		err = set_altstack(&ss, esp);
	if (!err && uoss && copy_to_user(uoss, &old, sizeof(old)))
		return -EFAULT;
	return err;
}
