// SPDX-License-Identifier: GPL-2.0
/*
 * Files for the kernel's own use: reading and writing kernel memory by way of
 * the page cache, and opening programs for exec.
 *
 * A program that runs must not be written to, and one that is open for writing
 * must not be run (ETXTBSY): its pages come in on demand while it runs. The
 * denial belongs to the open file, so it lasts as long as the address space
 * that keeps that file, and its copies after fork.
 *
 * Locks: i_sem of the file while it is written.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/pagemap.h>
#include <uapi/mount.h>

#include "internal.h"

/* -- data ----------------------------------------------------------------------------- */

static bool has_cache(const struct inode *inode)
{
	return S_ISREG(inode->i_mode) && inode->i_mapping->a_ops;
}

/* 0 at or behind the end. No right is asked for: the file is open. */
ssize_t kernel_read(struct file *file, loff_t pos, void *buf, size_t n)
{
	if (!has_cache(file->f_inode) || pos < 0)
		return -EINVAL;
	return page_cache_read(file->f_inode->i_mapping, pos, buf, n);
}

ssize_t kernel_write(struct file *file, loff_t pos, const void *buf, size_t n)
{
	struct inode *inode = file->f_inode;
	ssize_t done;

	if (!has_cache(inode) || pos < 0)
		return -EINVAL;
	mutex_lock(&inode->i_sem);
	done = page_cache_write(inode->i_mapping, pos, buf, n);
	file_update_time(file);
	mutex_unlock(&inode->i_sem);
	return done;
}

/* -- programs --------------------------------------------------------------------------- */

static int may_exec(const struct path *path)
{
	struct inode *inode = path->dentry->d_inode;

	if (!S_ISREG(inode->i_mode) || path->mnt->mnt_flags & MS_NOEXEC)
		return -EACCES;
	return permission(inode, MAY_EXEC);
}

/*
 * To run a program takes the right to execute, not to read it; so this does not
 * go the way of open(2). The denial is the last step: whatever fails before
 * leaves nothing to undo but the file.
 */
struct file *open_exec(const char *name)
{
	struct file *file;
	struct path path;
	int error;

	error = path_lookup(AT_FDCWD, name, LOOKUP_FOLLOW, &path);
	if (error)
		return ERR_PTR(error);
	error = may_exec(&path);
	if (error)
		goto out_path;
	file = dentry_open(&path, O_RDONLY);
	error = PTR_ERR_OR_ZERO(file);
	if (error)
		goto out_path;
	error = deny_write_access(file->f_inode);
	if (error) {
		fput(file);
		return ERR_PTR(error);
	}
	file->f_mode |= FMODE_DENYWRITE;
	return file;

out_path:
	path_put(&path);
	return ERR_PTR(error);
}

/* Writers may again, though the file is still open; once is enough. */
void deny_write_done(struct file *file)
{
	if (!(file->f_mode & FMODE_DENYWRITE))
		return;
	file->f_mode &= ~FMODE_DENYWRITE;
	allow_write_access(file->f_inode);
}
