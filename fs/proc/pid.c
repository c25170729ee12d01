// SPDX-License-Identifier: GPL-2.0
/*
 * The directories of processes: /proc/PID, its files, links and descriptors.
 *
 * What a process's directory holds is a tree of entries like that of /proc
 * itself (generic.c), which exists once; descriptors are looked up one by one.
 *
 * Lock: tasklist_lock while a task is looked up or its family is read.
 */
#include "proc.h"

#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/kstrto.h>
#include <lectern/mm.h>
#include <lectern/printf.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <uapi/capability.h>
#include <uapi/dirent.h>

#define FD_INO	       0x100
#define MAX_NUMBER     12      /* digits and a NUL */
#define FIRST_TASK_POS 0x10000 /* in a directory; then by pid */

/* ------------------------------------------------------------------ links */

static int exe_path(struct task_struct *task, struct path *path)
{
	struct mm_struct *mm = get_task_mm(task);
	int err = -ENOENT;

	if (!mm)
		return err;
	down_read(&mm->mmap_sem);
	if (mm->exe_file) {
		*path = mm->exe_file->f_path;
		path_get(path);
		err = 0;
	}
	up_read(&mm->mmap_sem);
	mmput(mm);
	return err;
}

/* tasklist_lock keeps task->fs from going: exit_fs takes it off first. */
static int fs_path(struct task_struct *task, struct path *path,
		   void (*get)(struct fs_struct *fs, struct path *path))
{
	struct fs_struct *fs;

	spin_lock(&tasklist_lock);
	fs = task->fs;
	if (fs)
		get(fs, path);
	spin_unlock(&tasklist_lock);
	return fs ? 0 : -ENOENT;
}

static int cwd_path(struct task_struct *task, struct path *path)
{
	return fs_path(task, path, get_fs_pwd);
}

static int root_path(struct task_struct *task, struct path *path)
{
	return fs_path(task, path, get_fs_root);
}

/* The open file of one descriptor, with a reference; or NULL. */
static struct file *task_fget(struct task_struct *task, unsigned int fd)
{
	unsigned int next = fd;
	struct file *file = task_next_file(task, &next);

	if (!file || next == fd)
		return file;
	fput(file);
	return NULL;
}

static int fd_path(struct task_struct *task, unsigned int fd, struct path *path)
{
	struct file *file = task_fget(task, fd);

	if (!file)
		return -ENOENT;
	*path = file->f_path;
	path_get(path);
	fput(file);
	return 0;
}

static bool is_dumpable(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	bool dumpable = !mm || !mm->undumpable;

	if (mm)
		mmput(mm);
	return dumpable;
}

bool proc_may_look(struct task_struct *task)
{
	const struct cred *me = &current->cred;

	return task->tgid == current->tgid ||
	       (has_only_ids(task, me->fsuid, me->fsgid) &&
		is_dumpable(task)) ||
	       capable(CAP_SYS_PTRACE);
}

/* Directories that anybody may list are the user's in any case. */
void proc_set_owner(struct inode *inode, struct task_struct *task)
{
	bool user = inode->i_mode == (S_IFDIR | 0555) || is_dumpable(task);

	inode->i_uid = user ? task->cred.euid : 0;
	inode->i_gid = user ? task->cred.egid : 0;
}

static int pid_follow_link(struct dentry *dentry, struct path *path)
{
	const struct proc_inode *pi = PROC_I(dentry->d_inode);

	if (!proc_may_look(pi->task))
		return -EACCES;
	if (pi->entry)
		return pi->entry->get_path(pi->task, path);
	return fd_path(pi->task, pi->fd, path);
}

/* d_path builds the name at the end of the buffer. */
static int pid_readlink(struct dentry *dentry, char *buf, size_t len)
{
	struct path path;
	char *name;
	int err = pid_follow_link(dentry, &path);

	if (err)
		return err;
	name = d_path(&path, buf, len);
	path_put(&path);
	if (IS_ERR(name))
		return PTR_ERR(name);
	len = strlen(name);
	memmove(buf, name, len);
	return len;
}

static const struct inode_operations link_inode_operations = {
	.readlink = pid_readlink,
	.follow_link = pid_follow_link,
};

/* ------------------------------------------------------------ descriptors */

static bool parse_number(const char *name, unsigned int *number)
{
	/* No sign, no leading zero: each number has one name. */
	if (name[0] < '0' || name[0] > '9' || (name[0] == '0' && name[1]))
		return false;
	return !kstrtouint(name, 10, number);
}

static struct dentry *fd_lookup(struct inode *dir, struct dentry *dentry)
{
	struct task_struct *task = PROC_I(dir)->task;
	struct inode *inode;
	struct file *file;
	unsigned int fd;
	umode_t mode = S_IFLNK | 0100;

	if (!parse_number(dentry->d_name, &fd))
		return ERR_PTR(-ENOENT);
	file = task_fget(task, fd);
	if (!file)
		return ERR_PTR(-ENOENT);
	if (file->f_mode & FMODE_READ)
		mode |= 0400;
	if (file->f_mode & FMODE_WRITE)
		mode |= 0200;
	fput(file);
	inode = proc_new_inode(dir->i_sb, mode, task, FD_INO + fd);
	if (inode) {
		PROC_I(inode)->fd = fd;
		inode->i_op = &link_inode_operations;
	}
	return proc_add(dentry, inode);
}

static void fd_emit(struct dir_context *ctx, struct task_struct *task)
{
	unsigned int fd = ctx->pos - FIRST_POS;
	char name[MAX_NUMBER];
	struct file *file;
	bool ok = true;
	int len;

	while (ok && (file = task_next_file(task, &fd))) {
		fput(file);
		ctx->pos = FIRST_POS + (loff_t)fd;
		len = scnprintf(name, sizeof(name), "%u", fd);
		ok = dir_emit(ctx, name, len, proc_ino(task, FD_INO + fd),
			      DT_LNK);
		ctx->pos += ok;
		fd++;
	}
}

/* ------------------------------------------------ directories of tasks */

/*
 * In the root there is a directory for each process, in a process's task/ for
 * each thread of it. The root can be asked for a thread too, but does not list
 * it.
 */
static struct task_struct *get_task(unsigned int pid,
				    const struct task_struct *process)
{
	struct task_struct *task;

	spin_lock(&tasklist_lock);
	task = pid <= PID_MAX_LIMIT ? find_task_by_pid((pid_t)pid) : NULL;
	if (task && process && task->tgid != process->tgid)
		task = NULL;
	if (task)
		get_task_struct(task);
	spin_unlock(&tasklist_lock);
	return task;
}

struct dentry *proc_task_lookup(struct inode *dir, struct dentry *dentry)
{
	const struct task_struct *process = PROC_I(dir)->task;
	struct task_struct *task;
	struct inode *inode;
	unsigned int pid;

	if (!parse_number(dentry->d_name, &pid))
		return ERR_PTR(-ENOENT);
	task = get_task(pid, process);
	if (!task)
		return ERR_PTR(-ENOENT);
	inode = proc_entry_inode(
		dir->i_sb, process ? &proc_tid_root : &proc_pid_root, task);
	put_task_struct(task);
	return proc_add(dentry, inode);
}

static bool is_listed(struct task_struct *task,
		      const struct task_struct *process)
{
	return process ? task->tgid == process->tgid
		       : thread_group_leader(task);
}

/* The task with the lowest pid from `from` on, with a reference; or NULL. */
static struct task_struct *next_task(pid_t from,
				     const struct task_struct *process)
{
	struct task_struct *task;

	spin_lock(&tasklist_lock);
	while ((task = next_task_by_pid(from)) && !is_listed(task, process))
		from = task->pid + 1;
	if (task)
		get_task_struct(task);
	spin_unlock(&tasklist_lock);
	return task;
}

void proc_task_emit(struct dir_context *ctx, struct task_struct *process)
{
	struct task_struct *task;
	char name[MAX_NUMBER];
	bool ok = true;
	int len;

	ctx->pos = max(ctx->pos, (loff_t)FIRST_TASK_POS);
	while (ok && (task = next_task(ctx->pos - FIRST_TASK_POS, process))) {
		ctx->pos = FIRST_TASK_POS + task->pid;
		len = scnprintf(name, sizeof(name), "%d", task->pid);
		ok = dir_emit(ctx, name, len, proc_ino(task, 0), DT_DIR);
		ctx->pos += ok;
		put_task_struct(task);
	}
}

/* ------------------------------------------------- a process's directory */

#define TEXT(n, m, fn)                                                         \
	{                                                                      \
		.name = n, .mode = S_IFREG | (m), .show = fn                   \
	}
#define PRIVATE(n, m, fn)                                                      \
	{                                                                      \
		.name = n, .mode = S_IFREG | (m), .show = fn, .private = true  \
	}
#define TEXT_RW(n, m, fn, wr)                                                  \
	{                                                                      \
		.name = n, .mode = S_IFREG | (m), .show = fn, .write = wr      \
	}
#define DIR(n, m, look, em)                                                    \
	{                                                                      \
		.name = n, .mode = S_IFDIR | (m), .lookup = look, .emit = em   \
	}
#define LINK(n, fn)                                                            \
	{                                                                      \
		.name = n, .mode = S_IFLNK | 0777, .get_path = fn,             \
		.i_op = &link_inode_operations                                 \
	}

static struct proc_dir_entry pid_entries[] = {
	TEXT("stat", 0444, pid_show_stat),
	TEXT("sched", 0444, pid_show_sched),
	TEXT("statm", 0444, pid_show_statm),
	TEXT("status", 0444, pid_show_status),
	TEXT_RW("comm", 0644, pid_show_comm, pid_write_comm),
	TEXT("cmdline", 0444, pid_show_cmdline),
	PRIVATE("environ", 0400, pid_show_environ),
	PRIVATE("auxv", 0400, pid_show_auxv),
	PRIVATE("maps", 0444, pid_show_maps),
	PRIVATE("smaps", 0444, pid_show_smaps),
	PRIVATE("smaps_rollup", 0444, pid_show_smaps_rollup),
	TEXT("limits", 0444, pid_show_limits),
	TEXT("wchan", 0444, pid_show_wchan),
	TEXT("mounts", 0444, pid_show_mounts),
	TEXT("mountinfo", 0444, pid_show_mountinfo),
	TEXT("oom_score", 0444, pid_show_oom_score),
	TEXT_RW("oom_score_adj", 0644, pid_show_oom_score_adj,
		pid_write_oom_score_adj),
	TEXT_RW("oom_adj", 0644, pid_show_oom_adj, pid_write_oom_adj),
	LINK("exe", exe_path),
	LINK("cwd", cwd_path),
	LINK("root", root_path),
	DIR("fd", 0500, fd_lookup, fd_emit),
	DIR("task", 0555, proc_task_lookup, proc_task_emit),
};

/* The same for a thread, without the last: its stat is its own. */
static struct proc_dir_entry tid_entries[ARRAY_SIZE(pid_entries) - 1];

struct proc_dir_entry proc_tid_root = {
	.mode = S_IFDIR | 0555,
	.users = 1,
	.children = LIST_HEAD_INIT(proc_tid_root.children),
};

/* What each process's directory is an inode of. */
struct proc_dir_entry proc_pid_root = {
	.mode = S_IFDIR | 0555,
	.users = 1,
	.children = LIST_HEAD_INIT(proc_pid_root.children),
};

/* -------------------------------------------------------- the root's part */

static int show_self(struct seq_buf *s, void *data)
{
	seq_printf(s, "%d", current->tgid);
	return 0;
}

static int show_thread_self(struct seq_buf *s, void *data)
{
	seq_printf(s, "%d/task/%d", current->tgid, current->pid);
	return 0;
}

static const struct proc_file links[] __initdata = {
	{ "self", S_IFLNK | 0777, show_self, NULL, NULL },
	{ "thread-self", S_IFLNK | 0777, show_thread_self, NULL, NULL },
};

static void __init link_entries(struct proc_dir_entry *root,
				struct proc_dir_entry *entries, size_t n)
{
	for (; n--; entries++) {
		entries->len = strlen(entries->name);
		proc_link(root, entries);
	}
}

int __init proc_pid_init(void)
{
	memcpy(tid_entries, pid_entries, sizeof(tid_entries));
	tid_entries[0].show = tid_show_stat;
	link_entries(&proc_pid_root, pid_entries, ARRAY_SIZE(pid_entries));
	link_entries(&proc_tid_root, tid_entries, ARRAY_SIZE(tid_entries));
	return proc_create_files(links, ARRAY_SIZE(links));
}
