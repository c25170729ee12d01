// SPDX-License-Identifier: GPL-2.0
/*
 * Small system calls about the system and the task itself: sysinfo(2), prctl(2),
 * personality(2).
 *
 * Locks: siglock for what the threads of a process share; the rest is the task's
 * own.
 */
#include <lectern/gfp.h>
#include <lectern/i386/uaccess.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <uapi/capability.h>
#include <uapi/personality.h>
#include <uapi/prctl.h>
#include <uapi/sysinfo.h>

/* -- the system ------------------------------------------------------------ */

SYSCALL(sysinfo, struct sysinfo __user *uinfo)
{
	struct sysinfo info = {
		.uptime = (s32)div_u64(ktime_get_ns(), NSEC_PER_SEC),
		.totalram = totalram_pages << PAGE_SHIFT,
		.freeram = nr_free_pages() << PAGE_SHIFT,
		.procs = (u16)nr_threads,
		.mem_unit = 1,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(info.loads); i++)
		info.loads[i] = avenrun[i] << (SI_LOAD_SHIFT - FSHIFT);
	return copy_to_user(uinfo, &info, sizeof(info)) ? -EFAULT : 0;
}

/* -- the task -------------------------------------------------------------- */

SYSCALL(personality, unsigned int persona)
{
	unsigned int old = current->personality;

	if (persona != PER_QUERY)
		current->personality = persona;
	return (long)old;
}

static long set_name(const char __user *name)
{
	char comm[TASK_COMM_LEN] = "";

	if (strncpy_from_user(comm, name, TASK_COMM_LEN - 1) < 0)
		return -EFAULT;
	memcpy(current->comm, comm, TASK_COMM_LEN);
	return 0;
}

/* A switch: 0 or 1. (PR_SET_DUMPABLE's 2, "by root only", is not for programs.) */
static long set_flag(bool *flag, unsigned long value, bool on)
{
	if (value > 1)
		return -EINVAL;
	*flag = value == on;
	return 0;
}

static long drop_bounding(unsigned long cap)
{
	if (!capable(CAP_SETPCAP))
		return -EPERM;
	if (cap > CAP_LAST_CAP)
		return -EINVAL;
	current->cred.cap_bset &= ~(1ULL << cap);
	return 0;
}

/* There is no way back, hence the strictness. */
static long set_no_new_privs(unsigned long a, unsigned long b, unsigned long c,
			     unsigned long d)
{
	if (a != 1 || b || c || d)
		return -EINVAL;
	current->no_new_privs = true;
	return 0;
}

static long set_subreaper(bool on)
{
	spin_lock_irq(&current->sighand->siglock);
	current->signal->is_child_subreaper = on;
	spin_unlock_irq(&current->sighand->siglock);
	return 0;
}

SYSCALL(prctl, int option, unsigned long arg2, unsigned long arg3,
	unsigned long arg4, unsigned long arg5)
{
	switch (option) {
	case PR_SET_PDEATHSIG:
		if (arg2 > _NSIG)
			return -EINVAL;
		current->pdeath_signal = (int)arg2;
		return 0;
	case PR_GET_PDEATHSIG:
		return put_user(current->pdeath_signal, (int __user *)arg2);
	case PR_SET_DUMPABLE:
		return set_flag(&current->mm->undumpable, arg2, false);
	case PR_GET_DUMPABLE:
		return !current->mm->undumpable;
	case PR_SET_KEEPCAPS:
		return set_flag(&current->keep_caps, arg2, true);
	case PR_GET_KEEPCAPS:
		return current->keep_caps;
	case PR_SET_NAME:
		return set_name((const char __user *)arg2);
	case PR_GET_NAME:
		return copy_to_user((void __user *)arg2, current->comm,
				    TASK_COMM_LEN)
			       ? -EFAULT
			       : 0;
	case PR_SET_CHILD_SUBREAPER:
		return set_subreaper(arg2 != 0);
	case PR_GET_CHILD_SUBREAPER:
		return put_user((int)current->signal->is_child_subreaper,
				(int __user *)arg2);
	case PR_SET_NO_NEW_PRIVS:
		return set_no_new_privs(arg2, arg3, arg4, arg5);
	case PR_GET_NO_NEW_PRIVS:
		if (arg2 || arg3 || arg4 || arg5)
			return -EINVAL;
		return current->no_new_privs;
	case PR_CAPBSET_READ:
		if (arg2 > CAP_LAST_CAP)
			return -EINVAL;
		return current->cred.cap_bset >> arg2 & 1;
	case PR_CAPBSET_DROP:
		return drop_bounding(arg2);
	case PR_GET_SECUREBITS:
		return 0;
	case PR_SET_SECUREBITS:
		/* There are none to set. */
		return capable(CAP_SETPCAP) && !arg2 ? 0 : -EPERM;
	default:
		return -EINVAL;
	}
}
