/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A small harness for tests that print TAP (the Test Anything Protocol).
 *
 *	#include <tap.h>
 *
 *	TEST(pipe_reads_what_was_written, "a pipe gives back what was written")
 *	{
 *		...
 *		CHECK_EQ(read(fds[0], buf, sizeof(buf)), 5);
 *	}
 *
 * One claim a test.  main() is in the library: it runs every TEST of the
 * program in the order of the source, each in a child of its own, in its own
 * process group and scratch directory and under a time limit; so a crash is
 * one failure, and what a test leaves behind (processes, files, memory) goes
 * with it.  `PROGRAM WORDS` runs only the tests whose claim contains WORDS.
 *
 * A CHECK that fails prints the result line and what it saw, and ends the
 * test's process.  In a process that the test forked it prints what it saw
 * and ends that process with TAP_FAILED, for reap_ok() in the test to notice.
 */
#ifndef TAP_H
#define TAP_H

#include <stddef.h>
#include <sys/types.h>

/* Seconds that one test may take; emulators are slow and hosts busy. */
#define TAP_LIMIT 30

/* Exit statuses by which a test's process tells that it has reported. */
#define TAP_FAILED  101
#define TAP_SKIPPED 102

/*
 * struct tap_test - one entry of the program's list.
 * A table test has cases: an array whose elements begin with a
 * `const char *claim`; it counts as one test per element.
 */
struct tap_test {
	const char *claim;
	void (*run)(void);
	void (*run_case)(const void *element);
	const void *cases;
	size_t size, count;
	int line;
};

/* The linker gathers the pointers; tap.c sorts them by line. */
#define TAP_ENTER(name)                                                        \
	static const struct tap_test *name##_entry                             \
		__attribute__((used, section("tap_tests"))) = &name##_test

#define TEST(name, words)                                                      \
	static void test_##name(void);                                         \
	static const struct tap_test name##_test = {                           \
		.claim = words,                                                \
		.run = test_##name,                                            \
		.line = __LINE__,                                              \
	};                                                                     \
	TAP_ENTER(name);                                                       \
	static void test_##name(void)

#define TEST_TABLE(name, table)                                                \
	static void test_##name(const void *element);                          \
	static const struct tap_test name##_test = {                           \
		.run_case = test_##name,                                       \
		.cases = table,                                                \
		.line = __LINE__,                                              \
		.size = sizeof((table)[0]),                                    \
		.count = sizeof(table) / sizeof((table)[0]),                   \
	};                                                                     \
	TAP_ENTER(name);                                                       \
	static void test_##name(const void *element)

/* CHECK - the condition must hold. */
#define CHECK(cond)                                                            \
	do {                                                                   \
		if (!(cond))                                                   \
			tap_fail(__FILE__, __LINE__, "%s does not hold",       \
				 #cond);                                       \
	} while (0)

/*
 * CHECK_EQ - two integers must be equal.  A value from -4095 to -1 is printed
 * with the name of the error that it stands for.
 */
#define CHECK_EQ(got, want)                                                    \
	tap_check_eq(__FILE__, __LINE__, #got, (long long)(got),               \
		     (long long)(want))

/* CHECK_ERR - a libc call must return -1 and set errno to WANT. */
#define CHECK_ERR(call, want)                                                  \
	tap_check_eq(__FILE__, __LINE__, #call, tap_errno((long)(call)),       \
		     -(want))

/* CHECK_OK - a libc call must not return -1; the value is its result. */
#define CHECK_OK(call) tap_check_ok(__FILE__, __LINE__, #call, (long)(call))

/* FAIL - the test fails with a message in printf's manner. */
#define FAIL(...) tap_fail(__FILE__, __LINE__, __VA_ARGS__)

/* SKIP - end the test: what it is about cannot be here. */
#define SKIP(why) tap_skip(why)

/*
 * tap_alternate_main - a program whose tests exec it again defines this: it is
 * called first of all and returns the exit status, or -1 when the arguments
 * are not for it and the tests shall run.
 */
int tap_alternate_main(int argc, char **argv) __attribute__((weak));

/*
 * tap_note - a line of comment in the output, in printf's manner.
 */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The functions behind the macros. */
void tap_fail(const char *file, int line, const char *format, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
void tap_skip(const char *why) __attribute__((noreturn));
void tap_check_eq(const char *file, int line, const char *what, long long got,
		  long long want);
long tap_check_ok(const char *file, int line, const char *what, long got);
long tap_errno(long result);

#endif
