/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Red-black trees: sorted sets with n elements whose paths are never longer
 * than 2 log2(n + 1). As with lists, the node lives inside the structure that
 * it sorts. The tree knows no keys, so the caller searches by itself:
 *
 *	struct rb_node **link = &root->rb_node, *parent = NULL;
 *
 *	while (*link) {
 *		parent = *link;
 *		if (key < rb_entry(parent, struct thing, node)->key)
 *			link = &parent->rb_left;
 *		else
 *			link = &parent->rb_right;
 *	}
 *	rb_link_node(&thing->node, parent, link);
 *	rb_insert_color(&thing->node, root);
 *
 * Nothing here locks, sleeps or allocates; the owner of the tree says which
 * lock guards it.
 */
#ifndef LECTERN_RBTREE_H
#define LECTERN_RBTREE_H

#include <lectern/compiler.h>
#include <lectern/types.h>

/* Aligned, so that the lowest bit of its address is free for the colour. */
struct rb_node {
	uintptr_t rb_parent_color; /* parent's address | colour */
	struct rb_node *rb_right;
	struct rb_node *rb_left;
} __aligned(sizeof(void *));

struct rb_root {
	struct rb_node *rb_node; /* topmost node, NULL when empty */
};

#define RB_ROOT		    ((struct rb_root){ NULL })
#define RB_EMPTY_ROOT(root) ((root)->rb_node == NULL)

/* A node that is in no tree is its own parent, when marked so. */
#define RB_CLEAR_NODE(node)                                                    \
	((void)((node)->rb_parent_color = (uintptr_t)(node)))
#define RB_EMPTY_NODE(node) ((node)->rb_parent_color == (uintptr_t)(node))

/* The structure of `type` whose rb_node `member` is `ptr`. */
#define rb_entry(ptr, type, member) container_of(ptr, type, member)

/* The same, and NULL for NULL: the end of a walk. */
#define rb_entry_safe(ptr, type, member)                                       \
	({                                                                     \
		struct rb_node *_node = (ptr);                                 \
		_node ? rb_entry(_node, type, member) : NULL;                  \
	})

/**
 * rb_link_node - hang a new leaf into the place that the search found
 * @node: the new node, red and without children afterwards
 * @parent: node above, NULL for the root
 * @link: the pointer in @parent (or the root) that is to point at @node
 *
 * rb_insert_color() must follow before anything else touches the tree.
 */
static inline void rb_link_node(struct rb_node *node, struct rb_node *parent,
				struct rb_node **link)
{
	node->rb_parent_color = (uintptr_t)parent;
	node->rb_left = NULL;
	node->rb_right = NULL;
	*link = node;
}

/**
 * rb_insert_color - restore the balance after rb_link_node()
 * @node: node just linked
 * @root: its tree
 */
void rb_insert_color(struct rb_node *node, struct rb_root *root);

/**
 * rb_erase - take @node out of @root and restore the balance
 *
 * @node's own fields are left dangling; RB_CLEAR_NODE() it to ask later.
 */
void rb_erase(struct rb_node *node, struct rb_root *root);

/**
 * rb_first - the first in sorting order, NULL for an empty tree
 */
struct rb_node *rb_first(const struct rb_root *root);

/**
 * rb_next - the one behind @node in sorting order, NULL for the last
 */
struct rb_node *rb_next(const struct rb_node *node);

#endif
