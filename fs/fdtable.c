// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptor tables: what leads from small numbers to open files, one for each
 * process.
 *
 *	fd             open_fds   close_on_exec
 *	0 -> file A        1            0
 *	1 -> file A        1            0
 *	2    NULL          1            0	handed out, not installed yet
 *	3    NULL          0            0	free
 *
 * A table begins with the slots inside files_struct and doubles when it is too
 * small, in one allocation: the slots, then both bitmaps. fork copies it (with
 * CLONE_FILES parent and child share), exec closes what is marked.
 *
 * Locks: file_lock guards a table; it is dropped to allocate a larger one. Who
 * looks at another task's table holds tasklist_lock too, against its end.
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/vmalloc.h>

#include "internal.h"

static struct kmem_cache *files_cache;

/* -- one table --------------------------------------------------------------------- */

static struct files_struct *files_alloc(void)
{
	struct files_struct *files = kmem_cache_zalloc(files_cache, GFP_KERNEL);

	if (!files)
		return NULL;
	files->count = 1;
	spin_lock_init(&files->file_lock);
	files->max_fds = NR_OPEN_DEFAULT;
	files->fd = files->fd_init;
	files->open_fds = &files->bits_init[0];
	files->close_on_exec = &files->bits_init[1];
	return files;
}

static void files_free(struct files_struct *files)
{
	if (files->fd != files->fd_init)
		kvfree(files->fd);
	kmem_cache_free(files_cache, files);
}

static unsigned int table_size_for(unsigned int fd)
{
	return max(roundup_pow_of_two(fd + 1), (unsigned long)NR_OPEN_DEFAULT);
}

/*
 * Move into a larger table: the slots, then both bitmaps. file_lock held.
 * Returns the table that was there if it is to be freed.
 */
static struct file **table_replace(struct files_struct *files,
				   struct file **table, unsigned int n)
{
	unsigned long *open_fds = (unsigned long *)(table + n);
	unsigned long *close_on_exec = open_fds + n / BITS_PER_LONG;
	unsigned int old_n = files->max_fds;
	struct file **old = files->fd;

	memcpy(table, old, old_n * sizeof(struct file *));
	memcpy(open_fds, files->open_fds, old_n / BITS_PER_BYTE);
	memcpy(close_on_exec, files->close_on_exec, old_n / BITS_PER_BYTE);
	files->fd = table;
	files->open_fds = open_fds;
	files->close_on_exec = close_on_exec;
	files->max_fds = n;
	return old == files->fd_init ? NULL : old;
}

int expand_files(struct files_struct *files, unsigned int fd)
{
	unsigned int n = table_size_for(fd);
	struct file **table;

	spin_unlock(&files->file_lock);
	table = kvzalloc(n * sizeof(struct file *) + 2 * n / BITS_PER_BYTE);
	spin_lock(&files->file_lock);
	if (!table)
		return -ENOMEM;
	/* Another thread may have been faster: then ours is the one to free. */
	if (files->max_fds < n)
		table = table_replace(files, table, n);
	kvfree(table);
	return 0;
}

struct file *task_next_file(struct task_struct *task, unsigned int *fd)
{
	struct files_struct *files;
	struct file *file = NULL;

	spin_lock(&tasklist_lock);
	files = task->files;
	if (!files)
		goto out;
	spin_lock(&files->file_lock);
	while (*fd < files->max_fds && !(file = files->fd[*fd]))
		++*fd;
	if (file)
		get_file(file);
	spin_unlock(&files->file_lock);
out:
	spin_unlock(&tasklist_lock);
	return file;
}

/* -- fork, exec, exit ---------------------------------------------------------------- */

/*
 * What fork does to descriptors:
 *
 *	plain fork		      CLONE_FILES
 *
 *	parent --> [A A B]	      parent --+
 *	            | | |		       +--> [A A B]  count 2
 *	child  --> [A A B]	      child  --+
 *
 *	A is used 4 times, B twice    A is used twice, B once
 *
 * In both the files are the same ones: who reads moves the position for the
 * other. But after a plain fork each closes, dups and marks in a table of its
 * own, while threads see each other's numbers come and go.
 */

/* Room that a copy needs: up to the highest descriptor in use. */
static unsigned int table_size_used(const struct files_struct *files)
{
	unsigned int word = files->max_fds / BITS_PER_LONG;

	while (word > 1 && !files->open_fds[word - 1])
		word--;
	return table_size_for(word * BITS_PER_LONG - 1);
}

/*
 * Copy what is open; n is the new table's size. file_lock of `from` held. A number
 * that another thread has reserved and not filled yet is free in the copy: it is
 * that thread's open, and nobody would finish it there.
 */
static void files_copy(struct files_struct *to, const struct files_struct *from,
		       unsigned int n)
{
	unsigned int fd;

	n = min(n, from->max_fds);
	memcpy(to->open_fds, from->open_fds, n / BITS_PER_BYTE);
	memcpy(to->close_on_exec, from->close_on_exec, n / BITS_PER_BYTE);
	for_each_set_bit(fd, from->open_fds, n) {
		to->fd[fd] = from->fd[fd];
		if (to->fd[fd])
			get_file(to->fd[fd]);
		else
			__clear_bit(fd, to->open_fds);
	}
	to->next_fd = 0;
}

/*
 * A copy for a child: every open file gets one more reference. Allocating needs
 * the lock dropped, and then the table may have grown; so look again after each
 * allocation until what we have is large enough.
 */
static struct files_struct *dup_files(struct files_struct *from)
{
	struct files_struct *files = files_alloc();
	unsigned int n;
	int error;

	if (!files)
		return NULL;
	spin_lock(&from->file_lock);
	while ((n = table_size_used(from)) > files->max_fds) {
		spin_unlock(&from->file_lock);
		spin_lock(&files->file_lock);
		error = expand_files(files, n - 1);
		spin_unlock(&files->file_lock);
		if (error) {
			files_free(files);
			return NULL;
		}
		spin_lock(&from->file_lock);
	}
	files_copy(files, from, n);
	spin_unlock(&from->file_lock);
	return files;
}

/*
 * The step of do_fork. child->files is set only when it is the child's to drop,
 * so that a fork which fails later can call exit_files.
 */
int copy_files(unsigned long clone_flags, struct task_struct *child)
{
	struct files_struct *files = current->files;

	if (!files)
		return 0;
	if (clone_flags & CLONE_FILES) {
		spin_lock(&files->file_lock);
		files->count++;
		spin_unlock(&files->file_lock);
	} else {
		files = dup_files(files);
		if (!files)
			return -ENOMEM;
	}
	child->files = files;
	return 0;
}

/* With the last user all is closed. May sleep. */
static void put_files(struct files_struct *files)
{
	unsigned int fd;
	bool last;

	spin_lock(&files->file_lock);
	last = !--files->count;
	spin_unlock(&files->file_lock);
	if (!last)
		return;
	for_each_set_bit(fd, files->open_fds, files->max_fds)
		if (files->fd[fd])
			filp_close(files->fd[fd], files);
	files_free(files);
}

/* /proc may be looking: task_next_file holds the same lock while it does. */
static void set_task_files(struct task_struct *task, struct files_struct *files)
{
	spin_lock(&tasklist_lock);
	task->files = files;
	spin_unlock(&tasklist_lock);
}

void exit_files(struct task_struct *task)
{
	struct files_struct *files = task->files;

	if (!files)
		return;
	set_task_files(task, NULL);
	put_files(files);
}

/* exec must not close the descriptors of those it shares the table with. */
int unshare_files(void)
{
	struct files_struct *old = current->files, *files;

	if (!old || old->count == 1)
		return 0;
	files = dup_files(old);
	if (!files)
		return -ENOMEM;
	set_task_files(current, files);
	put_files(old);
	return 0;
}

/* The point of no return is behind exec: what the new program must not have is
 * closed, and nothing here can fail. */
void flush_old_files(struct files_struct *files)
{
	unsigned int fd;

	assert(files == current->files);
	for_each_set_bit(fd, files->close_on_exec, files->max_fds) {
		struct file *file = take_fd(fd);

		if (file)
			filp_close(file, files);
	}
	bitmap_zero(files->close_on_exec, files->max_fds);
}

void files_init(void)
{
	files_cache = kmem_cache_create(
		"files_cache", sizeof(struct files_struct), 0, SLAB_PANIC);
}
