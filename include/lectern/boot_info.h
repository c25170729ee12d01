/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the boot loader said, whichever of the two it was, in one form. Filled
 * in by boot/ before start_kernel; constant afterwards.
 */
#ifndef LECTERN_BOOT_INFO_H
#define LECTERN_BOOT_INFO_H

#include <lectern/types.h>

#define BOOT_MAX_REGIONS  64
#define BOOT_MAX_MODULES  8
#define COMMAND_LINE_SIZE 2048

enum memory_type {
	MEMORY_RAM = 1, /* the numbers of the BIOS and of multiboot2 */
	MEMORY_RESERVED,
	MEMORY_ACPI,
	MEMORY_NVS,
	MEMORY_BAD,
};

struct boot_region {
	u64 start, size; /* physical, bytes */
	u32 type;
};

struct boot_module {
	unsigned long start, size; /* physical, bytes */
};

struct boot_info {
	const char *loader;  /* its name, for the log */
	const char *problem; /* what is wrong with it all, or NULL */
	char command_line[COMMAND_LINE_SIZE];
	unsigned int nr_regions;
	struct boot_region regions[BOOT_MAX_REGIONS]; /* sorted by start */
	unsigned int nr_modules;
	struct boot_module modules[BOOT_MAX_MODULES];
	u64 rsdp; /* physical address of ACPI's root, 0 if none */
};
extern struct boot_info boot_info;

#endif
