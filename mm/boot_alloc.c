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
 * So a list of free pieces is made: all RAM, from which is cut whatever has an
 * owner. mem_map takes its place from it too, and each page that is left goes to
 * the buddy allocator.
 *
 * Relies on boot_info being filled in and on the direct map reaching all RAM
 * below MAX_LOWMEM. No locks: runs on the boot CPU with interrupts off.
 */
#include <lectern/boot_info.h>
#include <lectern/init.h>
#include <lectern/panic.h>
#include <lectern/printk.h>

#include "internal.h"

#define LOW_MEMORY_END 0x100000UL /* below: the BIOS's, VGA, real mode */

/* What is cut out of the middle of a piece leaves two; RAM inside other RAM is
 * cut out and is one itself. */
#define MAX_PIECES (2 * BOOT_MAX_REGIONS + BOOT_MAX_MODULES + 2)

/* Physical bytes [start, end), whole pages below MAX_LOWMEM; may be empty. */
struct piece {
	unsigned long start, end;
};

struct page *mem_map;
unsigned long max_pfn;
unsigned long totalram_pages;

static struct piece pieces[MAX_PIECES] __initdata;
static unsigned int nr_pieces __initdata;

extern char _end[]; /* linker.ld */

static void __init add_piece(unsigned long start, unsigned long end)
{
	if (nr_pieces == MAX_PIECES)
		panic("boot: memory is in more than %d pieces", MAX_PIECES);
	pieces[nr_pieces++] = (struct piece){ start, end };
}

/* The pages that hold bytes of [start, end) are not free. */
static void __init take(u64 start, u64 end)
{
	unsigned int nr = nr_pieces;

	start = ALIGN_DOWN(start, (u64)PAGE_SIZE);
	end = ALIGN(end, (u64)PAGE_SIZE);
	for (struct piece *p = pieces; p < pieces + nr; p++) {
		if (end <= p->start || p->end <= start)
			continue;
		if (end < p->end)
			add_piece((unsigned long)end, p->end);
		p->end = max(p->start, (unsigned long)start);
	}
}

/* What is below MAX_LOWMEM; regions may overlap. */
static void __init add_ram(u64 start, u64 end)
{
	start = ALIGN(start, (u64)PAGE_SIZE);
	end = min_t(u64, ALIGN_DOWN(end, (u64)PAGE_SIZE), MAX_LOWMEM);
	if (start >= end)
		return;
	take(start, end);
	add_piece((unsigned long)start, (unsigned long)end);
	max_pfn = max(max_pfn, (unsigned long)(end >> PAGE_SHIFT));
}

/* What the map calls both RAM and something else is not used. */
static void __init find_pieces(void)
{
	const struct boot_region *r, *end;
	const struct boot_module *m = boot_info.modules;

	end = boot_info.regions + boot_info.nr_regions;
	for (r = boot_info.regions; r < end; r++)
		if (r->type == MEMORY_RAM)
			add_ram(r->start, r->start + r->size);
	for (r = boot_info.regions; r < end; r++)
		if (r->type != MEMORY_RAM)
			take(r->start, r->start + r->size);
	take(0, LOW_MEMORY_END);
	take(KERNEL_PHYS, __pa(_end));
	for (; m < boot_info.modules + boot_info.nr_modules; m++)
		take(m->start, (u64)m->start + m->size);
}

/* mem_map reaches to the end of the RAM that is used; all of it is reserved
 * until free_page_range says otherwise. */
static void __init make_mem_map(void)
{
	unsigned long size = PAGE_ALIGN(max_pfn * sizeof(struct page));
	struct piece *p = pieces;

	while (p < pieces + nr_pieces && p->end - p->start < size)
		p++;
	if (p == pieces + nr_pieces)
		panic("boot: no %lu KiB of memory in one piece: "
		      "give the machine more",
		      size >> 10);
	mem_map = memset(__va(p->start), 0, size);
	p->start += size;
	for (unsigned long pfn = 0; pfn < max_pfn; pfn++) {
		mem_map[pfn].flags = 1UL << PG_reserved;
		atomic_set(&mem_map[pfn].count, 1);
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

static void give_pages(unsigned long pfn, unsigned long end_pfn)
{
	free_page_range(pfn, end_pfn);
	totalram_pages += end_pfn - pfn;
}

void __init page_alloc_init(void)
{
	find_pieces();
	make_mem_map();
	for (struct piece *p = pieces; p < pieces + nr_pieces; p++)
		give_pages(p->start >> PAGE_SHIFT, p->end >> PAGE_SHIFT);
	setup_watermarks();
	report_memory();
}

void free_reserved_area(void *start, void *end)
{
	unsigned long pfn = pfn_of(start), end_pfn = pfn_of(end);

	assert(IS_ALIGNED((unsigned long)start, PAGE_SIZE) &&
	       IS_ALIGNED((unsigned long)end, PAGE_SIZE) && pfn <= end_pfn);
	if (pfn < end_pfn)
		give_pages(pfn, end_pfn);
}
