/* SPDX-License-Identifier: GPL-2.0 */
/* System V shared memory for tests: one segment at a time, as semaphores.h. */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include <limits.h>
#include <stddef.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define SEG_PAGES  4
#define SEG_SIZE   (SEG_PAGES * PAGE_SIZE)
#define NO_SEG	   0x7FFF7FFF
#define SHM_FAILED ((char *)-1)

/* The segment that all of these are about. */
extern int seg;

/* make_seg - a private segment of so many bytes. */
void make_seg(size_t size);

/* drop_seg - remove it: it would outlive the test. */
void drop_seg(void);

/* attach - shmat anywhere; flags SHM_RDONLY, SHM_EXEC. */
char *attach(int flags);

/* stat_seg - what IPC_STAT says; attached - its shm_nattch. */
struct shmid_ds stat_seg(void);
long attached(void);

#endif
