// SPDX-License-Identifier: GPL-2.0
/*
 * Changing what an inode says of itself: mode, owner, size, times.
 *
 * Each call fills a struct iattr with what is to change and hands it to
 * notify_change, which checks that the task may, and lets the file system (or
 * the plain way below) do it.
 *
 * Locks: notify_change holds the inode's i_sem.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/pagemap.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>

#include "internal.h"

/* -- may the task? ------------------------------------------------------------- */

/*
 * Giving files away would get around quotas and let one plant files on others:
 * only CAP_CHOWN may. An owner may pick another group if he is in it.
 */
static bool may_chown(const struct inode *inode, const struct iattr *attr)
{
	bool owner = current->cred.fsuid == inode->i_uid;

	if (attr->ia_valid & ATTR_UID &&
	    !(owner && attr->ia_uid == inode->i_uid) && !capable(CAP_CHOWN))
		return false;
	if (attr->ia_valid & ATTR_GID &&
	    !(owner &&
	      (attr->ia_gid == inode->i_gid || in_group_p(attr->ia_gid))) &&
	    !capable(CAP_CHOWN))
		return false;
	return true;
}

/*
 * ATTR_MODE may also come with ATTR_UID, when chown drops the set-ID bits: then
 * whoever may chown may do that too.
 */
static int change_ok(struct inode *inode, struct iattr *attr)
{
	gid_t gid = attr->ia_valid & ATTR_GID ? attr->ia_gid : inode->i_gid;

	if (!may_chown(inode, attr))
		return -EPERM;
	if (attr->ia_valid & (ATTR_MODE | ATTR_TIMES_SET) &&
	    !(attr->ia_valid & (ATTR_UID | ATTR_GID)) &&
	    !inode_owner_or_capable(inode))
		return -EPERM;
	/* Nobody hands out the rights of a group that he is not in. */
	if (attr->ia_valid & ATTR_MODE && !in_group_p(gid) &&
	    !capable(CAP_FSETID))
		attr->ia_mode &= ~S_ISGID;
	return 0;
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
void setattr_copy(struct inode *inode, const struct iattr *attr)
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

/* i_sem held. */
static int change_locked(struct dentry *dentry, struct iattr *attr)
{
	struct inode *inode = dentry->d_inode;
	int error = change_ok(inode, attr);

	if (error)
		return error;
	if (inode->i_op->setattr)
		return inode->i_op->setattr(dentry, attr);
	setattr_copy(inode, attr);
	return 0;
}

int notify_change(struct dentry *dentry, struct iattr *attr)
{
	struct inode *inode = dentry->d_inode;
	int error;

	mutex_lock(&inode->i_sem);
	error = change_locked(dentry, attr);
	mutex_unlock(&inode->i_sem);
	return error;
}

static int change_path(const struct path *path, struct iattr *attr)
{
	int error = path_may_write(path);

	return error ? error : notify_change(path->dentry, attr);
}

/* -- chmod -------------------------------------------------------------------------- */

/* The type stays whatever the caller says. */
static int do_chmod(const struct path *path, umode_t mode)
{
	umode_t type = path->dentry->d_inode->i_mode & S_IFMT;
	struct iattr attr = {
		.ia_valid = ATTR_MODE,
		.ia_mode = (mode & S_IALLUGO) | type,
	};

	return change_path(path, &attr);
}

SYSCALL(fchmodat, int dfd, const char __user *name, umode_t mode)
{
	struct path path;
	int error;

	error = user_path_at(dfd, name, LOOKUP_FOLLOW, &path);
	if (error)
		return error;
	error = do_chmod(&path, mode);
	path_put(&path);
	return error;
}

SYSCALL(chmod, const char __user *name, umode_t mode)
{
	return sys_fchmodat(AT_FDCWD, name, mode);
}

SYSCALL(fchmod, unsigned int fd, umode_t mode)
{
	struct file *file = fget(fd);
	int error;

	if (!file)
		return -EBADF;
	error = do_chmod(&file->f_path, mode);
	fput(file);
	return error;
}

/* -- chown -------------------------------------------------------------------------- */

/*
 * A program that changes hands loses its set-user-ID: the new owner never gave
 * it. S_ISGID without group execution means locking, not rights (chown(2)).
 */
static void drop_setid(const struct inode *inode, struct iattr *attr)
{
	umode_t mode = inode->i_mode;

	if (S_ISDIR(mode))
		return;
	mode &= ~S_ISUID;
	if (mode & S_IXGRP)
		mode &= ~S_ISGID;
	if (mode == inode->i_mode)
		return;
	attr->ia_valid |= ATTR_MODE;
	attr->ia_mode = mode;
}

/* -1 leaves one as it is. */
static int do_chown(const struct path *path, uid_t uid, gid_t gid)
{
	struct iattr attr = { .ia_uid = uid, .ia_gid = gid };

	if (uid != (uid_t)-1)
		attr.ia_valid |= ATTR_UID;
	if (gid != (gid_t)-1)
		attr.ia_valid |= ATTR_GID;
	if (attr.ia_valid)
		drop_setid(path->dentry->d_inode, &attr);
	return change_path(path, &attr);
}

static int chown_at(int dfd, const char __user *name, uid_t uid, gid_t gid,
		    unsigned int lookup)
{
	struct path path;
	int error;

	error = user_path_at(dfd, name, lookup, &path);
	if (error)
		return error;
	error = do_chown(&path, uid, gid);
	path_put(&path);
	return error;
}

SYSCALL(fchownat, int dfd, const char __user *name, uid_t uid, gid_t gid,
	int flags)
{
	unsigned int lookup = LOOKUP_FOLLOW;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (flags & AT_SYMLINK_NOFOLLOW)
		lookup = 0;
	if (flags & AT_EMPTY_PATH)
		lookup |= LOOKUP_EMPTY;
	return chown_at(dfd, name, uid, gid, lookup);
}

SYSCALL(chown32, const char __user *name, uid_t uid, gid_t gid)
{
	return chown_at(AT_FDCWD, name, uid, gid, LOOKUP_FOLLOW);
}

SYSCALL(lchown32, const char __user *name, uid_t uid, gid_t gid)
{
	return chown_at(AT_FDCWD, name, uid, gid, 0);
}

SYSCALL(fchown32, unsigned int fd, uid_t uid, gid_t gid)
{
	struct file *file = fget(fd);
	int error;

	if (!file)
		return -EBADF;
	error = do_chown(&file->f_path, uid, gid);
	fput(file);
	return error;
}

/* -- truncate ----------------------------------------------------------------------- */

int do_truncate(struct dentry *dentry, loff_t size)
{
	struct iattr attr = {
		.ia_valid = ATTR_SIZE,
		.ia_size = size,
	};
	unsigned long limit = rlimit(RLIMIT_FSIZE);

	if (limit != RLIM_INFINITY && size > (loff_t)limit &&
	    size > dentry->d_inode->i_size) {
		send_sig(SIGXFSZ, current, false);
		return -EFBIG;
	}
	/* Pages are counted in 32 bits. */
	if (size >= (loff_t)1 << (32 + PAGE_SHIFT))
		return -EFBIG;
	return notify_change(dentry, &attr);
}

/*
 * By name, the right to write is asked for now; a program that is running must
 * not lose its pages (ETXTBSY), so this counts as a writer meanwhile.
 */
static int truncate_path(const struct path *path, loff_t size)
{
	struct inode *inode = path->dentry->d_inode;
	int error;

	if (S_ISDIR(inode->i_mode))
		return -EISDIR;
	if (!S_ISREG(inode->i_mode))
		return -EINVAL;
	error = path_may_write(path);
	if (!error)
		error = permission(inode, MAY_WRITE);
	if (!error)
		error = get_write_access(inode);
	if (error)
		return error;
	error = do_truncate(path->dentry, size);
	put_write_access(inode);
	return error;
}

static long do_sys_truncate(const char __user *name, loff_t size)
{
	struct path path;
	int error;

	if (size < 0)
		return -EINVAL;
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
	if (S_ISREG(file->f_inode->i_mode) && file->f_mode & FMODE_WRITE)
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
	return do_sys_truncate(name, (loff_t)((u64)high << 32 | low));
}

SYSCALL(ftruncate64, unsigned int fd, u32 low, u32 high)
{
	return do_sys_ftruncate(fd, (loff_t)((u64)high << 32 | low));
}
