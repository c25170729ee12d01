/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System V semaphores. Source: semget(2), semop(2), semctl(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_SEM_H
#define LECTERN_UAPI_SEM_H

#include <uapi/ipc.h>

#define SEM_UNDO 0x1000 /* sem_flg: take back at exit */

/* semctl */
#define GETPID	     11
#define GETVAL	     12
#define GETALL	     13
#define GETNCNT	     14
#define GETZCNT	     15
#define SETVAL	     16
#define SETALL	     17
#define SEM_STAT     18
#define SEM_INFO     19
#define SEM_STAT_ANY 20

struct sembuf {
	u16 sem_num;
	s16 sem_op;
	s16 sem_flg; /* IPC_NOWAIT, SEM_UNDO */
};

/* semctl's fourth argument: one word */
union semun {
	s32 val;   /* SETVAL */
	u32 buf;   /* address: struct semid64_ds, or struct seminfo */
	u32 array; /* address: u16 for each semaphore */
};

/* 64 bytes */
struct semid64_ds {
	struct ipc64_perm sem_perm;
	u32 sem_otime;
	u32 sem_otime_high;
	u32 sem_ctime;
	u32 sem_ctime_high;
	u32 sem_nsems;
	u32 __unused[2];
};

/* IPC_INFO, SEM_INFO (which puts counts into semusz and semaem) */
struct seminfo {
	s32 semmap;
	s32 semmni;
	s32 semmns;
	s32 semmnu;
	s32 semmsl;
	s32 semopm;
	s32 semume;
	s32 semusz;
	s32 semvmx;
	s32 semaem;
};

#define SEMMNI 32000		 /* sets */
#define SEMMSL 32000		 /* semaphores in a set */
#define SEMMNS (SEMMNI * SEMMSL) /* semaphores in all */
#define SEMOPM 500		 /* operations of one semop */
#define SEMVMX 32767		 /* highest value */
#define SEMAEM SEMVMX		 /* highest adjustment at exit */
#define SEMUME SEMOPM
#define SEMMNU SEMMNS
#define SEMMAP SEMMNS
#define SEMUSZ 20

#endif /* LECTERN_UAPI_SEM_H */
