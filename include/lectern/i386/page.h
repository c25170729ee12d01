/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pages and the two faces of an address.
 *
 * The kernel sees physical memory through one window, the direct map: physical
 * address P is at virtual address P + PAGE_OFFSET, for the first 896 MiB.
 *
 *   0x00000000  page 0, never mapped: a NULL pointer faults
 *   0x00001000  user space
 *   0xC0000000  PAGE_OFFSET: the direct map (RAM up to MAX_LOWMEM, 896 MiB)
 *   0xF8800000  VMALLOC_START: vmalloc, ioremap, modules
 *   0xFFC00000  VMALLOC_END: the last 4 MiB stay unmapped, so that ERR_PTR
 *               values fault
 */
#ifndef LECTERN_I386_PAGE_H
#define LECTERN_I386_PAGE_H

#define PAGE_SHIFT    12
#define PAGE_SIZE     (1UL << PAGE_SHIFT)
#define PAGE_MASK     (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(a) (((a) + PAGE_SIZE - 1) & PAGE_MASK)

#define PAGE_OFFSET   0xC0000000UL
#define TASK_SIZE     PAGE_OFFSET
#define MAX_LOWMEM    0x38000000UL
#define VMALLOC_START 0xF8800000UL
#define VMALLOC_END   0xFFC00000UL

#define KERNEL_PHYS 0x00100000UL /* where the image is loaded */

/* Direct-map translation; defined for addresses of RAM below MAX_LOWMEM. */
#define __pa(v) ((unsigned long)(v)-PAGE_OFFSET)
#define __va(p) ((void *)((unsigned long)(p) + PAGE_OFFSET))

#define pfn_of(v) (__pa(v) >> PAGE_SHIFT)

#endif
