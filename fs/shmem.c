// SPDX-License-Identifier: GPL-2.0
/*
 * Shared memory: files of a ramfs that is mounted nowhere and has no limit.
 * Shared anonymous mappings are mappings of such a file, which nobody can name
 * and which goes with its last use; System V segments are such files too. Their
 * whole size is promised (Committed_AS) as long as they are there, but for
 * VM_NORESERVE: i_private is how many pages.
 *
 * Locks: none of its own.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/mm.h>

#include "internal.h"

static struct vfsmount *shm_mnt;

static void shmem_delete_inode(struct inode *inode)
{
	vm_unacct_memory((long)inode->i_private);
}

static const struct super_operations shmem_super_operations = {
	.delete_inode = shmem_delete_inode,
};

struct file *shmem_file_setup(const char *name, loff_t size,
			      unsigned long vm_flags)
{
	struct path path = { .mnt = shm_mnt };
	struct inode *inode;
	long pages = 0;

	if (accountable(VM_WRITE | (vm_flags & VM_NORESERVE)))
		pages = (long)((size + (loff_t)PAGE_SIZE - 1) >> PAGE_SHIFT);
	if (vm_acct_memory(pages))
		return ERR_PTR(-ENOMEM);
	inode = ramfs_get_inode(shm_mnt->mnt_sb, NULL,
				S_IFREG | S_IRUSR | S_IWUSR, 0);
	if (IS_ERR(inode)) {
		vm_unacct_memory(pages);
		return ERR_CAST(inode);
	}
	inode->i_nlink = 0;
	inode->i_size = size;
	inode->i_private = (void *)pages;
	path.dentry = d_alloc_pseudo(shm_mnt->mnt_sb, name, inode, NULL);
	if (!path.dentry) {
		iput(inode);
		return ERR_PTR(-ENOMEM);
	}
	mntget(shm_mnt);
	return alloc_file(&path, O_RDWR, &ramfs_file_operations);
}

void shmem_init(void)
{
	shm_mnt = kern_mount(&ramfs_type);
	assert(!IS_ERR(shm_mnt));
	shm_mnt->mnt_sb->s_op = &shmem_super_operations;
}
