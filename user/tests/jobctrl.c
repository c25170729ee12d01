// SPDX-License-Identifier: GPL-2.0
/* ioctl_tty(2), tcsetpgrp(3), termios(3): a terminal's foreground and background. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <helpers.h>
#include <ptys.h>
#include <tap.h>

/* fn in a session leader's only child, a group in the background; its status. */
static int in_background(void (*fn)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		CHECK_OK(setpgid(0, 0));
		fn();
		_exit(0);
	}
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	if (WIFSTOPPED(status)) {
		CHECK_OK(kill(pid, SIGKILL));
		reap_signal(pid, SIGKILL);
	}
	return status;
}

/* Run fn as a session leader that has the slave as its terminal. */
static void in_session(void (*fn)(void))
{
	pid_t pid;

	make_pty();
	pid = fork();
	if (pid == 0) {
		CHECK_OK(setsid());
		CHECK_OK(ioctl(slave, TIOCSCTTY, 0));
		fn();
		_exit(0);
	}
	reap_ok(pid);
}

#define SESSION_TEST(name, claim)                                              \
	static void name##_session(void);                                      \
	TEST(name, claim)                                                      \
	{                                                                      \
		in_session(name##_session);                                    \
	}                                                                      \
	static void name##_session(void)

/* -- reading and writing in the background ------------------------------------------- */

static void read_it(void)
{
	if (read(slave, buf, 1) < 0)
		_exit(errno);
}

static void write_it(void)
{
	if (write(slave, "x", 1) < 0)
		_exit(errno);
}

static void change_it(void)
{
	struct termios t;

	CHECK_OK(tcgetattr(slave, &t));
	if (tcsetattr(slave, TCSANOW, &t) < 0)
		_exit(errno);
}

static void stops(void (*fn)(void), int sig)
{
	int status = in_background(fn);

	CHECK(WIFSTOPPED(status));
	CHECK_EQ(WSTOPSIG(status), sig);
}

static void ends(void (*fn)(void), int exit_status)
{
	int status = in_background(fn);

	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), exit_status);
}

static void set_tostop(void)
{
	struct termios t;

	CHECK_OK(tcgetattr(slave, &t));
	t.c_lflag |= TOSTOP;
	CHECK_OK(tcsetattr(slave, TCSANOW, &t));
}

SESSION_TEST(ttin, "who reads in the background is stopped by SIGTTIN")
{
	stops(read_it, SIGTTIN);
}

SESSION_TEST(ttin_ignored, "and gets EIO if he ignores or blocks it")
{
	sigset_t set;

	signal(SIGTTIN, SIG_IGN);
	ends(read_it, EIO);
	signal(SIGTTIN, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGTTIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	ends(read_it, EIO);
}

SESSION_TEST(ttou, "who writes is not, unless TOSTOP is set: SIGTTOU")
{
	ends(write_it, 0);
	set_tostop();
	stops(write_it, SIGTTOU);
	signal(SIGTTOU, SIG_IGN);
	ends(write_it, 0);
}

SESSION_TEST(change, "who changes the modes is, but not if he ignores it")
{
	stops(change_it, SIGTTOU);
	signal(SIGTTOU, SIG_IGN);
	ends(change_it, 0);
}

/* -- a group that nobody could continue ----------------------------------------------- */

static int report[2];

static void as_orphan(void)
{
	while (getppid() == getsid(0) || getpgid(getppid()) == getsid(0))
		nap(1);
	CHECK_ERR(read(slave, buf, 1), EIO);
	CHECK_ERR(write(slave, "x", 1), EIO);
	CHECK_ERR(tcsetpgrp(slave, getpgrp()), ENOTTY);
	CHECK_EQ(write(report[1], "r", 1), 1);
}

static void leave_orphan(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		CHECK_OK(setpgid(0, 0));
		as_orphan();
	}
	_exit(0);
}

SESSION_TEST(orphan, "in an orphaned group nobody is stopped: EIO, ENOTTY")
{
	char c;

	set_tostop();
	CHECK_OK(pipe(report));
	if (fork() == 0)
		leave_orphan();
	CHECK_OK(wait(NULL));
	close(report[1]);
	CHECK_EQ(read(report[0], &c, 1), 1);
}

/* -- who has the terminal --------------------------------------------------------------- */

SESSION_TEST(set_group, "tcsetpgrp: EINVAL, ESRCH, EPERM, EFAULT")
{
	CHECK_EQ(tcgetpgrp(slave), getpgrp());
	CHECK_ERR(tcsetpgrp(slave, -1), EINVAL);
	CHECK_ERR(tcsetpgrp(slave, 0x7ffffff), ESRCH);
	CHECK_ERR(tcsetpgrp(slave, getpgid(getppid())), EPERM);
	CHECK_ERR(ioctl(slave, TIOCSPGRP, KERNEL_BASE), EFAULT);
	CHECK_OK(tcsetpgrp(slave, getpgrp()));
}

SESSION_TEST(session, "tcgetsid tells the session")
{
	CHECK_EQ(tcgetsid(slave), getpid());
	CHECK_EQ(tcgetsid(master), getpid());
}

TEST(not_ours, "of a terminal that is not one's own nothing is told: ENOTTY")
{
	make_pty();
	CHECK_ERR(tcgetpgrp(slave), ENOTTY);
	CHECK_ERR(tcsetpgrp(slave, getpgrp()), ENOTTY);
	CHECK_ERR(tcgetsid(slave), ENOTTY);
	CHECK_ERR(ioctl(slave, TIOCNOTTY), ENOTTY);
	/* Nor does it become ours: we lead no session. */
	CHECK_ERR(ioctl(slave, TIOCSCTTY, 0), EPERM);
}

SESSION_TEST(second, "a session has one terminal: TIOCSCTTY for another: EPERM")
{
	CHECK_OK(ioctl(slave, TIOCSCTTY, 0));
	CHECK_ERR(ioctl(open_slave(open_master()), TIOCSCTTY, 0), EPERM);
}

static void steal(void)
{
	CHECK_OK(setsid());
	CHECK_ERR(ioctl(slave, TIOCSCTTY, 0), EPERM);
	CHECK_OK(ioctl(slave, TIOCSCTTY, 1));
	CHECK_EQ(tcgetsid(slave), getpid());
}

SESSION_TEST(stolen, "a terminal has one session, but root takes it from it")
{
	pid_t pid = fork();

	if (pid == 0) {
		steal();
		_exit(0);
	}
	reap_ok(pid);
	CHECK_ERR(open("/dev/tty", O_RDWR), ENXIO);
}

SESSION_TEST(given_up,
	     "TIOCNOTTY gives it up: SIGHUP and SIGCONT in the foreground")
{
	int fd = CHECK_OK(open("/dev/tty", O_RDWR));
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		raise(SIGSTOP);
		_exit(1);
	}
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	signal(SIGTTOU, SIG_IGN);
	CHECK_OK(tcsetpgrp(fd, pid));
	CHECK_OK(ioctl(fd, TIOCNOTTY));
	reap_signal(pid, SIGHUP);
	CHECK_ERR(open("/dev/tty", O_RDWR), ENXIO);
	/* The line is still there. */
	send_text(slave, "on");
	expect(master, "on");
}

static void give_up_alone(void)
{
	CHECK_OK(ioctl(slave, TIOCNOTTY));
	CHECK_ERR(open("/dev/tty", O_RDWR), ENXIO);
}

SESSION_TEST(alone, "of a process that leads no session only its own")
{
	ends(give_up_alone, 0);
	CHECK_EQ(tcgetpgrp(slave), getpgrp());
}
