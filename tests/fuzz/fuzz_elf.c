// SPDX-License-Identifier: GPL-2.0
/*
 * ELF headers: what is accepted must be safe to map. The input is the size of
 * an imagined file (4 bytes), the file's header, then its program headers; what
 * is missing of those is zero.
 */
#include <lectern/elf_read.h>
#include <lectern/string.h>

#include "fuzz.h"

#define LIMIT	  0xc0000000U
#define PAGE_SIZE 4096U

static bool is_load(const Elf32_Phdr *ph)
{
	return ph->p_type == PT_LOAD && ph->p_memsz;
}

static u64 first_page(const Elf32_Phdr *ph)
{
	return ALIGN_DOWN((u64)ph->p_vaddr, PAGE_SIZE);
}

static u64 end_page(const Elf32_Phdr *ph)
{
	return ALIGN((u64)ph->p_vaddr + ph->p_memsz, PAGE_SIZE);
}

static void check_load(const Elf32_Phdr *ph, u32 file_size,
		       const struct elf_image *image)
{
	assert(first_page(ph) >= image->low && end_page(ph) <= LIMIT);
	assert((u64)ph->p_vaddr + ph->p_memsz <= image->high);
	assert(ph->p_filesz <= ph->p_memsz);
	assert((u64)ph->p_offset + ph->p_filesz <= file_size);
	assert(!ph->p_filesz ||
	       ph->p_offset % PAGE_SIZE == ph->p_vaddr % PAGE_SIZE);
}

/* The same claims as elf_read.h makes, proved the slow way: pair by pair. */
static void check_image(const Elf32_Ehdr *ehdr, const Elf32_Phdr *phdrs,
			u32 file_size, const struct elf_image *image)
{
	const Elf32_Phdr *end = phdrs + ehdr->e_phnum, *a, *b;
	bool entry_ok = false;

	for (a = phdrs; a < end; a++) {
		if (!is_load(a))
			continue;
		check_load(a, file_size, image);
		entry_ok |= image->entry >= a->p_vaddr &&
			    image->entry - a->p_vaddr < a->p_memsz;
		for (b = a + 1; b < end; b++)
			assert(!is_load(b) || end_page(a) <= first_page(b));
	}
	assert(entry_ok);
	assert(image->low < image->high);
	assert(image->is_dyn || image->low > 0);
	assert((u64)image->interp_offset + image->interp_size <= file_size);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static Elf32_Phdr phdrs[ELF_MAX_PHDRS];
	struct elf_image image;
	Elf32_Ehdr ehdr;
	u32 file_size;

	if (size < sizeof(file_size))
		return 0;
	memcpy(&file_size, data, sizeof(file_size));
	data += sizeof(file_size);
	size -= sizeof(file_size);
	memcpy(&ehdr, data, min(size, sizeof(ehdr)));
	if (elf_check_exec(&ehdr, size) != 0)
		return 0;

	data += sizeof(ehdr);
	size -= sizeof(ehdr);
	memset(phdrs, 0, sizeof(phdrs));
	memcpy(phdrs, data, min(size, sizeof(phdrs)));
	assert(elf_phdrs_size(&ehdr) <= sizeof(phdrs));
	if (elf_read_image(&ehdr, phdrs, file_size, LIMIT, &image) == 0)
		check_image(&ehdr, phdrs, file_size, &image);
	return 0;
}
