// SPDX-License-Identifier: GPL-2.0
/* Lists: list_head and hlist (lectern/list.h). */
#include <lectern/list.h>
#include <lectern/printf.h>
#include <lectern/string.h>

#include "support.h"

struct item {
	int value;
	struct list_head node;
	struct hlist_node hnode;
};

static struct item items[4] = { { .value = 0 },
				{ .value = 1 },
				{ .value = 2 },
				{ .value = 3 } };

/* The values in order, forwards and then backwards: "012 210". */
static const char *shown(struct list_head *head)
{
	static char text[32];
	struct item *item;
	int n = 0;

	list_for_each_entry(item, head, node)
		n += scnprintf(text + n, sizeof(text) - n, "%d", item->value);
	n += scnprintf(text + n, sizeof(text) - n, " ");
	list_for_each_entry_reverse(item, head, node)
		n += scnprintf(text + n, sizeof(text) - n, "%d", item->value);
	return text;
}

static bool shows(struct list_head *head, const char *text)
{
	return strcmp(shown(head), text) == 0;
}

static void fill(struct list_head *head, int first, int last)
{
	int i;

	INIT_LIST_HEAD(head);
	for (i = first; i <= last; i++)
		list_add_tail(&items[i].node, head);
}

static void empty_list_is_empty(void **state)
{
	LIST_HEAD(head);

	assert_true(list_empty(&head));
	assert_null(list_first_entry_or_null(&head, struct item, node));
	assert_true(shows(&head, " "));
}

static void add_pushes_and_add_tail_appends(void **state)
{
	LIST_HEAD(head);

	list_add(&items[1].node, &head);
	assert_true(list_is_singular(&head));
	list_add(&items[0].node, &head);
	list_add_tail(&items[2].node, &head);
	assert_true(shows(&head, "012 210"));
	assert_false(list_is_singular(&head));
	assert_int_equal(list_first_entry(&head, struct item, node)->value, 0);
	assert_int_equal(list_last_entry(&head, struct item, node)->value, 2);
	assert_true(list_is_last(&items[2].node, &head));
}

static void del_takes_out_and_poisons(void **state)
{
	LIST_HEAD(head);

	fill(&head, 0, 2);
	list_del(&items[1].node);
	assert_true(shows(&head, "02 20"));
	assert_ptr_equal(items[1].node.next, LIST_POISON1);
	assert_ptr_equal(items[1].node.prev, LIST_POISON2);
}

static void del_init_may_be_repeated(void **state)
{
	LIST_HEAD(head);

	fill(&head, 0, 1);
	list_del_init(&items[0].node);
	assert_true(list_empty(&items[0].node));
	list_del_init(&items[0].node);
	assert_true(shows(&head, "1 1"));
}

static void replace_takes_the_place(void **state)
{
	LIST_HEAD(head);

	fill(&head, 0, 2);
	list_replace(&items[1].node, &items[3].node);
	assert_true(shows(&head, "032 230"));
}

static void move_changes_lists(void **state)
{
	LIST_HEAD(from);
	LIST_HEAD(to);

	fill(&from, 0, 2);
	fill(&to, 3, 3);
	list_move(&items[0].node, &to);
	list_move_tail(&items[1].node, &to);
	assert_true(shows(&from, "2 2"));
	assert_true(shows(&to, "031 130"));
}

static void splice_inserts_at_either_end(void **state)
{
	LIST_HEAD(a);
	LIST_HEAD(b);

	fill(&a, 0, 1);
	fill(&b, 2, 3);
	list_splice_init(&a, &b);
	assert_true(list_empty(&a));
	assert_true(shows(&b, "0123 3210"));

	fill(&a, 0, 1);
	fill(&b, 2, 3);
	list_splice_tail_init(&a, &b);
	assert_true(shows(&b, "2301 1032"));
}

static void splice_of_nothing_changes_nothing(void **state)
{
	LIST_HEAD(nothing);
	LIST_HEAD(head);

	fill(&head, 0, 1);
	list_splice(&nothing, &head);
	list_splice_tail(&nothing, &head);
	assert_true(shows(&head, "01 10"));
}

static void safe_walk_survives_removal(void **state)
{
	LIST_HEAD(head);
	struct item *item, *next;

	fill(&head, 0, 3);
	list_for_each_entry_safe(item, next, &head, node)
		if (item->value % 2)
			list_del(&item->node);
	assert_true(shows(&head, "02 20"));
}

static void walk_can_be_continued(void **state)
{
	LIST_HEAD(head);
	struct item *item = &items[1];
	int sum = 0;

	fill(&head, 0, 3);
	list_for_each_entry_continue(item, &head, node)
		sum += item->value;
	assert_int_equal(sum, 2 + 3);
}

static void hlist_is_a_stack(void **state)
{
	HLIST_HEAD(head);
	struct item *item;
	int seen = 0;

	assert_true(hlist_empty(&head));
	hlist_add_head(&items[3].hnode, &head);
	hlist_add_head(&items[2].hnode, &head);
	hlist_add_head(&items[1].hnode, &head);
	hlist_for_each_entry(item, &head, hnode)
		seen = seen * 10 + item->value;
	assert_int_equal(seen, 123);
}

static void hlist_del_needs_no_head(void **state)
{
	HLIST_HEAD(head);

	hlist_add_head(&items[0].hnode, &head);
	hlist_add_head(&items[1].hnode, &head);
	hlist_del(&items[1].hnode);
	assert_ptr_equal(head.first, &items[0].hnode);
	hlist_del_init(&items[0].hnode);
	assert_true(hlist_empty(&head));
	assert_true(hlist_unhashed(&items[0].hnode));
	hlist_del_init(&items[0].hnode);
}

static void hlist_safe_walk_survives_removal(void **state)
{
	HLIST_HEAD(head);
	struct hlist_node *next;
	struct item *item;
	int count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(items); i++)
		hlist_add_head(&items[i].hnode, &head);
	hlist_for_each_entry_safe(item, next, &head, hnode) {
		hlist_del(&item->hnode);
		count++;
	}
	assert_int_equal(count, ARRAY_SIZE(items));
	assert_true(hlist_empty(&head));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(empty_list_is_empty),
		TEST(add_pushes_and_add_tail_appends),
		TEST(del_takes_out_and_poisons),
		TEST(del_init_may_be_repeated),
		TEST(replace_takes_the_place),
		TEST(move_changes_lists),
		TEST(splice_inserts_at_either_end),
		TEST(splice_of_nothing_changes_nothing),
		TEST(safe_walk_survives_removal),
		TEST(walk_can_be_continued),
		TEST(hlist_is_a_stack),
		TEST(hlist_del_needs_no_head),
		TEST(hlist_safe_walk_survives_removal),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
