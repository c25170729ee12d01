// SPDX-License-Identifier: GPL-2.0
/*
 * Every call that takes a time-out: never early, and on an idle machine late by at
 * most 1 ms, although a tick is 10 ms. A busy host delays whatever it likes, so
 * one try of many is enough; where instructions are the clock, by
 * `scripts/guest --icount -- env EXACT=1 /tests/latency`, all of them do.
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>
#include <timers.h>

#define TRIES	    100
#define EXACT_TRIES 10
#define LATE_LIMIT  MSEC

/* What the 32-bit calls use. */
struct old_timespec {
	long sec, nsec;
};

static struct old_timespec old_spec(long long ns)
{
	return (struct old_timespec){ (long)(ns / SEC), (long)(ns % SEC) };
}

static void by_nanosleep(long long ns)
{
	struct timespec t = to_spec(ns);

	CHECK_OK(nanosleep(&t, NULL));
}

static void by_clock_nanosleep(long long ns)
{
	struct timespec t = to_spec(ns);

	CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL), 0);
}

static void until_monotonic(long long ns)
{
	struct timespec t = to_spec(now_ns(CLOCK_MONOTONIC) + ns);

	CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL), 0);
}

static void until_realtime(long long ns)
{
	struct timespec t = to_spec(now_ns(CLOCK_REALTIME) + ns);

	CHECK_EQ(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL), 0);
}

static void by_futex(long long ns)
{
	struct old_timespec t = old_spec(ns);
	int word = 0;

	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAIT, 0, &t), -ETIMEDOUT);
}

static void by_futex_bitset(long long ns)
{
	struct old_timespec t = old_spec(now_ns(CLOCK_MONOTONIC) + ns);
	int word = 0;

	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, &t, 0, 1),
		 -ETIMEDOUT);
}

static void by_poll(long long ns)
{
	CHECK_EQ(poll(NULL, 0, (int)(ns / MSEC)), 0);
}

static void by_ppoll(long long ns)
{
	struct timespec t = to_spec(ns);

	CHECK_EQ(ppoll(NULL, 0, &t, NULL), 0);
}

static void by_select(long long ns)
{
	struct timeval t = { (time_t)(ns / SEC), (long)(ns % SEC / 1000) };

	CHECK_EQ(select(0, NULL, NULL, NULL, &t), 0);
}

static void by_sigtimedwait(long long ns)
{
	struct timespec t = to_spec(ns);
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_ERR(sigtimedwait(&set, NULL, &t), EAGAIN);
}

static void by_setitimer(long long ns)
{
	struct itimerval t = {
		.it_value = { (time_t)(ns / SEC), (long)(ns % SEC / 1000) },
	};
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	CHECK_OK(sigprocmask(SIG_BLOCK, &set, NULL));
	CHECK_OK(setitimer(ITIMER_REAL, &t, NULL));
	CHECK_EQ(sigwait(&set, &sig), 0);
}

static void by_timer(long long ns)
{
	timer_t timer = make_timer(CLOCK_MONOTONIC, SIGUSR1);
	siginfo_t info;

	set_timer(timer, 0, ns, 0);
	CHECK_EQ(take_signal(SIGUSR1, &info, 5000), SIGUSR1);
	CHECK_OK(timer_delete(timer));
}

static void by_semtimedop(long long ns)
{
	struct sembuf down = { .sem_op = -1 };
	struct timespec t = to_spec(ns);
	int id = (int)CHECK_OK(semget(IPC_PRIVATE, 1, 0600));

	CHECK_ERR(semtimedop(id, &down, 1, &t), EAGAIN);
	CHECK_OK(semctl(id, 0, IPC_RMID));
}

static const struct way {
	const char *claim;
	void (*sleep)(long long ns);
} ways[] = {
	{ "nanosleep", by_nanosleep },
	{ "clock_nanosleep for a time", by_clock_nanosleep },
	{ "clock_nanosleep until a moment since boot", until_monotonic },
	{ "clock_nanosleep until a moment of the wall clock", until_realtime },
	{ "FUTEX_WAIT", by_futex },
	{ "FUTEX_WAIT_BITSET, which takes a moment", by_futex_bitset },
	{ "poll", by_poll },
	{ "ppoll", by_ppoll },
	{ "select", by_select },
	{ "sigtimedwait", by_sigtimedwait },
	{ "setitimer", by_setitimer },
	{ "timer_create", by_timer },
	{ "semtimedop", by_semtimedop },
};

/* How late the call was; it was not early. */
static long long lateness(const struct way *way, long long ns)
{
	long long began = now_ns(CLOCK_MONOTONIC), late;

	way->sleep(ns);
	late = now_ns(CLOCK_MONOTONIC) - began - ns;
	CHECK(late >= 0);
	return late;
}

TEST_TABLE(in_time, ways)
{
	/* Whole milliseconds for poll, and some cross a tick. */
	static const long long times[] = { 1 * MSEC, 4 * MSEC, 13 * MSEC };
	bool exact = getenv("EXACT");
	unsigned int i;
	int try, in_time;

	for (i = 0; i < sizeof(times) / sizeof(*times); i++) {
		in_time = 0;
		for (try = 0; try < (exact ? EXACT_TRIES : TRIES); try++) {
			in_time += lateness(element, times[i]) <= LATE_LIMIT;
			if (in_time && !exact)
				break;
		}
		CHECK(exact ? in_time == EXACT_TRIES : in_time);
	}
}

/* The next of a periodic timer's moments is counted from the last, not from
 * when its signal was taken: 50 ms and a half after 20 of 2.5 ms. */
TEST(no_drift, "an interval timer's period does not grow by its delays")
{
	struct itimerval often = { { 0, 2500 }, { 0, 2500 } };
	long long began;
	sigset_t set;
	int i, sig;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	CHECK_OK(sigprocmask(SIG_BLOCK, &set, NULL));
	began = now_ns(CLOCK_MONOTONIC);
	CHECK_OK(setitimer(ITIMER_REAL, &often, NULL));
	for (i = 1; i <= 20; i++) {
		CHECK_EQ(sigwait(&set, &sig), 0);
		CHECK(now_ns(CLOCK_MONOTONIC) - began >= i * 5 * MSEC / 2);
	}
	if (getenv("EXACT"))
		CHECK(now_ns(CLOCK_MONOTONIC) - began < 51 * MSEC);
}

static void *sleep_thread(void *arg)
{
	long long ns = (long long)(long)arg * MSEC / 10;
	const struct way *way = &ways[(long)arg % 5];

	lateness(way, ns);
	return NULL;
}

TEST(crowd, "50 threads sleep at once, for 0.1 to 5 ms; none wakes early")
{
	pthread_t threads[50];
	long i;

	for (i = 0; i < 50; i++)
		CHECK_EQ(pthread_create(&threads[i], NULL, sleep_thread,
					(void *)(i + 1)),
			 0);
	for (i = 0; i < 50; i++)
		CHECK_EQ(pthread_join(threads[i], NULL), 0);
}
