// SPDX-License-Identifier: GPL-2.0
/*
 * Semaphore sets: made, looked at, set and removed. Operations are in semop.c.
 *
 * Lock: sem_ids.mutex. User memory may be touched while it is held, as no page
 * fault wants it.
 *
 * Source: semget(2), semctl(2), proc(5).
 */
#include "sem.h"

#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/limits.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/vmalloc.h>

/* Semaphores of all sets may take a sixteenth of the memory. */
#define SEMS_PER_PAGE_OF_RAM (PAGE_SIZE / sizeof(struct sem) / 16)
#define SEM_NUMBERS	     (1 << 16) /* that sem_num can name */

int sem_limits[4] = { SEMMSL, SEMMNS, SEMOPM, SEMMNI };
static int used_sems; /* in all sets */

struct sem_array *sem_obtain(int semid)
{
	struct kern_ipc_perm *ipcp = ipc_obtain(&sem_ids, semid);

	return container_of(ipcp, struct sem_array, sem_perm);
}

/* -- made and removed ------------------------------------------------------ */

static int newary(s32 key, int flags, u32 nsems)
{
	struct sem_array *sma;
	int id;

	if (!nsems)
		return -EINVAL;
	if ((int)nsems > SC_SEMMNS - used_sems)
		return -ENOSPC;
	sma = kvzalloc(sizeof(*sma) + nsems * sizeof(struct sem));
	if (!sma)
		return -ENOMEM;
	sma->sem_perm.size = nsems;
	INIT_LIST_HEAD(&sma->pending);
	INIT_LIST_HEAD(&sma->undos);
	id = ipc_addid(&sem_ids, &sma->sem_perm, key, flags);
	if (id < 0)
		kvfree(sma);
	else
		used_sems += (int)nsems;
	return id;
}

static void freeary(struct kern_ipc_perm *ipcp)
{
	struct sem_array *sma = container_of(ipcp, struct sem_array, sem_perm);

	abandon_set(sma);
	ipc_remove(&sem_ids, ipcp);
	used_sems -= (int)ipcp->size;
	kvfree(sma);
}

SYSCALL(semget, s32 key, int nsems, int flags)
{
	if (nsems < 0 || nsems > min(SC_SEMMSL, SEM_NUMBERS))
		return -EINVAL;
	return ipcget(&sem_ids, key, (u32)nsems, flags);
}

/* -- semctl ---------------------------------------------------------------- */

/* SEM_INFO has counts in two places. */
static long semctl_info(int cmd, struct seminfo __user *buf)
{
	struct seminfo info = {
		.semmap = SEMMAP,
		.semmni = SC_SEMMNI,
		.semmns = SC_SEMMNS,
		.semmnu = SEMMNU,
		.semmsl = SC_SEMMSL,
		.semopm = SC_SEMOPM,
		.semume = SEMUME,
		.semusz = SEMUSZ,
		.semvmx = SEMVMX,
		.semaem = SEMAEM,
	};

	if (cmd == SEM_INFO) {
		info.semusz = sem_ids.in_use;
		info.semaem = used_sems;
	}
	return ipc_info(&sem_ids, &info, sizeof(info), buf);
}

static long get_all(const struct sem_array *sma, u16 __user *array)
{
	u32 i;

	for (i = 0; i < sma->sem_perm.size; i++)
		if (put_user((u16)sma->sems[i].val, &array[i]))
			return -EFAULT;
	return 0;
}

/* All values, or none when one is too high. */
static long set_all(struct sem_array *sma, const u16 __user *array)
{
	u32 i, n = sma->sem_perm.size;
	u16 *values = kvzalloc(n * sizeof(*values));
	long ret = 0;

	if (!values)
		return -ENOMEM;
	if (copy_from_user(values, array, n * sizeof(*values)))
		ret = -EFAULT;
	for (i = 0; i < n && !ret; i++)
		if (values[i] > SEMVMX)
			ret = -ERANGE;
	for (i = 0; i < n && !ret; i++)
		set_value(sma, (int)i, values[i]);
	kvfree(values);
	return ret;
}

static long semctl_one(struct sem_array *sma, int semnum, int cmd, int val)
{
	const struct sem *sem = &sma->sems[semnum];

	switch (cmd) {
	case GETVAL:
		return sem->val;
	case GETPID:
		return sem->pid;
	case GETNCNT:
	case GETZCNT:
		return count_waiting(sma, semnum, cmd == GETZCNT);
	default:
		set_value(sma, semnum, val);
		return 0;
	}
}

/* What looks at values (GETVAL …) or sets them. */
static long semctl_main(struct sem_array *sma, int semnum, int cmd,
			unsigned long arg)
{
	bool change = cmd == SETVAL || cmd == SETALL;
	bool there = semnum >= 0 && (u32)semnum < sma->sem_perm.size;
	long ret = 0;

	if (cmd == SETVAL && !there)
		return -EINVAL;
	if (ipcperms(&sma->sem_perm, change ? S_IWUGO : S_IRUGO))
		return -EACCES;
	if (cmd == GETALL)
		ret = get_all(sma, (u16 __user *)arg);
	else if (cmd == SETALL)
		ret = set_all(sma, (const u16 __user *)arg);
	else if (!there)
		ret = -EINVAL;
	else
		ret = semctl_one(sma, semnum, cmd, (int)arg);
	if (!ret && change) {
		sma->sem_perm.ctime = ipc_seconds();
		update_queue(sma);
	}
	return ret;
}

static long semctl_values(int semid, int semnum, int cmd, unsigned long arg)
{
	struct sem_array *sma;
	long ret;

	if (cmd == SETVAL && arg > SEMVMX)
		return -ERANGE;
	mutex_lock(&sem_ids.mutex);
	sma = sem_obtain(semid);
	ret = IS_ERR(sma) ? PTR_ERR(sma) : semctl_main(sma, semnum, cmd, arg);
	mutex_unlock(&sem_ids.mutex);
	return ret;
}

SYSCALL(semctl, int semid, int semnum, int cmd, unsigned long arg)
{
	if (semid < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
	case SEM_INFO:
		return semctl_info(cmd, (struct seminfo __user *)arg);
	case GETPID ... SETALL:
		return semctl_values(semid, semnum, cmd, arg);
	default:
		return ipc_ctl(&sem_ids, semid, cmd, (void __user *)arg);
	}
}

/* -- what is told of a set ------------------------------------------------- */

static void sem_stat(struct kern_ipc_perm *ipcp, union ipc_ds *ds)
{
	ds->sem.sem_otime = ((struct sem_array *)ipcp)->otime;
	ds->sem.sem_ctime = ipcp->ctime;
	ds->sem.sem_nsems = ipcp->size;
}

static void sem_show(struct seq_buf *s, struct kern_ipc_perm *ipcp)
{
	const struct ipc64_perm *perm = &ipcp->perm;

	seq_printf(s, "%10u %5u %5u %5u %5u %10u %10u\n", ipcp->size, perm->uid,
		   perm->gid, perm->cuid, perm->cgid,
		   ((struct sem_array *)ipcp)->otime, ipcp->ctime);
}

struct ipc_ids sem_ids = {
	.mutex = MUTEX_INIT(sem_ids.mutex),
	.idr = IDR_INIT,
	.max = &SC_SEMMNI,
	.stat_index = SEM_STAT,
	.stat_any = SEM_STAT_ANY,
	.ds_size = sizeof(struct semid64_ds),
	.create = newary,
	.rmid = freeary,
	.stat = sem_stat,
	.show = sem_show,
	.heading = "       key      semid perms      nsems   uid   gid  cuid"
		   "  cgid      otime      ctime",
};

static const struct proc_file files[] __initdata = {
	{ "sysvipc/sem", 0444, ipc_show, NULL, &sem_ids },
	PROC_INTS("sys/kernel/sem", sem_limits, 0, INT_MAX, 4),
};

static int __init sem_init(void)
{
	BUILD_BUG_ON(offsetof(struct sem_array, sem_perm));
	SC_SEMMNS = (int)min(totalram_pages * SEMS_PER_PAGE_OF_RAM,
			     (unsigned long)SEMMNS);
	return proc_create_files(files, ARRAY_SIZE(files));
}
fs_initcall(sem_init);
