// SPDX-License-Identifier: GPL-2.0
/*
 * Loading modules (lectern/module_elf.h): a good one, every way to damage it by
 * hand, and many thousand damages by chance: whatever the file says, nothing
 * outside of it is read and nothing outside of the regions is written, which
 * AddressSanitizer watches.
 *
 * MUTATIONS=N sets how many; MODULES="a.ko b.ko" damages real modules, too.
 */
#include <lectern/module_elf.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#include <stdio.h>
#include <stdlib.h>

#include "support.h"

#define GFP	  ((gfp_t)0)
#define CORE	  0xe0001000U
#define INIT	  0xe0100000U
#define SEMAPHORE 0xc0123456U
#define MUTATIONS 200000
#define MOST_READ (1 << 20)

/* Sections of the good module. */
enum {
	NONE,
	TEXT,
	RODATA,
	DATA,
	BSS,
	INIT_TEXT,
	MODINFO,
	REL_TEXT,
	REL_DATA,
	SYMTAB,
	STRTAB,
	SHSTRTAB,
	NR_SECTIONS
};

static const char section_names[] =
	"\0.text\0.rodata\0.data\0.bss\0.init.text\0.modinfo\0.rel.text\0"
	".rel.data\0.symtab\0.strtab\0.shstrtab";
static const char symbol_names[] = "\0down\0counter\0start\0maybe";
static const char modinfo[] = "license=GPL\0name=good\0empty=";

enum {
	SYM_NULL,
	SYM_TEXT,
	SYM_DOWN,
	SYM_COUNTER,
	SYM_START,
	SYM_MAYBE,
	SYMS
};

static struct good {
	Elf32_Ehdr ehdr;
	Elf32_Shdr shdrs[NR_SECTIONS];
	u8 text[16];
	u8 rodata[4];
	u32 data[2];
	u8 init_text[8];
	char modinfo[sizeof(modinfo)];
	Elf32_Rel rel_text[2] __aligned(4);
	Elf32_Rel rel_data[1];
	Elf32_Sym syms[SYMS];
	char strings[sizeof(symbol_names)];
	char names[sizeof(section_names)];
} good;

static struct module_elf elf;

/* The host's; its <string.h> would declare ours as well. */
char *strstr(const char *s, const char *part);

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

static void set_symbol(u32 n, u32 name, u32 value, u8 info, u16 shndx)
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

static int make_good(void **state)
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

#define MODULE_TEST(function)                                                  \
	cmocka_unit_test_setup_teardown(function, make_good, end_test)

/* --- the loader in small --- */

static unsigned int asked;
static bool all_known; /* a real module asks for what we have not */

static int resolve(void *ctx, const char *name, u32 *value)
{
	asked++;
	if (!all_known && strcmp(name, "down"))
		return -ENOENT;
	*value = SEMAPHORE;
	return 0;
}

/* Memory of exactly the size asked for: a byte too far is noticed. */
static void give_memory(void)
{
	elf.regions[MODULE_CORE].addr = CORE;
	elf.regions[MODULE_INIT].addr = INIT;
	for (u32 n = 0; n < MODULE_REGIONS; n++)
		elf.regions[n].mem = calloc(1, elf.regions[n].size);
}

static void take_memory(void)
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

static int load(const void *file, size_t size)
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

static void refused(const char *why)
{
	assert_int_equal(load(&good, sizeof(good)), -ENOEXEC);
	if (!strstr(elf.problem, why))
		fail_msg("refused for another reason: %s", elf.problem);
}

/* --- what is good --- */

static void test_good_is_laid_out_by_protection(void **state)
{
	assert_int_equal(module_elf_open(&elf, &good, sizeof(good), GFP), 0);
	assert_int_equal(elf.regions[MODULE_CORE].text, 0x1000);
	assert_int_equal(elf.regions[MODULE_CORE].rodata, 0x2000);
	assert_int_equal(elf.regions[MODULE_CORE].size, 0x4000);
	assert_int_equal(elf.regions[MODULE_INIT].size, 0x1000);
	assert_false(module_is_placed(&elf, MODINFO));
	assert_int_equal(elf.places[BSS].offset, 0x2008);
	module_elf_close(&elf);
}

static u32 word_at(const u8 *mem)
{
	u32 word;

	memcpy(&word, mem, sizeof(word));
	return word;
}

static void test_relocations_name_the_addresses(void **state)
{
	const u8 *core;

	assert_int_equal(module_elf_open(&elf, &good, sizeof(good), GFP), 0);
	give_memory();
	core = elf.regions[MODULE_CORE].mem;
	module_elf_place(&elf);
	assert_int_equal(module_elf_resolve(&elf, resolve, NULL), 0);
	assert_int_equal(module_elf_relocate(&elf), 0);
	/* A call counts from the byte behind it. */
	assert_int_equal(word_at(core + 1), SEMAPHORE - (CORE + 5));
	assert_int_equal(word_at(core + 8), CORE + 0x2008 + 8 + 4);
	assert_int_equal(word_at(core + 0x2004), INIT + 4);
	take_memory();
	module_elf_close(&elf);
}

static void test_every_unknown_symbol_is_asked_for(void **state)
{
	set_symbol(SYM_MAYBE, 20, 0, STB_GLOBAL << 4, SHN_UNDEF);
	set_symbol(SYM_START, 14, 0, STB_GLOBAL << 4, SHN_UNDEF);
	assert_int_equal(load(&good, sizeof(good)), -ENOENT);
	assert_int_equal(asked, 3);
}

static void test_modinfo_is_found_by_its_tag(void **state)
{
	assert_int_equal(module_elf_open(&elf, &good, sizeof(good), GFP), 0);
	assert_string_equal(module_elf_modinfo(&elf, "license"), "GPL");
	assert_string_equal(module_elf_modinfo(&elf, "name"), "good");
	assert_string_equal(module_elf_modinfo(&elf, "empty"), "");
	assert_null(module_elf_modinfo(&elf, "nam"));
	assert_null(module_elf_modinfo(&elf, "version"));
	module_elf_close(&elf);
}

static void test_a_section_is_found_by_its_name(void **state)
{
	u32 count;

	assert_int_equal(module_elf_open(&elf, &good, sizeof(good), GFP), 0);
	give_memory();
	assert_ptr_equal(module_elf_section(&elf, ".data", 4, &count),
			 elf.regions[MODULE_CORE].mem + 0x2000);
	assert_int_equal(count, 2);
	assert_null(module_elf_section(&elf, ".modinfo", 1, &count));
	assert_int_equal(count, 0);
	assert_null(module_elf_section(&elf, "nowhere", 1, &count));
	take_memory();
	module_elf_close(&elf);
}

static void test_no_memory_is_an_error(void **state)
{
	for (unsigned int n = 1; n <= 2; n++) {
		alloc_fail_nth(n);
		assert_int_equal(load(&good, sizeof(good)), -ENOMEM);
	}
	assert_int_equal(load(&good, sizeof(good)), 0);
}

/* --- damage by hand --- */

static void test_header(void **state)
{
	assert_int_equal(load(&good, sizeof(Elf32_Ehdr) - 1), -ENOEXEC);
	assert_int_equal(load(&good, 0), -ENOEXEC);
	good.ehdr.e_type = ET_EXEC;
	refused("not an i386 object");
	good.ehdr.e_type = ET_REL;
	good.ehdr.e_machine = EM_X86_64;
	refused("not an i386 object");
	good.ehdr.e_machine = EM_386;
	good.ehdr.e_ident[EI_CLASS] = ELFCLASS64;
	refused("not a 32-bit ELF");
}

static void test_section_table(void **state)
{
	good.ehdr.e_shoff = sizeof(good) - sizeof(Elf32_Shdr);
	refused("section table");
	good.ehdr.e_shoff = 0xFFFFFFF0;
	refused("section table");
	make_good(state);
	good.ehdr.e_shnum = 0;
	refused("section table");
	make_good(state);
	good.ehdr.e_shstrndx = NR_SECTIONS;
	refused("no names");
	good.ehdr.e_shstrndx = DATA;
	refused("no names");
}

static void test_names_end(void **state)
{
	good.names[sizeof(good.names) - 1] = 'x';
	refused("no names");
	make_good(state);
	good.shdrs[TEXT].sh_name = sizeof(good.names);
	refused("has no name");
	good.shdrs[TEXT].sh_name = 0;
	refused("has no name");
	make_good(state);
	good.names[2] = '/';
	refused("has no name");
	make_good(state);
	good.strings[sizeof(good.strings) - 1] = 'x';
	refused("symbol table");
	make_good(state);
	good.syms[SYM_DOWN].st_name = sizeof(good.strings);
	refused("has no name");
}

static void test_section_past_the_end(void **state)
{
	good.shdrs[DATA].sh_size = 0xFFFFFFFF;
	refused("past the file's end");
	make_good(state);
	good.shdrs[DATA].sh_offset = 0xFFFFFFFC;
	refused("past the file's end");
}

static void test_section_larger_than_memory(void **state)
{
	good.shdrs[BSS].sh_size = 0xFFFFFFFF;
	refused("larger than");
}

static void test_alignment(void **state)
{
	good.shdrs[TEXT].sh_addralign = 3;
	refused("alignment");
	good.shdrs[TEXT].sh_addralign = 8192;
	refused("alignment");
	good.shdrs[TEXT].sh_addralign = 0;
	assert_int_equal(load(&good, sizeof(good)), 0);
}

static void test_unknown_kind(void **state)
{
	good.shdrs[DATA].sh_type = SHT_INIT_ARRAY;
	refused(".data is of the unknown kind 0xe");
	make_good(state);
	good.shdrs[REL_TEXT].sh_type = 0x7FFFFFF0;
	refused(".rel.text is of the unknown kind");
}

static void test_code_that_can_be_written(void **state)
{
	good.shdrs[TEXT].sh_flags |= SHF_WRITE;
	refused("both code and data");
}

static void test_symbols(void **state)
{
	good.syms[SYM_COUNTER].st_shndx = SHN_COMMON;
	refused("common symbol");
	good.syms[SYM_COUNTER].st_shndx = NR_SECTIONS;
	refused("lies nowhere");
	make_good(state);
	good.syms[SYM_COUNTER].st_value = 5001;
	refused("lies nowhere");
	make_good(state);
	good.shdrs[SYMTAB].sh_type = SHT_PROGBITS;
	refused("no symbol table");
	make_good(state);
	good.shdrs[STRTAB] = good.shdrs[SYMTAB];
	refused("symbol table");
}

static void test_relocations(void **state)
{
	good.rel_text[0].r_offset = sizeof(good.text) - 3;
	refused("leads nowhere");
	good.rel_text[0].r_offset = 0xFFFFFFFD;
	refused("leads nowhere");
	make_good(state);
	good.rel_text[0].r_info = ELF32_R_INFO(SYMS, R_386_32);
	refused("leads nowhere");
	make_good(state);
	good.shdrs[REL_TEXT].sh_info = NR_SECTIONS;
	refused("no section");
	make_good(state);
	good.shdrs[REL_TEXT].sh_info = BSS;
	refused("are damaged");
	make_good(state);
	good.shdrs[REL_TEXT].sh_type = SHT_RELA;
	refused("are damaged");
	make_good(state);
	good.shdrs[REL_TEXT].sh_offset++;
	refused("are damaged");
}

static void test_unsupported_relocation_is_named(void **state)
{
	good.rel_text[0].r_info = ELF32_R_INFO(SYM_DOWN, R_386_GOTPC);
	refused("R_386_GOTPC) in .text");
	good.rel_text[0].r_info = ELF32_R_INFO(SYM_DOWN, 37);
	refused("type 37");
}

static void test_symbol_that_is_not_loaded(void **state)
{
	good.syms[SYM_COUNTER].st_shndx = MODINFO;
	refused("which is not loaded");
}

/* --- damage by chance --- */

static const u32 awkward[] = { 0,	   1,	       0x7FFFFFFF, 0x80000000,
			       0xFFFFFFFF, 0xFFFFFFFC, 0xFFFFF000, 0xFFF1 };

static u32 awkward_word(size_t size)
{
	u32 n = random_u32() % (ARRAY_SIZE(awkward) + 3);

	return n < ARRAY_SIZE(awkward)	  ? awkward[n]
	       : n == ARRAY_SIZE(awkward) ? (u32)size - random_u32() % 8
					  : random_u32() % (u32)size;
}

/* Where the tables lie that matter most, as far as they are in the file. */
static size_t table_place(const u8 *file, size_t size)
{
	const Elf32_Ehdr *ehdr = (const void *)file;
	u32 n = random_u32() % 4;

	if (n == 0)
		return random_u32() % sizeof(*ehdr);
	if (n == 1)
		return random_u32() % size;
	return ehdr->e_shoff + random_u32() % (40u * (ehdr->e_shnum | 1u));
}

/* One to four of: a bit turned, a byte, a word that is awkward. */
static void damage(u8 *file, size_t size)
{
	for (u32 n = random_u32() % 4 + 1; n--;) {
		size_t at = table_place(file, size) % size;
		u32 word = awkward_word(size);

		if (random_u32() % 3 == 0)
			file[at] ^= (u8)(1u << random_u32() % 8);
		else if (at + sizeof(word) <= size)
			memcpy(file + ALIGN_DOWN(at, 4), &word, sizeof(word));
	}
}

/* Each copy is cut to its size, so that reading past the end is noticed. */
static void damage_many(const void *file, size_t size, unsigned int times)
{
	unsigned int loaded = 0;

	for (unsigned int n = 0; n < times; n++) {
		size_t cut = random_u32() % 8 ? size : random_u32() % size + 1;
		u8 *copy = malloc(cut);
		int err;

		memcpy(copy, file, cut);
		if (cut == size)
			damage(copy, cut);
		err = load(copy, cut);
		loaded += !err;
		if (err && err != -ENOEXEC && err != -ENOENT)
			fail_msg("error %d", err);
		free(copy);
	}
	/* Else everything is refused for the same simple reason. */
	assert_in_range(loaded, times / 100, times / 100 * 99);
}

static void damage_file(const char *path, unsigned int times)
{
	static u8 file[MOST_READ] __aligned(4);
	FILE *stream = fopen(path, "rb");
	size_t size;

	assert_non_null(stream);
	size = fread(file, 1, sizeof(file), stream);
	fclose(stream);
	all_known = true;
	damage_many(file, size, times);
	all_known = false;
}

static void test_damage_by_chance(void **state)
{
	const char *number = getenv("MUTATIONS");
	unsigned int times = number ? (unsigned int)atoi(number) : MUTATIONS;
	char *files = getenv("MODULES"), *name;

	damage_many(&good, sizeof(good), times);
	while ((name = strsep(&files, " ")))
		damage_file(name, times);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(test_good_is_laid_out_by_protection),
		MODULE_TEST(test_relocations_name_the_addresses),
		MODULE_TEST(test_every_unknown_symbol_is_asked_for),
		MODULE_TEST(test_modinfo_is_found_by_its_tag),
		MODULE_TEST(test_a_section_is_found_by_its_name),
		MODULE_TEST(test_no_memory_is_an_error),
		MODULE_TEST(test_header),
		MODULE_TEST(test_section_table),
		MODULE_TEST(test_names_end),
		MODULE_TEST(test_section_past_the_end),
		MODULE_TEST(test_section_larger_than_memory),
		MODULE_TEST(test_alignment),
		MODULE_TEST(test_unknown_kind),
		MODULE_TEST(test_code_that_can_be_written),
		MODULE_TEST(test_symbols),
		MODULE_TEST(test_relocations),
		MODULE_TEST(test_unsupported_relocation_is_named),
		MODULE_TEST(test_symbol_that_is_not_loaded),
		MODULE_TEST(test_damage_by_chance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
