// SPDX-License-Identifier: GPL-2.0
/*
 * What fork(2) costs: page tables and a task, never the pages themselves.  By
 * the counters of /proc/vmstat, and by MemFree, which Linux has as well.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

#define TOUCHED (4 << 20)

/*
 * A few pages are copied on the way out of fork: the stack, the data of libc
 * and of this program, in parent and child.  All others would show.
 */
#define A_FEW_PAGES 16

static volatile char *memory;

static void touch(void)
{
	unsigned at;

	memory = map(TOUCHED);
	for (at = 0; at < TOUCHED; at += PAGE_SIZE)
		memory[at] = 1;
}

static pid_t fork_and_exit(void)
{
	pid_t pid = CHECK_OK(fork());

	if (pid == 0)
		_exit(0);
	return pid;
}

TEST(no_copy, "fork with 4 MiB touched copies no page of them")
{
	long before, after;

	need_vmstat("cow_copy");
	touch();
	before = vmstat("cow_copy");
	reap_ok(fork_and_exit());
	after = vmstat("cow_copy");
	CHECK(after - before <= A_FEW_PAGES);
}

TEST(tables, "it copies page tables: pt_copy counts them")
{
	/* With PAE one table maps 2 MiB: two or three for these 4. */
	long before, after;

	need_vmstat("pt_copy");
	touch();
	before = vmstat("pt_copy");
	reap_ok(fork_and_exit());
	after = vmstat("pt_copy");
	CHECK(after - before >= 2);
	CHECK(after - before <= A_FEW_PAGES);
}

TEST(memory_free, "a forked child that only waits takes less than 512 KiB")
{
	long before, during;
	int fds[2];
	pid_t pid;
	char c;

	if (booted_with("fork=eager"))
		SKIP("the kernel was told to copy at fork");
	CHECK_OK(pipe(fds));
	touch();
	before = proc_field("/proc/meminfo", "MemFree:");
	pid = fork();
	if (pid == 0) {
		close(fds[1]);
		_exit(read(fds[0], &c, 1) != 0);
	}
	wait_for_state(pid, 'S');
	during = proc_field("/proc/meminfo", "MemFree:");
	close(fds[1]);
	reap_ok(pid);
	CHECK(before > 0 && during > 0);
	/* Copies would be 4096 KiB. */
	CHECK(before - during < 512);
}

TEST(child_writes_one, "the child's write to one page copies that page alone")
{
	long before, after;
	pid_t pid;

	need_vmstat("cow_copy");
	touch();
	before = vmstat("cow_copy");
	pid = CHECK_OK(fork());
	if (pid == 0) {
		memory[0] = 2;
		_exit(0);
	}
	reap_ok(pid);
	after = vmstat("cow_copy");
	CHECK(after - before >= 1);
	CHECK(after - before <= A_FEW_PAGES);
}

TEST(all_reused, "afterwards the parent takes all its pages back by reuse")
{
	long copies, reuses;
	unsigned at;

	need_vmstat("cow_reuse");
	touch();
	reap_ok(fork_and_exit());
	copies = vmstat("cow_copy");
	reuses = vmstat("cow_reuse");
	for (at = 0; at < TOUCHED; at += PAGE_SIZE)
		memory[at] = 3;
	CHECK(vmstat("cow_reuse") - reuses >= TOUCHED / PAGE_SIZE);
	CHECK(vmstat("cow_copy") - copies <= A_FEW_PAGES);
}
