// SPDX-License-Identifier: GPL-2.0
/* Loading modules (lectern/module_elf.h): a good one, and every way to damage it. */
#include <uapi/errno.h>

#include "good_module.h"

/* The host's; its <string.h> would declare ours as well. */
char *strstr(const char *s, const char *part);

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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
