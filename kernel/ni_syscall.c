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

long sys_ni_syscall(void)
{
	unsigned long nr = current_pt_regs()->orig_eax;

	if (nr < NR_SYSCALLS && !test_bit((int)nr, met)) {
		__set_bit((int)nr, met);
		pr_debug("%s (pid %d): system call %lu is not implemented\n",
			 current->comm, current->pid, nr);
	}
	return -ENOSYS;
}
