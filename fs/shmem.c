// SPDX-License-Identifier: GPL-2.0
/*
 * Shared memory: files of a ramfs that is mounted nowhere and has no limit.
 * Shared anonymous mappings are mappings of such a file, which nobody can name
 * and which goes with its last use.
 *
 * Locks: none of its own.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/string.h>

#include "internal.h"

static struct vfsmount *shm_mnt;

struct file *shmem_file_setup(const char *name, loff_t size)
{
	struct path path = { .mnt = shm_mnt };
	struct inode *inode;
	struct file *file;

	inode = ramfs_get_inode(shm_mnt->mnt_sb, NULL,
				S_IFREG | S_IRUSR | S_IWUSR, 0);
	if (IS_ERR(inode))
		return ERR_CAST(inode);
	inode->i_nlink = 0;
	inode->i_size = size;
	path.dentry = d_alloc(NULL, name, strlen(name));
	if (!path.dentry) {
		iput(inode);
		return ERR_PTR(-ENOMEM);
	}
	path.dentry->d_sb = shm_mnt->mnt_sb;
	d_instantiate(path.dentry, inode);
	mntget(shm_mnt);
	file = alloc_file(&path, O_RDWR, &ramfs_file_operations);
	if (IS_ERR(file))
		path_put(&path);
	return file;
}

void shmem_init(void)
{
	shm_mnt = kern_mount(&ramfs_type);
	assert(!IS_ERR(shm_mnt));
}
