// SPDX-License-Identifier: GPL-2.0
/*
 * Open files: struct file from open to the last close.
 *
 * A file belongs to nobody: descriptors (of this process, and after a fork of
 * others), mappings, and running calls each hold a reference, and the last one
 * closes it. file_table_lock guards the count of all.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/gfp.h>
#include <lectern/module.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <uapi/capability.h>

#include "internal.h"

int nr_files, max_files;

static DEFINE_SPINLOCK(file_table_lock);
static struct kmem_cache *filp_cache;

/* A tenth of the memory may go into open files, at about 1 KiB each with
 * dentry and inode. */
#define MEMORY_SHARE  10
#define MIN_MAX_FILES 1024ul

/* One more open file, or back again; false beyond the limit. */
static bool file_count_up(void)
{
	bool ok;

	spin_lock(&file_table_lock);
	ok = nr_files < max_files || capable(CAP_SYS_ADMIN);
	if (ok)
		nr_files++;
	spin_unlock(&file_table_lock);
	return ok;
}

static void file_count_down(void)
{
	spin_lock(&file_table_lock);
	nr_files--;
	spin_unlock(&file_table_lock);
}

/* O_RDONLY, O_WRONLY, O_RDWR are 0, 1, 2, one less than the bits they stand for;
 * the fourth, for ioctl alone (open(2)), wraps around to none. */
static unsigned int open_fmode(int flags)
{
	return flags & O_PATH ? FMODE_PATH : (flags + 1) & O_ACCMODE;
}

/*
 * Root may go over the limit, to log in and end whoever used it up. The message
 * comes once: a program at the limit tries again and again.
 */
struct file *alloc_file(const struct path *path, int flags,
			const struct file_operations *fops)
{
	static bool told;
	struct file *file;
	int error = -ENFILE;

	if (!file_count_up()) {
		if (!told)
			pr_notice("VFS: all %d open files are in use; "
				  "/proc/sys/fs/file-max allows more\n",
				  max_files);
		told = true;
		goto put_path;
	}
	error = -ENOMEM;
	file = kmem_cache_zalloc(filp_cache, GFP_KERNEL);
	if (!file)
		goto count_down;
	atomic_set(&file->f_count, 1);
	mutex_init(&file->f_pos_lock);
	file->f_path = *path;
	file->f_inode = path->dentry->d_inode;
	file->f_op = fops;
	file->f_flags = flags;
	file->f_mode = open_fmode(flags);
	return file;

count_down:
	file_count_down();
put_path:
	path_put(path);
	return ERR_PTR(error);
}

/*
 * release before the path is put: the driver may want the inode. The count goes
 * down last, when the memory is back, as the leak checks compare both.
 */
void __fput(struct file *file)
{
	struct inode *inode = file->f_inode;

	locks_remove_file(file);
	if (file->f_op && file->f_op->release)
		file->f_op->release(inode, file);
	if (file->f_op)
		module_put(file->f_op->owner);
	if (file->f_mode & FMODE_WRITER) {
		put_write_access(inode);
		atomic_dec(&file->f_path.mnt->mnt_writers);
	}
	if (file->f_mode & FMODE_DENYWRITE)
		allow_write_access(inode);
	path_put(&file->f_path);
	kmem_cache_free(filp_cache, file);
	file_count_down();
}

/* A descriptor of that table lets go: what is done at each close, then fput. */
void filp_close(struct file *file, const struct files_struct *files)
{
	locks_remove_posix(file, files);
	if (file->f_op && file->f_op->flush)
		file->f_op->flush(file);
	fput(file);
}

void file_table_init(void)
{
	unsigned long kib = totalram_pages * (PAGE_SIZE / 1024);

	max_files = (int)max(kib / MEMORY_SHARE, MIN_MAX_FILES);
	filp_cache = kmem_cache_create("filp", sizeof(struct file), 0,
				       SLAB_HWCACHE_ALIGN | SLAB_PANIC);
}
