// SPDX-License-Identifier: GPL-2.0
/* pty(7), ioctl_tty(2), setsid(2): a pty whose other side goes, and its session. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <helpers.h>
#include <ptys.h>
#include <tap.h>

/* A session whose terminal is the slave; its leader runs fn and is waited for
 * until it says that it is ready. */
static int ready[2];

static void say_ready(void)
{
	CHECK_EQ(write(ready[1], "r", 1), 1);
}

static pid_t start_session(void (*fn)(void))
{
	pid_t pid;
	char c;

	CHECK_OK(pipe(ready));
	pid = fork();
	if (pid == 0) {
		close(master);
		close(slave);
		setsid();
		CHECK_OK(open("/dev/pts/0", O_RDWR));
		fn();
		_exit(0);
	}
	CHECK_EQ(read(ready[0], &c, 1), 1);
	return pid;
}

/* start_session opens a slave by its name: no other pty is in use. */
static void make_first(void)
{
	make_pty();
	if (strcmp(ptsname(master), "/dev/pts/0"))
		SKIP("/dev/pts/0 is in use");
}

static void wait_for_signals(void)
{
	say_ready();
	for (;;)
		pause();
}

static volatile sig_atomic_t got_signal;

static void note_signal(int sig)
{
	got_signal = sig;
}

/* -- the other side goes ------------------------------------------------------------ */

TEST(unopened, "while no slave was open yet, the master waits")
{
	int fd = open_master();

	nonblock(fd);
	CHECK_ERR(read(fd, buf, 1), EAGAIN);
	CHECK_EQ(events(fd), POLLOUT);
}

TEST(slave_closed,
     "when the slave is closed, the master reads the rest, then EIO")
{
	make_pty();
	send_text(slave, "rest");
	close(slave);
	CHECK_EQ(events(master) & (POLLIN | POLLHUP), POLLIN | POLLHUP);
	expect(master, "rest");
	CHECK_ERR(read(master, buf, 1), EIO);
	CHECK_EQ(events(master) & (POLLIN | POLLHUP), POLLHUP);
}

TEST(reopened, "and waits again when it is opened again")
{
	make_pty();
	close(slave);
	slave = open_slave(master);
	CHECK_EQ(events(master), POLLOUT);
	send_text(slave, "again");
	expect(master, "again");
}

static void close_later(void *arg)
{
	(void)arg;
	nap(50);
}

TEST(close_wakes, "closing the slave wakes who reads the master")
{
	pid_t pid;

	make_pty();
	pid = start(close_later, NULL);
	close(slave);
	CHECK_ERR(read(master, buf, 1), EIO);
	reap_ok(pid);
}

TEST(master_closed,
     "when the master is closed, the slave is at its end: 0, EIO")
{
	struct winsize size;

	make_pty();
	close(master);
	CHECK_EQ(read(slave, buf, 1), 0);
	CHECK_ERR(write(slave, "x", 1), EIO);
	CHECK_ERR(ioctl(slave, TIOCGWINSZ, &size), EIO);
	CHECK_EQ(events(slave) & POLLHUP, POLLHUP);
}

static void read_end(void *arg)
{
	(void)arg;
	close(master);
	CHECK(read(slave, buf, 1) <= 0);
}

TEST(hangup_wakes, "and who waits for input from it wakes")
{
	pid_t pid;

	make_pty();
	pid = start(read_end, NULL);
	nap(50);
	close(master);
	reap_ok(pid);
}

static void write_on(void *arg)
{
	(void)arg;
	close(master);
	while (write(slave, buf, 1000) > 0)
		;
	CHECK_EQ(errno, EIO);
}

TEST(hangup_wakes_writer, "and who waits for room gets EIO")
{
	pid_t pid;

	make_pty();
	pid = start(write_on, NULL);
	nap(50);
	close(master);
	reap_ok(pid);
}

TEST(hangup, "the session of the slave gets SIGHUP when the master is closed")
{
	pid_t pid;

	make_first();
	pid = start_session(wait_for_signals);
	close(master);
	reap_signal(pid, SIGHUP);
}

static void expect_no_tty(void)
{
	handle(SIGHUP, note_signal, 0);
	say_ready();
	while (!got_signal)
		nap(10);
	CHECK_EQ(got_signal, SIGHUP);
	CHECK_ERR(open("/dev/tty", O_RDWR), ENXIO);
}

TEST(tty_lost, "and has no controlling terminal any more")
{
	pid_t pid;

	make_first();
	pid = start_session(expect_no_tty);
	close(master);
	reap_ok(pid);
}

TEST(leader_ends, "after the session leader's end others may use the slave")
{
	make_first();
	reap_ok(start_session(say_ready));
	send_text(slave, "still");
	expect(master, "still");
}

/* -- a terminal like others ----------------------------------------------------------- */

static void use_dev_tty(void)
{
	int fd = CHECK_OK(open("/dev/tty", O_RDWR));

	send_text(fd, "here");
	say_ready();
}

TEST(controlling, "a session leader that opens a slave has it as /dev/tty")
{
	make_first();
	reap_ok(start_session(use_dev_tty));
	expect(master, "here");
}

TEST(master_no_ctty, "a master becomes nobody's controlling terminal")
{
	pid_t pid = fork();

	if (pid == 0) {
		setsid();
		CHECK_OK(open("/dev/ptmx", O_RDWR));
		CHECK_ERR(open("/dev/tty", O_RDWR), ENXIO);
		_exit(0);
	}
	reap_ok(pid);
}

TEST(interrupt, "^C on the master is SIGINT for the foreground group")
{
	pid_t pid;

	make_first();
	pid = start_session(wait_for_signals);
	send_text(master, "\x03");
	reap_signal(pid, SIGINT);
}

TEST(foreground, "TIOCGPGRP on the master tells the slave's foreground group")
{
	pid_t pid;

	make_first();
	pid = start_session(wait_for_signals);
	CHECK_EQ(tcgetpgrp(master), pid);
	CHECK_ERR(tcgetpgrp(slave), ENOTTY);
	close(master);
	reap_signal(pid, SIGHUP);
}

TEST(size, "both sides have one window size, 0 by 0 at first")
{
	struct winsize size = { 1, 1, 1, 1 };

	make_pty();
	CHECK_OK(ioctl(slave, TIOCGWINSZ, &size));
	CHECK_EQ(size.ws_row + size.ws_col, 0);
	size.ws_row = 50;
	size.ws_col = 132;
	CHECK_OK(ioctl(master, TIOCSWINSZ, &size));
	memset(&size, 0, sizeof(size));
	CHECK_OK(ioctl(slave, TIOCGWINSZ, &size));
	CHECK_EQ(size.ws_row, 50);
	CHECK_EQ(size.ws_col, 132);
}

static void expect_winch(void)
{
	handle(SIGWINCH, note_signal, 0);
	say_ready();
	while (!got_signal)
		nap(10);
	CHECK_EQ(got_signal, SIGWINCH);
}

TEST(resized, "a new size is SIGWINCH for the slave's foreground group")
{
	struct winsize size = { 50, 132, 0, 0 };
	pid_t pid;

	make_first();
	pid = start_session(expect_winch);
	CHECK_OK(ioctl(master, TIOCSWINSZ, &size));
	reap_ok(pid);
}

TEST(many, "sixty-four at a time, each with a line of its own")
{
	int fds[64];

	for (int i = 0; i < 64; i++)
		fds[i] = open_master();
	for (int i = 0; i < 64; i++) {
		int fd = open_slave(fds[i]);
		char c = (char)('0' + i);

		CHECK_EQ(write(fd, &c, 1), 1);
		CHECK_EQ(read(fds[i], buf, 1), 1);
		CHECK_EQ(buf[0], c);
		close(fd);
	}
}
