/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the core sees of System V IPC: a task has a list of what is to be taken
 * back of its semaphore operations when it ends (SEM_UNDO, semop(2)).
 */
#ifndef LECTERN_IPC_H
#define LECTERN_IPC_H

struct task_struct;

/*
 * fork: the child p has no list or, with CLONE_SYSVSEM in flags, the current
 * task's. 0 or -ENOMEM. May sleep.
 */
int copy_semundo(unsigned long flags, struct task_struct *p);

/* p lets go of its list; the last one takes back what it says. May sleep. */
void exit_sem(struct task_struct *p);

#endif
