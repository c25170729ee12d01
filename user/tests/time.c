// SPDX-License-Identifier: GPL-2.0
/* clock_gettime(2), nanosleep(2), times(2): clocks go on, sleeps last. */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define CLOCK_GETTIME_64 403

/* What the 32-bit calls use. */
struct old_timespec {
	long sec, nsec;
};

static long long in_ns(const struct timespec *t)
{
	return t->tv_sec * 1000000000LL + t->tv_nsec;
}

static long long now_ns(clockid_t clock)
{
	struct timespec now;

	CHECK_OK(clock_gettime(clock, &now));
	CHECK(now.tv_nsec >= 0 && now.tv_nsec < 1000000000);
	return in_ns(&now);
}

TEST(monotonic, "the monotonic clock never goes back, in 20000 readings")
{
	long long last = now_ns(CLOCK_MONOTONIC);
	int i;

	for (i = 0; i < 20000; i++) {
		long long now = now_ns(CLOCK_MONOTONIC);

		CHECK(now >= last);
		last = now;
	}
}

TEST(fine, "and it is finer than a tick of 10 ms")
{
	long long began = now_ns(CLOCK_MONOTONIC), now;

	do
		now = now_ns(CLOCK_MONOTONIC);
	while (now == began);
	CHECK(now - began < 5000000);
}

TEST(wall_clock,
     "the clock on the wall shows this century and agrees with time")
{
	time_t now = time(NULL);
	long long real = now_ns(CLOCK_REALTIME) / 1000000000;

	CHECK(now > 1700000000);
	CHECK(real - now >= 0 && real - now <= 1);
}

TEST(same_pace, "both clocks go at one pace")
{
	long long real = now_ns(CLOCK_REALTIME), mono = now_ns(CLOCK_MONOTONIC);
	long long difference;

	nap(100);
	difference = (now_ns(CLOCK_REALTIME) - real) -
		     (now_ns(CLOCK_MONOTONIC) - mono);
	CHECK(difference > -20000000 && difference < 20000000);
}

/* A time to sleep, in microseconds. */
struct rest {
	const char *claim;
	long us;
};

static const struct rest rests[] = {
	{ "nanosleep of 1 us is not early", 1 },
	{ "nanosleep of 500 us is not early", 500 },
	{ "nanosleep of 1 ms is not early", 1000 },
	{ "nanosleep of 9 ms is not early", 9000 },
	{ "nanosleep of 10 ms is not early", 10000 },
	{ "nanosleep of 11 ms is not early", 11000 },
	{ "nanosleep of 35 ms is not early", 35000 },
	{ "nanosleep of 100 ms is not early", 100000 },
};

TEST_TABLE(never_early, rests)
{
	const struct rest *rest = element;
	struct timespec sleep = { 0, rest->us * 1000 };
	int i;

	for (i = 0; i < 2; i++) {
		long long began = now_ns(CLOCK_MONOTONIC), lasted;

		CHECK_OK(nanosleep(&sleep, NULL));
		lasted = now_ns(CLOCK_MONOTONIC) - began;
		CHECK(lasted >= rest->us * 1000LL);
		/* A busy host may delay it, but not for ever. */
		CHECK(lasted < rest->us * 1000LL + 1000000000);
	}
}

TEST(zero_sleep, "nanosleep of 0 returns")
{
	struct timespec none = { 0, 0 };

	CHECK_OK(nanosleep(&none, NULL));
}

TEST(bad_sleep, "nanosleep of a negative time, or of 10^9 ns: EINVAL")
{
	struct old_timespec bad = { -1, 0 };

	CHECK_EQ(raw(SYS_nanosleep, &bad, 0), -EINVAL);
	bad = (struct old_timespec){ 0, -1 };
	CHECK_EQ(raw(SYS_nanosleep, &bad, 0), -EINVAL);
	bad = (struct old_timespec){ 0, 1000000000 };
	CHECK_EQ(raw(SYS_nanosleep, &bad, 0), -EINVAL);
}

TEST(many_sleepers, "10 processes sleep at once, each for its own time")
{
	pid_t pids[10];
	int i;

	for (i = 0; i < 10; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			long long began = now_ms();

			nap(10 + 13 * (unsigned)i);
			_exit(now_ms() - began < 10 + 13 * i);
		}
	}
	for (i = 0; i < 10; i++)
		reap_ok(pids[i]);
}

TEST(absolute, "clock_nanosleep until a moment ends not before it")
{
	struct timespec until;
	long long when;

	CHECK_OK(clock_gettime(CLOCK_MONOTONIC, &until));
	when = in_ns(&until) + 30000000;
	until.tv_sec = (time_t)(when / 1000000000);
	until.tv_nsec = (long)(when % 1000000000);
	CHECK_EQ(-clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL),
		 0);
	CHECK(now_ns(CLOCK_MONOTONIC) >= when);
	/* It has passed: the second time returns at once. */
	CHECK_EQ(-clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL),
		 0);
}

TEST(bad_clock, "a clock that there is not: EINVAL")
{
	struct old_timespec now;

	CHECK_EQ(raw(SYS_clock_gettime32, 1000, &now), -EINVAL);
}

/* What may not be set, and by whom. */
static const struct no_set {
	const char *claim;
	int clock, uid;
	struct old_timespec time;
	long error;
} no_sets[] = {
	{ "clock_settime of CLOCK_MONOTONIC: EINVAL",
	  CLOCK_MONOTONIC,
	  0,
	  { 1800000000, 0 },
	  -EINVAL },
	{ "of a CPU clock's number: EPERM", -6, 0, { 1, 0 }, -EPERM },
	{ "to a time that is none: EINVAL",
	  CLOCK_REALTIME,
	  0,
	  { 1800000000, 1000000000 },
	  -EINVAL },
	{ "by a user: EPERM", CLOCK_REALTIME, 1000, { 1800000000, 0 }, -EPERM },
};

TEST_TABLE(cannot_set, no_sets)
{
	const struct no_set *no = element;

	CHECK_OK(setuid(no->uid));
	CHECK_EQ(raw(SYS_clock_settime32, no->clock, &no->time), no->error);
}

TEST(call_64, "clock_gettime64 is ENOSYS, or right: EFAULT, EINVAL, the time")
{
	struct {
		long long sec, nsec;
	} now;
	long got = raw(CLOCK_GETTIME_64, CLOCK_REALTIME, &now);

	if (got == -ENOSYS)
		return;
	CHECK_EQ(got, 0);
	CHECK(now.sec - time(NULL) <= 1 && time(NULL) - now.sec <= 1);
	CHECK_EQ(raw(CLOCK_GETTIME_64, CLOCK_REALTIME, 0), -EFAULT);
	CHECK_EQ(raw(CLOCK_GETTIME_64, 1000, &now), -EINVAL);
}

TEST(cpu_used, "times counts what a busy loop uses, and not what a sleep lasts")
{
	struct tms before, middle, after;
	long long end;

	times(&before);
	nap(120);
	times(&middle);
	end = now_ms() + 120;
	while (now_ms() < end)
		;
	times(&after);
	CHECK(middle.tms_utime + middle.tms_stime - before.tms_utime -
		      before.tms_stime <
	      6);
	CHECK(after.tms_utime + after.tms_stime - middle.tms_utime -
		      middle.tms_stime >=
	      5);
}

TEST(children_used, "a child's time counts once it is reaped")
{
	struct tms before, after;
	pid_t pid;

	times(&before);
	pid = fork();
	if (pid == 0) {
		long long end = now_ms() + 100;

		while (now_ms() < end)
			;
		_exit(0);
	}
	reap_ok(pid);
	times(&after);
	CHECK(after.tms_cutime + after.tms_cstime - before.tms_cutime -
		      before.tms_cstime >=
	      3);
}

static long long in_us(struct timeval t)
{
	return t.tv_sec * 1000000LL + t.tv_usec;
}

/* A loop that the program and the kernel share: what the tick meets, is chance. */
TEST(cpu_forward, "neither time in user space nor in the kernel is taken back")
{
	struct rusage last, now;
	long long end = now_ms() + 500;
	int i;

	CHECK_OK(getrusage(RUSAGE_SELF, &last));
	while (now_ms() < end) {
		for (i = 0; i < 500; i++)
			raw(SYS_getppid);
		CHECK_OK(getrusage(RUSAGE_SELF, &now));
		CHECK(in_us(now.ru_utime) >= in_us(last.ru_utime));
		CHECK(in_us(now.ru_stime) >= in_us(last.ru_stime));
		last = now;
	}
}

TEST(interval, "an interval timer of 20 ms fires again and again")
{
	struct itimerval often = { { 0, 20000 }, { 0, 20000 } };
	sigset_t set;
	int i, sig;
	long long began;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	CHECK_OK(sigprocmask(SIG_BLOCK, &set, NULL));
	began = now_ms();
	CHECK_OK(setitimer(ITIMER_REAL, &often, NULL));
	for (i = 0; i < 5; i++)
		CHECK_EQ(-sigwait(&set, &sig), 0);
	CHECK(now_ms() - began >= 99);
	memset(&often, 0, sizeof(often));
	CHECK_OK(setitimer(ITIMER_REAL, &often, NULL));
}

TEST(long_alarm, "an alarm of more than INT_MAX seconds is one of INT_MAX")
{
	CHECK_EQ(raw(SYS_alarm, 0xFFFFFFFF), 0);
	CHECK(raw(SYS_alarm, 0) >= 0x7FFFFFFE);
}

TEST(uptime, "sysinfo's uptime and the monotonic clock agree")
{
	long uptime[16];

	CHECK_EQ(raw(SYS_sysinfo, uptime), 0);
	CHECK(uptime[0] - now_ms() / 1000 <= 2);
	CHECK(now_ms() / 1000 - uptime[0] <= 2);
}
