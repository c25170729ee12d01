// SPDX-License-Identifier: GPL-2.0
/*
 * The leak check's arithmetic.  The kernel frees some things a moment after
 * the program has ended (a task's stack when another task has been switched
 * to, a timer in its softirq), hence the settling time; and it keeps caches
 * that are no leak, hence drop_caches before each reading.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <helpers.h>
#include <resources.h>

#define KIB_PER_PAGE 4

/* Big enough for /proc/slabinfo with some hundred caches. */
static char text[32 * 1024];

static void drop_caches(void)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);

	if (fd < 0)
		return;
	if (write(fd, "3\n", 2) < 0)
		perror("drop_caches");
	close(fd);
}

/* Slabs count as free: what is in them is counted by the object, and how many
 * they are for it depends on the order in which objects came and went. */
static long free_pages(void)
{
	long kib = proc_field("/proc/meminfo", "MemFree:");
	long slab = proc_field("/proc/meminfo", "Slab:");

	return kib < 0 ? -1 : (kib + slab) / KIB_PER_PAGE;
}

/*
 * Sum the numbers of one column (counted from 1, words divided by blanks),
 * leaving out the first SKIP lines.
 */
static long sum_column(const char *path, int skip, int column)
{
	char *line, *rest = text;
	long sum = 0;

	if (read_file(path, text, sizeof(text)) < 0)
		return -1;
	while ((line = strsep(&rest, "\n")) != NULL) {
		char *word = NULL;
		int i;

		if (skip-- > 0)
			continue;
		for (i = 0; i < column; i++)
			word = strtok(i ? NULL : line, " \t");
		if (word)
			sum += strtol(word, NULL, 10);
	}
	return sum;
}

/* Semaphore sets and shared memory segments: a line each under a heading. */
static long sysv_objects(void)
{
	static const char *const paths[] = { "/proc/sysvipc/sem",
					     "/proc/sysvipc/shm" };
	const char *at;
	long n = 0;
	int i;

	for (i = 0; i < 2; i++) {
		if (read_file(paths[i], text, sizeof(text)) < 0)
			continue;
		for (at = text, n--; (at = strchr(at, '\n')); at++)
			n++;
	}
	return n;
}

static long tasks(void)
{
	char *slash;

	if (read_file("/proc/loadavg", text, sizeof(text)) < 0)
		return -1;
	slash = strchr(text, '/');
	return slash ? strtol(slash + 1, NULL, 10) : -1;
}

void resources_read(struct resources *now)
{
	drop_caches();
	now->value[FREE_PAGES] = free_pages();
	/* Two lines of heading; name, then active objects. */
	now->value[SLAB_OBJECTS] = sum_column("/proc/slabinfo", 2, 2);
	now->value[OPEN_FILES] = sum_column("/proc/sys/fs/file-nr", 0, 1);
	now->value[TASKS] = tasks();
	/* Name, size, use count. */
	now->value[MODULE_USES] = sum_column("/proc/modules", 0, 3);
	now->value[SYSV_OBJECTS] = sysv_objects();
}

bool resources_leaked(enum resource which, const struct resources *before,
		      const struct resources *after)
{
	long a = before->value[which], b = after->value[which];

	if (a < 0 || b < 0)
		return false;
	return which == FREE_PAGES ? b < a : b > a;
}

int resources_settle(const struct resources *before, struct resources *after)
{
	long long end = now_ms() + SETTLE_MS;
	int i, leaked;

	for (;;) {
		resources_read(after);
		leaked = 0;
		for (i = 0; i < RESOURCES; i++)
			leaked += resources_leaked(i, before, after);
		if (!leaked || now_ms() >= end)
			return leaked;
		nap(20);
	}
}

const char *resources_name(enum resource which)
{
	static const char *const names[RESOURCES] = {
		[FREE_PAGES] = "free pages",
		[SLAB_OBJECTS] = "slab objects",
		[OPEN_FILES] = "open files",
		[TASKS] = "tasks",
		[MODULE_USES] = "module uses",
		[SYSV_OBJECTS] = "System V objects",
	};

	return names[which];
}
