// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors of the current process: handing numbers out, putting open files
 * there, finding them again.
 *
 * Opening takes two steps, as it may sleep in between or fail: a number is
 * reserved (get_unused_fd), and once the file is there it is installed.
 *
 * Lock: file_lock guards the table (fdtable.c); nothing is closed under it.
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/sched.h>

#include "internal.h"

/* -- numbers --------------------------------------------------------------------- */

/* RLIMIT_NOFILE bounds the number itself, not how many are open. */
unsigned int max_descriptors(void)
{
	return min(rlimit(RLIMIT_NOFILE), (unsigned long)NR_OPEN_MAX);
}

/* Hand out number fd. file_lock held. */
static void reserve_fd(struct files_struct *files, unsigned int fd,
		       bool cloexec)
{
	__set_bit(fd, files->open_fds);
	if (cloexec)
		__set_bit(fd, files->close_on_exec);
	else
		__clear_bit(fd, files->close_on_exec);
}

/*
 * POSIX promises the lowest free number. next_fd saves the search from walking
 * over what is known to be taken. Between this and fd_install the number is
 * nobody's: close(2) of it gives EBADF, dup2(2) onto it EBUSY.
 */
int get_unused_fd(unsigned int start, unsigned int flags)
{
	struct files_struct *files = current->files;
	unsigned int fd;
	int error;

	spin_lock(&files->file_lock);
	for (;;) {
		fd = max(start, files->next_fd);
		if (fd < files->max_fds)
			fd = find_next_zero_bit(files->open_fds, files->max_fds,
						fd);
		error = -EMFILE;
		if (fd >= max_descriptors())
			break;
		error = fd;
		if (fd < files->max_fds) {
			reserve_fd(files, fd, flags & O_CLOEXEC);
			if (start <= files->next_fd)
				files->next_fd = fd + 1;
			break;
		}
		error = expand_files(files, fd);
		if (error)
			break;
	}
	spin_unlock(&files->file_lock);
	return error;
}

/* file_lock held. */
static void release_fd(struct files_struct *files, unsigned int fd)
{
	__clear_bit(fd, files->open_fds);
	if (fd < files->next_fd)
		files->next_fd = fd;
}

void put_unused_fd(unsigned int fd)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	release_fd(files, fd);
	spin_unlock(&files->file_lock);
}

/* The file's reference becomes the descriptor's. */
void fd_install(unsigned int fd, struct file *file)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	assert(!files->fd[fd]);
	files->fd[fd] = file;
	spin_unlock(&files->file_lock);
}

struct file *take_fd(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file = NULL;

	spin_lock(&files->file_lock);
	if (fd < files->max_fds)
		file = files->fd[fd];
	if (file) {
		files->fd[fd] = NULL;
		release_fd(files, fd);
	}
	spin_unlock(&files->file_lock);
	return file;
}

/*
 * Closing the old file and putting the new one there is one step, or another
 * thread could be given the number in between.
 */
int replace_fd(unsigned int fd, struct file *file, bool cloexec)
{
	struct files_struct *files = current->files;
	struct file *old = NULL;
	int error = 0;

	spin_lock(&files->file_lock);
	if (fd >= files->max_fds)
		error = expand_files(files, fd);
	if (error)
		goto out;
	old = files->fd[fd];
	/* Another thread was given the number and will install a file. */
	error = -EBUSY;
	if (!old && test_bit(fd, files->open_fds))
		goto out;
	files->fd[fd] = file;
	reserve_fd(files, fd, cloexec);
	error = fd;
out:
	spin_unlock(&files->file_lock);
	if (old)
		filp_close(old, files);
	return error;
}

/* fd is an open descriptor of the caller's, so it lies within the table. */
bool get_cloexec(unsigned int fd)
{
	struct files_struct *files = current->files;
	bool on;

	spin_lock(&files->file_lock);
	on = test_bit(fd, files->close_on_exec);
	spin_unlock(&files->file_lock);
	return on;
}

void set_cloexec(unsigned int fd, bool on)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	if (on)
		__set_bit(fd, files->close_on_exec);
	else
		__clear_bit(fd, files->close_on_exec);
	spin_unlock(&files->file_lock);
}

static inline struct file *fget_without(unsigned int fd, unsigned int without)
{
	struct files_struct *files = current->files;
	struct file *file;

	spin_lock(&files->file_lock);
	file = look_up_fd(files, fd, without);
	if (file)
		get_file(file);
	spin_unlock(&files->file_lock);
	return file;
}

struct file *fget_raw(unsigned int fd)
{
	return fget_without(fd, 0);
}

/* Who wants to do something with the data must not have an O_PATH file. */
struct file *fget(unsigned int fd)
{
	return fget_without(fd, FMODE_PATH);
}
