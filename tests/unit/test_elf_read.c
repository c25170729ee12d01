// SPDX-License-Identifier: GPL-2.0
/*
 * Judging ELF headers (lectern/elf_read.h): a good program, and every way to
 * damage it.
 */
#include <lectern/elf_read.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#include "support.h"

#define LIMIT	  0xc0000000U
#define FILE_SIZE 0x3000
#define BASE	  0x08048000U

/* Indices of the good program's headers. */
enum {
	TEXT,
	DATA,
	STACK,
	SPARE, /* PT_NULL: for a test to fill in */
	NR_PHDRS,
};

static Elf32_Ehdr ehdr;
static Elf32_Phdr phdrs[NR_PHDRS];
static struct elf_image image;

static void load(Elf32_Phdr *ph, u32 vaddr, u32 offset, u32 filesz, u32 memsz,
		 u32 flags)
{
	*ph = (Elf32_Phdr){
		.p_type = PT_LOAD,
		.p_offset = offset,
		.p_vaddr = vaddr,
		.p_paddr = vaddr,
		.p_filesz = filesz,
		.p_memsz = memsz,
		.p_flags = flags,
		.p_align = 0x1000,
	};
}

/* As a linker makes it: text with the headers, data with bss. */
static int make_good(void **state)
{
	memset(&ehdr, 0, sizeof(ehdr));
	memcpy(ehdr.e_ident, ELFMAG, SELFMAG);
	ehdr.e_ident[EI_CLASS] = ELFCLASS32;
	ehdr.e_ident[EI_DATA] = ELFDATA2LSB;
	ehdr.e_ident[EI_VERSION] = EV_CURRENT;
	ehdr.e_type = ET_EXEC;
	ehdr.e_machine = EM_386;
	ehdr.e_version = EV_CURRENT;
	ehdr.e_entry = BASE + 0x100;
	ehdr.e_phoff = sizeof(ehdr);
	ehdr.e_ehsize = sizeof(ehdr);
	ehdr.e_phentsize = sizeof(Elf32_Phdr);
	ehdr.e_phnum = NR_PHDRS;
	memset(phdrs, 0, sizeof(phdrs));
	load(&phdrs[TEXT], BASE, 0, 0x1800, 0x1800, PF_R | PF_X);
	load(&phdrs[DATA], BASE + 0x2800, 0x1800, 0x400, 0x2000, PF_R | PF_W);
	phdrs[STACK].p_type = PT_GNU_STACK;
	phdrs[STACK].p_flags = PF_R | PF_W;
	return begin_test(state);
}

#define ELF_TEST(function)                                                     \
	cmocka_unit_test_setup_teardown(function, make_good, end_test)

static int read_it(void)
{
	return elf_read_image(&ehdr, phdrs, FILE_SIZE, LIMIT, &image);
}

#define assert_good() assert_int_equal(read_it(), 0)
#define assert_bad()  assert_int_equal(read_it(), -ENOEXEC)

/* --- the file's header --- */

static void good_header_is_accepted(void **state)
{
	assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), 0);
	ehdr.e_type = ET_DYN;
	assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), 0);
	assert_int_equal(elf_phdrs_size(&ehdr), NR_PHDRS * 32);
}

static void short_header_is_refused(void **state)
{
	for (size_t len = 0; len < sizeof(ehdr); len++)
		assert_int_equal(elf_check_exec(&ehdr, len), -ENOEXEC);
}

/* Each byte of these decides by itself. */
static void every_byte_that_matters_is_checked(void **state)
{
	static const u8 offsets[] = {
		0,
		1,
		2,
		3, /* magic */
		EI_CLASS,
		EI_DATA,
		EI_VERSION,
		offsetof(Elf32_Ehdr, e_type),
		offsetof(Elf32_Ehdr, e_machine),
		offsetof(Elf32_Ehdr, e_version),
		offsetof(Elf32_Ehdr, e_phentsize),
	};
	u8 *bytes = (u8 *)&ehdr;

	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		bytes[offsets[i]] ^= 0x40;
		assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), -ENOEXEC);
		bytes[offsets[i]] ^= 0x40;
	}
}

static void other_kinds_of_file_are_refused(void **state)
{
	ehdr.e_type = ET_REL;
	assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), -ENOEXEC);
	ehdr.e_type = ET_CORE;
	assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), -ENOEXEC);
	ehdr.e_type = ET_EXEC;
	ehdr.e_machine = EM_X86_64;
	assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), -ENOEXEC);
}

static void number_of_program_headers_is_bounded(void **state)
{
	ehdr.e_phnum = 0;
	assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), -ENOEXEC);
	ehdr.e_phnum = ELF_MAX_PHDRS;
	assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), 0);
	ehdr.e_phnum = ELF_MAX_PHDRS + 1;
	assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), -ENOEXEC);
	ehdr.e_phnum = 0xffff;
	assert_int_equal(elf_check_exec(&ehdr, sizeof(ehdr)), -ENOEXEC);
}

/* --- a good program --- */

static void image_sums_the_program_up(void **state)
{
	assert_good();
	assert_false(image.is_dyn);
	assert_int_equal(image.entry, BASE + 0x100);
	assert_int_equal(image.low, BASE);
	assert_int_equal(image.high, BASE + 0x4800);
	assert_int_equal(image.align, 0x1000);
	assert_int_equal(image.phdr, BASE + sizeof(ehdr));
	assert_int_equal(image.start_code, BASE);
	assert_int_equal(image.end_code, BASE + 0x1800);
	assert_int_equal(image.start_data, BASE + 0x2800);
	assert_int_equal(image.end_data, BASE + 0x2c00);
	assert_int_equal(image.interp_size, 0);
}

static void stack_is_executable_unless_told_otherwise(void **state)
{
	assert_good();
	assert_false(image.exec_stack);
	phdrs[STACK].p_flags |= PF_X;
	assert_good();
	assert_true(image.exec_stack);
	phdrs[STACK].p_type = PT_NULL;
	phdrs[STACK].p_flags = 0;
	assert_good();
	assert_true(image.exec_stack);
}

static void position_independent_program_may_start_at_0(void **state)
{
	phdrs[TEXT].p_vaddr = 0;
	phdrs[DATA].p_vaddr = 0x2800;
	ehdr.e_entry = 0x100;
	assert_bad();
	ehdr.e_type = ET_DYN;
	assert_good();
	assert_true(image.is_dyn);
	assert_int_equal(image.low, 0);
	assert_int_equal(image.phdr, sizeof(ehdr));
}

static void unmapped_program_headers_have_no_address(void **state)
{
	ehdr.e_phoff = FILE_SIZE - elf_phdrs_size(&ehdr);
	assert_good();
	assert_int_equal(image.phdr, 0);
	ehdr.e_phoff = ~0U;
	assert_good();
	assert_int_equal(image.phdr, 0);
}

static void interpreter_is_found(void **state)
{
	phdrs[SPARE].p_type = PT_INTERP;
	phdrs[SPARE].p_offset = 0x200;
	phdrs[SPARE].p_filesz = 19;
	assert_good();
	assert_int_equal(image.interp_offset, 0x200);
	assert_int_equal(image.interp_size, 19);
}

static void empty_segment_is_passed_over(void **state)
{
	load(&phdrs[SPARE], BASE + 0x9000, 0, 0, 0, PF_R);
	assert_good();
	assert_int_equal(image.high, BASE + 0x4800);
}

static void segment_without_contents_may_lie_anywhere_in_the_file(void **state)
{
	load(&phdrs[SPARE], BASE + 0x9010, 0x333, 0, 0x100, PF_R | PF_W);
	assert_good();
	assert_int_equal(image.high, BASE + 0x9110);
}

static void segment_may_end_at_the_limit(void **state)
{
	load(&phdrs[SPARE], LIMIT - 0x1000, 0, 0, 0x1000, PF_R);
	assert_good();
	phdrs[SPARE].p_memsz++;
	assert_bad();
}

/* --- damage --- */

static void program_without_segments_is_refused(void **state)
{
	phdrs[TEXT].p_type = PT_NULL;
	phdrs[DATA].p_type = PT_NULL;
	assert_bad();
}

static void contents_must_fit_the_memory(void **state)
{
	phdrs[TEXT].p_filesz = phdrs[TEXT].p_memsz + 1;
	assert_bad();
}

static void contents_must_lie_in_the_file(void **state)
{
	phdrs[DATA].p_offset = 0x2800;
	phdrs[DATA].p_filesz = 0x800;
	assert_good();
	phdrs[DATA].p_filesz++;
	assert_bad();
	phdrs[DATA].p_offset = 0xfffff800;
	phdrs[DATA].p_filesz = 0x801;
	assert_bad();
}

static void segment_must_not_wrap(void **state)
{
	phdrs[DATA].p_memsz = 0xffffffff;
	assert_bad();
	phdrs[DATA].p_memsz = -phdrs[DATA].p_vaddr + 0x1000;
	assert_bad();
}

static void file_and_memory_must_agree_within_a_page(void **state)
{
	phdrs[DATA].p_offset += 4;
	assert_bad();
}

static void alignment_must_be_a_power_of_two(void **state)
{
	phdrs[DATA].p_align = 0x3000;
	assert_bad();
	phdrs[DATA].p_align = 0x10000;
	assert_good();
	assert_int_equal(image.align, 0x10000);
	phdrs[DATA].p_align = 0;
	assert_good();
	assert_int_equal(image.align, 0x1000);
}

static void segments_must_not_overlap(void **state)
{
	phdrs[DATA].p_vaddr = BASE + 0x800;
	assert_bad();
}

static void segments_must_not_share_a_page(void **state)
{
	phdrs[DATA].p_vaddr = BASE + 0x1800;
	assert_bad();
}

static void segments_must_ascend(void **state)
{
	swap(phdrs[TEXT], phdrs[DATA]);
	assert_bad();
}

static void entry_must_lie_in_a_segment(void **state)
{
	ehdr.e_entry = BASE - 1;
	assert_bad();
	ehdr.e_entry = BASE + 0x1800;
	assert_bad();
	ehdr.e_entry = 0;
	assert_bad();
	ehdr.e_entry = BASE + 0x17ff;
	assert_good();
}

static void interpreter_must_have_a_sensible_place(void **state)
{
	Elf32_Phdr *interp = &phdrs[SPARE];

	interp->p_type = PT_INTERP;
	interp->p_filesz = 1;
	assert_bad();
	interp->p_filesz = 4097;
	assert_bad();
	interp->p_filesz = 4096;
	assert_good();
	interp->p_offset = 0xfffffff0;
	assert_bad();
	interp->p_offset = FILE_SIZE - 4095;
	assert_bad();
}

static void second_interpreter_is_refused(void **state)
{
	phdrs[SPARE].p_type = PT_INTERP;
	phdrs[SPARE].p_filesz = 19;
	phdrs[STACK] = phdrs[SPARE];
	assert_bad();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ELF_TEST(good_header_is_accepted),
		ELF_TEST(short_header_is_refused),
		ELF_TEST(every_byte_that_matters_is_checked),
		ELF_TEST(other_kinds_of_file_are_refused),
		ELF_TEST(number_of_program_headers_is_bounded),
		ELF_TEST(image_sums_the_program_up),
		ELF_TEST(stack_is_executable_unless_told_otherwise),
		ELF_TEST(position_independent_program_may_start_at_0),
		ELF_TEST(unmapped_program_headers_have_no_address),
		ELF_TEST(interpreter_is_found),
		ELF_TEST(empty_segment_is_passed_over),
		ELF_TEST(segment_without_contents_may_lie_anywhere_in_the_file),
		ELF_TEST(segment_may_end_at_the_limit),
		ELF_TEST(program_without_segments_is_refused),
		ELF_TEST(contents_must_fit_the_memory),
		ELF_TEST(contents_must_lie_in_the_file),
		ELF_TEST(segment_must_not_wrap),
		ELF_TEST(file_and_memory_must_agree_within_a_page),
		ELF_TEST(alignment_must_be_a_power_of_two),
		ELF_TEST(segments_must_not_overlap),
		ELF_TEST(segments_must_not_share_a_page),
		ELF_TEST(segments_must_ascend),
		ELF_TEST(entry_must_lie_in_a_segment),
		ELF_TEST(interpreter_must_have_a_sensible_place),
		ELF_TEST(second_interpreter_is_refused),
	};

	return cmocka_run_group_tests_name("elf_read", tests, NULL, NULL);
}
