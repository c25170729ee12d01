// SPDX-License-Identifier: GPL-2.0
/*
 * ipc(2): one system call for all of System V IPC, as the i386's C libraries make
 * it. There are no message queues.
 */
#include "util.h"

#include <lectern/err.h>
#include <lectern/syscalls.h>

#define CALL_MASK 0xFFFFu /* above it a version, 0 */

/*
 * The C libraries say IPC_64 in each command. Without it the structures would be
 * those of Linux 2.2, which nobody has used since: such commands (bits in old)
 * are unknown.
 */
static int command(int cmd, u32 old)
{
	if (cmd & IPC_64)
		return cmd & ~IPC_64;
	return cmd >= 0 && cmd < 32 && old >> cmd & 1 ? -1 : cmd;
}

static long ipc_semctl(int semid, int semnum, int cmd,
		       const unsigned long __user *ptr)
{
	const u32 old = 1 << IPC_SET | 1 << IPC_STAT | 1 << SEM_STAT |
			1 << SEM_STAT_ANY;
	unsigned long arg;

	if (!ptr)
		return -EINVAL;
	if (get_user(arg, ptr))
		return -EFAULT;
	return sys_semctl(semid, semnum, command(cmd, old), arg);
}

static long ipc_shmctl(int shmid, int cmd, void __user *buf)
{
	const u32 old = 1 << IPC_SET | 1 << IPC_STAT | 1 << IPC_INFO |
			1 << SHM_STAT | 1 << SHM_STAT_ANY;

	return sys_shmctl(shmid, command(cmd, old), buf);
}

/* The address is stored, as a small one could not be told from an error. */
static long ipc_shmat(int shmid, unsigned long addr, int flags,
		      unsigned long __user *where)
{
	long ret = sys_shmat(shmid, addr, flags);

	return IS_ERR_VALUE(ret) ? ret : put_user((unsigned long)ret, where);
}

SYSCALL(ipc, unsigned int call, int first, unsigned long second,
	unsigned long third, void __user *ptr,
	const struct timespec __user *fifth)
{
	switch (call & CALL_MASK) {
	case SEMOP:
		return do_semtimedop(first, ptr, second, NULL);
	case SEMTIMEDOP:
		return do_semtimedop(first, ptr, second, fifth);
	case SEMGET:
		return sys_semget(first, (int)second, (int)third);
	case SEMCTL:
		return ipc_semctl(first, (int)second, (int)third, ptr);
	case SHMGET:
		return sys_shmget(first, second, (int)third);
	case SHMCTL:
		return ipc_shmctl(first, (int)second, ptr);
	case SHMAT:
		return ipc_shmat(first, (unsigned long)ptr, (int)second,
				 (unsigned long __user *)third);
	case SHMDT:
		return sys_shmdt((unsigned long)ptr);
	default:
		return -ENOSYS;
	}
}
