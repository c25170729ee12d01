/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Small integers for pointers: pids, System V ids, device numbers. An idr is a
 * radix tree that is asked for a free index first; the search steps over 64
 * taken ids at once.
 *
 * Ids run from 0 to INT_MAX. A pointer is never NULL.
 *
 * Nothing here locks; the owner says which lock guards the idr. Only the
 * functions that take a gfp_t allocate, and sleep if it allows that.
 * Names and semantics follow Linux's.
 */
#ifndef LECTERN_IDR_H
#define LECTERN_IDR_H

#include <lectern/compiler.h>
#include <lectern/radix_tree.h>
#include <lectern/types.h>

struct idr {
	struct radix_tree_root tree;
	int next; /* where idr_alloc_cyclic() goes on searching */
};

#define IDR_INIT                                                               \
	{                                                                      \
		.tree = RADIX_TREE_INIT(0), .next = 0                          \
	}
#define DEFINE_IDR(name) struct idr name = IDR_INIT

/**
 * idr_alloc - take the lowest free id for a pointer
 * @idr: the idr
 * @ptr: what to keep under the id, not NULL
 * @start: lowest id wanted, >= 0
 * @end: one more than the highest; 0 or less: no limit but INT_MAX
 * @gfp: how nodes are allocated
 *
 * Returns the id, -ENOSPC when all in the range are taken, -ENOMEM, or -EINVAL
 * for a negative @start.
 */
int __must_check idr_alloc(struct idr *idr, void *ptr, int start, int end,
			   gfp_t gfp);

/**
 * idr_alloc_cyclic - take the next free id behind the last one given
 *
 * As idr_alloc(), but the search begins where the last one ended and wraps
 * round at @end: an id that was freed is given out again late.
 */
int __must_check idr_alloc_cyclic(struct idr *idr, void *ptr, int start,
				  int end, gfp_t gfp);

/**
 * idr_find - the pointer kept under @id, NULL when there is none
 */
void *idr_find(const struct idr *idr, int id);

/**
 * idr_remove - free @id; returns the pointer that it had, or NULL
 */
void *idr_remove(struct idr *idr, int id);

/**
 * idr_get_next - first pointer from an id on
 * @id: in: where to begin, >= 0; out: the id found
 *
 * Returns the pointer, or NULL when there is none (and *@id is unchanged).
 */
void *idr_get_next(const struct idr *idr, int *id);

/**
 * idr_is_empty - whether no id is taken
 */
static inline bool idr_is_empty(const struct idr *idr)
{
	return !idr->tree.rnode;
}

/* The next id; behind INT_MAX a negative one, where a search finds nothing. */
#define IDR_AFTER(id) ((int)((unsigned int)(id) + 1))

/*
 * Walk all entries in order of their ids; the body may remove the one that it
 * is at. Ends with entry == NULL.
 */
#define idr_for_each_entry(idr, entry, id)                                     \
	for ((id) = 0; ((entry) = idr_get_next(idr, &(id))) != NULL;           \
	     (id) = IDR_AFTER(id))

#endif
