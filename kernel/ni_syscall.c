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
#include <uapi/unistd.h>

static DECLARE_BITMAP(met, NR_SYSCALLS);

static void note(unsigned long nr)
{
	if (nr >= NR_SYSCALLS || test_bit(nr, met))
		return;
	__set_bit(nr, met);
	pr_debug("%s (pid %d): system call %lu is not implemented\n",
		 current->comm, current->pid, nr);
}

/* What programs are prepared for: no network, no extended attributes. */
long sys_ni_syscall(void)
{
	unsigned long nr = current_pt_regs()->orig_eax;

	switch (nr) {
	case __NR_socketcall:
	case __NR_socket:
		return -EAFNOSUPPORT;
	case __NR_setxattr ... __NR_fremovexattr:
		return -EOPNOTSUPP;
	default:
		note(nr);
		return -ENOSYS;
	}
}
