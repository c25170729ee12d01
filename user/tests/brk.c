// SPDX-License-Identifier: GPL-2.0
/* brk(2), by the raw call: the new break, or the old one when it cannot be. */
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <code.h>
#include <helpers.h>
#include <raw.h>
#include <tap.h>

static unsigned long brk_to(unsigned long end)
{
	return (unsigned long)raw(SYS_brk, end);
}

static void touch(void *address)
{
	*(volatile char *)address = 1;
}

TEST(ask, "brk(0) tells the break and does not move it")
{
	unsigned long end = brk_to(0);

	CHECK(end > 0x08048000 && end < KERNEL_BASE);
	CHECK_EQ(brk_to(0), end);
}

TEST(grow, "growing gives zeroed memory up to the new break")
{
	unsigned long end = brk_to(0), at;

	CHECK_EQ(brk_to(end + 100000), end + 100000);
	for (at = end; at < end + 100000; at += 1000)
		CHECK_EQ(*(char *)at, 0);
	memset((void *)end, 1, 100000);
}

TEST(odd, "the break need not be on a page boundary")
{
	unsigned long end = brk_to(0);

	CHECK_EQ(brk_to(end + 1), end + 1);
	CHECK_EQ(brk_to(end + 3), end + 3);
}

TEST(shrink, "shrinking gives the memory back; grown again it is zero")
{
	unsigned long end = brk_to(0);
	char *page = (char *)((end + 2 * PAGE_SIZE) & ~(PAGE_SIZE - 1UL));

	CHECK_EQ(brk_to(end + 8 * PAGE_SIZE), end + 8 * PAGE_SIZE);
	*page = 7;
	CHECK_EQ(brk_to(end), end);
	CHECK_EQ(catch_fault(touch, page, NULL), SIGSEGV);
	CHECK_EQ(brk_to(end + 8 * PAGE_SIZE), end + 8 * PAGE_SIZE);
	CHECK_EQ(*page, 0);
}

TEST(below, "a break below the heap's start is refused")
{
	unsigned long end = brk_to(0);

	CHECK_EQ(brk_to(0x1000), end);
	CHECK_EQ(brk_to((unsigned long)touch), end);
}

TEST(kernel, "a break in the kernel's part is refused")
{
	unsigned long end = brk_to(0);

	CHECK_EQ(brk_to(KERNEL_BASE + PAGE_SIZE), end);
	CHECK_EQ(brk_to(0xffffffff), end);
}

TEST(limit, "RLIMIT_DATA bounds it")
{
	struct rlimit limit = { 1 << 20, 1 << 20 };
	unsigned long end = brk_to(0);

	CHECK_OK(setrlimit(RLIMIT_DATA, &limit));
	CHECK_EQ(brk_to(end + (2 << 20)), end);
	CHECK_EQ(brk_to(end + PAGE_SIZE), end + PAGE_SIZE);
}

TEST(in_the_way, "a mapping that is in the way is not overrun")
{
	unsigned long end = brk_to(0);
	unsigned long there = (end + 0x100000) & ~(PAGE_SIZE - 1UL);

	CHECK(mmap((void *)there, PAGE_SIZE, PROT_READ,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		   0) == (void *)there);
	CHECK_EQ(brk_to(there + 2 * PAGE_SIZE), end);
	CHECK_EQ(brk_to(there - 2 * PAGE_SIZE), there - 2 * PAGE_SIZE);
}

TEST(inherited, "a forked child has the break, and moves its own")
{
	unsigned long end = brk_to(0);
	pid_t pid = fork();

	if (pid == 0)
		_exit(brk_to(0) != end ||
		      brk_to(end + PAGE_SIZE) != end + PAGE_SIZE);
	reap_ok(pid);
	CHECK_EQ(brk_to(0), end);
}
