// SPDX-License-Identifier: GPL-2.0
/*
 * The calls from the time when ids had 16 bits. An id that does not fit is
 * shown as OVERFLOW_ID; -1 keeps its meaning. Everything else is what the calls
 * with 32 bits do (cred.c).
 */
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>

#define OVERFLOW_ID 65534

typedef u16 old_id_t;

long sys_setuid32(uid_t uid);
long sys_setgid32(gid_t gid);
long sys_setreuid32(uid_t ruid, uid_t euid);
long sys_setregid32(gid_t rgid, gid_t egid);
long sys_setresuid32(uid_t ruid, uid_t euid, uid_t suid);
long sys_setresgid32(gid_t rgid, gid_t egid, gid_t sgid);
long sys_setfsuid32(uid_t uid);
long sys_setfsgid32(gid_t gid);

static uid_t widen(old_id_t id)
{
	return id == (old_id_t)-1 ? (uid_t)-1 : id;
}

static old_id_t narrow(uid_t id)
{
	return id > (old_id_t)-1 ? OVERFLOW_ID : (old_id_t)id;
}

SYSCALL(getuid, void)
{
	return narrow(current->cred.uid);
}

SYSCALL(getgid, void)
{
	return narrow(current->cred.gid);
}

SYSCALL(geteuid, void)
{
	return narrow(current->cred.euid);
}

SYSCALL(getegid, void)
{
	return narrow(current->cred.egid);
}

SYSCALL(setuid, old_id_t uid)
{
	return sys_setuid32(widen(uid));
}

SYSCALL(setgid, old_id_t gid)
{
	return sys_setgid32(widen(gid));
}

SYSCALL(setreuid, old_id_t ruid, old_id_t euid)
{
	return sys_setreuid32(widen(ruid), widen(euid));
}

SYSCALL(setregid, old_id_t rgid, old_id_t egid)
{
	return sys_setregid32(widen(rgid), widen(egid));
}

SYSCALL(setresuid, old_id_t ruid, old_id_t euid, old_id_t suid)
{
	return sys_setresuid32(widen(ruid), widen(euid), widen(suid));
}

SYSCALL(setresgid, old_id_t rgid, old_id_t egid, old_id_t sgid)
{
	return sys_setresgid32(widen(rgid), widen(egid), widen(sgid));
}

SYSCALL(setfsuid, old_id_t uid)
{
	return narrow((uid_t)sys_setfsuid32(widen(uid)));
}

SYSCALL(setfsgid, old_id_t gid)
{
	return narrow((gid_t)sys_setfsgid32(widen(gid)));
}

SYSCALL(getresuid, old_id_t *ruid, old_id_t *euid, old_id_t *suid)
{
	const struct cred *cred = &current->cred;

	if (put_user(narrow(cred->uid), ruid) ||
	    put_user(narrow(cred->euid), euid) ||
	    put_user(narrow(cred->suid), suid))
		return -EFAULT;
	return 0;
}

SYSCALL(getresgid, old_id_t *rgid, old_id_t *egid, old_id_t *sgid)
{
	const struct cred *cred = &current->cred;

	if (put_user(narrow(cred->gid), rgid) ||
	    put_user(narrow(cred->egid), egid) ||
	    put_user(narrow(cred->sgid), sgid))
		return -EFAULT;
	return 0;
}

SYSCALL(getgroups, int size, old_id_t *list)
{
	const struct cred *cred = &current->cred;
	int i;

	if (size < 0 || (size && cred->ngroups > size))
		return -EINVAL;
	for (i = 0; size && i < cred->ngroups; i++)
		if (put_user(narrow(cred->groups[i]), &list[i]))
			return -EFAULT;
	return cred->ngroups;
}

SYSCALL(setgroups, int size, const old_id_t *list)
{
	struct cred new = current->cred;
	old_id_t id;
	int i;

	if (!capable(CAP_SETGID))
		return -EPERM;
	if (size < 0 || size > NGROUPS)
		return -EINVAL;
	for (i = 0; i < size; i++) {
		if (get_user(id, &list[i]))
			return -EFAULT;
		new.groups[i] = widen(id);
	}
	new.ngroups = size;
	current->cred = new;
	return 0;
}
