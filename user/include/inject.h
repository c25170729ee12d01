/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System calls whose allocations fail: by /proc/self/fail-nth the 1st, 2nd, 3rd …
 * that a call makes, until it is through without.  Where there is no such file
 * the test is skipped.
 */
#ifndef INJECT_H
#define INJECT_H

#include <stdbool.h>

/*
 * struct injected - one system call, and the way back from its success.
 * call returns its result, or -errno.  ENOMEM and EAGAIN are what a failure may
 * answer, and what the manual page says beside (also).
 */
struct injected {
	const char *claim;
	long (*call)(void);
	void (*undo)(long result);
	void (*prepare)(void);
	int also;
};

/* inject_open - open the file; returns the descriptor. */
int inject_open(void);

/* inject_arm - the N-th allocation from now on fails; 0: none. */
void inject_arm(int n);

/* inject_left - how many are left until then; 0: it has failed. */
int inject_left(void);

/*
 * inject_all - make the call, with each of its allocations failing in turn.
 * Fails the test when a failure is answered in another way, or the call fails
 * without one.
 */
void inject_all(const struct injected *op);

#endif
