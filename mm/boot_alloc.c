// SPDX-License-Identifier: GPL-2.0
/*
 * Memory before there is an allocator, and how the allocator gets its pages.
 *
 * The boot loader's map names the RAM. Some of it is taken already:
 *
 *   0        1 MiB          _end
 *   +----------+--------------+-----+---------+--------------------- - -
 *   | BIOS,    | the kernel's |     | a boot  |
 *   | VGA …    | image        |     | module  |          free
 *   +----------+--------------+-----+---------+--------------------- - -
 *
 * boot_alloc cuts what it is asked for from the lowest place that is not taken,
 * and adds it to the list of what is. page_alloc_init makes mem_map that way,
 * and then hands every page of RAM that is not taken to the buddy allocator.
 *
 * Relies on boot_info being filled in and on the direct map reaching all RAM
 * below MAX_LOWMEM. No locks: runs on the boot CPU with interrupts off.
 */
#include <lectern/boot_info.h>
#include <lectern/bug.h>
#include <lectern/gfp.h>
#include <lectern/init.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/string.h>

#include "internal.h"

#define LOW_MEMORY_END 0x100000UL /* below: the BIOS's, VGA, real mode */
#define MAX_TAKEN      (BOOT_MAX_MODULES + BOOT_MAX_REGIONS + 16)

/* Physical bytes [start, end), page-aligned. */
struct range {
	unsigned long start, end;
};

struct page *mem_map;
unsigned long max_pfn;
unsigned long totalram_pages;

static struct range taken[MAX_TAKEN] __initdata;
static unsigned int nr_taken __initdata;
static bool boot_alloc_closed;

extern char _end[]; /* linker.ld */

/*
 * The list only ever grows. What boot_alloc gives out mostly lies behind the
 * last such piece, so that it rarely takes an entry of its own.
 */
static void __init take_range(unsigned long start, unsigned long end)
{
	struct range *last = nr_taken ? &taken[nr_taken - 1] : NULL;

	assert(start < end && !(start & ~PAGE_MASK) && !(end & ~PAGE_MASK));
	if (last && last->end == start) {
		last->end = end;
		return;
	}
	if (nr_taken == MAX_TAKEN)
		panic("boot: more than %d pieces of memory are taken",
		      MAX_TAKEN);
	taken[nr_taken++] = (struct range){ start, end };
}

/* The part of a region below MAX_LOWMEM: whole pages only, or none. */
static bool __init region_pages(const struct boot_region *region,
				struct range *pages)
{
	u64 start = region->start, end = region->start + region->size;

	if (region->type == MEMORY_RAM) {
		start = ALIGN(start, (u64)PAGE_SIZE);
		end = ALIGN_DOWN(end, (u64)PAGE_SIZE);
	} else {
		start = ALIGN_DOWN(start, (u64)PAGE_SIZE);
		end = ALIGN(end, (u64)PAGE_SIZE);
	}
	if (end > MAX_LOWMEM)
		end = MAX_LOWMEM;
	if (start >= end)
		return false;
	*pages = (struct range){ (unsigned long)start, (unsigned long)end };
	return true;
}

/* What is taken before anybody asks; regions that the map calls both RAM and
 * something else are not used. */
static void __init take_initial(void)
{
	struct range pages;
	unsigned int i;

	take_range(0, LOW_MEMORY_END);
	take_range(KERNEL_PHYS, PAGE_ALIGN(__pa(_end)));
	for (i = 0; i < boot_info.nr_modules; i++) {
		const struct boot_module *m = &boot_info.modules[i];

		if (m->size && m->start < MAX_LOWMEM)
			take_range(m->start & PAGE_MASK,
				   PAGE_ALIGN(m->start + m->size));
	}
	for (i = 0; i < boot_info.nr_regions; i++)
		if (boot_info.regions[i].type != MEMORY_RAM &&
		    region_pages(&boot_info.regions[i], &pages))
			take_range(pages.start, pages.end);
}

/* The taken piece that holds addr, or NULL. */
static const struct range *__init taken_at(unsigned long addr)
{
	for (unsigned int i = 0; i < nr_taken; i++)
		if (taken[i].start <= addr && addr < taken[i].end)
			return &taken[i];
	return NULL;
}

/* Where the free memory from addr (itself free) on ends, at limit at most. */
static unsigned long __init free_until(unsigned long addr, unsigned long limit)
{
	for (unsigned int i = 0; i < nr_taken; i++)
		if (taken[i].start > addr && taken[i].start < limit)
			limit = taken[i].start;
	return limit;
}

/*
 * Find the next free piece of RAM at *addr or above, inside [*addr, end).
 * False when there is none.
 */
static bool __init next_free(unsigned long addr, unsigned long end,
			     struct range *piece)
{
	const struct range *r;

	while (addr < end && (r = taken_at(addr)))
		addr = r->end;
	if (addr >= end)
		return false;
	*piece = (struct range){ addr, free_until(addr, end) };
	return true;
}

/* A free piece of size bytes in a region; its start, or 0. */
static unsigned long __init fit_in_region(const struct range *region,
					  unsigned long size)
{
	unsigned long addr = region->start;
	struct range piece;

	while (next_free(addr, region->end, &piece)) {
		if (piece.end - piece.start >= size)
			return piece.start;
		addr = piece.end;
	}
	return 0;
}

void *__init boot_alloc(unsigned long size)
{
	struct range region;
	unsigned long start;

	assert(!boot_alloc_closed && size);
	if (!nr_taken)
		take_initial();
	size = PAGE_ALIGN(size);
	for (unsigned int i = 0; i < boot_info.nr_regions; i++) {
		if (boot_info.regions[i].type != MEMORY_RAM ||
		    !region_pages(&boot_info.regions[i], &region))
			continue;
		start = fit_in_region(&region, size);
		if (start) {
			take_range(start, start + size);
			return memset(__va(start), 0, size);
		}
	}
	panic("boot: no %lu KiB of memory in one piece: give the machine more",
	      size >> 10);
}

/* mem_map reaches to the end of the RAM that is used; all of it is reserved
 * until free_page_range says otherwise. */
static void __init make_mem_map(void)
{
	struct range region;

	for (unsigned int i = 0; i < boot_info.nr_regions; i++)
		if (boot_info.regions[i].type == MEMORY_RAM &&
		    region_pages(&boot_info.regions[i], &region))
			max_pfn = max(max_pfn, region.end >> PAGE_SHIFT);
	mem_map = boot_alloc(max_pfn * sizeof(struct page));
	for (unsigned long pfn = 0; pfn < max_pfn; pfn++) {
		mem_map[pfn].flags = 1UL << PG_reserved;
		atomic_set(&mem_map[pfn].count, 1);
	}
}

static void __init free_region(const struct range *region)
{
	unsigned long addr = region->start;
	struct range piece;

	while (next_free(addr, region->end, &piece)) {
		free_page_range(piece.start >> PAGE_SHIFT,
				piece.end >> PAGE_SHIFT);
		totalram_pages += (piece.end - piece.start) >> PAGE_SHIFT;
		addr = piece.end;
	}
}

/* RAM that the kernel has no window to is left alone, but not in silence. */
static void __init report_memory(void)
{
	u64 unused = 0;

	for (unsigned int i = 0; i < boot_info.nr_regions; i++) {
		const struct boot_region *r = &boot_info.regions[i];
		u64 end = r->start + r->size;

		if (r->type == MEMORY_RAM && end > MAX_LOWMEM)
			unused += end - max_t(u64, r->start, MAX_LOWMEM);
	}
	pr_info("Memory: %lu KiB free of %lu KiB; %lu KiB for struct page\n",
		nr_free_pages() << (PAGE_SHIFT - 10),
		max_pfn << (PAGE_SHIFT - 10),
		max_pfn * (unsigned long)sizeof(struct page) >> 10);
	if (unused)
		pr_notice("Memory: %u MiB above %lu MiB are left alone\n",
			  (unsigned int)(unused >> 20), MAX_LOWMEM >> 20);
}

/*
 * Regions are sorted by their start; where two of RAM overlap, the second
 * counts from the end of the first.
 */
void __init page_alloc_init(void)
{
	unsigned long done = 0;
	struct range region;

	make_mem_map();
	boot_alloc_closed = true;
	for (unsigned int i = 0; i < boot_info.nr_regions; i++) {
		if (boot_info.regions[i].type != MEMORY_RAM ||
		    !region_pages(&boot_info.regions[i], &region))
			continue;
		region.start = max(region.start, done);
		if (region.start >= region.end)
			continue;
		free_region(&region);
		done = region.end;
	}
	setup_watermarks();
	report_memory();
}

void free_reserved_area(void *start, void *end, const char *what)
{
	unsigned long pfn = pfn_of(start), end_pfn = pfn_of(end);

	assert(IS_ALIGNED((unsigned long)start, PAGE_SIZE) &&
	       IS_ALIGNED((unsigned long)end, PAGE_SIZE) && pfn <= end_pfn);
	if (pfn == end_pfn)
		return;
	free_page_range(pfn, end_pfn);
	totalram_pages += end_pfn - pfn;
	pr_info("Memory: %lu KiB given back: %s\n",
		(end_pfn - pfn) << (PAGE_SHIFT - 10), what);
}
