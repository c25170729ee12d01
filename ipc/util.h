/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What semaphore sets and shared memory segments have in common: identifiers,
 * keys, owners, permissions. Source: sysvipc(7), ipc(2).
 */
#ifndef IPC_UTIL_H
#define IPC_UTIL_H

#include <lectern/i386/uaccess.h>
#include <lectern/idr.h>
#include <lectern/mutex.h>
#include <lectern/proc_fs.h>
#include <uapi/sem.h>
#include <uapi/shm.h>
#include <uapi/stat.h>

/* The head of a set or segment. Guarded by its kind's mutex, as all of it is. */
struct kern_ipc_perm {
	struct ipc64_perm perm; /* as the ABI has it */
	int id;
	u32 size;  /* semaphores or bytes: *get may ask for as many */
	u32 ctime; /* seconds, of the last change by *ctl */
};

union ipc_ds {
	struct ipc64_perm perm; /* all begin with it */
	struct semid64_ds sem;
	struct shmid64_ds shm;
};

/* All objects of a kind. */
struct ipc_ids {
	struct mutex mutex;
	struct idr idr; /* by index, the lower part of the id */
	int in_use;
	const int *max;
	u16 seq; /* the upper part of the next id */

	/* What is not the same for both. The mutex is held in the functions. */
	int stat_index, stat_any; /* SEM_STAT, SEM_STAT_ANY */
	size_t ds_size;		  /* of what stat fills in */
	const char *heading; /* of /proc/sysvipc, whose lines show writes */
	int (*create)(s32 key, int flags, u32 size); /* an id or -errno */
	void (*rmid)(struct kern_ipc_perm *ipcp);
	void (*stat)(struct kern_ipc_perm *ipcp, union ipc_ds *ds);
	void (*show)(struct seq_buf *s, struct kern_ipc_perm *ipcp);
};

/* -- with the mutex held --------------------------------------------------- */

/* Enter a new object, whose size is set. Its id, -ENOSPC or -ENOMEM. */
int ipc_addid(struct ipc_ids *ids, struct kern_ipc_perm *ipcp, s32 key,
	      int flags);
void ipc_remove(struct ipc_ids *ids, struct kern_ipc_perm *ipcp);

/* The object of an id; ERR_PTR(-EINVAL). */
struct kern_ipc_perm *ipc_obtain(struct ipc_ids *ids, int id);

/* May the task do that (S_IRUGO, S_IWUGO …)? 0 or -EACCES. */
int ipcperms(const struct kern_ipc_perm *ipcp, int wanted);

/* Only owner and creator may, or who has cap: 0 or -EPERM. */
int ipc_check_owner(const struct kern_ipc_perm *ipcp, int cap);

/* -- without --------------------------------------------------------------- */

/* All of *get. */
long ipcget(struct ipc_ids *ids, s32 key, u32 size, int flags);

/* Of *ctl the commands IPC_STAT, IPC_SET, IPC_RMID and *_STAT, *_STAT_ANY; for
 * others -EINVAL. */
long ipc_ctl(struct ipc_ids *ids, int id, int cmd, void __user *buf);

/* The end of *_INFO: give info out; the highest index in use or -EFAULT. */
long ipc_info(struct ipc_ids *ids, const void *info, size_t size,
	      void __user *buf);

/* Seconds since 1970. */
u32 ipc_seconds(void);

/* The show function of /proc/sysvipc/…: data is the kind's ipc_ids. */
int ipc_show(struct seq_buf *s, void *data);

/* ipc(2) is made of the direct calls. */
struct timespec;
long do_semtimedop(int semid, const struct sembuf __user *sops,
		   unsigned int nsops, const struct timespec __user *timeout);
long sys_semget(s32 key, int nsems, int flags);
long sys_semctl(int semid, int semnum, int cmd, unsigned long arg);
long sys_shmget(s32 key, size_t size, int flags);
long sys_shmctl(int shmid, int cmd, void __user *buf);
long sys_shmdt(unsigned long addr);
long sys_shmat(int shmid, unsigned long addr, int flags);

#endif
