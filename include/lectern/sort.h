/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sorting an array in place, and searching in a sorted one. Heapsort: never
 * worse than n log n, no recursion, no memory: fit for a kernel's stack. Not
 * stable. Pure but for the callbacks, any context.
 */
#ifndef LECTERN_SORT_H
#define LECTERN_SORT_H

#include <lectern/types.h>

/* < 0, 0, > 0 as @a belongs before, beside or behind @b. */
typedef int (*cmp_fn)(const void *a, const void *b);

/**
 * sort - sort @n elements of @size bytes each
 * @base: first element
 * @cmp: order
 */
void sort(void *base, size_t n, size_t size, cmp_fn cmp);

/**
 * bsearch - find @key among @n sorted elements of @size bytes
 * @cmp: called with @key first, an element second
 *
 * Returns an element that equals @key, NULL when there is none. bsearch(3).
 */
void *bsearch(const void *key, const void *base, size_t n, size_t size,
	      cmp_fn cmp);

#endif
