// SPDX-License-Identifier: GPL-2.0
/* Ids for pointers (lectern/idr.h). */
#include <lectern/idr.h>
#include <lectern/limits.h>
#include <uapi/errno.h>

#include "support.h"

#define MANY 30000

static char items[MANY];

static void empty(struct idr *idr)
{
	char *entry;
	int id;

	idr_for_each_entry(idr, entry, id)
		idr_remove(idr, id);
	assert_true(idr_is_empty(idr));
}

static void lowest_free_id_is_given(void **state)
{
	DEFINE_IDR(idr);

	assert_int_equal(idr_alloc(&idr, &items[0], 0, 0, 0), 0);
	assert_int_equal(idr_alloc(&idr, &items[1], 0, 0, 0), 1);
	assert_int_equal(idr_alloc(&idr, &items[2], 0, 0, 0), 2);
	assert_ptr_equal(idr_remove(&idr, 1), &items[1]);
	assert_int_equal(idr_alloc(&idr, &items[3], 0, 0, 0), 1);
	assert_int_equal(idr_alloc(&idr, &items[4], 100, 0, 0), 100);
	assert_ptr_equal(idr_find(&idr, 1), &items[3]);
	assert_null(idr_find(&idr, 3));
	empty(&idr);
}

static void range_is_kept(void **state)
{
	DEFINE_IDR(idr);

	assert_int_equal(idr_alloc(&idr, items, 5, 7, 0), 5);
	assert_int_equal(idr_alloc(&idr, items, 5, 7, 0), 6);
	assert_int_equal(idr_alloc(&idr, items, 5, 7, 0), -ENOSPC);
	assert_int_equal(idr_alloc(&idr, items, 9, 9, 0), -ENOSPC);
	assert_int_equal(idr_alloc(&idr, items, -1, 9, 0), -EINVAL);
	empty(&idr);
}

static void ids_reach_int_max(void **state)
{
	DEFINE_IDR(idr);

	assert_int_equal(idr_alloc(&idr, items, INT_MAX, 0, 0), INT_MAX);
	assert_int_equal(idr_alloc(&idr, items, INT_MAX, 0, 0), -ENOSPC);
	assert_ptr_equal(idr_find(&idr, INT_MAX), items);
	empty(&idr);
}

static void cyclic_ids_are_reused_late(void **state)
{
	DEFINE_IDR(idr);

	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 5, 0), 1);
	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 5, 0), 2);
	idr_remove(&idr, 1);
	idr_remove(&idr, 2);
	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 5, 0), 3);
	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 5, 0), 4);
	/* Round it goes. */
	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 5, 0), 1);
	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 5, 0), 2);
	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 5, 0), -ENOSPC);
	idr_remove(&idr, 4);
	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 5, 0), 4);
	empty(&idr);
}

static void cyclic_ids_wrap_at_int_max(void **state)
{
	DEFINE_IDR(idr);

	idr.next = INT_MAX;
	assert_int_equal(idr_alloc_cyclic(&idr, items, 2, 0, 0), INT_MAX);
	assert_int_equal(idr_alloc_cyclic(&idr, items, 2, 0, 0), 2);
	empty(&idr);
}

static void unknown_ids_are_refused(void **state)
{
	DEFINE_IDR(idr);
	int id = -1;

	assert_null(idr_find(&idr, -5));
	assert_null(idr_find(&idr, 5));
	assert_null(idr_remove(&idr, -5));
	assert_null(idr_remove(&idr, 5));
	assert_null(idr_get_next(&idr, &id));
}

static void failed_allocation_takes_no_id(void **state)
{
	DEFINE_IDR(idr);

	alloc_fail_nth(1);
	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 0, 0), -ENOMEM);
	assert_true(idr_is_empty(&idr));
	assert_int_equal(idr_alloc_cyclic(&idr, items, 1, 0, 0), 1);
	empty(&idr);
}

static void entries_are_walked_in_order(void **state)
{
	DEFINE_IDR(idr);
	char *entry;
	int id, count = 0;

	for (int i = 0; i < 300; i++)
		assert_int_equal(idr_alloc(&idr, &items[i], i * 100, 0, 0),
				 i * 100);
	idr_for_each_entry(&idr, entry, id) {
		assert_int_equal(id, count * 100);
		assert_ptr_equal(entry, &items[count]);
		/* Taking the present one out does no harm. */
		idr_remove(&idr, id);
		count++;
	}
	assert_int_equal(count, 300);
	assert_true(idr_is_empty(&idr));
}

static void many_ids_cost_little_memory(void **state)
{
	DEFINE_IDR(idr);

	for (int i = 0; i < MANY; i++)
		assert_int_equal(idr_alloc(&idr, &items[i], 0, 0, 0), i);
	/* A node for each 64, one for each 64 of those, and so on. */
	assert_true(alloc_live() <= MANY / 64 + MANY / 64 / 64 + 3);
	for (int i = 0; i < MANY; i++)
		assert_ptr_equal(idr_remove(&idr, i), &items[i]);
	assert_true(idr_is_empty(&idr));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lowest_free_id_is_given),
		TEST(range_is_kept),
		TEST(ids_reach_int_max),
		TEST(cyclic_ids_are_reused_late),
		TEST(cyclic_ids_wrap_at_int_max),
		TEST(unknown_ids_are_refused),
		TEST(failed_allocation_takes_no_id),
		TEST(entries_are_walked_in_order),
		TEST(many_ids_cost_little_memory),
	};

	return cmocka_run_group_tests_name("idr", tests, NULL, NULL);
}
