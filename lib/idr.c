// SPDX-License-Identifier: GPL-2.0
/*
 * Ids for pointers: a thin layer over the radix tree, which knows where the
 * next free index is (radix_tree_next_free).
 *
 * No locks here: the idr's owner says which one guards it.
 */
#include <lectern/bug.h>
#include <lectern/idr.h>
#include <lectern/limits.h>
#include <uapi/errno.h>

/*
 * Search, then insert. The two are one step for everybody else, because the
 * caller holds the lock that guards the idr.
 */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	int last = end > 0 ? end - 1 : INT_MAX;
	unsigned long id;
	int err;

	if (start < 0)
		return -EINVAL;
	if (start > last ||
	    !radix_tree_next_free(&idr->tree, (unsigned long)start, &id) ||
	    id > (unsigned long)last)
		return -ENOSPC;
	idr->tree.gfp = gfp;
	err = radix_tree_insert(&idr->tree, id, ptr);
	/* It was free a moment ago, and the caller holds the lock. */
	assert(err != -EEXIST);
	return err ? err : (int)id;
}

/*
 * `next` is only a hint where to begin; a failure leaves it alone, so that the
 * same id is tried again.
 *
 *	start          next        end
 *	  |..............|----------|	first search
 *	  |--------------'		second, when that found nothing
 */
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	int id = idr_alloc(idr, ptr, max(start, idr->next), end, gfp);

	/* Once round: what lies before the last id may be free again. */
	if (id == -ENOSPC && idr->next > start)
		id = idr_alloc(idr, ptr, start, end, gfp);
	if (id >= 0)
		idr->next = id == INT_MAX ? 0 : id + 1;
	return id;
}

void *idr_find(const struct idr *idr, int id)
{
	return id < 0 ? NULL : radix_tree_lookup(&idr->tree, (unsigned long)id);
}

void *idr_remove(struct idr *idr, int id)
{
	return id < 0 ? NULL : radix_tree_delete(&idr->tree, (unsigned long)id);
}

void *idr_get_next(const struct idr *idr, int *id)
{
	unsigned long index = (unsigned long)*id;
	void *ptr;

	/* A walk that went past INT_MAX has come to its end. */
	if (*id < 0)
		return NULL;
	ptr = radix_tree_next(&idr->tree, &index);
	if (ptr)
		*id = (int)index;
	return ptr;
}
