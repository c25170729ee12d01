// SPDX-License-Identifier: GPL-2.0
/*
 * Changing what an inode says of itself: mode, owner, size, times.
 *
 * Each call fills a struct iattr with what is to change and hands it to
 * notify_change, which checks that the task may, and does it.
 *
 * Locks: notify_change holds the inode's i_sem.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/pagemap.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <uapi/capability.h>

#include "internal.h"

/* -- may the task? ------------------------------------------------------------- */

/*
 * Giving files away would get around quotas and let one plant files on others:
 * only CAP_CHOWN may. An owner may pick another group if he is in it.
 */
static bool may_chown(const struct inode *inode, const struct iattr *attr)
{
	bool uid_stays = !(attr->ia_valid & ATTR_UID) ||
			 attr->ia_uid == inode->i_uid;
	bool gid_his = !(attr->ia_valid & ATTR_GID) ||
		       attr->ia_gid == inode->i_gid || in_group_p(attr->ia_gid);

	if (!(attr->ia_valid & (ATTR_UID | ATTR_GID)))
		return true;
	return (current->cred.fsuid == inode->i_uid && uid_stays && gid_his) ||
	       capable(CAP_CHOWN);
}

/*
 * Mode and times are the owner's. Only setting both times to now, as a write
 * would, takes no more than the right to write.
 */
static int change_ok(struct inode *inode, const struct iattr *attr)
{
	unsigned int valid = attr->ia_valid;

	if (!may_chown(inode, attr))
		return -EPERM;
	if (!(valid & (ATTR_MODE | ATTR_ATIME | ATTR_MTIME)) ||
	    inode_owner_or_capable(inode))
		return 0;
	if (valid == (ATTR_ATIME | ATTR_MTIME))
		return permission(inode, MAY_WRITE);
	return -EPERM;
}

/* May the task hand out this group's rights: is it in it? */
static bool may_set_gid(gid_t gid)
{
	return in_group_p(gid) || capable(CAP_FSETID);
}

/*
 * A program that changes hands loses its set-user-ID: the new owner never gave
 * it. S_ISGID without group execution means locking, not rights (chown(2)).
 */
static umode_t without_setid(const struct inode *inode, umode_t mode)
{
	if (S_ISDIR(mode))
		return mode;
	if (mode & S_IXGRP || !may_set_gid(inode->i_gid))
		mode &= ~S_ISGID;
	return mode & ~S_ISUID;
}

void file_remove_privs(struct inode *inode)
{
	if (unlikely(inode->i_mode & (S_ISUID | S_ISGID)) &&
	    !capable(CAP_FSETID))
		inode->i_mode = without_setid(inode, inode->i_mode);
}

/* The new mode, if it is to change or has to. */
static void settle_mode(const struct inode *inode, struct iattr *attr)
{
	gid_t gid = attr->ia_valid & ATTR_GID ? attr->ia_gid : inode->i_gid;
	umode_t mode = inode->i_mode;

	if (attr->ia_valid & ATTR_MODE)
		mode = (mode & S_IFMT) | (attr->ia_mode & S_IALLUGO);
	if (attr->ia_valid & (ATTR_UID | ATTR_GID))
		mode = without_setid(inode, mode);
	if (mode != inode->i_mode)
		attr->ia_valid |= ATTR_MODE;
	/* Nobody hands out the rights of a group that he is not in. */
	if (attr->ia_valid & ATTR_MODE && !may_set_gid(gid))
		mode &= ~S_ISGID;
	attr->ia_mode = mode;
}

/* -- doing it ---------------------------------------------------------------------- */

/* The new size first, so that no fault brings a page back in behind it. */
static void set_size(struct inode *inode, loff_t size)
{
	loff_t old = inode->i_size;

	inode->i_size = size;
	if (size >= old)
		return;
	unmap_mapping_range(inode->i_mapping, size);
	truncate_inode_pages(inode->i_mapping, size);
}

/* Everything that changes an inode's words moves ctime, which nobody can set. */
static void setattr_copy(struct inode *inode, const struct iattr *attr)
{
	unsigned int valid = attr->ia_valid;

	if (valid & ATTR_SIZE)
		set_size(inode, attr->ia_size);
	if (valid & ATTR_UID)
		inode->i_uid = attr->ia_uid;
	if (valid & ATTR_GID)
		inode->i_gid = attr->ia_gid;
	if (valid & ATTR_MODE)
		inode->i_mode = attr->ia_mode;
	current_time(&inode->i_ctime);
	if (valid & ATTR_SIZE)
		inode->i_mtime = inode->i_ctime;
	if (valid & ATTR_ATIME)
		inode->i_atime = attr->ia_atime;
	if (valid & ATTR_MTIME)
		inode->i_mtime = attr->ia_mtime;
}

/* Change what attr says, if the task may. */
static int notify_change(struct inode *inode, struct iattr *attr)
{
	int error;

	mutex_lock(&inode->i_sem);
	error = change_ok(inode, attr);
	if (error)
		goto out;
	settle_mode(inode, attr);
	if (attr->ia_valid & ATTR_SIZE)
		file_remove_privs(inode);
	setattr_copy(inode, attr);
out:
	mutex_unlock(&inode->i_sem);
	return error;
}

/* The system calls: lookup may be LOOKUP_FD, for those with a descriptor. */
static int change_at(int dfd, const char __user *name, unsigned int lookup,
		     struct iattr *attr)
{
	struct path path;
	int error = user_path_at(dfd, name, lookup, &path);

	if (error)
		return error;
	error = path_may_write(&path);
	if (!error)
		error = notify_change(path.dentry->d_inode, attr);
	path_put(&path);
	return error;
}

/* -- chmod -------------------------------------------------------------------------- */

static int chmod_at(int dfd, const char __user *name, unsigned int lookup,
		    umode_t mode)
{
	struct iattr attr = { .ia_valid = ATTR_MODE, .ia_mode = mode };

	return change_at(dfd, name, lookup, &attr);
}

SYSCALL(fchmodat, int dfd, const char __user *name, umode_t mode)
{
	return chmod_at(dfd, name, LOOKUP_FOLLOW, mode);
}

SYSCALL(chmod, const char __user *name, umode_t mode)
{
	return chmod_at(AT_FDCWD, name, LOOKUP_FOLLOW, mode);
}

SYSCALL(fchmod, unsigned int fd, umode_t mode)
{
	return chmod_at(fd, NULL, LOOKUP_FD, mode);
}

/* -- chown -------------------------------------------------------------------------- */

/* -1 leaves one as it is. */
static int chown_at(int dfd, const char __user *name, unsigned int lookup,
		    uid_t uid, gid_t gid)
{
	struct iattr attr = { .ia_uid = uid, .ia_gid = gid };

	if (uid != (uid_t)-1)
		attr.ia_valid |= ATTR_UID;
	if (gid != (gid_t)-1)
		attr.ia_valid |= ATTR_GID;
	return change_at(dfd, name, lookup, &attr);
}

SYSCALL(fchownat, int dfd, const char __user *name, uid_t uid, gid_t gid,
	int flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	return chown_at(dfd, name, at_lookup(flags), uid, gid);
}

SYSCALL(chown32, const char __user *name, uid_t uid, gid_t gid)
{
	return chown_at(AT_FDCWD, name, LOOKUP_FOLLOW, uid, gid);
}

SYSCALL(lchown32, const char __user *name, uid_t uid, gid_t gid)
{
	return chown_at(AT_FDCWD, name, 0, uid, gid);
}

SYSCALL(fchown32, unsigned int fd, uid_t uid, gid_t gid)
{
	return chown_at(fd, NULL, LOOKUP_FD, uid, gid);
}

/* -- times -------------------------------------------------------------------------- */

/*
 * One of the two times: to now, to a given one (NULL: now), or left alone. One
 * of them now and the other left alone is a choice too, and not what a write
 * does (utimensat(2)).
 */
static int add_time(struct iattr *attr, unsigned int which,
		    struct timespec64 *to, const struct timespec *t)
{
	if (t && t->tv_nsec == UTIME_OMIT) {
		attr->ia_valid |= ATTR_TIMES_SET;
		return 0;
	}
	attr->ia_valid |= which;
	if (!t || t->tv_nsec == UTIME_NOW) {
		current_time(to);
		return 0;
	}
	if (t->tv_nsec < 0 || t->tv_nsec >= (s32)NSEC_PER_SEC)
		return -EINVAL;
	attr->ia_valid |= ATTR_TIMES_SET;
	to->tv_sec = t->tv_sec;
	to->tv_nsec = t->tv_nsec;
	return 0;
}

/* Access, modification. Without a name the descriptor's file is meant. */
SYSCALL(utimensat, int dfd, const char __user *name,
	const struct timespec __user *user, int flags)
{
	unsigned int lookup = at_lookup(flags);
	struct iattr attr = { .ia_valid = 0 };
	struct timespec t[2];

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (user && copy_from_user(t, user, sizeof(t)))
		return -EFAULT;
	if (add_time(&attr, ATTR_ATIME, &attr.ia_atime, user ? &t[0] : NULL) ||
	    add_time(&attr, ATTR_MTIME, &attr.ia_mtime, user ? &t[1] : NULL))
		return -EINVAL;
	if (attr.ia_valid == ATTR_TIMES_SET)
		return 0;
	if (!name && dfd != AT_FDCWD) {
		if (flags)
			return -EINVAL;
		lookup = LOOKUP_FD;
	}
	return change_at(dfd, name, lookup, &attr);
}

/* -- truncate ----------------------------------------------------------------------- */

int do_truncate(struct dentry *dentry, loff_t size)
{
	struct iattr attr = { .ia_valid = ATTR_SIZE, .ia_size = size };
	unsigned long limit = rlimit(RLIMIT_FSIZE);

	if (limit != RLIM_INFINITY && size > (loff_t)limit &&
	    size > dentry->d_inode->i_size) {
		send_sig(SIGXFSZ, current, false);
		return -EFBIG;
	}
	if (size > MAX_FILE_SIZE)
		return -EFBIG;
	return notify_change(dentry->d_inode, &attr);
}

/* A program that is running must not lose its pages (ETXTBSY): so this counts
 * as a writer meanwhile. */
int truncate_file(struct dentry *dentry, loff_t size)
{
	int error = get_write_access(dentry->d_inode);

	if (error)
		return error;
	error = do_truncate(dentry, size);
	put_write_access(dentry->d_inode);
	return error;
}

/* By name, the right to write is asked for now. */
static int truncate_path(const struct path *path, loff_t size)
{
	struct inode *inode = path->dentry->d_inode;
	int error;

	if (!S_ISREG(inode->i_mode))
		return S_ISDIR(inode->i_mode) ? -EISDIR : -EINVAL;
	error = path_may_write(path);
	if (!error)
		error = permission(inode, MAY_WRITE);
	return error ? error : truncate_file(path->dentry, size);
}

static long do_sys_truncate(const char __user *name, loff_t size)
{
	struct path path;
	int error = -EINVAL;

	if (size >= 0)
		error = user_path_at(AT_FDCWD, name, LOOKUP_FOLLOW, &path);
	if (error)
		return error;
	error = truncate_path(&path, size);
	path_put(&path);
	return error;
}

/* By descriptor, the right was asked for at open, and the descriptor counts as
 * a writer. */
static long do_sys_ftruncate(unsigned int fd, loff_t size)
{
	struct file *file;
	int error = -EINVAL;

	if (size < 0)
		return -EINVAL;
	file = fget(fd);
	if (!file)
		return -EBADF;
	if (S_ISREG(file->f_inode->i_mode) && file->f_mode & FMODE_WRITE &&
	    (file->f_flags & O_LARGEFILE || size <= max_size_of(file)))
		error = do_truncate(file->f_path.dentry, size);
	fput(file);
	return error;
}

/* A long is the whole range of the older calls; the others have their offset in
 * two registers, the lower half first. */
SYSCALL(truncate, const char __user *name, long size)
{
	return do_sys_truncate(name, size);
}

SYSCALL(ftruncate, unsigned int fd, long size)
{
	return do_sys_ftruncate(fd, size);
}

SYSCALL(truncate64, const char __user *name, u32 low, u32 high)
{
	return do_sys_truncate(name, make_loff(low, high));
}

SYSCALL(ftruncate64, unsigned int fd, u32 low, u32 high)
{
	return do_sys_ftruncate(fd, make_loff(low, high));
}
