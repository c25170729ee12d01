// SPDX-License-Identifier: GPL-2.0
/* System V semaphores for tests. */
#include <errno.h>

#include <semaphores.h>
#include <tap.h>

int set;

void make_set(int nsems)
{
	set = (int)CHECK_OK(semget(IPC_PRIVATE, nsems, 0600));
}

void drop_set(void)
{
	CHECK_OK(semctl(set, 0, IPC_RMID));
}

int value(int num)
{
	return semctl(set, num, GETVAL);
}

int set_value(int num, int val)
{
	return semctl(set, num, SETVAL, (union semun){ .val = val });
}

int op(int num, int by, int flags)
{
	struct sembuf sop = { (unsigned short)num, (short)by, (short)flags };

	return semop(set, &sop, 1);
}

int stat_set(int id, int cmd, struct semid_ds *ds)
{
	return semctl(id, 0, cmd, (union semun){ .buf = ds });
}

int sem_info(int cmd, struct seminfo *info)
{
	return semctl(0, 0, cmd, (union semun){ .info = info });
}

void take(void *many)
{
	CHECK_OK(op(0, -(int)(long)many, 0));
}
