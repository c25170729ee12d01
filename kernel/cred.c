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

#define KEEP ((uid_t)-1) /* an argument that leaves an id as it is */

/*
 * capabilities(7), "Effect of user ID changes on capabilities": who gives up
 * his last uid 0 gives up root's rights; those in effect follow the effective
 * uid.
 */
static void adjust_caps(const struct cred *old, struct cred *new)
{
	bool was_root = !old->uid || !old->euid || !old->suid;
	bool is_root = !new->uid || !new->euid || !new->suid;

	if (was_root && !is_root)
		new->cap_permitted = new->cap_effective = 0;
	if (!old->euid && new->euid)
		new->cap_effective = 0;
	if (old->euid && !new->euid)
		new->cap_effective = new->cap_permitted;
}

/* 0, or -EAGAIN without memory for a user that is new here. */
static int commit_uids(struct cred *new)
{
	struct cred *old = &current->cred;
	int err;

	if (new->uid != old->uid) {
		err = switch_uid(new->uid);
		if (err)
			return err;
	}
	new->fsuid = new->euid;
	adjust_caps(old, new);
	*old = *new;
	return 0;
}

SYSCALL(setuid32, uid_t uid)
{
	struct cred new = current->cred;

	if (capable(CAP_SETUID))
		new.uid = new.suid = uid;
	else if (uid != new.uid && uid != new.suid)
		return -EPERM;
	new.euid = uid;
	return commit_uids(&new);
}

SYSCALL(setgid32, gid_t gid)
{
	struct cred *cred = &current->cred;

	if (capable(CAP_SETGID))
		cred->gid = cred->sgid = gid;
	else if (gid != cred->gid && gid != cred->sgid)
		return -EPERM;
	cred->egid = cred->fsgid = gid;
	return 0;
}

/* Is id among what a task without rights may set? */
static bool is_one_of(uid_t id, uid_t a, uid_t b, uid_t c)
{
	return id == KEEP || id == a || id == b || id == c;
}

SYSCALL(setreuid32, uid_t ruid, uid_t euid)
{
	struct cred new = current->cred;

	if (!capable(CAP_SETUID) &&
	    (!is_one_of(ruid, new.uid, new.euid, new.euid) ||
	     !is_one_of(euid, new.uid, new.euid, new.suid)))
		return -EPERM;
	if (euid != KEEP)
		new.euid = euid;
	if (ruid != KEEP || (euid != KEEP && euid != current->cred.uid))
		new.suid = new.euid;
	if (ruid != KEEP)
		new.uid = ruid;
	return commit_uids(&new);
}

SYSCALL(setregid32, gid_t rgid, gid_t egid)
{
	struct cred *cred = &current->cred;
	gid_t old_gid = cred->gid;

	if (!capable(CAP_SETGID) &&
	    (!is_one_of(rgid, cred->gid, cred->egid, cred->egid) ||
	     !is_one_of(egid, cred->gid, cred->egid, cred->sgid)))
		return -EPERM;
	if (egid != KEEP)
		cred->egid = egid;
	if (rgid != KEEP || (egid != KEEP && egid != old_gid))
		cred->sgid = cred->egid;
	if (rgid != KEEP)
		cred->gid = rgid;
	cred->fsgid = cred->egid;
	return 0;
}

SYSCALL(setresuid32, uid_t ruid, uid_t euid, uid_t suid)
{
	struct cred new = current->cred;

	if (!capable(CAP_SETUID) &&
	    (!is_one_of(ruid, new.uid, new.euid, new.suid) ||
	     !is_one_of(euid, new.uid, new.euid, new.suid) ||
	     !is_one_of(suid, new.uid, new.euid, new.suid)))
		return -EPERM;
	if (ruid != KEEP)
		new.uid = ruid;
	if (euid != KEEP)
		new.euid = euid;
	if (suid != KEEP)
		new.suid = suid;
	return commit_uids(&new);
}

SYSCALL(setresgid32, gid_t rgid, gid_t egid, gid_t sgid)
{
	struct cred *cred = &current->cred;

	if (!capable(CAP_SETGID) &&
	    (!is_one_of(rgid, cred->gid, cred->egid, cred->sgid) ||
	     !is_one_of(egid, cred->gid, cred->egid, cred->sgid) ||
	     !is_one_of(sgid, cred->gid, cred->egid, cred->sgid)))
		return -EPERM;
	if (rgid != KEEP)
		cred->gid = rgid;
	if (egid != KEEP)
		cred->egid = egid;
	if (sgid != KEEP)
		cred->sgid = sgid;
	cred->fsgid = cred->egid;
	return 0;
}

/* The file system's rights that go and come with fsuid 0; setfsuid(2). */
#define CAP_FS_MASK                                                            \
	((1ULL << CAP_CHOWN) | (1ULL << CAP_DAC_OVERRIDE) |                    \
	 (1ULL << CAP_DAC_READ_SEARCH) | (1ULL << CAP_FOWNER) |                \
	 (1ULL << CAP_FSETID) | (1ULL << CAP_MKNOD))

/* Both return the old id, whether they changed it or not. */
SYSCALL(setfsuid32, uid_t uid)
{
	struct cred *cred = &current->cred;
	uid_t old = cred->fsuid;

	if (uid == KEEP ||
	    (uid != old && !is_one_of(uid, cred->uid, cred->euid, cred->suid) &&
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
	    (gid == old || is_one_of(gid, cred->gid, cred->egid, cred->sgid) ||
	     capable(CAP_SETGID)))
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
	const struct cred *cred = &current->cred;

	if (put_user(cred->uid, ruid) || put_user(cred->euid, euid) ||
	    put_user(cred->suid, suid))
		return -EFAULT;
	return 0;
}

SYSCALL(getresgid32, gid_t *rgid, gid_t *egid, gid_t *sgid)
{
	const struct cred *cred = &current->cred;

	if (put_user(cred->gid, rgid) || put_user(cred->egid, egid) ||
	    put_user(cred->sgid, sgid))
		return -EFAULT;
	return 0;
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
