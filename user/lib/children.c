// SPDX-License-Identifier: GPL-2.0
/* Children that a test starts, how they end, and what state they are in. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

pid_t start(void (*fn)(void *), void *arg)
{
	pid_t pid = fork();

	if (pid < 0)
		FAIL("fork: %s", strerror(errno));
	if (pid == 0) {
		fn(arg);
		_exit(0);
	}
	return pid;
}

int reap(pid_t pid)
{
	int status;
	pid_t got;

	do
		got = waitpid(pid, &status, 0);
	while (got < 0 && errno == EINTR);
	if (got != pid)
		FAIL("waitpid(%d) gave %d: %s", pid, got, strerror(errno));
	return status;
}

void reap_ok(pid_t pid)
{
	reap_exit(pid, 0);
}

void reap_exit(pid_t pid, int want)
{
	int status = reap(pid);

	if (WIFSIGNALED(status))
		FAIL("the child was killed by signal %d", WTERMSIG(status));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != want)
		FAIL("the child ended with wait status %#x, not exit %d",
		     (unsigned)status, want);
}

void reap_signal(pid_t pid, int sig)
{
	int status = reap(pid);

	if (WIFEXITED(status))
		FAIL("the child exited with %d, not by signal %d",
		     WEXITSTATUS(status), sig);
	CHECK_EQ(WTERMSIG(status), sig);
}

static void call(void *fn)
{
	((void (*)(void))fn)();
}

void dies_of(int sig, void (*fn)(void))
{
	reap_signal(start(call, (void *)fn), sig);
}

void survives(void (*fn)(void))
{
	reap_ok(start(call, (void *)fn));
}

void wait_for_state(pid_t pid, char state)
{
	int tries;

	for (tries = 0; tries < 500; tries++) {
		if (process_state(pid) == state)
			return;
		nap(10);
	}
	FAIL("process %d never came to state %c, it is in %c", (int)pid, state,
	     process_state(pid));
}
