/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of fs/proc/ share. */
#ifndef FS_PROC_PROC_H
#define FS_PROC_PROC_H

#include <lectern/fs.h>
#include <lectern/math64.h>
#include <lectern/proc_fs.h>
#include <lectern/sched.h>
#include <lectern/time.h>

/*
 * A name in /proc: a directory, a file with a text, or (i_op, i_fop) something
 * else. A directory has its children and may find and list more: tasks,
 * descriptors. Lock: proc_lock (spin) guards the tree and users.
 */
struct proc_dir_entry {
	const char *name;
	unsigned int len;
	umode_t mode;
	unsigned long ino;
	loff_t pos, next_pos; /* in its directory; the next child's */
	proc_show_t show;
	proc_write_t write;
	void *data; /* for show and write, where there is no task */
	/* A process's link: the target with references; 0 or -errno. */
	int (*get_path)(struct task_struct *task, struct path *path);
	/* A directory's names behind its children; of this task, if it is its. */
	struct dentry *(*lookup)(struct inode *dir, struct dentry *dentry);
	void (*emit)(struct dir_context *ctx, struct task_struct *task);
	const struct inode_operations *i_op; /* NULL: as the mode says */
	const struct file_operations *i_fop;
	unsigned int users; /* inodes that point here, 1 for the tree */
	unsigned int calls; /* of show and write that run */
	bool removed;
	bool private; /* for those only who may look at the task */
	struct list_head children, sibling;
};

/* What an inode of /proc stands for: i_private. */
struct proc_inode {
	struct proc_dir_entry *entry; /* NULL for a descriptor */
	struct task_struct *task;     /* of a process's file, or NULL */
	unsigned int fd;	      /* of /proc/PID/fd/N */
};

static inline struct proc_inode *PROC_I(const struct inode *inode)
{
	return inode->i_private;
}

/* Inode numbers: entries have small ones; each process has a range. */
static inline unsigned long proc_ino(const struct task_struct *task,
				     unsigned long n)
{
	return task ? ((unsigned long)task->pid << 16) + 0x8000 + n : n;
}

extern struct proc_dir_entry proc_root;
/* What is in each /proc/PID, and in each task/TID below. */
extern struct proc_dir_entry proc_pid_root, proc_tid_root;

/* proc_create below another root; of any type: a directory (which may be there
 * already), or a link whose target show says. */
struct proc_dir_entry *proc_create_in(struct proc_dir_entry *dir,
				      const char *name, umode_t mode,
				      proc_show_t show, proc_write_t write,
				      void *data);

/* Around a call of an entry's functions, which may sleep: proc_remove waits for
 * it to end. -EIO when the entry is removed already, -ESRCH when the task is. */
int proc_enter(const struct proc_inode *pi);
void proc_leave(struct proc_dir_entry *entry);

extern struct proc_dir_entry sysfs_root;

/* fill_super of a file system that shows the tree below root. */
int proc_fill_root(struct super_block *sb, struct proc_dir_entry *root,
		   unsigned long magic);
extern const struct file_operations proc_file_operations;

/* Hang an entry (name, len, mode and what is shown are set) below dir. Returns
 * one that has the name already, or NULL. */
struct proc_dir_entry *proc_link(struct proc_dir_entry *dir,
				 struct proc_dir_entry *entry);

/* A fresh inode with its proc_inode, owned by who the task is; n is what it is
 * to the task. NULL without memory. */
struct inode *proc_new_inode(struct super_block *sb, umode_t mode,
			     struct task_struct *task, unsigned long n);
/* The same for an entry, of a task or (NULL) of the whole system. */
struct inode *proc_entry_inode(struct super_block *sb,
			       struct proc_dir_entry *entry,
			       struct task_struct *task);
/* The end of a lookup: the name is this inode, or (NULL) there was no memory. */
struct dentry *proc_add(struct dentry *dentry, struct inode *inode);

#define FIRST_POS 2 /* of a directory's own names: after . and .. */

/* What another user's process, or one that had more rights, has in memory, has
 * open or stands in is nobody else's business: may the caller look at it? */
bool proc_may_look(struct task_struct *task);

/* Whose the inode is that tells of a task: its user's or, as long as nobody may
 * look at the task, root's. */
void proc_set_owner(struct inode *inode, struct task_struct *task);

/* pid.c: the directories of processes (task: NULL), or of a process's threads. */
int proc_pid_init(void);
struct dentry *proc_task_lookup(struct inode *dir, struct dentry *dentry);
void proc_task_emit(struct dir_context *ctx, struct task_struct *task);

/* A line for each of n numbers of pages, in KiB. */
struct proc_pages {
	const char *name; /* with what divides it from the number */
	unsigned long pages;
};
void proc_show_pages(struct seq_buf *s, const struct proc_pages *lines,
		     size_t n);

/* Times in the unit that /proc tells. */
#define NSEC_PER_TICK (NSEC_PER_SEC / USER_HZ)

static inline unsigned long ticks(u64 ns)
{
	return div_u64(ns, NSEC_PER_TICK);
}

/*
 * pid_maps.c: call show for each area of the task's memory, with mmap_sem held
 * for reading and a page to write names in; the line of maps for one. 0 or
 * -ENOMEM.
 */
struct vm_area_struct;
int pid_for_each_area(struct seq_buf *s, struct task_struct *task,
		      void (*show)(struct seq_buf *s,
				   struct vm_area_struct *vma, char *page));
void pid_show_area(struct seq_buf *s, struct vm_area_struct *vma, char *page);

/* pid_show.c, pid_maps.c, pid_smaps.c: the texts; data is the task. */
int pid_show_stat(struct seq_buf *s, void *data);
int tid_show_stat(struct seq_buf *s, void *data);
int pid_show_sched(struct seq_buf *s, void *data);
int pid_show_statm(struct seq_buf *s, void *data);
int pid_show_status(struct seq_buf *s, void *data);
int pid_show_comm(struct seq_buf *s, void *data);
ssize_t pid_write_comm(const char *buf, size_t len, void *data);
int pid_show_limits(struct seq_buf *s, void *data);
int pid_show_cmdline(struct seq_buf *s, void *data);
int pid_show_environ(struct seq_buf *s, void *data);
int pid_show_auxv(struct seq_buf *s, void *data);
int pid_show_maps(struct seq_buf *s, void *data);
int pid_show_smaps(struct seq_buf *s, void *data);
int pid_show_smaps_rollup(struct seq_buf *s, void *data);
int pid_show_wchan(struct seq_buf *s, void *data);
int pid_show_oom_score(struct seq_buf *s, void *data);
int pid_show_oom_score_adj(struct seq_buf *s, void *data);
ssize_t pid_write_oom_score_adj(const char *buf, size_t len, void *data);
int pid_show_oom_adj(struct seq_buf *s, void *data);
ssize_t pid_write_oom_adj(const char *buf, size_t len, void *data);
int pid_show_mounts(struct seq_buf *s, void *data);
int pid_show_mountinfo(struct seq_buf *s, void *data);

#endif
