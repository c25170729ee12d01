// SPDX-License-Identifier: GPL-2.0
/*
 * Pipes without a name: pipe(2), and pipefs, the file system that nobody can
 * mount or see, where their inodes live. What goes through a pipe is pipe.c.
 *
 *	fd[0] -> file, O_RDONLY --.
 *				   >-- dentry "pipe:[7]" -- inode -- pipe
 *	fd[1] -> file, O_WRONLY --'
 *
 * Locks: none of its own. Source: pipe(2).
 */
#include "pipe.h"

#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/printf.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/statfs.h>

#include "internal.h"

static struct vfsmount *pipe_mnt;

/* Nobody has it open: it still has its pipe only if nobody ever had. */
static void pipefs_delete_inode(struct inode *inode)
{
	if (inode->i_private)
		free_pipe_info(inode->i_private);
}

static const struct super_operations pipefs_operations = {
	.delete_inode = pipefs_delete_inode,
};

static int pipefs_fill_super(struct super_block *sb, char *data)
{
	struct inode *root = new_inode(sb);

	sb->s_magic = PIPEFS_MAGIC;
	sb->s_op = &pipefs_operations;
	if (root)
		root->i_mode = S_IFDIR | 0500;
	sb->s_root = d_make_root(sb, root);
	return sb->s_root ? 0 : -ENOMEM;
}

static struct file_system_type pipefs = {
	.name = "pipefs",
	.fill_super = pipefs_fill_super,
	.single = true,
};

/* How /proc/PID/fd shows it. */
static char *pipe_dname(struct dentry *dentry, char *buf, size_t len)
{
	scnprintf(buf, len, "pipe:[%lu]", dentry->d_inode->i_ino);
	return buf;
}

static const struct dentry_operations pipe_dentry_operations = {
	.d_dname = pipe_dname,
};

static int __init pipefs_init(void)
{
	pipe_mnt = kern_mount(&pipefs);
	return PTR_ERR_OR_ZERO(pipe_mnt);
}
fs_initcall(pipefs_init);

static struct inode *new_pipe_inode(void)
{
	struct inode *inode = new_inode(pipe_mnt->mnt_sb);

	if (!inode)
		return NULL;
	inode->i_private = alloc_pipe_info();
	if (!inode->i_private) {
		iput(inode);
		return NULL;
	}
	inode_init_owner(inode, NULL, S_IFIFO | 0600);
	inode->i_fop = &fifo_fops;
	return inode;
}

static struct file *open_end(const struct path *path, int flags)
{
	struct file *file = alloc_file(path, flags, &fifo_fops);

	if (!IS_ERR(file))
		pipe_add_end(file->f_inode->i_private, file);
	return file;
}

/* Both ends of a new pipe: 0, -ENFILE, -ENOMEM. */
static int create_pipe_files(struct file *ends[2], int flags)
{
	struct path path = { .mnt = pipe_mnt };
	struct inode *inode = new_pipe_inode();

	if (!inode)
		return -ENOMEM;
	path.dentry = d_alloc_pseudo(pipe_mnt->mnt_sb, "", inode,
				     &pipe_dentry_operations);
	if (!path.dentry) {
		iput(inode);
		return -ENOMEM;
	}
	mntget(pipe_mnt);
	ends[0] = open_end(&path, O_RDONLY | flags);
	if (IS_ERR(ends[0]))
		return PTR_ERR(ends[0]);
	path_get(&path);
	ends[1] = open_end(&path, O_WRONLY | flags);
	if (IS_ERR(ends[1]))
		fput(ends[0]);
	return PTR_ERR_OR_ZERO(ends[1]);
}

/* Two numbers are reserved, told, and only then filled: until the last step, which
 * cannot fail, no other thread can use an end. */
static int install_ends(struct file *ends[2], int __user *fds, int flags)
{
	int err, fd[2];

	err = fd[0] = get_unused_fd(0, (unsigned int)flags);
	if (err < 0)
		return err;
	err = fd[1] = get_unused_fd(0, (unsigned int)flags);
	if (err < 0)
		goto put_first;
	err = -EFAULT;
	if (copy_to_user(fds, fd, sizeof(fd)))
		goto put_second;
	fd_install((unsigned int)fd[0], ends[0]);
	fd_install((unsigned int)fd[1], ends[1]);
	return 0;

put_second:
	put_unused_fd((unsigned int)fd[1]);
put_first:
	put_unused_fd((unsigned int)fd[0]);
	return err;
}

SYSCALL(pipe2, int __user *fds, int flags)
{
	struct file *ends[2];
	int err;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	err = create_pipe_files(ends, flags & O_NONBLOCK);
	if (err)
		return err;
	err = install_ends(ends, fds, flags);
	if (err) {
		fput(ends[0]);
		fput(ends[1]);
	}
	return err;
}

SYSCALL(pipe, int __user *fds)
{
	return sys_pipe2(fds, 0);
}
