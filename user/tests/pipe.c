// SPDX-License-Identifier: GPL-2.0
/* pipe(2) and pipe(7): bytes in order, ends that close, blocking, signals. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

/* pipe(7): the capacity since Linux 2.6.11. */
#define CAPACITY 65536

static int fds[2];
static char buf[CAPACITY + PAGE_SIZE];

static void make(int flags)
{
	CHECK_OK(pipe2(fds, flags));
}

TEST(two, "pipe gives two descriptors: 0 to read, 1 to write")
{
	CHECK_OK(pipe(fds));
	CHECK_EQ(fcntl(fds[0], F_GETFL) & O_ACCMODE, O_RDONLY);
	CHECK_EQ(fcntl(fds[1], F_GETFL) & O_ACCMODE, O_WRONLY);
}

TEST(lowest, "they are the lowest descriptors that are free")
{
	int low = CHECK_OK(open("/dev/null", O_RDONLY));

	close(low);
	make(0);
	CHECK_EQ(fds[0], low);
	CHECK_EQ(fds[1], low + 1);
}

TEST(order, "bytes come out as they went in")
{
	make(0);
	CHECK_EQ(write(fds[1], "abc", 3), 3);
	CHECK_EQ(write(fds[1], "de", 2), 2);
	CHECK_EQ(read(fds[0], buf, 4), 4);
	CHECK(!memcmp(buf, "abcd", 4));
	CHECK_EQ(read(fds[0], buf, 10), 1);
	CHECK_EQ(buf[0], 'e');
}

TEST(fifo_mode, "fstat shows a FIFO")
{
	struct stat st;

	make(0);
	CHECK_OK(fstat(fds[0], &st));
	CHECK(S_ISFIFO(st.st_mode));
}

TEST(times, "its times are those of pipe(2)")
{
	struct stat st;
	time_t before = time(NULL);

	make(0);
	CHECK_OK(fstat(fds[0], &st));
	CHECK(st.st_mtime >= before && st.st_mtime <= time(NULL));
	CHECK(st.st_ctime >= before && st.st_ctime <= time(NULL));
}

TEST(eof, "read gives 0 when all writers have closed")
{
	make(0);
	CHECK_EQ(write(fds[1], "x", 1), 1);
	close(fds[1]);
	CHECK_EQ(read(fds[0], buf, 1), 1);
	CHECK_EQ(read(fds[0], buf, 1), 0);
	CHECK_EQ(read(fds[0], buf, 1), 0);
}

TEST(eof_wakes, "a reader that waits is woken by the last writer's close")
{
	pid_t pid;

	make(0);
	pid = fork();
	if (pid == 0) {
		close(fds[1]);
		_exit(read(fds[0], buf, 1) != 0);
	}
	wait_for_state(pid, 'S');
	close(fds[1]);
	reap_ok(pid);
}

TEST(epipe, "with no reader and SIGPIPE ignored, write fails with EPIPE")
{
	make(0);
	close(fds[0]);
	signal(SIGPIPE, SIG_IGN);
	CHECK_ERR(write(fds[1], "x", 1), EPIPE);
}

static void write_unread(void)
{
	make(0);
	close(fds[0]);
	write(fds[1], "x", 1);
}

TEST(sigpipe, "with no reader, SIGPIPE ends the writer")
{
	dies_of(SIGPIPE, write_unread);
}

TEST(epipe_wakes, "a writer that waits gets EPIPE when the reader closes")
{
	pid_t pid;

	make(0);
	signal(SIGPIPE, SIG_IGN);
	CHECK_EQ(write(fds[1], buf, CAPACITY), CAPACITY);
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		_exit(write(fds[1], "x", 1) != -1 || errno != EPIPE);
	}
	wait_for_state(pid, 'S');
	close(fds[0]);
	reap_ok(pid);
}

TEST(wrong_end, "reading the write end, writing the read end: EBADF")
{
	make(0);
	CHECK_ERR(read(fds[1], buf, 1), EBADF);
	CHECK_ERR(write(fds[0], buf, 1), EBADF);
}

TEST(zero, "write of 0 bytes gives 0 and leaves nothing to read")
{
	make(O_NONBLOCK);
	CHECK_EQ(write(fds[1], buf, 0), 0);
	CHECK_ERR(read(fds[0], buf, 1), EAGAIN);
}

TEST(seek, "a pipe cannot be sought: ESPIPE")
{
	make(0);
	CHECK_ERR(lseek(fds[0], 0, SEEK_CUR), ESPIPE);
	CHECK_ERR(pread(fds[0], buf, 1, 0), ESPIPE);
}

TEST(empty_again, "with O_NONBLOCK an empty pipe's read fails with EAGAIN")
{
	make(O_NONBLOCK);
	CHECK_ERR(read(fds[0], buf, 1), EAGAIN);
}

TEST(capacity, "a pipe takes 65536 bytes, then EAGAIN")
{
	int n = 0;

	make(O_NONBLOCK);
	while (write(fds[1], buf, PIPE_BUF) == PIPE_BUF)
		n += PIPE_BUF;
	CHECK_EQ(errno, EAGAIN);
	CHECK_EQ(n, CAPACITY);
}

TEST(capacity_one, "one write of more than fits writes what fits")
{
	make(O_NONBLOCK);
	CHECK_EQ(write(fds[1], buf, CAPACITY + 10), CAPACITY);
}

TEST(room_again, "reading makes room for writing")
{
	make(O_NONBLOCK);
	CHECK_EQ(write(fds[1], buf, CAPACITY), CAPACITY);
	CHECK_EQ(read(fds[0], buf, PAGE_SIZE), PAGE_SIZE);
	CHECK_EQ(write(fds[1], buf, PAGE_SIZE), PAGE_SIZE);
	CHECK_ERR(write(fds[1], buf, 1), EAGAIN);
}

TEST(pipe_buf_whole, "PIPE_BUF bytes that do not fit whole are EAGAIN")
{
	make(O_NONBLOCK);
	CHECK_EQ(write(fds[1], buf, CAPACITY - PAGE_SIZE),
		 CAPACITY - PAGE_SIZE);
	CHECK_EQ(write(fds[1], buf, 100), 100);
	CHECK_ERR(write(fds[1], buf, PIPE_BUF), EAGAIN);
}

TEST(vector_whole,
     "writev of PIPE_BUF bytes in pieces goes in whole or not at all")
{
	struct iovec halves[] = {
		{ buf, PIPE_BUF / 2 },
		{ buf, 0 },
		{ buf + PIPE_BUF / 2, PIPE_BUF / 2 },
	};
	char got[PIPE_BUF];

	make(O_NONBLOCK);
	CHECK_EQ(write(fds[1], buf, CAPACITY - PAGE_SIZE),
		 CAPACITY - PAGE_SIZE);
	CHECK_EQ(write(fds[1], buf, 100), 100);
	CHECK_ERR(writev(fds[1], halves, 3), EAGAIN);
	CHECK_EQ(read(fds[0], buf, CAPACITY), CAPACITY - PAGE_SIZE + 100);
	for (unsigned i = 0; i < PIPE_BUF; i++)
		buf[i] = (char)(i / 100);
	CHECK_EQ(writev(fds[1], halves, 3), PIPE_BUF);
	CHECK_EQ(read(fds[0], got, PIPE_BUF), PIPE_BUF);
	CHECK(!memcmp(got, buf, PIPE_BUF));
}

TEST(blocking_write, "a write of more than fits waits for the reader")
{
	size_t total = 3 * CAPACITY + 17, got = 0;
	static char big[3 * CAPACITY + 17];
	pid_t pid;
	ssize_t n;

	make(0);
	pid = fork();
	if (pid == 0)
		_exit(write(fds[1], big, total) != (ssize_t)total);
	close(fds[1]);
	while ((n = read(fds[0], buf, 5000)) > 0)
		got += (size_t)n;
	CHECK_EQ(n, 0);
	CHECK_EQ(got, total);
	reap_ok(pid);
}

TEST(content, "200 KB through a pipe arrive unchanged")
{
	unsigned at = 0;
	pid_t pid;
	ssize_t n, i;

	make(0);
	pid = fork();
	if (pid == 0) {
		for (at = 0; at < 50000; at++)
			if (write(fds[1], &at, sizeof(at)) != sizeof(at))
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	while ((n = read(fds[0], buf, PAGE_SIZE)) > 0) {
		CHECK_EQ(n % 4, 0);
		for (i = 0; i < n / 4; i++)
			CHECK_EQ(((unsigned *)buf)[i], at++);
	}
	CHECK_EQ(at, 50000);
	reap_ok(pid);
}

/* Each of several writers fills whole records with its own letter. */
static void write_records(void *letter)
{
	char record[PIPE_BUF];
	int i;

	memset(record, (int)(long)letter, sizeof(record));
	for (i = 0; i < 40; i++)
		if (write(fds[1], record, sizeof(record)) != sizeof(record))
			_exit(1);
}

static void check_records(void)
{
	size_t i, have;
	ssize_t n;

	for (;;) {
		for (have = 0; have < PIPE_BUF; have += (size_t)n) {
			n = CHECK_OK(read(fds[0], buf + have, PIPE_BUF - have));
			if (n == 0) {
				CHECK_EQ(have, 0);
				return;
			}
		}
		for (i = 1; i < PIPE_BUF; i++)
			CHECK_EQ(buf[i], buf[0]);
	}
}

TEST(atomic, "writes of PIPE_BUF bytes by several writers do not mix")
{
	pid_t pids[4];
	long i;

	make(0);
	for (i = 0; i < 4; i++)
		pids[i] = start(write_records, (void *)('a' + i));
	close(fds[1]);
	check_records();
	for (i = 0; i < 4; i++)
		reap_ok(pids[i]);
}

TEST(cloexec, "pipe2 with O_CLOEXEC marks both descriptors")
{
	make(O_CLOEXEC);
	CHECK_EQ(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
	CHECK_EQ(fcntl(fds[1], F_GETFD), FD_CLOEXEC);
}

TEST(nonblock, "pipe2 with O_NONBLOCK sets the flag on both")
{
	make(O_NONBLOCK);
	CHECK(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	CHECK(fcntl(fds[1], F_GETFL) & O_NONBLOCK);
}

TEST(bad_flags, "pipe2 with an unknown flag is EINVAL")
{
	CHECK_ERR(pipe2(fds, O_CREAT), EINVAL);
}

TEST(bad_pointer, "pipe to a bad address is EFAULT and leaves none open")
{
	int low = CHECK_OK(open("/dev/null", O_RDONLY));

	close(low);
	CHECK_ERR(pipe(unmapped(PAGE_SIZE)), EFAULT);
	CHECK_EQ(open("/dev/null", O_RDONLY), low);
}

TEST(bad_buffer, "reading into a bad address is EFAULT")
{
	make(0);
	CHECK_EQ(write(fds[1], "abc", 3), 3);
	CHECK_ERR(read(fds[0], unmapped(PAGE_SIZE), 3), EFAULT);
}

TEST(no_room, "EMFILE when only one descriptor is left")
{
	int fd, last = -1;

	while ((fd = dup(0)) >= 0)
		last = fd;
	CHECK_EQ(errno, EMFILE);
	close(last);
	CHECK_ERR(pipe(fds), EMFILE);
	CHECK_EQ(dup(0), last);
}

TEST(ping_pong, "1000 bytes back and forth between two processes")
{
	int back[2], i;
	char c = 0;
	pid_t pid;

	make(0);
	CHECK_OK(pipe(back));
	pid = fork();
	if (pid == 0) {
		for (i = 0; i < 1000; i++)
			if (read(fds[0], &c, 1) != 1 ||
			    write(back[1], &c, 1) != 1)
				_exit(1);
		_exit(0);
	}
	for (i = 0; i < 1000; i++) {
		char sent = (char)i;

		CHECK_EQ(write(fds[1], &sent, 1), 1);
		CHECK_EQ(read(back[0], &c, 1), 1);
		CHECK_EQ(c, sent);
	}
	reap_ok(pid);
}

TEST(size, "F_GETPIPE_SZ and F_SETPIPE_SZ: whole pages, a power of two of them")
{
	int file = CHECK_OK(open("/dev/null", O_RDONLY));

	make(O_NONBLOCK);
	CHECK_EQ(fcntl(fds[0], F_GETPIPE_SZ), CAPACITY);
	CHECK_EQ(fcntl(fds[1], F_SETPIPE_SZ, 5000), 2 * PAGE_SIZE);
	CHECK_EQ(fcntl(fds[0], F_GETPIPE_SZ), 2 * PAGE_SIZE);
	CHECK_EQ(write(fds[1], buf, CAPACITY), 2 * PAGE_SIZE);
	CHECK_ERR(fcntl(fds[1], F_SETPIPE_SZ, PAGE_SIZE), EBUSY);
	CHECK_ERR(fcntl(fds[1], F_SETPIPE_SZ, 0), EBUSY);
	CHECK_EQ(read(fds[0], buf, CAPACITY), 2 * PAGE_SIZE);
	CHECK_EQ(fcntl(fds[1], F_SETPIPE_SZ, 0), PAGE_SIZE);
	CHECK_ERR(fcntl(fds[1], F_SETPIPE_SZ, 0x80000001), EINVAL);
	CHECK_ERR(fcntl(file, F_GETPIPE_SZ), EBADF);
	CHECK_ERR(fcntl(file, F_SETPIPE_SZ, PAGE_SIZE), EBADF);
}

/* Bytes of one long sequence go in, and must come out as they went. */
static unsigned in_at, out_at;

static void put(int n)
{
	for (int i = 0; i < n; i++, in_at++)
		buf[i] = (char)(in_at * 31 >> 4);
	CHECK_EQ(write(fds[1], buf, n), n);
}

static void take(int n)
{
	CHECK_EQ(read(fds[0], buf, n), n);
	for (int i = 0; i < n; i++, out_at++)
		if (buf[i] != (char)(out_at * 31 >> 4))
			FAIL("byte %u is wrong", out_at);
}

TEST(size_keeps, "what is in a pipe stays when its size changes, in order")
{
	make(O_NONBLOCK);
	put(CAPACITY);
	take(1000);
	/* The last bytes are in the page of the first ones: Linux does not. */
	if (on_lectern())
		put(1000);
	CHECK_EQ(fcntl(fds[1], F_SETPIPE_SZ, 4 * CAPACITY), 4 * CAPACITY);
	put(CAPACITY);
	take(CAPACITY);
	put(CAPACITY);
	take(CAPACITY - 1);
	CHECK_EQ(fcntl(fds[1], F_SETPIPE_SZ, 2 * CAPACITY), 2 * CAPACITY);
	take((int)(in_at - out_at) - 1);
	CHECK_EQ(fcntl(fds[1], F_SETPIPE_SZ, PAGE_SIZE), PAGE_SIZE);
	take(1);
	put(PAGE_SIZE);
	take(PAGE_SIZE);
}

static void grow(void)
{
	char text[20];
	long max;

	CHECK(read_file("/proc/sys/fs/pipe-max-size", text, sizeof(text)) > 0);
	max = atol(text);
	CHECK_OK(setuid(1000));
	CHECK_EQ(fcntl(fds[1], F_SETPIPE_SZ, max), max);
	CHECK_ERR(fcntl(fds[1], F_SETPIPE_SZ, max + 1), EPERM);
}

TEST(size_max,
     "/proc/sys/fs/pipe-max-size is the most that a user may have: EPERM")
{
	make(0);
	survives(grow);
}
