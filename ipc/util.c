// SPDX-License-Identifier: GPL-2.0
/*
 * Identifiers, keys and permissions of System V IPC.
 *
 *	key ---- ipcget ----> id = seq * IPCMNI + index ----> idr: the object
 *	(a name that programs
 *	agree upon, or none)
 *
 * An index is given again at once, but seq has moved on, so that an old id does
 * not reach a new object. Nothing here goes with a process: an object stays until
 * it is removed, which is why each kind has limits.
 *
 * Lock: each kind's mutex, over all of its objects. Source: sysvipc(7), ipc(2),
 * and the *get and *ctl of both kinds.
 */
#include "util.h"

#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/limits.h>
#include <lectern/sched.h>
#include <uapi/capability.h>

#define KEEP ((u32)-1) /* no valid uid or gid */

u32 ipc_seconds(void)
{
	struct timespec64 now;

	current_time(&now);
	return (u32)now.tv_sec;
}

/* -- entering and finding -------------------------------------------------- */

int ipc_addid(struct ipc_ids *ids, struct kern_ipc_perm *ipcp, s32 key,
	      int flags)
{
	int index;

	if (ids->in_use >= *ids->max)
		return -ENOSPC;
	index = idr_alloc(&ids->idr, ipcp, 0, IPCMNI, GFP_KERNEL);
	if (index < 0)
		return index;
	ids->in_use++;
	ipcp->id = ids->seq * IPCMNI + index;
	ipcp->ctime = ipc_seconds();
	ipcp->perm = (struct ipc64_perm){
		.key = key,
		.uid = current->cred.euid,
		.gid = current->cred.egid,
		.cuid = current->cred.euid,
		.cgid = current->cred.egid,
		.mode = flags & S_IRWXUGO,
		.seq = ids->seq,
	};
	ids->seq = (ids->seq + 1) % (INT_MAX / IPCMNI);
	return ipcp->id;
}

void ipc_remove(struct ipc_ids *ids, struct kern_ipc_perm *ipcp)
{
	idr_remove(&ids->idr, ipcp->id % IPCMNI);
	ids->in_use--;
}

struct kern_ipc_perm *ipc_obtain(struct ipc_ids *ids, int id)
{
	struct kern_ipc_perm *ipcp = NULL;

	if (id >= 0)
		ipcp = idr_find(&ids->idr, id % IPCMNI);
	return ipcp && ipcp->id == id ? ipcp : ERR_PTR(-EINVAL);
}

static struct kern_ipc_perm *find_key(struct ipc_ids *ids, s32 key)
{
	struct kern_ipc_perm *ipcp;
	int index;

	if (key == IPC_PRIVATE)
		return NULL;
	idr_for_each_entry(&ids->idr, ipcp, index)
		if (ipcp->perm.key == key)
			break;
	return ipcp;
}

/* -- permissions ----------------------------------------------------------- */

int ipcperms(const struct kern_ipc_perm *ipcp, int wanted)
{
	const struct ipc64_perm *perm = &ipcp->perm;
	uid_t euid = current->cred.euid;
	int granted = perm->mode;

	if (euid == perm->cuid || euid == perm->uid)
		granted >>= 6;
	else if (in_group_p(perm->cgid) || in_group_p(perm->gid))
		granted >>= 3;
	wanted |= wanted >> 3 | wanted >> 6;
	if (wanted & ~granted & S_IRWXO && !capable(CAP_IPC_OWNER))
		return -EACCES;
	return 0;
}

int ipc_check_owner(const struct kern_ipc_perm *ipcp, int cap)
{
	uid_t euid = current->cred.euid;

	if (euid == ipcp->perm.cuid || euid == ipcp->perm.uid || capable(cap))
		return 0;
	return -EPERM;
}

/* -- get and ctl ----------------------------------------------------------- */

static long get_locked(struct ipc_ids *ids, s32 key, u32 size, int flags)
{
	struct kern_ipc_perm *ipcp = find_key(ids, key);
	int err;

	if (!ipcp && key != IPC_PRIVATE && !(flags & IPC_CREAT))
		return -ENOENT;
	if (!ipcp)
		return ids->create(key, flags, size);
	if (flags & IPC_CREAT && flags & IPC_EXCL)
		return -EEXIST;
	if (size > ipcp->size)
		return -EINVAL;
	err = ipcperms(ipcp, flags);
	return err ? err : ipcp->id;
}

long ipcget(struct ipc_ids *ids, s32 key, u32 size, int flags)
{
	long ret;

	mutex_lock(&ids->mutex);
	ret = get_locked(ids, key, size, flags);
	mutex_unlock(&ids->mutex);
	return ret;
}

/* The three kinds of *_STAT: IPC_STAT names an id, the others an index, and one
 * of them wants no right to read. */
static long stat_locked(struct ipc_ids *ids, int id, int cmd, union ipc_ds *ds)
{
	struct kern_ipc_perm *ipcp;

	if (cmd == IPC_STAT)
		ipcp = ipc_obtain(ids, id);
	else
		ipcp = idr_find(&ids->idr, id % IPCMNI);
	if (!ipcp || IS_ERR(ipcp))
		return -EINVAL;
	if (cmd != ids->stat_any && ipcperms(ipcp, S_IRUGO))
		return -EACCES;
	ds->perm = ipcp->perm;
	ids->stat(ipcp, ds);
	return cmd == IPC_STAT ? 0 : ipcp->id;
}

/* IPC_SET, or IPC_RMID: new is NULL. */
static long change_locked(struct ipc_ids *ids, int id,
			  const struct ipc64_perm *new)
{
	struct kern_ipc_perm *ipcp = ipc_obtain(ids, id);

	if (IS_ERR(ipcp))
		return PTR_ERR(ipcp);
	if (ipc_check_owner(ipcp, CAP_SYS_ADMIN))
		return -EPERM;
	if (!new) {
		ids->rmid(ipcp);
		return 0;
	}
	if (new->uid == KEEP || new->gid == KEEP)
		return -EINVAL;
	ipcp->perm.uid = new->uid;
	ipcp->perm.gid = new->gid;
	ipcp->perm.mode &= ~S_IRWXUGO;
	ipcp->perm.mode |= new->mode &S_IRWXUGO;
	ipcp->ctime = ipc_seconds();
	return 0;
}

long ipc_ctl(struct ipc_ids *ids, int id, int cmd, void __user *buf)
{
	union ipc_ds ds = { 0 };
	bool stat = cmd == IPC_STAT || cmd == ids->stat_index ||
		    cmd == ids->stat_any;
	long ret;

	if (id < 0 || (!stat && cmd != IPC_SET && cmd != IPC_RMID))
		return -EINVAL;
	if (cmd == IPC_SET && copy_from_user(&ds.perm, buf, sizeof(ds.perm)))
		return -EFAULT;
	mutex_lock(&ids->mutex);
	if (stat)
		ret = stat_locked(ids, id, cmd, &ds);
	else
		ret = change_locked(ids, id, cmd == IPC_SET ? &ds.perm : NULL);
	mutex_unlock(&ids->mutex);
	if (stat && ret >= 0 && copy_to_user(buf, &ds, ids->ds_size))
		return -EFAULT;
	return ret;
}

long ipc_info(struct ipc_ids *ids, const void *info, size_t size,
	      void __user *buf)
{
	int index, max = 0;

	mutex_lock(&ids->mutex);
	for (index = 0; idr_get_next(&ids->idr, &index); index++)
		max = index;
	mutex_unlock(&ids->mutex);
	return copy_to_user(buf, info, size) ? -EFAULT : max;
}

/* -- /proc ----------------------------------------------------------------- */

int ipc_show(struct seq_buf *s, void *data)
{
	struct ipc_ids *ids = data;
	struct kern_ipc_perm *ipcp;
	int index;

	seq_printf(s, "%s\n", ids->heading);
	mutex_lock(&ids->mutex);
	idr_for_each_entry(&ids->idr, ipcp, index) {
		seq_printf(s, "%10d %10d  %4o ", ipcp->perm.key, ipcp->id,
			   ipcp->perm.mode);
		ids->show(s, ipcp);
	}
	mutex_unlock(&ids->mutex);
	return 0;
}
