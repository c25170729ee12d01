// SPDX-License-Identifier: GPL-2.0
/*
 * Failing allocations.  The descriptor is read and written at offset 0, and
 * neither allocates anything, so only the call in between is concerned.  (A page
 * fault of the program itself may take the failure; the kernel then tries again,
 * and the call is through with nothing left: one more round.)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <inject.h>
#include <tap.h>

#define MOST 500 /* allocations in one call */

static int nth = -1;

int inject_open(void)
{
	nth = open("/proc/self/fail-nth", O_RDWR);
	if (nth < 0)
		SKIP("no fail-nth here");
	return nth;
}

void inject_arm(int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", n);

	CHECK_EQ(pwrite(nth, text, (size_t)len, 0), len);
}

int inject_left(void)
{
	char text[16] = "";

	CHECK(pread(nth, text, sizeof(text) - 1, 0) > 0);
	return atoi(text);
}

static bool is_good_answer(const struct injected *op, long result)
{
	return result >= 0 || result == -ENOMEM || result == -EAGAIN ||
	       (op->also && result == -op->also);
}

/* Let the N-th allocation fail. Returns whether it came to that many. */
static bool fails(const struct injected *op, int n)
{
	bool injected;
	long result;

	inject_arm(n);
	result = op->call();
	injected = !inject_left();
	inject_arm(0);
	if (result == -ENOSYS)
		SKIP("there is no such call");
	if (injected ? !is_good_answer(op, result) : result < 0)
		FAIL("with allocation %d: %s", n, strerror((int)-result));
	if (result >= 0 && op->undo)
		op->undo(result);
	return injected;
}

void inject_all(const struct injected *op)
{
	int n = 1;

	inject_open();
	if (op->prepare)
		op->prepare();
	while (fails(op, n))
		CHECK(++n < MOST);
	tap_note("%s: %d", op->claim, n - 1);
}
