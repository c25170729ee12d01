/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Assertions. They are always compiled in: an invariant that does not hold is
 * reported where it broke, before it destroys what could have explained it.
 *
 * The kernel supplies the two functions with a panic and a warning; the unit
 * tests supply them with a failed test. Any context, no locks.
 */
#ifndef LECTERN_BUG_H
#define LECTERN_BUG_H

#include <lectern/compiler.h>
#include <lectern/types.h>

/**
 * assert_failed - report a broken invariant and stop
 * @expr: source text of the condition that does not hold
 * @file: source file of the assertion
 * @line: its line
 *
 * Callable from any context, interrupt and NMI handlers too.
 */
__noreturn void assert_failed(const char *expr, const char *file, int line);

/**
 * warn_failed - report something that should not be, and go on
 * @expr: source text of the condition that holds and should not
 * @file: source file of the warning
 * @line: its line
 *
 * Callable from any context, interrupt and NMI handlers too.
 */
void warn_failed(const char *expr, const char *file, int line);

/* The host's <assert.h> may have come first. */
#undef assert
#define assert(x)                                                              \
	((void)(likely(x) || (assert_failed(#x, __FILE__, __LINE__), 0)))

/* A place that cannot be reached. */
#define BUG() assert_failed("BUG", __FILE__, __LINE__)

/* assert() the other way round. */
#define BUG_ON(x)                                                              \
	((void)(unlikely(x) && (assert_failed(#x, __FILE__, __LINE__), 0)))

/* Report when `x` holds; the value is that of `x`, as a bool. */
#define WARN_ON(x)                                                             \
	({                                                                     \
		bool _warn = !!(x);                                            \
                                                                               \
		if (unlikely(_warn))                                           \
			warn_failed(#x, __FILE__, __LINE__);                   \
		unlikely(_warn);                                               \
	})

#endif
