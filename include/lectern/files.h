/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a process has of the file system: its descriptors and its place in the
 * tree of names. Both are shared by clone with CLONE_FILES, CLONE_FS. Comes with
 * <lectern/fs.h>.
 */
#ifndef LECTERN_FILES_H
#define LECTERN_FILES_H

#include <lectern/fs.h>

struct fs_struct {
	int count; /* [lock], as all below */
	spinlock_t lock;
	umode_t umask;
	struct path root, pwd;
};

/* Where it stands, with references; never sleep. */
void get_fs_root(struct fs_struct *fs, struct path *path);
void get_fs_pwd(struct fs_struct *fs, struct path *path);

#define NR_OPEN_DEFAULT 32

/* A process's descriptors. The embedded table serves until it is too small. */
struct files_struct {
	int count; /* [file_lock], as all below */
	spinlock_t file_lock;
	unsigned int max_fds; /* size of fd and the bitmaps */
	unsigned int next_fd; /* no free one below */
	struct file **fd;
	unsigned long *open_fds, *close_on_exec; /* bitmaps */
	struct file *fd_init[NR_OPEN_DEFAULT];
	unsigned long bits_init[2];
};

#define NR_OPEN_MAX (1024 * 1024)

/* fork: share (CLONE_FILES, CLONE_FS) or copy. 0 or -ENOMEM. */
int copy_files(unsigned long clone_flags, struct task_struct *child);
int copy_fs(unsigned long clone_flags, struct task_struct *child);
void exit_files(struct task_struct *task);
void exit_fs(struct task_struct *task);
/* exec: a table of its own, without the close-on-exec ones. */
int unshare_files(void);
void flush_old_files(struct files_struct *files);

/* The open file of a descriptor with a reference, or NULL. */
struct file *fget(unsigned int fd);
/* The same, O_PATH descriptors too: for calls that only want the name. */
struct file *fget_raw(unsigned int fd);
/* Drop a reference; the last one closes the file (__fput). May sleep. */
void __fput(struct file *file);
static inline void fput(struct file *file)
{
	if (atomic_dec_and_test(&file->f_count))
		__fput(file);
}
/* One more reference on a file that one is held on; any context. */
static inline void get_file(struct file *file)
{
	atomic_inc(&file->f_count);
}
/* A free descriptor number >= start (reserved), -EMFILE, -ENOMEM. */
int get_unused_fd(unsigned int start, unsigned int flags);
/* Give a reserved number back unused; put a file there, whose reference it takes
 * over: from then on other threads can use (and close) it. Never sleep. */
void put_unused_fd(unsigned int fd);
void fd_install(unsigned int fd, struct file *file);
/* The first file that any task has open from *fd on (for /proc/PID/fd), with a
 * reference; *fd is its descriptor then. Or NULL. */
struct file *task_next_file(struct task_struct *task, unsigned int *fd);

#endif
