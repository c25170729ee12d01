// SPDX-License-Identifier: GPL-2.0
/* null(4), zero(4), full, console(4): the devices that are always there. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

static char buf[2 * PAGE_SIZE];

static int open_it(const char *path)
{
	return CHECK_OK(open(path, O_RDWR | O_NOCTTY));
}

TEST(null_reads, "/dev/null reads as empty")
{
	CHECK_EQ(read(open_it("/dev/null"), buf, 10), 0);
}

TEST(null_writes, "and takes whatever is written")
{
	CHECK_EQ(write(open_it("/dev/null"), buf, sizeof(buf)), sizeof(buf));
}

TEST(zero_reads, "/dev/zero reads as zeros, as many as are asked for")
{
	size_t i;

	memset(buf, 1, sizeof(buf));
	CHECK_EQ(read(open_it("/dev/zero"), buf, sizeof(buf)), sizeof(buf));
	for (i = 0; i < sizeof(buf); i++)
		CHECK_EQ(buf[i], 0);
}

TEST(zero_writes, "and takes whatever is written")
{
	CHECK_EQ(write(open_it("/dev/zero"), buf, 100), 100);
}

TEST(zero_mapped, "a private mapping of /dev/zero is zeroed memory")
{
	char *p = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE,
		       open_it("/dev/zero"), 0);

	CHECK(p != MAP_FAILED);
	CHECK_EQ(p[7], 0);
	p[7] = 1;
	CHECK_EQ(p[7], 1);
}

TEST(zero_shared, "a shared one is zeroed memory that a child shares")
{
	char *p = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
		       open_it("/dev/zero"), 0);
	pid_t child;

	CHECK(p != MAP_FAILED);
	CHECK_EQ(p[PAGE_SIZE], 0);
	child = CHECK_OK(fork());
	if (!child) {
		p[PAGE_SIZE] = 1;
		_exit(0);
	}
	CHECK_EQ(waitpid(child, NULL, 0), child);
	CHECK_EQ(p[PAGE_SIZE], 1);
}

TEST(full, "/dev/full reads as zeros, and a write is ENOSPC")
{
	int fd = open_it("/dev/full");

	memset(buf, 1, 10);
	CHECK_EQ(read(fd, buf, 10), 10);
	CHECK_EQ(buf[9], 0);
	CHECK_ERR(write(fd, buf, 1), ENOSPC);
}

/* A device and the numbers that it has had since the beginning. */
struct device {
	const char *claim, *path;
	unsigned major, minor;
};

static const struct device devices[] = {
	{ "/dev/null is 1,3", "/dev/null", 1, 3 },
	{ "/dev/zero is 1,5", "/dev/zero", 1, 5 },
	{ "/dev/full is 1,7", "/dev/full", 1, 7 },
	{ "/dev/console is 5,1", "/dev/console", 5, 1 },
	{ "/dev/tty is 5,0", "/dev/tty", 5, 0 },
	{ "/dev/ttyS0 is 4,64", "/dev/ttyS0", 4, 64 },
	{ "/dev/ttyS1 is 4,65", "/dev/ttyS1", 4, 65 },
};

TEST_TABLE(numbers, devices)
{
	const struct device *device = element;
	struct stat st;

	CHECK_OK(stat(device->path, &st));
	CHECK(S_ISCHR(st.st_mode));
	CHECK_EQ(major(st.st_rdev), device->major);
	CHECK_EQ(minor(st.st_rdev), device->minor);
}

TEST(ioctl_none, "an ioctl that a device does not know is ENOTTY")
{
	struct termios line;

	CHECK_ERR(tcgetattr(open_it("/dev/null"), &line), ENOTTY);
	CHECK_ERR(ioctl(open_it("/dev/zero"), TIOCGWINSZ, &line), ENOTTY);
}

TEST(console_tty, "the console is a terminal")
{
	struct termios line;
	int fd = open_it("/dev/console");

	CHECK(isatty(fd));
	CHECK_OK(tcgetattr(fd, &line));
}

TEST(console_modes, "with line editing, echo and signals on")
{
	struct termios line;

	CHECK_OK(tcgetattr(open_it("/dev/console"), &line));
	CHECK(line.c_lflag & ICANON);
	CHECK(line.c_lflag & ECHO);
	CHECK(line.c_lflag & ISIG);
	CHECK(line.c_oflag & OPOST);
}

TEST(console_size, "it tells a window size, or 0 by 0")
{
	struct winsize size = { 1, 1, 1, 1 };

	CHECK_OK(ioctl(open_it("/dev/console"), TIOCGWINSZ, &size));
	CHECK(size.ws_row < 1000 && size.ws_col < 1000);
}

TEST(console_seek, "it cannot be sought: ESPIPE")
{
	CHECK_ERR(lseek(open_it("/dev/console"), 0, SEEK_CUR), ESPIPE);
}

TEST(modes_kept, "modes set on a serial line are kept until changed back")
{
	int fd = open_it("/dev/ttyS2");
	struct termios old, raw, now;

	CHECK_OK(tcgetattr(fd, &old));
	raw = old;
	cfmakeraw(&raw);
	CHECK_OK(tcsetattr(fd, TCSANOW, &raw));
	CHECK_OK(tcgetattr(fd, &now));
	CHECK_EQ(now.c_lflag & (ICANON | ECHO | ISIG), 0);
	CHECK_EQ(now.c_oflag & OPOST, 0);
	CHECK_OK(tcsetattr(fd, TCSANOW, &old));
	CHECK_OK(tcgetattr(fd, &now));
	CHECK_EQ(now.c_lflag, old.c_lflag);
}

TEST(no_device, "a device number that nobody has is ENXIO")
{
	CHECK_OK(mknod("node", S_IFCHR | 0600, makedev(240, 240)));
	CHECK_ERR(open("node", O_RDWR), ENXIO);
}

TEST(null_node, "a node of one's own with null's numbers is /dev/null")
{
	CHECK_OK(mknod("node", S_IFCHR | 0600, makedev(1, 3)));
	CHECK_EQ(read(open_it("node"), buf, 10), 0);
}
