// SPDX-License-Identifier: GPL-2.0
/* What outlives processes meets a limit, as no kill would bring it back. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <eaters.h>
#include <helpers.h>
#include <tap.h>

static void fill_tmpfs(void)
{
	static char block[64 * 1024];
	int fd;

	CHECK_OK(mkdir("m", 0700));
	CHECK_OK(mount("none", "m", "tmpfs", 0, NULL));
	fd = CHECK_OK(open("m/file", O_CREAT | O_WRONLY, 0600));
	while (write(fd, block, sizeof(block)) > 0)
		;
	CHECK_EQ(errno, ENOSPC);
	close(fd);
	CHECK_OK(unlink("m/file"));
	CHECK_OK(umount("m"));
	CHECK_OK(rmdir("m"));
}

TEST(tmpfs, "a file in tmpfs ends at half of the memory: ENOSPC")
{
	if (proc_field("/proc/meminfo", "MemFree:") <
	    proc_field("/proc/meminfo", "MemTotal:") * 6 / 10)
		SKIP("less than half of the memory is free");
	is_limited(fill_tmpfs);
}

static void fill_pipes(void)
{
	static char block[PAGE_SIZE];
	int fds[2];

	while (pipe2(fds, O_NONBLOCK) == 0)
		while (write(fds[1], block, sizeof(block)) > 0)
			;
	CHECK(errno == EMFILE || errno == ENFILE);
}

TEST(pipes, "pipes full of bytes meet a limit: EAGAIN, and nobody is killed")
{
	is_limited(fill_pipes);
}

TEST(pipe_at_limit, "and all the same each pipe takes PIPE_BUF bytes, whole")
{
	static char block[PAGE_SIZE];
	int fds[2], other[2];

	begin();
	CHECK_OK(pipe2(other, O_NONBLOCK));
	fill_pipes();
	close(3);
	close(4);
	CHECK_OK(pipe2(fds, O_NONBLOCK));
	CHECK_EQ(write(fds[1], block, 1), 1);
	CHECK_EQ(read(fds[0], block, 2), 1);
	CHECK_EQ(write(fds[1], block, PAGE_SIZE), PAGE_SIZE);
}

static void open_many(void)
{
	CHECK_OK(setgid(1000));
	CHECK_OK(setuid(1000));
	while (open("/dev/null", O_RDONLY) >= 0)
		;
	if (errno != EMFILE)
		CHECK_EQ(errno, ENFILE);
}

TEST(files, "open files meet EMFILE or ENFILE")
{
	is_limited(open_many);
}
