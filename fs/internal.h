/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of fs/ share among themselves and nobody else needs.
 */
#ifndef FS_INTERNAL_H
#define FS_INTERNAL_H

#include <lectern/fs.h>
#include <lectern/sched.h>

/* -- dcache.c ---------------------------------------------------------------- */

/* Guards the tree of dentries, hash, LRU, and the mounts hung into it. */
extern spinlock_t dcache_lock;

/* FNV-1a, a byte at a time, so that the walk can hash while it looks for '/'. */
#define NAME_HASH_INIT 2166136261u
static inline u32 name_hash_step(u32 hash, unsigned char c)
{
	return (hash ^ c) * 16777619u;
}
u32 full_name_hash(const char *name, unsigned int len);

/* d_lookup and d_alloc for a caller who has hashed the name already. */
struct dentry *d_lookup_hash(struct dentry *parent, const char *name,
			     unsigned int len, u32 hash);
struct dentry *d_alloc_hash(struct dentry *parent, const char *name,
			    unsigned int len, u32 hash);

/*
 * rename: give a dentry the target's name and place; the target gets the
 * dentry's (exchange) or leaves the hash. i_sem of both directories held.
 */
void d_move(struct dentry *dentry, struct dentry *target, bool exchange);

/* Forget the unused children of a directory; all unused ones of a file system.
 * May sleep (iput). */
void shrink_dcache_parent(struct dentry *parent);
void shrink_dcache_sb(struct super_block *sb);

void dcache_init(void);

static inline bool d_unhashed(const struct dentry *dentry)
{
	return !dentry->d_hash.pprev;
}

static inline bool is_root_dentry(const struct dentry *dentry)
{
	return dentry->d_parent == dentry;
}

/* -- inode.c ------------------------------------------------------------------- */

void inode_init(void);
/* A program runs from it: 0, or -ETXTBSY while it is open for writing. */
int deny_write_access(struct inode *inode);
void allow_write_access(struct inode *inode);

/* -- lookup.c ------------------------------------------------------------------- */

enum last_type {
	LAST_NORM,
	LAST_ROOT, /* the name was all slashes */
	LAST_DOT,
	LAST_DOTDOT,
};

/* A walk under way. */
struct nameidata {
	struct path path;   /* reached so far; references held */
	const char *name;   /* what is left of the name */
	char *buf;	    /* holds name once a symlink is spliced in */
	struct filename fn; /* holds it before, if the caller has it not */
	unsigned int flags; /* LOOKUP_* */
	unsigned int links; /* symlinks followed */
	/* with LOOKUP_PARENT: the last component */
	enum last_type last_type;
	const char *last; /* not NUL-terminated */
	unsigned int last_len;
	u32 last_hash;
	bool last_slash; /* slashes follow it */
};

/*
 * Walk to the directory that holds the last component, for a name of the
 * kernel's and for one in user memory. On success walk_end puts nd->path, and
 * until then nd->last can be used.
 */
int walk_parent(int dfd, const char *name, struct nameidata *nd);
int user_walk_parent(int dfd, const char __user *user, struct nameidata *nd);
void walk_end(struct nameidata *nd);

/* How the AT_* flags of a system call tell a walk to end: LOOKUP_*. */
static inline unsigned int at_lookup(int at_flags)
{
	return (at_flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
	       (at_flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
}

/*
 * The last component turned out to be this symlink, and is to be followed: walk
 * on from where it points, again to the last component's directory. Takes over
 * the reference on the link.
 */
int walk_follow_last(struct nameidata *nd, struct dentry *link);

/*
 * The last component in its directory, made by the file system if not cached;
 * may be negative. i_sem of the directory held. ERR_PTR.
 */
struct dentry *lookup_last(struct nameidata *nd);

/* -- namei.c, attr.c: may the task do this? ---------------------------------- */

/* -EROFS when the mount is read-only. */
int path_may_write(const struct path *path);
/* May the child (in its directory's i_sem) be made? be removed? */
int may_create(struct inode *dir, struct dentry *child);
int may_delete(struct inode *dir, struct dentry *victim, bool is_dir);

/* What a new name is to stand for. */
struct new_node {
	umode_t mode;		/* type and permissions, the umask applied */
	dev_t dev;		/* of a device */
	const char *target;	/* of a symlink */
	const struct path *old; /* not a new file, but another name of this */
};

/* The operations with their checks. i_sem of the directory held. */
int vfs_make(struct inode *dir, struct dentry *dentry,
	     const struct new_node *new);
int vfs_unlink(struct inode *dir, struct dentry *dentry);
int vfs_rmdir(struct inode *dir, struct dentry *dentry);

/* Make a name of the kernel's. */
int make_name(const char *name, const struct new_node *new);
/* Make or remove the last component of a walk, and end it. */
int make_last(struct nameidata *nd, const struct new_node *new);
int remove_last(struct nameidata *nd, bool is_dir);

/* Owner, or CAP_FOWNER? */
bool inode_owner_or_capable(const struct inode *inode);

/* A regular file's new size: 0, -EFBIG (and SIGXFSZ), or the fs's refusal. The
 * caller has checked that the task may write. */
int do_truncate(struct dentry *dentry, loff_t size);
/* The same for who has the file not open for writing; or -ETXTBSY. */
int truncate_file(struct dentry *dentry, loff_t size);

/* An offset that came in two registers. */
static inline loff_t make_loff(u32 low, u32 high)
{
	return (loff_t)((u64)high << 32 | low);
}

/* getname; "" too if empty_ok. */
int getname_flags(struct filename *fn, const char __user *user, bool empty_ok);

/* -- open.c, file_table.c, file.c, fdtable.c ---------------------------------- */

/* Open by name; ERR_PTR. */
struct file *do_filp_open(int dfd, const char *name, int flags, umode_t mode);
void filp_close(struct file *file, const struct files_struct *files);
void file_table_init(void);

/* One more than the largest descriptor that the task may use. */
unsigned int max_descriptors(void);
/*
 * Make room for descriptor fd. file_lock held on entry and exit, but dropped in
 * between: look again at whatever was seen before. 0 or -ENOMEM.
 */
int expand_files(struct files_struct *files, unsigned int fd);
/* Take the file out of its descriptor with the reference, or NULL. */
struct file *take_fd(unsigned int fd);
/* dup2: put the file (its reference is taken over on success) at fd, closing
 * what was there. fd, -EBUSY, -ENOMEM. */
int replace_fd(unsigned int fd, struct file *file, bool cloexec);
/* The close-on-exec mark of a descriptor that is open. */
bool get_cloexec(unsigned int fd);
void set_cloexec(unsigned int fd, bool on);
void files_init(void);

/* -- fs_struct.c ------------------------------------------------------------------ */

/* Boot: the current task's root and directory; takes references. */
void set_fs_root_and_pwd(const struct path *path);
void fs_struct_init(void);

/* -- locks.c ------------------------------------------------------------------- */

/* fcntl's F_GETLK and its kin, on whose struct flock or flock64 user points. */
long fcntl_lock(unsigned int fd, struct file *file, unsigned int cmd,
		void __user *user);
/* A descriptor of the file is closed: the locks of those who share the table go.
 * The file itself is closed: so do its own. May sleep; never fail. */
void locks_remove_posix(struct file *file, const struct files_struct *files);
void locks_remove_file(struct file *file);

/* -- pipe.c -------------------------------------------------------------------- */

/* F_SETPIPE_SZ, F_GETPIPE_SZ: the size in bytes, -EBADF if it is no pipe, -EINVAL,
 * -EPERM, -EBUSY, -ENOMEM. */
long pipe_fcntl(struct file *file, unsigned int cmd, unsigned long arg);

/* -- super.c, mount.c ----------------------------------------------------------- */

struct file_system_type *get_fs_type(const char *name);
/* A super block with one more use: filled, or a single one shared. ERR_PTR. */
struct super_block *get_super(struct file_system_type *type, char *data);
void deactivate_super(struct super_block *sb);
void mntput_final(struct vfsmount *mnt);
/* Step from a mountpoint to the root of what is mounted there. */
void follow_mount(struct path *path);

static inline void mntget(struct vfsmount *mnt)
{
	atomic_inc(&mnt->mnt_count);
}

static inline void mntput(struct vfsmount *mnt)
{
	if (atomic_dec_and_test(&mnt->mnt_count))
		mntput_final(mnt);
}

/* -- file.c -------------------------------------------------------------------- */

/*
 * fget and fput for the time of one system call: who has the table alone borrows
 * the descriptor's reference, as nobody else can close it meanwhile.
 */
struct fd {
	struct file *file;
	bool borrowed, pos_locked;
};

/* The file at fd unless its mode has one of these bits; file_lock held, or the
 * table one's own. */
static inline struct file *look_up_fd(const struct files_struct *files,
				      unsigned int fd, unsigned int without)
{
	struct file *file;

	if (unlikely(fd >= files->max_fds))
		return NULL;
	file = files->fd[fd];
	return likely(file && !(file->f_mode & without)) ? file : NULL;
}

static inline struct fd fdget(unsigned int fd)
{
	const struct files_struct *files = current->files;
	bool alone = files->count == 1;

	return (struct fd){
		.file = likely(alone) ? look_up_fd(files, fd, FMODE_PATH)
				      : fget(fd),
		.borrowed = alone,
	};
}

static inline void fdput(struct fd fd)
{
	if (unlikely(!fd.borrowed))
		fput(fd.file);
}

/* -- libfs.c, ramfs.c, shmem.c ----------------------------------------------------- */

int simple_fsync(struct file *file);
/* The dentry of a name in a directory, as missing if it is; with a reference, or
 * NULL without memory. i_sem of the directory held. */
struct dentry *simple_child(struct dentry *dir, const char *name);
/* Has the directory no names? */
bool simple_empty(struct dentry *dentry);
/* Give a name to an inode, whose reference it takes over, for as long as the
 * name is there; drop the name again. i_sem of the directory held. */
void pin_dentry(struct dentry *dentry, struct inode *inode);
void unpin_dentry(struct dentry *dentry);
/* Undo the pins of a whole tree: its file system goes away. */
void d_unpin_tree(struct dentry *root);

/*
 * An inode of a file system that lives in the dcache, with ramfs's operations
 * for the mode's type. ERR_PTR(-ENOMEM, -ENOSPC).
 */
struct inode *ramfs_get_inode(struct super_block *sb, const struct inode *dir,
			      umode_t mode, dev_t dev);
int ramfs_fill_super(struct super_block *sb, char *data);
extern struct file_system_type ramfs_type, tmpfs_type;
extern const struct file_operations ramfs_file_operations;
void shmem_init(void);

#endif
