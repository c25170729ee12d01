/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every unit test includes after the headers that it tests: cmocka, and a
 * stand-in for the kernel around lib/. Allocations are counted and fail at
 * will; a failed assertion of ours fails the test, unless it is expected with
 * cmocka's expect_assert_failure().
 */
#ifndef UNIT_SUPPORT_H
#define UNIT_SUPPORT_H

#include <lectern/bug.h>
#include <lectern/types.h>

/* cmocka asks for these four before its own header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/**
 * alloc_fail_nth - let an allocation fail, once
 * @n: 1 the next one, 2 the one after that …; 0: none
 */
void alloc_fail_nth(unsigned int n);

/**
 * alloc_live - how many allocations have not been freed
 */
unsigned int alloc_live(void);

/**
 * warnings - how many WARN_ON() have struck since the test began
 */
unsigned int warnings(void);

/* Before and after each test; the second fails it when memory is left over. */
int begin_test(void **state);
int end_test(void **state);

/* A test with the two around it. */
#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, begin_test, end_test)

/**
 * random_u32 - the next of a fixed row of numbers: each run is like the last
 */
u32 random_u32(void);

#endif
