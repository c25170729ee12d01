// SPDX-License-Identifier: GPL-2.0
/* When memory runs out: ways to eat it, and that a kill brings it back. */
#include <alloca.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <eaters.h>
#include <helpers.h>
#include <tap.h>

#define TABLE (2 * MIB) /* what a page table covers */

TEST(anonymous, "who touches more memory than there is, is killed")
{
	is_killed(eat_anonymous);
}

static void eat_shared(void)
{
	eat_mappings(MAP_SHARED);
}

TEST(shared, "shared memory that is mapped counts for who maps it")
{
	is_killed(eat_shared);
}

static void eat_stack(void)
{
	for (;;)
		touch(alloca(64 * 1024), 64 * 1024);
}

static void eat_unlimited_stack(void)
{
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };

	CHECK_OK(setrlimit(RLIMIT_STACK, &none));
	execl(self_exe(), self_exe(), "--eat-stack", NULL);
}

int tap_alternate_main(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "--eat-stack"))
		return -1;
	eat_stack();
	return 1;
}

TEST(stack, "a stack that grows for ever is killed, one way or the other")
{
	int status;

	begin();
	status = reap(eater(eat_unlimited_stack, 0));
	CHECK(WIFSIGNALED(status));
	CHECK(WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGSEGV);
	end();
}

static void eat_by_read(void)
{
	size_t size = 1024 * MIB;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int fd = open("/dev/zero", O_RDONLY);

	CHECK(p != MAP_FAILED);
	for (;;)
		if (read(fd, p, size) <= 0)
			_exit(1);
}

TEST(giant_read, "also when it is the kernel that touches it, for a read")
{
	is_killed(eat_by_read);
}

/* One page in each page table: the tables are the larger part. */
static void sparse(void)
{
	size_t size = 1024 * MIB, i;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		_exit(1);
	for (i = 0; i < size; i += TABLE)
		p[i] = 1;
}

TEST(page_tables, "page tables count: who has many is killed")
{
	long count;

	begin();
	count = kills();
	while (nr_kids < MOST && kills() == count && one_more(sparse, 0))
		nap(1);
	CHECK(kills() > count);
	end_kids();
	end();
}

static void nothing(void)
{
}

static void bomb(void)
{
	while (nr_kids < MOST && one_more(nothing, 0))
		;
	end_kids();
}

TEST(fork_bomb, "a fork bomb ends in EAGAIN or a kill, and leaves nothing")
{
	int i;

	begin();
	for (i = 0; i < 3; i++)
		reap(eater(bomb, 0));
	end();
}

static void map_many(void)
{
	int i;

	/* Every other one is different, so that none of them join. */
	for (i = 0; i < 70000; i++)
		if (mmap(NULL, PAGE_SIZE, i % 2 ? PROT_READ : PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) {
			CHECK_EQ(errno, ENOMEM);
			return;
		}
	FAIL("no limit to mappings");
}

TEST(mappings, "the number of mappings has a limit")
{
	begin();
	reap(eater(map_many, 0));
	end();
}

TEST(in_a_row, "kills in a row: each time the memory is back")
{
	unsigned int i;

	begin();
	for (i = 0; i < option("OOM_KILLS", 10); i++)
		reap_signal(eater(eat_anonymous, 0), SIGKILL);
	end();
}
