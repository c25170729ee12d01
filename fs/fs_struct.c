// SPDX-License-Identifier: GPL-2.0
/*
 * Where a process stands in the tree: its root, its current directory, and its
 * umask; shared between those who were cloned with CLONE_FS.
 *
 * Lock: fs->lock guards count and both paths. A path is taken out with
 * references under it and used without.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>

#include "internal.h"

static struct kmem_cache *fs_cache;

/*
 * A copy with references of its own: a directory that a process stands in, and
 * the mount through which it came there, stay for as long as it does.
 * NULL without memory.
 */
static struct fs_struct *dup_fs(struct fs_struct *from)
{
	struct fs_struct *fs = kmem_cache_alloc(fs_cache, GFP_KERNEL);

	if (!fs)
		return NULL;
	fs->count = 1;
	spin_lock_init(&fs->lock);
	spin_lock(&from->lock);
	fs->umask = from->umask;
	fs->root = from->root;
	fs->pwd = from->pwd;
	path_get(&fs->root);
	path_get(&fs->pwd);
	spin_unlock(&from->lock);
	return fs;
}

/*
 * The step of do_fork. With CLONE_FS a chdir, chroot or umask of one is one of
 * the other, which is what threads want; a plain fork's child walks alone.
 */
int copy_fs(unsigned long clone_flags, struct task_struct *child)
{
	struct fs_struct *fs = current->fs;

	if (!fs)
		return 0;
	if (clone_flags & CLONE_FS) {
		spin_lock(&fs->lock);
		fs->count++;
		spin_unlock(&fs->lock);
	} else {
		fs = dup_fs(fs);
		if (!fs)
			return -ENOMEM;
	}
	child->fs = fs;
	return 0;
}

void exit_fs(struct task_struct *task)
{
	struct fs_struct *fs = task->fs;
	bool last;

	if (!fs)
		return;
	/* /proc may be looking. */
	spin_lock(&tasklist_lock);
	task->fs = NULL;
	spin_unlock(&tasklist_lock);
	spin_lock(&fs->lock);
	last = !--fs->count;
	spin_unlock(&fs->lock);
	if (!last)
		return;
	path_put(&fs->root);
	path_put(&fs->pwd);
	kmem_cache_free(fs_cache, fs);
}

/* Make one of fs's two paths this; takes over the references. */
static void set_fs_path(struct path *which, const struct path *path)
{
	struct path old;

	spin_lock(&current->fs->lock);
	old = *which;
	*which = *path;
	spin_unlock(&current->fs->lock);
	/* The very first one replaces nothing. */
	if (old.dentry)
		path_put(&old);
}

void set_fs_root_and_pwd(const struct path *path)
{
	path_get(path);
	set_fs_path(&current->fs->root, path);
	path_get(path);
	set_fs_path(&current->fs->pwd, path);
}

/* -- system calls -------------------------------------------------------------- */

/* To stand in a directory takes the right to search it. */
static int change_dir(struct path *which, int dfd, const char __user *name,
		      unsigned int lookup)
{
	struct path path;
	int error = user_path_at(dfd, name, lookup, &path);

	if (error)
		return error;
	error = -ENOTDIR;
	if (S_ISDIR(path.dentry->d_inode->i_mode))
		error = permission(path.dentry->d_inode, MAY_EXEC);
	if (!error && which == &current->fs->root && !capable(CAP_SYS_CHROOT))
		error = -EPERM;
	if (error)
		path_put(&path);
	else
		set_fs_path(which, &path);
	return error;
}

SYSCALL(chdir, const char __user *name)
{
	return change_dir(&current->fs->pwd, AT_FDCWD, name, LOOKUP_FOLLOW);
}

SYSCALL(fchdir, unsigned int fd)
{
	return change_dir(&current->fs->pwd, fd, NULL,
			  LOOKUP_FD | LOOKUP_O_PATH);
}

/*
 * The current directory stays where it is, perhaps outside the new root: who
 * wants to be locked in calls chdir("/") too (chroot(2)).
 */
SYSCALL(chroot, const char __user *name)
{
	return change_dir(&current->fs->root, AT_FDCWD, name, LOOKUP_FOLLOW);
}

SYSCALL(umask, unsigned int mask)
{
	umode_t old = current->fs->umask;

	current->fs->umask = mask & S_IRWXUGO;
	return old;
}

void fs_struct_init(void)
{
	fs_cache = kmem_cache_create("fs_cache", sizeof(struct fs_struct), 0,
				     SLAB_PANIC);
}
