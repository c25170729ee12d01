// SPDX-License-Identifier: GPL-2.0
/*
 * A directory of its own for each test.  Errors are not reported: the test
 * that needs a file will say what it misses, and the others do not care.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <scratch.h>

static char directory[64];

void scratch_enter(void)
{
	snprintf(directory, sizeof(directory), "/tmp/test-%d", (int)getpid());
	mkdir("/tmp", 01777);
	mkdir(directory, 0777);
	chmod(directory, 0777);
	if (chdir(directory) < 0)
		directory[0] = '\0';
}

/* Remove what the directory that is open as FD holds, depth first. */
static void empty(int fd)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		int sub;

		if (!strcmp(name, ".") || !strcmp(name, ".."))
			continue;
		if (unlinkat(dirfd(dir), name, 0) == 0)
			continue;
		sub = openat(dirfd(dir), name,
			     O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		if (sub >= 0)
			empty(sub);
		unlinkat(dirfd(dir), name, AT_REMOVEDIR);
	}
	closedir(dir);
}

void scratch_leave(void)
{
	int fd;

	if (!directory[0] || chdir("/") < 0)
		return;
	fd = open(directory, O_RDONLY | O_DIRECTORY);
	if (fd >= 0)
		empty(fd);
	rmdir(directory);
}
