// SPDX-License-Identifier: GPL-2.0
/*
 * A stand-in for the kernel around lib/, for the unit tests; see support.h.
 * One thread, no locks.
 */
#include <lectern/lib_alloc.h>

#include <stdio.h>
#include <stdlib.h>

#include "support.h"

#define GARBAGE	    0xa5
#define RANDOM_SEED 2463534242U

static unsigned int live, until_failure, warned;
static u32 random_state = RANDOM_SEED;

void *lib_alloc(size_t size, gfp_t gfp)
{
	u8 *ptr;
	size_t i;

	if (until_failure && --until_failure == 0)
		return NULL;
	ptr = malloc(size);
	/* Whoever forgets to initialise it shall notice. */
	for (i = 0; ptr && i < size; i++)
		ptr[i] = GARBAGE;
	live++;
	return ptr;
}

void lib_free(void *ptr)
{
	if (ptr)
		live--;
	free(ptr);
}

void alloc_fail_nth(unsigned int n)
{
	until_failure = n;
}

unsigned int alloc_live(void)
{
	return live;
}

void assert_failed(const char *expr, const char *file, int line)
{
	/* Ends the test, or goes back to expect_assert_failure(). */
	mock_assert(0, expr, file, line);
	abort();
}

void warn_failed(const char *expr, const char *file, int line)
{
	warned++;
}

unsigned int warnings(void)
{
	return warned;
}

int begin_test(void **state)
{
	live = 0;
	until_failure = 0;
	warned = 0;
	random_state = RANDOM_SEED;
	return 0;
}

int end_test(void **state)
{
	if (live)
		printf("# %u allocations were not freed\n", live);
	return live ? -1 : 0;
}

/* Marsaglia's xorshift. */
u32 random_u32(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}
