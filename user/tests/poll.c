// SPDX-License-Identifier: GPL-2.0
/* poll(2) and select(2) on pipes and devices. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define CAPACITY 65536

static int fds[2];
static char buf[CAPACITY];

static void make(void)
{
	CHECK_OK(pipe(fds));
}

/* What poll says of one descriptor, at once. */
static int events(int fd, short wanted)
{
	struct pollfd poller = { .fd = fd, .events = wanted };
	int n = CHECK_OK(poll(&poller, 1, 0));

	CHECK_EQ(n, poller.revents != 0);
	return poller.revents;
}

TEST(empty, "an empty pipe can be written, not read")
{
	make();
	CHECK_EQ(events(fds[0], POLLIN), 0);
	CHECK_EQ(events(fds[1], POLLOUT), POLLOUT);
}

TEST(filled, "one with bytes in it can be read")
{
	make();
	CHECK_EQ(write(fds[1], "x", 1), 1);
	CHECK_EQ(events(fds[0], POLLIN), POLLIN);
	CHECK_EQ(events(fds[0], POLLOUT), 0);
}

TEST(full, "a full one cannot be written")
{
	make();
	CHECK_EQ(write(fds[1], buf, CAPACITY), CAPACITY);
	CHECK_EQ(events(fds[1], POLLOUT), 0);
	CHECK_EQ(read(fds[0], buf, CAPACITY), CAPACITY);
	CHECK_EQ(events(fds[1], POLLOUT), POLLOUT);
}

TEST(hangup, "when the writers have gone: POLLHUP, asked for or not")
{
	make();
	CHECK_EQ(write(fds[1], "x", 1), 1);
	close(fds[1]);
	CHECK_EQ(events(fds[0], POLLIN), POLLIN | POLLHUP);
	CHECK_EQ(read(fds[0], buf, 1), 1);
	CHECK_EQ(events(fds[0], 0), POLLHUP);
}

TEST(error, "when the readers have gone: POLLERR")
{
	make();
	close(fds[0]);
	CHECK(events(fds[1], POLLOUT) & POLLERR);
}

TEST(invalid, "a descriptor that is not open: POLLNVAL; -1 is left out")
{
	CHECK_EQ(events(77, POLLIN), POLLNVAL);
	CHECK_EQ(events(-1, POLLIN), 0);
}

TEST(always, "files and /dev/null are always ready")
{
	CHECK_OK(write_file("file", "x", 1, 0600));
	CHECK_EQ(events(CHECK_OK(open("file", O_RDWR)), POLLIN | POLLOUT),
		 POLLIN | POLLOUT);
	CHECK_EQ(events(CHECK_OK(open("/dev/null", O_RDWR)), POLLIN), POLLIN);
}

TEST(several, "poll counts the descriptors that are ready")
{
	struct pollfd pollers[3];

	make();
	pollers[0] = (struct pollfd){ fds[0], POLLIN, 0 };
	pollers[1] = (struct pollfd){ fds[1], POLLOUT, 0 };
	pollers[2] = (struct pollfd){ 77, POLLIN, 0 };
	CHECK_EQ(poll(pollers, 3, 0), 2);
	CHECK_EQ(pollers[0].revents, 0);
	CHECK_EQ(pollers[1].revents, POLLOUT);
	CHECK_EQ(pollers[2].revents, POLLNVAL);
}

TEST(times_out, "with nothing ready it waits its time, not less")
{
	struct pollfd poller = { .events = POLLIN };
	long long began = now_ms();

	make();
	poller.fd = fds[0];
	CHECK_EQ(poll(&poller, 1, 50), 0);
	CHECK(now_ms() - began >= 50);
	CHECK_EQ(poll(NULL, 0, 20), 0);
	CHECK(now_ms() - began >= 70);
}

static void write_later(void *arg)
{
	(void)arg;
	nap(30);
	if (write(fds[1], "x", 1) != 1)
		_exit(1);
}

TEST(wakes, "it is woken by what comes")
{
	struct pollfd poller = { .events = POLLIN };
	pid_t pid;

	make();
	poller.fd = fds[0];
	pid = start(write_later, NULL);
	CHECK_EQ(poll(&poller, 1, 10000), 1);
	CHECK_EQ(poller.revents, POLLIN);
	reap_ok(pid);
}

TEST(wakes_hangup, "and by a hangup")
{
	struct pollfd poller = { .events = POLLIN };
	pid_t pid;

	make();
	poller.fd = fds[0];
	pid = fork();
	if (pid == 0) {
		nap(30);
		_exit(0);
	}
	close(fds[1]);
	CHECK_EQ(poll(&poller, 1, 10000), 1);
	CHECK_EQ(poller.revents, POLLHUP);
	reap_ok(pid);
}

TEST(too_many, "more than RLIMIT_NOFILE descriptors: EINVAL")
{
	CHECK_EQ(raw(SYS_poll, buf, 100000, 0), -EINVAL);
}

TEST(select_ready, "select leaves the descriptors that are ready in the sets")
{
	struct timeval none = { 0, 0 };
	fd_set in, out;

	make();
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(fds[0], &in);
	FD_SET(fds[1], &out);
	CHECK_EQ(select(fds[1] + 1, &in, &out, NULL, &none), 1);
	CHECK(!FD_ISSET(fds[0], &in));
	CHECK(FD_ISSET(fds[1], &out));
	CHECK_EQ(write(fds[1], "x", 1), 1);
	FD_SET(fds[0], &in);
	CHECK_EQ(select(fds[1] + 1, &in, &out, NULL, NULL), 2);
	CHECK(FD_ISSET(fds[0], &in));
}

TEST(select_waits, "select waits its time, with sets or without")
{
	struct timeval soon = { 0, 30000 };
	long long began = now_ms();
	fd_set in;

	make();
	FD_ZERO(&in);
	FD_SET(fds[0], &in);
	CHECK_EQ(select(fds[0] + 1, &in, NULL, NULL, &soon), 0);
	CHECK(now_ms() - began >= 30);
	soon.tv_usec = 20000;
	CHECK_EQ(select(0, NULL, NULL, NULL, &soon), 0);
	CHECK(now_ms() - began >= 50);
}

TEST(select_sets,
     "each set is answered by itself: a hangup can be read, not written")
{
	struct timeval none = { 0, 0 };
	fd_set in, out, ex;

	make();
	close(fds[1]);
	FD_ZERO(&in);
	FD_SET(fds[0], &in);
	out = ex = in;
	CHECK_EQ(select(fds[0] + 1, NULL, &out, &ex, &none), 0);
	CHECK(!FD_ISSET(fds[0], &out) && !FD_ISSET(fds[0], &ex));
	FD_SET(fds[0], &out);
	FD_SET(fds[0], &ex);
	CHECK_EQ(select(fds[0] + 1, &in, &out, &ex, &none), 1);
	CHECK(FD_ISSET(fds[0], &in));
	CHECK(!FD_ISSET(fds[0], &out) && !FD_ISSET(fds[0], &ex));
}

TEST(select_behind,
     "what a set has behind the last descriptor, in its word, is not answered")
{
	struct timeval none = { 0, 0 };
	const int bits = NFDBITS;
	fd_set in;

	make();
	FD_ZERO(&in);
	FD_SET(bits - 1, &in);
	FD_SET(bits, &in);
	CHECK(fds[0] + 1 < bits);
	CHECK_EQ(select(fds[0] + 1, &in, NULL, NULL, &none), 0);
	CHECK(!FD_ISSET(bits - 1, &in));
	CHECK(FD_ISSET(bits, &in));
}

TEST(select_errors, "select: EBADF for what is not open, EINVAL for n < 0")
{
	struct timeval none = { 0, 0 };
	fd_set in;

	FD_ZERO(&in);
	FD_SET(20, &in);
	CHECK_ERR(select(21, &in, NULL, NULL, &none), EBADF);
	CHECK_EQ(raw(SYS__newselect, -1, 0, 0, 0, &none), -EINVAL);
}
