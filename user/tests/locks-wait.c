// SPDX-License-Identifier: GPL-2.0
/* Locks of files: who waits for one, and those of an open file, flock(2). */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
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

/* -- of the open file ----------------------------------------------------------------- */

TEST(ofd, "F_OFD_SETLK: two opens of one process stand against each other")
{
	struct flock l = { .l_type = F_WRLCK };
	int again, copy;

	open_file();
	again = CHECK_OK(open("file", O_RDWR));
	CHECK_OK(lock_on(fd, F_OFD_SETLK, F_WRLCK, 0, 10));
	CHECK_ERR(lock_on(again, F_OFD_SETLK, F_RDLCK, 5, 1), EAGAIN);
	CHECK_ERR(lock_on(again, F_SETLK, F_RDLCK, 5, 1), EAGAIN);
	CHECK_OK(fcntl(again, F_OFD_GETLK, &l));
	CHECK_EQ(l.l_type, F_WRLCK);
	CHECK_EQ(l.l_pid, -1);
	/* A child has the same open file, and so has a copy. */
	copy = CHECK_OK(dup(fd));
	CHECK_OK(lock_on(copy, F_OFD_SETLK, F_WRLCK, 0, 20));
	close(fd);
	CHECK_ERR(lock_on(again, F_OFD_SETLK, F_RDLCK, 5, 1), EAGAIN);
	close(copy);
	CHECK_OK(lock_on(again, F_OFD_SETLK, F_RDLCK, 5, 1));
	l.l_pid = 1;
	CHECK_ERR(fcntl(again, F_OFD_GETLK, &l), EINVAL);
}

/* -- flock(2) ---------------------------------------------------------------------------- */

TEST(flock_opens,
     "flock: exclusive keeps another open of the file out; shared shares")
{
	int again;

	open_file();
	again = CHECK_OK(open("file", O_RDONLY));
	CHECK_OK(flock(fd, LOCK_EX));
	CHECK_ERR(flock(again, LOCK_SH | LOCK_NB), EWOULDBLOCK);
	CHECK_OK(flock(fd, LOCK_SH));
	CHECK_OK(flock(again, LOCK_SH | LOCK_NB));
	CHECK_ERR(flock(fd, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	CHECK_OK(flock(again, LOCK_UN));
	CHECK_OK(flock(fd, LOCK_EX | LOCK_NB));
}

TEST(flock_child, "flock: a child has the same lock, and may give it back")
{
	pid_t pid;
	int again;

	open_file();
	again = CHECK_OK(open("file", O_RDONLY));
	CHECK_OK(flock(fd, LOCK_EX));
	pid = fork();
	if (!pid)
		_exit(flock(fd, LOCK_EX | LOCK_NB) || close(fd));
	reap_ok(pid);
	CHECK_ERR(flock(again, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	pid = fork();
	if (!pid)
		_exit(flock(fd, LOCK_UN) != 0);
	reap_ok(pid);
	CHECK_OK(flock(again, LOCK_EX | LOCK_NB));
}

TEST(flock_close, "flock: the last close of the open file drops it")
{
	int again, copy;

	open_file();
	again = CHECK_OK(open("file", O_RDONLY));
	copy = CHECK_OK(dup(fd));
	CHECK_OK(flock(fd, LOCK_EX));
	close(fd);
	CHECK_ERR(flock(again, LOCK_SH | LOCK_NB), EWOULDBLOCK);
	close(copy);
	CHECK_OK(flock(again, LOCK_SH | LOCK_NB));
}

TEST(flock_apart, "flock and fcntl do not see each other")
{
	open_file();
	CHECK_OK(flock(fd, LOCK_EX));
	CHECK_EQ(other_gets(F_WRLCK, 0, 0), 0);
}

static void wait_for_flock(void *unused)
{
	int mine = CHECK_OK(open("file", O_RDONLY));

	CHECK_OK(flock(mine, LOCK_EX));
}

TEST(flock_waits, "flock waits without LOCK_NB")
{
	pid_t pid;

	open_file();
	CHECK_OK(flock(fd, LOCK_SH));
	pid = start(wait_for_flock, NULL);
	wait_for_state(pid, 'S');
	CHECK_OK(flock(fd, LOCK_UN));
	reap_ok(pid);
}

TEST(flock_bad, "flock: no such operation: EINVAL; not open: EBADF")
{
	open_file();
	CHECK_ERR(flock(fd, 0), EINVAL);
	CHECK_ERR(flock(fd, LOCK_SH | LOCK_EX), EINVAL);
	CHECK_ERR(flock(fd, LOCK_NB), EINVAL);
	CHECK_ERR(flock(99, LOCK_SH), EBADF);
}
