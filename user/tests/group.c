// SPDX-License-Identifier: GPL-2.0
/*
 * Thread groups: what is the process's and what is the thread's; exec, exit and
 * stops with more than one thread.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static pid_t gettid_(void)
{
	return (pid_t)raw(SYS_gettid);
}

static void spawn(void *(*fn)(void *), void *arg)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, fn, arg))
		_exit(99);
}

static void *sleep_on(void *arg)
{
	volatile pid_t *tid = arg;

	if (tid)
		*tid = gettid_();
	for (;;)
		pause();
	return NULL;
}

/* A sleeping thread; returns its id. */
static pid_t sleeper(void)
{
	static volatile pid_t tid;

	tid = 0;
	spawn(sleep_on, (void *)&tid);
	while (!tid)
		nap(1);
	return tid;
}

/* -- exec ------------------------------------------------------------------ */

/* Asked early: a leader that has ended has no /proc/self/exe any more. */
static const char *program;

/* This program once more: is its pid the one that it is told? */
int tap_alternate_main(int argc, char **argv)
{
	if (argc != 3 || strcmp(argv[1], "--pid"))
		return -1;
	return getpid() != atoi(argv[2]) || gettid_() != getpid() ||
	       proc_field("/proc/self/status", "Threads:") != 1;
}

static void exec_again(void)
{
	char pid[16];
	char *argv[] = { "group", "--pid", pid, NULL };

	if (!program)
		program = self_exe();
	snprintf(pid, sizeof(pid), "%d", getpid());
	execv(program, argv);
	_exit(98);
}

static void *exec_in_thread(void *arg)
{
	(void)arg;
	exec_again();
	return NULL;
}

static void exec_by_other(void *arg)
{
	(void)arg;
	sleeper();
	spawn(exec_in_thread, NULL);
	for (;;)
		pause();
}

TEST(exec_thread, "exec in a thread ends the others and takes the leader's pid")
{
	reap_ok(start(exec_by_other, NULL));
}

static void exec_by_leader(void *arg)
{
	(void)arg;
	sleeper();
	sleeper();
	exec_again();
}

TEST(exec_leader, "exec in the leader ends the others")
{
	reap_ok(start(exec_by_leader, NULL));
}

static void *exec_after_leader(void *arg)
{
	(void)arg;
	wait_for_state(getpid(), 'Z');
	exec_again();
	return NULL;
}

static void leader_ends_first(void *arg)
{
	(void)arg;
	program = self_exe();
	spawn(exec_after_leader, NULL);
	raw(SYS_exit, 5);
}

TEST(exec_zombie, "also when the leader has ended before")
{
	reap_ok(start(leader_ends_first, NULL));
}

static void all_exec(void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < 4; i++)
		spawn(exec_in_thread, NULL);
	exec_again();
}

TEST(exec_race, "of five threads that call exec one wins")
{
	int i;

	for (i = 0; i < 5; i++)
		reap_ok(start(all_exec, NULL));
}

static void *exec_nothing(void *tid)
{
	execl("/nowhere", "nowhere", NULL);
	*(volatile pid_t *)tid = gettid_();
	return tid;
}

TEST(exec_fails, "an exec that fails leaves the other threads alone")
{
	volatile pid_t tid = 0;
	pid_t other = sleeper();

	spawn(exec_nothing, (void *)&tid);
	while (!tid)
		nap(1);
	CHECK_EQ(raw(SYS_tgkill, getpid(), other, 0), 0);
}

/* -- exit ------------------------------------------------------------------ */

static void *exit_later(void *arg)
{
	(void)arg;
	wait_for_state(getpid(), 'Z');
	nap(20);
	raw(SYS_exit_group, 7);
	return NULL;
}

static void leave_threads(void *arg)
{
	(void)arg;
	spawn(exit_later, NULL);
	raw(SYS_exit, 3);
}

TEST(leader_first,
     "the process ends with its last thread, by exit_group's code")
{
	pid_t pid = start(leave_threads, NULL);

	wait_for_state(pid, 'Z');
	CHECK_EQ(waitpid(pid, NULL, WNOHANG), 0);
	reap_exit(pid, 7);
}

static void *end_later(void *arg)
{
	(void)arg;
	wait_for_state(getpid(), 'Z');
	raw(SYS_exit, 9);
	return NULL;
}

static void leave_last(void *arg)
{
	(void)arg;
	spawn(end_later, NULL);
	raw(SYS_exit, 3);
}

TEST(last_code, "when each thread exits for itself, by the last one's code")
{
	reap_exit(start(leave_last, NULL), 9);
}

static void many_sleepers(void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < 30; i++)
		sleeper();
	for (;;)
		pause();
}

TEST(killed, "SIGKILL ends all threads")
{
	pid_t pid = start(many_sleepers, NULL);

	wait_for_state(pid, 'S');
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
}

static void *fork_in_thread(void *result)
{
	pid_t pid = fork();

	/* The child has one thread, and that is its leader. */
	if (pid == 0)
		_exit(getpid() != gettid_() ||
		      proc_field("/proc/self/status", "Threads:") != 1);
	*(int *)result = reap(pid);
	return NULL;
}

TEST(fork_thread, "a process forked by a thread has one thread, its leader")
{
	pthread_t thread;
	int status = -1;

	sleeper();
	CHECK_EQ(pthread_create(&thread, NULL, fork_in_thread, &status), 0);
	CHECK_EQ(pthread_join(thread, NULL), 0);
	CHECK_EQ(status, 0);
}

static void *get_parent(void *pid)
{
	*(pid_t *)pid = getppid();
	return NULL;
}

TEST(same_parent, "all threads have the process's parent")
{
	pthread_t thread;
	pid_t parent = 0;

	CHECK_EQ(pthread_create(&thread, NULL, get_parent, &parent), 0);
	CHECK_EQ(pthread_join(thread, NULL), 0);
	CHECK_EQ(parent, getppid());
}

/* -- stops ----------------------------------------------------------------- */

static volatile long *turns;

static void *spin(void *arg)
{
	for (;;)
		turns[(long)arg]++;
	return NULL;
}

static void two_spin(void *arg)
{
	(void)arg;
	spawn(spin, (void *)1);
	spin(NULL);
}

TEST(stop_all, "SIGSTOP stops all threads, SIGCONT has all go on")
{
	long seen[2];
	pid_t pid;

	turns = map_shared(PAGE_SIZE);
	pid = start(two_spin, NULL);
	while (!turns[0] || !turns[1])
		nap(5);
	kill(pid, SIGSTOP);
	CHECK_EQ(waitpid(pid, NULL, WUNTRACED), pid);
	seen[0] = turns[0];
	seen[1] = turns[1];
	nap(50);
	CHECK_EQ(turns[0], seen[0]);
	CHECK_EQ(turns[1], seen[1]);
	kill(pid, SIGCONT);
	while (turns[0] == seen[0] || turns[1] == seen[1])
		nap(5);
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
}

static void thread_remains(void *arg)
{
	(void)arg;
	spawn(sleep_on, NULL);
	raw(SYS_exit, 3);
}

TEST(stop_leaderless, "a process whose leader has ended stops and goes on, too")
{
	pid_t pid = start(thread_remains, NULL);
	int status;

	wait_for_state(pid, 'Z');
	kill(pid, SIGSTOP);
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK(WIFSTOPPED(status));
	kill(pid, SIGCONT);
	CHECK_EQ(waitpid(pid, &status, WCONTINUED), pid);
	CHECK(WIFCONTINUED(status));
	kill(pid, SIGTERM);
	reap_signal(pid, SIGTERM);
}

/* -- whose ----------------------------------------------------------------- */

static void *change_limit(void *arg)
{
	struct rlimit limit = { 7, 7 };

	setrlimit(RLIMIT_CORE, &limit);
	return arg;
}

TEST(limits, "limits are the process's")
{
	struct rlimit limit;
	pthread_t thread;

	CHECK_EQ(pthread_create(&thread, NULL, change_limit, NULL), 0);
	CHECK_EQ(pthread_join(thread, NULL), 0);
	CHECK_OK(getrlimit(RLIMIT_CORE, &limit));
	CHECK_EQ(limit.rlim_cur, 7);
}

static void *change_ids(void *arg)
{
	(void)arg;
	return (void *)raw(SYS_setresuid32, -1, 1000, -1);
}

TEST(no_process, "a thread's id is no process's: setpgid, a process's clock")
{
	clockid_t clock = (clockid_t)(~(unsigned)sleeper() << 3 | 2);
	struct timespec time;

	CHECK_ERR(setpgid(sleeper(), 0), EINVAL);
	CHECK_ERR(clock_gettime(clock, &time), EINVAL);
	CHECK_OK(clock_gettime(clock | 4, &time)); /* the thread's */
}

TEST(ids, "ids are the thread's, as far as the kernel is concerned")
{
	pthread_t thread;
	void *result;

	CHECK_EQ(pthread_create(&thread, NULL, change_ids, NULL), 0);
	CHECK_EQ(pthread_join(thread, &result), 0);
	CHECK(!result);
	CHECK_EQ(raw(SYS_geteuid32), 0);
}

static void *kill_self(void *set)
{
	int sig;

	raw(SYS_tgkill, getpid(), gettid_(), SIGUSR1);
	return (void *)(long)sigwait(set, &sig);
}

TEST(pending, "a signal to a thread is pending for it alone")
{
	pthread_t thread;
	sigset_t set, pending;
	void *result;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	CHECK_EQ(pthread_create(&thread, NULL, kill_self, &set), 0);
	CHECK_EQ(pthread_join(thread, &result), 0);
	CHECK_EQ((long)result, 0);
	CHECK_OK(sigpending(&pending));
	CHECK(!sigismember(&pending, SIGUSR1));
}
