// SPDX-License-Identifier: GPL-2.0
/* setpgid(2), setsid(2), getpgid(2): process groups and sessions. */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static void wait_forever(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

static void end(pid_t pid)
{
	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
}

TEST(inherited, "a forked child is in its parent's group and session")
{
	pid_t group = getpgrp(), session = getsid(0), pid = fork();

	if (pid == 0)
		_exit(getpgrp() != group || getsid(0) != session);
	reap_ok(pid);
}

TEST(own_group, "setpgid(0, 0) makes a group of one's own")
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(setpgid(0, 0) || getpgrp() != getpid());
	reap_ok(pid);
}

TEST(child_group, "a parent may put its child into another group")
{
	pid_t a = start(wait_forever, NULL), b = start(wait_forever, NULL);

	CHECK_OK(setpgid(a, 0));
	CHECK_EQ(getpgid(a), a);
	CHECK_OK(setpgid(b, a));
	CHECK_EQ(getpgid(b), a);
	end(a);
	end(b);
}

TEST(group_errors, "setpgid: EINVAL, ESRCH, EPERM")
{
	pid_t pid = start(wait_forever, NULL);

	CHECK_ERR(setpgid(pid, -1), EINVAL);
	CHECK_ERR(setpgid(getppid(), 0), ESRCH);
	CHECK_ERR(setpgid(0x7ffffff, 0), ESRCH);
	/* No such group in this session. */
	CHECK_ERR(setpgid(pid, 0x7ffffff), EPERM);
	end(pid);
}

static void exec_and_wait(void *arg)
{
	char *argv[] = { "session", "--wait", NULL };

	(void)arg;
	execv("/proc/self/exe", argv);
	_exit(1);
}

int tap_alternate_main(int argc, char **argv)
{
	(void)argv;
	if (argc != 2 || argv[1][0] != '-')
		return -1;
	raise(SIGSTOP);
	return 0;
}

TEST(after_exec, "a child that has exec'd cannot be moved any more: EACCES")
{
	pid_t pid = start(exec_and_wait, NULL);
	int status;

	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK_ERR(setpgid(pid, 0), EACCES);
	end(pid);
}

TEST(new_session, "setsid makes a session and a group, both named by the pid")
{
	pid_t pid = fork();

	if (pid == 0) {
		if (setsid() != getpid())
			_exit(1);
		if (getsid(0) != getpid() || getpgrp() != getpid())
			_exit(2);
		/* A session leader stays where it is. */
		if (setpgid(0, 0) == 0 || errno != EPERM)
			_exit(3);
		_exit(0);
	}
	reap_ok(pid);
}

TEST(leader_session, "a group's leader cannot make a session: EPERM")
{
	/* Each test leads a group of its own. */
	CHECK_EQ(getpgrp(), getpid());
	CHECK_ERR(setsid(), EPERM);
}

TEST(other_session, "a process of another session cannot be moved: EPERM")
{
	int fds[2];
	char c;
	pid_t pid;

	CHECK_OK(pipe(fds));
	pid = fork();
	if (pid == 0) {
		setsid();
		if (write(fds[1], "x", 1) != 1)
			_exit(1);
		wait_forever(NULL);
	}
	CHECK_EQ(read(fds[0], &c, 1), 1);
	CHECK_ERR(setpgid(pid, getpgrp()), EPERM);
	end(pid);
}

TEST(of_others, "getpgid and getsid tell of others; ESRCH for nobody")
{
	CHECK_EQ(getpgid(0), getpgrp());
	CHECK_OK(getpgid(getppid()));
	CHECK_OK(getsid(getppid()));
	CHECK_ERR(getpgid(0x7ffffff), ESRCH);
	CHECK_ERR(getsid(0x7ffffff), ESRCH);
}

static void on_hangup(int sig)
{
	_exit(sig);
}

static void orphan_group(void *fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		handle(SIGHUP, on_hangup, 0);
		/* The write end closes when we end: the test sees that. */
		(void)fd;
		raise(SIGSTOP);
		for (;;)
			pause();
	}
	wait_for_state(pid, 'T');
}

TEST(orphaned, "a stopped group that is orphaned gets SIGHUP and SIGCONT")
{
	int fds[2];
	char c;

	CHECK_OK(pipe(fds));
	reap_ok(start(orphan_group, NULL));
	close(fds[1]);
	/* Its stop would have left the pipe open for ever. */
	CHECK_EQ(read(fds[0], &c, 1), 0);
}
