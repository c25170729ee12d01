// SPDX-License-Identifier: GPL-2.0
/* What lib/ asks of whoever uses it, for the fuzzers: a failure is a crash. */
#include <lectern/lib_alloc.h>

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

void assert_failed(const char *expr, const char *file, int line)
{
	fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, expr);
	abort();
}

void warn_failed(const char *expr, const char *file, int line)
{
	assert_failed(expr, file, line);
}

void *lib_alloc(size_t size, gfp_t gfp)
{
	return malloc(size);
}

void lib_free(void *ptr)
{
	free(ptr);
}
