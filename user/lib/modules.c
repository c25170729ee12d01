// SPDX-License-Identifier: GPL-2.0
/* See modules.h. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <helpers.h>
#include <modules.h>
#include <raw.h>
#include <tap.h>

static char text[8192];

int open_module(const char *name)
{
	struct utsname uts;
	char path[200];
	int fd;

	CHECK_OK(uname(&uts));
	snprintf(path, sizeof(path), "/lib/modules/%s/%s.ko", uts.release,
		 name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		SKIP("the bundled modules are not here");
	return fd;
}

long load(const char *name, const char *args)
{
	int fd = open_module(name);
	long ret = raw(SYS_finit_module, fd, args, 0);

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

	CHECK(read_file("/proc/modules", text, sizeof(text)) >= 0);
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

void file_says(const char *path, const char *want)
{
	CHECK(read_file(path, text, sizeof(text)) >= 0);
	if (strcmp(text, want))
		FAIL("%s says %s", path, text);
}
