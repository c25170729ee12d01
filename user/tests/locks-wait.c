// SPDX-License-Identifier: GPL-2.0
/* fcntl(2)'s record locks: who waits for one, and who would for ever. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <filelocks.h>
#include <helpers.h>
#include <tap.h>

static void wait_for_lock(void *start)
{
	CHECK_OK(lock_on(fd, F_SETLKW, F_WRLCK, (off_t)(long)start, 10));
}

TEST(waits, "F_SETLKW waits until the range is free")
{
	pid_t pid;

	open_file();
	CHECK_OK(lock(F_WRLCK, 0, 20));
	pid = start(wait_for_lock, (void *)15);
	wait_for_state(pid, 'S');
	CHECK_OK(lock(F_UNLCK, 0, 10));
	nap(20);
	CHECK_EQ(process_state(pid), 'S');
	CHECK_OK(lock(F_UNLCK, 10, 10));
	reap_ok(pid);
}

TEST(waits_end, "it gets the range when the holder ends")
{
	pid_t holder, pid;

	open_file();
	holder = fork();
	if (!holder) {
		CHECK_OK(lock(F_RDLCK, 0, 0));
		pause();
	}
	wait_for_state(holder, 'S');
	pid = start(wait_for_lock, NULL);
	wait_for_state(pid, 'S');
	CHECK_OK(kill(holder, SIGKILL));
	reap(holder);
	reap_ok(pid);
}

static volatile int caught;

static void catch (int sig)
{
	caught = sig;
}

static void wait_interrupted(void *flags)
{
	handle(SIGUSR1, catch, (int)(long)flags);
	if (flags)
		CHECK_OK(lock_on(fd, F_SETLKW, F_WRLCK, 0, 0));
	else
		CHECK_ERR(lock_on(fd, F_SETLKW, F_WRLCK, 0, 0), EINTR);
	CHECK_EQ(caught, SIGUSR1);
}

TEST(eintr, "a handler ends the wait: EINTR")
{
	pid_t pid;

	open_file();
	CHECK_OK(lock(F_WRLCK, 0, 0));
	pid = start(wait_interrupted, NULL);
	wait_for_state(pid, 'S');
	CHECK_OK(kill(pid, SIGUSR1));
	reap_ok(pid);
}

TEST(restarts, "with SA_RESTART it waits on")
{
	pid_t pid;

	open_file();
	CHECK_OK(lock(F_WRLCK, 0, 0));
	pid = start(wait_interrupted, (void *)SA_RESTART);
	wait_for_state(pid, 'S');
	CHECK_OK(kill(pid, SIGUSR1));
	wait_for_state(pid, 'S');
	CHECK_OK(lock(F_UNLCK, 0, 0));
	reap_ok(pid);
}

/* Hold byte N, then wait for N - 1, whose holder waits in turn … */
static void link_of_chain(void *n)
{
	off_t at = (off_t)(long)n;

	CHECK_OK(lock(F_WRLCK, at, 1));
	CHECK_OK(lock_on(fd, F_SETLKW, F_WRLCK, at - 1, 1));
}

TEST(deadlock, "who would wait for himself, over two others: EDEADLK")
{
	pid_t pids[2];

	open_file();
	CHECK_OK(lock(F_WRLCK, 0, 1));
	for (int i = 0; i < 2; i++) {
		pids[i] = start(link_of_chain, (void *)(i + 1));
		wait_for_state(pids[i], 'S');
	}
	CHECK_ERR(lock_on(fd, F_SETLKW, F_WRLCK, 2, 1), EDEADLK);
	CHECK_ERR(lock_on(fd, F_SETLKW, F_RDLCK, 1, 1), EDEADLK);
	CHECK_ERR(lock_on(fd, F_SETLK, F_RDLCK, 1, 1), EAGAIN);
	/* The circle is not closed: the others get what they wait for. */
	CHECK_OK(lock(F_UNLCK, 0, 0));
	reap_ok(pids[0]);
	reap_ok(pids[1]);
}

/* Holds byte 1, waits for 2: gets it in the end. */
static void waits_in_circle(void *unused)
{
	CHECK_OK(lock(F_WRLCK, 1, 1));
	CHECK_OK(lock_on(fd, F_SETLKW, F_WRLCK, 2, 1));
}

/* Holds byte 2, waits for 0 and 1: 0 is in the way first, then 1. */
static void closes_circle(void *unused)
{
	CHECK_OK(lock(F_WRLCK, 2, 1));
	CHECK_ERR(lock_on(fd, F_SETLKW, F_WRLCK, 0, 2), EDEADLK);
}

TEST(deadlock_later,
     "a circle that closes while all sleep is the last one's: EDEADLK")
{
	pid_t last, other;

	open_file();
	CHECK_OK(lock(F_WRLCK, 0, 1));
	last = start(closes_circle, NULL);
	wait_for_state(last, 'S');
	other = start(waits_in_circle, NULL);
	wait_for_state(other, 'S');
	CHECK_OK(lock(F_UNLCK, 0, 0));
	reap_ok(last);
	reap_ok(other);
}

/* -- /proc/locks ---------------------------------------------------------------------------- */

TEST(proc, "/proc/locks shows a lock, and who waits for it")
{
	char text[4000], line[100];
	pid_t pid;

	open_file();
	CHECK_OK(lock(F_WRLCK, 5, 10));
	pid = start(wait_for_lock, NULL);
	wait_for_state(pid, 'S');
	CHECK(read_file("/proc/locks", text, sizeof(text)) > 0);
	sprintf(line, ": POSIX  ADVISORY  WRITE %d ", getpid());
	CHECK(strstr(text, line));
	sprintf(line, ": -> POSIX  ADVISORY  WRITE %d ", pid);
	CHECK(strstr(text, line));
	CHECK(strstr(text, " 5 14\n"));
	CHECK(strstr(text, " 0 9\n"));
	CHECK_OK(lock(F_UNLCK, 0, 0));
	reap_ok(pid);
}
