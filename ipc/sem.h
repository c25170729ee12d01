/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Semaphore sets: what sem.c (sets, semctl) and semop.c (operations) share.
 *
 *	sem_array ---- sems[0 .. nsems-1]      values
 *	   |      `--- pending                 sleepers, first come first (sem_queue)
 *	   `---------- undos                   one sem_undo for each list below that
 *	                  |                    has something to take back here
 *	sem_undo_list ----'                    of one task, or shared (CLONE_SYSVSEM)
 *
 * sem_ids.mutex guards all of it.
 */
#ifndef IPC_SEM_H
#define IPC_SEM_H

#include <lectern/list.h>

#include "util.h"

struct sem {
	int val;
	pid_t pid; /* of the last that changed it, or waited for zero here */
};

struct sem_array {
	struct kern_ipc_perm sem_perm; /* first; its size is their number */
	u32 otime;		       /* seconds, of the last semop */
	struct list_head pending, undos;
	struct sem sems[];
};

struct sem_undo {
	struct list_head list;	/* of the sem_undo_list */
	struct list_head undos; /* of the set */
	struct sem_array *sma;
	s16 adjust[]; /* for each semaphore: to be added at exit */
};

extern struct ipc_ids sem_ids;
extern int sem_limits[4];
#define SC_SEMMSL sem_limits[0] /* semaphores in a set */
#define SC_SEMMNS sem_limits[1] /* in all */
#define SC_SEMOPM sem_limits[2] /* operations of one semop */
#define SC_SEMMNI sem_limits[3] /* sets */

/* ERR_PTR(-EINVAL). All of these want the mutex held. */
struct sem_array *sem_obtain(int semid);

/* Values have changed: let those go on who can now. */
void update_queue(struct sem_array *sma);

/* The set goes: wake all with EIDRM, and there is nothing to take back. */
void abandon_set(struct sem_array *sma);

/* How many wait for the semaphore to be zero, or to be larger. */
int count_waiting(const struct sem_array *sma, int semnum, bool for_zero);

/* semctl gives a value: nothing of what was done before is taken back. */
void set_value(struct sem_array *sma, int semnum, int val);

#endif
