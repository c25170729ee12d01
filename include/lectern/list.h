/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Linked lists that live inside the structures that they link.
 *
 * list_head: a ring through a head that belongs to no element. Empty, the head
 * points at itself; so no operation has a special case for the ends.
 *
 *	      +-----------------------------------------+
 *	      v                                         |
 *	   [ head ] <-> [ a.node ] <-> [ b.node ] <-----+
 *
 * hlist_head: one word, for hash tables. A node's pprev points at whichever
 * pointer points at it (the head's first or a neighbour's next), so that a node
 * can be taken out without knowing its head.
 *
 *	[ first ] --> [ next ] --> [ next ] --> NULL
 *	    ^-------- pprev   ^--- pprev
 *
 * A node taken out by list_del or hlist_del is poisoned: following it faults.
 * Nothing here locks; the owner of the list says which lock guards it. Any
 * context.
 */
#ifndef LECTERN_LIST_H
#define LECTERN_LIST_H

#include <lectern/compiler.h>
#include <lectern/types.h>

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

/* Addresses that are never mapped: they show in a fault what happened. */
#define LIST_POISON1 ((void *)0x100)
#define LIST_POISON2 ((void *)0x122)

/* --- list_head: set up and change --- */

#define LIST_HEAD_INIT(name)                                                   \
	{                                                                      \
		&(name), &(name)                                               \
	}
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)

/**
 * INIT_LIST_HEAD - make @head an empty list (or a node that is on none)
 */
static inline void INIT_LIST_HEAD(struct list_head *head)
{
	head->next = head;
	head->prev = head;
}

/* Join two nodes as neighbours; the building stone of all that follows. */
static inline void __list_join(struct list_head *prev, struct list_head *next)
{
	prev->next = next;
	next->prev = prev;
}

/**
 * list_add - put @node right behind @head: a stack's push
 */
static inline void list_add(struct list_head *node, struct list_head *head)
{
	__list_join(node, head->next);
	__list_join(head, node);
}

/**
 * list_add_tail - put @node right before @head, at the end: a queue's append
 */
static inline void list_add_tail(struct list_head *node, struct list_head *head)
{
	__list_join(head->prev, node);
	__list_join(node, head);
}

/**
 * list_del - take @node out and poison it
 */
static inline void list_del(struct list_head *node)
{
	__list_join(node->prev, node->next);
	node->next = LIST_POISON1;
	node->prev = LIST_POISON2;
}

/**
 * list_del_init - take @node out; list_empty(@node) holds afterwards, and
 * taking it out again is harmless
 */
static inline void list_del_init(struct list_head *node)
{
	__list_join(node->prev, node->next);
	INIT_LIST_HEAD(node);
}

/**
 * list_replace - put @node in @old's place; @old is left as it was
 */
static inline void list_replace(struct list_head *old, struct list_head *node)
{
	__list_join(node, old->next);
	__list_join(old->prev, node);
}

/**
 * list_move - from the list it is on to the start of @head's
 */
static inline void list_move(struct list_head *node, struct list_head *head)
{
	__list_join(node->prev, node->next);
	list_add(node, head);
}

/**
 * list_move_tail - from the list it is on to the end of @head's
 */
static inline void list_move_tail(struct list_head *node,
				  struct list_head *head)
{
	__list_join(node->prev, node->next);
	list_add_tail(node, head);
}

/**
 * list_empty - whether @head has no elements (or a node is on no list)
 */
static inline bool list_empty(const struct list_head *head)
{
	return READ_ONCE(head->next) == head;
}

/**
 * list_is_singular - whether @head has exactly one element
 */
static inline bool list_is_singular(const struct list_head *head)
{
	return !list_empty(head) && head->next == head->prev;
}

/**
 * list_is_last - whether @node is the last element of @head
 */
static inline bool list_is_last(const struct list_head *node,
				const struct list_head *head)
{
	return node->next == head;
}

/* Put the elements of @list (not empty) between two neighbours. */
static inline void __list_splice(struct list_head *list, struct list_head *prev,
				 struct list_head *next)
{
	__list_join(prev, list->next);
	__list_join(list->prev, next);
}

/**
 * list_splice - move all of @list to the start of @head; @list's own head is
 * left dangling
 */
static inline void list_splice(struct list_head *list, struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head, head->next);
}

/**
 * list_splice_tail - move all of @list to the end of @head; @list's own head
 * is left dangling
 */
static inline void list_splice_tail(struct list_head *list,
				    struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head->prev, head);
}

/**
 * list_splice_init - list_splice, and @list is empty afterwards
 */
static inline void list_splice_init(struct list_head *list,
				    struct list_head *head)
{
	list_splice(list, head);
	INIT_LIST_HEAD(list);
}

/**
 * list_splice_tail_init - list_splice_tail, and @list is empty afterwards
 */
static inline void list_splice_tail_init(struct list_head *list,
					 struct list_head *head)
{
	list_splice_tail(list, head);
	INIT_LIST_HEAD(list);
}

/* --- list_head: look and walk --- */

/* The structure of `type` whose list_head `member` is `ptr`. */
#define list_entry(ptr, type, member) container_of(ptr, type, member)

/* First, last element; the list must not be empty. */
#define list_first_entry(head, type, member)                                   \
	list_entry((head)->next, type, member)
#define list_last_entry(head, type, member)                                    \
	list_entry((head)->prev, type, member)

/* First element, or NULL when there is none. */
#define list_first_entry_or_null(head, type, member)                           \
	(list_empty(head) ? NULL : list_first_entry(head, type, member))

/* Neighbours of an element; at an end, nonsense made from the head. */
#define list_next_entry(pos, member)                                           \
	list_entry((pos)->member.next, __typeof__(*(pos)), member)
#define list_prev_entry(pos, member)                                           \
	list_entry((pos)->member.prev, __typeof__(*(pos)), member)

/* Is `pos` the nonsense made from the head, that is, is the walk over? */
#define list_entry_is_head(pos, head, member) (&(pos)->member == (head))

/* Walk the bare nodes. */
#define list_for_each(pos, head)                                               \
	for ((pos) = (head)->next; (pos) != (head); (pos) = (pos)->next)
#define list_for_each_prev(pos, head)                                          \
	for ((pos) = (head)->prev; (pos) != (head); (pos) = (pos)->prev)

/* Walk; the body may take `pos` out (and nothing else). */
#define list_for_each_safe(pos, n, head)                                       \
	for ((pos) = (head)->next, (n) = (pos)->next; (pos) != (head);         \
	     (pos) = (n), (n) = (pos)->next)

/* Walk the structures, forwards or backwards. */
#define list_for_each_entry(pos, head, member)                                 \
	for ((pos) = list_first_entry(head, __typeof__(*(pos)), member);       \
	     !list_entry_is_head(pos, head, member);                           \
	     (pos) = list_next_entry(pos, member))
#define list_for_each_entry_reverse(pos, head, member)                         \
	for ((pos) = list_last_entry(head, __typeof__(*(pos)), member);        \
	     !list_entry_is_head(pos, head, member);                           \
	     (pos) = list_prev_entry(pos, member))

/* Go on behind `pos`, which is on the list. */
#define list_for_each_entry_continue(pos, head, member)                        \
	for ((pos) = list_next_entry(pos, member);                             \
	     !list_entry_is_head(pos, head, member);                           \
	     (pos) = list_next_entry(pos, member))

/* Walk; the body may take `pos` out and free it (and nothing else). */
#define list_for_each_entry_safe(pos, n, head, member)                         \
	for ((pos) = list_first_entry(head, __typeof__(*(pos)), member),       \
	    (n) = list_next_entry(pos, member);                                \
	     !list_entry_is_head(pos, head, member);                           \
	     (pos) = (n), (n) = list_next_entry(n, member))

/* --- hlist --- */

#define HLIST_HEAD_INIT                                                        \
	{                                                                      \
		NULL                                                           \
	}
#define HLIST_HEAD(name)      struct hlist_head name = HLIST_HEAD_INIT
#define INIT_HLIST_HEAD(head) ((void)((head)->first = NULL))

/**
 * INIT_HLIST_NODE - mark @node as being on no list
 */
static inline void INIT_HLIST_NODE(struct hlist_node *node)
{
	node->next = NULL;
	node->pprev = NULL;
}

/**
 * hlist_unhashed - whether @node is on no list; asks for a node that was set
 * up by INIT_HLIST_NODE or taken out by hlist_del_init
 */
static inline bool hlist_unhashed(const struct hlist_node *node)
{
	return !node->pprev;
}

/**
 * hlist_empty - whether @head has no elements
 */
static inline bool hlist_empty(const struct hlist_head *head)
{
	return !READ_ONCE(head->first);
}

/**
 * hlist_add_head - put @node at the start of @head
 */
static inline void hlist_add_head(struct hlist_node *node,
				  struct hlist_head *head)
{
	node->next = head->first;
	if (node->next)
		node->next->pprev = &node->next;
	head->first = node;
	node->pprev = &head->first;
}

/* Let whoever points at @node point past it. */
static inline void __hlist_del(struct hlist_node *node)
{
	*node->pprev = node->next;
	if (node->next)
		node->next->pprev = node->pprev;
}

/**
 * hlist_del - take @node out and poison it
 */
static inline void hlist_del(struct hlist_node *node)
{
	__hlist_del(node);
	node->next = LIST_POISON1;
	node->pprev = LIST_POISON2;
}

/**
 * hlist_del_init - take @node out if it is on a list; hlist_unhashed(@node)
 * holds afterwards
 */
static inline void hlist_del_init(struct hlist_node *node)
{
	if (hlist_unhashed(node))
		return;
	__hlist_del(node);
	INIT_HLIST_NODE(node);
}

#define hlist_entry(ptr, type, member) container_of(ptr, type, member)

/* The structure around `ptr`, or NULL for NULL: the end of a walk. */
#define hlist_entry_safe(ptr, type, member)                                    \
	({                                                                     \
		struct hlist_node *_node = (ptr);                              \
		_node ? hlist_entry(_node, type, member) : NULL;               \
	})

/* Walk the structures. */
#define hlist_for_each_entry(pos, head, member)                                \
	for ((pos) = hlist_entry_safe((head)->first, __typeof__(*(pos)),       \
				      member);                                 \
	     (pos); (pos) = hlist_entry_safe((pos)->member.next,               \
					     __typeof__(*(pos)), member))

/* Walk; `n` is a struct hlist_node *; the body may free `pos`. */
#define hlist_for_each_entry_safe(pos, n, head, member)                        \
	for ((pos) = hlist_entry_safe((head)->first, __typeof__(*(pos)),       \
				      member);                                 \
	     (pos) && ((n) = (pos)->member.next, 1);                           \
	     (pos) = hlist_entry_safe(n, __typeof__(*(pos)), member))

#endif
