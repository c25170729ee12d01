// SPDX-License-Identifier: GPL-2.0
/* The stack grows when it is touched, up to RLIMIT_STACK and not beyond. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <code.h>
#include <helpers.h>
#include <tap.h>

#define MIB (1 << 20)

/* Go down the stack in steps of a page until DEPTH bytes are touched. */
static void descend(unsigned long depth)
{
	volatile char *at = (char *)__builtin_frame_address(0);
	unsigned long n;

	for (n = PAGE_SIZE; n < depth; n += PAGE_SIZE)
		__asm__ volatile("mov %%esp, %%ecx\n\t"
				 "mov %0, %%esp\n\t"
				 "push $1\n\t"
				 "mov %%ecx, %%esp"
				 :
				 : "r"(at - n)
				 : "ecx", "memory");
}

static void descend_call(void *depth)
{
	descend((unsigned long)depth);
}

static int recurse(int n)
{
	char frame[2000];
	int deeper;

	frame[0] = (char)n;
	deeper = n ? recurse(n - 1) + 1 : 0;
	/* The frame is in use until here: this is not to become a loop. */
	__asm__ volatile("" : : "r"(frame) : "memory");
	return deeper;
}

TEST(limit_default, "RLIMIT_STACK is 8 MiB unless somebody changed it")
{
	struct rlimit limit;

	CHECK_OK(getrlimit(RLIMIT_STACK, &limit));
	CHECK_EQ(limit.rlim_cur, 8 * MIB);
}

TEST(grows, "it grows to most of that")
{
	descend(7 * MIB);
}

TEST(zeroed, "new stack pages are zero")
{
	volatile char *at = (char *)__builtin_frame_address(0) - MIB;
	int i;

	descend(MIB + PAGE_SIZE);
	for (i = 0; i < 1000; i++)
		CHECK_EQ(at[i + 8], 0);
}

TEST(recursion, "2000 calls deep with 2000 bytes each")
{
	CHECK_EQ(recurse(2000), 2000);
}

TEST(bounded, "beyond the limit it is SIGSEGV, not more memory")
{
	CHECK_EQ(catch_fault(descend_call, (void *)(9 * MIB), NULL), SIGSEGV);
}

TEST(endless, "endless recursion ends in SIGSEGV")
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(recurse(1 << 30));
	reap_signal(pid, SIGSEGV);
}

TEST(lower_limit, "a lower RLIMIT_STACK holds at once")
{
	struct rlimit limit = { MIB, MIB };

	CHECK_OK(setrlimit(RLIMIT_STACK, &limit));
	CHECK_EQ(catch_fault(descend_call, (void *)(MIB / 2), NULL), 0);
	CHECK_EQ(catch_fault(descend_call, (void *)(2 * MIB), NULL), SIGSEGV);
}

TEST(forked, "a forked child's stack grows on its own")
{
	pid_t pid = fork();

	if (pid == 0) {
		descend(4 * MIB);
		_exit(0);
	}
	reap_ok(pid);
	descend(5 * MIB);
}

TEST(maps, "/proc/self/maps calls it [stack] and shows it grown")
{
	static char text[16384];
	unsigned long low = 0, high = 0;
	char *line;

	descend(2 * MIB);
	CHECK(read_file("/proc/self/maps", text, sizeof(text)) > 0);
	line = strstr(text, "[stack]");
	CHECK(line);
	while (line > text && line[-1] != '\n')
		line--;
	low = strtoul(line, &line, 16);
	high = strtoul(line + 1, NULL, 16);
	CHECK(high - low >= 2 * MIB);
	CHECK((unsigned long)&low >= low && (unsigned long)&low < high);
}
