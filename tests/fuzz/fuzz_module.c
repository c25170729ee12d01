// SPDX-License-Identifier: GPL-2.0
/*
 * Loadable modules: the input is the file. What is accepted is laid out in
 * memory of exactly the size that it asks for and relocated there, as the
 * kernel does it; that each part starts on a page and lies within its region is
 * what the page protections rely on.
 */
#include <lectern/module_elf.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#include <stdlib.h>

#include "fuzz.h"

#define PAGE_SIZE 4096U
#define ADDRESS	  0xe0000000U
#define SYMBOL	  0xc0123456U

static int resolve(void *ctx, const char *name, u32 *value)
{
	if (strlen(name) % 2)
		return -ENOENT;
	*value = SYMBOL;
	return 0;
}

static void check_region(const struct module_region *region)
{
	assert(IS_ALIGNED(region->text, PAGE_SIZE));
	assert(IS_ALIGNED(region->rodata, PAGE_SIZE));
	assert(IS_ALIGNED(region->size, PAGE_SIZE));
	assert(region->text <= region->rodata);
	assert(region->rodata <= region->size);
}

/* Code among code, constants among constants, data among data. */
static void check_section(const struct module_elf *elf, u32 n)
{
	const Elf32_Shdr *shdr = &elf->shdrs[n];
	const struct module_region *region =
		&elf->regions[elf->places[n].region];
	u32 start = elf->places[n].offset, end = start + shdr->sh_size;

	assert(end >= start);
	if (shdr->sh_flags & SHF_EXECINSTR)
		assert(end <= region->text);
	else if (shdr->sh_flags & SHF_WRITE)
		assert(start >= region->rodata && end <= region->size);
	else
		assert(start >= region->text && end <= region->rodata);
}

static void check_layout(const struct module_elf *elf)
{
	for (u32 n = 0; n < MODULE_REGIONS; n++)
		check_region(&elf->regions[n]);
	for (u32 n = 1; n < elf->ehdr->e_shnum; n++)
		if (module_is_placed(elf, n))
			check_section(elf, n);
}

static void load(struct module_elf *elf)
{
	u32 n, count;

	for (n = 0; n < MODULE_REGIONS; n++) {
		elf->regions[n].mem = calloc(1, elf->regions[n].size);
		elf->regions[n].addr = ADDRESS + n * MODULE_MAX_SIZE;
	}
	module_elf_place(elf);
	(void)module_elf_modinfo(elf, "license");
	(void)module_elf_section(elf, "__param", sizeof(u32), &count);
	if (!module_elf_resolve(elf, resolve, NULL))
		(void)!module_elf_relocate(elf);
	for (n = 0; n < MODULE_REGIONS; n++)
		free(elf->regions[n].mem);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct module_elf elf;

	if (!module_elf_open(&elf, data, size, (gfp_t)0)) {
		check_layout(&elf);
		load(&elf);
	}
	module_elf_close(&elf);
	return 0;
}
