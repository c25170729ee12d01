// SPDX-License-Identifier: GPL-2.0
/*
 * Where exec lays a program's stack, heap and mappings: in another place each
 * time, or with ADDR_NO_RANDOMIZE, personality(2), always in the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define RUNS 6

/* What a run of the program says of itself. */
struct layout {
	unsigned long stack, heap, mapping;
};

int tap_alternate_main(int argc, char **argv)
{
	struct layout here;

	if (argc != 2 || strcmp(argv[1], "where"))
		return -1;
	here.stack = (unsigned long)__builtin_frame_address(0);
	here.heap = (unsigned long)raw(SYS_brk, 0);
	here.mapping = (unsigned long)raw(SYS_mmap2, 0, PAGE_SIZE, PROT_READ,
					  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return write(STDOUT_FILENO, &here, sizeof(here)) != sizeof(here);
}

static struct layout ask(unsigned long persona)
{
	char *argv[] = { (char *)self_exe(), "where", NULL };
	struct layout there;
	int fds[2];
	pid_t pid;

	CHECK_OK(pipe(fds));
	pid = (pid_t)CHECK_OK(fork());
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		personality(persona);
		execv(argv[0], argv);
		_exit(1);
	}
	CHECK_EQ(read(fds[0], &there, sizeof(there)), sizeof(there));
	close(fds[0]);
	close(fds[1]);
	reap_ok(pid);
	return there;
}

/* In how many of RUNS runs was each where it had been in the first? */
static struct layout count_same(unsigned long persona)
{
	struct layout first = ask(persona), same = { 0, 0, 0 }, next;
	int i;

	for (i = 0; i < RUNS; i++) {
		next = ask(persona);
		same.stack += next.stack == first.stack;
		same.heap += next.heap == first.heap;
		same.mapping += next.mapping == first.mapping;
	}
	return same;
}

TEST(differs, "stack, heap and mappings are elsewhere in another run")
{
	struct layout same = count_same(PER_LINUX);

	CHECK(same.stack < RUNS);
	CHECK(same.heap < RUNS);
	CHECK(same.mapping < RUNS);
}

TEST(fixed, "with ADDR_NO_RANDOMIZE they are in the same place")
{
	struct layout same = count_same(PER_LINUX | ADDR_NO_RANDOMIZE);

	CHECK_EQ(same.stack, RUNS);
	CHECK_EQ(same.heap, RUNS);
	CHECK_EQ(same.mapping, RUNS);
}

TEST(behind, "the heap begins behind the program, not far from it")
{
	extern char _end[];
	struct layout there = ask(PER_LINUX);

	CHECK(there.heap >= (unsigned long)_end);
	CHECK(there.heap < (unsigned long)_end + 0x2000000 + 2 * PAGE_SIZE);
	there = ask(PER_LINUX | ADDR_NO_RANDOMIZE);
	CHECK(there.heap < (unsigned long)_end + 2 * PAGE_SIZE);
}

TEST(forked, "a forked child has the layout of its parent")
{
	long heap = raw(SYS_brk, 0);
	pid_t pid = fork();

	if (!pid)
		_exit(raw(SYS_brk, 0) != heap);
	reap_ok(pid);
}
