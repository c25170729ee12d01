// SPDX-License-Identifier: GPL-2.0
/*
 * The tree of entries that the kernel's parts put into /proc, and the file
 * system that shows it. Processes (pid.c) are looked up after the entries.
 *
 * Lock: proc_lock (spin) guards the tree. An entry that is removed while a file
 * of it is open lives on, marked, until the last inode lets go.
 */
#include "proc.h"

#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/kstrto.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/sched.h>
#include <uapi/dirent.h>
#include <uapi/statfs.h>

#define FIRST_INO	2
#define FIRST_CHILD_POS	2	/* after . and .. */

static DEFINE_SPINLOCK(proc_lock);
static unsigned long next_ino = FIRST_INO;

struct proc_dir_entry proc_root = {
	.name = "/proc",
	.mode = S_IFDIR | 0555,
	.ino = 1,
	.users = 1,
	.children = LIST_HEAD_INIT(proc_root.children),
	.sibling = LIST_HEAD_INIT(proc_root.sibling),
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

struct proc_dir_entry *proc_find(struct proc_dir_entry *dir, const char *name,
				 unsigned int len)
{
	struct proc_dir_entry *e;

	spin_lock(&proc_lock);
	e = find_child(dir, name, len);
	if (e)
		e->users++;
	spin_unlock(&proc_lock);
	return e;
}

void proc_put(struct proc_dir_entry *entry)
{
	bool last;

	spin_lock(&proc_lock);
	last = !--entry->users;
	spin_unlock(&proc_lock);
	if (last)
		kfree(entry);
}

static struct proc_dir_entry *alloc_entry(const char *name, unsigned int len,
					  umode_t mode)
{
	struct proc_dir_entry *e = kzalloc(sizeof(*e) + len + 1, GFP_KERNEL);

	if (!e)
		return NULL;
	memcpy(e + 1, name, len);
	e->name = (const char *)(e + 1);
	e->len = len;
	e->mode = mode;
	e->users = 1;
	INIT_LIST_HEAD(&e->children);
	return e;
}

/* The child of that name, made as a directory if it is not there. */
static struct proc_dir_entry *get_dir(struct proc_dir_entry *parent,
				      const char *name, unsigned int len)
{
	struct proc_dir_entry *new = alloc_entry(name, len, S_IFDIR | 0555);
	struct proc_dir_entry *e;

	if (!new)
		return NULL;
	spin_lock(&proc_lock);
	e = find_child(parent, name, len);
	if (!e) {
		e = new;
		new = NULL;
		e->ino = next_ino++;
		e->parent = parent;
		list_add_tail(&e->sibling, &parent->children);
	}
	spin_unlock(&proc_lock);
	kfree(new);
	return e;
}

/* Walk the directories of a name; *last is its last component. */
static struct proc_dir_entry *get_parent(const char *name, const char **last)
{
	struct proc_dir_entry *dir = &proc_root;
	const char *slash;

	while (dir && (slash = strchr(name, '/'))) {
		dir = get_dir(dir, name, (unsigned int)(slash - name));
		name = slash + 1;
	}
	*last = name;
	return dir;
}

struct proc_dir_entry *proc_create(const char *name, umode_t mode,
				   proc_show_t show, proc_write_t write,
				   void *data)
{
	struct proc_dir_entry *dir, *e;
	const char *last;

	dir = get_parent(name, &last);
	e = dir ? alloc_entry(last, strlen(last), S_IFREG | mode) : NULL;
	if (!e)
		return NULL;
	e->show = show;
	e->write = write;
	e->data = data;
	e->parent = dir;
	spin_lock(&proc_lock);
	assert(!find_child(dir, e->name, e->len));
	e->ino = next_ino++;
	list_add_tail(&e->sibling, &dir->children);
	spin_unlock(&proc_lock);
	return e;
}

struct proc_dir_entry *proc_mkdir(const char *name)
{
	const char *last;
	struct proc_dir_entry *dir = get_parent(name, &last);

	return dir ? get_dir(dir, last, strlen(last)) : NULL;
}

void proc_remove(struct proc_dir_entry *entry)
{
	spin_lock(&proc_lock);
	assert(list_empty(&entry->children));
	list_del(&entry->sibling);
	entry->removed = true;
	spin_unlock(&proc_lock);
	proc_put(entry);
}

bool proc_emit_entries(struct proc_dir_entry *dir, struct dir_context *ctx,
		       loff_t first_pos)
{
	struct proc_dir_entry *e;
	loff_t pos = first_pos;
	bool ok = true;

	/* Emitting may sleep: the position finds the place again, and entries
	 * hardly ever go. */
	spin_lock(&proc_lock);
	list_for_each_entry(e, &dir->children, sibling) {
		if (pos++ < ctx->pos)
			continue;
		e->users++;
		spin_unlock(&proc_lock);
		ok = dir_emit(ctx, e->name, (int)e->len, e->ino,
			      S_ISDIR(e->mode) ? DT_DIR : DT_REG);
		spin_lock(&proc_lock);
		e->users--;
		if (!ok)
			break;
		ctx->pos = pos;
	}
	spin_unlock(&proc_lock);
	return ok;
}

/* ------------------------------------------------------------------- ints */

struct sysctl_int {
	int *value;
	int min, max;
};

static int show_int(struct seq_buf *s, void *data)
{
	const struct sysctl_int *ctl = data;

	seq_printf(s, "%d\n", *ctl->value);
	return 0;
}

static ssize_t write_int(const char *buf, size_t len, void *data)
{
	const struct sysctl_int *ctl = data;
	char text[16];
	int value, err;

	strscpy(text, buf, sizeof(text));
	text[strcspn(text, " \n")] = '\0';
	err = kstrtoint(text, 0, &value);
	if (err)
		return err;
	if (value < ctl->min || value > ctl->max)
		return -EINVAL;
	*ctl->value = value;
	return (ssize_t)len;
}

struct proc_dir_entry *proc_sysctl_int(const char *name, umode_t mode,
				       int *value, int min, int max)
{
	struct sysctl_int *ctl = kmalloc(sizeof(*ctl), GFP_KERNEL);
	struct proc_dir_entry *e;

	if (!ctl)
		return NULL;
	*ctl = (struct sysctl_int){ value, min, max };
	e = proc_create(name, mode, show_int, write_int, ctl);
	if (!e)
		kfree(ctl);
	return e;
}

/* -------------------------------------------------------- the file system */

struct inode *proc_new_inode(struct super_block *sb, umode_t mode)
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

static struct dentry *entry_lookup(struct inode *dir, struct dentry *dentry);

static int dir_iterate(struct file *file, struct dir_context *ctx)
{
	struct proc_dir_entry *entry = PROC_I(file->f_inode)->entry;

	if (!dir_emit_dots(file, ctx) ||
	    !proc_emit_entries(entry, ctx, FIRST_CHILD_POS))
		return 0;
	if (entry == &proc_root) {
		if (ctx->pos < PROC_PID_POS)
			ctx->pos = PROC_PID_POS;
		proc_pid_emit(ctx);
	}
	return 0;
}

static const struct file_operations dir_operations = {
	.llseek = generic_file_llseek,
	.iterate = dir_iterate,
};

static const struct inode_operations dir_inode_operations = {
	.lookup = entry_lookup,
};

/* The name may have been removed, or be there again as another entry. */
static bool entry_revalidate(struct dentry *dentry)
{
	return dentry->d_inode && !PROC_I(dentry->d_inode)->entry->removed;
}

static const struct dentry_operations entry_dentry_operations = {
	.d_revalidate = entry_revalidate,
};

/* An inode for an entry; takes over the caller's use of it. */
static struct inode *entry_inode(struct super_block *sb,
				 struct proc_dir_entry *entry)
{
	struct inode *inode = proc_new_inode(sb, entry->mode);
	struct proc_inode *pi;

	if (!inode) {
		proc_put(entry);
		return NULL;
	}
	pi = PROC_I(inode);
	pi->entry = entry;
	pi->show = entry->show;
	pi->write = entry->write;
	pi->data = entry->data;
	inode->i_ino = entry->ino;
	if (S_ISDIR(entry->mode)) {
		inode->i_op = &dir_inode_operations;
		inode->i_fop = &dir_operations;
	} else {
		inode->i_fop = &proc_file_operations;
	}
	return inode;
}

static struct dentry *entry_lookup(struct inode *dir, struct dentry *dentry)
{
	struct proc_dir_entry *parent = PROC_I(dir)->entry;
	struct proc_dir_entry *entry;
	struct inode *inode;

	entry = proc_find(parent, dentry->d_name, dentry->d_len);
	if (!entry) {
		if (parent == &proc_root)
			return proc_pid_lookup(dir, dentry);
		return ERR_PTR(-ENOENT);
	}
	inode = entry_inode(dir->i_sb, entry);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	dentry->d_op = &entry_dentry_operations;
	d_add(dentry, inode);
	return NULL;
}

static const struct super_operations proc_super_operations = {
	.delete_inode = proc_delete_inode,
};

static int proc_fill_super(struct super_block *sb, char *data)
{
	struct inode *root;

	sb->s_magic = PROC_SUPER_MAGIC;
	sb->s_blocksize = 1024;
	sb->s_op = &proc_super_operations;
	spin_lock(&proc_lock);
	proc_root.users++;
	spin_unlock(&proc_lock);
	root = entry_inode(sb, &proc_root);
	if (!root)
		return -ENOMEM;
	sb->s_root = d_make_root(sb, root);
	return sb->s_root ? 0 : -ENOMEM;
}

static struct file_system_type proc_fs_type = {
	.name = "proc",
	.fill_super = proc_fill_super,
	.single = true,
};

static int __init proc_init(void)
{
	return register_filesystem(&proc_fs_type);
}
fs_initcall(proc_init);
