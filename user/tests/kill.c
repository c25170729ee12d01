// SPDX-License-Identifier: GPL-2.0
/* kill(2), tgkill(2), alarm(2): to whom a signal goes, and who may send it. */
#include <errno.h>
#include <pthread.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define A_USER	     4242
#define ANOTHER_USER 4243

static volatile sig_atomic_t calls;

static void count(int sig)
{
	(void)sig;
	calls++;
}

static void wait_forever(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

static void wait_as_user(void *uid)
{
	if (setgid((gid_t)(long)uid) || setuid((uid_t)(long)uid))
		_exit(1);
	raise(SIGSTOP);
}

/* A child that has become another user, and is stopped. */
static pid_t start_as(uid_t uid)
{
	pid_t pid = start(wait_as_user, (void *)(long)uid);
	int status;

	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK(WIFSTOPPED(status));
	return pid;
}

TEST(zero, "signal 0 only asks whether the process is there")
{
	CHECK_OK(kill(getpid(), 0));
	CHECK_OK(kill(1, 0));
}

TEST(esrch, "no such process or group: ESRCH")
{
	pid_t pid = start(wait_forever, NULL);

	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
	CHECK_ERR(kill(pid, 0), ESRCH);
	CHECK_ERR(kill(-pid, 0), ESRCH);
	CHECK_ERR(kill(0x7ffffff, 0), ESRCH);
}

TEST(einval, "signal numbers that there are not: EINVAL")
{
	CHECK_ERR(kill(getpid(), 65), EINVAL);
	CHECK_ERR(kill(getpid(), -1), EINVAL);
	CHECK_ERR(kill(getpid(), 0x7fffffff), EINVAL);
}

TEST(group, "kill(0) signals the caller's process group, and only that")
{
	pid_t inside = start(wait_forever, NULL);
	pid_t outside = start(wait_forever, NULL);

	CHECK_OK(setpgid(outside, outside));
	signal(SIGTERM, SIG_IGN);
	CHECK_OK(kill(0, SIGTERM));
	reap_signal(inside, SIGTERM);
	CHECK_EQ(waitpid(outside, NULL, WNOHANG), 0);
	CHECK_OK(kill(outside, SIGKILL));
	reap_signal(outside, SIGKILL);
}

TEST(other_group, "kill(-pgid) signals every process of that group")
{
	pid_t a = start(wait_forever, NULL), b = start(wait_forever, NULL);

	CHECK_OK(setpgid(a, a));
	CHECK_OK(setpgid(b, a));
	CHECK_OK(kill(-a, SIGTERM));
	reap_signal(a, SIGTERM);
	reap_signal(b, SIGTERM);
}

static void try_user(void *pid)
{
	if (setgid(A_USER) || setuid(A_USER))
		_exit(1);
	if (kill((pid_t)(long)pid, 0) == 0)
		_exit(2);
	_exit(errno == EPERM ? 0 : 3);
}

TEST(eperm_root, "a user may not signal a process of root's: EPERM")
{
	reap_ok(start(try_user, (void *)(long)getpid()));
	reap_ok(start(try_user, (void *)1));
}

TEST(eperm_other, "nor one of another user's")
{
	pid_t pid = start_as(ANOTHER_USER);

	reap_ok(start(try_user, (void *)(long)pid));
	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
}

TEST(same_user, "a user may signal processes of its own")
{
	pid_t pid = start_as(A_USER);

	CHECK_OK(setgid(A_USER));
	CHECK_OK(setuid(A_USER));
	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
}

TEST(root_may, "root may signal anyone")
{
	pid_t pid = start_as(A_USER);

	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
}

TEST(init_safe, "process 1 takes no signal that it does not handle")
{
	CHECK_OK(kill(1, SIGKILL));
	CHECK_OK(kill(1, SIGSTOP));
	nap(20);
	CHECK_OK(kill(1, 0));
	CHECK(process_state(1) != 'T');
}

TEST(thread_kill, "tkill and tgkill reach a thread by its id")
{
	handle(SIGUSR1, count, 0);
	CHECK_EQ(raw(SYS_tkill, raw(SYS_gettid), SIGUSR1), 0);
	CHECK_EQ(raw(SYS_tgkill, getpid(), raw(SYS_gettid), SIGUSR1), 0);
	CHECK_EQ(calls, 2);
}

TEST(tgkill_errors, "tgkill: EINVAL for ids below 1, ESRCH for a wrong pair")
{
	pid_t pid = start(wait_forever, NULL);

	CHECK_EQ(raw(SYS_tgkill, -1, getpid(), 0), -EINVAL);
	CHECK_EQ(raw(SYS_tgkill, getpid(), 0, 0), -EINVAL);
	CHECK_EQ(raw(SYS_tgkill, pid, getpid(), 0), -ESRCH);
	CHECK_EQ(raw(SYS_tkill, 0, 0), -EINVAL);
	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
}

/* rt_sigqueueinfo(2) as if it were kill(2). */
static long forge(pid_t pid)
{
	siginfo_t info = { .si_code = SI_USER, .si_pid = 1 };

	return raw(SYS_rt_sigqueueinfo, pid, 0, &info);
}

static void *forge_to_process(void *unused)
{
	(void)unused;
	return (void *)forge(getpid());
}

TEST(forged, "rt_sigqueueinfo with a kernel's code: EPERM but to oneself")
{
	pid_t pid = start(wait_forever, NULL);
	pthread_t thread;
	void *ret;

	CHECK_EQ(forge(pid), -EPERM);
	CHECK_EQ(forge(getpid()), 0);
	CHECK_EQ(pthread_create(&thread, NULL, forge_to_process, NULL), 0);
	CHECK_EQ(pthread_join(thread, &ret), 0);
	CHECK_EQ((long)ret, -EPERM);
	CHECK_OK(kill(pid, SIGKILL));
	reap_signal(pid, SIGKILL);
}

TEST(raised, "raise signals the caller before it returns")
{
	handle(SIGUSR1, count, 0);
	CHECK_OK(raise(SIGUSR1));
	CHECK_EQ(calls, 1);
}

TEST(timer, "an interval timer sends SIGALRM not before its time")
{
	struct itimerval once = { .it_value.tv_usec = 50000 };
	long long began = now_ms();

	handle(SIGALRM, count, 0);
	CHECK_OK(setitimer(ITIMER_REAL, &once, NULL));
	CHECK_ERR(pause(), EINTR);
	CHECK_EQ(calls, 1);
	CHECK(now_ms() - began >= 50);
}

TEST(alarm_left, "alarm gives the seconds left of the one before, 0 cancels")
{
	CHECK_EQ(alarm(100), 0);
	CHECK(alarm(50) >= 99);
	CHECK(alarm(0) >= 49);
	CHECK_EQ(alarm(0), 0);
}

TEST(alarm_not_inherited, "a forked child does not inherit the alarm")
{
	pid_t pid;

	alarm(100);
	pid = fork();
	if (pid == 0)
		_exit((int)alarm(0));
	reap_ok(pid);
}
