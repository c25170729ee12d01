// SPDX-License-Identifier: GPL-2.0
/*
 * Files for the kernel's own use: reading into kernel memory by way of the page
 * cache, and opening programs for exec.
 *
 * A program that runs must not be written to, and one that is open for writing
 * must not be run (ETXTBSY): its pages come in on demand while it runs. The
 * denial belongs to the open file, so it lasts as long as the address space
 * that keeps that file, and its copies after fork.
 *
 * Locks: none of its own.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/pagemap.h>
#include <uapi/mount.h>

#include "internal.h"

/* -- data ----------------------------------------------------------------------------- */

/* 0 at or behind the end. No right is asked for: the file is open. */
ssize_t kernel_read(struct file *file, loff_t pos, void *buf, size_t n)
{
	const struct inode *inode = file->f_inode;

	if (!S_ISREG(inode->i_mode) || !inode->i_mapping->a_ops || pos < 0)
		return -EINVAL;
	return page_cache_read(inode->i_mapping, pos, buf, n);
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
	if (error) {
		path_put(&path);
		return ERR_PTR(error);
	}
	file = dentry_open(&path, O_RDONLY);
	if (IS_ERR(file))
		return file;
	error = deny_write_access(file->f_inode);
	if (error) {
		fput(file);
		return ERR_PTR(error);
	}
	file->f_mode |= FMODE_DENYWRITE;
	return file;
}
