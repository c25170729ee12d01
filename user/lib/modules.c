// SPDX-License-Identifier: GPL-2.0
/* See modules.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <helpers.h>
#include <modules.h>
#include <raw.h>

static char text[8192];

void (*no_modules)(void);

int open_module(const char *name)
{
	struct utsname uts;
	char path[200];
	int fd;

	if (uname(&uts) < 0)
		return -1;
	snprintf(path, sizeof(path), "/lib/modules/%s/%s.ko", uts.release,
		 name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && no_modules)
		no_modules();
	return fd;
}

long load(const char *name, const char *args)
{
	int fd = open_module(name);
	long ret = fd < 0 ? -errno : raw(SYS_finit_module, fd, args, 0);

	if (fd >= 0)
		close(fd);
	return ret;
}

long unload(const char *name)
{
	return raw(SYS_delete_module, name, O_NONBLOCK);
}

char *module_line(const char *name)
{
	size_t len = strlen(name);
	char *line, *rest = text;

	if (read_file("/proc/modules", text, sizeof(text)) < 0)
		return NULL;
	while ((line = strsep(&rest, "\n")))
		if (!strncmp(line, name, len) && line[len] == ' ')
			return line;
	return NULL;
}

int module_uses(const char *name)
{
	const char *line = module_line(name);
	int count;

	return line && sscanf(line, "%*s %*u %d", &count) == 1 ? count : -1;
}
