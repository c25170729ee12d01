// SPDX-License-Identifier: GPL-2.0
/*
 * vfork(2): the child borrows the parent's memory, and the parent waits until
 * the child has exec'd or ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* The second life of this program, when a test execs it. */
int tap_alternate_main(int argc, char **argv)
{
	return argc == 2 && argv[1][0] == '=' ? argv[1][1] : -1;
}

static volatile int shared;

TEST(same_memory, "what the child writes, the parent sees")
{
	pid_t pid = vfork();

	if (pid == 0) {
		shared = 42;
		_exit(0);
	}
	CHECK_EQ(shared, 42);
	reap_ok(pid);
}

TEST(waits_for_exit, "the parent waits until the child has ended")
{
	pid_t pid = vfork();

	if (pid == 0) {
		struct timespec rest = { 0, 50000000 };

		raw(SYS_nanosleep, &rest, 0);
		shared = 1;
		_exit(0);
	}
	CHECK_EQ(shared, 1);
	reap_ok(pid);
}

static void exec_self(char letter)
{
	char word[3] = { '=', letter, '\0' };
	char *argv[] = { "vfork", word, NULL };
	char *envp[] = { NULL };

	execve("/proc/self/exe", argv, envp);
	_exit(111);
}

TEST(until_exec, "the parent goes on once the child has exec'd")
{
	pid_t pid = vfork();

	if (pid == 0)
		exec_self(5);
	reap_exit(pid, 5);
}

TEST(exec_fails, "after a failed exec the child still runs and can exit")
{
	pid_t pid = vfork();

	if (pid == 0) {
		char *argv[] = { "no", NULL };

		execve("/no/such/program", argv, argv + 1);
		_exit(errno == ENOENT ? 7 : 8);
	}
	reap_exit(pid, 7);
}

TEST(killed, "the parent goes on when the child is killed")
{
	pid_t pid = vfork();

	if (pid == 0) {
		raw(SYS_kill, raw(SYS_getpid), SIGKILL);
		_exit(0);
	}
	reap_signal(pid, SIGKILL);
}

TEST(own_files, "the child's descriptors are its own")
{
	int fd = CHECK_OK(open("/dev/null", O_RDONLY));
	pid_t pid = vfork();

	if (pid == 0) {
		raw(SYS_close, fd);
		_exit(0);
	}
	reap_ok(pid);
	CHECK_OK(fcntl(fd, F_GETFD));
}

TEST(no_copies, "vfork and exec copy no page and no page table")
{
	long before = need_vmstat("pt_copy"), after;
	pid_t pid = vfork();

	if (pid == 0)
		_exit(0);
	after = vmstat("pt_copy");
	reap_ok(pid);
	CHECK_EQ(after, before);
}

TEST(memory_ours, "after the child's exec the memory is the parent's alone")
{
	volatile char *page = map(PAGE_SIZE);
	pid_t pid = vfork();

	if (pid == 0) {
		page[0] = 9;
		exec_self(0);
	}
	CHECK_EQ(page[0], 9);
	page[0] = 10;
	reap_ok(pid);
	CHECK_EQ(page[0], 10);
}

TEST(many, "100 vforks in a row")
{
	volatile int i;

	for (i = 0; i < 100; i++) {
		pid_t pid = vfork();

		if (pid == 0)
			_exit(i);
		reap_exit(pid, i);
	}
}
