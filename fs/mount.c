// SPDX-License-Identifier: GPL-2.0
/*
 * Mounts: file systems hung into the one tree.
 *
 *	        /  (root_mnt)
 *	     /  |  \
 *	  bin  proc  tmp          the dentry "proc" of the root file system ...
 *	         ^
 *	         | mnt_mountpoint
 *	      vfsmount ---- mnt_root: "/" of the proc file system
 *
 * A dentry that is a mountpoint leads to its mounts by d_mounted; there may be
 * several, chained by mnt_same, when a bind mount shows the same dentry in more
 * than one place: mnt_parent tells them apart.
 *
 * A mount counts its users: each path that goes through it, each mount that
 * hangs in it, and 1 while it hangs in the tree itself. The last one ends it.
 *
 * Locks: mount_mutex for changes and the list; dcache_lock too while a mount is
 * hung in or taken out, as walks look at d_mounted under that alone.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/panic.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/mount.h>

#include "internal.h"

struct vfsmount *root_mnt;
LIST_HEAD(mount_list);

/* The flags that a mount keeps; the others say what to do. */
#define MNT_KEPT_FLAGS                                                         \
	(MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_SYNCHRONOUS |       \
	 MS_MANDLOCK | MS_DIRSYNC | MS_NOSYMFOLLOW | MS_NOATIME |              \
	 MS_NODIRATIME | MS_RELATIME)

/* -- one mount ---------------------------------------------------------------------- */

/* Of a super block (whose use it takes over) from a dentry on. ERR_PTR. */
static struct vfsmount *alloc_mount(struct super_block *sb, struct dentry *root,
				    const char *devname, unsigned int flags)
{
	static int next_id;
	struct vfsmount *mnt = kzalloc(sizeof(*mnt), GFP_KERNEL);

	if (!mnt)
		return ERR_PTR(-ENOMEM);
	mnt->mnt_devname = kstrdup(devname, GFP_KERNEL);
	if (!mnt->mnt_devname) {
		kfree(mnt);
		return ERR_PTR(-ENOMEM);
	}
	atomic_set(&mnt->mnt_count, 1);
	mnt->mnt_parent = mnt;
	mnt->mnt_sb = sb;
	mnt->mnt_root = dget(root);
	mnt->mnt_flags = flags & MNT_KEPT_FLAGS;
	mnt->mnt_id = ++next_id;
	INIT_LIST_HEAD(&mnt->mnt_list);
	return mnt;
}

/*
 * Nobody uses it and it hangs nowhere (which is a use): the end. May be the last
 * close of a file long after umount -l. May sleep.
 */
void mntput_final(struct vfsmount *mnt)
{
	struct super_block *sb = mnt->mnt_sb;

	assert(mnt->mnt_parent == mnt);
	dput(mnt->mnt_root);
	kfree(mnt->mnt_devname);
	kfree(mnt);
	deactivate_super(sb);
}

/* A new mount of a type, hung nowhere yet. */
static struct vfsmount *mount_type(struct file_system_type *type,
				   const char *devname, unsigned int flags,
				   char *data)
{
	struct super_block *sb = get_super(type, data);
	struct vfsmount *mnt;

	if (IS_ERR(sb))
		return ERR_CAST(sb);
	mnt = alloc_mount(sb, sb->s_root, devname, flags);
	if (IS_ERR(mnt))
		deactivate_super(sb);
	return mnt;
}

struct vfsmount *kern_mount(struct file_system_type *fs)
{
	return mount_type(fs, fs->name, 0, NULL);
}

/* -- into the tree and out of it -------------------------------------------------------- */

/* What is mounted here, seen from this mount. dcache_lock held. */
static struct vfsmount *mounted_here(const struct path *path)
{
	struct vfsmount *mnt = path->dentry->d_mounted;

	while (mnt && mnt->mnt_parent != path->mnt)
		mnt = mnt->mnt_same;
	return mnt;
}

/* Mounts may be stacked: step until nothing is mounted on the root reached. */
void follow_mount(struct path *path)
{
	struct vfsmount *mnt;
	struct path above;

	while (path->dentry->d_mounted) {
		spin_lock(&dcache_lock);
		mnt = mounted_here(path);
		if (!mnt) {
			spin_unlock(&dcache_lock);
			return;
		}
		above.mnt = mnt;
		above.dentry = mnt->mnt_root;
		path_get(&above);
		spin_unlock(&dcache_lock);
		path_put(path);
		*path = above;
	}
}

/* mount_mutex held. */
static bool is_below(const struct vfsmount *mnt, const struct vfsmount *top)
{
	while (mnt != top && mnt->mnt_parent != mnt)
		mnt = mnt->mnt_parent;
	return mnt == top;
}

/*
 * Hang a mount on a path. What was taken out of the tree gets none: nobody could
 * ever unmount it. mount_mutex held. 0, -EINVAL, -ENOTDIR, -ENOENT, -EBUSY.
 */
static int attach(struct vfsmount *mnt, const struct path *path)
{
	struct dentry *at = path->dentry;

	if (!is_below(path->mnt, root_mnt))
		return -EINVAL;
	if (S_ISDIR(at->d_inode->i_mode) !=
	    S_ISDIR(mnt->mnt_root->d_inode->i_mode))
		return -ENOTDIR;
	if (d_unhashed(at) && !is_root_dentry(at))
		return -ENOENT;
	if (path->mnt->mnt_sb == mnt->mnt_sb && path->mnt->mnt_root == at)
		return -EBUSY;
	path_get(path);
	spin_lock(&dcache_lock);
	mnt->mnt_parent = path->mnt;
	mnt->mnt_mountpoint = at;
	mnt->mnt_same = at->d_mounted;
	at->d_mounted = mnt;
	spin_unlock(&dcache_lock);
	list_add_tail(&mnt->mnt_list, &mount_list);
	return 0;
}

/*
 * Take a mount out of the tree; the caller then puts *where (where it hung) and
 * the mount. mount_mutex held.
 */
static void detach(struct vfsmount *mnt, struct path *where)
{
	struct vfsmount **at = &mnt->mnt_mountpoint->d_mounted;

	where->mnt = mnt->mnt_parent;
	where->dentry = mnt->mnt_mountpoint;
	spin_lock(&dcache_lock);
	while (*at != mnt)
		at = &(*at)->mnt_same;
	*at = mnt->mnt_same;
	mnt->mnt_parent = mnt;
	mnt->mnt_mountpoint = NULL;
	spin_unlock(&dcache_lock);
	list_del_init(&mnt->mnt_list);
}

/* Hang it in or, if that cannot be, drop it. */
static int attach_or_put(struct vfsmount *mnt, const struct path *path)
{
	int error;

	if (IS_ERR(mnt))
		return PTR_ERR(mnt);
	mutex_lock(&mount_mutex);
	error = attach(mnt, path);
	mutex_unlock(&mount_mutex);
	if (error)
		mntput(mnt);
	return error;
}

/* -- mount ------------------------------------------------------------------------------- */

/* New flags for a mount. Nobody may lose the right to write what is open. */
static int do_remount(const struct path *path, unsigned int flags, char *data)
{
	struct super_block *sb = path->mnt->mnt_sb;
	int error = 0;

	if (path->dentry != path->mnt->mnt_root)
		return -EINVAL;
	if (flags & MS_RDONLY && atomic_read(&path->mnt->mnt_writers))
		return -EBUSY;
	/* With MS_BIND this mount alone is meant, not what it shows. */
	if (data && !(flags & MS_BIND) && sb->s_op && sb->s_op->remount)
		error = sb->s_op->remount(sb, data);
	if (error)
		return error;
	path->mnt->mnt_flags = flags & MNT_KEPT_FLAGS;
	return 0;
}

/* The tree at old, shown at path a second time. */
static int do_bind(const char *old_name, const struct path *path)
{
	struct super_block *sb;
	struct vfsmount *mnt;
	struct path old;
	int error;

	if (!old_name)
		return -EINVAL;
	error = path_lookup(AT_FDCWD, old_name, LOOKUP_FOLLOW, &old);
	if (error)
		return error;
	sb = old.mnt->mnt_sb;
	mutex_lock(&mount_mutex);
	sb->s_active++;
	mutex_unlock(&mount_mutex);
	mnt = alloc_mount(sb, old.dentry, old.mnt->mnt_devname,
			  old.mnt->mnt_flags);
	if (IS_ERR(mnt))
		deactivate_super(sb);
	error = attach_or_put(mnt, path);
	path_put(&old);
	return error;
}

/* The device's name is only for show: no file system here has one. */
static int do_new_mount(const char *dev, const struct path *path,
			const char *type_name, unsigned int flags, char *data)
{
	struct file_system_type *type;

	if (!type_name)
		return -EINVAL;
	type = get_fs_type(type_name);
	if (!type)
		return -ENODEV;
	return attach_or_put(mount_type(type, dev ? dev : "none", flags, data),
			     path);
}

#define MS_PROPAGATION (MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE)

static int mount_on(const char *dev, const struct path *path, const char *type,
		    unsigned long flags, char *data)
{
	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~(unsigned long)MS_MGC_MSK;
	if (flags & MS_REMOUNT)
		return do_remount(path, flags, data);
	/* All mounts are private: that may be asked for, the rest not. */
	if (flags & MS_PROPAGATION)
		return flags & MS_PROPAGATION & ~MS_PRIVATE ||
				       path->dentry != path->mnt->mnt_root
			       ? -EINVAL
			       : 0;
	if (flags & MS_MOVE)
		return -EINVAL;
	if (flags & MS_BIND)
		return do_bind(dev, path);
	return do_new_mount(dev, path, type, flags, data);
}

int do_mount(const char *dev, const char *dir, const char *type,
	     unsigned long flags, char *data)
{
	struct path path;
	int error;

	error = path_lookup(AT_FDCWD, dir, LOOKUP_FOLLOW, &path);
	if (error)
		return error;
	error = mount_on(dev, &path, type, flags, data);
	path_put(&path);
	return error;
}

/* dev, type and data may each be missing: remounting needs none of them. */
SYSCALL(mount, const char __user *dev, const char __user *dir,
	const char __user *type, unsigned long flags, const char __user *data)
{
	const char __user *const users[] = { dev, type, data };
	struct filename names[ARRAY_SIZE(users)];
	struct path path;
	int error = 0;
	size_t n;

	for (n = 0; n < ARRAY_SIZE(users); n++) {
		names[n].name = NULL;
		if (users[n])
			error = getname_flags(&names[n], users[n], true);
		if (error)
			goto out_names;
	}
	error = user_path_at(AT_FDCWD, dir, LOOKUP_FOLLOW, &path);
	if (error)
		goto out_names;
	error = -EPERM;
	if (capable(CAP_SYS_ADMIN))
		error = mount_on(names[0].name, &path, names[1].name, flags,
				 names[2].name);
	path_put(&path);
out_names:
	while (n--)
		putname(&names[n]);
	return error;
}

/* -- umount ------------------------------------------------------------------------------ */

/* The last mounted one that lies in top's tree, top itself in the end.
 * mount_mutex held. */
static struct vfsmount *last_below(struct vfsmount *top)
{
	struct vfsmount *mnt;

	list_for_each_entry_reverse(mnt, &mount_list, mnt_list)
		if (is_below(mnt, top))
			return mnt;
	return NULL;
}

/* Take mnt, and what hangs in it, out of the tree. Those who use it go on. */
static void detach_tree(struct vfsmount *top)
{
	struct vfsmount *mnt;
	struct path where;

	do {
		mutex_lock(&mount_mutex);
		mnt = last_below(top);
		if (mnt)
			detach(mnt, &where);
		mutex_unlock(&mount_mutex);
		if (mnt) {
			path_put(&where);
			mntput(mnt);
		}
	} while (mnt && mnt != top);
}

/* Users of a mount that nobody uses: the tree, and the path that named it. */
#define IDLE_MNT_COUNT 2

/*
 * Busy: a file open in it, a process that stands in it, or a mount hanging in
 * it. MNT_DETACH takes it out of sight at once and lets it end with its last
 * user.
 */
static int umount_path(const struct path *path, int flags)
{
	struct vfsmount *mnt = path->mnt;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (path->dentry != mnt->mnt_root || mnt->mnt_parent == mnt)
		return -EINVAL;
	if (!(flags & MNT_DETACH) &&
	    atomic_read(&mnt->mnt_count) > IDLE_MNT_COUNT)
		return -EBUSY;
	detach_tree(mnt);
	return 0;
}

SYSCALL(umount2, const char __user *name, int flags)
{
	struct path path;
	int error;

	if (flags & ~(MNT_FORCE | MNT_DETACH | UMOUNT_NOFOLLOW))
		return -EINVAL;
	error = user_path_at(AT_FDCWD, name,
			     flags & UMOUNT_NOFOLLOW ? 0 : LOOKUP_FOLLOW,
			     &path);
	if (error)
		return error;
	error = umount_path(&path, flags);
	path_put(&path);
	return error;
}

SYSCALL(umount, const char __user *user_dir)
{
	return sys_umount2(user_dir, 0);
}

/* -- boot ------------------------------------------------------------------------------------ */

/* The mount that all others hang in, and where the first task stands. */
static void mount_root(void)
{
	struct path root;

	root_mnt = mount_type(&ramfs_type, "rootfs", 0, NULL);
	if (IS_ERR(root_mnt))
		panic("VFS: no memory for the root file system");
	list_add_tail(&root_mnt->mnt_list, &mount_list);
	root.mnt = root_mnt;
	root.dentry = root_mnt->mnt_root;
	set_fs_root_and_pwd(&root);
}

void vfs_init(void)
{
	dcache_init();
	inode_init();
	file_table_init();
	files_init();
	fs_struct_init();
	register_filesystem(&ramfs_type);
	register_filesystem(&tmpfs_type);
	mount_root();
	shmem_init();
}
