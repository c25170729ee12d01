/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the debug build does to the objects of slab.c. In the normal build each
 * of these is empty and objects lie side by side.
 */
#ifndef MM_SLAB_DEBUG_H
#define MM_SLAB_DEBUG_H

#include <lectern/slab.h>

/* kmalloc.c: the general caches. */
void kmalloc_init(void);

/* The n-th object of a slab. */
static inline void *nth_object(const struct kmem_cache *cache,
			       struct page *slab, unsigned int n)
{
	return (char *)page_address(slab) + n * cache->size + cache->offset;
}

#ifdef DEBUG

/* Make room around the object: sets size, offset and free_offset. */
void debug_layout(struct kmem_cache *cache);

/* A fresh object of a new slab: free from the start. */
void debug_init_object(struct kmem_cache *cache, void *obj);

/* An object changes hands. Panic, with its last user, when what was written
 * around or into it should not have been. */
void debug_alloc_object(struct kmem_cache *cache, void *obj, void *caller);
void debug_free_object(struct kmem_cache *cache, struct page *slab, void *obj,
		       void *caller);

/* Say which objects are in use and who took them. */
void debug_report_slab(struct kmem_cache *cache, struct page *slab);

#else

static inline void debug_layout(struct kmem_cache *cache)
{
}

static inline void debug_init_object(struct kmem_cache *cache, void *obj)
{
}

static inline void debug_alloc_object(struct kmem_cache *cache, void *obj,
				      void *caller)
{
}

static inline void debug_free_object(struct kmem_cache *cache,
				     struct page *slab, void *obj, void *caller)
{
}

static inline void debug_report_slab(struct kmem_cache *cache,
				     struct page *slab)
{
}

#endif

#endif
