// SPDX-License-Identifier: GPL-2.0
/*
 * The TAP harness: main() of every test program.  It leans on as little of
 * the kernel as it can (fork, wait4, write, kill), since a kernel that is
 * being written must be able to fail one test without taking the others along.
 *
 * Who prints a result line: the test's own process when a check failed or the
 * test was skipped (it says so by its exit status), the harness otherwise.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <scratch.h>
#include <tap.h>

extern const struct tap_test *__start_tap_tests[];
extern const struct tap_test *__stop_tap_tests[];

/* The test that runs now, as its own process and its children see it. */
static int number;
static const char *claim;
static pid_t test_pid;

static volatile sig_atomic_t time_is_up;

/* One write a line, so that lines of several processes do not mix. */
static void say(const char *format, va_list args, const char *prefix)
{
	char line[512];
	size_t room = sizeof(line) - 2;
	size_t n = (size_t)snprintf(line, room, "%s", prefix);

	n += (size_t)vsnprintf(line + n, room - n, format, args);
	if (n > room)
		n = room;
	line[n++] = '\n';
	if (write(STDOUT_FILENO, line, n) < 0)
		_exit(TAP_FAILED);
}

void tap_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args, "# ");
	va_end(args);
}

static void result(const char *verdict, const char *tail)
{
	char line[512];
	int n = snprintf(line, sizeof(line), "%s %d - %s%s\n", verdict, number,
			 claim, tail);

	if (n >= (int)sizeof(line))
		n = sizeof(line) - 1;
	if (write(STDOUT_FILENO, line, (size_t)n) < 0)
		_exit(TAP_FAILED);
}

void tap_fail(const char *file, int line, const char *format, ...)
{
	const char *slash = strrchr(file, '/');
	char where[64];
	va_list args;

	if (getpid() == test_pid)
		result("not ok", "");
	snprintf(where, sizeof(where), "# %s:%d: ", slash ? slash + 1 : file,
		 line);
	va_start(args, format);
	say(format, args, where);
	va_end(args);
	_exit(TAP_FAILED);
}

void tap_skip(const char *why)
{
	char tail[256];

	snprintf(tail, sizeof(tail), " # SKIP %s", why);
	if (getpid() == test_pid)
		result("ok", tail);
	_exit(TAP_SKIPPED);
}

/* A number as people read it: errors by name, addresses in hexadecimal. */
static const char *show(long long value, char *buf, size_t size)
{
	if (value < 0 && value >= -4095)
		snprintf(buf, size, "%lld (%s)", value, strerror((int)-value));
	else
		snprintf(buf, size, "%lld (%#llx)", value, value);
	return buf;
}

void tap_check_eq(const char *file, int line, const char *what, long long got,
		  long long want)
{
	char a[96], b[96];

	if (got != want)
		tap_fail(file, line, "%s: expected %s, got %s", what,
			 show(want, a, sizeof(a)), show(got, b, sizeof(b)));
}

long tap_check_ok(const char *file, int line, const char *what, long got)
{
	if (got == -1)
		tap_fail(file, line, "%s: failed with %d (%s)", what, errno,
			 strerror(errno));
	return got;
}

long tap_errno(long result)
{
	return result == -1 ? -errno : result;
}

static void on_alarm(int sig)
{
	(void)sig;
	time_is_up = 1;
}

/* The time limit must interrupt waitpid: no SA_RESTART. */
static void catch_alarm(void)
{
	struct sigaction action = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &action, NULL);
}

/* The life of a test's own process. */
static void run_child(const struct tap_test *test, const void *element)
{
	signal(SIGALRM, SIG_DFL);
	test_pid = getpid();
	setpgid(0, 0);
	if (test->run)
		test->run();
	else
		test->run_case(element);
	_exit(0);
}

/*
 * Wait for the test, at most its time, and remove whatever is left of its
 * process group afterwards.
 */
static int await(pid_t pid)
{
	int status = 0;

	time_is_up = 0;
	alarm(TAP_LIMIT);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
		if (!time_is_up)
			continue;
		kill(pid, SIGKILL);
		kill(-pid, SIGKILL);
	}
	alarm(0);
	kill(-pid, SIGKILL);
	return status;
}

/* Judge how the test's process ended; true when the claim holds. */
static bool judge(int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == TAP_SKIPPED)
		return true;
	if (WIFEXITED(status) && WEXITSTATUS(status) == TAP_FAILED)
		return false;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && !time_is_up) {
		result("ok", "");
		return true;
	}
	result("not ok", "");
	if (time_is_up)
		tap_note("not done after %d s", TAP_LIMIT);
	else if (WIFSIGNALED(status))
		tap_note("killed by signal %d", WTERMSIG(status));
	else
		tap_note("ended with wait status %#x", (unsigned)status);
	return false;
}

static bool run_one(const struct tap_test *test, const void *element)
{
	bool passed = false;
	pid_t pid;

	number++;
	claim = test->run ? test->claim : *(const char *const *)element;
	scratch_enter();
	pid = fork();
	if (pid == 0)
		run_child(test, element);
	if (pid < 0) {
		result("not ok", "");
		tap_note("the harness cannot fork: %s", strerror(errno));
	} else {
		passed = judge(await(pid));
	}
	scratch_leave();
	return passed;
}

static bool wanted(const char *words, const char *text)
{
	return !words || strstr(text, words);
}

/*
 * Walk all tests, those of tables one by one: run those that are wanted, or
 * only count them.  Returns how many were counted, or failed.
 */
static int for_each(const char *words, bool run)
{
	const struct tap_test **at;
	int n = 0;

	for (at = __start_tap_tests; at < __stop_tap_tests; at++) {
		const struct tap_test *test = *at;
		const char *element = test->cases;
		size_t left = test->run ? 1 : test->count;

		for (; left; left--, element += test->size) {
			const char *text =
				test->run ? test->claim
					  : *(const char *const *)element;

			if (wanted(words, text) &&
			    (!run || !run_one(test, element)))
				n++;
		}
	}
	return n;
}

static int by_line(const void *a, const void *b)
{
	const struct tap_test *const *x = a, *const *y = b;

	return (*x)->line - (*y)->line;
}

int main(int argc, char **argv)
{
	const char *words = argc > 1 ? argv[1] : NULL;
	int status;

	if (tap_alternate_main) {
		status = tap_alternate_main(argc, argv);
		if (status >= 0)
			return status;
	}
	qsort(__start_tap_tests, (size_t)(__stop_tap_tests - __start_tap_tests),
	      sizeof(__start_tap_tests[0]), by_line);
	setvbuf(stdout, NULL, _IONBF, 0);
	catch_alarm();
	printf("1..%d\n", for_each(words, false));
	return for_each(words, true) ? EXIT_FAILURE : EXIT_SUCCESS;
}
