// SPDX-License-Identifier: GPL-2.0
/* Locks of an open file, not of a process: F_OFD_SETLK of fcntl(2), flock(2). */
#include <errno.h>
#include <sys/file.h>
#include <unistd.h>

#include <filelocks.h>
#include <helpers.h>
#include <tap.h>

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
