// SPDX-License-Identifier: GPL-2.0
/*
 * restart-demo - what becomes of a system call that a signal interrupts: EINTR, or
 * begun anew (SA_RESTART), or continued by restart_syscall.  A child waits until this
 * process sleeps in its call, sends it a signal and, later, what the call waits for.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>

static volatile sig_atomic_t handled;
static int fds[2];

static void fail(const char *what)
{
	printf("restart-demo: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void on_signal(int sig)
{
	(void)sig;
	handled++;
}

/* A child that sends SIG to its parent as soon as that sleeps, SIGCONT after it if
 * that stops it, and a byte once it sleeps again. */
static pid_t disturb(int sig, bool then_write)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid)
		return pid;
	while (process_state(parent) != 'S')
		nap(1);
	kill(parent, sig);
	if (sig == SIGSTOP) {
		while (process_state(parent) != 'T')
			nap(1);
		kill(parent, SIGCONT);
	}
	nap(20);
	if (then_write) {
		while (process_state(parent) != 'S')
			nap(1);
		if (write(fds[1], "!", 1) != 1)
			_exit(EXIT_FAILURE);
	}
	_exit(EXIT_SUCCESS);
}

/* Whether the handler has run as often as it should; the helper is gone then. */
static bool finish(pid_t helper, int calls)
{
	int status;

	if (waitpid(helper, &status, 0) != helper)
		fail("waitpid");
	return status == 0 && handled == calls;
}

static void install(int flags)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = flags };

	handled = 0;
	if (sigaction(SIGUSR1, &action, NULL) < 0)
		fail("sigaction");
}

static void show(const char *call, long ret)
{
	int error = errno;

	printf("   %s returned %ld%s%s; the handler has run %d time%s\n", call,
	       ret, ret < 0 ? ": " : "", ret < 0 ? strerror(error) : "",
	       (int)handled, handled == 1 ? "" : "s");
	errno = error;
}

static bool read_without(void)
{
	pid_t helper;
	char byte;
	ssize_t n;

	install(0);
	printf("1. read(2) from an empty pipe; a handler without SA_RESTART:\n");
	fflush(stdout);
	helper = disturb(SIGUSR1, false);
	n = read(fds[0], &byte, 1);
	show("read", n);
	return n < 0 && errno == EINTR && finish(helper, 1);
}

static bool read_with(void)
{
	pid_t helper;
	char byte;
	ssize_t n;

	install(SA_RESTART);
	printf("2. The same with SA_RESTART: the call begins anew, and gets a byte:\n");
	fflush(stdout);
	helper = disturb(SIGUSR1, true);
	n = read(fds[0], &byte, 1);
	show("read", n);
	return n == 1 && finish(helper, 1);
}

static bool pause_with(void)
{
	pid_t helper;
	int ret;

	install(SA_RESTART);
	printf("3. pause(2) is there to be interrupted; SA_RESTART changes nothing:\n");
	fflush(stdout);
	helper = disturb(SIGUSR1, false);
	ret = pause();
	show("pause", ret);
	return ret < 0 && errno == EINTR && finish(helper, 1);
}

static bool sleep_with(void)
{
	struct timespec half = { 0, 500000000 }, rest = { 0, 0 };
	pid_t helper;
	int ret;

	install(SA_RESTART);
	printf("4. nanosleep(2) tells what was left; SA_RESTART changes nothing:\n");
	fflush(stdout);
	helper = disturb(SIGUSR1, false);
	ret = nanosleep(&half, &rest);
	show("nanosleep", ret);
	if (ret == 0 || errno != EINTR)
		return false;
	printf("   of 500 ms, %ld were left\n", rest.tv_nsec / 1000000);
	return rest.tv_nsec > 0 && finish(helper, 1);
}

static bool sleep_through_stop(void)
{
	struct timespec half = { 0, 500000000 };
	long long start = now_ms(), took;
	pid_t helper;
	int ret;

	install(0);
	helper = disturb(SIGSTOP, false);
	ret = nanosleep(&half, NULL);
	took = now_ms() - start;
	show("nanosleep", ret);
	printf("   it took %lld ms\n", took);
	return ret == 0 && took >= 500 && finish(helper, 0);
}

/* In a child: the shell would take us for stopped, and the terminal with it. */
static bool sleep_stopped(void)
{
	int status;
	pid_t pid;

	printf("5. nanosleep(2), stopped and continued: no handler runs, and the kernel\n"
	       "   goes on with what was left (restart_syscall):\n");
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (!pid)
		exit(sleep_through_stop() ? EXIT_SUCCESS : EXIT_FAILURE);
	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	return status == 0;
}

int main(void)
{
	bool good;

	if (pipe(fds) < 0)
		fail("pipe");
	good = read_without();
	good &= read_with();
	good &= pause_with();
	good &= sleep_with();
	good &= sleep_stopped();
	printf("Verdict: %s\n",
	       good ? "EINTR without SA_RESTART; with it, read began anew and nobody noticed."
		    : "something is wrong here.");
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
