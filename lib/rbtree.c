// SPDX-License-Identifier: GPL-2.0
/*
 * Red-black trees: balancing after an insertion and a removal, and walking.
 *
 * The rules that every function here restores:
 *  1. the root is black;
 *  2. a red node has no red child;
 *  3. every path from a node down to a missing child has as many black nodes.
 * By 2 and 3 the longest path is at most twice as long as the shortest.
 *
 * The parent's address and the node's colour share a word: nodes are aligned,
 * so the address's lowest bit is free. Left and right are mirror images; the
 * code says "side" (LEFT or RIGHT) and handles both at once. Drawings show the
 * case side == LEFT; capital letters are black, small ones red.
 *
 * After Cormen, Leiserson, Rivest, Stein, "Introduction to Algorithms", chapter
 * 13. No locks, any context.
 */
#include <lectern/bug.h>
#include <lectern/rbtree.h>

enum side {
	LEFT,
	RIGHT
};

#define RB_BLACK 1 /* in rb_parent_color; red is 0, as rb_link_node leaves it */

/* --- one node --- */

static struct rb_node *rb_parent(const struct rb_node *node)
{
	return (struct rb_node *)(node->rb_parent_color & ~(uintptr_t)RB_BLACK);
}

/* A missing child counts as black. */
static bool is_red(const struct rb_node *node)
{
	return node && !(node->rb_parent_color & RB_BLACK);
}

static void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->rb_parent_color = (uintptr_t)parent |
				(node->rb_parent_color & RB_BLACK);
}

static void set_red(struct rb_node *node)
{
	node->rb_parent_color &= ~(uintptr_t)RB_BLACK;
}

static void set_black(struct rb_node *node)
{
	node->rb_parent_color |= RB_BLACK;
}

static void copy_color(struct rb_node *node, const struct rb_node *from)
{
	set_red(node);
	node->rb_parent_color |= from->rb_parent_color & RB_BLACK;
}

static enum side opposite(enum side side)
{
	return side == LEFT ? RIGHT : LEFT;
}

static struct rb_node **child(struct rb_node *node, enum side side)
{
	return side == LEFT ? &node->rb_left : &node->rb_right;
}

/* --- moving nodes --- */

/* Let what points at `old` from above point at `node` (NULL: at nothing). */
static void replace_child(struct rb_root *root, struct rb_node *parent,
			  struct rb_node *old, struct rb_node *node)
{
	if (!parent)
		root->rb_node = node;
	else if (parent->rb_left == old)
		parent->rb_left = node;
	else
		parent->rb_right = node;
}

/*
 * Let `top` sink to `side`; its child on the other side takes its place. The
 * sorting order stays: a < top < b < up < c.
 *
 *	   top                 up
 *	  /   \               /  \
 *	 a     up    --->   top   c
 *	      /  \         /   \
 *	     b    c       a     b
 */
static void rotate(struct rb_root *root, struct rb_node *top, enum side side)
{
	struct rb_node *up = *child(top, opposite(side));
	struct rb_node *inner = *child(up, side);

	replace_child(root, rb_parent(top), top, up);
	set_parent(up, rb_parent(top));
	*child(up, side) = top;
	set_parent(top, up);
	*child(top, opposite(side)) = inner;
	if (inner)
		set_parent(inner, top);
}

/* --- insertion --- */

/*
 * The new node is red, so only rule 2 can be broken, by it and its parent. The
 * parent is red, so it is not the root, and there is a grandparent G.
 *
 * Red uncle: colour; the same question again for g.
 *
 *	     G                g
 *	   p   u    --->    P   U
 *	  n                n
 *
 * Black uncle: an inner node is first rotated outwards (a), then the parent
 * comes up (b), and it is over.
 *
 *	     G      (a)       G      (b)      P
 *	   p   U    --->    n   U    --->   n   g
 *	    n              p               …      U
 */
void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *parent, *grand, *uncle;
	enum side side;

	while (is_red(parent = rb_parent(node))) {
		grand = rb_parent(parent);
		side = parent == grand->rb_left ? LEFT : RIGHT;
		uncle = *child(grand, opposite(side));
		if (is_red(uncle)) {
			set_black(parent);
			set_black(uncle);
			set_red(grand);
			node = grand;
			continue;
		}
		if (node == *child(parent, opposite(side))) {
			rotate(root, parent, side);
			parent = node;
		}
		rotate(root, grand, opposite(side));
		set_black(parent);
		set_red(grand);
		break;
	}
	set_black(root->rb_node);
}

/* --- removal --- */

static struct rb_node *leftmost(struct rb_node *node)
{
	while (node->rb_left)
		node = node->rb_left;
	return node;
}

/*
 * Exchange a node with two children and its successor, which has no left child:
 * places and colours. The order is wrong for a moment, until the node is taken
 * out.
 *
 *	     node                    succ
 *	    /    \                  /    \
 *	   a      …      --->      a      …
 *	         /                       /
 *	      succ                    node
 *	         \                       \
 *	          b                       b
 */
static void exchange_with_successor(struct rb_root *root, struct rb_node *node)
{
	struct rb_node *succ = leftmost(node->rb_right);
	struct rb_node *parent = rb_parent(succ);
	struct rb_node old = *succ;

	replace_child(root, rb_parent(node), node, succ);
	succ->rb_parent_color = node->rb_parent_color;
	succ->rb_left = node->rb_left;
	set_parent(succ->rb_left, succ);
	if (parent == node) {
		/* Neighbours: the node hangs below its successor now. */
		succ->rb_right = node;
		parent = succ;
	} else {
		succ->rb_right = node->rb_right;
		set_parent(succ->rb_right, succ);
		parent->rb_left = node;
	}
	node->rb_left = NULL;
	node->rb_right = old.rb_right;
	if (node->rb_right)
		set_parent(node->rb_right, node);
	copy_color(node, &old);
	set_parent(node, parent);
}

/*
 * The last step of a removal: the sibling S of the short side is black and has
 * a red child. The far child, if it is black, gets the red one's place first
 * (a); then S comes up in P's colour and the far child turns black (b): one
 * black node more on the short side, as many as before on the other.
 *
 *	     P      (a)      P       (b)      s
 *	  x    S    --->  x    R     --->   P   R
 *	      r  F               s        x
 *
 * P and S in (b) stand for the result of (a).
 */
static void refill(struct rb_root *root, struct rb_node *parent, enum side side)
{
	struct rb_node *sibling = *child(parent, opposite(side));
	struct rb_node *near = *child(sibling, side);

	if (!is_red(*child(sibling, opposite(side)))) {
		rotate(root, sibling, opposite(side));
		set_black(near);
		set_red(sibling);
		sibling = near;
	}
	copy_color(sibling, parent);
	set_black(parent);
	set_black(*child(sibling, opposite(side)));
	rotate(root, parent, side);
}

/*
 * A black node was taken out: every path through `parent` on the side where
 * `node` is (it may be missing) has one black node too few. Walk up until that
 * can be made good.
 *
 * Red sibling: it comes up, and the new sibling is black.
 *
 *	     P               S
 *	  x    s    --->   p   …
 *	                 x   N
 *
 * Black sibling with black children: it turns red, so both sides of P are one
 * short; if P is red, turning it black ends it, else P is the next x.
 */
static void erase_fix(struct rb_root *root, struct rb_node *node,
		      struct rb_node *parent)
{
	struct rb_node *sibling;
	enum side side;

	while (parent && !is_red(node)) {
		side = parent->rb_left == node ? LEFT : RIGHT;
		sibling = *child(parent, opposite(side));
		/* Its side has a black node more than ours, so one at least. */
		assert(sibling != NULL);
		if (is_red(sibling)) {
			set_black(sibling);
			set_red(parent);
			rotate(root, parent, side);
			sibling = *child(parent, opposite(side));
			assert(sibling != NULL);
		}
		if (is_red(sibling->rb_left) || is_red(sibling->rb_right)) {
			refill(root, parent, side);
			return;
		}
		set_red(sibling);
		node = parent;
		parent = rb_parent(node);
	}
	if (node)
		set_black(node);
}

/*
 * Bring the node to a place with one child at most, and let that child take its
 * place. A red node is never missed; nor is a black one with a child, which
 * then is red and turns black.
 */
void rb_erase(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *only_child, *parent;

	if (node->rb_left && node->rb_right)
		exchange_with_successor(root, node);
	only_child = node->rb_left ? node->rb_left : node->rb_right;
	parent = rb_parent(node);
	replace_child(root, parent, node, only_child);
	if (only_child)
		set_parent(only_child, parent);
	if (!is_red(node))
		erase_fix(root, only_child, parent);
}

/* --- walking --- */

struct rb_node *rb_first(const struct rb_root *root)
{
	return root->rb_node ? leftmost(root->rb_node) : NULL;
}

/*
 * The successor: the leftmost node below on the right, or else the first
 * ancestor that we are on the left of.
 */
struct rb_node *rb_next(const struct rb_node *node)
{
	struct rb_node *parent;

	assert(!RB_EMPTY_NODE(node));
	if (node->rb_right)
		return leftmost(node->rb_right);
	while ((parent = rb_parent(node)) && node == parent->rb_right)
		node = parent;
	return parent;
}
