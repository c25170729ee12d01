// SPDX-License-Identifier: GPL-2.0
/* See eaters.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <eaters.h>
#include <helpers.h>
#include <resources.h>
#include <tap.h>

#define OWN_PAGES   8 /* that a test's own process touches meanwhile */
#define OWN_OBJECTS 4 /* and areas of its own, for malloc */

static struct resources before;

int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), saved;
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	saved = errno;
	close(fd);
	errno = saved;
	return n < 0 ? -1 : 0;
}

int write_number(const char *path, long value)
{
	char text[16];

	snprintf(text, sizeof(text), "%ld\n", value);
	return write_text(path, text);
}

long read_number(const char *path)
{
	char text[32];

	CHECK(read_file(path, text, sizeof(text)) > 0);
	return strtol(text, NULL, 10);
}

void set_adj(long adj)
{
	CHECK_OK(write_number("/proc/self/oom_score_adj", adj));
}

/* A test begins: spared itself, and all caches empty. */
void begin(void)
{
	set_adj(SPARED);
	resources_read(&before);
	before.value[FREE_PAGES] -= OWN_PAGES;
	before.value[SLAB_OBJECTS] += OWN_OBJECTS;
}

/* And it ends: nothing was lost. (Linux keeps much more in caches.) */
void end(void)
{
	struct resources after;
	int i;

	if (!on_lectern() || !resources_settle(&before, &after))
		return;
	for (i = 0; i < RESOURCES; i++)
		if (resources_leaked(i, &before, &after))
			FAIL("%s: %ld before, %ld after", resources_name(i),
			     before.value[i], after.value[i]);
}

/* The soak test asks for others than the usual. */
unsigned int option(const char *name, unsigned int usual)
{
	const char *other = getenv(name);

	return other ? (unsigned int)atoi(other) : usual;
}

long kills(void)
{
	return need_vmstat("oom_kill");
}

void touch(volatile char *p, size_t size)
{
	size_t i;

	for (i = 0; i < size; i += PAGE_SIZE)
		p[i] = 1;
}

/* A child that FN runs in, with an adjustment of its own; FN may come back. */
pid_t eater(void (*fn)(void), long adj)
{
	pid_t pid = CHECK_OK(fork());

	if (pid)
		return pid;
	set_adj(adj);
	fn();
	_exit(0);
}

/* FN never ends by itself; the kernel kills it. */
void is_killed(void (*fn)(void))
{
	long count;

	begin();
	count = kills();
	reap_signal(eater(fn, 0), SIGKILL);
	CHECK(kills() > count);
	end();
}

/* FN meets a limit and ends; nobody is killed. */
void is_limited(void (*fn)(void))
{
	long count;

	begin();
	count = kills();
	reap_ok(eater(fn, 0));
	CHECK_EQ(kills(), count);
	end();
}

/* Children that FN runs in and that then wait for their end. */
pid_t kids[MOST];
int nr_kids;

bool one_more(void (*fn)(void), long adj)
{
	pid_t pid = fork();

	if (pid < 0)
		return false;
	if (pid == 0) {
		set_adj(adj);
		fn();
		for (;;)
			pause();
	}
	kids[nr_kids++] = pid;
	return true;
}

void end_kids(void)
{
	while (nr_kids > 0) {
		kill(kids[--nr_kids], SIGKILL);
		waitpid(kids[nr_kids], NULL, 0);
	}
}

/* MAP_PRIVATE or MAP_SHARED, without an end. */
void eat_mappings(int sharing)
{
	for (;;) {
		char *p = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
			       sharing | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			_exit(1);
		touch(p, MIB);
	}
}

void eat_anonymous(void)
{
	eat_mappings(MAP_PRIVATE);
}
