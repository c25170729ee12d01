// SPDX-License-Identifier: GPL-2.0
/* What all parts of soak use. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <soak.h>

struct progress *progress;
unsigned int seed;

unsigned int chance(unsigned int n)
{
	return (unsigned int)rand_r(&seed) % n;
}

void say(const char *format, ...)
{
	char line[256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n >= (int)sizeof(line))
		n = sizeof(line) - 1;
	if (write(STDOUT_FILENO, line, (size_t)n) < 0)
		_exit(SOAK_WRONG);
}

void wrong(const char *file, int line, const char *what)
{
	progress->wrong = true;
	say("soak: %s, line %d: %s does not hold (errno: %s)\n", file, line,
	    what, strerror(errno));
	_exit(SOAK_WRONG);
}

bool short_of(int err)
{
	return err == EAGAIN || err == ENOMEM;
}

pid_t try_fork(void)
{
	pid_t pid = fork();

	MUST(pid >= 0 || short_of(errno));
	if (pid == 0)
		seed += (unsigned int)getpid();
	return pid;
}

int status_of(pid_t pid)
{
	int status = 0;
	pid_t got;

	do
		got = waitpid(pid, &status, 0);
	while (got < 0 && errno == EINTR);
	MUST(got == pid);
	return status;
}

char *try_map(size_t pages, int flags)
{
	char *at = mmap(NULL, pages * PAGE_SIZE, PROT_READ | PROT_WRITE,
			flags | MAP_ANONYMOUS, -1, 0);

	MUST(at != MAP_FAILED || short_of(errno));
	return at == MAP_FAILED ? NULL : at;
}

void fill(char *at, size_t pages, int value)
{
	for (size_t i = 0; i < pages; i++)
		memset(at + i * PAGE_SIZE + i * 8, value + (int)i, 64);
}

bool holds(const char *at, size_t pages, int value)
{
	for (size_t i = 0; i < pages; i++)
		if (at[i * PAGE_SIZE + i * 8 + 63] != (char)(value + (int)i))
			return false;
	return true;
}
