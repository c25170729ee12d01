// SPDX-License-Identifier: GPL-2.0
/*
 * Limits: getrlimit(2), prlimit(2).
 *
 * Limits are the process's (signal->rlim) and are enforced where the resource
 * is taken. The ABI has three widths: prlimit64's, the 32 bits of ugetrlimit and
 * setrlimit, and the first getrlimit, for which the largest number was signed.
 *
 * Lock: siglock while a limit is changed; a reader takes one word.
 */
#include <lectern/fs.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>

/* -- changing -------------------------------------------------------------- */

/* Raising the hard limit takes CAP_SYS_RESOURCE; some have an end for root. */
static int check_limit(unsigned int which, const struct rlimit *new,
		       const struct rlimit *old)
{
	if (new->rlim_cur > new->rlim_max)
		return -EINVAL;
	if (which == RLIMIT_NOFILE && new->rlim_max > NR_OPEN_MAX)
		return -EPERM;
	if (new->rlim_max > old->rlim_max && !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	return 0;
}

/* Either of new and old may be NULL. The process of p stays: it is current's, or
 * tasklist_lock is held. */
static int do_prlimit(struct task_struct *p, unsigned int which,
		      const struct rlimit *new, struct rlimit *old)
{
	struct rlimit *limit;
	int err = 0;

	if (which >= RLIM_NLIMITS)
		return -EINVAL;
	limit = &p->signal->rlim[which];
	spin_lock_irq(&p->sighand->siglock);
	if (old)
		*old = *limit;
	if (new)
		err = check_limit(which, new, limit);
	if (new && !err)
		*limit = *new;
	spin_unlock_irq(&p->sighand->siglock);
	return err;
}

SYSCALL(setrlimit, unsigned int which, const struct rlimit __user *ulimit)
{
	struct rlimit limit;

	if (copy_from_user(&limit, ulimit, sizeof(limit)))
		return -EFAULT;
	return do_prlimit(current, which, &limit, NULL);
}

/* infinity: the largest number that the call knows. */
static int get_limit(unsigned int which, struct rlimit __user *ulimit,
		     u32 infinity)
{
	struct rlimit limit;
	int err = do_prlimit(current, which, NULL, &limit);

	if (err)
		return err;
	limit.rlim_cur = min(limit.rlim_cur, infinity);
	limit.rlim_max = min(limit.rlim_max, infinity);
	return copy_to_user(ulimit, &limit, sizeof(limit)) ? -EFAULT : 0;
}

SYSCALL(ugetrlimit, unsigned int which, struct rlimit __user *ulimit)
{
	return get_limit(which, ulimit, RLIM_INFINITY);
}

SYSCALL(getrlimit, unsigned int which, struct rlimit __user *ulimit)
{
	return get_limit(which, ulimit, RLIM_INFINITY_OLD);
}

/* -- of any process -------------------------------------------------------- */

/* What does not fit 32 bits is no limit. */
static u32 narrow(u64 value)
{
	return (u32)min_t(u64, value, RLIM_INFINITY);
}

static u64 widen(u32 value)
{
	return value == RLIM_INFINITY ? RLIM64_INFINITY : value;
}

/* prlimit(2): one's own, a process all of whose ids are one's real ones, or any
 * with CAP_SYS_RESOURCE. */
static bool may_prlimit(const struct task_struct *p)
{
	return p->signal == current->signal ||
	       has_only_ids(p, current->cred.uid, current->cred.gid) ||
	       capable(CAP_SYS_RESOURCE);
}

static int prlimit_of_pid(pid_t pid, unsigned int which,
			  const struct rlimit *new, struct rlimit *old)
{
	struct task_struct *p;
	int err = -ESRCH;

	spin_lock(&tasklist_lock);
	p = find_process_by_pid(pid);
	if (p)
		err = may_prlimit(p) ? do_prlimit(p, which, new, old) : -EPERM;
	spin_unlock(&tasklist_lock);
	return err;
}

SYSCALL(prlimit64, pid_t pid, unsigned int which,
	const struct rlimit64 __user *unew, struct rlimit64 __user *uold)
{
	struct rlimit64 wide;
	struct rlimit new, old;
	int err;

	if (unew) {
		if (copy_from_user(&wide, unew, sizeof(wide)))
			return -EFAULT;
		new.rlim_cur = narrow(wide.rlim_cur);
		new.rlim_max = narrow(wide.rlim_max);
	}
	err = prlimit_of_pid(pid, which, unew ? &new : NULL, &old);
	if (err || !uold)
		return err;
	wide.rlim_cur = widen(old.rlim_cur);
	wide.rlim_max = widen(old.rlim_max);
	return copy_to_user(uold, &wide, sizeof(wide)) ? -EFAULT : 0;
}
