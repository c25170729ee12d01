/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the three kinds of System V IPC share, and the numbers of the calls
 * that ipc (117) bundles. Source: sysvipc(7), ipc(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_IPC_H
#define LECTERN_UAPI_IPC_H

#include <lectern/types.h>

#define IPC_PRIVATE 0 /* as a key: always a new object */

/* *get: flags above the mode */
#define IPC_CREAT  01000
#define IPC_EXCL   02000
#define IPC_NOWAIT 04000 /* semop, msgsnd, msgrcv: EAGAIN */

/* *ctl: commands */
#define IPC_RMID 0
#define IPC_SET	 1
#define IPC_STAT 2
#define IPC_INFO 3
#define IPC_64	 0x0100 /* or'ed to it: the structures below */

/* ipc's first argument: version << 16 | call */
#define SEMOP	   1
#define SEMGET	   2
#define SEMCTL	   3
#define SEMTIMEDOP 4
#define MSGSND	   11
#define MSGRCV	   12
#define MSGGET	   13
#define MSGCTL	   14
#define SHMAT	   21
#define SHMDT	   22
#define SHMGET	   23
#define SHMCTL	   24

#define IPCMNI 32768 /* identifiers of a kind: index in 15 bits */

/* 36 bytes */
struct ipc64_perm {
	s32 key;
	u32 uid;
	u32 gid;
	u32 cuid;
	u32 cgid;
	u16 mode;
	u16 __pad1;
	u16 seq; /* counts reuse: id = seq * IPCMNI + index */
	u16 __pad2;
	u32 __unused[2];
};

#endif /* LECTERN_UAPI_IPC_H */
