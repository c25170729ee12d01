/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Judging an ELF executable by its headers alone: exec asks here before it
 * gives up the old program, so that whatever is wrong with the file is found
 * while there still is a caller to tell. Two steps, since the second table
 * must be read from the file first:
 *
 *	elf_check_exec()   first bytes of the file -> is it a program for us?
 *	read e_phnum program headers at e_phoff
 *	elf_read_image()   -> struct elf_image: what to map where
 *
 * Pure, no allocation, any context. Source: System V ABI, chapters 4 and 5, and
 * its Intel386 supplement.
 */
#ifndef LECTERN_ELF_READ_H
#define LECTERN_ELF_READ_H

#include <lectern/compiler.h>
#include <lectern/types.h>
#include <uapi/elf.h>

/* Most program headers that we take: what fits one page. */
#define ELF_MAX_PHDRS (4096 / sizeof(Elf32_Phdr))

/* All addresses are as in the file: an ET_DYN is still to be moved. */
struct elf_image {
	bool is_dyn; /* ET_DYN: may be mapped anywhere */
	u32 entry;   /* first instruction */
	u32 low;     /* lowest address of a PT_LOAD, rounded down to a page */
	u32 high;    /* one past the highest, not rounded: where brk starts */
	u32 align;   /* largest alignment a PT_LOAD asks for, >= a page */
	u32 phdr;    /* address of the program headers (AT_PHDR); 0: unmapped */
	u32 start_code, end_code; /* span of the executable PT_LOADs */
	u32 start_data, end_data; /* the last PT_LOAD's, bss not counted */
	bool exec_stack;	  /* PT_GNU_STACK has PF_X, or there is none */
	u32 interp_offset;	  /* PT_INTERP's path in the file … */
	u32 interp_size; /* … bytes with its NUL; 0: no interpreter */
};

/**
 * elf_ident_ok - is this the start of a 32-bit little-endian ELF file?
 * @ident: its first EI_NIDENT bytes
 */
bool elf_ident_ok(const unsigned char *ident);

/**
 * elf_check_exec - is this the header of a program that we can run?
 * @header: first bytes of the file, aligned for an Elf32_Ehdr
 * @len: how many there are
 *
 * Returns 0, or -ENOEXEC for anything but a complete header of a 32-bit
 * little-endian ELF file, ET_EXEC or ET_DYN for the i386, that says where
 * 1 … ELF_MAX_PHDRS program headers of the right size are.
 */
int __must_check elf_check_exec(const void *header, size_t len);

/**
 * elf_phdrs_size - bytes of the program headers, at e_phoff in the file
 * @ehdr: header that elf_check_exec() accepted
 */
static inline size_t elf_phdrs_size(const Elf32_Ehdr *ehdr)
{
	return ehdr->e_phnum * sizeof(Elf32_Phdr);
}

/**
 * elf_read_image - check the program headers and sum them up
 * @ehdr: header that elf_check_exec() accepted
 * @phdrs: its e_phnum program headers
 * @file_size: bytes of the file: what segments contain must lie within
 * @limit: first address that a program may not use (TASK_SIZE)
 * @image: receives the result; undefined on error
 *
 * Returns 0, or -ENOEXEC when: there is no PT_LOAD; one has p_filesz > p_memsz,
 * reaches past @file_size or @limit, or lies in the file at another offset into
 * a page than in memory; they are not in ascending order or two share a page;
 * the entry point lies in none; an interpreter's path has an impossible place
 * or length, or there are two.
 */
int __must_check elf_read_image(const Elf32_Ehdr *ehdr, const Elf32_Phdr *phdrs,
				u64 file_size, u32 limit,
				struct elf_image *image);

#endif
