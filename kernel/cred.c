// SPDX-License-Identifier: GPL-2.0
/*
 * Who a task is: the set*id calls of credentials(7) and setuid(2).
 *
 *   real        who started it; counted for him     setreuid, setresuid
 *   effective   whose rights it has                 setuid, exec of set-user-id
 *   saved       may become effective again          exec keeps it here
 *   file system effective's shadow, for opening     setfsuid
 *
 * A task changes only itself, so that its cred needs no lock; libc makes all
 * threads call in turn. Each call first builds the new ids on its stack and
 * checks them; commit_ids() can only fail before it has changed anything.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>

#define KEEP ((u32)-1) /* an argument that leaves an id as it is */

/* -- the same for uids and gids: ids are those of the current task --------- */

static bool are_uids(const struct ids *ids)
{
	return ids == &current->cred.uids;
}

static bool may_set_any(const struct ids *ids)
{
	return capable(are_uids(ids) ? CAP_SETUID : CAP_SETGID);
}

/* Without rights an id may be set to one that the task has already. */
static bool may_become(const struct ids *ids, u32 id)
{
	return id == KEEP || id == ids->real || id == ids->effective ||
	       id == ids->saved;
}

/*
 * capabilities(7), "Effect of user ID changes on capabilities": who gives up
 * his last uid 0 gives up root's rights, unless he has asked to keep them; those
 * in effect follow the effective uid.
 */
static void adjust_caps(const struct ids *old, const struct ids *new)
{
	bool was_root = !old->real || !old->effective || !old->saved;
	bool is_root = !new->real || !new->effective || !new->saved;
	struct cred *cred = &current->cred;

	if (was_root && !is_root && !current->keep_caps)
		cred->cap_permitted = cred->cap_effective = 0;
	if (!old->effective && new->effective)
		cred->cap_effective = 0;
	if (old->effective && !new->effective)
		cred->cap_effective = cred->cap_permitted;
}

/*
 * Make the new ids the task's. Who changes its rights may hold what others must
 * not see: prctl(2), PR_SET_DUMPABLE. 0, or -EAGAIN without memory for a user
 * that is new here.
 */
static long commit_ids(struct ids *ids, const struct ids *new)
{
	int err = 0;

	if (are_uids(ids) && new->real != ids->real)
		err = switch_uid(new->real);
	if (err)
		return err;
	if (are_uids(ids))
		adjust_caps(ids, new);
	if (new->effective != ids->effective || new->fs != ids->fs) {
		current->mm->undumpable = true;
		current->pdeath_signal = 0;
	}
	*ids = *new;
	return 0;
}

/* setuid(2): with rights all ids, for good; without, the effective one. */
static long set_id(struct ids *ids, u32 id)
{
	struct ids new = *ids;

	if (id == KEEP)
		return -EINVAL;
	if (may_set_any(ids))
		new.real = new.saved = id;
	else if (id != ids->real && id != ids->saved)
		return -EPERM;
	new.effective = new.fs = id;
	return commit_ids(ids, &new);
}

/* setresuid(2) */
static long set_res_ids(struct ids *ids, u32 real, u32 effective, u32 saved)
{
	struct ids new = *ids;

	if (!may_set_any(ids) &&
	    !(may_become(ids, real) && may_become(ids, saved) &&
	      may_become(ids, effective)))
		return -EPERM;
	if (real != KEEP)
		new.real = real;
	if (effective != KEEP)
		new.effective = effective;
	if (saved != KEEP)
		new.saved = saved;
	new.fs = new.effective;
	return commit_ids(ids, &new);
}

/*
 * setreuid(2): a real id from the saved one takes rights; who sets the real id,
 * or an effective one that is not the old real one, saves the new effective.
 */
static long set_re_ids(struct ids *ids, u32 real, u32 effective)
{
	u32 saved = KEEP;

	if (real != KEEP && real != ids->real && real != ids->effective &&
	    !may_set_any(ids))
		return -EPERM;
	if (real != KEEP || (effective != KEEP && effective != ids->real))
		saved = effective != KEEP ? effective : ids->effective;
	return set_res_ids(ids, real, effective, saved);
}

/* setfsuid(2): returns the old id, whether it was changed or not. */
static long set_fs_id(struct ids *ids, u32 id)
{
	struct ids new = *ids;
	u32 old = ids->fs;

	new.fs = id;
	if (id != KEEP &&
	    (id == old || may_become(ids, id) || may_set_any(ids)))
		commit_ids(ids, &new);
	return (long)old;
}

static long put_ids(const struct ids *ids, u32 *real, u32 *effective,
		    u32 *saved)
{
	if (put_user(ids->real, real) || put_user(ids->effective, effective) ||
	    put_user(ids->saved, saved))
		return -EFAULT;
	return 0;
}

/* -- setting --------------------------------------------------------------- */

SYSCALL(setuid32, uid_t uid)
{
	return set_id(&current->cred.uids, uid);
}

SYSCALL(setgid32, gid_t gid)
{
	return set_id(&current->cred.gids, gid);
}

SYSCALL(setreuid32, uid_t ruid, uid_t euid)
{
	return set_re_ids(&current->cred.uids, ruid, euid);
}

SYSCALL(setregid32, gid_t rgid, gid_t egid)
{
	return set_re_ids(&current->cred.gids, rgid, egid);
}

SYSCALL(setresuid32, uid_t ruid, uid_t euid, uid_t suid)
{
	return set_res_ids(&current->cred.uids, ruid, euid, suid);
}

SYSCALL(setresgid32, gid_t rgid, gid_t egid, gid_t sgid)
{
	return set_res_ids(&current->cred.gids, rgid, egid, sgid);
}

/* The file system's rights that go and come with fsuid 0; setfsuid(2). */
#define CAP_FS_MASK                                                            \
	((1ULL << CAP_CHOWN) | (1ULL << CAP_DAC_OVERRIDE) |                    \
	 (1ULL << CAP_DAC_READ_SEARCH) | (1ULL << CAP_FOWNER) |                \
	 (1ULL << CAP_FSETID) | (1ULL << CAP_LINUX_IMMUTABLE) |                \
	 (1ULL << CAP_MKNOD) | (1ULL << CAP_MAC_OVERRIDE))

SYSCALL(setfsuid32, uid_t uid)
{
	struct cred *cred = &current->cred;
	uid_t old = (uid_t)set_fs_id(&cred->uids, uid);

	if (!old && cred->fsuid)
		cred->cap_effective &= ~CAP_FS_MASK;
	if (old && !cred->fsuid)
		cred->cap_effective |= cred->cap_permitted & CAP_FS_MASK;
	return (long)old;
}

SYSCALL(setfsgid32, gid_t gid)
{
	return set_fs_id(&current->cred.gids, gid);
}

/* -- asking ---------------------------------------------------------------- */

SYSCALL(getuid32, void)
{
	return (long)current->cred.uid;
}

SYSCALL(getgid32, void)
{
	return (long)current->cred.gid;
}

SYSCALL(geteuid32, void)
{
	return (long)current->cred.euid;
}

SYSCALL(getegid32, void)
{
	return (long)current->cred.egid;
}

SYSCALL(getresuid32, uid_t *ruid, uid_t *euid, uid_t *suid)
{
	return put_ids(&current->cred.uids, ruid, euid, suid);
}

SYSCALL(getresgid32, gid_t *rgid, gid_t *egid, gid_t *sgid)
{
	return put_ids(&current->cred.gids, rgid, egid, sgid);
}

/* -- supplementary groups -------------------------------------------------- */

SYSCALL(getgroups32, int size, gid_t *list)
{
	const struct cred *cred = &current->cred;
	int n = cred->ngroups;

	if (size < 0)
		return -EINVAL;
	if (!size)
		return n;
	if (n > size)
		return -EINVAL;
	if (copy_to_user(list, cred->groups, (size_t)n * sizeof(gid_t)))
		return -EFAULT;
	return n;
}

SYSCALL(setgroups32, int size, const gid_t *list)
{
	struct cred new = current->cred;

	if (!capable(CAP_SETGID))
		return -EPERM;
	if (size < 0 || size > NGROUPS)
		return -EINVAL;
	if (copy_from_user(new.groups, list, (size_t)size * sizeof(gid_t)))
		return -EFAULT;
	new.ngroups = size;
	current->cred = new;
	return 0;
}
