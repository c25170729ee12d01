// SPDX-License-Identifier: GPL-2.0
/*
 * Filling in boot_info, whoever the loader is. Pure: also built on the host and
 * fed with damaged information there.
 */
#include "boot.h"

#include <lectern/compiler.h>
#include <lectern/limits.h>
#include <lectern/string.h>

/* Less than this has never started a kernel; the map must be wrong. */
#define LEAST_RAM (8ULL << 20)

void boot_add_region(struct boot_info *bi, u64 start, u64 size, u32 type)
{
	unsigned int i = bi->nr_regions;

	if (!size || start + size < start || i == BOOT_MAX_REGIONS)
		return;
	bi->nr_regions++;
	for (; i > 0 && bi->regions[i - 1].start > start; i--)
		bi->regions[i] = bi->regions[i - 1];
	bi->regions[i] = (struct boot_region){ start, size, type };
}

void boot_add_module(struct boot_info *bi, u64 start, u64 size)
{
	if (start > U32_MAX || size > U32_MAX - start ||
	    bi->nr_modules == BOOT_MAX_MODULES)
		return;
	bi->modules[bi->nr_modules++] = (struct boot_module){
		.start = (unsigned long)start,
		.size = (unsigned long)size,
	};
}

const char *boot_check(const struct boot_info *bi)
{
	u64 ram = 0;

	for (unsigned int i = 0; i < bi->nr_regions; i++)
		if (bi->regions[i].type == MEMORY_RAM)
			ram += bi->regions[i].size;
	if (!bi->nr_regions)
		return "the boot loader gave no memory map";
	if (ram < LEAST_RAM)
		return "the memory map shows less than 8 MiB of RAM";
	return NULL;
}
