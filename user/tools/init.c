// SPDX-License-Identifier: GPL-2.0
/*
 * init - pid 1 on an ordinary boot: mount, greet, then keep a shell running on
 * the console and reap orphans for ever.  What the kernel's command line has
 * after `--` arrives as our arguments: it is run first, as a command.
 *
 * poweroff, halt and reboot ask pid 1 by a signal: USR2, USR1 and TERM.
 */
#include <boot.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>

/* A shell that ended sooner than it could be used is not restarted at once. */
#define RESPAWN_SECONDS 1

static volatile sig_atomic_t asked;

static void on_request(int sig)
{
	asked = sig;
}

static void catch_requests(void)
{
	struct sigaction action = { .sa_handler = on_request };

	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* Does what the signal asked for; comes back only if the kernel refuses. */
static void obey(int sig)
{
	int how = sig == SIGUSR1   ? RB_HALT_SYSTEM
		  : sig == SIGUSR2 ? RB_POWER_OFF
				   : RB_AUTOBOOT;

	asked = 0;
	sync();
	if (reboot(how) < 0)
		printf("init: reboot: %s\n", strerror(errno));
}

/* Start a program in a session of its own, with the console as its tty. */
static pid_t spawn(const char *path, char *const argv[])
{
	pid_t pid = fork();

	if (pid < 0) {
		printf("init: fork: %s\n", strerror(errno));
		return -1;
	}
	if (pid == 0) {
		setsid();
		ioctl(STDIN_FILENO, TIOCSCTTY, 1);
		if (path)
			execv(path, argv);
		exec_or_explain(argv);
	}
	return pid;
}

/* The leading '-' tells the shell that this is a login. */
static pid_t spawn_shell(void)
{
	static char *const argv[] = { "-sh", NULL };

	return spawn("/bin/sh", argv);
}

/*
 * Reap whatever ends until PID does, obeying requests meanwhile.  Waiting for
 * a PID that is not there (-1) ends when no child is left.
 */
static int reap_until(pid_t pid)
{
	int status = 0;
	pid_t got;

	do {
		got = waitpid(-1, &status, 0);
		if (asked)
			obey(asked);
	} while (got != pid && (got > 0 || errno == EINTR));
	return status;
}

static void run_request(char *const argv[])
{
	int status = reap_until(spawn(NULL, argv));

	if (WIFSIGNALED(status))
		printf("init: %s was killed by signal %d\n", argv[0],
		       WTERMSIG(status));
	else
		printf("init: %s ended with status %d\n", argv[0],
		       WEXITSTATUS(status));
}

/* uname's system is "Linux", for programs that ask; here people read. */
static void greet(void)
{
	struct utsname name;

	if (uname(&name) < 0)
		return;
	printf("\nThis is %s, release %s.  Try fork-demo, cow-demo, "
	       "clone-demo.\n",
	       on_lectern() ? "Lectern" : name.sysname, name.release);
	printf("Look around: ps, cat /proc/self/maps, grep cow /proc/vmstat, "
	       "ls /bin /tests\n");
	printf("Test it all: run-tests.  Leave: poweroff\n\n");
}

int main(int argc, char **argv)
{
	mount_all();
	open_console();
	setvbuf(stdout, NULL, _IOLBF, 0);
	set_environment();
	catch_requests();
	if (chdir(getenv("HOME")) < 0 && chdir("/") < 0)
		printf("init: no root directory\n");
	if (argc > 1)
		run_request(argv + 1);
	greet();
	for (;;) {
		reap_until(spawn_shell());
		printf("init: the shell has ended; here is a new one\n");
		sleep(RESPAWN_SECONDS);
	}
}
