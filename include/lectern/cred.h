/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who a task is, what it may, and the users that tasks are counted for:
 * credentials(7), capabilities(7). kernel/cred.c sets ids, kernel/capability.c
 * sets of rights, kernel/user.c has the rest.
 */
#ifndef LECTERN_CRED_H
#define LECTERN_CRED_H

#include <lectern/i386/atomic.h>
#include <lectern/list.h>
#include <lectern/types.h>

struct task_struct;

#define NGROUPS 32 /* supplementary groups, as in 2.4 */

/* All that there are. */
#define ALL_CAPS ((1ULL << (CAP_LAST_CAP + 1)) - 1)

/* The four ids that a task has of each kind. */
struct ids {
	u32 real, effective, saved, fs;
};

/* Copied at fork; changed by the task itself only. */
struct cred {
	union {
		struct ids uids;
		struct {
			uid_t uid, euid, suid, fsuid;
		};
	};
	union {
		struct ids gids;
		struct {
			gid_t gid, egid, sgid, fsgid;
		};
	};
	u64 cap_effective, cap_permitted, cap_inheritable;
	u64 cap_bset; /* the most that exec gives root */
	int ngroups;
	gid_t groups[NGROUPS];
};

/* A real uid that some task has. [uid_lock, but for what is named] */
struct user_struct {
	uid_t uid;
	int count;	     /* of holders */
	int processes;	     /* [tasklist_lock] */
	atomic_t sigpending; /* queued signals */
	unsigned long locked_shm;
	struct list_head list;
};
extern struct user_struct root_user;

/* Drop a reference; the last one frees it. */
void free_uid(struct user_struct *up);

/* Another holder of a structure that is held already. */
struct user_struct *get_uid(struct user_struct *up);

/* The current task is another user's from now on. 0 or -EAGAIN. May sleep. */
int switch_uid(uid_t uid);

/* Has current's user more tasks than current's RLIMIT_NPROC? */
bool nproc_exceeded(void);

/* Does the current task have the capability (uapi/capability.h)? */
bool capable(int cap);

/* Are all of p's user ids uid and all its group ids gid (but the fs's own)? */
bool has_only_ids(const struct task_struct *p, uid_t uid, gid_t gid);

/* Is gid the fsgid or among the supplementary groups? */
bool in_group_p(gid_t gid);

#endif
