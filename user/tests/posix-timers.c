// SPDX-License-Identifier: GPL-2.0
/* timer_create(2) and its family: who is told, when, and how often it was missed. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>
#include <timers.h>

#define SIG (SIGRTMIN + 1)

/* What the kernel's call takes; the libraries' wrappers look at it first. */
struct old_itimerspec {
	long interval_sec, interval_nsec, value_sec, value_nsec;
};

struct kernel_sigevent {
	union sigval value;
	int signo, notify, tid;
	int pad[12];
};

/* -- once, and again ------------------------------------------------------- */

static const struct clock_case clocks[] = {
	{ "CLOCK_REALTIME: once, after its time, not before", CLOCK_REALTIME },
	{ "CLOCK_MONOTONIC: the same", CLOCK_MONOTONIC },
	{ "CLOCK_BOOTTIME: the same", CLOCK_BOOTTIME },
	{ "CLOCK_TAI: the same", CLOCK_TAI },
	{ "CLOCK_BOOTTIME_ALARM: the same", CLOCK_BOOTTIME_ALARM },
};

TEST_TABLE(once, clocks)
{
	const struct clock_case *c = element;
	timer_t timer = make_timer(c->clock, SIG);
	long long began = now_ns(CLOCK_MONOTONIC);
	siginfo_t info;

	CHECK_EQ(time_left(timer), 0);
	set_timer(timer, 0, 15 * MSEC, 0);
	CHECK(time_left(timer) > 0 && time_left(timer) <= 15 * MSEC);
	CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
	CHECK(now_ns(CLOCK_MONOTONIC) - began >= 15 * MSEC);
	CHECK_EQ(time_left(timer), 0);
	CHECK_EQ(take_signal(SIG, &info, 40), 0);
}

TEST_TABLE(absolute, clocks)
{
	const struct clock_case *c = element;
	timer_t timer = make_timer(c->clock, SIG);
	long long when = now_ns(c->clock) + 15 * MSEC;
	siginfo_t info;

	set_timer(timer, TIMER_ABSTIME, when, 0);
	CHECK(time_left(timer) > 0 && time_left(timer) <= 15 * MSEC);
	CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
	CHECK(now_ns(c->clock) >= when);
	/* A moment that is past is now. */
	set_timer(timer, TIMER_ABSTIME, when, 0);
	CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
}

TEST(info, "the signal carries SI_TIMER, the timer's id and its value")
{
	struct kernel_sigevent event = { .value.sival_int = -5, .signo = SIG };
	struct old_itimerspec soon = { 0, 0, 0, 1000 };
	siginfo_t info;
	int id;

	block(SIG);
	CHECK_EQ(raw(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), 0);
	CHECK_EQ(raw(SYS_timer_settime32, id, 0, &soon, 0), 0);
	CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
	CHECK_EQ(info.si_code, SI_TIMER);
	CHECK_EQ(info.si_timerid, id);
	CHECK_EQ(info.si_overrun, 0);
	CHECK_EQ(info.si_value.sival_int, -5);
}

TEST(no_event, "without a sigevent: SIGALRM, which carries the id")
{
	siginfo_t info;
	timer_t timer;

	block(SIGALRM);
	CHECK_OK(timer_create(CLOCK_MONOTONIC, NULL, &timer));
	set_timer(timer, 0, MSEC, 0);
	CHECK_EQ(take_signal(SIGALRM, &info, 5000), SIGALRM);
	CHECK_EQ(info.si_value.sival_int, info.si_timerid);
}

TEST(periodic, "with an interval it comes again and again, on a grid")
{
	timer_t timer = make_timer(CLOCK_MONOTONIC, SIG);
	long long began = now_ns(CLOCK_MONOTONIC);
	siginfo_t info;
	int n = 0;

	set_timer(timer, 0, 3 * MSEC, 7 * MSEC);
	while (n < 8) {
		CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
		n += 1 + info.si_overrun;
		CHECK(now_ns(CLOCK_MONOTONIC) - began >= (7 * n - 4) * MSEC);
	}
	CHECK(time_left(timer) > 0 && time_left(timer) <= 7 * MSEC);
	set_timer(timer, 0, 0, 0);
	CHECK_EQ(time_left(timer), 0);
	CHECK_EQ(take_signal(SIG, &info, 30), 0);
}

TEST(overrun, "a signal not taken is queued once, and counts what it missed")
{
	timer_t timer = make_timer(CLOCK_MONOTONIC, SIG);
	siginfo_t info;
	long long late, began = now_ns(CLOCK_MONOTONIC);

	set_timer(timer, 0, 2 * MSEC, 2 * MSEC);
	nap(31);
	CHECK(time_left(timer) <= 2 * MSEC);
	CHECK_EQ(take_signal(SIG, &info, 0), SIG);
	late = now_ns(CLOCK_MONOTONIC) - began;
	CHECK(info.si_overrun >= 14 && info.si_overrun <= late / (2 * MSEC));
	CHECK_EQ(timer_getoverrun(timer), info.si_overrun);
	CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
	CHECK(info.si_overrun < 14 || late > 100 * MSEC);
}

TEST(overrun_limit, "more than DELAYTIMER_MAX overruns are DELAYTIMER_MAX")
{
	timer_t timer = make_timer(CLOCK_REALTIME, SIG);
	siginfo_t info;

	/* Half a century of nanoseconds is over already. */
	set_timer(timer, TIMER_ABSTIME, SEC, 1);
	CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
	CHECK_EQ(info.si_overrun, INT_MAX);
	CHECK_EQ(timer_getoverrun(timer), INT_MAX);
}

TEST(long_interval, "an interval of more than 2^32 ns is kept to, too")
{
	timer_t timer = make_timer(CLOCK_MONOTONIC, SIG);
	long long interval = 1000 * SEC + 1, ago = SEC / 2;
	siginfo_t info;

	set_timer(timer, TIMER_ABSTIME, now_ns(CLOCK_MONOTONIC) - ago,
		  interval);
	CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
	CHECK_EQ(info.si_overrun, 0);
	CHECK(time_left(timer) <= interval - ago &&
	      time_left(timer) > interval - 9 * SEC);
}

TEST(old_value, "timer_settime tells what was left, and the interval")
{
	timer_t timer = make_timer(CLOCK_MONOTONIC, SIG);
	struct itimerspec none = { { 0, 0 }, { 0, 0 } }, old;

	set_timer(timer, 0, 100 * SEC, 7 * SEC);
	CHECK_OK(timer_settime(timer, 0, &none, &old));
	CHECK(in_ns(&old.it_value) > 90 * SEC &&
	      in_ns(&old.it_value) <= 100 * SEC);
	CHECK_EQ(in_ns(&old.it_interval), 7 * SEC);
	CHECK_OK(timer_settime(timer, 0, &none, &old));
	CHECK_EQ(in_ns(&old.it_value), 0);
}

TEST(same_signal, "two timers with one signal below SIGRTMIN: both are told")
{
	timer_t a = make_timer(CLOCK_MONOTONIC, SIGUSR1);
	timer_t b = make_timer(CLOCK_MONOTONIC, SIGUSR1);
	siginfo_t first, second;

	set_timer(a, 0, MSEC, 0);
	set_timer(b, 0, 2 * MSEC, 0);
	nap(20);
	CHECK_EQ(take_signal(SIGUSR1, &first, 5000), SIGUSR1);
	CHECK_EQ(take_signal(SIGUSR1, &second, 5000), SIGUSR1);
	CHECK(first.si_timerid != second.si_timerid);
	CHECK_EQ(take_signal(SIGUSR1, &first, 0), 0);
}

static volatile sig_atomic_t caught;

static void on_signal(int sig)
{
	(void)sig;
	caught++;
}

TEST(ignored, "while its signal is ignored a timer goes on")
{
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIG,
	};
	timer_t timer;

	signal(SIG, SIG_IGN);
	CHECK_OK(timer_create(CLOCK_MONOTONIC, &event, &timer));
	set_timer(timer, 0, MSEC, MSEC);
	nap(20);
	handle(SIG, on_signal, 0);
	while (!caught)
		pause();
}

/* -- whom to tell ---------------------------------------------------------- */

TEST(none, "SIGEV_NONE: no signal; timer_gettime shows the time go by")
{
	struct sigevent event = { .sigev_notify = SIGEV_NONE };
	timer_t timer;

	CHECK_OK(timer_create(CLOCK_MONOTONIC, &event, &timer));
	set_timer(timer, 0, 20 * MSEC, 0);
	CHECK(time_left(timer) > 0 && time_left(timer) <= 20 * MSEC);
	nap(21);
	CHECK_EQ(time_left(timer), 0);
	set_timer(timer, 0, MSEC, 100 * SEC);
	nap(2);
	CHECK(time_left(timer) > 0 && time_left(timer) <= 100 * SEC);
}

static void *take_it(void *arg)
{
	struct kernel_sigevent event = {
		.signo = SIG,
		.notify = SIGEV_THREAD_ID,
		.tid = (int)raw(SYS_gettid),
	};
	struct old_itimerspec soon = { 0, 0, 0, 1000 };
	siginfo_t info;
	int id;

	(void)arg;
	CHECK_EQ(raw(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), 0);
	CHECK_EQ(raw(SYS_timer_settime32, id, 0, &soon, 0), 0);
	nap(20);
	CHECK_EQ(take_signal(SIG, &info, 5000), SIG);
	CHECK_EQ(info.si_timerid, id);
	return NULL;
}

TEST(thread_id, "SIGEV_THREAD_ID tells that thread, and no other")
{
	pthread_t thread;
	siginfo_t info;

	block(SIG);
	CHECK_EQ(pthread_create(&thread, NULL, take_it, NULL), 0);
	CHECK_EQ(take_signal(SIG, &info, 60), 0);
	CHECK_EQ(pthread_join(thread, NULL), 0);
}

static volatile int called;

static void be_called(union sigval value)
{
	called = value.sival_int;
}

TEST(thread_function, "SIGEV_THREAD, by the C library: its function is called")
{
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD,
		.sigev_notify_function = be_called,
		.sigev_value.sival_int = 4711,
	};
	timer_t timer;

	CHECK_OK(timer_create(CLOCK_MONOTONIC, &event, &timer));
	set_timer(timer, 0, MSEC, 0);
	while (!called)
		nap(1);
	CHECK_EQ(called, 4711);
	CHECK_OK(timer_delete(timer));
}

TEST(foreign_thread, "SIGEV_THREAD_ID of another process's: EINVAL")
{
	struct kernel_sigevent event = {
		.signo = SIG,
		.notify = SIGEV_THREAD_ID,
		.tid = getppid(),
	};
	int id;

	CHECK_EQ(raw(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), -EINVAL);
}

/* -- beginnings and ends --------------------------------------------------- */

static void use_id_0(void *arg)
{
	struct old_itimerspec now;

	(void)arg;
	CHECK_EQ(raw(SYS_timer_gettime32, 0, &now), -EINVAL);
}

TEST(fork_has_none, "a child does not inherit its parent's timers")
{
	timer_t timer = make_timer(CLOCK_MONOTONIC, SIG);

	set_timer(timer, 0, 100 * SEC, 0);
	reap_ok(start(use_id_0, NULL));
}

int tap_alternate_main(int argc, char **argv)
{
	struct old_itimerspec now;

	if (argc < 2 || strcmp(argv[1], "--after-exec"))
		return -1;
	nap(30);
	_exit(is_pending(SIG) || is_pending(SIG + 1) ||
	      raw(SYS_timer_gettime32, 0, &now) != -EINVAL);
}

static void exec_with_timers(void *arg)
{
	char *argv[] = { "posix-timers", "--after-exec", NULL };
	timer_t timer = make_timer(CLOCK_MONOTONIC, SIG);
	timer_t again = make_timer(CLOCK_MONOTONIC, SIG + 1);

	(void)arg;
	set_timer(timer, 0, 25 * MSEC, 0);
	set_timer(again, 0, 1, MSEC);
	nap(2);
	CHECK(is_pending(SIG + 1));
	execv(self_exe(), argv);
	_exit(1);
}

TEST(exec_has_none, "exec deletes the timers, and their signals with them")
{
	reap_ok(start(exec_with_timers, NULL));
}

TEST(deleted, "timer_delete: no signal comes, and the id is no timer's")
{
	struct kernel_sigevent event = { .signo = SIG };
	struct old_itimerspec soon = { 0, 0, 0, 20000000 };
	int id;
	siginfo_t info;

	block(SIG);
	CHECK_EQ(raw(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), 0);
	CHECK_EQ(raw(SYS_timer_settime32, id, 0, &soon, 0), 0);
	CHECK_EQ(raw(SYS_timer_delete, id), 0);
	CHECK_EQ(raw(SYS_timer_delete, id), -EINVAL);
	CHECK_EQ(raw(SYS_timer_gettime32, id, &soon), -EINVAL);
	CHECK_EQ(raw(SYS_timer_getoverrun, id), -EINVAL);
	CHECK_EQ(raw(SYS_timer_settime32, id, 0, &soon, 0), -EINVAL);
	CHECK_EQ(take_signal(SIG, &info, 40), 0);
}

static const struct kind {
	const char *claim;
	int notify;
} kinds[] = {
	{ "timers count in RLIMIT_SIGPENDING: EAGAIN past it", SIGEV_SIGNAL },
	{ "and so do those that send no signal", SIGEV_NONE },
};

TEST_TABLE(many, kinds)
{
	const struct kind *kind = element;
	struct rlimit limit = { 10, 10 };
	struct kernel_sigevent event = { .signo = SIG, .notify = kind->notify };
	int id, n = 0;
	long ret;

	CHECK_OK(setrlimit(RLIMIT_SIGPENDING, &limit));
	while (!(ret = raw(SYS_timer_create, CLOCK_MONOTONIC, &event, &id)))
		CHECK(++n <= 10);
	CHECK_EQ(ret, -EAGAIN);
}

static void leave_timers(void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < 50; i++)
		set_timer(make_timer(CLOCK_MONOTONIC, SIG), 0, MSEC, MSEC);
	nap(5);
}

TEST(exit_frees, "a process may end with 50 timers running")
{
	reap_ok(start(leave_timers, NULL));
}

/* -- errors ---------------------------------------------------------------- */

static const struct bad_create {
	const char *claim;
	int clock, signo, notify;
	long error;
} bad_creates[] = {
	{ "timer_create: no such clock", 1000, 1, 0, -EINVAL },
	{ "no such process's clock", (int)(~0x3fffffU << 3 | 2), 1, 0,
	  -EINVAL },
	{ "a clock that no timer goes by", CLOCK_MONOTONIC_RAW, 1, 0,
	  -EOPNOTSUPP },
	{ "a coarse clock", CLOCK_REALTIME_COARSE, 1, 0, -EOPNOTSUPP },
	{ "no such way to tell", CLOCK_MONOTONIC, 1, 3, -EINVAL },
	{ "signal 0", CLOCK_MONOTONIC, 0, 0, -EINVAL },
	{ "signal 65", CLOCK_MONOTONIC, 65, 0, -EINVAL },
	{ "signal 0 to a thread", CLOCK_MONOTONIC, 0, SIGEV_THREAD_ID,
	  -EINVAL },
	{ "thread 0", CLOCK_MONOTONIC, 1, SIGEV_THREAD_ID, -EINVAL },
};

TEST_TABLE(cannot_create, bad_creates)
{
	const struct bad_create *bad = element;
	struct kernel_sigevent event = {
		.signo = bad->signo,
		.notify = bad->notify,
	};
	int id;

	CHECK_EQ(raw(SYS_timer_create, bad->clock, &event, &id), bad->error);
}

TEST(bad_pointers, "bad pointers: EFAULT, and no timer is left")
{
	struct kernel_sigevent event = { .signo = SIG };
	struct old_itimerspec later = { 0, 0, 1000, 0 };
	int id;

	CHECK_EQ(raw(SYS_timer_create, CLOCK_MONOTONIC, KERNEL_BASE, &id),
		 -EFAULT);
	CHECK_EQ(raw(SYS_timer_create, CLOCK_MONOTONIC, &event, KERNEL_BASE),
		 -EFAULT);
	CHECK_EQ(raw(SYS_timer_delete, 0), -EINVAL);
	CHECK_EQ(raw(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), 0);
	CHECK_EQ(raw(SYS_timer_settime32, id, 0, KERNEL_BASE, 0), -EFAULT);
	CHECK_EQ(raw(SYS_timer_settime32, id, 0, &later, KERNEL_BASE), -EFAULT);
	CHECK_EQ(raw(SYS_timer_gettime32, id, KERNEL_BASE), -EFAULT);
}

static const struct bad_time {
	const char *claim;
	struct old_itimerspec time;
} bad_times[] = {
	{ "timer_settime: negative seconds", { 0, 0, -1, 0 } },
	{ "negative nanoseconds", { 0, 0, 0, -1 } },
	{ "10^9 nanoseconds", { 0, 0, 0, 1000000000 } },
	{ "a negative interval", { -1, 0, 1, 0 } },
	{ "an interval of 10^9 nanoseconds", { 0, 1000000000, 1, 0 } },
};

TEST_TABLE(cannot_set, bad_times)
{
	const struct bad_time *bad = element;
	struct kernel_sigevent event = { .signo = SIG };
	int id;

	CHECK_EQ(raw(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), 0);
	CHECK_EQ(raw(SYS_timer_settime32, id, 0, &bad->time, 0), -EINVAL);
	CHECK_EQ(raw(SYS_timer_settime32, id, 0, 0, 0), -EINVAL);
}
