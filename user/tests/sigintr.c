// SPDX-License-Identifier: GPL-2.0
/*
 * Signals that arrive while a call waits: EINTR, or with SA_RESTART the call
 * goes on as if nothing had been (signal(7) lists which).
 */
#include <errno.h>
#include <poll.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static volatile sig_atomic_t calls;
static int fds[2];
static char buf[65536 + 100];

static void count(int sig)
{
	(void)sig;
	calls++;
}

/* Send SIGUSR1 to the parent once it sleeps; then do FINISH, if given. */
static pid_t interrupter(void (*finish)(void))
{
	pid_t parent = getpid(), pid = CHECK_OK(fork());

	if (pid == 0) {
		wait_for_state(parent, 'S');
		kill(parent, SIGUSR1);
		nap(30);
		if (finish)
			finish();
		_exit(0);
	}
	return pid;
}

static void feed(void)
{
	if (write(fds[1], "fed", 3) != 3)
		_exit(1);
}

static void drain(void)
{
	size_t left = 4096;

	while (left) {
		ssize_t n = read(fds[0], buf, left);

		if (n <= 0)
			_exit(1);
		left -= (size_t)n;
	}
}

TEST(read_eintr, "a read of an empty pipe fails with EINTR")
{
	pid_t pid;

	CHECK_OK(pipe(fds));
	handle(SIGUSR1, count, 0);
	pid = interrupter(NULL);
	CHECK_ERR(read(fds[0], buf, 10), EINTR);
	CHECK_EQ(calls, 1);
	reap_ok(pid);
}

TEST(read_restart, "with SA_RESTART the read waits on and gets the data")
{
	pid_t pid;

	CHECK_OK(pipe(fds));
	handle(SIGUSR1, count, SA_RESTART);
	pid = interrupter(feed);
	CHECK_EQ(read(fds[0], buf, 10), 3);
	CHECK_EQ(calls, 1);
	reap_ok(pid);
}

TEST(write_eintr, "a write to a full pipe fails with EINTR")
{
	pid_t pid;

	CHECK_OK(pipe(fds));
	CHECK_EQ(write(fds[1], buf, 65536), 65536);
	handle(SIGUSR1, count, 0);
	pid = interrupter(NULL);
	CHECK_ERR(write(fds[1], buf, 10), EINTR);
	reap_ok(pid);
}

TEST(write_restart, "with SA_RESTART the write waits on until there is room")
{
	pid_t pid;

	CHECK_OK(pipe(fds));
	CHECK_EQ(write(fds[1], buf, 65536), 65536);
	handle(SIGUSR1, count, SA_RESTART);
	pid = interrupter(drain);
	CHECK_EQ(write(fds[1], buf, 10), 10);
	CHECK_EQ(calls, 1);
	reap_ok(pid);
}

TEST(write_partial, "a write that was part done gives what was written")
{
	pid_t pid;

	CHECK_OK(pipe(fds));
	handle(SIGUSR1, count, SA_RESTART);
	pid = interrupter(NULL);
	CHECK_EQ(write(fds[1], buf, sizeof(buf)), 65536);
	reap_ok(pid);
}

static void wait_to_end(void *arg)
{
	(void)arg;
	nap(120);
	_exit(4);
}

TEST(wait_eintr, "waitpid fails with EINTR")
{
	pid_t child = start(wait_to_end, NULL), pid;

	handle(SIGUSR1, count, 0);
	pid = interrupter(NULL);
	CHECK_ERR(waitpid(child, NULL, 0), EINTR);
	reap_ok(pid);
	reap_exit(child, 4);
}

TEST(wait_restart, "with SA_RESTART waitpid waits on for the child")
{
	pid_t child = start(wait_to_end, NULL), pid;
	int status;

	handle(SIGUSR1, count, SA_RESTART);
	pid = interrupter(NULL);
	CHECK_EQ(waitpid(child, &status, 0), child);
	CHECK_EQ(WEXITSTATUS(status), 4);
	CHECK_EQ(calls, 1);
	reap_ok(pid);
}

TEST(ignored_unseen, "an ignored signal does not interrupt")
{
	pid_t pid;

	CHECK_OK(pipe(fds));
	signal(SIGUSR1, SIG_IGN);
	pid = interrupter(feed);
	CHECK_EQ(read(fds[0], buf, 10), 3);
	reap_ok(pid);
}

TEST(default_ignored, "nor does SIGCHLD when nobody catches it")
{
	pid_t pid, parent = getpid();

	CHECK_OK(pipe(fds));
	pid = fork();
	if (pid == 0) {
		wait_for_state(parent, 'S');
		if (fork() == 0) {
			nap(50);
			feed();
		}
		/* This end is the SIGCHLD. */
		_exit(0);
	}
	CHECK_EQ(read(fds[0], buf, 10), 3);
	reap_ok(pid);
}

TEST(blocked_unseen, "a blocked signal does not interrupt")
{
	sigset_t set;
	pid_t pid;

	CHECK_OK(pipe(fds));
	handle(SIGUSR1, count, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_OK(sigprocmask(SIG_BLOCK, &set, NULL));
	pid = interrupter(feed);
	CHECK_EQ(read(fds[0], buf, 10), 3);
	CHECK_EQ(calls, 0);
	reap_ok(pid);
}

TEST(nanosleep_eintr, "nanosleep fails with EINTR and tells what is left")
{
	struct timespec rest = { 10, 0 }, left = { 0, 0 };
	pid_t pid;

	handle(SIGUSR1, count, SA_RESTART);
	pid = interrupter(NULL);
	/* Even with SA_RESTART: nanosleep is never restarted by it. */
	CHECK_ERR(nanosleep(&rest, &left), EINTR);
	CHECK(left.tv_sec >= 5 && left.tv_sec < 10);
	reap_ok(pid);
}

TEST(nanosleep_stop, "SIGSTOP and SIGCONT let nanosleep sleep on")
{
	struct timespec rest = { 0, 200000000 };
	long long began;
	pid_t pid, parent = getpid();

	pid = fork();
	if (pid == 0) {
		wait_for_state(parent, 'S');
		kill(parent, SIGSTOP);
		wait_for_state(parent, 'T');
		kill(parent, SIGCONT);
		_exit(0);
	}
	began = now_ms();
	CHECK_OK(nanosleep(&rest, NULL));
	CHECK(now_ms() - began >= 200);
	reap_ok(pid);
}

TEST(pause_eintr, "pause returns -1 with EINTR after a handler, always")
{
	pid_t pid;

	handle(SIGUSR1, count, SA_RESTART);
	pid = interrupter(NULL);
	CHECK_ERR(pause(), EINTR);
	CHECK_EQ(calls, 1);
	reap_ok(pid);
}

TEST(poll_eintr, "poll fails with EINTR even with SA_RESTART")
{
	struct pollfd poller = { .events = POLLIN };
	pid_t pid;

	CHECK_OK(pipe(fds));
	poller.fd = fds[0];
	handle(SIGUSR1, count, SA_RESTART);
	pid = interrupter(NULL);
	CHECK_ERR(poll(&poller, 1, 10000), EINTR);
	reap_ok(pid);
}

TEST(often, "a read that is interrupted 100 times a second with SA_RESTART")
{
	struct itimerval tick = { { 0, 10000 }, { 0, 10000 } };
	pid_t pid;

	CHECK_OK(pipe(fds));
	handle(SIGALRM, count, SA_RESTART);
	pid = fork();
	if (pid == 0) {
		nap(150);
		feed();
		_exit(0);
	}
	CHECK_OK(setitimer(ITIMER_REAL, &tick, NULL));
	CHECK_EQ(read(fds[0], buf, 10), 3);
	CHECK(calls >= 5);
	reap_ok(pid);
}
