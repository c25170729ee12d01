// SPDX-License-Identifier: GPL-2.0
/* System V shared memory for tests. */
#include <segments.h>
#include <tap.h>

int seg;

void make_seg(size_t size)
{
	seg = (int)CHECK_OK(shmget(IPC_PRIVATE, size, 0600));
}

void drop_seg(void)
{
	CHECK_OK(shmctl(seg, IPC_RMID, NULL));
}

char *attach(int flags)
{
	return (char *)CHECK_OK(shmat(seg, NULL, flags));
}

struct shmid_ds stat_seg(void)
{
	struct shmid_ds ds;

	CHECK_OK(shmctl(seg, IPC_STAT, &ds));
	return ds;
}

long attached(void)
{
	return (long)stat_seg().shm_nattch;
}
