/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The slab allocator: caches of objects of one size and kind.
 *
 * Debug build: free objects are poisoned and red zones stand on both sides; a
 * write after free or past the end is reported with the cache's name and the
 * object's last user.
 */
#ifndef LECTERN_SLAB_H
#define LECTERN_SLAB_H

#include <lectern/gfp.h>
#include <lectern/spinlock.h>
#include <lectern/types.h>

#define SLAB_HWCACHE_ALIGN 1u /* 32-byte alignment at least */
#define SLAB_PANIC	   2u /* creation may not fail: boot */
#define SLAB_RECLAIM	   4u /* kept only for speed: can be given back */

struct kmem_cache {
	const char *name;
	size_t object_size; /* what was asked for */
	size_t size;	    /* with padding and red zones */
	size_t align;
	size_t offset;	      /* of the object behind its red zone */
	size_t free_offset;   /* in a free object: the next one */
	unsigned int order;   /* pages of a slab: 2^order */
	unsigned int objects; /* in one slab */
	unsigned int flags;
	spinlock_t lock; /* the lists and counts below */
	struct list_head partial,
		full; /* slabs; empty ones are partial, last */
	unsigned long nr_slabs, nr_active, nr_empty;
	struct list_head list; /* all caches */
};

/*
 * align 0 gives the natural one. name must outlive the cache. NULL without
 * memory. May sleep.
 */
struct kmem_cache *kmem_cache_create(const char *name, size_t size,
				     size_t align, unsigned int flags);

/* Every object must be back: names those that are not and returns -EBUSY. */
int kmem_cache_destroy(struct kmem_cache *cache);

/* NULL without memory; context as for alloc_pages. */
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp);
void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp);
void kmem_cache_free(struct kmem_cache *cache, void *obj);

/* Give the empty slabs of all caches back; returns the number of pages. */
unsigned long kmem_cache_shrink_all(void);

/* Any size up to KMALLOC_MAX; NULL without memory. kfree(NULL) does nothing. */
#define KMALLOC_MAX (128 * 1024)
void *kmalloc(size_t size, gfp_t gfp);
void *kzalloc(size_t size, gfp_t gfp);
void *kcalloc(size_t n, size_t size, gfp_t gfp); /* checks n * size */
char *kstrdup(const char *s, gfp_t gfp);
void kfree(const void *obj);

/* The caches, for /proc/slabinfo: call fn for each, all held still. */
void kmem_cache_for_each(void (*fn)(struct kmem_cache *cache, void *arg),
			 void *arg);

void kmem_cache_init(void);

#endif
