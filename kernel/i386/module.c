// SPDX-License-Identifier: GPL-2.0
/*
 * Relocating a module: where its code and data name an address, which nobody
 * could know when it was compiled, the address is written in. On the i386 the
 * place itself holds what is to be added (Elf32_Rel):
 *
 *	R_386_32	place += symbol			a pointer
 *	R_386_PC32	place += symbol - place		a call or jump: the CPU
 *	R_386_PLT32	the same			counts from behind it
 *
 * GCC and clang make no others with the flags that modules are compiled with:
 * those that go through a global offset table are for shared libraries, and
 * here there is none.
 *
 * lib/module_elf.c has checked that each place lies in its section and that each
 * symbol is there. No locks. Source: System V ABI, Intel386 supplement, 4-22.
 */
#include <lectern/module_elf.h>
#include <lectern/string.h>

/* A place need not be aligned. */
static void add_to_place(u8 *mem, u32 value)
{
	u32 word;

	memcpy(&word, mem, sizeof(word));
	word += value;
	memcpy(mem, &word, sizeof(word));
}

static const char *reloc_name(u32 type)
{
	switch (type) {
	case R_386_GOT32:
		return "R_386_GOT32";
	case R_386_GOTOFF:
		return "R_386_GOTOFF";
	case R_386_GOTPC:
		return "R_386_GOTPC";
	default:
		return "unknown";
	}
}

static int relocate_one(struct module_elf *elf, u32 target,
			const Elf32_Rel *rel)
{
	u32 i = ELF32_R_SYM(rel->r_info), type = ELF32_R_TYPE(rel->r_info);
	u8 *mem = module_place_mem(elf, target) + rel->r_offset;
	u32 shndx = elf->syms[i].st_shndx;

	if (shndx != SHN_UNDEF && shndx != SHN_ABS &&
	    !module_is_placed(elf, shndx))
		return module_elf_refuse(elf,
					 "%s needs %s, which is not loaded",
					 module_section_name(elf, target),
					 module_section_name(elf, shndx));
	switch (type) {
	case R_386_NONE:
		return 0;
	case R_386_32:
		add_to_place(mem, elf->values[i]);
		return 0;
	case R_386_PC32:
	case R_386_PLT32:
		add_to_place(mem, elf->values[i] -
					  module_place_addr(elf, target) -
					  rel->r_offset);
		return 0;
	default:
		return module_elf_refuse(
			elf,
			"relocation type %u (%s) in %s: compile with -fno-pic",
			type, reloc_name(type),
			module_section_name(elf, target));
	}
}

int module_elf_relocate(struct module_elf *elf)
{
	for (u32 n = 1; n < elf->ehdr->e_shnum; n++) {
		const Elf32_Shdr *shdr = &elf->shdrs[n];
		const Elf32_Rel *rel =
			(const void *)(elf->file + shdr->sh_offset);
		const Elf32_Rel *end = rel + shdr->sh_size / sizeof(*rel);

		if (shdr->sh_type != SHT_REL ||
		    !module_is_placed(elf, shdr->sh_info))
			continue;
		for (; rel < end; rel++) {
			int err = relocate_one(elf, shdr->sh_info, rel);

			if (err)
				return err;
		}
	}
	return 0;
}
