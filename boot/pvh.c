// SPDX-License-Identifier: GPL-2.0
/*
 * Reading what QEMU's -kernel left: a fixed structure with pointers to the
 * modules, the command line and, from version 1 on, the memory map.
 *
 * Source: Xen's public "arch-x86/hvm/start_info.h" layout, as QEMU fills it.
 */
#include "boot.h"

#include <lectern/compiler.h>
#include <lectern/string.h>

struct hvm_start_info {
	u32 magic, version, flags, nr_modules;
	u64 modlist, cmdline, rsdp;
	u64 memmap;
	u32 memmap_entries, reserved;
};

struct hvm_module {
	u64 start, size, cmdline, reserved;
};

struct hvm_memory {
	u64 start, size;
	u32 type, reserved;
};

const char *pvh_parse(u64 info, phys_to_ptr at, struct boot_info *bi)
{
	const struct hvm_start_info *si = at(info);
	const struct hvm_memory *map;
	const struct hvm_module *mod;
	const char *cmdline;

	bi->loader = "QEMU -kernel (PVH)";
	if (!si || si->magic != PVH_MAGIC)
		return "the PVH start information is damaged";
	if (si->version < 1)
		return "the PVH start information is too old to hold a memory map";
	map = at(si->memmap);
	mod = at(si->modlist);
	cmdline = at(si->cmdline);
	if (!map || si->memmap_entries > BOOT_MAX_REGIONS)
		return "the PVH memory map is missing or damaged";
	if (si->nr_modules && (!mod || si->nr_modules > BOOT_MAX_MODULES))
		return "the PVH module list is damaged";
	for (u32 i = 0; i < si->memmap_entries; i++)
		boot_add_region(bi, map[i].start, map[i].size, map[i].type);
	for (u32 i = 0; i < si->nr_modules; i++)
		boot_add_module(bi, mod[i].start, mod[i].size);
	if (cmdline)
		strscpy(bi->command_line, cmdline, sizeof(bi->command_line));
	bi->rsdp = si->rsdp;
	return NULL;
}
