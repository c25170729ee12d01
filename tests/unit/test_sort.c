// SPDX-License-Identifier: GPL-2.0
/* Sorting and searching arrays (lectern/sort.h). */
#include <lectern/sort.h>
#include <lectern/string.h>

#include "support.h"

#define MANY 300

static int compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static bool sorted(const int *array, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (array[i - 1] > array[i])
			return false;
	return true;
}

/* Every length, since the last parent of a heap has one child or two. */
static void arrays_of_any_length_are_sorted(void **state)
{
	int array[MANY];
	long sum = 0;

	for (size_t n = 0; n <= MANY; n++) {
		for (size_t i = 0; i < n; i++) {
			array[i] = random_u32() % 100;
			sum += array[i];
		}
		sort(array, n, sizeof(int), compare_ints);
		assert_true(sorted(array, n));
		for (size_t i = 0; i < n; i++)
			sum -= array[i];
		assert_int_equal(sum, 0);
	}
}

static void sorted_and_reversed_arrays_are_sorted(void **state)
{
	int up[MANY], down[MANY];

	for (int i = 0; i < MANY; i++) {
		up[i] = i;
		down[i] = MANY - i;
	}
	sort(up, MANY, sizeof(int), compare_ints);
	sort(down, MANY, sizeof(int), compare_ints);
	assert_true(sorted(up, MANY));
	assert_true(sorted(down, MANY));
}

static int compare_triples(const void *a, const void *b)
{
	return memcmp(a, b, 3);
}

static void elements_may_have_any_size(void **state)
{
	char text[] = "zzzaaammmbbb";

	sort(text, 4, 3, compare_triples);
	assert_string_equal(text, "aaabbbmmmzzz");
}

static void search_finds_each_element_and_no_other(void **state)
{
	int array[MANY];

	for (int n = 0; n < MANY; n += 7) {
		for (int i = 0; i < n; i++)
			array[i] = 2 * i;
		for (int key = -1; key <= 2 * n; key++) {
			int *found = bsearch(&key, array, n, sizeof(int),
					     compare_ints);

			if (key >= 0 && key < 2 * n && key % 2 == 0)
				assert_ptr_equal(found, &array[key / 2]);
			else
				assert_null(found);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(arrays_of_any_length_are_sorted),
		TEST(sorted_and_reversed_arrays_are_sorted),
		TEST(elements_may_have_any_size),
		TEST(search_finds_each_element_and_no_other),
	};

	return cmocka_run_group_tests_name("sort", tests, NULL, NULL);
}
