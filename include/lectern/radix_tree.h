/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Radix trees: from an unsigned long to a pointer, for indices that cluster
 * (pages of a file, ids). Six bits of the index choose a slot on each level,
 * and the tree is only as high as its largest index needs:
 *
 *	height 1              height 2            index 200 = 3 * 64 + 8
 *	root -> [0 … 63]      root -> [0 … 63]
 *	           |                     |3
 *	         item                 [0 … 63]
 *	                                 |8
 *	                               item
 *
 * Beside its slots each node has a bitmap of those below which no index is
 * free: that is how the idr finds a free id in a few steps. An item may be
 * NULL: its index is taken, although a look-up returns NULL.
 *
 * Nothing here locks; the owner of the tree says which lock guards it (a reader
 * needs it too). Only the functions that take or imply a gfp_t allocate, and
 * may sleep when that allows it.
 */
#ifndef LECTERN_RADIX_TREE_H
#define LECTERN_RADIX_TREE_H

#include <lectern/compiler.h>
#include <lectern/types.h>

struct radix_tree_node;

struct radix_tree_root {
	unsigned int height;	       /* levels of nodes; 0 when empty */
	gfp_t gfp;		       /* how radix_tree_insert() allocates */
	struct radix_tree_node *rnode; /* topmost node; NULL when empty */
};

#define RADIX_TREE_INIT(gfp_mask)                                              \
	{                                                                      \
		.gfp = (gfp_mask)                                              \
	}
#define RADIX_TREE(name, gfp_mask)                                             \
	struct radix_tree_root name = RADIX_TREE_INIT(gfp_mask)
#define INIT_RADIX_TREE(root, gfp_mask)                                        \
	((void)(*(root) = (struct radix_tree_root)RADIX_TREE_INIT(gfp_mask)))

/**
 * radix_tree_insert - put an item into a free place
 * @root: the tree
 * @index: place
 * @item: pointer to keep there
 *
 * Returns 0, -EEXIST when the place is taken, or -ENOMEM; an error leaves the
 * tree as it was. May sleep if @root's gfp mask allows it.
 */
int __must_check radix_tree_insert(struct radix_tree_root *root,
				   unsigned long index, void *item);

/**
 * radix_tree_insert_gfp - radix_tree_insert() with a gfp mask of its own
 */
int __must_check radix_tree_insert_gfp(struct radix_tree_root *root,
				       unsigned long index, void *item,
				       gfp_t gfp);

/**
 * radix_tree_lookup - the item at @index, NULL when there is none
 */
void *radix_tree_lookup(const struct radix_tree_root *root,
			unsigned long index);

/**
 * radix_tree_replace - put another item in the place of one
 *
 * Returns the item that was at @index, or ERR_PTR(-ENOENT) when the place was
 * free (and still is). Allocates nothing.
 */
void *radix_tree_replace(struct radix_tree_root *root, unsigned long index,
			 void *item);

/**
 * radix_tree_delete - free the place @index, and the nodes left empty
 *
 * Returns the item that was there, NULL when there was none.
 */
void *radix_tree_delete(struct radix_tree_root *root, unsigned long index);

/**
 * radix_tree_next - first item that is not NULL, from an index on
 * @index: in: where to begin; out: where the item is (unchanged for NULL)
 *
 * Returns the item, or NULL when there is none.
 */
void *radix_tree_next(const struct radix_tree_root *root, unsigned long *index);

/**
 * radix_tree_gang_lookup - several items at once, in the order of their indices
 * @results: receives the items
 * @first_index: where to begin
 * @max_items: room in @results
 *
 * Returns how many were stored. Items that are NULL are passed over.
 */
unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root,
				    void **results, unsigned long first_index,
				    unsigned int max_items);

/**
 * radix_tree_next_free - first index from @first on whose place is free
 * @index: receives it
 *
 * Returns false when every place up to ULONG_MAX is taken.
 */
bool radix_tree_next_free(const struct radix_tree_root *root,
			  unsigned long first, unsigned long *index);

/**
 * radix_tree_destroy - free every node; the items stay their owner's
 *
 * The tree is empty afterwards and may be used again.
 */
void radix_tree_destroy(struct radix_tree_root *root);

#endif
