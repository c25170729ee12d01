// SPDX-License-Identifier: GPL-2.0
/* _exit(2) and exit_group(2): what ends with a process, and who is told. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static void by_number(void *nr)
{
	raw((long)nr, 0x145);
}

TEST(exit_1, "system call 1, exit, ends the process with its low 8 bits")
{
	reap_exit(start(by_number, (void *)SYS_exit), 0x45);
}

TEST(exit_252, "system call 252, exit_group, does too")
{
	reap_exit(start(by_number, (void *)SYS_exit_group), 0x45);
}

TEST(closes, "a process that ends closes its end of a pipe")
{
	int fds[2];
	char c;
	pid_t pid;

	CHECK_OK(pipe(fds));
	pid = fork();
	if (pid == 0)
		_exit(write(fds[1], "x", 1) != 1);
	close(fds[1]);
	CHECK_EQ(read(fds[0], &c, 1), 1);
	CHECK_EQ(read(fds[0], &c, 1), 0);
	reap_ok(pid);
}

TEST(killed_closes, "so does one that is killed")
{
	int fds[2];
	char c;
	pid_t pid;

	CHECK_OK(pipe(fds));
	pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	close(fds[1]);
	CHECK_OK(kill(pid, SIGKILL));
	CHECK_EQ(read(fds[0], &c, 1), 0);
	reap_signal(pid, SIGKILL);
}

static volatile sig_atomic_t told;
static pid_t teller;
static int reason;

static void on_child(int sig, siginfo_t *info, void *context)
{
	(void)context;
	told = sig;
	teller = info->si_pid;
	reason = info->si_code;
}

TEST(sigchld, "the parent gets SIGCHLD with the pid and CLD_EXITED")
{
	pid_t pid;

	handle_info(SIGCHLD, on_child, SA_RESTART);
	pid = start(by_number, (void *)SYS_exit);
	reap_exit(pid, 0x45);
	CHECK_EQ(told, SIGCHLD);
	CHECK_EQ(teller, pid);
	CHECK_EQ(reason, CLD_EXITED);
}

static void die(void *arg)
{
	(void)arg;
	raise(SIGKILL);
}

TEST(sigchld_killed, "and CLD_KILLED for a child that a signal ended")
{
	pid_t pid;

	handle_info(SIGCHLD, on_child, SA_RESTART);
	pid = start(die, NULL);
	reap_signal(pid, SIGKILL);
	CHECK_EQ(teller, pid);
	CHECK_EQ(reason, CLD_KILLED);
}

TEST(memory_back, "memory that an ended child had mapped does not stay")
{
	int i;

	/* 30 times 8 MiB is more than a small guest has. */
	for (i = 0; i < 30; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			volatile char *p = map(8 << 20);
			unsigned at;

			for (at = 0; at < 8 << 20; at += PAGE_SIZE)
				p[at] = 1;
			_exit(0);
		}
		reap_ok(pid);
	}
}

static int second_thread(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return 0;
}

static void thread_then_exit(void *arg)
{
	char *stack = map(16 * PAGE_SIZE);

	(void)arg;
	clone(second_thread, stack + 16 * PAGE_SIZE,
	      CLONE_VM | CLONE_FILES | CLONE_FS | CLONE_SIGHAND | CLONE_THREAD,
	      NULL);
	raw(SYS_exit_group, 9);
}

TEST(group_ends, "exit_group ends all threads of the process")
{
	reap_exit(start(thread_then_exit, NULL), 9);
}

static int exit_group_from_thread(void *arg)
{
	(void)arg;
	raw(SYS_exit_group, 11);
	return 0;
}

static void leader_waits(void *arg)
{
	char *stack = map(16 * PAGE_SIZE);

	(void)arg;
	clone(exit_group_from_thread, stack + 16 * PAGE_SIZE,
	      CLONE_VM | CLONE_FILES | CLONE_FS | CLONE_SIGHAND | CLONE_THREAD,
	      NULL);
	for (;;)
		pause();
}

TEST(group_from_thread, "exit_group called by another thread ends the first")
{
	reap_exit(start(leader_waits, NULL), 11);
}

TEST(init_stays, "process 1 is still there")
{
	CHECK_OK(kill(1, 0));
}
