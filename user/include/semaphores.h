/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System V semaphores for tests: one set at a time. What fails fails the test,
 * as in helpers.h, unless a libc call's value is what is asked for.
 */
#ifndef SEMAPHORES_H
#define SEMAPHORES_H

#include <sys/ipc.h>
#include <sys/sem.h>

#define SEM_HIGHEST 32767 /* SEMVMX */
#define NO_SET	    0x7FFF7FFF

union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
	struct seminfo *info;
};

/* The set that all of these are about. */
extern int set;

/* make_set - a private set of so many semaphores. */
void make_set(int nsems);

/* drop_set - remove it: it would outlive the test. */
void drop_set(void);

/* value, set_value - semctl's GETVAL and SETVAL. */
int value(int num);
int set_value(int num, int val);

/* op - one operation; flags IPC_NOWAIT, SEM_UNDO. */
int op(int num, int by, int flags);

/* stat_set - a command that takes a semid_ds; sem_info - one with a seminfo. */
int stat_set(int id, int cmd, struct semid_ds *ds);
int sem_info(int cmd, struct seminfo *info);

/* take - for start(): take so many from semaphore 0, waiting for them. */
void take(void *many);

#endif
