// SPDX-License-Identifier: GPL-2.0
/*
 * Timers by clocks that do not simply go on: CPU time, also that of setitimer(2),
 * and the wall clock, which may be set.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>
#include <timers.h>

#define SIG (SIGRTMIN + 1)

/* -- CPU time -------------------------------------------------------------- */

static const struct clock_case cpu_clocks[] = {
	{ "a process's CPU time", CLOCK_PROCESS_CPUTIME_ID },
	{ "a thread's CPU time", CLOCK_THREAD_CPUTIME_ID },
};

TEST_TABLE(cpu_time, cpu_clocks)
{
	const struct clock_case *c = element;
	timer_t timer = make_timer(c->clock, SIG);
	long long began;

	began = now_ns(c->clock);
	set_timer(timer, 0, 30 * MSEC, 0);
	nap(60);
	CHECK(!is_pending(SIG));
	while (!is_pending(SIG))
		CHECK(now_ns(c->clock) - began < 5 * SEC);
	CHECK(now_ns(c->clock) - began >= 30 * MSEC);
	CHECK_EQ(time_left(timer), 0);
}

TEST_TABLE(cpu_past, cpu_clocks)
{
	const struct clock_case *c = element;
	timer_t timer = make_timer(c->clock, SIG);
	siginfo_t info;

	burn(c->clock, MSEC);
	set_timer(timer, TIMER_ABSTIME, 1, 0);
	CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
}

static void *burn_thread(void *arg)
{
	burn(CLOCK_THREAD_CPUTIME_ID, (long)arg * MSEC);
	return NULL;
}

TEST(cpu_of_threads, "all threads' time counts, and that of those that ended")
{
	timer_t timer = make_timer(CLOCK_PROCESS_CPUTIME_ID, SIG);
	pthread_t thread;
	int i;

	set_timer(timer, 0, 40 * MSEC, 0);
	for (i = 0; i < 2; i++) {
		/* A busy host's delays are CPU time to us. */
		CHECK(!is_pending(SIG) ||
		      now_ns(CLOCK_PROCESS_CPUTIME_ID) >= 40 * MSEC);
		CHECK_EQ(pthread_create(&thread, NULL, burn_thread, (void *)25),
			 0);
		CHECK_EQ(pthread_join(thread, NULL), 0);
	}
	CHECK(now_ns(CLOCK_PROCESS_CPUTIME_ID) >= 50 * MSEC);
	while (!is_pending(SIG))
		CHECK(now_ns(CLOCK_PROCESS_CPUTIME_ID) < 5 * SEC);
}

TEST(cpu_clock_id,
     "a clock of clock_getcpuclockid, and of pthread_getcpuclockid")
{
	clockid_t process, thread;
	timer_t timer;

	CHECK_EQ(clock_getcpuclockid(getpid(), &process), 0);
	CHECK_EQ(pthread_getcpuclockid(pthread_self(), &thread), 0);
	timer = make_timer(process, SIG);
	set_timer(timer, 0, MSEC, 0);
	timer = make_timer(thread, SIG + 1);
	set_timer(timer, 0, MSEC, 0);
	while (!is_pending(SIG) || !is_pending(SIG + 1))
		CHECK(now_ns(CLOCK_THREAD_CPUTIME_ID) < 5 * SEC);
}

TEST(cpu_user, "a clock of time in user space leaves out what the kernel uses")
{
	timer_t timer = make_timer((clockid_t)(~0u << 3 | 5), SIG);
	int fd = CHECK_OK(open("/dev/zero", O_RDONLY));
	char *buf = map(1 << 20);
	long long end = now_ns(CLOCK_THREAD_CPUTIME_ID) + 80 * MSEC;

	set_timer(timer, 0, 40 * MSEC, 0);
	while (now_ns(CLOCK_THREAD_CPUTIME_ID) < end)
		CHECK_OK(read(fd, buf, 1 << 20));
	CHECK(!is_pending(SIG));
	for (end += 200 * MSEC; now_ns(CLOCK_THREAD_CPUTIME_ID) < end;)
		for (volatile int i = 0; i < 100000; i++)
			;
	CHECK(is_pending(SIG));
}

TEST(cpu_periodic, "with an interval, each period of CPU time counts")
{
	timer_t timer = make_timer(CLOCK_PROCESS_CPUTIME_ID, SIG);
	siginfo_t info;

	set_timer(timer, 0, 5 * MSEC, 5 * MSEC);
	burn(CLOCK_PROCESS_CPUTIME_ID, 60 * MSEC);
	CHECK_EQ(take_signal(SIG, &info, 0), SIG);
	CHECK(info.si_overrun >= 8);
	CHECK(time_left(timer) <= 5 * MSEC);
}

static volatile bool burning = true;

static void *burn_on(void *arg)
{
	(void)arg;
	while (burning)
		;
	return NULL;
}

TEST(cpu_sleep, "clock_nanosleep by the process's CPU time, which others use")
{
	struct timespec t = to_spec(20 * MSEC);
	clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;
	pthread_t thread;
	long long began;

	CHECK_EQ(pthread_create(&thread, NULL, burn_on, NULL), 0);
	began = now_ns(clock);
	CHECK_EQ(clock_nanosleep(clock, 0, &t, NULL), 0);
	CHECK(now_ns(clock) - began >= 20 * MSEC);
	CHECK_EQ(pthread_getcpuclockid(thread, &clock), 0);
	began = now_ns(clock) + 20 * MSEC;
	t = to_spec(began);
	CHECK_EQ(clock_nanosleep(clock, TIMER_ABSTIME, &t, NULL), 0);
	CHECK(now_ns(clock) >= began);
	burning = false;
	CHECK_EQ(pthread_join(thread, NULL), 0);
}

static void nothing(int sig)
{
	(void)sig;
}

TEST(cpu_sleep_signal, "nobody uses any: a signal ends it, and all is left")
{
	struct itimerval soon = { .it_value.tv_usec = 20000 };
	struct timespec t = to_spec(20 * SEC), rest = { 0, 0 };

	handle(SIGALRM, nothing, SA_RESTART);
	CHECK_OK(setitimer(ITIMER_REAL, &soon, NULL));
	CHECK_EQ(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &t, &rest),
		 EINTR);
	CHECK(in_ns(&rest) > 19 * SEC && in_ns(&rest) <= 20 * SEC);
}

TEST(cpu_sleep_self, "by one's own thread's CPU time nobody can sleep")
{
	struct timespec t = to_spec(MSEC);
	clockid_t self;

	CHECK_EQ(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &t, NULL), EINVAL);
	CHECK_EQ(pthread_getcpuclockid(pthread_self(), &self), 0);
	CHECK_EQ(clock_nanosleep(self, 0, &t, NULL), EINVAL);
}

/* -- the wall clock is set ------------------------------------------------- */

static long long step; /* added to the wall clock */

static void shift_clock(long long ns)
{
	struct timespec now = to_spec(now_ns(CLOCK_REALTIME) + ns);

	if (clock_settime(CLOCK_REALTIME, &now) && errno == EPERM)
		SKIP("only root sets the clock");
	step += ns;
}

TEST(clock_set,
     "a moment of the wall clock comes when the clock is set past it")
{
	timer_t timer = make_timer(CLOCK_REALTIME, SIG);
	timer_t since_boot = make_timer(CLOCK_MONOTONIC, SIG + 1);
	siginfo_t info;
	int got;

	set_timer(timer, TIMER_ABSTIME, now_ns(CLOCK_REALTIME) + 1000 * SEC, 0);
	set_timer(since_boot, 0, 1000 * SEC, 0);
	shift_clock(2000 * SEC);
	got = take_signal(SIG, &info, 5000);
	shift_clock(-step);
	CHECK_EQ(got, SIG);
	CHECK(time_left(since_boot) > 900 * SEC);
}

TEST(clock_set_relative, "a time that is to pass is not changed by that")
{
	timer_t timer = make_timer(CLOCK_REALTIME, SIG);
	long long rest;

	set_timer(timer, 0, 1000 * SEC, 0);
	shift_clock(2000 * SEC);
	rest = time_left(timer);
	shift_clock(-step);
	CHECK(rest > 900 * SEC && !is_pending(SIG));
}

static void sleep_until_later(void *arg)
{
	struct timespec until = to_spec(now_ns(CLOCK_REALTIME) + 1000 * SEC);

	(void)arg;
	CHECK_EQ(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL),
		 0);
}

TEST(clock_set_sleep,
     "clock_nanosleep until a moment of the wall clock as well")
{
	pid_t pid = start(sleep_until_later, NULL);

	wait_for_state(pid, 'S');
	shift_clock(2000 * SEC);
	nap(100);
	shift_clock(-step);
	reap_ok(pid);
}

/* -- setitimer's timers of CPU time ---------------------------------------- */

static const struct cpu_itimer {
	const char *claim;
	int which, sig;
} cpu_itimers[] = {
	{ "ITIMER_PROF counts CPU time, and is not early", ITIMER_PROF,
	  SIGPROF },
	{ "ITIMER_VIRTUAL does, too", ITIMER_VIRTUAL, SIGVTALRM },
};

TEST_TABLE(setitimer_cpu, cpu_itimers)
{
	const struct cpu_itimer *c = element;
	struct itimerval value = { { 0, 30000 }, { 0, 30000 } };
	volatile unsigned long work = 0;
	long long began;
	siginfo_t info;

	block(c->sig);
	began = now_ns(CLOCK_PROCESS_CPUTIME_ID);
	CHECK_OK(setitimer(c->which, &value, NULL));
	nap(60);
	CHECK(!is_pending(c->sig));
	while (!is_pending(c->sig))
		while (++work % 10000)
			;
	/* By ticks: all of Linux's, and here what part of the time is in user
	 * space, may be wrong by one. */
	CHECK(now_ns(CLOCK_PROCESS_CPUTIME_ID) - began >=
	      (on_lectern() && c->which == ITIMER_PROF ? 30 : 20) * MSEC);
	CHECK_EQ(take_signal(c->sig, &info, 0), c->sig);
	CHECK_OK(getitimer(c->which, &value));
	CHECK_EQ(value.it_interval.tv_usec, 30000);
	CHECK(value.it_value.tv_usec > 0 && value.it_value.tv_usec <= 40000);
	while (!is_pending(c->sig))
		while (++work % 10000)
			;
}
