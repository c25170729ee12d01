// SPDX-License-Identifier: GPL-2.0
/* Scheduling: who gets the processor, and how soon (sched(7), nice(2)). */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* How long busy loops compete. */
#define CONTEST_MS 300

struct racer {
	volatile unsigned long rounds;
	int nice;
};

static volatile int *go;

/* Count while the contest lasts. */
static void race(void *arg)
{
	struct racer *racer = arg;

	if (racer->nice)
		setpriority(PRIO_PROCESS, 0, racer->nice);
	while (!*go)
		sched_yield();
	while (*go == 1)
		racer->rounds++;
}

static void contest(struct racer *racers, int count)
{
	pid_t pids[8];
	int i;

	for (i = 0; i < count; i++)
		pids[i] = start(race, &racers[i]);
	*go = 1;
	nap(CONTEST_MS);
	*go = 2;
	for (i = 0; i < count; i++)
		reap_ok(pids[i]);
}

TEST(shares, "three busy processes get about the same time")
{
	struct racer *racers = map_shared(PAGE_SIZE);
	int i;

	go = map_shared(PAGE_SIZE);
	contest(racers, 3);
	for (i = 0; i < 3; i++) {
		CHECK(racers[i].rounds > 0);
		/* Within a factor of three of the first: no starving. */
		CHECK(racers[i].rounds < 3 * racers[0].rounds);
		CHECK(racers[0].rounds < 3 * racers[i].rounds);
	}
}

TEST(nice_shares, "a busy process with nice 19 gets less than one with 0")
{
	struct racer *racers = map_shared(PAGE_SIZE);

	go = map_shared(PAGE_SIZE);
	racers[1].nice = 19;
	contest(racers, 2);
	CHECK(racers[1].rounds > 0);
	CHECK(racers[0].rounds > 2 * racers[1].rounds);
}

static void spin(void *arg)
{
	(void)arg;
	for (;;)
		__asm__ volatile("");
}

TEST(wakes, "a sleeper wakes in time while two others are busy")
{
	pid_t a = start(spin, NULL), b = start(spin, NULL);
	int i;

	for (i = 0; i < 5; i++) {
		long long began = now_ms();

		nap(20);
		/* A time slice or two late, no more. */
		CHECK(now_ms() - began < 400);
	}
	kill(a, SIGKILL);
	kill(b, SIGKILL);
	reap_signal(a, SIGKILL);
	reap_signal(b, SIGKILL);
}

TEST(yield, "sched_yield lets others run and returns 0")
{
	volatile int *turn = map_shared(PAGE_SIZE);
	pid_t pid = fork();
	int i;

	if (pid == 0) {
		for (i = 0; i < 100; i++) {
			while (*turn % 2 == 0)
				sched_yield();
			++*turn;
		}
		_exit(0);
	}
	for (i = 0; i < 100; i++) {
		++*turn;
		while (*turn % 2)
			CHECK_EQ(sched_yield(), 0);
	}
	reap_ok(pid);
	CHECK_EQ(*turn, 200);
}

TEST(nice_call, "nice adds up to 19, and root may lower it")
{
	errno = 0;
	CHECK_EQ(nice(5), 5);
	CHECK_EQ(nice(100), 19);
	CHECK_EQ(getpriority(PRIO_PROCESS, 0), 19);
	CHECK_EQ(nice(-100), -20);
	CHECK_EQ(getpriority(PRIO_PROCESS, 0), -20);
}

TEST(raw_priority, "the raw getpriority gives 20 - nice, 1 to 40")
{
	CHECK_EQ(raw(SYS_getpriority, PRIO_PROCESS, 0), 20);
	CHECK_OK(setpriority(PRIO_PROCESS, 0, 10));
	CHECK_EQ(raw(SYS_getpriority, PRIO_PROCESS, 0), 10);
}

TEST(nice_user, "a user may only raise it: EPERM, EACCES")
{
	CHECK_OK(setgid(4242));
	CHECK_OK(setuid(4242));
	CHECK_EQ(nice(3), 3);
	CHECK_ERR(nice(-1), EPERM);
	CHECK_ERR(setpriority(PRIO_PROCESS, 0, 0), EACCES);
	CHECK_ERR(setpriority(PRIO_PROCESS, 1, 5), EPERM);
}

TEST(nice_inherited, "a forked child has its parent's nice value")
{
	pid_t pid;

	CHECK_OK(setpriority(PRIO_PROCESS, 0, 7));
	pid = fork();
	if (pid == 0)
		_exit(getpriority(PRIO_PROCESS, 0) != 7);
	reap_ok(pid);
}

TEST(priority_errors, "priorities of nobody are ESRCH, of no kind EINVAL")
{
	CHECK_ERR(getpriority(PRIO_PROCESS, 0x7ffffff), ESRCH);
	CHECK_ERR(setpriority(99, 0, 0), EINVAL);
}

TEST(fork_bound, "forking gives no more time: halves share one slice")
{
	/* A process that forks all the time against one that does not. */
	struct racer *racers = map_shared(PAGE_SIZE);
	pid_t forker, other;

	go = map_shared(PAGE_SIZE);
	*go = 1;
	forker = fork();
	if (forker == 0) {
		while (*go == 1) {
			pid_t pid = fork();

			if (pid == 0)
				_exit(0);
			waitpid(pid, NULL, 0);
			racers[0].rounds++;
		}
		_exit(0);
	}
	other = start(race, &racers[1]);
	nap(CONTEST_MS);
	*go = 2;
	reap_ok(forker);
	reap_ok(other);
	CHECK(racers[0].rounds > 0);
	CHECK(racers[1].rounds > 0);
}

static void sleep_on(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

TEST(wchan, "wchan names what sleeps in the kernel, 0 for who runs")
{
	pid_t pid = start(sleep_on, NULL);
	char path[64], text[128];

	wait_for_state(pid, 'S');
	snprintf(path, sizeof(path), "/proc/%d/wchan", pid);
	CHECK(read_file(path, text, sizeof(text)) > 0);
	CHECK(strcmp(text, "0"));
	CHECK(read_file("/proc/self/wchan", text, sizeof(text)) > 0);
	CHECK(!strcmp(text, "0"));
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
}
