// SPDX-License-Identifier: GPL-2.0
/*
 * Radix trees, as lectern/radix_tree.h describes them.
 *
 * Levels are counted from the leaves: the slots of a node on level 0 hold
 * items, those of a node on level n hold nodes of level n - 1. What must hold:
 *  - `count` is the number of slots in use; it is not 0;
 *  - the root has a child beside slot 0, or is on level 0: no tree is higher
 *    than it needs to be.
 *
 * An insertion that runs out of memory half way down leaves nodes in which
 * nothing is; prune() takes them out again, as it does after a removal.
 *
 * No locks here: the tree's owner says which one guards it.
 */
#include <lectern/bug.h>
#include <lectern/lib_alloc.h>
#include <lectern/radix_tree.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#define SLOT_BITS  6 /* of the index, a level */
#define SLOTS	   (1 << SLOT_BITS)
#define SLOT_MASK  (SLOTS - 1UL)
#define MAX_HEIGHT DIV_ROUND_UP(8 * sizeof(long), SLOT_BITS)

struct radix_tree_node {
	struct radix_tree_node *parent; /* NULL: the root */
	unsigned int count;
	void *slots[SLOTS];
};

/* --- indices --- */

/* Which slot of a node on `level` leads to `index`. */
static unsigned int slot_of(unsigned long index, unsigned int level)
{
	return (index >> (level * SLOT_BITS)) & SLOT_MASK;
}

/* The bits of an index that levels below `height` decide. */
static unsigned long low_bits(unsigned int height)
{
	return height >= MAX_HEIGHT ? ~0UL : (1UL << (height * SLOT_BITS)) - 1;
}

/* How high a tree must be to have a place for `index`. */
static unsigned int height_for(unsigned long index)
{
	unsigned int height = 1;

	while (index > low_bits(height))
		height++;
	return height;
}

/* Is `index` one that a tree of this height has a place for? */
static bool covers(const struct radix_tree_root *root, unsigned long index)
{
	return root->rnode && index <= low_bits(root->height);
}

/*
 * Go down towards `index`, which the tree covers, as far as there are nodes:
 * the last of them, and its level. Above level 0 the slot that leads on is
 * empty.
 */
static struct radix_tree_node *descend(const struct radix_tree_root *root,
				       unsigned long index, unsigned int *level)
{
	struct radix_tree_node *node = root->rnode, *child;

	for (*level = root->height - 1; *level > 0; --*level) {
		child = node->slots[slot_of(index, *level)];
		if (!child)
			break;
		node = child;
	}
	return node;
}

/* --- nodes --- */

/* An empty one; NULL when there is no memory. */
static struct radix_tree_node *new_node(const struct radix_tree_root *root)
{
	struct radix_tree_node *node = lib_alloc(sizeof(*node), root->gfp);

	if (node)
		memset(node, 0, sizeof(*node));
	return node;
}

static void set_slot(struct radix_tree_node *node, unsigned int slot,
		     void *what)
{
	assert(!node->slots[slot]);
	node->slots[slot] = what;
	node->count++;
}

static void clear_slot(struct radix_tree_node *node, unsigned int slot)
{
	node->slots[slot] = NULL;
	node->count--;
}

/* Take a root off that does nothing but lead to its slot 0. */
static void shrink(struct radix_tree_root *root)
{
	struct radix_tree_node *top = root->rnode;

	while (root->height > 1 && top->count == 1 && top->slots[0]) {
		root->rnode = top->slots[0];
		root->rnode->parent = NULL;
		root->height--;
		lib_free(top);
		top = root->rnode;
	}
}

/* Free the nodes that nothing is left in, from the last one on the way to
 * `index` up. */
static void prune(struct radix_tree_root *root, unsigned long index)
{
	unsigned int level;
	struct radix_tree_node *node = descend(root, index, &level);

	while (!node->count) {
		struct radix_tree_node *parent = node->parent;

		lib_free(node);
		level++;
		if (!parent) {
			root->rnode = NULL;
			root->height = 0;
			return;
		}
		clear_slot(parent, slot_of(index, level));
		node = parent;
	}
	shrink(root);
}

/* --- insertion --- */

/* Put nodes on top until there is a place for `index`. 0 or -ENOMEM. */
static int grow(struct radix_tree_root *root, unsigned long index)
{
	struct radix_tree_node *top;

	while (!covers(root, index)) {
		top = new_node(root);
		if (!top)
			return -ENOMEM;
		if (root->rnode) {
			set_slot(top, 0, root->rnode);
			root->rnode->parent = top;
			root->height++;
		} else {
			root->height = height_for(index);
		}
		root->rnode = top;
	}
	return 0;
}

/* The leaf for `index`, with all nodes on the way; NULL without memory. */
static struct radix_tree_node *make_leaf(struct radix_tree_root *root,
					 unsigned long index)
{
	struct radix_tree_node *node, *child;
	unsigned int level;

	if (grow(root, index))
		return NULL;
	for (node = descend(root, index, &level); level > 0; level--) {
		child = new_node(root);
		if (!child)
			return NULL;
		child->parent = node;
		set_slot(node, slot_of(index, level), child);
		node = child;
	}
	return node;
}

int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *item)
{
	struct radix_tree_node *leaf = make_leaf(root, index);
	unsigned int slot = slot_of(index, 0);

	assert(item != NULL);
	if (!leaf) {
		if (root->rnode)
			prune(root, index);
		return -ENOMEM;
	}
	if (leaf->slots[slot])
		return -EEXIST;
	set_slot(leaf, slot, item);
	return 0;
}

/* --- look-up and removal --- */

void *radix_tree_lookup(const struct radix_tree_root *root, unsigned long index)
{
	unsigned int level;

	if (!covers(root, index))
		return NULL;
	/* Above level 0 the slot where descend() ends is empty. */
	return descend(root, index, &level)->slots[slot_of(index, level)];
}

void *radix_tree_delete(struct radix_tree_root *root, unsigned long index)
{
	struct radix_tree_node *node;
	unsigned int level, slot;
	void *item;

	if (!covers(root, index))
		return NULL;
	node = descend(root, index, &level);
	slot = slot_of(index, level);
	item = node->slots[slot];
	if (!item)
		return NULL;
	clear_slot(node, slot);
	prune(root, index);
	return item;
}

/* --- searching --- */

/* From an empty slot on to the first index below the next one in use or, behind
 * the last slot, to the first one behind the node. */
static unsigned long skip_empty(const struct radix_tree_node *node,
				unsigned int level, unsigned long index)
{
	unsigned int slot = slot_of(index, level);

	while (slot < SLOTS && !node->slots[slot])
		slot++;
	return (index & ~low_bits(level + 1)) +
	       ((unsigned long)slot << (level * SLOT_BITS));
}

void *radix_tree_next(const struct radix_tree_root *root, unsigned long *index)
{
	const struct radix_tree_node *node;
	unsigned long i = *index;
	unsigned int level;
	void *item;

	do {
		if (!covers(root, i))
			return NULL;
		node = descend(root, i, &level);
		item = node->slots[slot_of(i, level)];
		if (item) {
			*index = i;
			return item;
		}
		i = skip_empty(node, level, i);
	} while (i); /* 0: there is no index behind the last one */
	return NULL;
}

/* A leaf that is full costs one step, whatever the number of its slots. */
bool radix_tree_next_free(const struct radix_tree_root *root,
			  unsigned long first, unsigned long *index)
{
	const struct radix_tree_node *node;
	unsigned long i = first;
	unsigned int level;

	do {
		*index = i;
		if (!covers(root, i))
			return true;
		node = descend(root, i, &level);
		if (!node->slots[slot_of(i, level)])
			return true;
		i = (node->count == SLOTS ? i | SLOT_MASK : i) + 1;
	} while (i);
	return false;
}
