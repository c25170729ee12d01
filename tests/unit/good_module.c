// SPDX-License-Identifier: GPL-2.0
/* See good_module.h. */
#include <uapi/errno.h>

#include <stdlib.h>

#include "good_module.h"

struct good good;
struct module_elf elf;
unsigned int asked;
bool all_known;

#define SECTION(n, kind, flags, member)                                        \
	set_section(n, kind, flags, offsetof(struct good, member),             \
		    sizeof(good.member))

static void set_section(u32 n, u32 type, u32 flags, u32 offset, u32 size)
{
	const char *name = section_names;

	for (u32 i = 0; i < n; i++)
		name += strlen(name) + 1;
	good.shdrs[n] = (Elf32_Shdr){
		.sh_name = (u32)(name - section_names),
		.sh_type = type,
		.sh_flags = flags,
		.sh_offset = offset,
		.sh_size = size,
		.sh_addralign = 4,
	};
}

static void set_table(u32 n, u32 link, u32 info, u32 entry)
{
	good.shdrs[n].sh_link = link;
	good.shdrs[n].sh_info = info;
	good.shdrs[n].sh_entsize = entry;
}

static void set_sections(void)
{
	SECTION(TEXT, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, text);
	SECTION(RODATA, SHT_PROGBITS, SHF_ALLOC, rodata);
	SECTION(DATA, SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, data);
	set_section(BSS, SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 0, 5000);
	SECTION(INIT_TEXT, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, init_text);
	SECTION(MODINFO, SHT_PROGBITS, SHF_ALLOC, modinfo);
	SECTION(REL_TEXT, SHT_REL, SHF_INFO_LINK, rel_text);
	SECTION(REL_DATA, SHT_REL, SHF_INFO_LINK, rel_data);
	SECTION(SYMTAB, SHT_SYMTAB, 0, syms);
	SECTION(STRTAB, SHT_STRTAB, 0, strings);
	SECTION(SHSTRTAB, SHT_STRTAB, 0, names);
	set_table(REL_TEXT, SYMTAB, TEXT, sizeof(Elf32_Rel));
	set_table(REL_DATA, SYMTAB, DATA, sizeof(Elf32_Rel));
	set_table(SYMTAB, STRTAB, 2, sizeof(Elf32_Sym));
}

void set_symbol(u32 n, u32 name, u32 value, u8 info, u16 shndx)
{
	good.syms[n] = (Elf32_Sym){
		.st_name = name,
		.st_value = value,
		.st_info = info,
		.st_shndx = shndx,
	};
}

static void set_symbols(void)
{
	set_symbol(SYM_TEXT, 0, 0, STT_SECTION, TEXT);
	set_symbol(SYM_DOWN, 1, 0, STB_GLOBAL << 4, SHN_UNDEF);
	set_symbol(SYM_COUNTER, 6, 8, STB_GLOBAL << 4 | STT_OBJECT, BSS);
	set_symbol(SYM_START, 14, 4, STB_GLOBAL << 4 | STT_FUNC, INIT_TEXT);
	set_symbol(SYM_MAYBE, 20, 0, STB_WEAK << 4, SHN_UNDEF);
}

/* text: at 1 a call of down(), at 8 a pointer to counter + 4. */
static void set_contents(void)
{
	const u32 minus_four = -4U, four = 4;

	memset(good.text, 0x90, sizeof(good.text));
	memcpy(good.text + 1, &minus_four, sizeof(minus_four));
	memcpy(good.text + 8, &four, sizeof(four));
	good.rel_text[0] = (Elf32_Rel){ 1, ELF32_R_INFO(SYM_DOWN, R_386_PC32) };
	good.rel_text[1] =
		(Elf32_Rel){ 8, ELF32_R_INFO(SYM_COUNTER, R_386_32) };
	good.rel_data[0] = (Elf32_Rel){ 4, ELF32_R_INFO(SYM_START, R_386_32) };
	memcpy(good.modinfo, modinfo, sizeof(modinfo));
	memcpy(good.strings, symbol_names, sizeof(symbol_names));
	memcpy(good.names, section_names, sizeof(section_names));
}

int make_good(void **state)
{
	int err = begin_test(state);

	memset(&good, 0, sizeof(good));
	memcpy(good.ehdr.e_ident, ELFMAG, SELFMAG);
	good.ehdr.e_ident[EI_CLASS] = ELFCLASS32;
	good.ehdr.e_ident[EI_DATA] = ELFDATA2LSB;
	good.ehdr.e_ident[EI_VERSION] = EV_CURRENT;
	good.ehdr.e_type = ET_REL;
	good.ehdr.e_machine = EM_386;
	good.ehdr.e_version = EV_CURRENT;
	good.ehdr.e_shoff = offsetof(struct good, shdrs);
	good.ehdr.e_shentsize = sizeof(Elf32_Shdr);
	good.ehdr.e_shnum = NR_SECTIONS;
	good.ehdr.e_shstrndx = SHSTRTAB;
	set_sections();
	set_symbols();
	set_contents();
	return err;
}

int resolve(void *ctx, const char *name, u32 *value)
{
	asked++;
	if (!all_known && strcmp(name, "down"))
		return -ENOENT;
	*value = SEMAPHORE;
	return 0;
}

/* Memory of exactly the size asked for: a byte too far is noticed. */
void give_memory(void)
{
	elf.regions[MODULE_CORE].addr = CORE;
	elf.regions[MODULE_INIT].addr = INIT;
	for (u32 n = 0; n < MODULE_REGIONS; n++)
		elf.regions[n].mem = calloc(1, elf.regions[n].size);
}

void take_memory(void)
{
	for (u32 n = 0; n < MODULE_REGIONS; n++)
		free(elf.regions[n].mem);
}

/* What the kernel looks up in a module that it has placed. */
static void look_around(void)
{
	u32 count;

	(void)module_elf_section(&elf, "__param", 16, &count);
	(void)module_elf_section(&elf, "__ksymtab", 8, &count);
	(void)module_elf_modinfo(&elf, "license");
	(void)module_elf_modinfo(&elf, "vermagic");
}

int load(const void *file, size_t size)
{
	int err = module_elf_open(&elf, file, size, GFP);

	if (!err) {
		give_memory();
		module_elf_place(&elf);
		look_around();
		asked = 0;
		err = module_elf_resolve(&elf, resolve, NULL);
		if (!err)
			err = module_elf_relocate(&elf);
		take_memory();
	}
	module_elf_close(&elf);
	return err;
}
