// SPDX-License-Identifier: GPL-2.0
/* Red-black trees (lectern/rbtree.h): order, and the rules after a change. */
#include <lectern/rbtree.h>

#include "support.h"

#define MANY 500

struct item {
	unsigned int key;
	bool linked;
	struct rb_node node;
};

static struct item items[MANY];

static void insert(struct rb_root *root, struct item *item)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (item->key < rb_entry(parent, struct item, node)->key)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&item->node, parent, link);
	rb_insert_color(&item->node, root);
	item->linked = true;
}

static void erase(struct rb_root *root, struct item *item)
{
	rb_erase(&item->node, root);
	item->linked = false;
}

static bool red(const struct rb_node *node)
{
	return node && !(node->rb_parent_color & 1);
}

/* Check the rules below a node; returns how many black nodes a path has. */
static int black_height(const struct rb_node *node,
			const struct rb_node *parent)
{
	int left, right;

	if (!node)
		return 0;
	assert_ptr_equal((void *)(node->rb_parent_color & ~1UL), parent);
	assert_false(red(node) && red(parent));
	left = black_height(node->rb_left, node);
	right = black_height(node->rb_right, node);
	assert_int_equal(left, right);
	return left + !red(node);
}

/* The whole tree: rules, order, number of elements. */
static void check(const struct rb_root *root, unsigned int count)
{
	struct rb_node *node, *prev = NULL;
	unsigned int seen = 0;

	assert_false(red(root->rb_node));
	black_height(root->rb_node, NULL);
	for (node = rb_first(root); node; node = rb_next(node)) {
		if (prev)
			assert_true(rb_entry(prev, struct item, node)->key <=
				    rb_entry(node, struct item, node)->key);
		prev = node;
		seen++;
	}
	assert_int_equal(seen, count);
}

static void empty_tree_has_no_first(void **state)
{
	struct rb_root root = RB_ROOT;

	assert_true(RB_EMPTY_ROOT(&root));
	assert_null(rb_first(&root));
}

static void ascending_keys_stay_balanced(void **state)
{
	struct rb_root root = RB_ROOT;
	unsigned int i;

	for (i = 0; i < MANY; i++) {
		items[i].key = i;
		insert(&root, &items[i]);
		check(&root, i + 1);
	}
}

static void descending_keys_stay_balanced(void **state)
{
	struct rb_root root = RB_ROOT;
	unsigned int i;

	for (i = 0; i < MANY; i++) {
		items[i].key = MANY - i;
		insert(&root, &items[i]);
		check(&root, i + 1);
	}
}

static void equal_keys_are_kept_apart(void **state)
{
	struct rb_root root = RB_ROOT;
	unsigned int i;

	for (i = 0; i < 20; i++) {
		items[i].key = 7;
		insert(&root, &items[i]);
	}
	check(&root, 20);
}

static void erasing_in_order_keeps_the_rules(void **state)
{
	struct rb_root root = RB_ROOT;
	unsigned int i;

	for (i = 0; i < MANY; i++) {
		items[i].key = i;
		insert(&root, &items[i]);
	}
	for (i = 0; i < MANY; i++) {
		erase(&root, &items[i]);
		check(&root, MANY - 1 - i);
	}
	assert_true(RB_EMPTY_ROOT(&root));
}

/* The root is mostly a node with two children: the exchange is exercised. */
static void erasing_the_root_keeps_the_rules(void **state)
{
	struct rb_root root = RB_ROOT;
	unsigned int i;

	for (i = 0; i < MANY; i++) {
		items[i].key = random_u32();
		insert(&root, &items[i]);
	}
	for (i = 0; i < MANY; i++) {
		erase(&root, rb_entry(root.rb_node, struct item, node));
		check(&root, MANY - 1 - i);
	}
}

static void random_changes_keep_the_rules(void **state)
{
	struct rb_root root = RB_ROOT;
	unsigned int i, count = 0;

	for (i = 0; i < MANY; i++)
		items[i].linked = false;
	for (i = 0; i < 20 * MANY; i++) {
		struct item *item = &items[random_u32() % MANY];

		if (item->linked) {
			erase(&root, item);
			count--;
		} else {
			item->key = random_u32() % 100;
			insert(&root, item);
			count++;
		}
		if (i % 8 == 0)
			check(&root, count);
	}
}

static void cleared_node_is_known_as_such(void **state)
{
	struct rb_root root = RB_ROOT;

	RB_CLEAR_NODE(&items[0].node);
	assert_true(RB_EMPTY_NODE(&items[0].node));
	expect_assert_failure(rb_next(&items[0].node));
	insert(&root, &items[0]);
	assert_false(RB_EMPTY_NODE(&items[0].node));
	assert_null(rb_entry_safe(rb_next(&items[0].node), struct item, node));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(empty_tree_has_no_first),
		TEST(ascending_keys_stay_balanced),
		TEST(descending_keys_stay_balanced),
		TEST(equal_keys_are_kept_apart),
		TEST(erasing_in_order_keeps_the_rules),
		TEST(erasing_the_root_keeps_the_rules),
		TEST(random_changes_keep_the_rules),
		TEST(cleared_node_is_known_as_such),
	};

	return cmocka_run_group_tests_name("rbtree", tests, NULL, NULL);
}
