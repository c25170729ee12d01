// SPDX-License-Identifier: GPL-2.0
/*
 * From a place in the tree back to its name: /proc, getcwd.
 *
 * The name is built from its end, upwards through the dentries and, at the root
 * of a mounted tree, on from the mountpoint:
 *
 *	buf  [              /usr/bin/env\0]
 *	                    ^ at, moving left
 *
 * Lock: dcache_lock for the whole way, so that no rename comes in between.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>

#include "internal.h"

/* What is written so far: [at, end of the buffer). */
struct path_buf {
	char *start, *at;
	bool overflow;
};

static void prepend(struct path_buf *b, const char *s, size_t len)
{
	if ((size_t)(b->at - b->start) < len) {
		b->overflow = true;
		return;
	}
	b->at -= len;
	memcpy(b->at, s, len);
}

static void path_buf_init(struct path_buf *b, char *buf, size_t len)
{
	b->start = buf;
	b->at = buf + len;
	b->overflow = false;
	prepend(b, "", 1);
}

static void prepend_component(struct path_buf *b, const struct dentry *dentry)
{
	prepend(b, dentry->d_name, dentry->d_len);
	prepend(b, "/", 1);
}

/*
 * One step up: true with the name of the component prepended, or none when a
 * mount was left. False at the top of everything. dcache_lock held.
 */
static bool path_step_up(struct path_buf *b, struct path *at)
{
	if (at->dentry == at->mnt->mnt_root) {
		struct vfsmount *mnt = at->mnt;

		if (mnt->mnt_parent == mnt)
			return false;
		at->dentry = mnt->mnt_mountpoint;
		at->mnt = mnt->mnt_parent;
		return true;
	}
	prepend_component(b, at->dentry);
	if (is_root_dentry(at->dentry))
		return false;
	at->dentry = at->dentry->d_parent;
	return true;
}

/*
 * Stops at the root given, or at the top when the place is not below it; then
 * `outside` goes before the name. The whole way is one look at the tree, under
 * its lock.
 */
static char *path_name(const struct path *path, const struct path *root,
		       char *buf, size_t len, const char *outside)
{
	struct path at = *path;
	bool below = true;
	struct path_buf b;
	char *end;

	path_buf_init(&b, buf, len);
	spin_lock(&dcache_lock);
	if (d_unhashed(at.dentry) && at.dentry != at.mnt->mnt_root)
		prepend(&b, " (deleted)", strlen(" (deleted)"));
	end = b.at;
	while (below && !b.overflow &&
	       (at.dentry != root->dentry || at.mnt != root->mnt))
		below = path_step_up(&b, &at);
	spin_unlock(&dcache_lock);
	if (b.at == end)
		prepend(&b, "/", 1);
	if (!below)
		prepend(&b, outside, strlen(outside));
	return b.overflow ? ERR_PTR(-ENAMETOOLONG) : b.at;
}

/* "(deleted)" behind a name that is no more, as /proc/PID/exe shows it. */
char *d_path(const struct path *path, char *buf, size_t len)
{
	const struct dentry_operations *op = path->dentry->d_op;
	struct path root;
	char *name;

	/* "pipe:[7]" */
	if (op && op->d_dname)
		return op->d_dname(path->dentry, buf, len);
	get_fs_root(current->fs, &root);
	name = path_name(path, &root, buf, len, "");
	path_put(&root);
	return name;
}

char *dentry_path(const struct dentry *dentry, char *buf, size_t len)
{
	struct path_buf b;

	path_buf_init(&b, buf, len);
	spin_lock(&dcache_lock);
	if (is_root_dentry(dentry))
		prepend(&b, "/", 1);
	for (; !is_root_dentry(dentry); dentry = dentry->d_parent)
		prepend_component(&b, dentry);
	spin_unlock(&dcache_lock);
	return b.overflow ? ERR_PTR(-ENAMETOOLONG) : b.at;
}

static long copy_cwd(char __user *buf, size_t size, char *page)
{
	struct path root, pwd;
	long len = -ENOENT;
	char *name;

	get_fs_root(current->fs, &root);
	get_fs_pwd(current->fs, &pwd);
	if (d_unhashed(pwd.dentry) && pwd.dentry != pwd.mnt->mnt_root)
		goto out;
	/* Outside a chroot there is no name that would lead here. */
	name = path_name(&pwd, &root, page, PATH_MAX, "(unreachable)");
	len = -ENAMETOOLONG;
	if (IS_ERR(name))
		goto out;
	len = (long)strlen(name) + 1;
	if ((size_t)len > size)
		len = -ERANGE;
	else if (copy_to_user(buf, name, len))
		len = -EFAULT;
out:
	path_put(&pwd);
	path_put(&root);
	return len;
}

/* Returns the length with the NUL, as the C libraries expect. */
SYSCALL(getcwd, char __user *buf, size_t size)
{
	char *page = kmalloc(PATH_MAX, GFP_KERNEL);
	long len;

	if (!page)
		return -ENOMEM;
	len = copy_cwd(buf, size, page);
	kfree(page);
	return len;
}
