// SPDX-License-Identifier: GPL-2.0
/* signal(7): what each signal does to a process that has not said otherwise. */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

static void send_self(void *sig)
{
	signal((int)(long)sig, SIG_DFL);
	kill(getpid(), (int)(long)sig);
}

static void wait_forever(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

/* One signal and what it does. */
struct default_action {
	const char *claim;
	int sig;
};

static const struct default_action ends[] = {
	{ "SIGHUP ends the process", SIGHUP },
	{ "SIGINT ends the process", SIGINT },
	{ "SIGQUIT ends the process", SIGQUIT },
	{ "SIGILL ends the process", SIGILL },
	{ "SIGTRAP ends the process", SIGTRAP },
	{ "SIGABRT ends the process", SIGABRT },
	{ "SIGBUS ends the process", SIGBUS },
	{ "SIGFPE ends the process", SIGFPE },
	{ "SIGKILL ends the process", SIGKILL },
	{ "SIGUSR1 ends the process", SIGUSR1 },
	{ "SIGSEGV ends the process", SIGSEGV },
	{ "SIGUSR2 ends the process", SIGUSR2 },
	{ "SIGPIPE ends the process", SIGPIPE },
	{ "SIGALRM ends the process", SIGALRM },
	{ "SIGTERM ends the process", SIGTERM },
	{ "SIGSTKFLT ends the process", SIGSTKFLT },
	{ "SIGXCPU ends the process", SIGXCPU },
	{ "SIGXFSZ ends the process", SIGXFSZ },
	{ "SIGVTALRM ends the process", SIGVTALRM },
	{ "SIGPROF ends the process", SIGPROF },
	{ "SIGIO ends the process", SIGIO },
	{ "SIGPWR ends the process", SIGPWR },
	{ "SIGSYS ends the process", SIGSYS },
	{ "a real-time signal ends the process", 45 },
};

TEST_TABLE(ends_process, ends)
{
	const struct default_action *action = element;

	reap_signal(start(send_self, (void *)(long)action->sig), action->sig);
}

static const struct default_action ignored[] = {
	{ "SIGCHLD is ignored", SIGCHLD },
	{ "SIGURG is ignored", SIGURG },
	{ "SIGWINCH is ignored", SIGWINCH },
	{ "SIGCONT does nothing to a process that runs", SIGCONT },
};

TEST_TABLE(is_ignored, ignored)
{
	const struct default_action *action = element;

	reap_ok(start(send_self, (void *)(long)action->sig));
}

static const struct default_action stops[] = {
	{ "SIGSTOP stops the process, SIGCONT lets it go on", SIGSTOP },
	{ "SIGTSTP stops the process, SIGCONT lets it go on", SIGTSTP },
	{ "SIGTTIN stops the process, SIGCONT lets it go on", SIGTTIN },
	{ "SIGTTOU stops the process, SIGCONT lets it go on", SIGTTOU },
};

TEST_TABLE(stops_process, stops)
{
	const struct default_action *action = element;
	pid_t pid = start(send_self, (void *)(long)action->sig);
	int status;

	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK(WIFSTOPPED(status));
	CHECK_EQ(WSTOPSIG(status), action->sig);
	CHECK_EQ(process_state(pid), 'T');
	CHECK_OK(kill(pid, SIGCONT));
	reap_ok(pid);
}

TEST(stopped_waits, "a stopped process takes SIGTERM only when it continues")
{
	pid_t pid = start(wait_forever, NULL);
	int status;

	CHECK_OK(kill(pid, SIGSTOP));
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK_OK(kill(pid, SIGTERM));
	nap(30);
	CHECK_EQ(waitpid(pid, &status, WNOHANG), 0);
	CHECK_OK(kill(pid, SIGCONT));
	reap_signal(pid, SIGTERM);
}

TEST(cont_cancels, "SIGCONT cancels a stop that is pending, and the reverse")
{
	pid_t pid = start(wait_forever, NULL);
	sigset_t set;
	int status;

	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	CHECK_OK(sigprocmask(SIG_BLOCK, &set, NULL));
	CHECK_OK(kill(getpid(), SIGTSTP));
	CHECK_OK(kill(getpid(), SIGCONT));
	CHECK_OK(sigpending(&set));
	CHECK_EQ(sigismember(&set, SIGTSTP), 0);
	CHECK_OK(kill(pid, SIGKILL));
	CHECK_EQ(waitpid(pid, &status, 0), pid);
}

TEST(running_killed, "a process that never makes a system call can be killed")
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			__asm__ volatile("");
	nap(20);
	CHECK_OK(kill(pid, SIGTERM));
	reap_signal(pid, SIGTERM);
}

TEST(sleeping_killed, "a process that sleeps can be killed")
{
	pid_t pid = fork();

	if (pid == 0) {
		nap(100000);
		_exit(0);
	}
	wait_for_state(pid, 'S');
	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
}
