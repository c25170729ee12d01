// SPDX-License-Identifier: GPL-2.0
/*
 * C's first steps: whatever the boot loader said becomes boot_info, in one form.
 * There is no console yet; a problem is remembered and start_kernel, once
 * somebody can hear it, panics with it.
 */
#include "boot.h"

#include <lectern/i386/page.h>
#include <lectern/init.h>

struct boot_info boot_info;

/* The early page tables map just this much. */
static const void *early_ptr(u64 phys)
{
	return phys && phys < MAX_LOWMEM ? __va((unsigned long)phys) : NULL;
}

static const char *parse(u32 magic, unsigned long info)
{
	const u32 *pvh = early_ptr(info);

	if (magic == MULTIBOOT2_MAGIC)
		return multiboot2_parse(info, early_ptr, &boot_info);
	if (pvh && *pvh == PVH_MAGIC)
		return pvh_parse(info, early_ptr, &boot_info);
	return "it was started neither by a multiboot2 loader (GRUB) nor by QEMU's -kernel";
}

void __noreturn boot_main(u32 magic, unsigned long info);

void __noreturn boot_main(u32 magic, unsigned long info)
{
	boot_info.problem = parse(magic, info);
	if (!boot_info.problem)
		boot_info.problem = boot_check(&boot_info);
	start_kernel();
}
