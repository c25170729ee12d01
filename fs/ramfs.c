// SPDX-License-Identifier: GPL-2.0
/*
 * ramfs and tmpfs: files that are nothing but page cache and names that are
 * nothing but dentries. The root file system is a ramfs; tmpfs is the same with
 * limits.
 *
 *	name    a pinned dentry (libfs.c)
 *	data    the inode's pages, of which there is no other copy
 *	room    each page and each inode is charged to the super block
 *
 * Locks: i_sem of the directories, held by the callers; ramfs_sb's lock guards
 * what has been charged.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/gfp.h>
#include <lectern/pagemap.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <uapi/statfs.h>

#include "internal.h"
#include "ramfs.h"

#define SECTORS_PER_PAGE (PAGE_SIZE / 512)
#define ENTRY_SIZE	 20 /* of a directory's size, as in Linux */

static const struct inode_operations ramfs_dir_inode_operations;

/* -- room ------------------------------------------------------------------------- */

/* Take one page or one inode's worth of room; false when there is none left. */
static bool charge(struct ramfs_sb *info, struct ramfs_room *room)
{
	bool ok;

	spin_lock(&info->lock);
	ok = !room->max || room->used < room->max;
	if (ok)
		room->used++;
	spin_unlock(&info->lock);
	return ok;
}

static void uncharge(struct ramfs_sb *info, struct ramfs_room *room)
{
	spin_lock(&info->lock);
	room->used--;
	spin_unlock(&info->lock);
}

static int ramfs_charge_page(struct address_space *mapping)
{
	struct ramfs_sb *info = ramfs_info(mapping->host->i_sb);

	if (!charge(info, &info->pages))
		return -ENOSPC;
	mapping->host->i_blocks += SECTORS_PER_PAGE;
	return 0;
}

static void ramfs_uncharge_page(struct address_space *mapping)
{
	struct ramfs_sb *info = ramfs_info(mapping->host->i_sb);

	uncharge(info, &info->pages);
	mapping->host->i_blocks -= SECTORS_PER_PAGE;
}

static const struct address_space_operations ramfs_aops = {
	.charge_page = ramfs_charge_page,
	.uncharge_page = ramfs_uncharge_page,
};

const struct file_operations ramfs_file_operations = {
	.llseek = generic_file_llseek,
	.read = generic_file_read,
	.write = generic_file_write,
	.mmap = generic_file_mmap,
	.fsync = simple_fsync,
};

/* -- inodes ------------------------------------------------------------------------- */

/* The operations that go with the type. */
static void ramfs_init_type(struct inode *inode, dev_t dev)
{
	switch (inode->i_mode & S_IFMT) {
	case S_IFREG:
		inode->i_mapping->a_ops = &ramfs_aops;
		inode->i_fop = &ramfs_file_operations;
		break;
	case S_IFDIR:
		inode->i_op = &ramfs_dir_inode_operations;
		inode->i_fop = &simple_dir_operations;
		inode->i_nlink = 2;		/* its name, and "." in it */
		inode->i_size = 2 * ENTRY_SIZE; /* "." and ".." */
		break;
	case S_IFLNK:
		break; /* i_link says it all */
	default:
		init_special_inode(inode, inode->i_mode, dev);
	}
}

/* dir is where it will have its name, and decides about the group; or NULL. */
struct inode *ramfs_get_inode(struct super_block *sb, const struct inode *dir,
			      umode_t mode, dev_t dev)
{
	struct ramfs_sb *info = ramfs_info(sb);
	struct inode *inode;

	if (!charge(info, &info->inodes))
		return ERR_PTR(-ENOSPC);
	inode = new_inode(sb);
	if (!inode) {
		uncharge(info, &info->inodes);
		return ERR_PTR(-ENOMEM);
	}
	inode_init_owner(inode, dir, mode);
	ramfs_init_type(inode, dev);
	return inode;
}

/* The pages have been dropped, and uncharged one by one, before. */
static void ramfs_delete_inode(struct inode *inode)
{
	struct ramfs_sb *info = ramfs_info(inode->i_sb);

	kfree(inode->i_link);
	uncharge(info, &info->inodes);
}

/* -- names -------------------------------------------------------------------------- */

/* It has gained or lost entries, each counted as so many bytes of its size. */
static void dir_changed(struct inode *dir, int entries)
{
	dir->i_size += entries * ENTRY_SIZE;
	current_time(&dir->i_mtime);
	dir->i_ctime = dir->i_mtime;
}

/*
 * Everything that has a name begins here; a link's text, if it is one, becomes
 * the inode's before anybody can walk to it. i_sem of dir held, as in all below.
 */
static int ramfs_make(struct inode *dir, struct dentry *dentry, umode_t mode,
		      dev_t dev, char *text)
{
	struct inode *inode = ramfs_get_inode(dir->i_sb, dir, mode, dev);

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (text) {
		inode->i_link = text;
		inode->i_size = strlen(text);
	}
	pin_dentry(dentry, inode);
	dir_changed(dir, 1);
	return 0;
}

static int ramfs_mknod(struct inode *dir, struct dentry *dentry, umode_t mode,
		       dev_t dev)
{
	return ramfs_make(dir, dentry, mode, dev, NULL);
}

static int ramfs_create(struct inode *dir, struct dentry *dentry, umode_t mode)
{
	return ramfs_make(dir, dentry, mode, 0, NULL);
}

/* The new directory's ".." is a link to its parent. */
static int ramfs_mkdir(struct inode *dir, struct dentry *dentry, umode_t mode)
{
	int error = ramfs_make(dir, dentry, mode, 0, NULL);

	if (!error)
		dir->i_nlink++;
	return error;
}

static int ramfs_symlink(struct inode *dir, struct dentry *dentry,
			 const char *target)
{
	char *copy = kstrdup(target, GFP_KERNEL);
	int error;

	if (!copy)
		return -ENOMEM;
	error = ramfs_make(dir, dentry, S_IFLNK | S_IRWXUGO, 0, copy);
	if (error)
		kfree(copy);
	return error;
}

/* One inode, two dentries, each with a reference on it. */
static int ramfs_link(struct dentry *old, struct inode *dir,
		      struct dentry *dentry)
{
	struct inode *inode = old->d_inode;

	inode->i_nlink++;
	current_time(&inode->i_ctime);
	atomic_inc(&inode->i_count);
	pin_dentry(dentry, inode);
	dir_changed(dir, 1);
	return 0;
}

/* The dentry's pin goes; the caller turns the dentry negative or unhashes it. */
static int ramfs_unlink(struct inode *dir, struct dentry *dentry)
{
	struct inode *inode = dentry->d_inode;

	dir_changed(dir, -1);
	inode->i_ctime = dir->i_ctime;
	inode->i_nlink--;
	unpin_dentry(dentry);
	return 0;
}

static int ramfs_rmdir(struct inode *dir, struct dentry *dentry)
{
	if (!simple_empty(dentry))
		return -ENOTEMPTY;
	dentry->d_inode->i_nlink--; /* its "." */
	dir->i_nlink--;		    /* its ".." */
	return ramfs_unlink(dir, dentry);
}

/* A name leaves one directory for another, and so does a directory's "..". */
static void entry_moved(struct dentry *entry, struct inode *from,
			struct inode *to)
{
	if (S_ISDIR(entry->d_inode->i_mode)) {
		from->i_nlink--;
		to->i_nlink++;
	}
	dir_changed(from, -1);
	dir_changed(to, 1);
	entry->d_inode->i_ctime = to->i_ctime;
}

/* The dentries are moved by the caller: only links and times are ours. */
static int ramfs_rename(struct inode *old_dir, struct dentry *old,
			struct inode *new_dir, struct dentry *new,
			bool exchange)
{
	int error = 0;

	if (exchange)
		entry_moved(new, new_dir, old_dir);
	else if (new->d_inode)
		error = S_ISDIR(old->d_inode->i_mode)
				? ramfs_rmdir(new_dir, new)
				: ramfs_unlink(new_dir, new);
	if (!error)
		entry_moved(old, old_dir, new_dir);
	return error;
}

static const struct inode_operations ramfs_dir_inode_operations = {
	.lookup = simple_lookup,
	.create = ramfs_create,
	.mknod = ramfs_mknod,
	.mkdir = ramfs_mkdir,
	.link = ramfs_link,
	.symlink = ramfs_symlink,
	.unlink = ramfs_unlink,
	.rmdir = ramfs_rmdir,
	.rename = ramfs_rename,
};

/* -- the file system ------------------------------------------------------------------ */

/* Without a limit there is room for what memory is free. */
static int ramfs_statfs(struct super_block *sb, struct statfs64 *buf)
{
	struct ramfs_sb *info = ramfs_info(sb);
	unsigned long free = nr_free_pages();

	if (info->pages.max)
		free = info->pages.max - info->pages.used;
	buf->f_blocks = info->pages.used + free;
	buf->f_bfree = free;
	buf->f_bavail = free;
	if (info->inodes.max) {
		buf->f_files = info->inodes.max;
		buf->f_ffree = info->inodes.max - info->inodes.used;
	}
	return 0;
}

static void ramfs_put_super(struct super_block *sb)
{
	kfree(sb->s_fs_info);
}

static const struct super_operations ramfs_super_operations = {
	.delete_inode = ramfs_delete_inode,
	.statfs = ramfs_statfs,
	.put_super = ramfs_put_super,
	.remount = ramfs_remount,
	.show_options = ramfs_show_options,
};

/* Fill a super block that has its ramfs_sb. */
static int ramfs_make_root(struct super_block *sb)
{
	struct ramfs_sb *info = ramfs_info(sb);
	struct inode *inode;

	sb->s_op = &ramfs_super_operations;
	inode = ramfs_get_inode(sb, NULL, S_IFDIR | info->mode, 0);
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	inode->i_uid = info->uid;
	inode->i_gid = info->gid;
	sb->s_root = d_make_root(sb, inode);
	return sb->s_root ? 0 : -ENOMEM;
}

/* A tmpfs has room for half the memory unless told otherwise; any other may fill
 * it all, as the root file system must not fail half unpacked. */
int ramfs_fill_super(struct super_block *sb, char *data)
{
	bool limited = sb->s_type == &tmpfs_type;
	struct ramfs_sb *info = kzalloc(sizeof(*info), GFP_KERNEL);
	int error;

	if (!info)
		return -ENOMEM;
	spin_lock_init(&info->lock);
	sb->s_magic = limited ? TMPFS_MAGIC : RAMFS_MAGIC;
	sb->s_fs_info = info;
	error = ramfs_parse_options(info, data, limited);
	if (!error)
		error = ramfs_make_root(sb);
	if (error)
		kfree(info);
	return error;
}

struct file_system_type ramfs_type = {
	.name = "ramfs",
	.fill_super = ramfs_fill_super,
	.in_dcache = true,
};

struct file_system_type tmpfs_type = {
	.name = "tmpfs",
	.fill_super = ramfs_fill_super,
	.in_dcache = true,
};
