// SPDX-License-Identifier: GPL-2.0
/* soak's actions with processes and threads: making them, and how they end. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <helpers.h>
#include <soak.h>

#define THREADS 12 /* of a process, at the most */

/* -- processes ------------------------------------------------------------- */

/* Each child sees the memory of the fork, whatever the others write. */
void fork_and_write(void)
{
	size_t pages = 1 + chance(SOAK_PAGES);
	char *at = try_map(pages, MAP_PRIVATE);
	pid_t pids[4];

	if (!at)
		return;
	fill(at, pages, 1);
	for (int i = 0; i < 4; i++) {
		pids[i] = try_fork();
		if (pids[i])
			continue;
		MUST(holds(at, pages, 1));
		fill(at, pages, i);
		sched_yield();
		_exit(!holds(at, pages, i));
	}
	MUST(holds(at, pages, 1));
	for (int i = 0; i < 4; i++)
		MUST(pids[i] < 0 || status_of(pids[i]) == 0);
	munmap(at, pages * PAGE_SIZE);
}

static char *const nothing[] = { "soak", "--nothing", NULL };

/* By vfork or its like. */
void spawn_program(void)
{
	pid_t pid;
	int err = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, nothing,
			      environ);

	MUST(!err || short_of(err));
	if (!err)
		MUST(status_of(pid) == 0);
}

/* The grandchildren become the soak's own. */
void leave_orphans(void)
{
	pid_t pid = try_fork();

	if (pid == 0) {
		for (int i = 0; i < 3; i++)
			if (try_fork() == 0)
				_exit(sched_yield());
		_exit(0);
	}
	MUST(pid < 0 || status_of(pid) == 0);
}

void pipe_through(void)
{
	unsigned int sum = 0, want = 0;
	unsigned char buf[5000];
	ssize_t n;
	int fds[2];
	pid_t pid;

	MUST(pipe(fds) == 0);
	pid = try_fork();
	if (pid == 0) {
		for (size_t i = 0; i < sizeof(buf); i++)
			buf[i] = (unsigned char)i;
		for (int i = 0; i < 8; i++)
			if (write(fds[1], buf, sizeof(buf)) != sizeof(buf))
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	while ((n = read(fds[0], buf, sizeof(buf))) > 0)
		while (n > 0)
			sum += buf[--n];
	close(fds[0]);
	if (pid < 0)
		return;
	for (unsigned int i = 0; i < sizeof(buf); i++)
		want += 8 * (i & 0xff);
	MUST(status_of(pid) == 0);
	MUST(sum == want);
}

/* -- threads --------------------------------------------------------------- */

static struct team {
	pthread_mutex_t mutex;
	pthread_cond_t all_here;
	int here, expected, sum;
} team;

static __thread int own;

static void *work(void *arg)
{
	own = (int)(long)arg;
	for (int i = 0; i < 20; i++) {
		pthread_mutex_lock(&team.mutex);
		team.sum++;
		pthread_mutex_unlock(&team.mutex);
		if (i % 8 == 0)
			sched_yield();
	}
	pthread_mutex_lock(&team.mutex);
	if (++team.here >= team.expected)
		pthread_cond_broadcast(&team.all_here);
	while (team.here < team.expected)
		pthread_cond_wait(&team.all_here, &team.mutex);
	pthread_mutex_unlock(&team.mutex);
	return (void *)(long)own;
}

static void join_team(pthread_t *threads, int n)
{
	void *result;

	/* Some may not have been made: those who wait are told. */
	pthread_mutex_lock(&team.mutex);
	team.expected = n;
	pthread_cond_broadcast(&team.all_here);
	pthread_mutex_unlock(&team.mutex);
	for (int i = 0; i < n; i++) {
		MUST(pthread_join(threads[i], &result) == 0);
		MUST((long)result == i);
	}
	MUST(team.sum == 20 * n);
}

void run_team(void)
{
	int n, wanted = 1 + (int)chance(THREADS);
	pthread_t threads[THREADS];

	pthread_mutex_init(&team.mutex, NULL);
	pthread_cond_init(&team.all_here, NULL);
	team.here = team.sum = 0;
	team.expected = wanted;
	for (n = 0; n < wanted; n++) {
		int err = pthread_create(&threads[n], NULL, work,
					 (void *)(long)n);

		MUST(!err || short_of(err));
		if (err)
			break;
	}
	join_team(threads, n);
}

void *sleep_on(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void *end_all(void *how)
{
	switch ((long)how) {
	case 0:
		_exit(0);
	case 1:
		execv("/proc/self/exe", nothing);
		_exit(short_of(errno) ? 0 : 1);
	default:
		kill(getpid(), SIGKILL);
	}
	return NULL;
}

/* exit_group, exec or a signal, in a process with threads. */
void end_with_threads(void)
{
	long how = chance(3);
	pthread_t thread;
	pid_t pid = try_fork();
	int status;

	if (pid < 0)
		return;
	if (pid == 0) {
		for (int i = chance(6); i >= 0; i--)
			(void)pthread_create(&thread, NULL, sleep_on, NULL);
		if (pthread_create(&thread, NULL, end_all, (void *)how))
			end_all((void *)how);
		for (;;)
			pause();
	}
	status = status_of(pid);
	MUST(how == 2 ? status == SIGKILL : status == 0);
}

static void *hold_and_end(void *mutex)
{
	pthread_mutex_lock(mutex);
	return NULL;
}

void leave_lock(void)
{
	pthread_mutexattr_t attr;
	pthread_mutex_t mutex;
	pthread_t thread;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&mutex, &attr);
	if (pthread_create(&thread, NULL, hold_and_end, &mutex))
		return;
	pthread_join(thread, NULL);
	MUST(pthread_mutex_lock(&mutex) == EOWNERDEAD);
}
