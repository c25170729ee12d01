// SPDX-License-Identifier: GPL-2.0
/* pty(7), poll(2): waiting for a pseudo-terminal, and one that is full. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <helpers.h>
#include <ptys.h>
#include <tap.h>

#define MUCH 100000

TEST(poll_idle, "both sides of a new pty can be written, not read")
{
	make_pty();
	CHECK_EQ(events(master), POLLOUT);
	CHECK_EQ(events(slave), POLLOUT);
}

TEST(poll_input, "each can be read when the other was written")
{
	make_pty();
	clear_lflag(slave, ECHO);
	send_text(master, "x\n");
	CHECK_EQ(events(slave), POLLIN | POLLOUT);
	CHECK_EQ(events(master), POLLOUT);
	send_text(slave, "y");
	CHECK_EQ(events(master), POLLIN | POLLOUT);
}

static void type_later(void *arg)
{
	nap(50);
	send_text(arg ? slave : master, "x\n");
}

static void poll_wakes(int fd, void *from_slave)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	pid_t pid = start(type_later, from_slave);

	CHECK_EQ(poll(&poller, 1, 10000), 1);
	CHECK_EQ(poller.revents, POLLIN);
	reap_ok(pid);
}

TEST(poll_wakes_slave, "poll on the slave sleeps until the master is written")
{
	make_pty();
	poll_wakes(slave, NULL);
}

TEST(poll_wakes_master, "and on the master until the slave is")
{
	make_pty();
	poll_wakes(master, &slave);
}

/* Write until nothing more goes in. */
static size_t fill(int fd)
{
	size_t total = 0;
	ssize_t n;

	nonblock(fd);
	memset(buf, 'x', sizeof(buf));
	while ((n = write(fd, buf, 1000)) > 0)
		total += (size_t)n;
	CHECK_EQ(errno, EAGAIN);
	CHECK_EQ(events(fd) & POLLOUT, 0);
	return total;
}

static void drain(int fd, size_t total)
{
	while (total)
		total -= CHECK_OK(read(fd, buf, total > 1000 ? 1000 : total));
	nonblock(fd);
	CHECK_ERR(read(fd, buf, 1), EAGAIN);
}

TEST(full, "a full master takes no more, and loses nothing: EAGAIN")
{
	make_pty();
	make_raw(slave);
	drain(slave, fill(master));
	CHECK_EQ(events(master), POLLOUT);
}

TEST(full_erase, "a tab can be erased though nobody reads the echo")
{
	make_pty();
	send_text(master, "a\t");
	fill(slave);
	send_text(master, "\177b\n");
	expect(slave, "ab\n");
}

TEST(full_slave, "nor does a full slave")
{
	make_pty();
	make_raw(slave);
	drain(master, fill(slave));
	CHECK_EQ(events(slave), POLLOUT);
}

static char pattern(size_t at)
{
	return (char)('!' + at % 89);
}

static void write_much(void *arg)
{
	static char much[MUCH];
	size_t i, done = 0;

	for (i = 0; i < MUCH; i++)
		much[i] = pattern(i);
	while (done < MUCH)
		done += CHECK_OK(write(*(int *)arg, much + done, MUCH - done));
}

static void passes_much(int from, int to)
{
	size_t got = 0, i;
	pid_t pid;
	ssize_t n;

	make_raw(slave);
	pid = start(write_much, &from);
	while (got < MUCH) {
		n = CHECK_OK(read(to, buf, 777));
		for (i = 0; i < (size_t)n; i++)
			if (buf[i] != pattern(got + i))
				FAIL("byte %zu is wrong", got + i);
		got += (size_t)n;
	}
	CHECK_EQ(got, MUCH);
	reap_ok(pid);
}

TEST(much_in, "a fast writer waits for a slow slave: nothing is lost")
{
	make_pty();
	passes_much(master, slave);
}

TEST(much_out, "nor the other way")
{
	make_pty();
	passes_much(slave, master);
}

static void write_lines(void *arg)
{
	(void)arg;
	for (int i = 0; i < 2000; i++)
		send_text(master, "a line of twenty ch\n");
}

TEST(lines, "of many short lines none is lost either")
{
	pid_t pid;

	make_pty();
	clear_lflag(slave, ECHO);
	pid = start(write_lines, NULL);
	for (int i = 0; i < 2000; i++) {
		CHECK_EQ(read(slave, buf, sizeof(buf)), 20);
		CHECK(!memcmp(buf, "a line of twenty ch\n", 20));
	}
	reap_ok(pid);
}
