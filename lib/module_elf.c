// SPDX-License-Identifier: GPL-2.0
/*
 * Judging and laying out loadable modules, as lectern/module_elf.h describes it.
 *
 * First every number is checked that anything is later done with, in an order
 * in which each check relies only on those before: header, section table,
 * names, symbols, relocations. What comes after trusts them and checks nothing
 * twice. Sums are made in u64, so that none wraps.
 *
 * No locks.
 */
#include <lectern/bitops.h>
#include <lectern/elf_read.h>
#include <lectern/lib_alloc.h>
#include <lectern/module_elf.h>
#include <lectern/printf.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#define PAGE_SIZE 4096U

int module_elf_refuse(struct module_elf *elf, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(elf->problem, sizeof(elf->problem), fmt, args);
	va_end(args);
	return -ENOEXEC;
}

/* --- the file's parts --- */

static bool in_file(const struct module_elf *elf, u32 offset, u32 size)
{
	return (u64)offset + size <= elf->size;
}

/* A table of words may only lie where words can be read. */
static bool is_table(const Elf32_Shdr *shdr, u32 entry)
{
	return shdr->sh_entsize == entry && shdr->sh_size % entry == 0 &&
	       IS_ALIGNED(shdr->sh_offset, sizeof(u32));
}

/* Names that all end within their section, whatever the offset of one. */
static bool is_string_table(const struct module_elf *elf, u32 n)
{
	const Elf32_Shdr *shdr = &elf->shdrs[n];

	return n < elf->ehdr->e_shnum && shdr->sh_type == SHT_STRTAB &&
	       shdr->sh_size && in_file(elf, shdr->sh_offset, shdr->sh_size) &&
	       !elf->file[shdr->sh_offset + shdr->sh_size - 1];
}

static int check_header(struct module_elf *elf)
{
	const Elf32_Ehdr *ehdr = elf->ehdr;

	if (elf->size < sizeof(*ehdr) || elf->size > MODULE_MAX_SIZE ||
	    !elf_ident_ok(ehdr->e_ident))
		return module_elf_refuse(elf, "not a 32-bit ELF file");
	if (ehdr->e_type != ET_REL || ehdr->e_machine != EM_386 ||
	    ehdr->e_version != EV_CURRENT)
		return module_elf_refuse(elf, "not an i386 object file");
	if (ehdr->e_shentsize != sizeof(Elf32_Shdr) || !ehdr->e_shnum ||
	    ehdr->e_shnum > MODULE_MAX_SECTIONS ||
	    !IS_ALIGNED(ehdr->e_shoff, sizeof(u32)) ||
	    !in_file(elf, ehdr->e_shoff, ehdr->e_shnum * sizeof(Elf32_Shdr)))
		return module_elf_refuse(elf, "the section table is damaged");
	elf->shdrs = (const void *)(elf->file + ehdr->e_shoff);
	if (!is_string_table(elf, ehdr->e_shstrndx))
		return module_elf_refuse(elf, "the sections have no names");
	elf->names = (const char *)elf->file +
		     elf->shdrs[ehdr->e_shstrndx].sh_offset;
	return 0;
}

/*
 * What lies in memory, and what says how to change that, has to be understood;
 * the rest (debug information, compilers' remarks) is nobody's business here.
 */
static bool is_known_kind(const Elf32_Shdr *shdr)
{
	u32 type = shdr->sh_type;

	if (shdr->sh_flags & SHF_INFO_LINK)
		return type == SHT_REL || type == SHT_RELA;
	return !(shdr->sh_flags & SHF_ALLOC) || type == SHT_PROGBITS ||
	       type == SHT_NOBITS || type == SHT_NOTE;
}

static int check_section(struct module_elf *elf, u32 n)
{
	const Elf32_Shdr *shdr = &elf->shdrs[n];

	if (shdr->sh_name >= elf->shdrs[elf->ehdr->e_shstrndx].sh_size)
		return module_elf_refuse(elf, "section %u has no name", n);
	if (shdr->sh_type != SHT_NOBITS &&
	    !in_file(elf, shdr->sh_offset, shdr->sh_size))
		return module_elf_refuse(elf, "%s reaches past the file's end",
					 module_section_name(elf, n));
	if (!is_known_kind(shdr))
		return module_elf_refuse(elf, "%s is of the unknown kind %#x",
					 module_section_name(elf, n),
					 shdr->sh_type);
	if (!(shdr->sh_flags & SHF_ALLOC))
		return 0;
	/* It becomes a file in /sys. */
	if (!*module_section_name(elf, n) ||
	    strchr(module_section_name(elf, n), '/'))
		return module_elf_refuse(elf, "section %u has no name", n);
	if (shdr->sh_addralign > PAGE_SIZE ||
	    (shdr->sh_addralign && !is_power_of_2(shdr->sh_addralign)))
		return module_elf_refuse(elf, "%s: alignment %#x",
					 module_section_name(elf, n),
					 shdr->sh_addralign);
	if (shdr->sh_flags & SHF_WRITE && shdr->sh_flags & SHF_EXECINSTR)
		return module_elf_refuse(elf, "%s is both code and data",
					 module_section_name(elf, n));
	return 0;
}

/* --- symbols --- */

static int find_symbols(struct module_elf *elf)
{
	for (u32 n = 1; n < elf->ehdr->e_shnum; n++) {
		const Elf32_Shdr *shdr = &elf->shdrs[n];

		if (shdr->sh_type != SHT_SYMTAB)
			continue;
		if (elf->syms || !is_table(shdr, sizeof(Elf32_Sym)) ||
		    !is_string_table(elf, shdr->sh_link) ||
		    shdr->sh_size / sizeof(Elf32_Sym) > MODULE_MAX_SYMBOLS)
			return module_elf_refuse(elf,
						 "the symbol table is damaged");
		elf->syms = (const void *)(elf->file + shdr->sh_offset);
		elf->nr_syms = shdr->sh_size / sizeof(Elf32_Sym);
		elf->strings = (const char *)elf->file +
			       elf->shdrs[shdr->sh_link].sh_offset;
		for (u32 i = 0; i < elf->nr_syms; i++)
			if (elf->syms[i].st_name >=
			    elf->shdrs[shdr->sh_link].sh_size)
				return module_elf_refuse(
					elf, "symbol %u has no name", i);
	}
	return elf->syms ? 0 : module_elf_refuse(elf, "no symbol table");
}

/* The value of one that is defined here is an offset into its section. */
static int check_symbol(struct module_elf *elf, const Elf32_Sym *sym)
{
	const char *name = elf->strings + sym->st_name;

	if (sym->st_shndx == SHN_UNDEF || sym->st_shndx == SHN_ABS)
		return 0;
	if (sym->st_shndx == SHN_COMMON)
		return module_elf_refuse(
			elf, "%s is a common symbol: compile with -fno-common",
			name);
	if (sym->st_shndx >= elf->ehdr->e_shnum ||
	    sym->st_value > elf->shdrs[sym->st_shndx].sh_size)
		return module_elf_refuse(elf, "symbol %s lies nowhere", name);
	return 0;
}

/* --- relocations --- */

/*
 * Only what applies to memory matters. A section that is all zero in the file
 * has nothing that could be relocated.
 */
static int check_relocations(struct module_elf *elf, const Elf32_Shdr *shdr)
{
	const Elf32_Rel *rel = (const void *)(elf->file + shdr->sh_offset);
	const Elf32_Rel *end = rel + shdr->sh_size / sizeof(*rel);
	const Elf32_Shdr *target = &elf->shdrs[shdr->sh_info];

	if (shdr->sh_info >= elf->ehdr->e_shnum)
		return module_elf_refuse(elf, "relocations of no section");
	if (!module_is_placed(elf, shdr->sh_info))
		return 0;
	if (shdr->sh_type != SHT_REL || !is_table(shdr, sizeof(*rel)) ||
	    target->sh_type == SHT_NOBITS ||
	    shdr->sh_link >= elf->ehdr->e_shnum ||
	    elf->shdrs[shdr->sh_link].sh_type != SHT_SYMTAB)
		return module_elf_refuse(
			elf, "the relocations of %s are damaged",
			module_section_name(elf, shdr->sh_info));
	for (; rel < end; rel++)
		if ((u64)rel->r_offset + sizeof(u32) > target->sh_size ||
		    ELF32_R_SYM(rel->r_info) >= elf->nr_syms)
			return module_elf_refuse(
				elf, "a relocation of %s leads nowhere",
				module_section_name(elf, shdr->sh_info));
	return 0;
}

/* --- layout --- */

/* .modinfo is for tools, and for who loads it. */
static u32 region_of(const struct module_elf *elf, u32 n)
{
	const char *name = module_section_name(elf, n);

	if (!(elf->shdrs[n].sh_flags & SHF_ALLOC) || !strcmp(name, ".modinfo"))
		return MODULE_LEFT_OUT;
	return strncmp(name, ".init", 5) ? MODULE_CORE : MODULE_INIT;
}

/* Append to a region all sections whose flags among text and data are these. */
static int lay_part(struct module_elf *elf, u32 region, u32 flags)
{
	u64 size = elf->regions[region].size;

	for (u32 n = 1; n < elf->ehdr->e_shnum; n++) {
		const Elf32_Shdr *shdr = &elf->shdrs[n];

		if (elf->places[n].region != region ||
		    (shdr->sh_flags & (SHF_EXECINSTR | SHF_WRITE)) != flags)
			continue;
		size = ALIGN(size, max(shdr->sh_addralign, 1u));
		elf->places[n].offset = (u32)size;
		size += shdr->sh_size;
		if (size > MODULE_MAX_SIZE)
			return module_elf_refuse(elf, "larger than %u bytes",
						 MODULE_MAX_SIZE);
	}
	elf->regions[region].size = (u32)ALIGN(size, PAGE_SIZE);
	return 0;
}

static int lay_region(struct module_elf *elf, u32 n)
{
	struct module_region *region = &elf->regions[n];
	int err = lay_part(elf, n, SHF_EXECINSTR);

	region->text = region->size;
	if (!err)
		err = lay_part(elf, n, 0);
	region->rodata = region->size;
	return err ? err : lay_part(elf, n, SHF_WRITE);
}

/* --- all of it --- */

static int check_file(struct module_elf *elf)
{
	int err = check_header(elf);

	for (u32 n = 1; !err && n < elf->ehdr->e_shnum; n++)
		err = check_section(elf, n);
	if (!err)
		err = find_symbols(elf);
	for (u32 i = 0; !err && i < elf->nr_syms; i++)
		err = check_symbol(elf, &elf->syms[i]);
	return err;
}

static int lay_out(struct module_elf *elf)
{
	int err = 0;

	elf->places[0].region = MODULE_LEFT_OUT;
	for (u32 n = 1; n < elf->ehdr->e_shnum; n++)
		elf->places[n].region = region_of(elf, n);
	for (u32 n = 1; !err && n < elf->ehdr->e_shnum; n++)
		if (elf->shdrs[n].sh_type == SHT_REL ||
		    elf->shdrs[n].sh_type == SHT_RELA)
			err = check_relocations(elf, &elf->shdrs[n]);
	for (u32 n = 0; !err && n < MODULE_REGIONS; n++)
		err = lay_region(elf, n);
	return err;
}

int module_elf_open(struct module_elf *elf, const void *file, size_t size,
		    gfp_t gfp)
{
	int err;

	*elf = (struct module_elf){ .file = file, .size = size, .ehdr = file };
	err = check_file(elf);
	if (err)
		return err;
	elf->places = lib_alloc(elf->ehdr->e_shnum * sizeof(*elf->places), gfp);
	elf->values = lib_alloc((elf->nr_syms + 1) * sizeof(*elf->values), gfp);
	return elf->places && elf->values ? lay_out(elf) : -ENOMEM;
}

void module_elf_close(struct module_elf *elf)
{
	lib_free(elf->values);
	lib_free(elf->places);
}

void module_elf_place(const struct module_elf *elf)
{
	for (u32 n = 1; n < elf->ehdr->e_shnum; n++) {
		const Elf32_Shdr *shdr = &elf->shdrs[n];

		if (module_is_placed(elf, n) && shdr->sh_type != SHT_NOBITS)
			memcpy(module_place_mem(elf, n),
			       elf->file + shdr->sh_offset, shdr->sh_size);
	}
}

static int resolve_one(struct module_elf *elf, u32 i,
		       int (*resolve)(void *ctx, const char *name, u32 *value),
		       void *ctx)
{
	const Elf32_Sym *sym = &elf->syms[i];
	int err;

	elf->values[i] = sym->st_value;
	if (sym->st_shndx == SHN_ABS)
		return 0;
	if (sym->st_shndx != SHN_UNDEF) {
		if (module_is_placed(elf, sym->st_shndx))
			elf->values[i] += module_place_addr(elf, sym->st_shndx);
		return 0;
	}
	elf->values[i] = 0;
	if (!elf->strings[sym->st_name])
		return 0;
	err = resolve(ctx, elf->strings + sym->st_name, &elf->values[i]);
	if (err == -ENOENT && ELF32_ST_BIND(sym->st_info) == STB_WEAK)
		return 0;
	return err;
}

int module_elf_resolve(struct module_elf *elf,
		       int (*resolve)(void *ctx, const char *name, u32 *value),
		       void *ctx)
{
	int ret = 0;

	for (u32 i = 0; i < elf->nr_syms; i++) {
		int err = resolve_one(elf, i, resolve, ctx);

		if (err)
			ret = err;
	}
	return ret;
}

/* --- looking things up --- */

/* 0 is no section. */
static u32 find_section(const struct module_elf *elf, const char *name)
{
	u32 n = elf->ehdr->e_shnum;

	while (--n && strcmp(module_section_name(elf, n), name))
		;
	return n;
}

void *module_elf_section(const struct module_elf *elf, const char *name,
			 u32 entry, u32 *count)
{
	u32 n = find_section(elf, name);

	*count = module_is_placed(elf, n) ? elf->shdrs[n].sh_size / entry : 0;
	return *count ? module_place_mem(elf, n) : NULL;
}

/* Texts one behind the other, each with a NUL; a last one without is ignored. */
const char *module_elf_modinfo(const struct module_elf *elf, const char *tag)
{
	u32 section = find_section(elf, ".modinfo");
	const Elf32_Shdr *shdr = &elf->shdrs[section];
	const char *at = (const char *)elf->file + shdr->sh_offset;
	size_t left = section && shdr->sh_type == SHT_PROGBITS ? shdr->sh_size
							       : 0;
	size_t len = strlen(tag), n;

	for (; left; at += n + 1, left -= n + 1) {
		n = strnlen(at, left);
		if (n == left)
			break;
		if (n > len && !memcmp(at, tag, len) && at[len] == '=')
			return at + len + 1;
	}
	return NULL;
}
