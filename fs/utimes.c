// SPDX-License-Identifier: GPL-2.0
/*
 * Setting a file's times (utimensat(2)), and asking whether one may do
 * something with it (access(2)).
 *
 * Locks: none of its own.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <uapi/mount.h>

#include "internal.h"

/* -- times ----------------------------------------------------------------------- */

static bool valid_nsec(s64 nsec)
{
	return nsec == UTIME_NOW || nsec == UTIME_OMIT ||
	       (nsec >= 0 && nsec < NSEC_PER_SEC);
}

/* Translate one of the two: what to set it to, and whether that is "now". */
static unsigned int time_attr(const struct timespec64 *t, unsigned int attr,
			      struct timespec64 *to)
{
	if (t->tv_nsec == UTIME_OMIT)
		return 0;
	if (t->tv_nsec == UTIME_NOW) {
		current_time(to);
		return attr;
	}
	*to = *t;
	return attr | ATTR_TIMES_SET;
}

/*
 * times: access, modification. Setting both to now takes the right to write;
 * anything else takes the owner.
 */
static int set_times(const struct path *path, const struct timespec64 times[2])
{
	struct inode *inode = path->dentry->d_inode;
	struct iattr attr;
	int error;

	attr.ia_valid = time_attr(&times[0], ATTR_ATIME, &attr.ia_atime) |
			time_attr(&times[1], ATTR_MTIME, &attr.ia_mtime);
	if (!attr.ia_valid)
		return 0;
	error = path_may_write(path);
	if (error)
		return error;
	if (attr.ia_valid == (ATTR_ATIME | ATTR_MTIME)) {
		if (!inode_owner_or_capable(inode))
			error = permission(inode, MAY_WRITE);
	} else {
		/* One of them now and one left alone is a choice too. */
		attr.ia_valid |= ATTR_TIMES_SET;
	}
	return error ? error : notify_change(path->dentry, &attr);
}

static int set_times_fd(unsigned int fd, const struct timespec64 times[2])
{
	struct file *file = fget(fd);
	int error;

	if (!file)
		return -EBADF;
	error = set_times(&file->f_path, times);
	fput(file);
	return error;
}

/* name NULL means the descriptor itself. */
static int do_utimes(int dfd, const char __user *name,
		     const struct timespec64 times[2], int flags)
{
	unsigned int lookup = LOOKUP_FOLLOW;
	struct path path;
	int error;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (!valid_nsec(times[0].tv_nsec) || !valid_nsec(times[1].tv_nsec))
		return -EINVAL;
	if (!name && dfd != AT_FDCWD)
		return flags ? -EINVAL : set_times_fd(dfd, times);
	if (flags & AT_SYMLINK_NOFOLLOW)
		lookup = 0;
	if (flags & AT_EMPTY_PATH)
		lookup |= LOOKUP_EMPTY;
	error = user_path_at(dfd, name, lookup, &path);
	if (error)
		return error;
	error = set_times(&path, times);
	path_put(&path);
	return error;
}

static const struct timespec64 both_now[2] = {
	{ .tv_nsec = UTIME_NOW },
	{ .tv_nsec = UTIME_NOW },
};

/* The four calls differ in the clock's unit and in how a file is named. */
SYSCALL(utimensat, int dfd, const char __user *name,
	const struct timespec __user *user, int flags)
{
	struct timespec64 times[2];
	struct timespec t[2];

	if (!user)
		return do_utimes(dfd, name, both_now, flags);
	if (copy_from_user(t, user, sizeof(t)))
		return -EFAULT;
	for (int i = 0; i < 2; i++) {
		times[i].tv_sec = t[i].tv_sec;
		times[i].tv_nsec = t[i].tv_nsec;
	}
	return do_utimes(dfd, name, times, flags);
}

SYSCALL(utimensat_time64, int dfd, const char __user *name,
	const struct __kernel_timespec __user *user, int flags)
{
	struct __kernel_timespec t[2];
	struct timespec64 times[2];

	if (!user)
		return do_utimes(dfd, name, both_now, flags);
	if (copy_from_user(t, user, sizeof(t)))
		return -EFAULT;
	for (int i = 0; i < 2; i++) {
		times[i].tv_sec = t[i].tv_sec;
		times[i].tv_nsec = (s32)t[i].tv_nsec;
	}
	return do_utimes(dfd, name, times, flags);
}

SYSCALL(utimes, const char __user *name, const struct timeval __user *user)
{
	struct timespec64 times[2];
	struct timeval t[2];

	if (!user)
		return do_utimes(AT_FDCWD, name, both_now, 0);
	if (copy_from_user(t, user, sizeof(t)))
		return -EFAULT;
	for (int i = 0; i < 2; i++) {
		if (t[i].tv_usec < 0 || t[i].tv_usec >= (s32)USEC_PER_SEC)
			return -EINVAL;
		times[i].tv_sec = t[i].tv_sec;
		times[i].tv_nsec = t[i].tv_usec * NSEC_PER_USEC;
	}
	return do_utimes(AT_FDCWD, name, times, 0);
}

SYSCALL(utime, const char __user *name, const struct utimbuf __user *user)
{
	struct timespec64 times[2] = { { 0 } };
	struct utimbuf t;

	if (!user)
		return do_utimes(AT_FDCWD, name, both_now, 0);
	if (copy_from_user(&t, user, sizeof(t)))
		return -EFAULT;
	times[0].tv_sec = t.actime;
	times[1].tv_sec = t.modtime;
	return do_utimes(AT_FDCWD, name, times, 0);
}

/* -- access ------------------------------------------------------------------------ */

/* Running takes more than a bit in the mode, so mounts are asked too. */
static int path_access(const struct path *path, int mode)
{
	struct inode *inode = path->dentry->d_inode;
	bool special = S_ISCHR(inode->i_mode) || S_ISBLK(inode->i_mode) ||
		       S_ISFIFO(inode->i_mode) || S_ISSOCK(inode->i_mode);
	int error;

	if (mode == F_OK)
		return 0;
	if (mode & X_OK && S_ISREG(inode->i_mode) &&
	    path->mnt->mnt_flags & MS_NOEXEC)
		return -EACCES;
	/* R_OK, W_OK and X_OK are the MAY_ bits. */
	error = permission(inode, mode);
	if (!error && mode & W_OK && !special)
		error = path_may_write(path);
	return error;
}

static int access_at(int dfd, const char __user *name, int mode, int flags)
{
	unsigned int lookup = LOOKUP_FOLLOW;
	struct path path;
	int error;

	if (flags & AT_SYMLINK_NOFOLLOW)
		lookup = 0;
	if (flags & AT_EMPTY_PATH)
		lookup |= LOOKUP_EMPTY;
	error = user_path_at(dfd, name, lookup, &path);
	if (error)
		return error;
	error = path_access(&path, mode);
	path_put(&path);
	return error;
}

/* The question is asked for the real user: a set-user-ID program wants to know
 * what whoever called it may do. So walk and check with the real ids. */
static int real_access_at(int dfd, const char __user *name, int mode, int flags)
{
	struct cred *cred = &current->cred;
	uid_t fsuid = cred->fsuid;
	gid_t fsgid = cred->fsgid;
	u64 cap = cred->cap_effective;
	int error;

	cred->fsuid = cred->uid;
	cred->fsgid = cred->gid;
	cred->cap_effective = cred->uid ? 0 : cred->cap_permitted;
	error = access_at(dfd, name, mode, flags);
	cred->fsuid = fsuid;
	cred->fsgid = fsgid;
	cred->cap_effective = cap;
	return error;
}

SYSCALL(faccessat2, int dfd, const char __user *name, int mode, int flags)
{
	if (mode & ~(R_OK | W_OK | X_OK))
		return -EINVAL;
	if (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (flags & AT_EACCESS)
		return access_at(dfd, name, mode, flags);
	return real_access_at(dfd, name, mode, flags);
}

SYSCALL(faccessat, int dfd, const char __user *name, int mode)
{
	return sys_faccessat2(dfd, name, mode, 0);
}

SYSCALL(access, const char __user *name, int mode)
{
	return sys_faccessat2(AT_FDCWD, name, mode, 0);
}
