/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that is contiguous only in kernel addresses, and device memory. Each
 * area is followed by an unmapped guard page. Process context, may sleep.
 */
#ifndef LECTERN_VMALLOC_H
#define LECTERN_VMALLOC_H

#include <lectern/i386/pgtable.h>
#include <lectern/types.h>

/* size in bytes, rounded up to pages; NULL without memory or room. */
void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void vfree(const void *addr);

/* Zeroed memory of any size: kzalloc's if it is small, so that it wastes no
 * page. kvfree takes either, or NULL. */
void *kvzalloc(size_t size);
void kvfree(const void *addr);

/* Device registers at a physical address, uncached; NULL without room. */
void *ioremap(u64 phys, unsigned long size);
void iounmap(void *addr);

/* Change the protection of whole pages of an area (modules: code is never
 * writable, data never code). Any context. */
void vmalloc_protect(const void *addr, unsigned long size, pgprot_t prot);

/* Pages in use, for /proc/meminfo. */
unsigned long vmalloc_used_pages(void);

#endif
