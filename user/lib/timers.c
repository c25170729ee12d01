// SPDX-License-Identifier: GPL-2.0
/* Time and timers for tests: timers.h says what each does. */
#include <errno.h>
#include <signal.h>
#include <time.h>

#include <tap.h>
#include <timers.h>

long long now_ns(clockid_t clock)
{
	struct timespec now;

	CHECK_OK(clock_gettime(clock, &now));
	return now.tv_sec * SEC + now.tv_nsec;
}

struct timespec to_spec(long long ns)
{
	return (struct timespec){ (time_t)(ns / SEC), (long)(ns % SEC) };
}

long long in_ns(const struct timespec *t)
{
	return t->tv_sec * SEC + t->tv_nsec;
}

void block(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	CHECK_OK(sigprocmask(SIG_BLOCK, &set, NULL));
}

timer_t make_timer(clockid_t clock, int sig)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = sig,
		.sigev_value.sival_int = 4711,
	};
	timer_t timer;

	block(sig);
	CHECK_OK(timer_create(clock, &event, &timer));
	return timer;
}

void set_timer(timer_t timer, int flags, long long value, long long interval)
{
	struct itimerspec new = { to_spec(interval), to_spec(value) };

	CHECK_OK(timer_settime(timer, flags, &new, NULL));
}

long long time_left(timer_t timer)
{
	struct itimerspec now;

	CHECK_OK(timer_gettime(timer, &now));
	return in_ns(&now.it_value);
}

int take_signal(int sig, siginfo_t *info, int ms)
{
	struct timespec limit = to_spec(ms * MSEC);
	sigset_t these;
	int got;

	sigemptyset(&these);
	sigaddset(&these, sig);
	got = sigtimedwait(&these, info, &limit);
	CHECK(got == sig || (got == -1 && errno == EAGAIN));
	return got == sig ? sig : 0;
}

bool is_pending(int sig)
{
	sigset_t pending;

	CHECK_OK(sigpending(&pending));
	return sigismember(&pending, sig);
}

void burn(clockid_t clock, long long ns)
{
	long long end = now_ns(clock) + ns;

	while (now_ns(clock) < end)
		;
}
