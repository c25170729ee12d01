/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tests inside the kernel, of what no program can see. They are linked into the
 * debug build and run at the end of boot when the command line has `selftest`;
 * the log then has their KTAP.
 */
#ifndef TESTS_KERNEL_SELFTEST_H
#define TESTS_KERNEL_SELFTEST_H

#include <lectern/compiler.h>
#include <lectern/types.h>

struct selftest {
	const char *claim;
	void (*run)(void);
};

/* void fn(void) tests the claim, with expect(). */
#define SELFTEST(fn, claim_)                                                   \
	static void fn(void);                                                  \
	static const struct selftest __selftest_##fn                           \
		__attribute__((used, section(".rodata.selftest"))) = {         \
			.claim = claim_,                                       \
			.run = fn,                                             \
		};                                                             \
	static void fn(void)

/* A condition that must hold; the test goes on, and has failed. */
#define expect(condition)                                                      \
	selftest_expect((condition), #condition, __FILE__, __LINE__)

void selftest_expect(bool holds, const char *what, const char *file, int line);

#endif
