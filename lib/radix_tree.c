// SPDX-License-Identifier: GPL-2.0
/*
 * Radix trees, as lectern/radix_tree.h describes them.
 *
 * Levels are counted from the leaves: the slots of a node on level 0 hold
 * items, those of a node on level n hold nodes of level n - 1. What must hold:
 *  - on level 0, bit i of `full` says that place i is taken, whatever its item;
 *  - above, bit i says that below slot i no place is free;
 *  - `count` is the number of taken places, or of children; it is not 0;
 *  - the root has a child beside slot 0, or is on level 0: no tree is higher
 *    than it needs to be.
 *
 * An insertion first allocates every node that it will want, then changes the
 * tree in a part that cannot fail.
 *
 * No locks here: the tree's owner says which one guards it.
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/lib_alloc.h>
#include <lectern/radix_tree.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#define SLOT_BITS  6 /* of the index, a level */
#define SLOTS	   (1 << SLOT_BITS)
#define SLOT_MASK  (SLOTS - 1UL)
#define MAX_HEIGHT DIV_ROUND_UP(8 * sizeof(long), SLOT_BITS)

struct radix_tree_node {
	unsigned int count;
	DECLARE_BITMAP(full, SLOTS);
	void *slots[SLOTS];
};

/* The nodes from the root to a place: path[level]. */
typedef struct radix_tree_node *path_t[MAX_HEIGHT];

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

/* First index below `slot` of the node on `level` that `index` leads to. */
static unsigned long slot_start(unsigned long index, unsigned int level,
				unsigned int slot)
{
	return (index & ~low_bits(level + 1)) |
	       ((unsigned long)slot << (level * SLOT_BITS));
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

/* --- nodes --- */

/* Is every place below this node taken? */
static bool node_is_full(const struct radix_tree_node *node)
{
	return bitmap_full(node->full, SLOTS);
}

/* The node on level 0 where `index` belongs, or NULL; fills the path. */
static struct radix_tree_node *find_leaf(const struct radix_tree_root *root,
					 unsigned long index, path_t path)
{
	struct radix_tree_node *node = root->rnode;
	unsigned int level = root->height;

	if (!covers(root, index))
		return NULL;
	while (node && level-- > 0) {
		path[level] = node;
		if (level)
			node = node->slots[slot_of(index, level)];
	}
	return node;
}

/* As find_leaf(), but NULL also when the place is free. */
static struct radix_tree_node *find_taken(const struct radix_tree_root *root,
					  unsigned long index, path_t path)
{
	struct radix_tree_node *leaf = find_leaf(root, index, path);

	return leaf && test_bit(slot_of(index, 0), leaf->full) ? leaf : NULL;
}

/* --- spare nodes: a chain through slots[0] --- */

static struct radix_tree_node *pop_spare(struct radix_tree_node **spares)
{
	struct radix_tree_node *node = *spares;

	assert(node != NULL);
	*spares = node->slots[0];
	node->slots[0] = NULL;
	return node;
}

static void free_spares(struct radix_tree_node *spares)
{
	while (spares)
		lib_free(pop_spare(&spares));
}

/* All `count` of them or none. Returns 0 or -ENOMEM. */
static int alloc_spares(struct radix_tree_node **spares, unsigned int count,
			gfp_t gfp)
{
	struct radix_tree_node *node;

	for (*spares = NULL; count; count--) {
		node = lib_alloc(sizeof(*node), gfp);
		if (!node) {
			free_spares(*spares);
			return -ENOMEM;
		}
		memset(node, 0, sizeof(*node));
		node->slots[0] = *spares;
		*spares = node;
	}
	return 0;
}

/* --- insertion --- */

/*
 * How many nodes are missing for a place at `index`.
 *
 *	empty		a path from the new root to the place
 *	too low		the new levels on top, and from the topmost of them a
 *			path of its own: the old tree is below its slot 0, the
 *			place is not
 *	high enough	the end of the path
 */
static unsigned int nodes_missing(const struct radix_tree_root *root,
				  unsigned long index)
{
	unsigned int height = height_for(index);
	unsigned int level = root->height;
	const struct radix_tree_node *node = root->rnode;

	if (!node)
		return height;
	if (height > root->height)
		return (height - root->height) + (height - 1);
	while (node && level-- > 1)
		node = node->slots[slot_of(index, level)];
	return node ? 0 : level;
}

/* Put nodes on top until there is a place for `index`. */
static void grow(struct radix_tree_root *root, unsigned long index,
		 struct radix_tree_node **spares)
{
	unsigned int height = height_for(index);
	struct radix_tree_node *top;

	if (!root->rnode) {
		root->rnode = pop_spare(spares);
		root->height = height;
	}
	for (; root->height < height; root->height++) {
		top = pop_spare(spares);
		top->slots[0] = root->rnode;
		top->count = 1;
		if (node_is_full(root->rnode))
			__set_bit(0, top->full);
		root->rnode = top;
	}
}

/* Make the way down to `index` complete, and note it in the path. */
static void complete_path(struct radix_tree_root *root, unsigned long index,
			  struct radix_tree_node **spares, path_t path)
{
	unsigned int level = root->height - 1;
	void **slot;

	path[level] = root->rnode;
	for (; level > 0; level--) {
		slot = &path[level]->slots[slot_of(index, level)];
		if (!*slot) {
			*slot = pop_spare(spares);
			path[level]->count++;
		}
		path[level - 1] = *slot;
	}
}

/* Take the place, and tell the nodes above what is full now. */
static void take_place(struct radix_tree_root *root, unsigned long index,
		       void *item, path_t path)
{
	unsigned int level = 0;

	path[0]->slots[slot_of(index, 0)] = item;
	path[0]->count++;
	__set_bit(slot_of(index, 0), path[0]->full);
	while (node_is_full(path[level]) && level + 1 < root->height) {
		level++;
		__set_bit(slot_of(index, level), path[level]->full);
	}
}

/* Three parts: is the place free, is there memory, and then the change. */
int radix_tree_insert_gfp(struct radix_tree_root *root, unsigned long index,
			  void *item, gfp_t gfp)
{
	struct radix_tree_node *spares;
	path_t path;
	int err;

	if (find_taken(root, index, path))
		return -EEXIST;
	err = alloc_spares(&spares, nodes_missing(root, index), gfp);
	if (err)
		return err;

	/* Nothing fails from here on. */
	grow(root, index, &spares);
	complete_path(root, index, &spares, path);
	take_place(root, index, item, path);
	assert(!spares);
	return 0;
}

int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *item)
{
	return radix_tree_insert_gfp(root, index, item, root->gfp);
}

/* --- one place --- */

void *radix_tree_lookup(const struct radix_tree_root *root, unsigned long index)
{
	path_t path;
	struct radix_tree_node *leaf = find_leaf(root, index, path);

	return leaf ? leaf->slots[slot_of(index, 0)] : NULL;
}

void *radix_tree_replace(struct radix_tree_root *root, unsigned long index,
			 void *item)
{
	path_t path;
	struct radix_tree_node *leaf = find_taken(root, index, path);
	void *old;

	if (!leaf)
		return ERR_PTR(-ENOENT);
	old = leaf->slots[slot_of(index, 0)];
	leaf->slots[slot_of(index, 0)] = item;
	return old;
}

/* --- removal --- */

/* Take a root off that does nothing but lead to its slot 0. */
static void shrink(struct radix_tree_root *root)
{
	struct radix_tree_node *top = root->rnode;

	while (root->height > 1 && top->count == 1 && top->slots[0]) {
		root->rnode = top->slots[0];
		root->height--;
		lib_free(top);
		top = root->rnode;
	}
}

/* Free the nodes of the path that nothing is left in, from the leaf up. */
static void prune(struct radix_tree_root *root, unsigned long index,
		  path_t path)
{
	unsigned int level;

	for (level = 0; level < root->height; level++) {
		path[level]->slots[slot_of(index, level)] = NULL;
		if (--path[level]->count > 0) {
			shrink(root);
			return;
		}
		lib_free(path[level]);
	}
	root->rnode = NULL;
	root->height = 0;
}

void *radix_tree_delete(struct radix_tree_root *root, unsigned long index)
{
	path_t path;
	struct radix_tree_node *leaf = find_taken(root, index, path);
	unsigned int level;
	void *item;

	if (!leaf)
		return NULL;
	item = leaf->slots[slot_of(index, 0)];
	/* One place is free now below every node on the way. */
	for (level = 0; level < root->height; level++)
		__clear_bit(slot_of(index, level), path[level]->full);
	prune(root, index, path);
	return item;
}

/* Recursion, but never deeper than MAX_HEIGHT. */
static void free_below(struct radix_tree_node *node, unsigned int level)
{
	unsigned int slot;

	for (slot = 0; level > 0 && slot < SLOTS; slot++)
		if (node->slots[slot])
			free_below(node->slots[slot], level - 1);
	lib_free(node);
}

void radix_tree_destroy(struct radix_tree_root *root)
{
	if (root->rnode)
		free_below(root->rnode, root->height - 1);
	root->rnode = NULL;
	root->height = 0;
}

/* --- searching --- */

/* First slot of a node from `slot` on that a search goes into, or SLOTS. */
typedef unsigned int (*choose_fn)(const struct radix_tree_node *node,
				  unsigned int slot);

static unsigned int choose_used(const struct radix_tree_node *node,
				unsigned int slot)
{
	while (slot < SLOTS && !node->slots[slot])
		slot++;
	return slot;
}

static unsigned int choose_free(const struct radix_tree_node *node,
				unsigned int slot)
{
	return find_next_zero_bit(node->full, SLOTS, slot);
}

/*
 * Move *index on to the first place that `choose` leads to: down from the root,
 * and where a node has no such slot, on to the first index behind the node and
 * down from the root again.
 *
 * Returns whether there is one. If not, *index is the first one that the tree
 * does not cover, or 0 when there is none such.
 */
static bool seek(const struct radix_tree_root *root, unsigned long *index,
		 choose_fn choose)
{
	const struct radix_tree_node *node;
	unsigned int level, slot;

	while (covers(root, *index)) {
		node = root->rnode;
		level = root->height;
		while (node && level-- > 0) {
			slot = choose(node, slot_of(*index, level));
			if (slot == SLOTS)
				break;
			if (slot != slot_of(*index, level))
				*index = slot_start(*index, level, slot);
			if (level == 0)
				return true;
			node = node->slots[slot];
		}
		/* Only choose_free() leads to where there is no node. */
		if (!node)
			return true;
		*index = (*index | low_bits(level + 1)) + 1;
		if (*index == 0)
			break;
	}
	return false;
}

/* The search works on a copy: *index changes only when something is found. */
void *radix_tree_next(const struct radix_tree_root *root, unsigned long *index)
{
	unsigned long i = *index;

	if (!seek(root, &i, choose_used))
		return NULL;
	*index = i;
	return radix_tree_lookup(root, i);
}

unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root,
				    void **results, unsigned long first_index,
				    unsigned int max_items)
{
	unsigned long index = first_index;
	unsigned int count = 0;

	while (count < max_items) {
		results[count] = radix_tree_next(root, &index);
		if (!results[count])
			break;
		count++;
		if (++index == 0)
			break;
	}
	return count;
}

bool radix_tree_next_free(const struct radix_tree_root *root,
			  unsigned long first, unsigned long *index)
{
	*index = first;
	if (seek(root, index, choose_free))
		return true;
	/*
	 * Behind all that the tree covers everything is free, unless the search
	 * went past the last index of all and round to 0.
	 */
	return !covers(root, *index);
}
