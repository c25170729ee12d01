/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of fs/proc/ share. */
#ifndef FS_PROC_PROC_H
#define FS_PROC_PROC_H

#include <lectern/fs.h>
#include <lectern/proc_fs.h>

struct pid_entry;

/*
 * An entry made by proc_create: a file if it can be shown or written, else a
 * directory. Lock: proc_lock (spin) guards the tree and users.
 */
struct proc_dir_entry {
	const char *name;	/* of its own, behind the structure */
	unsigned int len;
	umode_t mode;
	unsigned long ino;
	proc_show_t show;
	proc_write_t write;
	void *data;
	unsigned int users;	/* inodes that point here, 1 for the tree */
	bool removed;
	struct proc_dir_entry *parent;
	struct list_head children, sibling;
};

/* What an inode of /proc stands for: i_private. */
struct proc_inode {
	proc_show_t show;
	proc_write_t write;
	void *data;			/* for show and write */
	struct proc_dir_entry *entry;	/* of proc_create, or NULL */
	struct task_struct *task;	/* of a process's file, or NULL */
	const struct pid_entry *pid_entry;
	unsigned int fd;		/* of /proc/PID/fd/N */
};

static inline struct proc_inode *PROC_I(const struct inode *inode)
{
	return inode->i_private;
}

extern struct proc_dir_entry proc_root;
extern const struct file_operations proc_file_operations;

/* A fresh inode with its proc_inode; NULL without memory. */
struct inode *proc_new_inode(struct super_block *sb, umode_t mode);

/* The entry of a name below dir, with a use; or NULL. */
struct proc_dir_entry *proc_find(struct proc_dir_entry *dir, const char *name,
				 unsigned int len);
void proc_put(struct proc_dir_entry *entry);

/* Give the children of dir to a reader; false when its buffer is full.
 * first_pos is the position of the first one. */
bool proc_emit_entries(struct proc_dir_entry *dir, struct dir_context *ctx,
		       loff_t first_pos);

/* Entries come at these positions of the root; processes after them. */
#define PROC_PID_POS	0x10000

/* pid.c: the directory of a process, for the root's lookup; "self" as well. */
struct dentry *proc_pid_lookup(struct inode *dir, struct dentry *dentry);
bool proc_pid_emit(struct dir_context *ctx);

/* pid_show.c, pid_maps.c: the texts; data is the task. */
int pid_show_stat(struct seq_buf *s, void *data);
int pid_show_statm(struct seq_buf *s, void *data);
int pid_show_status(struct seq_buf *s, void *data);
int pid_show_comm(struct seq_buf *s, void *data);
int pid_show_limits(struct seq_buf *s, void *data);
int pid_show_cmdline(struct seq_buf *s, void *data);
int pid_show_environ(struct seq_buf *s, void *data);
int pid_show_auxv(struct seq_buf *s, void *data);
int pid_show_maps(struct seq_buf *s, void *data);
int pid_show_wchan(struct seq_buf *s, void *data);
int pid_show_mounts(struct seq_buf *s, void *data);
int pid_show_mountinfo(struct seq_buf *s, void *data);

#endif
