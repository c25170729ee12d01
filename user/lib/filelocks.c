// SPDX-License-Identifier: GPL-2.0
/* See filelocks.h. */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filelocks.h>
#include <helpers.h>
#include <tap.h>

int fd;

void open_file(void)
{
	static char bytes[SIZE];

	CHECK_OK(write_file("file", bytes, SIZE, 0600));
	fd = CHECK_OK(open("file", O_RDWR));
}

int lock_on(int on, int cmd, int type, off_t start, off_t len)
{
	struct flock l = { .l_type = type, .l_start = start, .l_len = len };

	return fcntl(on, cmd, &l);
}

int lock(int type, off_t start, off_t len)
{
	return lock_on(fd, F_SETLK, type, start, len);
}

/* Can another process have this lock? 0 or its errno. */
int other_gets(int type, off_t start, off_t len)
{
	pid_t pid = fork();

	if (!pid)
		_exit(lock(type, start, len) ? errno : 0);
	return WEXITSTATUS(reap(pid));
}
