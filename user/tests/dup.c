// SPDX-License-Identifier: GPL-2.0
/* dup(2), dup2(2), dup3(2), fcntl(2), and the limit of open files. */
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static int null;

static void open_null(void)
{
	null = CHECK_OK(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

TEST(dup_lowest, "dup gives the lowest free descriptor, without close-on-exec")
{
	open_null();
	CHECK_EQ(dup(null), null + 1);
	CHECK_EQ(fcntl(null + 1, F_GETFD), 0);
	CHECK_EQ(fcntl(null, F_GETFD), FD_CLOEXEC);
}

TEST(dup_bad, "dup of what is not open: EBADF")
{
	CHECK_ERR(dup(77), EBADF);
	CHECK_ERR(dup(-1), EBADF);
	CHECK_ERR(dup2(77, 5), EBADF);
}

TEST(dup2_takes, "dup2 takes the number asked for, closing what was there")
{
	int fds[2];
	char c;

	open_null();
	CHECK_OK(pipe(fds));
	CHECK_EQ(dup2(null, 50), 50);
	CHECK_OK(fcntl(50, F_GETFD));
	CHECK_EQ(dup2(null, fds[1]), fds[1]);
	/* That was the only write end. */
	CHECK_EQ(read(fds[0], &c, 1), 0);
}

TEST(dup2_same, "dup2 of a descriptor onto itself leaves it as it is")
{
	open_null();
	CHECK_EQ(dup2(null, null), null);
	CHECK_EQ(fcntl(null, F_GETFD), FD_CLOEXEC);
	CHECK_ERR(dup2(77, 77), EBADF);
}

TEST(dup2_range, "dup2 to a number beyond the limit: EBADF")
{
	open_null();
	CHECK_ERR(dup2(null, -1), EBADF);
	CHECK_ERR(dup2(null, 100000000), EBADF);
}

TEST(dup3_flags, "dup3 sets O_CLOEXEC, refuses others and the same number")
{
	open_null();
	CHECK_EQ(dup3(null, 50, O_CLOEXEC), 50);
	CHECK_EQ(fcntl(50, F_GETFD), FD_CLOEXEC);
	CHECK_ERR(dup3(null, null, 0), EINVAL);
	CHECK_EQ(raw(SYS_dup3, null, 51, O_APPEND), -EINVAL);
}

TEST(dupfd, "F_DUPFD gives the lowest free from a number up")
{
	open_null();
	CHECK_EQ(fcntl(null, F_DUPFD, 40), 40);
	CHECK_EQ(fcntl(null, F_DUPFD, 40), 41);
	CHECK_EQ(fcntl(null, F_DUPFD_CLOEXEC, 40), 42);
	CHECK_EQ(fcntl(42, F_GETFD), FD_CLOEXEC);
	CHECK_ERR(fcntl(null, F_DUPFD, -1), EINVAL);
	CHECK_ERR(fcntl(null, F_DUPFD, 100000000), EINVAL);
}

TEST(descriptor_flags, "F_SETFD belongs to the descriptor, not to its twin")
{
	int twin;

	open_null();
	twin = CHECK_OK(dup(null));
	CHECK_OK(fcntl(null, F_SETFD, 0));
	CHECK_OK(fcntl(twin, F_SETFD, FD_CLOEXEC));
	CHECK_EQ(fcntl(null, F_GETFD), 0);
	CHECK_EQ(fcntl(twin, F_GETFD), FD_CLOEXEC);
}

TEST(status_flags, "F_SETFL belongs to the open file: its twin has it too")
{
	int fds[2], twin;
	char c;

	CHECK_OK(pipe(fds));
	twin = CHECK_OK(dup(fds[0]));
	CHECK_OK(fcntl(fds[0], F_SETFL, O_NONBLOCK));
	CHECK(fcntl(twin, F_GETFL) & O_NONBLOCK);
	CHECK_ERR(read(twin, &c, 1), EAGAIN);
}

TEST(status_access, "F_SETFL does not change the access mode")
{
	open_null();
	CHECK_OK(fcntl(null, F_SETFL, O_RDWR | O_NONBLOCK));
	CHECK_EQ(fcntl(null, F_GETFL) & O_ACCMODE, O_RDONLY);
}

TEST(fcntl_errors,
     "fcntl: EBADF for a bad descriptor, EINVAL for a bad command")
{
	open_null();
	CHECK_ERR(fcntl(77, F_GETFL), EBADF);
	CHECK_EQ(raw(SYS_fcntl64, null, 9999, 0), -EINVAL);
}

TEST(limit, "descriptors run to RLIMIT_NOFILE, then EMFILE")
{
	struct rlimit limit = { 40, 40 };
	int fd, last = -1;

	CHECK_OK(setrlimit(RLIMIT_NOFILE, &limit));
	while ((fd = open("/dev/null", O_RDONLY)) >= 0)
		last = fd;
	CHECK_EQ(errno, EMFILE);
	CHECK_EQ(last, 39);
	CHECK_ERR(dup(0), EMFILE);
	CHECK_ERR(dup2(0, 40), EBADF);
	CHECK_OK(close(20));
	CHECK_EQ(open("/dev/null", O_RDONLY), 20);
}

TEST(default_limit, "that is 1024 by default, and as many can be open")
{
	struct rlimit limit;
	int fd, last = -1;

	CHECK_OK(getrlimit(RLIMIT_NOFILE, &limit));
	CHECK_EQ(limit.rlim_cur, 1024);
	while ((fd = dup(0)) >= 0)
		last = fd;
	CHECK_EQ(last, 1023);
}

TEST(limit_child, "a child with all descriptors open can fork and exit")
{
	pid_t pid;

	while (dup(0) >= 0)
		;
	pid = fork();
	if (pid == 0)
		_exit(fcntl(1023, F_GETFD) != 0);
	reap_ok(pid);
}

TEST(limit_raise, "only root may raise the hard limit: EPERM")
{
	struct rlimit limit;

	CHECK_OK(getrlimit(RLIMIT_NOFILE, &limit));
	CHECK_OK(setgid(4242));
	CHECK_OK(setuid(4242));
	limit.rlim_max++;
	CHECK_ERR(setrlimit(RLIMIT_NOFILE, &limit), EPERM);
	limit.rlim_cur = 10;
	limit.rlim_max -= 1;
	CHECK_OK(setrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max + 1;
	CHECK_ERR(setrlimit(RLIMIT_NOFILE, &limit), EINVAL);
}
