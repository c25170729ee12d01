/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System V shared memory. Source: shmget(2), shmop(2), shmctl(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_SHM_H
#define LECTERN_UAPI_SHM_H

#include <uapi/ipc.h>

/* shmget: flags above the mode */
#define SHM_R	      0400
#define SHM_W	      0200
#define SHM_HUGETLB   04000
#define SHM_NORESERVE 010000

/* shmat */
#define SHM_RDONLY 010000
#define SHM_RND	   020000 /* round the address down to SHMLBA */
#define SHM_REMAP  040000
#define SHM_EXEC   0100000
#define SHMLBA	   4096

/* shmctl */
#define SHM_LOCK     11
#define SHM_UNLOCK   12
#define SHM_STAT     13
#define SHM_INFO     14
#define SHM_STAT_ANY 15

/* shm_perm.mode, besides the permissions */
#define SHM_DEST   01000 /* goes with the last detach */
#define SHM_LOCKED 02000

/* 84 bytes */
struct shmid64_ds {
	struct ipc64_perm shm_perm;
	u32 shm_segsz;
	u32 shm_atime;
	u32 shm_atime_high;
	u32 shm_dtime;
	u32 shm_dtime_high;
	u32 shm_ctime;
	u32 shm_ctime_high;
	s32 shm_cpid;
	s32 shm_lpid;
	u32 shm_nattch;
	u32 __unused[2];
};

/* IPC_INFO without IPC_64 */
struct shminfo {
	s32 shmmax;
	s32 shmmin;
	s32 shmmni;
	s32 shmseg;
	s32 shmall;
};

/* IPC_INFO */
struct shminfo64 {
	u32 shmmax;
	u32 shmmin;
	u32 shmmni;
	u32 shmseg;
	u32 shmall;
	u32 __unused[4];
};

/* SHM_INFO, in pages */
struct shm_info {
	s32 used_ids;
	u32 shm_tot;
	u32 shm_rss;
	u32 shm_swp;
	u32 swap_attempts;
	u32 swap_successes;
};

#define SHMMIN 1    /* bytes of a segment */
#define SHMMNI 4096 /* segments */
#define SHMSEG SHMMNI
#define SHMMAX (0xffffffffU - (1U << 24)) /* bytes of a segment */
#define SHMALL (0xffffffffU - (1U << 24)) /* pages in all */

#endif /* LECTERN_UAPI_SHM_H */
