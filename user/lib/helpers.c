// SPDX-License-Identifier: GPL-2.0
/* Memory, signals and the program itself, for tests; see helpers.h. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

long need_vmstat(const char *name)
{
	long value = vmstat(name);

	if (booted_with("fork=eager"))
		SKIP("the kernel was told to copy at fork");
	if (value < 0)
		SKIP("this kernel's /proc/vmstat has no such counter");
	return value;
}

static void *map_some(size_t size, int flags)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       flags | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		FAIL("mmap of %zu bytes: %s", size, strerror(errno));
	return p;
}

void *map(size_t size)
{
	return map_some(size, MAP_PRIVATE);
}

void *map_shared(size_t size)
{
	return map_some(size, MAP_SHARED);
}

/*
 * Far below where mmap looks for room, so that nothing is soon put there.
 */
#define HOLES 0x20000000

void *unmapped(size_t size)
{
	void *p = mmap((void *)HOLES, size, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		FAIL("mmap of %zu bytes: %s", size, strerror(errno));
	CHECK_OK(munmap(p, size));
	return p;
}

void handle(int sig, void (*handler)(int), int flags)
{
	struct sigaction action = {
		.sa_handler = handler,
		.sa_flags = flags,
	};

	CHECK_OK(sigaction(sig, &action, NULL));
}

void handle_info(int sig, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action = {
		.sa_sigaction = handler,
		.sa_flags = flags | SA_SIGINFO,
	};

	CHECK_OK(sigaction(sig, &action, NULL));
}

const char *self_exe(void)
{
	static char path[256];
	ssize_t n;

	if (path[0])
		return path;
	n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (n < 0)
		FAIL("readlink of /proc/self/exe: %s", strerror(errno));
	path[n] = '\0';
	return path;
}

void file_says(const char *path, const char *want)
{
	char says[200];

	CHECK(read_file(path, says, sizeof(says)) >= 0);
	if (strcmp(says, want))
		FAIL("%s says %s", path, says);
}
