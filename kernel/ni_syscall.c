// SPDX-License-Identifier: GPL-2.0
/*
 * System calls that are not there. Each says so in the log, at debug level, the
 * first time that somebody makes it: who ports a program sees what it asks for.
 */
#include <lectern/bitops.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/errno.h>

static DECLARE_BITMAP(met, NR_SYSCALLS);

static long not_there(unsigned long nr)
{
	if (nr < NR_SYSCALLS && !test_bit((int)nr, met)) {
		__set_bit((int)nr, met);
		pr_debug("%s (pid %d): system call %lu (%s) is not implemented\n",
			 current->comm, current->pid, nr,
			 syscall_names[nr] ? syscall_names[nr] : "no name");
	}
	return -ENOSYS;
}

long sys_ni_syscall(void)
{
	return not_there(current_pt_regs()->orig_eax);
}
