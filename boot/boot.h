/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The two languages in which boot loaders speak, each turned into boot_info.
 */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include <lectern/boot_info.h>

#define MULTIBOOT2_MAGIC 0x36D76289u
#define PVH_MAGIC	 0x336EC578u

/*
 * Each returns NULL, or what is wrong with the information in words. `at` turns
 * a physical address into a pointer.
 */
typedef const void *(*phys_to_ptr)(u64 phys);

const char *multiboot2_parse(u64 info, phys_to_ptr at, struct boot_info *bi);
const char *pvh_parse(u64 info, phys_to_ptr at, struct boot_info *bi);

/* Add one, keeping order; what does not fit in the table is dropped. */
void boot_add_region(struct boot_info *bi, u64 start, u64 size, u32 type);
void boot_add_module(struct boot_info *bi, u64 start, u64 size);

/* What every loader must have told. */
const char *boot_check(const struct boot_info *bi);

#endif
