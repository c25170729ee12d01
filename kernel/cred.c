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
 * threads call in turn. Each call first builds the new cred on its stack and
 * checks it; commit_uids() is the only step that can fail late, and it changes
 * nothing then.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>

#define KEEP ((u32)-1) /* an argument that leaves an id as it is */

/* -- the same for uids and gids -------------------------------------------- */

/* Without rights an id may be set to one that the task has already. */
static bool may_become(const struct ids *ids, u32 id)
{
	return id == KEEP || id == ids->real || id == ids->effective ||
	       id == ids->saved;
}

/* setuid(2): with rights all ids, for good; without, the effective one. */
static int set_id(struct ids *ids, u32 id, int cap)
{
	if (id == KEEP)
		return -EINVAL;
	if (capable(cap))
		ids->real = ids->saved = id;
	else if (id != ids->real && id != ids->saved)
		return -EPERM;
	ids->effective = ids->fs = id;
	return 0;
}

/* setresuid(2) */
static int set_res_ids(struct ids *ids, u32 real, u32 effective, u32 saved,
		       int cap)
{
	if (!capable(cap) &&
	    !(may_become(ids, real) && may_become(ids, saved) &&
	      may_become(ids, effective)))
		return -EPERM;
	if (real != KEEP)
		ids->real = real;
	if (effective != KEEP)
		ids->effective = effective;
	if (saved != KEEP)
		ids->saved = saved;
	ids->fs = ids->effective;
	return 0;
}

/*
 * setreuid(2): a real id from the saved one takes rights; who sets the real id,
 * or an effective one that is not the old real one, saves the new effective.
 */
static int set_re_ids(struct ids *ids, u32 real, u32 effective, int cap)
{
	u32 saved = KEEP;

	if (real != KEEP && real != ids->real && real != ids->effective &&
	    !capable(cap))
		return -EPERM;
	if (real != KEEP || (effective != KEEP && effective != ids->real))
		saved = effective != KEEP ? effective : ids->effective;
	return set_res_ids(ids, real, effective, saved, cap);
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

/*
 * capabilities(7), "Effect of user ID changes on capabilities": who gives up
 * his last uid 0 gives up root's rights, unless he has asked to keep them; those
 * in effect follow the effective uid.
 */
static void adjust_caps(const struct cred *old, struct cred *new)
{
	bool was_root = !old->uid || !old->euid || !old->suid;
	bool is_root = !new->uid || !new->euid || !new->suid;

	if (was_root && !is_root && !current->keep_caps)
		new->cap_permitted = new->cap_effective = 0;
	if (!old->euid && new->euid)
		new->cap_effective = 0;
	if (old->euid && !new->euid)
		new->cap_effective = new->cap_permitted;
}

/*
 * Make the new uids the task's, unless err says that they are forbidden.
 * Returns err, or -EAGAIN without memory for a user that is new here.
 */
static int commit_uids(struct cred *new, int err)
{
	struct cred *old = &current->cred;

	if (!err && new->uid != old->uid)
		err = switch_uid(new->uid);
	if (err)
		return err;
	adjust_caps(old, new);
	*old = *new;
	return 0;
}

SYSCALL(setuid32, uid_t uid)
{
	struct cred new = current->cred;

	return commit_uids(&new, set_id(&new.uids, uid, CAP_SETUID));
}

SYSCALL(setgid32, gid_t gid)
{
	return set_id(&current->cred.gids, gid, CAP_SETGID);
}

SYSCALL(setreuid32, uid_t ruid, uid_t euid)
{
	struct cred new = current->cred;

	return commit_uids(&new, set_re_ids(&new.uids, ruid, euid, CAP_SETUID));
}

SYSCALL(setregid32, gid_t rgid, gid_t egid)
{
	return set_re_ids(&current->cred.gids, rgid, egid, CAP_SETGID);
}

SYSCALL(setresuid32, uid_t ruid, uid_t euid, uid_t suid)
{
	struct cred new = current->cred;

	return commit_uids(&new, set_res_ids(&new.uids, ruid, euid, suid,
					     CAP_SETUID));
}

SYSCALL(setresgid32, gid_t rgid, gid_t egid, gid_t sgid)
{
	return set_res_ids(&current->cred.gids, rgid, egid, sgid, CAP_SETGID);
}

/* The file system's rights that go and come with fsuid 0; setfsuid(2). */
#define CAP_FS_MASK                                                            \
	((1ULL << CAP_CHOWN) | (1ULL << CAP_DAC_OVERRIDE) |                    \
	 (1ULL << CAP_DAC_READ_SEARCH) | (1ULL << CAP_FOWNER) |                \
	 (1ULL << CAP_FSETID) | (1ULL << CAP_LINUX_IMMUTABLE) |                \
	 (1ULL << CAP_MKNOD) | (1ULL << CAP_MAC_OVERRIDE))

/* Both return the old id, whether they changed it or not. */
SYSCALL(setfsuid32, uid_t uid)
{
	struct cred *cred = &current->cred;
	uid_t old = cred->fsuid;

	if (uid == KEEP || (uid != old && !may_become(&cred->uids, uid) &&
			    !capable(CAP_SETUID)))
		return (long)old;
	cred->fsuid = uid;
	if (!old && uid)
		cred->cap_effective &= ~CAP_FS_MASK;
	if (old && !uid)
		cred->cap_effective |= cred->cap_permitted & CAP_FS_MASK;
	return (long)old;
}

SYSCALL(setfsgid32, gid_t gid)
{
	struct cred *cred = &current->cred;
	gid_t old = cred->fsgid;

	if (gid != KEEP &&
	    (gid == old || may_become(&cred->gids, gid) || capable(CAP_SETGID)))
		cred->fsgid = gid;
	return (long)old;
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
