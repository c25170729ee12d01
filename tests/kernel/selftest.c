// SPDX-License-Identifier: GPL-2.0
/*
 * Runs all self-tests, one after the other, in the context of pid 1, and logs
 * KTAP: a plan, a line for each test, a diagnostic for each failed condition.
 */
#include "selftest.h"

#include <lectern/init.h>
#include <lectern/printk.h>

/* The linker makes these for the section of that name. */
extern const struct selftest __selftest_start[], __selftest_end[];

static bool wanted;
static bool failed;

static int __init setup_selftest(char *value)
{
	wanted = true;
	return 0;
}
__setup("selftest", setup_selftest);

void selftest_expect(bool holds, const char *what, const char *file, int line)
{
	if (holds)
		return;
	failed = true;
	pr_info("# %s:%d: not so: %s\n", file, line, what);
}

static int run_selftests(void)
{
	int n = 0, failures = 0;

	if (!wanted)
		return 0;
	pr_info("KTAP version 1\n");
	pr_info("1..%d\n", (int)(__selftest_end - __selftest_start));
	for (const struct selftest *t = __selftest_start; t < __selftest_end;
	     t++) {
		failed = false;
		t->run();
		failures += failed;
		pr_info("%s %d - %s\n", failed ? "not ok" : "ok", ++n,
			t->claim);
	}
	pr_info("selftest: %d passed, %d failed\n", n - failures, failures);
	return 0;
}
late_initcall(run_selftests);
