// SPDX-License-Identifier: GPL-2.0
/* wait4(2) and waitpid(2): statuses, zombies, orphans, and who may wait. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static void sleep_on(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

static void leave(void *status)
{
	_exit((int)(long)status);
}

TEST(echild, "with no child, waitpid fails with ECHILD")
{
	CHECK_ERR(waitpid(-1, NULL, 0), ECHILD);
}

TEST(echild_other, "waiting for a process that is not our child is ECHILD")
{
	pid_t pid = start(leave, NULL);

	CHECK_ERR(waitpid(getppid(), NULL, 0), ECHILD);
	CHECK_ERR(waitpid(1, NULL, 0), ECHILD);
	reap_ok(pid);
}

TEST(echild_twice, "a child is reaped once; the second time is ECHILD")
{
	pid_t pid = start(leave, NULL);

	reap_ok(pid);
	CHECK_ERR(waitpid(pid, NULL, 0), ECHILD);
}

TEST(nohang, "WNOHANG gives 0 while the child runs, its pid when it ended")
{
	pid_t pid = start(sleep_on, NULL);
	int status, tries;

	CHECK_EQ(waitpid(pid, &status, WNOHANG), 0);
	CHECK_OK(kill(pid, SIGKILL));
	for (tries = 0; tries < 500; tries++) {
		pid_t got = CHECK_OK(waitpid(pid, &status, WNOHANG));

		if (got == pid)
			return;
		nap(10);
	}
	FAIL("the killed child never ended");
}

TEST(nohang_none, "WNOHANG with no child is ECHILD as well")
{
	CHECK_ERR(waitpid(-1, NULL, WNOHANG), ECHILD);
}

TEST(any, "waitpid(-1) gives each child once, in whatever order")
{
	pid_t a = start(leave, (void *)1), b = start(leave, (void *)2);
	int status, i;

	for (i = 0; i < 2; i++) {
		pid_t got = CHECK_OK(waitpid(-1, &status, 0));

		CHECK(got == a || got == b);
		CHECK_EQ(WEXITSTATUS(status), got == a ? 1 : 2);
		if (got == a)
			a = 0;
		else
			b = 0;
	}
}

TEST(chosen, "waitpid(pid) leaves the other children alone")
{
	pid_t a = start(leave, (void *)1), b = start(leave, (void *)2);

	reap_exit(b, 2);
	reap_exit(a, 1);
}

TEST(group, "waitpid(-pgid) and waitpid(0) choose by process group")
{
	pid_t other = start(sleep_on, NULL), ours = start(leave, (void *)7);
	int status;

	CHECK_OK(setpgid(other, other));
	CHECK_EQ(waitpid(0, &status, 0), ours);
	CHECK_EQ(WEXITSTATUS(status), 7);
	CHECK_ERR(waitpid(0, &status, WNOHANG), ECHILD);
	CHECK_EQ(waitpid(-other, &status, WNOHANG), 0);
	CHECK_OK(kill(other, SIGKILL));
	CHECK_EQ(waitpid(-other, &status, 0), other);
}

TEST(exit_status, "the low 8 bits of exit's argument are the exit status")
{
	int status = reap(start(leave, (void *)0x1234));

	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 0x34);
	CHECK_EQ(status, 0x3400);
}

static void kill_self(void *sig)
{
	signal((int)(long)sig, SIG_DFL);
	kill(getpid(), (int)(long)sig);
}

TEST(kill_status, "a child killed by SIGTERM has status 15, no core bit")
{
	CHECK_EQ(reap(start(kill_self, (void *)SIGTERM)), SIGTERM);
}

TEST(core_status, "SIGSEGV is the terminating signal, with or without a core")
{
	int status = reap(start(kill_self, (void *)SIGSEGV));

	CHECK(WIFSIGNALED(status));
	CHECK_EQ(WTERMSIG(status), SIGSEGV);
}

TEST(bad_options, "unknown options are EINVAL")
{
	pid_t pid = start(leave, NULL);

	CHECK_ERR(waitpid(pid, NULL, 0x1000), EINVAL);
	reap_ok(pid);
}

TEST(null_status, "the status pointer may be NULL")
{
	pid_t pid = start(leave, NULL);

	CHECK_EQ(raw(SYS_wait4, pid, 0, 0, 0), pid);
}

TEST(bad_status, "a bad status pointer is EFAULT")
{
	pid_t pid = start(leave, NULL);

	CHECK_EQ(raw(SYS_wait4, pid, unmapped(PAGE_SIZE), 0, 0), -EFAULT);
}

TEST(waitpid_call, "the old call waitpid, number 7, works as wait4")
{
	pid_t pid = start(leave, (void *)3);
	int status = -1;

	CHECK_EQ(raw(7, pid, &status, 0), pid);
	CHECK_EQ(status, 3 << 8);
}

static void burn(void *arg)
{
	long long end = now_ms() + 60;

	(void)arg;
	while (now_ms() < end)
		;
}

TEST(rusage, "wait4 reports the time that the child has used")
{
	struct rusage usage;
	pid_t pid = start(burn, NULL);

	memset(&usage, 0, sizeof(usage));
	CHECK_EQ(wait4(pid, NULL, 0, &usage), pid);
	CHECK(usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec +
		      usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec >
	      0);
}

TEST(zombie, "an ended child is a zombie (state Z) until it is reaped")
{
	pid_t pid = start(leave, NULL);

	wait_for_state(pid, 'Z');
	CHECK_OK(kill(pid, 0));
	reap_ok(pid);
	CHECK_ERR(kill(pid, 0), ESRCH);
	CHECK_EQ(process_state(pid), 0);
}

TEST(zombie_proc, "a zombie has no memory: its maps are empty")
{
	pid_t pid = start(leave, NULL);
	char path[32], text[64];

	wait_for_state(pid, 'Z');
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	CHECK_EQ(read_file(path, text, sizeof(text)), 0);
	reap_ok(pid);
}

/* The middle one ends at once; the orphan then looks at its parent. */
static void make_orphan(void *seen)
{
	volatile pid_t *parent = seen;
	pid_t middle = getpid();

	if (fork() == 0) {
		while (getppid() == middle)
			nap(5);
		*parent = getppid();
		_exit(0);
	}
}

TEST(reparented, "an orphan's parent is process 1")
{
	volatile pid_t *parent = map_shared(PAGE_SIZE);
	int tries;

	reap_ok(start(make_orphan, (void *)parent));
	for (tries = 0; tries < 500 && !*parent; tries++)
		nap(10);
	CHECK_EQ(*parent, 1);
}

static void leave_zombie(void *pid)
{
	*(volatile pid_t *)pid = start(leave, NULL);
	wait_for_state(*(pid_t *)pid, 'Z');
}

TEST(orphan_zombie, "a zombie whose parent ends is reaped by process 1")
{
	volatile pid_t *pid = map_shared(PAGE_SIZE);
	int tries;

	reap_ok(start(leave_zombie, (void *)pid));
	for (tries = 0; tries < 500; tries++) {
		if (kill(*pid, 0) < 0) {
			CHECK_EQ(errno, ESRCH);
			return;
		}
		nap(10);
	}
	FAIL("process %d is still there", (int)*pid);
}

TEST(ignored_chld, "with SIGCHLD ignored, children leave no zombie")
{
	pid_t pid;

	signal(SIGCHLD, SIG_IGN);
	pid = start(leave, NULL);
	CHECK_ERR(waitpid(pid, NULL, 0), ECHILD);
	CHECK_ERR(kill(pid, 0), ESRCH);
}

TEST(nocldwait, "with SA_NOCLDWAIT, wait blocks until all ended: ECHILD")
{
	long long began = now_ms();

	handle(SIGCHLD, SIG_DFL, SA_NOCLDWAIT);
	start(burn, NULL);
	CHECK_ERR(wait(NULL), ECHILD);
	CHECK(now_ms() - began >= 50);
}

TEST(grandchild, "a grandchild is not ours to wait for")
{
	int fds[2];
	pid_t child, grandchild = 0;

	CHECK_OK(pipe(fds));
	child = fork();
	if (child == 0) {
		grandchild = start(sleep_on, NULL);
		_exit(write(fds[1], &grandchild, sizeof(pid_t)) < 0);
	}
	CHECK_EQ(read(fds[0], &grandchild, sizeof(pid_t)), sizeof(pid_t));
	CHECK_ERR(waitpid(grandchild, NULL, 0), ECHILD);
	CHECK_OK(kill(grandchild, SIGKILL));
	reap_ok(child);
}

TEST(stopped, "WUNTRACED reports a stopped child, WCONTINUED a continued one")
{
	pid_t pid = start(sleep_on, NULL);
	int status;

	CHECK_OK(kill(pid, SIGSTOP));
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK(WIFSTOPPED(status));
	CHECK_EQ(WSTOPSIG(status), SIGSTOP);
	CHECK_OK(kill(pid, SIGCONT));
	CHECK_EQ(waitpid(pid, &status, WCONTINUED), pid);
	CHECK(WIFCONTINUED(status));
	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
}

TEST(stopped_silent, "without WUNTRACED a stopped child is not reported")
{
	pid_t pid = start(sleep_on, NULL);
	int status;

	CHECK_OK(kill(pid, SIGSTOP));
	wait_for_state(pid, 'T');
	CHECK_EQ(waitpid(pid, &status, WNOHANG), 0);
	/* SIGKILL ends a stopped process too. */
	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
}
