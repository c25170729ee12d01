// SPDX-License-Identifier: GPL-2.0
/* /proc/sys: numbers and names that can be written; proc(5). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

#define RATIO	 "/proc/sys/vm/overcommit_ratio"
#define FILE_MAX "/proc/sys/fs/file-max"
#define HOSTNAME "/proc/sys/kernel/hostname"

/* Write a text to a file in one piece; the length, or -1 and errno. */
static ssize_t put(const char *path, const char *text)
{
	int fd = CHECK_OK(open(path, O_WRONLY));
	ssize_t n = write(fd, text, strlen(text));
	int error = errno;

	close(fd);
	errno = error;
	return n;
}

static int get(const char *path)
{
	char text[80];

	CHECK(read_file(path, text, sizeof(text)) > 0);
	return atoi(text);
}

TEST(numbers, "a number is read in any base, between blanks, with a newline")
{
	int old = get(RATIO);

	CHECK_EQ(put(RATIO, "40"), 2);
	CHECK_EQ(get(RATIO), 40);
	CHECK_EQ(put(RATIO, " 41\n"), 4);
	CHECK_EQ(get(RATIO), 41);
	CHECK_EQ(put(RATIO, "0x2a\n"), 5);
	CHECK_EQ(get(RATIO), 42);
	dprintf(CHECK_OK(open(RATIO, O_WRONLY)), "%d", old);
	CHECK_EQ(get(RATIO), old);
}

TEST(no_numbers, "what is no number, or too long for one, changes nothing")
{
	int old = get(RATIO);

	CHECK_ERR(put(RATIO, "12x"), EINVAL);
	CHECK_ERR(put(RATIO, "x"), EINVAL);
	CHECK_ERR(put(RATIO, "\n"), EINVAL);
	CHECK_ERR(put(RATIO, "000000000000000000000000000000001"), EINVAL);
	CHECK_EQ(put(RATIO, ""), 0);
	CHECK_EQ(get(RATIO), old);
}

TEST(write_only, "drop_caches cannot be read, even by root: EACCES")
{
	CHECK_ERR(open("/proc/sys/vm/drop_caches", O_RDONLY), EACCES);
	CHECK_ERR(open("/proc/sys/vm/drop_caches", O_RDWR), EACCES);
	CHECK_EQ(put("/proc/sys/vm/drop_caches", "1"), 1);
}

TEST(hostname, "a host name of 64 bytes is taken whole")
{
	static const char name[] =
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct utsname was, now;

	CHECK_OK(uname(&was));
	CHECK_EQ(put(HOSTNAME, name), 64);
	CHECK_OK(uname(&now));
	CHECK_EQ(put(HOSTNAME, was.nodename), (ssize_t)strlen(was.nodename));
	CHECK(!strcmp(now.nodename, name));
}

TEST(file_max, "file-max is how many files a user may open: ENFILE")
{
	int old = get(FILE_MAX), status;
	pid_t pid;

	CHECK_EQ(put(FILE_MAX, "0"), 1);
	pid = fork();
	if (!pid) {
		CHECK_OK(setuid(1000));
		CHECK_ERR(open("/", O_RDONLY), ENFILE);
		_exit(0);
	}
	status = reap(pid);
	dprintf(CHECK_OK(open(FILE_MAX, O_WRONLY)), "%d", old);
	CHECK_EQ(status, 0);
}
