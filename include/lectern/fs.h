/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The virtual file system: what the core sees of files, and what a file system
 * or driver fills in.
 *
 *   file descriptor -> struct file -> struct dentry -> struct inode
 *   (per process)      (an open)      (a name)         (the thing itself)
 *
 * Locks: inode->i_sem (a mutex) serialises changes of a directory and of a
 * file's size; parent before child, two directories by address. dcache_lock
 * (spin) guards the dentry tree, hash and LRU. files->file_lock guards a
 * descriptor table. Counts of files and dentries are atomic.
 */
#ifndef LECTERN_FS_H
#define LECTERN_FS_H

#include <lectern/i386/atomic.h>
#include <lectern/i386/uaccess.h>
#include <lectern/list.h>
#include <lectern/mutex.h>
#include <lectern/radix_tree.h>
#include <lectern/time.h>
#include <lectern/types.h>
#include <lectern/wait.h>
#include <uapi/fcntl.h>
#include <uapi/kdev_t.h>
#include <uapi/limits.h>
#include <uapi/stat.h>
#include <uapi/time.h>

struct address_space;
struct dentry;
struct dir_context;
struct file;
struct file_system_type;
struct iattr;
struct inode;
struct iovec;
struct module;
struct page;
struct path;
struct poll_table;
struct statfs64;
struct super_block;
struct task_struct;
struct vfsmount;
struct vm_area_struct;

/* -- page cache ------------------------------------------------------------ */

struct address_space_operations {
	/* Fill a new, zeroed page from the file. 0 or negative errno; may
	 * sleep. Clean pages may leave memory at any time. NULL: the cache
	 * holds the only copy, and reclaim leaves it alone. */
	int (*readpage)(struct address_space *mapping, unsigned long index,
			struct page *page);
	/*
	 * A page joins the cache (0, or -ENOSPC, which is then what the caller
	 * gets); a page has left it. May not sleep.
	 */
	int (*charge_page)(struct address_space *mapping);
	void (*uncharge_page)(struct address_space *mapping);
};

/*
 * The cached pages of a file. Locks: tree_lock (spin) guards the tree,
 * i_mmap_lock (spin; page_table_lock nests inside) the areas that map it.
 */
struct address_space {
	struct inode *host;
	struct radix_tree_root pages;
	spinlock_t tree_lock, i_mmap_lock;
	unsigned long nrpages;
	struct list_head i_mmap; /* of vm_area_struct, through shared */
	const struct address_space_operations *a_ops;
};

/* -- inodes ---------------------------------------------------------------- */

struct inode {
	unsigned long i_ino;
	umode_t i_mode;
	unsigned int i_nlink;
	uid_t i_uid;
	gid_t i_gid;
	dev_t i_rdev;
	loff_t i_size;
	struct timespec64 i_atime, i_mtime, i_ctime;
	u64 i_blocks; /* of 512 bytes */
	atomic_t i_count;
	struct mutex i_sem;
	const struct inode_operations *i_op;
	const struct file_operations *i_fop;
	struct super_block *i_sb;
	struct address_space *i_mapping;
	struct address_space i_data;
	struct list_head i_list; /* of the super block */
	int i_writecount;	 /* > 0 open for write; < 0 running */
	bool i_locked;		 /* somebody has had a lock on it */
	void *i_private;	 /* pipe, device, proc entry … */
	char *i_link;		 /* a symlink's target, if in memory */
};

struct inode_operations {
	/* Find a name; d_add the result (negative when NULL). NULL or ERR_PTR,
	 * or another dentry to use. dir->i_sem held. */
	struct dentry *(*lookup)(struct inode *dir, struct dentry *dentry);
	int (*create)(struct inode *dir, struct dentry *dentry, umode_t mode);
	int (*mknod)(struct inode *dir, struct dentry *dentry, umode_t mode,
		     dev_t dev);
	int (*mkdir)(struct inode *dir, struct dentry *dentry, umode_t mode);
	int (*link)(struct dentry *old, struct inode *dir,
		    struct dentry *dentry);
	int (*symlink)(struct inode *dir, struct dentry *dentry,
		       const char *target);
	int (*unlink)(struct inode *dir, struct dentry *dentry);
	int (*rmdir)(struct inode *dir, struct dentry *dentry);
	/* exchange: new, which is there, gets old's name instead of going. */
	int (*rename)(struct inode *old_dir, struct dentry *old,
		      struct inode *new_dir, struct dentry *new, bool exchange);
	/* The target's text: to buf (kernel memory), returns its length. */
	int (*readlink)(struct dentry *dentry, char *buf, size_t len);
	/* For magic links (/proc/PID/exe): go straight to a path. */
	int (*follow_link)(struct dentry *dentry, struct path *path);
};

#define MAY_EXEC  1
#define MAY_WRITE 2
#define MAY_READ  4

#define ATTR_MODE      1
#define ATTR_UID       2
#define ATTR_GID       4
#define ATTR_SIZE      8
#define ATTR_ATIME     16
#define ATTR_MTIME     32
#define ATTR_TIMES_SET 64 /* to given times: takes the owner */

struct iattr {
	unsigned int ia_valid;
	umode_t ia_mode;
	uid_t ia_uid;
	gid_t ia_gid;
	loff_t ia_size;
	struct timespec64 ia_atime, ia_mtime;
};

/* -- dentries -------------------------------------------------------------- */

#define DNAME_INLINE 36

struct dentry {
	atomic_t d_count;
	unsigned int d_flags;
	struct inode *d_inode;	 /* NULL: known not to exist */
	struct dentry *d_parent; /* itself at a root */
	const char *d_name;	 /* NUL-terminated; d_iname or kmalloc'ed */
	unsigned int d_len, d_hashval;
	struct hlist_node d_hash;
	struct list_head d_lru;	  /* when unused */
	struct list_head d_child; /* of the parent's d_subdirs */
	struct list_head d_subdirs;
	struct super_block *d_sb;
	const struct dentry_operations *d_op;
	struct vfsmount *d_mounted; /* mounts here, through mnt_same */
	unsigned int d_seq;	    /* place among the parent's children */
	unsigned int d_next_seq;    /* the last one given to a child */
	char d_iname[DNAME_INLINE];
};

struct dentry_operations {
	/* Is a cached dentry still right? (procfs: the process is alive) */
	bool (*d_revalidate)(struct dentry *dentry);
	/* Unused: true to forget it at once. */
	bool (*d_delete)(const struct dentry *dentry);
	/* A name made on demand ("pipe:[12]") into buf, cut to it. */
	char *(*d_dname)(struct dentry *dentry, char *buf, size_t len);
};

#define DCACHE_ON_LRU 1 /* d_flags */
#define DCACHE_PINNED 2 /* holds a reference on itself: ramfs */

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct vfsmount {
	struct vfsmount *mnt_parent;   /* itself at the root of all */
	struct dentry *mnt_mountpoint; /* in the parent */
	struct dentry *mnt_root;       /* of the mounted tree */
	struct super_block *mnt_sb;
	atomic_t mnt_count;	/* uses; 1 for being mounted */
	atomic_t mnt_writers;	/* files open for writing through it */
	unsigned int mnt_flags; /* MS_* */
	char *mnt_devname;
	struct list_head mnt_list; /* all, in mount order */
	struct vfsmount *mnt_same; /* next on the same mountpoint dentry */
	int mnt_id;		   /* for mountinfo */
};

/* -- super blocks and file systems ------------------------------------------ */

struct super_operations {
	/* The last use is gone (and i_nlink says whether the last name is):
	 * free what the fs keeps of it. */
	void (*delete_inode)(struct inode *inode);
	int (*statfs)(struct super_block *sb, struct statfs64 *buf);
	void (*put_super)(struct super_block *sb);
	/* New options, without the flags; NULL: there are none to change. */
	int (*remount)(struct super_block *sb, char *data);
	int (*show_options)(struct super_block *sb, char *buf, size_t len);
};

struct super_block {
	dev_t s_dev;
	unsigned long s_magic;
	unsigned long s_blocksize;
	const struct super_operations *s_op;
	struct file_system_type *s_type;
	struct dentry *s_root;
	struct list_head s_inodes;
	int s_active; /* mounts */
	void *s_fs_info;
	unsigned long s_next_ino;
};

struct file_system_type {
	const char *name;
	/* Fill a fresh super block from mount's data (a string or NULL). */
	int (*fill_super)(struct super_block *sb, char *data);
	bool single;	/* one super block for all mounts (proc) */
	bool in_dcache; /* ramfs: dentries are pinned until unlink */
	struct super_block *single_sb;
	struct list_head list;
};
/* 0 or -EBUSY when the name is taken. */
int register_filesystem(struct file_system_type *fs);
/* All types, for /proc/filesystems; hold mount_mutex. */
extern struct list_head file_systems;

/* A mount that no directory shows (pipes, shared memory). ERR_PTR. */
struct vfsmount *kern_mount(struct file_system_type *fs);

/* -- open files ------------------------------------------------------------ */

struct file {
	struct path f_path;
	struct inode *f_inode;
	const struct file_operations *f_op;
	atomic_t f_count;
	unsigned int f_flags; /* O_* */
	unsigned int f_mode;  /* FMODE_* */
	loff_t f_pos;
	struct mutex f_pos_lock;
	void *private_data;
};

#define FMODE_READ	 1
#define FMODE_WRITE	 2
#define FMODE_PATH	 4  /* O_PATH: a name, no data */
#define FMODE_ATOMIC_POS 8  /* sharers take turns at f_pos (files, dirs) */
#define FMODE_DENYWRITE	 16 /* open_exec: keeps writers out till it closes */
#define FMODE_WRITER	 32 /* counted in i_writecount */

/*
 * Callback of readdir: false when the caller's buffer is full. iterate() gives
 * each entry with its own position and, when that was taken, moves ctx->pos on
 * to the next one's; positions fit 31 bits and outlive changes of the directory.
 */
struct dir_context {
	bool (*actor)(struct dir_context *ctx, const char *name, int len,
		      loff_t pos, u64 ino, unsigned int type);
	loff_t pos;
};

#define MODE_TO_DT 12 /* DT_* are the type bits of a mode, shifted right */

/* Hand the entry at ctx->pos over; type is DT_*. */
static inline bool dir_emit(struct dir_context *ctx, const char *name, int len,
			    u64 ino, unsigned int type)
{
	return ctx->actor(ctx, name, len, ctx->pos, ino, type);
}

/* "." and "..", at positions 0 and 1; false when the buffer is full. */
bool dir_emit_dots(struct file *file, struct dir_context *ctx);

struct file_operations {
	struct module *owner;
	/* NULL: cannot seek (ESPIPE), as with no_llseek. */
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t n,
			loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t n,
			 loff_t *pos);
	/* n bytes from checked buffers, in one. NULL: write, for each. */
	ssize_t (*writev)(struct file *file, const struct iovec *iov, size_t n);
	int (*iterate)(struct file *file, struct dir_context *ctx);
	unsigned int (*poll)(struct file *file, struct poll_table *wait);
	long (*ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *file);
	void (*flush)(struct file *file); /* at each close(2) */
	void (*release)(struct inode *inode, struct file *file);
	int (*fsync)(struct file *file);
};

/*
 * poll: a file's poll() calls poll_wait for each queue whose wake-up may change
 * the answer, then returns the POLL* mask that holds now. Without a table it is
 * only asked.
 */
struct poll_table {
	void (*queue)(struct file *file, wait_queue_head_t *head,
		      struct poll_table *table);
};

static inline void poll_wait(struct file *file, wait_queue_head_t *head,
			     struct poll_table *table)
{
	if (table)
		table->queue(file, head, table);
}

/*
 * -- names -----------------------------------------------------------------
 *
 * Process context throughout, and unless it says otherwise a function may sleep
 * and is called without locks. Source: path_resolution(7).
 */

/* A name copied from user space: a short one, as nearly all are, lies in the
 * structure itself. */
#define NAME_INLINE 64
struct filename {
	char *name;
	char iname[NAME_INLINE];
};

/* 0, -EFAULT, -ENOENT for "", -ENAMETOOLONG, -ENOMEM. putname frees. */
int getname(struct filename *fn, const char __user *user);
void putname(struct filename *fn);

#define LOOKUP_FOLLOW	 1  /* the last component's symlink too */
#define LOOKUP_DIRECTORY 2  /* must be a directory */
#define LOOKUP_PARENT	 4  /* stop before the last component */
#define LOOKUP_EMPTY	 8  /* "" is the start itself */
#define LOOKUP_FD	 16 /* no name: the open file dfd itself ... */
#define LOOKUP_O_PATH	 32 /* ... of which O_PATH may be the mode */

/* Walk a name from dfd (or AT_FDCWD): path with references. 0 or -errno. */
int path_lookup(int dfd, const char *name, unsigned int flags,
		struct path *path);
/* The same for a name in user memory, which LOOKUP_FD does not look at. */
int user_path_at(int dfd, const char __user *name, unsigned int flags,
		 struct path *path);
/* One more use of both halves (never sleeps); one less. */
void path_get(const struct path *path);
void path_put(const struct path *path);
/* May the task (by fsuid, fsgid, groups, capabilities) do MAY_*: 0 or -EACCES. */
int permission(const struct inode *inode, int mask);

/* The path's name from the process's root, at the end of buf. ERR_PTR. */
char *d_path(const struct path *path, char *buf, size_t len);
/* The same within its file system, from its root. */
char *dentry_path(const struct dentry *dentry, char *buf, size_t len);

/* A new dentry, used once, not to be found yet; the name (len bytes) is copied.
 * NULL without memory. */
struct dentry *d_alloc(struct dentry *parent, const char *name, unsigned len);
/* Make it known, as this inode (whose reference it takes over) or as missing
 * (NULL). d_instantiate: the same for one that is known as missing already.
 * i_sem of the directory held; neither sleeps. */
void d_add(struct dentry *dentry, struct inode *inode);
void d_instantiate(struct dentry *dentry, struct inode *inode);
/* The name was removed: it is known as missing, or (in use) forgotten. */
void d_delete(struct dentry *dentry);
/* Forget it: the next walk asks the file system. Never sleeps. */
void d_drop(struct dentry *dentry);
/* The root of a file system; takes over the inode's reference in any case.
 * NULL without memory, or when inode is NULL. */
struct dentry *d_make_root(struct super_block *sb, struct inode *inode);
/* One more use of a dentry that is in use; any context. */
struct dentry *dget(struct dentry *dentry);
/* One less; NULL is ignored. The last one may free it, and the inode. */
void dput(struct dentry *dentry);
/* A cached child with a reference, or NULL. */
struct dentry *d_lookup(struct dentry *parent, const char *name, unsigned len);
/* A dentry outside every directory, for pipes and the like; takes over the
 * inode's reference on success. NULL without memory. */
struct dentry *d_alloc_pseudo(struct super_block *sb, const char *name,
			      struct inode *inode,
			      const struct dentry_operations *ops);
/* Free up to n unused dentries (and so inodes); returns how many. */
unsigned long shrink_dcache(unsigned long n);

/* A fresh inode: count 1, one link, a number of its own, an i_op whose members
 * are all NULL, no i_fop. NULL without memory. */
struct inode *new_inode(struct super_block *sb);
/* Drop a reference; NULL is ignored. The last one frees pages and inode. */
void iput(struct inode *inode);
/* Owner, group, mode and times of a file that the task makes in dir (or, NULL,
 * outside all). mode is type and permissions. Never sleeps. */
void inode_init_owner(struct inode *inode, const struct inode *dir,
		      umode_t mode);
/* Mode, number and operations of a device, fifo or socket. Never sleeps. */
void init_special_inode(struct inode *inode, umode_t mode, dev_t dev);

/* -- doing things from inside the kernel ----------------------------------- */

/* Open by name as open(2) does (flags O_*; mode with the umask applied); ERR_PTR.
 * Needs a task with fs. */
struct file *filp_open(const char *name, int flags, umode_t mode);
/* exec's: a regular, executable file, denied to writers until its last fput.
 * ERR_PTR. */
struct file *open_exec(const char *name);
/* An open file on a path, whose references it takes over in any case. ERR_PTR. */
struct file *dentry_open(const struct path *path, int flags);
/* The same with given operations, whose open() is not called; no checks. */
struct file *alloc_file(const struct path *path, int flags,
			const struct file_operations *fops);
/* Shared memory: a file that nobody can name, size bytes long for good, which
 * counts in Committed_AS unless vm_flags has VM_NORESERVE. ERR_PTR. */
struct file *shmem_file_setup(const char *name, loff_t size,
			      unsigned long vm_flags);
/* Read from any offset into kernel memory; bytes read or -errno. */
ssize_t kernel_read(struct file *file, loff_t pos, void *buf, size_t n);
/* mkdir(2) by an absolute name. 0 or negative errno. */
int vfs_mkdir_at(const char *name, umode_t mode);
/* mount(2) without the check for CAP_SYS_ADMIN: flags MS_*; dev and data may be
 * NULL, and data is cut to pieces. 0 or -errno. */
int do_mount(const char *dev, const char *dir, const char *type,
	     unsigned long flags, char *data);
/* A regular file is about to be written: unless the task has CAP_FSETID, a program
 * loses the right to run as its owner. i_sem held; never sleeps. */
void file_remove_privs(struct inode *inode);
/* Times of a file that was read, written: for read and write operations. */
void file_accessed(struct file *file);
void file_update_time(struct file *file);
/* Writers and running programs keep each other out: 0 or -ETXTBSY. */
int get_write_access(struct inode *inode);
void put_write_access(struct inode *inode);

/* -- generic file operations ----------------------------------------------- */

/* Where a file's size must end: its last page still has an index. */
#define MAX_FILE_SIZE ((loff_t)~0UL << PAGE_SHIFT)

/* The same for who opened it so: without O_LARGEFILE 2 GiB - 1. */
static inline loff_t max_size_of(const struct file *file)
{
	return file->f_flags & O_LARGEFILE ? MAX_FILE_SIZE : 0x7FFFFFFF;
}

/* As the operations of these names, for files in the page cache (regular files
 * whose mapping has a_ops). */
ssize_t generic_file_read(struct file *f, char __user *b, size_t n, loff_t *p);
ssize_t generic_file_write(struct file *f, const char __user *b, size_t n,
			   loff_t *p);
int generic_file_mmap(struct file *file, struct vm_area_struct *vma);
struct page *filemap_nopage(struct vm_area_struct *vma, unsigned long address,
			    bool *major);
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
loff_t no_llseek(struct file *file, loff_t offset, int whence);
/* Directories that live in the dcache alone (ramfs, devtmpfs): list the names;
 * answer that a name which is not cached is missing. */
int dcache_iterate(struct file *file, struct dir_context *ctx);
struct dentry *simple_lookup(struct inode *dir, struct dentry *dentry);
extern const struct file_operations simple_dir_operations;

extern struct vfsmount *root_mnt;
extern struct list_head mount_list; /* [mount_mutex] */
extern struct mutex mount_mutex;
extern int nr_files, max_files; /* open files; how many there may be */
extern int pipe_max_size;	/* bytes */

/*
 * Boot: caches, the root file system, a files_struct and an fs_struct for the
 * task that calls; then the archives unpacked into the root.
 */
void vfs_init(void);
void populate_rootfs(void);

#include <lectern/chrdev.h>
#include <lectern/files.h>

#endif
