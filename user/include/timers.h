/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Time in nanoseconds, and timers of timer_create(2), for tests. What fails fails
 * the test, as in helpers.h.
 */
#ifndef TIMERS_H
#define TIMERS_H

#include <signal.h>
#include <stdbool.h>
#include <time.h>

#define MSEC 1000000LL
#define SEC  1000000000LL

/* struct clock_case - for tables of tests that differ by the clock. */
struct clock_case {
	const char *claim;
	clockid_t clock;
};

/* now_ns - what a clock shows. */
long long now_ns(clockid_t clock);

/* to_spec, in_ns - to the calls' structure and back. */
struct timespec to_spec(long long ns);
long long in_ns(const struct timespec *t);

/* burn - use the CPU until a clock has gone on by NS. */
void burn(clockid_t clock, long long ns);

/* block - block SIG. */
void block(int sig);

/* is_pending - is SIG, which is blocked, pending? */
bool is_pending(int sig);

/* take_signal - wait up to MS milliseconds for SIG; SIG, or 0 when it did not come. */
int take_signal(int sig, siginfo_t *info, int ms);

/* make_timer - a timer that sends SIG, which it blocks, with value 4711. */
timer_t make_timer(clockid_t clock, int sig);

/* set_timer - timer_settime. */
void set_timer(timer_t timer, int flags, long long value, long long interval);

/* time_left - timer_gettime: what is left until the next expiry. */
long long time_left(timer_t timer);

#endif
