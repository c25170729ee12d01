// SPDX-License-Identifier: GPL-2.0
/* pts(4), pty(7), termios(3): the names of pseudo-terminals, and what passes. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include <helpers.h>
#include <ptys.h>
#include <tap.h>

#define SLAVE_MAJOR 136
#define TTY_GROUP   5
#define SOMEBODY    1000
#define CANON_MAX   4096 /* termios(3): a line with its end */

/* -- names ---------------------------------------------------------------------- */

TEST(magic, "devpts is known by its magic number")
{
	CHECK(is_devpts());
}

TEST(ptmx, "/dev/ptmx is the character device 5:2")
{
	struct stat st;

	CHECK_OK(stat("/dev/ptmx", &st));
	CHECK(S_ISCHR(st.st_mode));
	CHECK_EQ(st.st_rdev, makedev(5, 2));
}

TEST(named, "TIOCGPTN tells the number, under which the slave is in /dev/pts")
{
	int fd = open_master();
	unsigned int n;
	struct stat st;

	CHECK_OK(ioctl(fd, TIOCGPTN, &n));
	CHECK_OK(stat(ptsname(fd), &st));
	CHECK(S_ISCHR(st.st_mode));
	CHECK_EQ(st.st_rdev, makedev(SLAVE_MAJOR, n));
}

TEST(owner, "the slave is its opener's, mode 0620, for the group tty")
{
	struct stat st;
	int fd;

	CHECK_OK(setresuid(SOMEBODY, SOMEBODY, SOMEBODY));
	fd = open_master();
	CHECK_OK(stat(ptsname(fd), &st));
	CHECK_EQ(st.st_uid, SOMEBODY);
	CHECK_EQ(st.st_gid, TTY_GROUP);
	CHECK_EQ(st.st_mode & 07777, 0620);
}

TEST(distinct, "each open of /dev/ptmx makes another pty")
{
	unsigned int a, b;

	CHECK_OK(ioctl(open_master(), TIOCGPTN, &a));
	CHECK_OK(ioctl(open_master(), TIOCGPTN, &b));
	CHECK(a != b);
}

TEST(gone, "the slave's name goes when the master is closed")
{
	int fd = open_master();
	char *name = strdup(ptsname(fd));

	CHECK_OK(close(fd));
	CHECK_ERR(open(name, O_RDWR), ENOENT);
	free(name);
}

TEST(kept, "as long as a copy of the master is open, it stays")
{
	int fd = open_master(), copy = dup(fd);

	CHECK_OK(close(fd));
	CHECK_OK(access(ptsname(copy), F_OK));
}

TEST(stale, "a slave held by O_PATH cannot be opened when the master is gone")
{
	char name[32] = "/proc/self/fd/";
	int fd = open_master(), held;

	CHECK_OK(unlockpt(fd));
	held = CHECK_OK(open(ptsname(fd), O_PATH));
	CHECK(held < 10);
	strcat(name, (char[]){ (char)('0' + held), '\0' });
	CHECK_OK(close(fd));
	CHECK_OK(unlockpt(open_master()));
	CHECK_EQ(open(name, O_RDWR | O_NOCTTY), -1);
}

TEST(nothing_else, "nobody makes or removes names in /dev/pts")
{
	int fd = open_master();

	CHECK_ERR(mkdir("/dev/pts/x", 0755), EPERM);
	CHECK_ERR(open("/dev/pts/x", O_CREAT | O_RDWR, 0644), EACCES);
	CHECK_ERR(unlink(ptsname(fd)), EPERM);
}

TEST(locked, "a slave cannot be opened before it is unlocked: EIO")
{
	int fd = open_master(), lock = 1;

	CHECK_ERR(open(ptsname(fd), O_RDWR | O_NOCTTY), EIO);
	close(open_slave(fd));
	CHECK_OK(ioctl(fd, TIOCSPTLCK, &lock));
	CHECK_ERR(open(ptsname(fd), O_RDWR | O_NOCTTY), EIO);
}

TEST(not_slaves, "TIOCGPTN and TIOCSPTLCK are not for the slave: ENOTTY")
{
	int n = 0;

	make_pty();
	CHECK_ERR(ioctl(slave, TIOCGPTN, &n), ENOTTY);
	CHECK_ERR(ioctl(slave, TIOCSPTLCK, &n), ENOTTY);
}

TEST(bad_pointer, "TIOCGPTN and TIOCSPTLCK: EFAULT")
{
	int fd = open_master();

	CHECK_ERR(ioctl(fd, TIOCGPTN, KERNEL_BASE), EFAULT);
	CHECK_ERR(ioctl(fd, TIOCSPTLCK, KERNEL_BASE), EFAULT);
}

/* -- characters ------------------------------------------------------------------ */

TEST(typed, "a line written to the master is read from the slave")
{
	make_pty();
	send_text(master, "hello\n");
	CHECK_EQ(read(slave, buf, sizeof(buf)), 6);
	CHECK(!memcmp(buf, "hello\n", 6));
}

TEST(whole_lines, "and not before it is ended")
{
	make_pty();
	nonblock(slave);
	send_text(master, "hel");
	CHECK_ERR(read(slave, buf, sizeof(buf)), EAGAIN);
	send_text(master, "lo\n");
	CHECK_EQ(read(slave, buf, sizeof(buf)), 6);
}

TEST(early, "what was written before the slave was opened is there then")
{
	int fd = open_master();

	send_text(fd, "early\n");
	expect(open_slave(fd), "early\n");
}

TEST(echo, "the master reads the echo")
{
	make_pty();
	send_text(master, "ab\x7f\n");
	expect(master, "ab\b \b\r\n");
}

TEST(no_echo, "without ECHO there is none")
{
	make_pty();
	clear_lflag(slave, ECHO);
	nonblock(master);
	send_text(master, "secret\n");
	CHECK_ERR(read(master, buf, sizeof(buf)), EAGAIN);
}

TEST(printed, "what is written to the slave is read from the master, with \\r")
{
	make_pty();
	send_text(slave, "one\ntwo");
	expect(master, "one\r\ntwo");
}

TEST(no_loop, "the master echoes nothing back")
{
	make_pty();
	nonblock(slave);
	send_text(slave, "out\n");
	expect(master, "out\r\n");
	CHECK_ERR(read(slave, buf, sizeof(buf)), EAGAIN);
}

TEST(end_of_file, "^D on the master is the slave's end of file")
{
	make_pty();
	send_text(master, "\x04");
	CHECK_EQ(read(slave, buf, sizeof(buf)), 0);
}

TEST(modes, "modes that are set on the master are the slave's")
{
	struct termios t;

	make_pty();
	make_raw(master);
	CHECK_OK(tcgetattr(slave, &t));
	CHECK_EQ(t.c_lflag & (ICANON | ECHO | ISIG), 0);
	send_text(master, "\x03\n");
	expect(slave, "\x03\n");
}

TEST(modes_stay, "the slave's modes and input outlive its close")
{
	struct termios t;

	make_pty();
	clear_lflag(slave, ECHO);
	close(slave);
	send_text(master, "late\n");
	slave = open_slave(master);
	CHECK_OK(tcgetattr(slave, &t));
	CHECK_EQ(t.c_lflag & ECHO, 0);
	expect(slave, "late\n");
}

TEST(too_long, "a line that is too long can be ended: it loses its tail")
{
	make_pty();
	clear_lflag(slave, ECHO);
	memset(buf, 'a', sizeof(buf));
	CHECK_EQ(write(master, buf, 5000), 5000);
	send_text(master, "\n");
	CHECK_EQ(read(slave, buf, sizeof(buf)), CANON_MAX);
	CHECK_EQ(buf[CANON_MAX - 1], '\n');
}
