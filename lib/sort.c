// SPDX-License-Identifier: GPL-2.0
/*
 * Heapsort and binary search over arrays of anything.
 *
 * A heap is a binary tree laid in an array, in which no child belongs behind
 * its parent (in the sorting order the parent is the greatest):
 *
 *	        0                    children of i: 2 i + 1, 2 i + 2
 *	      /   \
 *	    1       2		array  [0] [1] [2] [3] [4] …
 *	   / \     /
 *	  3   4   5
 *
 * The array is made a heap, bottom up; then its top, the greatest, changes
 * places with the last element, and the heap is one shorter.
 *
 * No memory, no recursion; any context, no locks.
 */
#include <lectern/sort.h>

/* What a step needs to know about the array. */
struct array {
	char *base;
	size_t size; /* bytes of an element */
	cmp_fn cmp;
};

static void *element(const struct array *a, size_t i)
{
	return a->base + i * a->size;
}

/* Byte by byte: right for any size and alignment. */
static void swap_elements(const struct array *a, size_t i, size_t j)
{
	char *p = element(a, i), *q = element(a, j);

	for (size_t n = a->size; n; n--, p++, q++) {
		char c = *p;

		*p = *q;
		*q = c;
	}
}

/* The greater child of `i` in a heap of `n`, or n when it has none. */
static size_t greater_child(const struct array *a, size_t i, size_t n)
{
	size_t left = 2 * i + 1;

	if (left >= n)
		return n;
	if (left + 1 < n && a->cmp(element(a, left), element(a, left + 1)) < 0)
		return left + 1;
	return left;
}

/* Element `i` may be too small for its place: let it sink to where it fits. */
static void sift_down(const struct array *a, size_t i, size_t n)
{
	for (;;) {
		size_t child = greater_child(a, i, n);

		if (child == n || a->cmp(element(a, i), element(a, child)) >= 0)
			return;
		swap_elements(a, i, child);
		i = child;
	}
}

void sort(void *base, size_t n, size_t size, cmp_fn cmp)
{
	struct array a = { base, size, cmp };
	size_t i;

	/* The second half are leaves: heaps of one already. */
	for (i = n / 2; i-- > 0;)
		sift_down(&a, i, n);
	for (i = n; i-- > 1;) {
		swap_elements(&a, 0, i);
		sift_down(&a, 0, i);
	}
}

void *bsearch(const void *key, const void *base, size_t n, size_t size,
	      cmp_fn cmp)
{
	const char *first = base;

	/* The key, if it is there, is among the n elements from first on. */
	while (n) {
		const char *middle = first + n / 2 * size;
		int order = cmp(key, middle);

		if (order == 0)
			return (void *)middle;
		if (order > 0) {
			first = middle + size;
			n--;
		}
		n /= 2;
	}
	return NULL;
}
