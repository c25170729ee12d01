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
 * An item is never NULL. Nothing here locks; the owner of the tree says which
 * lock guards it (a reader needs it too). Only an insertion allocates, as the
 * root's gfp mask says.
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
 * @item: pointer to keep there, not NULL
 *
 * Returns 0, -EEXIST when the place is taken, or -ENOMEM; an error leaves the
 * tree as it was. May sleep if @root's gfp mask allows it.
 */
int __must_check radix_tree_insert(struct radix_tree_root *root,
				   unsigned long index, void *item);

/**
 * radix_tree_lookup - the item at @index, NULL when there is none
 */
void *radix_tree_lookup(const struct radix_tree_root *root,
			unsigned long index);

/**
 * radix_tree_delete - free the place @index, and the nodes left empty
 *
 * Returns the item that was there, NULL when there was none.
 */
void *radix_tree_delete(struct radix_tree_root *root, unsigned long index);

/**
 * radix_tree_next - first item from an index on
 * @index: in: where to begin; out: where the item is (unchanged for NULL)
 *
 * Returns the item, or NULL when there is none.
 */
void *radix_tree_next(const struct radix_tree_root *root, unsigned long *index);

/**
 * radix_tree_next_free - first index from @first on whose place is free
 * @index: receives it
 *
 * Steps over full nodes of 64 at once. Returns false when every place up to ULONG_MAX is taken.
 */
bool radix_tree_next_free(const struct radix_tree_root *root,
			  unsigned long first, unsigned long *index);

#endif
