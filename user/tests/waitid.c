// SPDX-License-Identifier: GPL-2.0
/* waitid(2), and wait4(2)'s options for clones: what is told, and of whom. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* Words of the kernel's struct rusage. */
#define MAXRSS 4
#define MINFLT 8

static void sleep_on(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

static void leave(void *status)
{
	_exit((int)(long)status);
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
}

static void check_info(const siginfo_t *info, pid_t pid, int code, int status)
{
	CHECK_EQ(info->si_signo, SIGCHLD);
	CHECK_EQ(info->si_code, code);
	CHECK_EQ(info->si_pid, pid);
	CHECK_EQ(info->si_uid, getuid());
	CHECK_EQ(info->si_status, status);
}

/* -- what is told ---------------------------------------------------------- */

TEST(exited, "a child that exited: CLD_EXITED and its status")
{
	pid_t pid = start(leave, (void *)7);
	siginfo_t info;

	CHECK_OK(waitid(P_PID, (id_t)pid, &info, WEXITED));
	check_info(&info, pid, CLD_EXITED, 7);
	CHECK_ERR(waitpid(pid, NULL, 0), ECHILD);
}

TEST(killed, "one that was killed: CLD_KILLED and the signal")
{
	pid_t pid = start(sleep_on, NULL);
	siginfo_t info;

	kill(pid, SIGKILL);
	CHECK_OK(waitid(P_PID, (id_t)pid, &info, WEXITED));
	check_info(&info, pid, CLD_KILLED, SIGKILL);
}

TEST(stopped_continued, "one that stops: CLD_STOPPED; goes on: CLD_CONTINUED")
{
	pid_t pid = start(sleep_on, NULL);
	siginfo_t info;

	kill(pid, SIGSTOP);
	CHECK_OK(waitid(P_PID, (id_t)pid, &info, WSTOPPED));
	check_info(&info, pid, CLD_STOPPED, SIGSTOP);
	kill(pid, SIGCONT);
	CHECK_OK(waitid(P_PID, (id_t)pid, &info, WCONTINUED));
	check_info(&info, pid, CLD_CONTINUED, SIGCONT);
	end(pid);
}

TEST(told_once, "each stop is told once, and not after it went on")
{
	pid_t pid = start(sleep_on, NULL);
	siginfo_t info;

	kill(pid, SIGSTOP);
	CHECK_OK(waitid(P_PID, (id_t)pid, &info, WSTOPPED));
	CHECK_OK(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG));
	CHECK_EQ(info.si_pid, 0);
	kill(pid, SIGCONT);
	kill(pid, SIGSTOP);
	CHECK_OK(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOWAIT));
	kill(pid, SIGCONT);
	CHECK_OK(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG));
	CHECK_EQ(info.si_pid, 0);
	end(pid);
}

TEST(nowait, "with WNOWAIT it can be asked again")
{
	pid_t pid = start(leave, (void *)3);
	siginfo_t info;

	CHECK_OK(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT));
	check_info(&info, pid, CLD_EXITED, 3);
	CHECK_OK(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT));
	check_info(&info, pid, CLD_EXITED, 3);
	reap_exit(pid, 3);
}

TEST(nohang, "WNOHANG and nothing to tell: 0, and si_pid and si_signo are 0")
{
	pid_t pid = start(sleep_on, NULL);
	siginfo_t info;

	memset(&info, 0xff, sizeof(info));
	CHECK_EQ(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG), 0);
	CHECK_EQ(info.si_pid, 0);
	CHECK_EQ(info.si_signo, 0);
	end(pid);
}

TEST(no_info, "the siginfo pointer may be NULL; a bad one is EFAULT")
{
	reap_ok(start(leave, NULL));
	CHECK_OK(start(leave, NULL));
	CHECK_EQ(raw(SYS_waitid, P_ALL, 0, 0, WEXITED), 0);
	CHECK_OK(start(leave, NULL));
	CHECK_EQ(raw(SYS_waitid, P_ALL, 0, unmapped(PAGE_SIZE), WEXITED),
		 -EFAULT);
}

TEST(usage, "the fifth argument of the raw call is the child's rusage")
{
	pid_t pid = start(leave, NULL);
	long usage[18]; /* musl's struct has wider times */

	memset(usage, 0xff, sizeof(usage));
	CHECK_EQ(raw(SYS_waitid, P_PID, pid, 0, WEXITED, usage), 0);
	CHECK(usage[MAXRSS] > 0);
	CHECK(usage[MINFLT] > 0);
}

/* -- of whom --------------------------------------------------------------- */

TEST(by_group, "P_PGID chooses by process group, 0 is one's own")
{
	pid_t a = start(leave, NULL), b = start(sleep_on, NULL);
	siginfo_t info;

	CHECK_OK(setpgid(b, b));
	CHECK_OK(waitid(P_PGID, 0, &info, WEXITED));
	CHECK_EQ(info.si_pid, a);
	CHECK_ERR(waitid(P_PGID, 0, &info, WEXITED), ECHILD);
	kill(b, SIGTERM);
	CHECK_OK(waitid(P_PGID, (id_t)b, &info, WEXITED));
	check_info(&info, b, CLD_KILLED, SIGTERM);
}

TEST(nobody, "no such child: ECHILD")
{
	siginfo_t info;

	CHECK_ERR(waitid(P_ALL, 0, &info, WEXITED), ECHILD);
	CHECK_ERR(waitid(P_PID, 1, &info, WEXITED), ECHILD);
	CHECK_ERR(waitid(P_PGID, (id_t)getpgrp(), &info, WEXITED), ECHILD);
}

TEST(dead_stops, "a zombie will not stop or go on: ECHILD")
{
	pid_t pid = start(leave, NULL);
	siginfo_t info;

	wait_for_state(pid, 'Z');
	CHECK_ERR(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WCONTINUED),
		  ECHILD);
	reap_ok(pid);
}

TEST(einval, "no event, unknown options or kinds of id: EINVAL")
{
	siginfo_t info;

	CHECK_ERR(waitid(P_ALL, 0, &info, 0), EINVAL);
	CHECK_ERR(waitid(P_ALL, 0, &info, WNOHANG), EINVAL);
	CHECK_EQ(raw(SYS_waitid, P_ALL, 0, &info, WEXITED | 0x100), -EINVAL);
	CHECK_EQ(raw(SYS_waitid, 99, 0, &info, WEXITED), -EINVAL);
	CHECK_EQ(raw(SYS_waitid, P_PID, 0, &info, WEXITED), -EINVAL);
	CHECK_EQ(raw(SYS_waitid, P_PID, -1, &info, WEXITED), -EINVAL);
}

/* -- threads and clones ---------------------------------------------------- */

static void *reap_it(void *pid)
{
	return (void *)(long)waitpid((pid_t)(long)pid, NULL, 0);
}

static void *wait_own(void *pid)
{
	long ret = raw(SYS_wait4, pid, 0, __WNOTHREAD, 0);

	return (void *)ret;
}

static long in_thread(void *(*fn)(void *), pid_t pid)
{
	pthread_t thread;
	void *result;

	CHECK_EQ(pthread_create(&thread, NULL, fn, (void *)(long)pid), 0);
	CHECK_EQ(pthread_join(thread, &result), 0);
	return (long)result;
}

TEST(any_thread, "any thread may wait for a child of another thread")
{
	pid_t pid = start(leave, NULL);

	CHECK_EQ(in_thread(reap_it, pid), pid);
}

TEST(own_children, "but not with __WNOTHREAD: ECHILD")
{
	pid_t pid = start(leave, NULL);

	CHECK_EQ(in_thread(wait_own, pid), -ECHILD);
	CHECK_EQ((long)wait_own((void *)(long)pid), pid);
}

static int child_of_clone(void *arg)
{
	(void)arg;
	return 5;
}

TEST(clones, "__WCLONE: only clones without SIGCHLD; __WALL: all children")
{
	char *stack = map(16 * PAGE_SIZE);
	pid_t plain = start(leave, NULL), other;
	int status;

	signal(SIGUSR2, SIG_IGN);
	other = CHECK_OK(
		clone(child_of_clone, stack + 16 * PAGE_SIZE, SIGUSR2, NULL));
	CHECK_EQ(waitpid(-1, &status, __WCLONE), other);
	CHECK_EQ(WEXITSTATUS(status), 5);
	CHECK_ERR(waitpid(-1, NULL, __WCLONE), ECHILD);
	CHECK_EQ(waitpid(-1, NULL, __WALL), plain);
}

/* -- SIGCHLD --------------------------------------------------------------- */

static volatile siginfo_t told;
static volatile int times;

static void on_child(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	told = *info;
	times++;
}

static void wait_for_times(int n)
{
	int tries;

	for (tries = 0; tries < 500 && times < n; tries++)
		nap(5);
	CHECK_EQ(times, n);
}

TEST(signal_tells, "SIGCHLD tells the same: stopped, continued, ended")
{
	pid_t pid = start(sleep_on, NULL);
	siginfo_t info;

	handle_info(SIGCHLD, on_child, SA_RESTART);
	kill(pid, SIGSTOP);
	wait_for_times(1);
	info = told;
	check_info(&info, pid, CLD_STOPPED, SIGSTOP);
	kill(pid, SIGCONT);
	wait_for_times(2);
	info = told;
	check_info(&info, pid, CLD_CONTINUED, SIGCONT);
	kill(pid, SIGTERM);
	wait_for_times(3);
	info = told;
	check_info(&info, pid, CLD_KILLED, SIGTERM);
	reap_signal(pid, SIGTERM);
}

TEST(no_stops, "with SA_NOCLDSTOP only of the end")
{
	pid_t pid = start(sleep_on, NULL);

	handle_info(SIGCHLD, on_child, SA_RESTART | SA_NOCLDSTOP);
	kill(pid, SIGSTOP);
	CHECK_EQ(waitpid(pid, NULL, WUNTRACED), pid);
	kill(pid, SIGCONT);
	CHECK_EQ(waitpid(pid, NULL, WCONTINUED), pid);
	CHECK_EQ(times, 0);
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
	CHECK_EQ(times, 1);
}
