// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that runs out in the middle of a system call on files: each of its
 * allocations fails in turn (see inject.h), is answered by ENOMEM, EAGAIN or
 * what the manual page names (ENOLCK of locks), and leaves nothing behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <helpers.h>
#include <inject.h>
#include <raw.h>
#include <tap.h>

#define MANY_FDS 100
#define HIGH_FD	 900
#define VECTORS	 64

static int file, dir, ends[2];
static char bytes[3 * PAGE_SIZE];

static long do_pipe(void)
{
	return raw(SYS_pipe2, ends, 0);
}

static void close_ends(long result)
{
	(void)result;
	CHECK_OK(close(ends[0]));
	CHECK_OK(close(ends[1]));
}

static void make_pipe(void)
{
	CHECK_OK(pipe(ends));
}

static long write_pipe(void)
{
	return raw(SYS_write, ends[1], bytes, 2 * PAGE_SIZE);
}

static void read_pipe(long n)
{
	CHECK_EQ(read(ends[0], bytes, 3 * PAGE_SIZE), n);
	close_ends(0);
	make_pipe();
}

/* A page of the old ring is full, and is copied to the new one. */
static void make_full_pipe(void)
{
	make_pipe();
	CHECK_EQ(write(ends[1], bytes, PAGE_SIZE), PAGE_SIZE);
}

static long grow_pipe(void)
{
	return raw(SYS_fcntl64, ends[1], F_SETPIPE_SZ, 1 << 17);
}

static long open_file(void)
{
	return raw(SYS_open, "file", O_RDWR);
}

static long open_new(void)
{
	return raw(SYS_open, "new", O_RDWR | O_CREAT, 0600);
}

static long open_ptmx(void)
{
	return raw(SYS_open, "/dev/ptmx", O_RDWR | O_NOCTTY);
}

static void close_it(long fd)
{
	CHECK_OK(close((int)fd));
}

/* A call may have made the name and failed all the same. */
static void remove_new(void)
{
	unlink("new");
	rmdir("new");
}

static void close_new(long fd)
{
	close_it(fd);
	remove_new();
}

static long make_dir(void)
{
	return raw(SYS_mkdir, "new", 0700);
}

static long make_symlink(void)
{
	return raw(SYS_symlink, "where/it/leads", "new");
}

static long make_link(void)
{
	return raw(SYS_link, "file", "new");
}

static long make_fifo(void)
{
	return raw(SYS_mknod, "new", S_IFIFO | 0600, 0);
}

static void undo_new(long result)
{
	(void)result;
	remove_new();
}

static long do_rename(void)
{
	return raw(SYS_rename, "file", "dir/new");
}

static void rename_back(long result)
{
	(void)result;
	CHECK_OK(rename("dir/new", "file"));
}

static long do_unlink(void)
{
	return raw(SYS_unlink, "file");
}

static void make_file(long result)
{
	(void)result;
	close(file);
	file = (int)CHECK_OK(open("file", O_RDWR | O_CREAT, 0600));
}

static long do_stat(void)
{
	char buf[128];

	return raw(SYS_stat64, "dir/../file", buf);
}

static long do_getcwd(void)
{
	char buf[256];

	return raw(SYS_getcwd, buf, sizeof(buf));
}

static long do_readlink(void)
{
	char buf[256];

	return raw(SYS_readlink, "/proc/self/exe", buf, sizeof(buf));
}

static long do_sendfile(void)
{
	CHECK_OK(lseek(file, 0, SEEK_SET));
	return raw(SYS_sendfile, file, file, NULL, sizeof(bytes));
}

static void fill_file(void)
{
	CHECK_EQ(write(file, bytes, sizeof(bytes)), sizeof(bytes));
}

static long do_chdir(void)
{
	return raw(SYS_chdir, "dir/../.");
}

static long do_getdents(void)
{
	char buf[1024];

	CHECK_OK(lseek(dir, 0, SEEK_SET));
	return raw(SYS_getdents64, dir, buf, sizeof(buf));
}

static long write_file_pages(void)
{
	return raw(SYS_write, file, bytes, 3 * PAGE_SIZE);
}

static void empty_file(long result)
{
	(void)result;
	CHECK_OK(ftruncate(file, 0));
	CHECK_OK(lseek(file, 0, SEEK_SET));
}

static long write_vector(void)
{
	struct iovec vec[VECTORS];
	int i;

	for (i = 0; i < VECTORS; i++)
		vec[i] = (struct iovec){ bytes + i, 1 };
	return raw(SYS_writev, file, vec, VECTORS);
}

static long do_dup(void)
{
	return raw(SYS_dup2, file, HIGH_FD);
}

static long lock_record(void)
{
	struct flock lock = { .l_type = F_WRLCK };

	return raw(SYS_fcntl64, file, F_SETLK64, &lock);
}

static void unlock_record(long result)
{
	struct flock lock = { .l_type = F_UNLCK };

	(void)result;
	CHECK_OK(fcntl(file, F_SETLK, &lock));
}

static void try_record(void)
{
	struct flock lock = { .l_type = F_UNLCK };

	if (fcntl(file, F_SETLK, &lock) < 0)
		SKIP("there are no record locks");
}

static long lock_file(void)
{
	return raw(SYS_flock, file, LOCK_EX | LOCK_NB);
}

static void unlock_file(long result)
{
	(void)result;
	CHECK_OK(flock(file, LOCK_UN));
}

static long do_poll(void)
{
	struct pollfd fds[MANY_FDS];
	int i;

	for (i = 0; i < MANY_FDS; i++)
		fds[i] = (struct pollfd){ ends[0], POLLIN, 0 };
	return raw(SYS_poll, fds, MANY_FDS, 1);
}

static long do_select(void)
{
	struct timeval moment = { 0, 1000 };
	fd_set set;

	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	return raw(SYS__newselect, FD_SETSIZE, &set, NULL, NULL, &moment);
}

static long read_proc(void)
{
	char buf[64];
	long fd = raw(SYS_open, "/proc/self/maps", O_RDONLY), n;

	if (fd < 0)
		return fd;
	n = raw(SYS_read, fd, buf, sizeof(buf));
	close((int)fd);
	return n;
}

static long do_mount(void)
{
	return raw(SYS_mount, "none", "dir", "tmpfs", 0, "size=64k");
}

static long do_bind(void)
{
	return raw(SYS_mount, "/proc", "dir", NULL, MS_BIND, NULL);
}

static void unmount(long result)
{
	(void)result;
	CHECK_OK(umount("dir"));
}

static int image;

static void open_module(void)
{
	char path[128];
	struct utsname name;

	CHECK_OK(uname(&name));
	snprintf(path, sizeof(path), "/lib/modules/%s/hello.ko", name.release);
	image = open(path, O_RDONLY);
	if (image < 0)
		SKIP("there is no module hello");
}

static long load_module(void)
{
	return raw(SYS_finit_module, image, "", 0);
}

static void unload_module(long result)
{
	(void)result;
	CHECK_EQ(raw(SYS_delete_module, "hello", O_NONBLOCK), 0);
}

/* ------------------------------------------------------------------- tests */

static const struct injected calls[] = {
	{ "pipe", do_pipe, .undo = close_ends },
	{ "write to a pipe", write_pipe, .undo = read_pipe,
	  .prepare = make_pipe },
	{ "F_SETPIPE_SZ", grow_pipe, .undo = close_ends,
	  .prepare = make_full_pipe },
	{ "open", open_file, .undo = close_it },
	{ "open that makes a file", open_new, .undo = close_new },
	{ "open of /dev/ptmx", open_ptmx, .undo = close_it },
	{ "mkdir", make_dir, .undo = undo_new },
	{ "symlink", make_symlink, .undo = undo_new },
	{ "link", make_link, .undo = undo_new },
	{ "mknod", make_fifo, .undo = undo_new },
	{ "rename", do_rename, .undo = rename_back },
	{ "unlink", do_unlink, .undo = make_file },
	{ "stat", .call = do_stat },
	{ "getcwd", .call = do_getcwd },
	{ "chdir", .call = do_chdir },
	{ "getdents", .call = do_getdents },
	{ "write to a file", write_file_pages, .undo = empty_file },
	{ "writev", write_vector, .undo = empty_file },
	{ "sendfile", do_sendfile, .prepare = fill_file },
	{ "readlink of /proc/self/exe", .call = do_readlink },
	{ "dup2", do_dup, .undo = close_it },
	{ "a record lock", lock_record, .undo = unlock_record,
	  .prepare = try_record, .also = ENOLCK },
	{ "flock", lock_file, .undo = unlock_file, .also = ENOLCK },
	{ "poll", do_poll, .prepare = make_pipe },
	{ "select", do_select, .prepare = make_pipe },
	{ "a text of /proc", .call = read_proc },
	{ "finit_module", load_module, .undo = unload_module,
	  .prepare = open_module },
	{ "mount", do_mount, .undo = unmount },
	{ "a bind mount", do_bind, .undo = unmount },
};

TEST_TABLE(calls, calls)
{
	make_file(0);
	dir = (int)CHECK_OK(open(".", O_RDONLY));
	CHECK_OK(mkdir("dir", 0700));
	inject_all(element);
}
