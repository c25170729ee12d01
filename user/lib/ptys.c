// SPDX-License-Identifier: GPL-2.0
/* Pseudo-terminals for tests, and devpts for as long as a test program runs. */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <termios.h>
#include <unistd.h>

#include <ptys.h>
#include <tap.h>

#define DEVPTS_MAGIC 0x1cd1

int master, slave;
char buf[PTY_BUF];

static bool mounted;

bool is_devpts(void)
{
	struct statfs fs;

	return statfs("/dev/pts", &fs) == 0 && fs.f_type == DEVPTS_MAGIC;
}

__attribute__((constructor)) static void mount_devpts(void)
{
	if (is_devpts())
		return;
	mkdir("/dev/pts", 0755);
	mounted = mount("devpts", "/dev/pts", "devpts", 0, "gid=5,mode=620") ==
		  0;
}

__attribute__((destructor)) static void umount_devpts(void)
{
	if (mounted)
		umount("/dev/pts");
}

int open_master(void)
{
	return CHECK_OK(open("/dev/ptmx", O_RDWR | O_NOCTTY));
}

int open_slave(int master)
{
	CHECK_OK(unlockpt(master));
	return CHECK_OK(open(ptsname(master), O_RDWR | O_NOCTTY));
}

void make_raw(int fd)
{
	struct termios t;

	CHECK_OK(tcgetattr(fd, &t));
	cfmakeraw(&t);
	CHECK_OK(tcsetattr(fd, TCSANOW, &t));
}

void clear_lflag(int fd, tcflag_t flag)
{
	struct termios t;

	CHECK_OK(tcgetattr(fd, &t));
	t.c_lflag &= ~flag;
	CHECK_OK(tcsetattr(fd, TCSANOW, &t));
}

void nonblock(int fd)
{
	CHECK_OK(fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK));
}

void send_text(int fd, const char *text)
{
	CHECK_EQ(write(fd, text, strlen(text)), strlen(text));
}

void expect(int fd, const char *text)
{
	size_t want = strlen(text), got = 0;

	while (got < want)
		got += CHECK_OK(read(fd, buf + got, want - got));
	if (memcmp(buf, text, want))
		FAIL("read \"%.*s\", not \"%s\"", (int)got, buf, text);
}

int events(int fd)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN | POLLOUT };

	CHECK_OK(poll(&poller, 1, 0));
	return poller.revents;
}

void make_pty(void)
{
	master = open_master();
	slave = open_slave(master);
}
