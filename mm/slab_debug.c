// SPDX-License-Identifier: GPL-2.0
/*
 * Checks on slab objects, in the debug build. An object lies between two red
 * zones and is followed by what is known of it:
 *
 *   +----------+----------------------+-----+------------------------+
 *   | red zone | object               | pad | red zone, user, next   |
 *   +----------+----------------------+-----+------------------------+
 *              ^ what the caller gets       ^ struct tail
 *
 *                red zones   object
 *   free         RED_FREE    0x6b in every byte; checked when it is taken
 *   in use       RED_INUSE   0x5a at first, so that a read before the first
 *                            write is noticed; the zones are checked at free
 *
 * So a write behind the end, a write after free, a second free and the free of
 * something that is no object are found, with the last user's name. No locks:
 * called by whoever owns the object at that moment.
 */
#include <lectern/panic.h>
#include <lectern/printk.h>

#include "internal.h"
#include "slab_debug.h"

#ifdef DEBUG

#define RED_FREE   0xF4EEF4EEu
#define RED_INUSE  0x5AFE5AFEu
#define BYTE_FREE  0x6B
#define BYTE_FRESH 0x5A

struct tail {
	u32 red_zone;
	void *user; /* an address in the code that took or gave it */
	void *next; /* slab.c's list of free objects */
};

void debug_layout(struct kmem_cache *cache)
{
	size_t tail = ALIGN(cache->object_size, sizeof(u32));

	cache->offset = cache->align;
	cache->free_offset = tail + offsetof(struct tail, next);
	cache->size =
		ALIGN(cache->offset + tail + sizeof(struct tail), cache->align);
}

static struct tail *tail_of(const struct kmem_cache *cache, void *obj)
{
	return (void *)((char *)obj + cache->free_offset -
			offsetof(struct tail, next));
}

static u32 *front_zone(const struct kmem_cache *cache, void *obj)
{
	return (u32 *)obj - 1;
}

static void mark(struct kmem_cache *cache, void *obj, u32 zone, int fill,
		 void *user)
{
	struct tail *tail = tail_of(cache, obj);

	memset(obj, fill, cache->object_size);
	*front_zone(cache, obj) = zone;
	tail->red_zone = zone;
	tail->user = user;
}

static void __noreturn complain(struct kmem_cache *cache, void *obj,
				const char *what)
{
	char symbol[KSYM_BUF];

	panic("slab %s, object %p (%zu bytes): %s; last used by %s",
	      cache->name, obj, cache->object_size, what,
	      sprint_symbol((unsigned long)tail_of(cache, obj)->user, symbol,
			    sizeof(symbol)));
}

static void check_zones(struct kmem_cache *cache, void *obj, u32 zone)
{
	if (*front_zone(cache, obj) != zone)
		complain(cache, obj, "written to before its start");
	if (tail_of(cache, obj)->red_zone != zone)
		complain(cache, obj, "written to behind its end");
}

void debug_init_object(struct kmem_cache *cache, void *obj)
{
	mark(cache, obj, RED_FREE, BYTE_FREE, NULL);
}

void debug_alloc_object(struct kmem_cache *cache, void *obj, void *caller)
{
	check_zones(cache, obj, RED_FREE);
	if (memchr_inv(obj, BYTE_FREE, cache->object_size))
		complain(cache, obj, "written to after it was freed");
	mark(cache, obj, RED_INUSE, BYTE_FRESH, caller);
}

void debug_free_object(struct kmem_cache *cache, struct page *slab, void *obj,
		       void *caller)
{
	size_t place = (char *)obj - (char *)page_address(slab);

	if (place < cache->offset || (place - cache->offset) % cache->size)
		panic("slab %s: %p was freed, which is no object", cache->name,
		      obj);
	if (*front_zone(cache, obj) == RED_FREE)
		complain(cache, obj, "freed twice");
	check_zones(cache, obj, RED_INUSE);
	mark(cache, obj, RED_FREE, BYTE_FREE, caller);
}

void debug_report_slab(struct kmem_cache *cache, struct page *slab)
{
	char symbol[KSYM_BUF];

	for (unsigned int n = 0; n < cache->objects; n++) {
		void *obj = nth_object(cache, slab, n);
		void *user = tail_of(cache, obj)->user;

		if (*front_zone(cache, obj) == RED_INUSE)
			pr_err("slab %s: %p in use, taken by %s\n", cache->name,
			       obj,
			       sprint_symbol((unsigned long)user, symbol,
					     sizeof(symbol)));
	}
}

#endif
