// SPDX-License-Identifier: GPL-2.0
/* Radix trees (lectern/radix_tree.h). */
#include <lectern/limits.h>
#include <lectern/radix_tree.h>
#include <uapi/errno.h>

#include "support.h"

#define FANOUT 64UL /* slots of a node */
#define MANY   1000

/* An item for each index that we use; only its address matters. */
static char items[MANY];

static void insert(struct radix_tree_root *root, unsigned long index,
		   void *item)
{
	assert_int_equal(radix_tree_insert(root, index, item), 0);
}

/* Take out whatever is in there; all nodes go with it. */
static void empty(struct radix_tree_root *root)
{
	unsigned long index = 0;

	while (radix_tree_next(root, &index))
		radix_tree_delete(root, index);
	assert_null(root->rnode);
}

static void empty_tree_has_nothing(void **state)
{
	RADIX_TREE(root, 0);
	unsigned long index = 5;

	assert_null(radix_tree_lookup(&root, 0));
	assert_null(radix_tree_lookup(&root, ULONG_MAX));
	assert_null(radix_tree_delete(&root, 3));
	assert_null(radix_tree_next(&root, &index));
	assert_int_equal(index, 5);
}

static void item_is_found_at_its_index_only(void **state)
{
	static const unsigned long indices[] = {
		0, 1, 63, 64, 4095, 4096, 0x12345678, ULONG_MAX - 1, ULONG_MAX,
	};
	RADIX_TREE(root, 0);

	for (size_t i = 0; i < ARRAY_SIZE(indices); i++)
		insert(&root, indices[i], &items[i]);
	for (size_t i = 0; i < ARRAY_SIZE(indices); i++)
		assert_ptr_equal(radix_tree_lookup(&root, indices[i]),
				 &items[i]);
	assert_null(radix_tree_lookup(&root, 2));
	assert_null(radix_tree_lookup(&root, 0x12345679));
	for (size_t i = 0; i < ARRAY_SIZE(indices); i++)
		assert_ptr_equal(radix_tree_delete(&root, indices[i]),
				 &items[i]);
	assert_int_equal(alloc_live(), 0);
}

static void taken_place_is_kept(void **state)
{
	RADIX_TREE(root, 0);

	insert(&root, 70, &items[0]);
	assert_int_equal(radix_tree_insert(&root, 70, &items[1]), -EEXIST);
	assert_ptr_equal(radix_tree_lookup(&root, 70), &items[0]);
	empty(&root);
}

static void deleting_frees_and_lowers(void **state)
{
	RADIX_TREE(root, 0);

	insert(&root, 0, &items[0]);
	assert_int_equal(alloc_live(), 1);
	insert(&root, FANOUT * FANOUT, &items[1]);
	assert_int_equal(root.height, 3);
	assert_int_equal(alloc_live(), 5);
	assert_ptr_equal(radix_tree_delete(&root, FANOUT * FANOUT), &items[1]);
	assert_int_equal(root.height, 1);
	assert_int_equal(alloc_live(), 1);
	assert_ptr_equal(radix_tree_lookup(&root, 0), &items[0]);
	radix_tree_delete(&root, 0);
	assert_int_equal(alloc_live(), 0);
}

/* Fail each allocation of an insertion in turn, until it goes through. */
static void insert_in_spite_of_failures(struct radix_tree_root *root,
					unsigned long index, void *item)
{
	unsigned int nth, before = alloc_live(), height = root->height;
	int err = -ENOMEM;

	for (nth = 1; err; nth++) {
		alloc_fail_nth(nth);
		err = radix_tree_insert(root, index, item);
		alloc_fail_nth(0);
		if (!err)
			break;
		assert_int_equal(err, -ENOMEM);
		assert_int_equal(alloc_live(), before);
		assert_int_equal(root->height, height);
		assert_null(radix_tree_lookup(root, index));
	}
}

static void failed_insertion_changes_nothing(void **state)
{
	RADIX_TREE(root, 0);

	insert_in_spite_of_failures(&root, 77, &items[0]);
	insert_in_spite_of_failures(&root, 1UL << 20, &items[1]);
	insert_in_spite_of_failures(&root, 5000, &items[2]);
	insert_in_spite_of_failures(&root, ULONG_MAX, &items[3]);
	assert_ptr_equal(radix_tree_lookup(&root, 77), &items[0]);
	assert_ptr_equal(radix_tree_lookup(&root, 1UL << 20), &items[1]);
	assert_ptr_equal(radix_tree_lookup(&root, 5000), &items[2]);
	empty(&root);
}

static void next_walks_in_order(void **state)
{
	static const unsigned long indices[] = { 3, 63, 64, 5000, ULONG_MAX };
	RADIX_TREE(root, 0);
	unsigned long index = 0;

	for (size_t i = 0; i < ARRAY_SIZE(indices); i++)
		insert(&root, indices[i], &items[i]);
	for (size_t i = 0; i < ARRAY_SIZE(indices); i++) {
		assert_ptr_equal(radix_tree_next(&root, &index), &items[i]);
		assert_true(index == indices[i]);
		index++;
	}
	index = 5001;
	assert_ptr_equal(radix_tree_next(&root, &index), &items[4]);
	empty(&root);
}

static void first_free_index_is_found(void **state)
{
	RADIX_TREE(root, 0);
	unsigned long i, index;

	for (i = 0; i < MANY; i++) {
		assert_true(radix_tree_next_free(&root, 0, &index));
		assert_int_equal(index, i);
		insert(&root, i, &items[i]);
	}
	for (i = 0; i < MANY; i++) {
		radix_tree_delete(&root, i);
		assert_true(radix_tree_next_free(&root, 0, &index));
		assert_int_equal(index, i);
		insert(&root, i, &items[i]);
	}
	empty(&root);
}

static void free_index_is_searched_from_the_first_on(void **state)
{
	RADIX_TREE(root, 0);
	unsigned long i, index;

	for (i = 0; i < 3 * FANOUT; i++)
		insert(&root, i, &items[i]);
	radix_tree_delete(&root, 5);
	assert_true(radix_tree_next_free(&root, 6, &index));
	assert_int_equal(index, 3 * FANOUT);
	assert_true(radix_tree_next_free(&root, 1000000, &index));
	assert_int_equal(index, 1000000);
	/* A whole node is missing between the full ones. */
	for (i = FANOUT; i < 2 * FANOUT; i++)
		radix_tree_delete(&root, i);
	assert_true(radix_tree_next_free(&root, 6, &index));
	assert_int_equal(index, FANOUT);
	empty(&root);
}

static void free_index_ends_with_the_numbers(void **state)
{
	RADIX_TREE(root, 0);
	unsigned long index;

	insert(&root, ULONG_MAX, &items[0]);
	assert_false(radix_tree_next_free(&root, ULONG_MAX, &index));
	assert_true(radix_tree_next_free(&root, ULONG_MAX - 1, &index));
	assert_true(index == ULONG_MAX - 1);
	assert_true(radix_tree_next_free(&root, 0, &index));
	assert_int_equal(index, 0);
	empty(&root);
}

static void random_changes_agree_with_an_array(void **state)
{
	RADIX_TREE(root, 0);
	void *model[MANY] = { NULL };
	unsigned long index, i;

	for (int n = 0; n < 50000; n++) {
		i = random_u32() % MANY;
		if (model[i]) {
			assert_ptr_equal(radix_tree_delete(&root, i), model[i]);
			model[i] = NULL;
		} else {
			insert(&root, i, &items[i]);
			model[i] = &items[i];
		}
		index = i;
		while (i < MANY && model[i])
			i++;
		assert_true(radix_tree_next_free(&root, index, &index));
		assert_int_equal(index, i);
	}
	for (i = 0; i < MANY; i++)
		assert_ptr_equal(radix_tree_delete(&root, i), model[i]);
	assert_int_equal(alloc_live(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(empty_tree_has_nothing),
		TEST(item_is_found_at_its_index_only),
		TEST(taken_place_is_kept),
		TEST(deleting_frees_and_lowers),
		TEST(failed_insertion_changes_nothing),
		TEST(next_walks_in_order),
		TEST(first_free_index_is_found),
		TEST(free_index_is_searched_from_the_first_on),
		TEST(free_index_ends_with_the_numbers),
		TEST(random_changes_agree_with_an_array),
	};

	return cmocka_run_group_tests_name("radix_tree", tests, NULL, NULL);
}
