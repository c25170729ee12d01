// SPDX-License-Identifier: GPL-2.0
/*
 * Files read and written whole, the kernel's counters, and the clock.  Nothing
 * here needs the test harness: demos and tools use it too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>

ssize_t read_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	ssize_t n = 0;

	if (fd < 0)
		return -1;
	while (length < size - 1) {
		n = read(fd, buf + length, size - 1 - length);
		if (n <= 0)
			break;
		length += (size_t)n;
	}
	close(fd);
	buf[length] = '\0';
	return n < 0 ? -1 : (ssize_t)length;
}

int write_file(const char *path, const void *data, size_t size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, data, size);
	if (fchmod(fd, mode) < 0)
		n = -1;
	close(fd);
	return n == (ssize_t)size ? 0 : -1;
}

static char text[65536];

/* What stands behind the first line from LINE on that begins with NAME. */
static const char *behind(const char *line, const char *name)
{
	size_t length = strlen(name);

	for (; line; line = strchr(line, '\n')) {
		if (*line == '\n')
			line++;
		if (!strncmp(line, name, length) &&
		    (line[length] == ' ' || line[length] == '\t'))
			return line + length;
	}
	return NULL;
}

long proc_field(const char *path, const char *name)
{
	const char *value = NULL;

	if (read_file(path, text, sizeof(text)) >= 0)
		value = behind(text, name);
	return value ? strtol(value, NULL, 10) : -1;
}

/* The first line of an area is the only kind that holds a '-' between two
 * numbers. */
const char *smap_line(pid_t pid, const void *address, const char *name)
{
	unsigned long start, end, at = (unsigned long)address;
	char path[32];
	char *line;

	snprintf(path, sizeof(path), "/proc/%d/smaps", (int)pid);
	if (read_file(path, text, sizeof(text)) < 0)
		return NULL;
	for (line = text; line; line = strchr(line, '\n')) {
		if (*line == '\n')
			line++;
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2 &&
		    start <= at && at < end)
			return behind(line, name);
	}
	return NULL;
}

long smap_field(pid_t pid, const void *address, const char *name)
{
	const char *value = smap_line(pid, address, name);

	return value ? strtol(value, NULL, 10) : -1;
}

long vmstat(const char *name)
{
	return proc_field("/proc/vmstat", name);
}

bool find_area(const void *address, struct area *area)
{
	static char text[32768];
	char *line, *rest = text;

	if (read_file("/proc/self/maps", text, sizeof(text)) < 0)
		return false;
	while ((line = strsep(&rest, "\n")) != NULL) {
		area->name[0] = '\0';
		if (sscanf(line, "%lx-%lx %4s %lx %*x:%*x %*u %127s",
			   &area->start, &area->end, area->rights,
			   &area->offset, area->name) < 4)
			continue;
		if ((unsigned long)address >= area->start &&
		    (unsigned long)address < area->end)
			return true;
	}
	return false;
}

char process_state(pid_t pid)
{
	char path[32], line[512], *paren;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if (read_file(path, line, sizeof(line)) <= 0)
		return 0;
	/* The name may hold anything, even parentheses: take the last. */
	paren = strrchr(line, ')');
	return paren && paren[1] == ' ' ? paren[2] : 0;
}

bool booted_with(const char *option)
{
	char line[1024], *word, *rest = line;

	if (read_file("/proc/cmdline", line, sizeof(line)) < 0)
		return false;
	while ((word = strsep(&rest, " \n")) != NULL)
		if (!strcmp(word, option))
			return true;
	return false;
}

bool on_lectern(void)
{
	struct utsname name;

	return uname(&name) == 0 && (strcasestr(name.release, "lectern") ||
				     strcasestr(name.sysname, "lectern"));
}

void nap(unsigned milliseconds)
{
	struct timespec rest = {
		.tv_sec = milliseconds / 1000,
		.tv_nsec = (long)(milliseconds % 1000) * 1000000,
	};

	while (nanosleep(&rest, &rest) < 0 && errno == EINTR)
		;
}

long long now_ms(void)
{
	struct timespec now = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}
