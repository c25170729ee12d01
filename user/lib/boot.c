// SPDX-License-Identifier: GPL-2.0
/*
 * The chores of pid 1: mounts and links, the console, the environment,
 * orphans.  It runs under Debian's kernel too, where the tests are checked.
 */
#include <boot.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* /dev is first: until it is there, messages may have nowhere to go. */
static const struct {
	const char *type, *where;
	mode_t mode;
	const char *options;
} mounts[] = {
	{ "devtmpfs", "/dev", 0755, NULL },
	{ "devpts", "/dev/pts", 0755, "gid=5,mode=620" },
	{ "proc", "/proc", 0555, NULL },
	{ "sysfs", "/sys", 0555, NULL },
	{ "tmpfs", "/tmp", 01777, NULL },
	{ "tmpfs", "/dev/shm", 01777, NULL },
};

/* What shells and scripts expect beside them; they may be there already. */
static const char *const links[][2] = {
	{ "/proc/self/fd", "/dev/fd" },
	{ "fd/0", "/dev/stdin" },
	{ "fd/1", "/dev/stdout" },
	{ "fd/2", "/dev/stderr" },
};

void mount_all(void)
{
	size_t i;

	for (i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, mounts[i].mode);
		if (mount(mounts[i].type, mounts[i].where, mounts[i].type, 0,
			  mounts[i].options) == 0)
			continue;
		/* The kernel has mounted it itself: nothing to say. */
		if (errno == EBUSY)
			continue;
		printf("init: %s is not mounted on %s: %s\n", mounts[i].type,
		       mounts[i].where, strerror(errno));
	}
	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (symlink(links[i][0], links[i][1]) < 0 && errno != EEXIST)
			printf("init: %s: %s\n", links[i][1], strerror(errno));
}

void open_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0)
		return;
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

void set_environment(void)
{
	setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin:/tests", 1);
	setenv("HOME", "/root", 1);
	setenv("TERM", "linux", 1);
}

void exec_or_explain(char *const argv[])
{
	int error;

	execvp(argv[0], argv);
	error = errno;
	fprintf(stderr, "%s: %s\n", argv[0], strerror(error));
	_exit(error == ENOENT ? 127 : 126);
}

int wait_for(pid_t pid)
{
	int status;
	pid_t got;

	while ((got = waitpid(-1, &status, 0)) != pid) {
		if (got < 0 && errno != EINTR)
			return 255;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}
