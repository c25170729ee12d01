// SPDX-License-Identifier: GPL-2.0
/*
 * The directories of processes: /proc/PID, its files, links and descriptors.
 *
 * An inode holds its task_struct, which stays readable after the task's end; a
 * name is thrown away as soon as nobody uses it, and is not believed once the
 * task is gone. So a pid that is used again never shows the old process.
 *
 * Lock: tasklist_lock while a task is looked up or its family is read.
 */
#include "proc.h"

#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/kstrto.h>
#include <lectern/mm.h>
#include <lectern/printf.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <uapi/dirent.h>

/* Inode numbers: of a process's directory, then of what is in it. */
#define PID_INO(pid, n)	(((unsigned long)(pid) << 16) + 0x8000 + (n))
#define FD_INO		0x100
#define SELF_INO	0x7FFF
#define MAX_NUMBER	12	/* digits and a NUL */

enum pid_kind { PID_TEXT, PID_LINK, PID_FD_DIR };

struct pid_entry {
	const char *name;
	umode_t mode;
	enum pid_kind kind;
	proc_show_t show;
	/* A link's target with references; 0 or negative errno. */
	int (*get_path)(struct task_struct *task, struct path *path);
};

static int exe_path(struct task_struct *task, struct path *path);
static int cwd_path(struct task_struct *task, struct path *path);
static int root_path(struct task_struct *task, struct path *path);

#define TEXT(n, m, fn)	{ .name = n, .mode = S_IFREG | (m), \
			  .kind = PID_TEXT, .show = fn }
#define LINK(n, fn)	{ .name = n, .mode = S_IFLNK | 0777, \
			  .kind = PID_LINK, .get_path = fn }

static const struct pid_entry pid_entries[] = {
	TEXT("stat", 0444, pid_show_stat),
	TEXT("statm", 0444, pid_show_statm),
	TEXT("status", 0444, pid_show_status),
	TEXT("comm", 0444, pid_show_comm),
	TEXT("cmdline", 0444, pid_show_cmdline),
	TEXT("environ", 0400, pid_show_environ),
	TEXT("auxv", 0400, pid_show_auxv),
	TEXT("maps", 0444, pid_show_maps),
	TEXT("limits", 0444, pid_show_limits),
	TEXT("wchan", 0444, pid_show_wchan),
	TEXT("mounts", 0444, pid_show_mounts),
	TEXT("mountinfo", 0444, pid_show_mountinfo),
	LINK("exe", exe_path),
	LINK("cwd", cwd_path),
	LINK("root", root_path),
	{ .name = "fd", .mode = S_IFDIR | 0500, .kind = PID_FD_DIR },
};

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
static int fs_path(struct task_struct *task, bool root, struct path *path)
{
	int err = -ENOENT;

	spin_lock(&tasklist_lock);
	if (task->fs) {
		*path = root ? task->fs->root : task->fs->pwd;
		path_get(path);
		err = 0;
	}
	spin_unlock(&tasklist_lock);
	return err;
}

static int cwd_path(struct task_struct *task, struct path *path)
{
	return fs_path(task, false, path);
}

static int root_path(struct task_struct *task, struct path *path)
{
	return fs_path(task, true, path);
}

static int fd_path(struct task_struct *task, unsigned int fd,
		   struct path *path)
{
	struct file *file = task_fget(task, fd);

	if (!file)
		return -ENOENT;
	*path = file->f_path;
	path_get(path);
	fput(file);
	return 0;
}

static int pid_follow_link(struct dentry *dentry, struct path *path)
{
	const struct proc_inode *pi = PROC_I(dentry->d_inode);

	if (pi->pid_entry)
		return pi->pid_entry->get_path(pi->task, path);
	return fd_path(pi->task, pi->fd, path);
}

static int pid_readlink(struct dentry *dentry, char *buf, size_t len)
{
	struct path path;
	char *page, *name;
	int err = pid_follow_link(dentry, &path);

	if (err)
		return err;
	page = get_free_page(GFP_KERNEL);
	if (!page) {
		path_put(&path);
		return -ENOMEM;
	}
	name = d_path(&path, page, PAGE_SIZE);
	path_put(&path);
	if (IS_ERR(name)) {
		err = (int)PTR_ERR(name);
	} else {
		err = (int)min_t(size_t, strlen(name), len);
		memcpy(buf, name, (size_t)err);
	}
	free_page(page);
	return err;
}

static const struct inode_operations link_inode_operations = {
	.readlink = pid_readlink,
	.follow_link = pid_follow_link,
};

/* ----------------------------------------------------------- inodes, names */

/* Is the task still in the table under its number? */
static bool task_is_there(struct task_struct *task)
{
	bool there;

	spin_lock(&tasklist_lock);
	there = find_task_by_pid(task->pid) == task;
	spin_unlock(&tasklist_lock);
	return there;
}

static bool pid_revalidate(struct dentry *dentry)
{
	const struct proc_inode *pi;

	if (!dentry->d_inode)
		return false;
	pi = PROC_I(dentry->d_inode);
	if (!S_ISLNK(dentry->d_inode->i_mode) || pi->pid_entry)
		return task_is_there(pi->task);
	return false;		/* a descriptor: look again */
}

static bool pid_delete(const struct dentry *dentry)
{
	return true;
}

static const struct dentry_operations pid_dentry_operations = {
	.d_revalidate = pid_revalidate,
	.d_delete = pid_delete,
};

/* An inode of the task's, owned by who the task is. */
static struct inode *pid_inode(struct super_block *sb,
			       struct task_struct *task, umode_t mode,
			       unsigned long n)
{
	struct inode *inode = proc_new_inode(sb, mode);
	struct proc_inode *pi;

	if (!inode)
		return NULL;
	pi = PROC_I(inode);
	get_task_struct(task);
	pi->task = task;
	pi->data = task;
	inode->i_ino = PID_INO(task->pid, n);
	inode->i_uid = task->cred.euid;
	inode->i_gid = task->cred.egid;
	return inode;
}

static struct dentry *add_pid_inode(struct dentry *dentry,
				    struct inode *inode)
{
	if (!inode)
		return ERR_PTR(-ENOMEM);
	dentry->d_op = &pid_dentry_operations;
	d_add(dentry, inode);
	return NULL;
}

static bool parse_number(const char *name, unsigned int *number)
{
	/* No sign, no leading zero: each number has one name. */
	if (name[0] < '0' || name[0] > '9' || (name[0] == '0' && name[1]))
		return false;
	return !kstrtouint(name, 10, number);
}

/* ------------------------------------------------------------ descriptors */

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
	inode = pid_inode(dir->i_sb, task, mode, FD_INO + fd);
	if (inode) {
		PROC_I(inode)->fd = fd;
		inode->i_op = &link_inode_operations;
	}
	return add_pid_inode(dentry, inode);
}

static unsigned int table_size(struct task_struct *task)
{
	unsigned int size = 0;

	spin_lock(&tasklist_lock);
	if (task->files)
		size = task->files->max_fds;
	spin_unlock(&tasklist_lock);
	return size;
}

static int fd_iterate(struct file *file, struct dir_context *ctx)
{
	struct task_struct *task = PROC_I(file->f_inode)->task;
	char name[MAX_NUMBER];

	if (!dir_emit_dots(file, ctx))
		return 0;
	for (; ctx->pos - 2 < table_size(task); ctx->pos++) {
		unsigned int fd = (unsigned int)ctx->pos - 2;
		struct file *open = task_fget(task, fd);
		int len;

		if (!open)
			continue;
		fput(open);
		len = scnprintf(name, sizeof(name), "%u", fd);
		if (!dir_emit(ctx, name, len, PID_INO(task->pid, FD_INO + fd),
			      DT_LNK))
			return 0;
	}
	return 0;
}

static const struct file_operations fd_operations = {
	.llseek = generic_file_llseek,
	.iterate = fd_iterate,
};

static const struct inode_operations fd_inode_operations = {
	.lookup = fd_lookup,
};

/* ------------------------------------------------- a process's directory */

static const struct pid_entry *find_entry(const struct dentry *dentry)
{
	for (size_t i = 0; i < ARRAY_SIZE(pid_entries); i++)
		if (!strcmp(pid_entries[i].name, dentry->d_name))
			return &pid_entries[i];
	return NULL;
}

static struct dentry *pid_dir_lookup(struct inode *dir, struct dentry *dentry)
{
	const struct pid_entry *e = find_entry(dentry);
	struct inode *inode;

	if (!e)
		return ERR_PTR(-ENOENT);
	inode = pid_inode(dir->i_sb, PROC_I(dir)->task, e->mode,
			  (unsigned long)(e - pid_entries) + 1);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	PROC_I(inode)->pid_entry = e;
	PROC_I(inode)->show = e->show;
	switch (e->kind) {
	case PID_TEXT:
		inode->i_fop = &proc_file_operations;
		break;
	case PID_LINK:
		inode->i_op = &link_inode_operations;
		break;
	case PID_FD_DIR:
		inode->i_op = &fd_inode_operations;
		inode->i_fop = &fd_operations;
		break;
	}
	return add_pid_inode(dentry, inode);
}

static unsigned int dt_of(umode_t mode)
{
	return S_ISDIR(mode) ? DT_DIR : S_ISLNK(mode) ? DT_LNK : DT_REG;
}

static int pid_dir_iterate(struct file *file, struct dir_context *ctx)
{
	struct task_struct *task = PROC_I(file->f_inode)->task;

	if (!dir_emit_dots(file, ctx))
		return 0;
	for (; ctx->pos - 2 < (loff_t)ARRAY_SIZE(pid_entries); ctx->pos++) {
		unsigned long n = (unsigned long)ctx->pos - 2;
		const struct pid_entry *e = &pid_entries[n];

		if (!dir_emit(ctx, e->name, (int)strlen(e->name),
			      PID_INO(task->pid, n + 1), dt_of(e->mode)))
			return 0;
	}
	return 0;
}

static const struct file_operations pid_dir_operations = {
	.llseek = generic_file_llseek,
	.iterate = pid_dir_iterate,
};

static const struct inode_operations pid_dir_inode_operations = {
	.lookup = pid_dir_lookup,
};

/* -------------------------------------------------------- the root's part */

static int self_readlink(struct dentry *dentry, char *buf, size_t len)
{
	return scnprintf(buf, len, "%d", current->tgid);
}

static const struct inode_operations self_inode_operations = {
	.readlink = self_readlink,
};

static struct dentry *self_lookup(struct inode *dir, struct dentry *dentry)
{
	struct inode *inode = proc_new_inode(dir->i_sb, S_IFLNK | 0777);

	if (!inode)
		return ERR_PTR(-ENOMEM);
	inode->i_ino = SELF_INO;
	inode->i_op = &self_inode_operations;
	d_add(dentry, inode);
	return NULL;
}

static struct task_struct *get_task(unsigned int pid)
{
	struct task_struct *task;

	spin_lock(&tasklist_lock);
	task = pid <= PID_MAX_LIMIT ? find_task_by_pid((pid_t)pid) : NULL;
	if (task)
		get_task_struct(task);
	spin_unlock(&tasklist_lock);
	return task;
}

struct dentry *proc_pid_lookup(struct inode *dir, struct dentry *dentry)
{
	struct task_struct *task;
	struct inode *inode;
	unsigned int pid;

	if (!strcmp(dentry->d_name, "self"))
		return self_lookup(dir, dentry);
	if (!parse_number(dentry->d_name, &pid))
		return ERR_PTR(-ENOENT);
	task = get_task(pid);
	if (!task)
		return ERR_PTR(-ENOENT);
	inode = pid_inode(dir->i_sb, task, S_IFDIR | 0555, 0);
	put_task_struct(task);
	if (inode) {
		inode->i_op = &pid_dir_inode_operations;
		inode->i_fop = &pid_dir_operations;
	}
	return add_pid_inode(dentry, inode);
}

/* The process with the lowest pid from `from` on: its pid, or 0. */
static pid_t next_process(pid_t from)
{
	struct task_struct *task;
	pid_t pid = 0;

	spin_lock(&tasklist_lock);
	while ((task = next_task_by_pid(from)) && !thread_group_leader(task))
		from = task->pid + 1;
	if (task)
		pid = task->pid;
	spin_unlock(&tasklist_lock);
	return pid;
}

bool proc_pid_emit(struct dir_context *ctx)
{
	char name[MAX_NUMBER];
	pid_t pid;
	int len;

	if (ctx->pos == PROC_PID_POS) {
		if (!dir_emit(ctx, "self", 4, SELF_INO, DT_LNK))
			return false;
		ctx->pos++;
	}
	while ((pid = next_process((pid_t)(ctx->pos - PROC_PID_POS)))) {
		ctx->pos = PROC_PID_POS + pid;
		len = scnprintf(name, sizeof(name), "%d", pid);
		if (!dir_emit(ctx, name, len, PID_INO(pid, 0), DT_DIR))
			return false;
		ctx->pos++;
	}
	return true;
}
