// SPDX-License-Identifier: GPL-2.0
/*
 * The tree of entries that the kernel's parts put into /proc, and the file
 * system that shows it.
 *
 *	proc_root --- meminfo, stat, self ...
 *	    |     `-- sys --- kernel --- pid_max ...
 *	    `-- 1, 2, 3 ... (pid.c), each with the entries of proc_pid_root below
 *
 * An inode stands for an entry or, below a process's directory, for an entry
 * and a task: the same show function then tells of another process. It holds
 * its task_struct, which stays readable after the task's end; a process's name
 * is thrown away as soon as nobody uses it, and is not believed once the task
 * is gone. So a pid that is used again never shows the old process.
 *
 * Lock: proc_lock (spin) guards the tree. An entry that is removed while a file
 * of it is open lives on, marked, until the last inode lets go; its functions
 * are not called any more, as they may be a module's that goes, too.
 */
#include "proc.h"

#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/module.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <uapi/dirent.h>
#include <uapi/statfs.h>

#define FIRST_INO 2

static DEFINE_SPINLOCK(proc_lock);
static DECLARE_WAIT_QUEUE_HEAD(proc_wait); /* a call of a removed entry ends */
static unsigned long next_ino = FIRST_INO;

struct proc_dir_entry proc_root = {
	.mode = S_IFDIR | 0555,
	.ino = 1,
	.users = 1,
	.children = LIST_HEAD_INIT(proc_root.children),
	.lookup = proc_task_lookup,
	.emit = proc_task_emit,
};

/* ------------------------------------------------------------ the entries */

/* proc_lock held. */
static struct proc_dir_entry *find_child(struct proc_dir_entry *dir,
					 const char *name, unsigned int len)
{
	struct proc_dir_entry *e;

	list_for_each_entry(e, &dir->children, sibling)
		if (e->len == len && !memcmp(e->name, name, len))
			return e;
	return NULL;
}

/* Let go of an entry. */
static void proc_put(struct proc_dir_entry *entry)
{
	bool last;

	spin_lock(&proc_lock);
	last = !--entry->users;
	spin_unlock(&proc_lock);
	if (last)
		kfree(entry);
}

struct proc_dir_entry *proc_link(struct proc_dir_entry *dir,
				 struct proc_dir_entry *e)
{
	struct proc_dir_entry *old;

	e->users = 1;
	INIT_LIST_HEAD(&e->children);
	spin_lock(&proc_lock);
	old = find_child(dir, e->name, e->len);
	if (!old) {
		e->ino = next_ino++;
		e->pos = dir->next_pos++;
		list_add_tail(&e->sibling, &dir->children);
	}
	spin_unlock(&proc_lock);
	return old;
}

/* A copy of an entry below dir, by a name of its own. A directory may be there
 * already, and is returned then; of anything else there is one by a name. */
static struct proc_dir_entry *add_entry(struct proc_dir_entry *dir,
					const struct proc_dir_entry *like,
					const char *name, unsigned int len)
{
	struct proc_dir_entry *e = kmalloc(sizeof(*e) + len + 1, GFP_KERNEL);
	struct proc_dir_entry *old;
	char *copy;

	if (!e)
		return NULL;
	copy = (char *)(e + 1);
	*e = *like;
	memcpy(copy, name, len);
	copy[len] = '\0';
	e->name = copy;
	e->len = len;
	old = proc_link(dir, e);
	if (!old)
		return e;
	kfree(e);
	return S_ISDIR(old->mode) && S_ISDIR(like->mode) ? old : NULL;
}

struct proc_dir_entry *proc_create_in(struct proc_dir_entry *dir,
				      const char *name, umode_t mode,
				      proc_show_t show, proc_write_t write,
				      void *data)
{
	const struct proc_dir_entry between = { .mode = S_IFDIR | 0555 };
	const struct proc_dir_entry last = {
		.mode = mode & S_IFMT ? mode : S_IFREG | mode,
		.show = show,
		.write = write,
		.data = data,
	};
	const char *slash;

	while (dir && (slash = strchr(name, '/'))) {
		dir = add_entry(dir, &between, name, slash - name);
		name = slash + 1;
	}
	return dir ? add_entry(dir, &last, name, strlen(name)) : NULL;
}

/* The text of a link is made by show, too. */
static int show_readlink(struct dentry *dentry, char *buf, size_t len)
{
	const struct proc_inode *pi = PROC_I(dentry->d_inode);
	/* As it is: it must not grow. */
	struct seq_buf s = { .buf = buf, .size = len, .full = true };
	int err = proc_enter(pi);

	if (err)
		return err;
	pi->entry->show(&s, pi->entry->data);
	proc_leave(pi->entry);
	return s.len;
}

static const struct inode_operations show_link_operations = {
	.readlink = show_readlink,
};

struct proc_dir_entry *proc_create(const char *name, umode_t mode,
				   proc_show_t show, proc_write_t write,
				   void *data)
{
	return proc_create_in(&proc_root, name, mode, show, write, data);
}

int proc_create_files(const struct proc_file *files, size_t n)
{
	for (; n--; files++)
		if (!proc_create(files->name, files->mode, files->show,
				 files->write, files->data))
			return -ENOMEM;
	return 0;
}

/* Is the task (if any) still in the table under its number? */
static bool task_is_there(const struct proc_inode *pi)
{
	bool there;

	if (!pi->task)
		return true;
	spin_lock(&tasklist_lock);
	there = find_task_by_pid(pi->task->pid) == pi->task;
	spin_unlock(&tasklist_lock);
	return there;
}

int proc_enter(const struct proc_inode *pi)
{
	bool there;

	if (!task_is_there(pi))
		return -ESRCH;
	spin_lock(&proc_lock);
	there = !pi->entry->removed;
	pi->entry->calls += there;
	spin_unlock(&proc_lock);
	return there ? 0 : -EIO;
}

void proc_leave(struct proc_dir_entry *entry)
{
	bool last;

	spin_lock(&proc_lock);
	last = !--entry->calls && entry->removed;
	spin_unlock(&proc_lock);
	if (last)
		wake_up_all(&proc_wait);
}

/* The first child at or behind a position, held; or NULL. */
static struct proc_dir_entry *child_from(struct proc_dir_entry *dir, loff_t pos)
{
	struct proc_dir_entry *e, *found = NULL;

	spin_lock(&proc_lock);
	list_for_each_entry(e, &dir->children, sibling)
		/* NOLINTNEXTLINE: what is in the list has not been freed */
		if (e->pos >= pos) {
			e->users++;
			found = e;
			break;
		}
	spin_unlock(&proc_lock);
	return found;
}

void proc_remove(struct proc_dir_entry *entry)
{
	struct proc_dir_entry *child;

	if (!entry)
		return;
	while ((child = child_from(entry, 0))) {
		proc_remove(child);
		proc_put(child); /* NOLINT: child_from holds it, too */
	}
	spin_lock(&proc_lock);
	list_del(&entry->sibling);
	entry->removed = true;
	spin_unlock(&proc_lock);
	wait_event(proc_wait, !READ_ONCE(entry->calls));
	proc_put(entry);
}

static void entries_left(struct module *mod, struct proc_dir_entry *dir)
{
	struct proc_dir_entry *e;

	list_for_each_entry(e, &dir->children, sibling) {
		if (module_contains(mod, e->show) ||
		    module_contains(mod, e->write) ||
		    module_contains(mod, e->data))
			module_left(mod, "the file %s in /proc or /sys",
				    e->name);
		entries_left(mod, e);
	}
}

static void trees_left(struct module *mod)
{
	spin_lock(&proc_lock);
	entries_left(mod, &proc_root);
	entries_left(mod, &sysfs_root);
	spin_unlock(&proc_lock);
}
MODULE_LEFTOVERS(trees_left);

EXPORT_SYMBOLS(proc_create, proc_remove);

/* ---------------------------------------------------------- inodes, names */

struct inode *proc_new_inode(struct super_block *sb, umode_t mode,
			     struct task_struct *task, unsigned long n)
{
	struct proc_inode *pi = kzalloc(sizeof(*pi), GFP_KERNEL);
	struct inode *inode = pi ? new_inode(sb) : NULL;

	if (!inode) {
		kfree(pi);
		return NULL;
	}
	inode->i_mode = mode;
	inode->i_private = pi;
	inode->i_nlink = S_ISDIR(mode) ? 2 : 1;
	inode->i_ino = proc_ino(task, n);
	current_time(&inode->i_mtime);
	inode->i_atime = inode->i_ctime = inode->i_mtime;
	if (task) {
		get_task_struct(task);
		pi->task = task;
		proc_set_owner(inode, task);
	}
	return inode;
}

static void proc_delete_inode(struct inode *inode)
{
	struct proc_inode *pi = PROC_I(inode);

	if (pi->entry)
		proc_put(pi->entry);
	if (pi->task)
		put_task_struct(pi->task);
	kfree(pi);
}

/*
 * The name may have been removed, or be there again as another entry; what has
 * no entry (a descriptor) changes too often to be believed. A task may have
 * changed its user.
 */
static bool proc_revalidate(struct dentry *dentry)
{
	struct inode *inode = dentry->d_inode;
	const struct proc_inode *pi;

	if (!inode)
		return false;
	pi = PROC_I(inode);
	if (!pi->entry || pi->entry->removed || !task_is_there(pi))
		return false;
	if (pi->task)
		proc_set_owner(inode, pi->task);
	return true;
}

static bool proc_delete(const struct dentry *dentry)
{
	return dentry->d_inode && PROC_I(dentry->d_inode)->task;
}

static const struct dentry_operations proc_dentry_operations = {
	.d_revalidate = proc_revalidate,
	.d_delete = proc_delete,
};

struct dentry *proc_add(struct dentry *dentry, struct inode *inode)
{
	if (!inode)
		return ERR_PTR(-ENOMEM);
	dentry->d_op = &proc_dentry_operations;
	d_add(dentry, inode);
	return NULL;
}

/* ------------------------------------------------------------- directories */

static int dir_iterate(struct file *file, struct dir_context *ctx)
{
	const struct proc_inode *pi = PROC_I(file->f_inode);
	struct proc_dir_entry *e;
	bool ok = true;

	if (!task_is_there(pi))
		return -ENOENT;
	if (!dir_emit_dots(file, ctx))
		return 0;
	/* Emitting may sleep: the position finds the place again. */
	while (ok && (e = child_from(pi->entry, ctx->pos - FIRST_POS))) {
		ctx->pos = e->pos + FIRST_POS;
		ok = dir_emit(ctx, e->name, e->len, proc_ino(pi->task, e->ino),
			      (e->mode & S_IFMT) >> MODE_TO_DT);
		ctx->pos += ok;
		proc_put(e);
	}
	if (ok && pi->entry->emit)
		pi->entry->emit(ctx, pi->task);
	return 0;
}

static const struct file_operations dir_operations = {
	.llseek = generic_file_llseek,
	.iterate = dir_iterate,
};

static struct dentry *entry_lookup(struct inode *dir, struct dentry *dentry);

static const struct inode_operations dir_inode_operations = {
	.lookup = entry_lookup,
};

struct inode *proc_entry_inode(struct super_block *sb,
			       struct proc_dir_entry *entry,
			       struct task_struct *task)
{
	struct inode *inode = proc_new_inode(sb, entry->mode, task, entry->ino);

	if (!inode)
		return NULL;
	spin_lock(&proc_lock);
	entry->users++;
	spin_unlock(&proc_lock);
	PROC_I(inode)->entry = entry;
	if (entry->i_op)
		inode->i_op = entry->i_op;
	else if (S_ISDIR(entry->mode))
		inode->i_op = &dir_inode_operations;
	else if (S_ISLNK(entry->mode))
		inode->i_op = &show_link_operations;
	inode->i_fop = entry->i_fop;
	if (!inode->i_fop)
		inode->i_fop = S_ISDIR(entry->mode) ? &dir_operations
						    : &proc_file_operations;
	return inode;
}

static struct dentry *entry_lookup(struct inode *dir, struct dentry *dentry)
{
	const struct proc_inode *pi = PROC_I(dir);
	struct proc_dir_entry *entry;
	struct inode *inode;

	if (!task_is_there(pi))
		return ERR_PTR(-ESRCH);
	spin_lock(&proc_lock);
	entry = find_child(pi->entry, dentry->d_name, dentry->d_len);
	if (entry)
		entry->users++;
	spin_unlock(&proc_lock);
	if (!entry && pi->entry->lookup)
		return pi->entry->lookup(dir, dentry);
	if (!entry)
		return ERR_PTR(-ENOENT);
	inode = proc_entry_inode(dir->i_sb, entry, pi->task);
	proc_put(entry);
	return proc_add(dentry, inode);
}

/* -------------------------------------------------------- the file system */

static const struct super_operations proc_super_operations = {
	.delete_inode = proc_delete_inode,
};

int proc_fill_root(struct super_block *sb, struct proc_dir_entry *root,
		   unsigned long magic)
{
	sb->s_magic = magic;
	sb->s_blocksize = PAGE_SIZE;
	sb->s_op = &proc_super_operations;
	sb->s_root = d_make_root(sb, proc_entry_inode(sb, root, NULL));
	return sb->s_root ? 0 : -ENOMEM;
}

static int proc_fill_super(struct super_block *sb, char *data)
{
	return proc_fill_root(sb, &proc_root, PROC_SUPER_MAGIC);
}

static struct file_system_type proc_fs_type = {
	.name = "proc",
	.fill_super = proc_fill_super,
	.single = true,
};

static int __init proc_init(void)
{
	int error = proc_pid_init();

	return error ? error : register_filesystem(&proc_fs_type);
}
fs_initcall(proc_init);
