// SPDX-License-Identifier: GPL-2.0
/*
 * kmalloc: memory of any size, from a row of slab caches, one for each size
 * class. And lib_alloc, through which lib/ gets its memory in the kernel.
 *
 * No locks of its own; the context is that of the caches (slab.c).
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/lib_alloc.h>
#include <lectern/slab.h>

#include "internal.h"
#include "slab_debug.h"

#define NR_CLASSES 15
#define STEP	   32 /* small sizes are looked up in steps of this */
#define SMALL_MAX  192

static const struct {
	size_t size;
	const char *name;
} classes[NR_CLASSES] = {
	{ 32, "kmalloc-32" },
	{ 64, "kmalloc-64" },
	{ 96, "kmalloc-96" },
	{ 128, "kmalloc-128" },
	{ 192, "kmalloc-192" },
	{ 256, "kmalloc-256" },
	{ 512, "kmalloc-512" },
	{ 1024, "kmalloc-1k" },
	{ 2048, "kmalloc-2k" },
	{ 4096, "kmalloc-4k" },
	{ 8192, "kmalloc-8k" },
	{ 16384, "kmalloc-16k" },
	{ 32768, "kmalloc-32k" },
	{ 65536, "kmalloc-64k" },
	{ KMALLOC_MAX, "kmalloc-128k" },
};

/* The class of 1 to 32, 33 to 64, … 161 to 192 bytes. */
static const u8 small_class[SMALL_MAX / STEP] = { 0, 1, 2, 3, 4, 4 };

/* From 256 on the classes are powers of two, one after the other. */
#define FIRST_POWER_CLASS 5
#define FIRST_POWER	  8

static struct kmem_cache *caches[NR_CLASSES];

static struct kmem_cache *cache_for(size_t size)
{
	if (size <= SMALL_MAX)
		return caches[small_class[size ? (size - 1) / STEP : 0]];
	if (size <= 1UL << FIRST_POWER)
		return caches[FIRST_POWER_CLASS];
	return caches[FIRST_POWER_CLASS + ilog2(size - 1) + 1 - FIRST_POWER];
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

void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *copy = do_kmalloc(len, gfp, caller_address());

	return copy ? memcpy(copy, src, len) : NULL;
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

size_t ksize(const void *obj)
{
	return slab_of(obj)->slab_cache->object_size;
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
	for (unsigned int i = 0; i < NR_CLASSES; i++)
		caches[i] = kmem_cache_create(classes[i].name, classes[i].size,
					      0, SLAB_PANIC);
}
