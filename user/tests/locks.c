// SPDX-License-Identifier: GPL-2.0
/* fcntl(2)'s record locks: ranges, and whose they are. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filelocks.h>
#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* The i386 ABI's older struct flock, with 32-bit offsets: musl has the other. */
struct flock32 {
	short type, whence;
	int start, len, pid;
};
#define GETLK32 5
#define SETLK32 6

/* What another process sees from START on: its first lock there. */
static struct flock first_from(off_t start)
{
	struct flock *l = map_shared(sizeof(*l));
	pid_t pid;

	*l = (struct flock){ .l_type = F_WRLCK, .l_start = start };
	pid = fork();
	if (!pid)
		_exit(fcntl(fd, F_GETLK, l) != 0);
	reap_ok(pid);
	return *l;
}

/* The locks as others see them must be these: "r0-99 w100-", or "". */
static void expect(const char *want)
{
	char got[300] = "";
	off_t at = 0;

	for (;;) {
		struct flock l = first_from(at);

		if (l.l_type == F_UNLCK)
			break;
		sprintf(got + strlen(got), "%s%c%d-", *got ? " " : "",
			l.l_type == F_WRLCK ? 'w' : 'r', (int)l.l_start);
		at = l.l_start + l.l_len;
		if (!l.l_len)
			break;
		sprintf(got + strlen(got), "%d", (int)at - 1);
	}
	if (strcmp(got, want))
		FAIL("locks are \"%s\", not \"%s\"", got, want);
}

/* -- ranges -------------------------------------------------------------------- */

TEST(excludes, "a write lock keeps all others out, until it is given back")
{
	open_file();
	CHECK_OK(lock(F_WRLCK, 10, 10));
	CHECK_EQ(other_gets(F_WRLCK, 15, 1), EAGAIN);
	CHECK_EQ(other_gets(F_RDLCK, 0, 11), EAGAIN);
	CHECK_EQ(other_gets(F_WRLCK, 0, 10), 0);
	CHECK_EQ(other_gets(F_WRLCK, 20, 0), 0);
	CHECK_OK(lock(F_UNLCK, 0, 0));
	CHECK_EQ(other_gets(F_WRLCK, 0, 0), 0);
}

TEST(shares, "read locks share, and keep writers out")
{
	open_file();
	CHECK_OK(lock(F_RDLCK, 10, 10));
	CHECK_EQ(other_gets(F_RDLCK, 0, 0), 0);
	CHECK_EQ(other_gets(F_WRLCK, 19, 1), EAGAIN);
}

TEST(own, "a process never stands against itself")
{
	int again;

	open_file();
	again = CHECK_OK(open("file", O_RDWR));
	CHECK_OK(lock(F_WRLCK, 0, 0));
	CHECK_OK(lock_on(again, F_SETLK, F_WRLCK, 5, 5));
	CHECK_OK(lock_on(again, F_SETLKW, F_RDLCK, 2, 2));
	expect("w0-1 r2-3 w4-");
}

static const struct merging {
	const char *claim;
	struct {
		char type;
		int start, len;
	} steps[4];
	const char *want;
} mergings[] = {
	{ "another type in the middle splits a lock into three",
	  { { 'r', 0, 100 }, { 'w', 40, 20 } },
	  "r0-39 w40-59 r60-99" },
	{ "unlocking the middle leaves both ends",
	  { { 'w', 0, 100 }, { 'u', 40, 20 } },
	  "w0-39 w60-99" },
	{ "unlocking the beginning and the end cuts",
	  { { 'w', 10, 20 }, { 'u', 0, 15 }, { 'u', 25, 0 } },
	  "w15-24" },
	{ "locks of one type that overlap are one",
	  { { 'r', 0, 10 }, { 'r', 20, 10 }, { 'r', 5, 20 } },
	  "r0-29" },
	{ "locks of one type that touch are one",
	  { { 'w', 10, 10 }, { 'w', 20, 10 }, { 'w', 0, 10 } },
	  "w0-29" },
	{ "locks of one type with a byte between are two",
	  { { 'w', 0, 10 }, { 'w', 11, 10 } },
	  "w0-9 w11-20" },
	{ "locks of two types that touch stay apart",
	  { { 'w', 0, 10 }, { 'r', 10, 10 } },
	  "w0-9 r10-19" },
	{ "a larger lock takes the place of smaller ones",
	  { { 'w', 10, 5 }, { 'r', 20, 5 }, { 'w', 30, 5 }, { 'r', 0, 0 } },
	  "r0-" },
	{ "a change of type merges with the neighbours",
	  { { 'r', 0, 30 }, { 'w', 10, 10 }, { 'r', 10, 10 } },
	  "r0-29" },
	{ "a lock to the end swallows what begins behind",
	  { { 'r', 50, 10 }, { 'r', 20, 0 } },
	  "r20-" },
	{ "unlocking what is not locked does nothing",
	  { { 'w', 10, 10 }, { 'u', 50, 10 } },
	  "w10-19" },
};

TEST_TABLE(merging, mergings)
{
	const struct merging *m = element;

	open_file();
	for (int i = 0; i < 4 && m->steps[i].type; i++)
		CHECK_OK(lock(m->steps[i].type == 'r'	? F_RDLCK
			      : m->steps[i].type == 'w' ? F_WRLCK
							: F_UNLCK,
			      m->steps[i].start, m->steps[i].len));
	expect(m->want);
}

TEST(whence, "l_whence counts from the position and from the end")
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_CUR };

	open_file();
	CHECK_EQ(lseek(fd, 100, SEEK_SET), 100);
	l.l_start = -10;
	l.l_len = 5;
	CHECK_OK(fcntl(fd, F_SETLK, &l));
	l.l_whence = SEEK_END;
	l.l_start = -1;
	l.l_len = 0;
	CHECK_OK(fcntl(fd, F_SETLK, &l));
	expect("w90-94 w999-");
}

TEST(negative, "a negative l_len locks the bytes before")
{
	open_file();
	CHECK_OK(lock(F_WRLCK, 100, -10));
	expect("w90-99");
	CHECK_ERR(lock(F_WRLCK, 5, -6), EINVAL);
}

TEST(bad, "a bad type, whence, start: EINVAL; behind the last byte: EOVERFLOW")
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = 3 };

	open_file();
	CHECK_ERR(fcntl(fd, F_SETLK, &l), EINVAL);
	CHECK_ERR(lock(3, 0, 0), EINVAL);
	CHECK_ERR(lock(-1, 0, 0), EINVAL);
	CHECK_ERR(lock(F_WRLCK, -1, 0), EINVAL);
	CHECK_ERR(lock(F_WRLCK, LLONG_MAX, 2), EOVERFLOW);
	CHECK_OK(lock(F_WRLCK, LLONG_MAX, 1));
	l = (struct flock){ F_WRLCK, SEEK_END, LLONG_MAX, 1, 0 };
	CHECK_ERR(fcntl(fd, F_SETLK, &l), EOVERFLOW);
	CHECK_ERR(fcntl(fd, F_SETLK, (void *)KERNEL_BASE), EFAULT);
	CHECK_ERR(fcntl(fd, F_GETLK, NULL), EFAULT);
	CHECK_ERR(lock_on(99, F_SETLK, F_WRLCK, 0, 0), EBADF);
}

TEST(mode,
     "a read lock takes a file open for reading, a write lock for writing")
{
	int in, out;

	open_file();
	in = CHECK_OK(open("file", O_RDONLY));
	out = CHECK_OK(open("file", O_WRONLY));
	CHECK_ERR(lock_on(in, F_SETLK, F_WRLCK, 0, 0), EBADF);
	CHECK_ERR(lock_on(out, F_SETLK, F_RDLCK, 0, 0), EBADF);
	CHECK_OK(lock_on(in, F_SETLK, F_RDLCK, 0, 0));
	CHECK_OK(lock_on(out, F_SETLK, F_WRLCK, 0, 0));
}

TEST(narrow,
     "the calls with 32-bit offsets see the same locks, if they can say them")
{
	struct flock32 l = { F_RDLCK, SEEK_SET, 10, 10, 0 };
	pid_t pid;

	open_file();
	CHECK_OK(syscall(SYS_fcntl64, fd, SETLK32, &l));
	expect("r10-19");
	CHECK_OK(lock(F_WRLCK, 0x7fffffff, 2));
	pid = fork();
	if (pid)
		return reap_ok(pid);
	l = (struct flock32){ F_WRLCK, SEEK_SET, 0, 0, 0 };
	CHECK_OK(syscall(SYS_fcntl64, fd, GETLK32, &l));
	CHECK_EQ(l.type, F_RDLCK);
	CHECK_EQ(l.start, 10);
	CHECK_EQ(l.len, 10);
	CHECK_EQ(l.pid, getppid());
	l = (struct flock32){ F_WRLCK, SEEK_SET, 20, 0, 0 };
	CHECK_ERR(syscall(SYS_fcntl64, fd, GETLK32, &l), EOVERFLOW);
	_exit(0);
}

/* -- F_GETLK -------------------------------------------------------------------- */

TEST(getlk, "F_GETLK tells who holds the first lock in the way, and its range")
{
	struct flock l;

	open_file();
	CHECK_OK(lock(F_RDLCK, 50, 10));
	CHECK_OK(lock(F_WRLCK, 20, 10));
	l = first_from(0);
	CHECK_EQ(l.l_type, F_WRLCK);
	CHECK_EQ(l.l_whence, SEEK_SET);
	CHECK_EQ(l.l_start, 20);
	CHECK_EQ(l.l_len, 10);
	CHECK_EQ(l.l_pid, getpid());
}

TEST(getlk_free, "with nothing in the way it changes l_type alone")
{
	struct flock l = { F_WRLCK, SEEK_END, -5, 2, 77 };

	open_file();
	CHECK_OK(lock(F_WRLCK, 0, 0));
	CHECK_OK(fcntl(fd, F_GETLK, &l));
	CHECK_EQ(l.l_type, F_UNLCK);
	CHECK_EQ(l.l_whence, SEEK_END);
	CHECK_EQ(l.l_start, -5);
	CHECK_EQ(l.l_len, 2);
	CHECK_EQ(l.l_pid, 77);
	CHECK_ERR(fcntl(fd, F_GETLK, &l), EINVAL);
}

/* -- whose they are --------------------------------------------------------------- */

TEST(close_any, "they go when the process closes any descriptor of the file")
{
	int again;

	open_file();
	CHECK_OK(lock(F_WRLCK, 0, 0));
	again = CHECK_OK(open("file", O_RDONLY));
	close(again);
	expect("");
	CHECK_OK(lock(F_WRLCK, 0, 0));
	again = dup(fd);
	CHECK_OK(dup2(open("/dev/null", O_RDONLY), again));
	expect("");
}

TEST(end, "they go when the process ends")
{
	pid_t pid;

	open_file();
	pid = fork();
	if (!pid)
		_exit(lock(F_WRLCK, 0, 0) != 0);
	reap_ok(pid);
	CHECK_OK(lock(F_WRLCK, 0, 0));
}

TEST(fork_not,
     "a child does not inherit them, and its close does not drop them")
{
	pid_t pid;

	open_file();
	CHECK_OK(lock(F_WRLCK, 0, 10));
	CHECK_EQ(other_gets(F_RDLCK, 5, 1), EAGAIN);
	pid = fork();
	if (!pid)
		_exit(close(fd));
	reap_ok(pid);
	expect("w0-9");
}

int tap_alternate_main(int argc, char **argv)
{
	if (argc != 3 || strcmp(argv[1], "after-exec"))
		return -1;
	fd = argv[2][0] - '0';
	expect("w3-");
	return 0;
}

TEST(exec, "exec keeps them")
{
	char number[2] = "";
	pid_t pid;

	open_file();
	number[0] = (char)('0' + fd);
	pid = fork();
	if (!pid) {
		CHECK_OK(lock(F_WRLCK, 3, 0));
		execl(self_exe(), "locks", "after-exec", number, NULL);
		_exit(1);
	}
	reap_ok(pid);
}

TEST(fifo, "a pipe can be locked too")
{
	int fds[2];

	CHECK_OK(pipe(fds));
	fd = fds[1];
	CHECK_OK(lock(F_WRLCK, 0, 0));
	CHECK_EQ(other_gets(F_WRLCK, 0, 0), EAGAIN);
}
