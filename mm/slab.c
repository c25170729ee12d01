// SPDX-License-Identifier: GPL-2.0
/*
 * The slab allocator, after Bonwick: a cache for each kind of object.
 *
 * A slab is a block of 2^order pages that is cut into objects. What is known of
 * it stands in the struct page of its first page, and the free objects form a
 * list through themselves, so nothing is lost to bookkeeping:
 *
 *   struct page            the slab's memory
 *   +------------+         +--------+--------+--------+--------+------+
 *   | slab_cache |         | free   | in use | free   | in use | rest |
 *   | freelist   |-------->| next --|--------|> NULL  |        |      |
 *   | inuse = 2  |         +--------+--------+--------+--------+------+
 *   +------------+
 *
 * The later pages' slab_head leads to the first, so any object finds its slab.
 * A slab is on one of two lists of its cache: full or partial. Allocation takes
 * from the first partial one. Empty slabs stand last among these; one is kept,
 * more go back at once.
 *
 * In the debug build slab_debug.c wraps each object in red zones and fills free
 * ones with a pattern; here only the layout knows of that (offset, free_offset).
 *
 * Locks: cache->lock, with interrupts off, guards lists, counts and freelists of
 * one cache; cache_list_lock the list of caches. Pages are taken and given back
 * without a lock held, as that may sleep.
 */
#include <lectern/bitops.h>
#include <lectern/init.h>
#include <lectern/module.h>
#include <lectern/mutex.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/slab.h>

#include "internal.h"
#include "slab_debug.h"

#define SLAB_ALIGN    8 /* of an object when nobody asks for more */
#define CACHE_LINE    32
#define MAX_WASTE     8 /* at most 1/8 of a slab lies unused … */
#define MIN_OBJECTS   4 /* … and it holds so many, … */
#define COMFORT_ORDER 3 /* … unless it would have to be larger than this */
#define KEEP_EMPTY    1

static struct kmem_cache cache_cache; /* what kmem_cache's come from */
static LIST_HEAD(cache_list);
static DEFINE_MUTEX(cache_list_lock);

/* -- slabs ------------------------------------------------------------------- */

static void **next_free(const struct kmem_cache *cache, void *obj)
{
	return (void **)((char *)obj + cache->free_offset);
}

/* Chain all objects, the first in front. */
static void init_objects(struct kmem_cache *cache, struct page *slab)
{
	void *next = NULL;

	for (unsigned int n = cache->objects; n-- > 0;) {
		void *obj = nth_object(cache, slab, n);

		debug_init_object(cache, obj);
		*next_free(cache, obj) = next;
		next = obj;
	}
	slab->freelist = next;
	slab->inuse = 0;
}

/* Fresh pages as an empty slab, on no list yet; NULL without memory. */
static struct page *new_slab(struct kmem_cache *cache, gfp_t gfp)
{
	struct page *slab = __alloc_pages(gfp & ~__GFP_ZERO, cache->order);

	if (!slab)
		return NULL;
	for (unsigned long i = 0; i < 1UL << cache->order; i++) {
		slab[i].flags |= 1UL << PG_slab;
		slab[i].slab_head = slab;
	}
	slab->slab_cache = cache;
	init_objects(cache, slab);
	return slab;
}

static void free_slab(struct kmem_cache *cache, struct page *slab)
{
	for (unsigned long i = 0; i < 1UL << cache->order; i++)
		slab[i].flags &= ~(1UL << PG_slab);
	slab->slab_cache = NULL;
	__free_pages(slab, cache->order);
}

/* Take a free object off a slab that has one. Lock held. */
static inline void *take_object(struct kmem_cache *cache, struct page *slab)
{
	void *obj = slab->freelist;

	slab->freelist = *next_free(cache, obj);
	cache->nr_active++;
	if (!slab->inuse)
		cache->nr_empty--;
	if (++slab->inuse == cache->objects)
		list_move(&slab->lru, &cache->full);
	return obj;
}

/*
 * No partial slab: get an empty one. Returns an object or NULL. Meanwhile others
 * may have returned some; having one slab more is no harm.
 */
static noinline void *take_from_new(struct kmem_cache *cache, gfp_t gfp)
{
	struct page *slab = new_slab(cache, gfp);
	unsigned long flags;
	void *obj;

	if (!slab)
		return NULL;
	spin_lock_irqsave(&cache->lock, flags);
	cache->nr_slabs++;
	cache->nr_empty++;
	list_add(&slab->lru, &cache->partial);
	obj = take_object(cache, slab);
	spin_unlock_irqrestore(&cache->lock, flags);
	return obj;
}

/* -- objects ----------------------------------------------------------------- */

void *slab_alloc(struct kmem_cache *cache, gfp_t gfp, void *caller)
{
	unsigned long flags;
	void *obj = NULL;

	if (unlikely(should_fail_alloc()))
		return NULL;
	check_may_sleep(gfp);
	spin_lock_irqsave(&cache->lock, flags);
	if (likely(!list_empty(&cache->partial)))
		obj = take_object(cache, list_first_entry(&cache->partial,
							  struct page, lru));
	spin_unlock_irqrestore(&cache->lock, flags);
	if (unlikely(!obj))
		obj = take_from_new(cache, gfp);
	if (unlikely(!obj))
		return NULL;
	debug_alloc_object(cache, obj, caller);
	if (gfp & __GFP_ZERO)
		memset(obj, 0, cache->object_size);
	return obj;
}

/* An empty slab stays, or leaves its cache and is returned. Lock held. */
static struct page *retire_slab(struct kmem_cache *cache, struct page *slab)
{
	if (cache->nr_empty < KEEP_EMPTY) {
		list_move_tail(&slab->lru, &cache->partial);
		cache->nr_empty++;
		return NULL;
	}
	list_del(&slab->lru);
	cache->nr_slabs--;
	return slab;
}

void slab_free(struct kmem_cache *cache, void *obj, void *caller)
{
	struct page *slab = slab_of(obj), *empty = NULL;
	unsigned long flags;

	assert(slab->slab_cache == cache && slab->inuse);
	debug_free_object(cache, slab, obj, caller);
	spin_lock_irqsave(&cache->lock, flags);
	*next_free(cache, obj) = slab->freelist;
	slab->freelist = obj;
	cache->nr_active--;
	if (slab->inuse-- == cache->objects)
		list_move(&slab->lru, &cache->partial);
	if (!slab->inuse)
		empty = retire_slab(cache, slab);
	spin_unlock_irqrestore(&cache->lock, flags);
	if (empty)
		free_slab(cache, empty);
}

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
	return slab_alloc(cache, gfp, caller_address());
}

void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp)
{
	return slab_alloc(cache, gfp | __GFP_ZERO, caller_address());
}

void kmem_cache_free(struct kmem_cache *cache, void *obj)
{
	slab_free(cache, obj, caller_address());
}

/* -- caches ------------------------------------------------------------------- */

/* Is a slab of this order too small, or too wasteful? */
static bool order_is_bad(size_t size, unsigned int order)
{
	unsigned long bytes = PAGE_SIZE << order;

	return bytes / size < MIN_OBJECTS || bytes % size > bytes / MAX_WASTE;
}

/* The smallest order that is good, within reason. */
static unsigned int choose_order(size_t size)
{
	unsigned int order = 0;

	while (order < COMFORT_ORDER && order_is_bad(size, order))
		order++;
	while (PAGE_SIZE << order < size)
		order++;
	return order;
}

/* Everything of a cache but its place in the list. */
static void init_cache(struct kmem_cache *cache, const char *name, size_t size,
		       size_t align, unsigned int flags)
{
	size_t space = max(size, sizeof(void *)); /* for next_free() */

	assert(size && (!align || is_power_of_2(align)) && align <= PAGE_SIZE);
	align = max_t(size_t, align, SLAB_ALIGN);
	if (flags & SLAB_HWCACHE_ALIGN)
		align = max_t(size_t, align, CACHE_LINE);
	*cache = (struct kmem_cache){
		.name = name,
		.object_size = size,
		.size = ALIGN(space, align),
		.align = align,
		.flags = flags,
	};
	debug_layout(cache);
	cache->order = choose_order(cache->size);
	assert(cache->order < MAX_ORDER);
	cache->objects = (PAGE_SIZE << cache->order) / cache->size;
	spin_lock_init(&cache->lock);
	INIT_LIST_HEAD(&cache->partial);
	INIT_LIST_HEAD(&cache->full);
}

struct kmem_cache *kmem_cache_create(const char *name, size_t size,
				     size_t align, unsigned int flags)
{
	struct kmem_cache *cache = kmem_cache_alloc(&cache_cache, GFP_KERNEL);

	if (!cache) {
		if (flags & SLAB_PANIC)
			panic("no memory for the slab cache %s", name);
		return NULL;
	}
	init_cache(cache, name, size, align, flags);
	mutex_lock(&cache_list_lock);
	list_add_tail(&cache->list, &cache_list);
	mutex_unlock(&cache_list_lock);
	return cache;
}

/* Give empty slabs back. Returns the number of pages. */
static unsigned long shrink_cache(struct kmem_cache *cache)
{
	unsigned long flags, pages = 0;
	LIST_HEAD(empty);
	struct page *slab, *next;

	spin_lock_irqsave(&cache->lock, flags);
	for (; cache->nr_empty; cache->nr_empty--, cache->nr_slabs--)
		list_move(cache->partial.prev, &empty);
	spin_unlock_irqrestore(&cache->lock, flags);
	list_for_each_entry_safe(slab, next, &empty, lru) {
		free_slab(cache, slab);
		pages += 1UL << cache->order;
	}
	return pages;
}

int kmem_cache_destroy(struct kmem_cache *cache)
{
	struct page *slab;

	shrink_cache(cache);
	if (cache->nr_active) {
		pr_err("slab %s: destroyed with %lu objects in use\n",
		       cache->name, cache->nr_active);
		list_for_each_entry(slab, &cache->full, lru)
			debug_report_slab(cache, slab);
		list_for_each_entry(slab, &cache->partial, lru)
			debug_report_slab(cache, slab);
		return -EBUSY;
	}
	mutex_lock(&cache_list_lock);
	list_del(&cache->list);
	mutex_unlock(&cache_list_lock);
	kmem_cache_free(&cache_cache, cache);
	return 0;
}

unsigned long kmem_cache_shrink_all(void)
{
	struct kmem_cache *cache;
	unsigned long pages = 0;

	/* Who makes a cache may be the one who has run out of memory. */
	if (!mutex_trylock(&cache_list_lock))
		return 0;
	list_for_each_entry(cache, &cache_list, list)
		pages += shrink_cache(cache);
	mutex_unlock(&cache_list_lock);
	return pages;
}

static unsigned long shrink_slabs(unsigned long nr)
{
	return kmem_cache_shrink_all();
}

void kmem_cache_for_each(void (*fn)(struct kmem_cache *cache, void *arg),
			 void *arg)
{
	struct kmem_cache *cache;

	mutex_lock(&cache_list_lock);
	list_for_each_entry(cache, &cache_list, list)
		fn(cache, arg);
	mutex_unlock(&cache_list_lock);
}

/* A cache whose name lies in a module that goes. */
static void cache_left(struct kmem_cache *cache, void *mod)
{
	if (module_contains(mod, cache->name))
		module_left(mod, "the slab cache %s, %lu objects in use",
			    cache->name, cache->nr_active);
}

static void caches_left(struct module *mod)
{
	kmem_cache_for_each(cache_left, mod);
}
MODULE_LEFTOVERS(caches_left);

/* The first cache is where the others come from, so it is there by itself. */
void kmem_cache_init(void)
{
	init_cache(&cache_cache, "kmem_cache", sizeof(struct kmem_cache), 0, 0);
	list_add_tail(&cache_cache.list, &cache_list);
	register_shrinker(shrink_slabs);
	kmalloc_init();
}
