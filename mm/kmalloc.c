// SPDX-License-Identifier: GPL-2.0
/*
 * kmalloc: memory of any size, from a row of slab caches, one for each power of
 * two. And lib_alloc, through which lib/ gets its memory in the kernel.
 *
 * No locks of its own; the context is that of the caches (slab.c).
 */
#include <lectern/bitops.h>
#include <lectern/lib_alloc.h>
#include <lectern/slab.h>

#include "internal.h"
#include "slab_debug.h"

#define MIN_SHIFT 5 /* 32 bytes; each class is twice the one before */

static const char *const names[] = {
	"kmalloc-32",  "kmalloc-64",  "kmalloc-128", "kmalloc-256",
	"kmalloc-512", "kmalloc-1k",  "kmalloc-2k",  "kmalloc-4k",
	"kmalloc-8k",  "kmalloc-16k", "kmalloc-32k", "kmalloc-64k",
	"kmalloc-128k"
};

static struct kmem_cache *caches[ARRAY_SIZE(names)];

static struct kmem_cache *cache_for(size_t size)
{
	if (size <= 1UL << MIN_SHIFT)
		return caches[0];
	return caches[ilog2(size - 1) + 1 - MIN_SHIFT];
}

static void *do_kmalloc(size_t size, gfp_t gfp, void *caller)
{
	if (unlikely(size > KMALLOC_MAX))
		return NULL;
	return slab_alloc(cache_for(size), gfp, caller);
}

void *kmalloc(size_t size, gfp_t gfp)
{
	return do_kmalloc(size, gfp, caller_address());
}

void *kzalloc(size_t size, gfp_t gfp)
{
	return do_kmalloc(size, gfp | __GFP_ZERO, caller_address());
}

void *kcalloc(size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return do_kmalloc(bytes, gfp | __GFP_ZERO, caller_address());
}

char *kstrdup(const char *s, gfp_t gfp)
{
	size_t len = strlen(s) + 1;
	char *copy = do_kmalloc(len, gfp, caller_address());

	return copy ? memcpy(copy, s, len) : NULL;
}

void kfree(const void *obj)
{
	struct page *slab;

	if (!obj)
		return;
	slab = slab_of(obj);
	slab_free(slab->slab_cache, (void *)obj, caller_address());
}

void *lib_alloc(size_t size, gfp_t gfp)
{
	return do_kmalloc(size, gfp, caller_address());
}

void lib_free(void *ptr)
{
	kfree(ptr);
}

void kmalloc_init(void)
{
	BUILD_BUG_ON(KMALLOC_MAX >> MIN_SHIFT != 1 << (ARRAY_SIZE(names) - 1));
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		caches[i] = kmem_cache_create(names[i], 1UL << (MIN_SHIFT + i),
					      0, SLAB_PANIC);
}
