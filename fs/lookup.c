// SPDX-License-Identifier: GPL-2.0
/*
 * Path walking: from a name to a place in the tree (path_resolution(7)).
 *
 * The walk takes one component after the other. Nearly always the dentry cache
 * knows it; only then is the directory locked and its file system asked.
 *
 * A symlink is followed by splicing: its target is put in front of what is left
 * of the name, and the walk goes on with that. No recursion, so forty links in
 * a row cost no stack:
 *
 *	name = "lib/libc.so"   lib -> usr/lib
 *	walk "lib", a link:    name = "usr/lib" "/libc.so"
 *
 * Locks: none held between components but references on nd->path; i_sem of the
 * directory while its file system is asked. Process context, may sleep.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <uapi/mount.h>

#include "internal.h"

/* -- paths ------------------------------------------------------------------- */

void path_get(const struct path *path)
{
	mntget(path->mnt);
	dget(path->dentry);
}

void path_put(const struct path *path)
{
	dput(path->dentry);
	mntput(path->mnt);
}

void get_fs_root(struct fs_struct *fs, struct path *path)
{
	spin_lock(&fs->lock);
	*path = fs->root;
	path_get(path);
	spin_unlock(&fs->lock);
}

void get_fs_pwd(struct fs_struct *fs, struct path *path)
{
	spin_lock(&fs->lock);
	*path = fs->pwd;
	path_get(path);
	spin_unlock(&fs->lock);
}

/* -- one component -------------------------------------------------------------- */

/* ".." : up, through the roots of mounts, but not past the task's root. */
static void follow_dotdot(struct nameidata *nd)
{
	struct path up = nd->path, root;

	spin_lock(&current->fs->lock);
	root = current->fs->root;
	spin_unlock(&current->fs->lock);

	spin_lock(&dcache_lock);
	while (up.dentry != root.dentry || up.mnt != root.mnt) {
		if (up.dentry != up.mnt->mnt_root) {
			up.dentry = up.dentry->d_parent;
			break;
		}
		if (up.mnt->mnt_parent == up.mnt)
			break;
		up.dentry = up.mnt->mnt_mountpoint;
		up.mnt = up.mnt->mnt_parent;
	}
	path_get(&up);
	spin_unlock(&dcache_lock);
	path_put(&nd->path);
	nd->path = up;
	follow_mount(&nd->path);
}

/* The cached dentry of nd->last if its file system still stands by it. */
static inline struct dentry *cached_lookup(struct nameidata *nd)
{
	struct dentry *dentry = d_lookup_hash(nd->path.dentry, nd->last,
					      nd->last_len, nd->last_hash);

	if (!dentry || !dentry->d_op || !dentry->d_op->d_revalidate ||
	    dentry->d_op->d_revalidate(dentry))
		return dentry;
	d_drop(dentry);
	dput(dentry);
	return NULL;
}

/* Those who go on to change the directory hold its lock already. */
struct dentry *lookup_last(struct nameidata *nd)
{
	struct dentry *dir = nd->path.dentry, *dentry, *other;

	assert(nd->last_type == LAST_NORM);
	/* Somebody else may have asked while we waited for the lock. */
	dentry = cached_lookup(nd);
	if (dentry)
		return dentry;
	if (!dir->d_inode->i_nlink)
		return ERR_PTR(-ENOENT);
	dentry = d_alloc_hash(dir, nd->last, nd->last_len, nd->last_hash);
	if (!dentry)
		return ERR_PTR(-ENOMEM);
	other = dir->d_inode->i_op->lookup(dir->d_inode, dentry);
	if (!other)
		return dentry;
	dput(dentry);
	return other;
}

/* Not in the cache: lock the directory against changes and ask. */
static struct dentry *slow_lookup(struct nameidata *nd)
{
	struct inode *dir = nd->path.dentry->d_inode;
	struct dentry *dentry;

	mutex_lock(&dir->i_sem);
	dentry = lookup_last(nd);
	mutex_unlock(&dir->i_sem);
	return dentry;
}

/* -- symlinks --------------------------------------------------------------------- */

/* The longest target with the longest rest of a name behind it. */
#define SPLICED_MAX (2 * PATH_MAX)

/* Start the walk's name over: target in front of what is left. */
static int splice_target(struct nameidata *nd, const char *target, size_t len)
{
	size_t rest = strlen(nd->name);

	if (!len)
		return -ENOENT;
	if (len + rest >= SPLICED_MAX)
		return -ENAMETOOLONG;
	if (!nd->buf)
		nd->buf = kmalloc(SPLICED_MAX, GFP_KERNEL);
	if (!nd->buf)
		return -ENOMEM;
	memmove(nd->buf + len, nd->name, rest + 1);
	memcpy(nd->buf, target, len);
	nd->name = nd->buf;
	if (nd->name[0] == '/') {
		path_put(&nd->path);
		get_fs_root(current->fs, &nd->path);
	}
	return 0;
}

/* A target that the file system makes up as it is asked. */
static int splice_readlink(struct nameidata *nd, struct dentry *link)
{
	char *target = kmalloc(PATH_MAX, GFP_KERNEL);
	int len;

	if (!target)
		return -ENOMEM;
	len = link->d_inode->i_op->readlink(link, target, PATH_MAX);
	if (len >= 0)
		len = splice_target(nd, target, len);
	kfree(target);
	return len;
}

/*
 * A magic link of /proc leads to a place, not to a name: /proc/PID/root works
 * even where no name of it is in sight.
 */
static int jump_link(struct nameidata *nd, struct dentry *link)
{
	struct path path;
	int error = link->d_inode->i_op->follow_link(link, &path);

	if (error)
		return error;
	path_put(&nd->path);
	nd->path = path;
	return 0;
}

/* Follow a link found in nd->path; takes over the reference on it. */
static int follow_link(struct nameidata *nd, struct dentry *link)
{
	const struct inode *inode = link->d_inode;
	int error;

	if (nd->links++ >= SYMLOOP_MAX ||
	    nd->path.mnt->mnt_flags & MS_NOSYMFOLLOW)
		error = -ELOOP;
	else if (inode->i_link)
		error = splice_target(nd, inode->i_link, strlen(inode->i_link));
	else if (inode->i_op->follow_link)
		error = jump_link(nd, link);
	else
		error = splice_readlink(nd, link);
	dput(link);
	return error;
}

/* -- the walk ------------------------------------------------------------------------ */

/* May the task search the directory that the walk stands in? */
static inline int may_search(const struct inode *dir)
{
	if (unlikely(!S_ISDIR(dir->i_mode)))
		return -ENOTDIR;
	/* Open to everybody, as nearly all are. */
	if (likely((dir->i_mode & S_IXUGO) == S_IXUGO))
		return 0;
	return permission(dir, MAY_EXEC);
}

/*
 * Cut the next component off nd->name: nd->last and its hash, nd->last_type.
 * Leaves nd->name at the component's end. 0 or -ENAMETOOLONG.
 */
static inline int next_component(struct nameidata *nd)
{
	const char *s = nd->name;
	u32 hash = NAME_HASH_INIT;

	for (nd->last = s; *s && *s != '/'; s++)
		hash = name_hash_step(hash, (unsigned char)*s);
	nd->last_len = s - nd->last;
	nd->last_hash = hash;
	nd->name = s;
	nd->last_type = LAST_NORM;
	if (nd->last_len > NAME_MAX)
		return -ENAMETOOLONG;
	if (unlikely(nd->last[0] == '.')) {
		if (nd->last_len == 1)
			nd->last_type = LAST_DOT;
		else if (nd->last_len == 2 && nd->last[1] == '.')
			nd->last_type = LAST_DOTDOT;
	}
	return 0;
}

/* Step to the child nd->last; `more` says that something follows it. */
static int walk_child(struct nameidata *nd, bool more)
{
	struct dentry *dir = nd->path.dentry, *dentry;

	dentry = cached_lookup(nd);
	if (!dentry)
		dentry = slow_lookup(nd);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	if (!dentry->d_inode) {
		dput(dentry);
		return -ENOENT;
	}
	if (S_ISLNK(dentry->d_inode->i_mode) &&
	    (more || nd->flags & LOOKUP_FOLLOW))
		return follow_link(nd, dentry);
	nd->path.dentry = dentry;
	dput(dir);
	if (unlikely(dentry->d_mounted))
		follow_mount(&nd->path);
	return 0;
}

/*
 * Walk all of nd->name, or with LOOKUP_PARENT all but the last component. On an
 * error nd->path is still a place, to be put.
 */
static int walk(struct nameidata *nd)
{
	bool more;
	int error;

	nd->last_type = LAST_ROOT;
	nd->last_slash = false;
	for (;;) {
		while (*nd->name == '/')
			nd->name++;
		if (!*nd->name)
			return 0;
		error = may_search(nd->path.dentry->d_inode);
		if (!error)
			error = next_component(nd);
		if (error)
			return error;
		more = *nd->name == '/';
		if (nd->flags & LOOKUP_PARENT) {
			size_t slashes = strspn(nd->name, "/");

			nd->last_slash = slashes != 0;
			if (!nd->name[slashes])
				return 0;
		}
		if (nd->last_type == LAST_NORM)
			error = walk_child(nd, more);
		else if (nd->last_type == LAST_DOTDOT)
			follow_dotdot(nd);
		if (error)
			return error;
		/* A slash at the very end wants a directory too. */
		if (more && !S_ISDIR(nd->path.dentry->d_inode->i_mode))
			return -ENOTDIR;
	}
}

/* An open file's path, with references. */
static int fd_path(unsigned int fd, bool o_path_too, struct path *path)
{
	struct file *file = o_path_too ? fget_raw(fd) : fget(fd);

	if (!file)
		return -EBADF;
	*path = file->f_path;
	path_get(path);
	fput(file);
	return 0;
}

/* A walk begins at the root, the current directory, or a descriptor's. */
static int walk_start(int dfd, const char *name, struct nameidata *nd)
{
	nd->name = name;
	nd->buf = NULL;
	nd->links = 0;
	if (*name == '/')
		get_fs_root(current->fs, &nd->path);
	else if (dfd == AT_FDCWD)
		get_fs_pwd(current->fs, &nd->path);
	else
		return fd_path(dfd, true, &nd->path);
	return 0;
}

/*
 * The walk for calls that want something that is there. LOOKUP_FOLLOW decides
 * about a symlink as the last component only; all others are always followed.
 */
int path_lookup(int dfd, const char *name, unsigned int flags,
		struct path *path)
{
	struct nameidata nd;
	int error;

	if (!*name && !(flags & LOOKUP_EMPTY))
		return -ENOENT;
	error = walk_start(dfd, name, &nd);
	if (error)
		return error;
	nd.flags = flags;
	error = walk(&nd);
	kfree(nd.buf);
	if (!error && flags & LOOKUP_DIRECTORY &&
	    !S_ISDIR(nd.path.dentry->d_inode->i_mode))
		error = -ENOTDIR;
	if (error)
		path_put(&nd.path);
	else
		*path = nd.path;
	return error;
}

/* The walk for calls that make or remove the last component. */
static int walk_to_parent(int dfd, const char *name, struct nameidata *nd)
{
	int error = walk_start(dfd, name, nd);

	nd->flags = LOOKUP_PARENT;
	if (error) {
		putname(&nd->fn);
		return error;
	}
	error = walk(nd);
	if (error)
		walk_end(nd);
	return error;
}

int walk_parent(int dfd, const char *name, struct nameidata *nd)
{
	nd->fn.name = nd->fn.iname;
	return walk_to_parent(dfd, name, nd);
}

int user_walk_parent(int dfd, const char __user *user, struct nameidata *nd)
{
	int error = getname(&nd->fn, user);

	return error ? error : walk_to_parent(dfd, nd->fn.name, nd);
}

void walk_end(struct nameidata *nd)
{
	putname(&nd->fn);
	kfree(nd->buf);
	path_put(&nd->path);
}

int walk_follow_last(struct nameidata *nd, struct dentry *link)
{
	int error = follow_link(nd, link);

	return error ? error : walk(nd);
}

/* -- names from user space ---------------------------------------------------------- */

/*
 * A name is copied once, whole, and only the copy is looked at: a program whose
 * other thread rewrites the string cannot make a check and a use see two names.
 * What does not fit the structure is copied anew, into memory of its own.
 */
int getname_flags(struct filename *fn, const char __user *user, bool empty_ok)
{
	long len = strncpy_from_user(fn->iname, user, sizeof(fn->iname));

	fn->name = fn->iname;
	if (len == sizeof(fn->iname)) {
		fn->name = kmalloc(PATH_MAX, GFP_KERNEL);
		if (!fn->name)
			return -ENOMEM;
		len = strncpy_from_user(fn->name, user, PATH_MAX);
	}
	if (len == PATH_MAX)
		len = -ENAMETOOLONG;
	else if (!len && !empty_ok)
		len = -ENOENT;
	if (len >= 0)
		return 0;
	putname(fn);
	return len;
}

/* The name is not looked at any more. */
void putname(struct filename *fn)
{
	if (unlikely(fn->name != fn->iname))
		kfree(fn->name);
}

int getname(struct filename *fn, const char __user *user)
{
	return getname_flags(fn, user, false);
}

/* For calls that walk to a name and are done with it. */
int user_path_at(int dfd, const char __user *user, unsigned int flags,
		 struct path *path)
{
	struct filename fn;
	int error;

	if (flags & LOOKUP_FD)
		return fd_path(dfd, flags & LOOKUP_O_PATH, path);
	error = getname_flags(&fn, user, flags & LOOKUP_EMPTY);
	if (error)
		return error;
	error = path_lookup(dfd, fn.name, flags, path);
	putname(&fn);
	return error;
}
