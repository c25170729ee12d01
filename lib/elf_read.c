// SPDX-License-Identifier: GPL-2.0
/*
 * Judging ELF executables by their headers, as lectern/elf_read.h describes it.
 *
 * The file belongs to a user and every number in it is hostile. Sums are made
 * in u64, so that none wraps. What is checked here, exec may rely on: mapping
 * the segments one by one cannot overlap, leave the user's address space or
 * read past the file's end.
 *
 * Pure; any context, no locks.
 */
#include <lectern/bitops.h>
#include <lectern/elf_read.h>
#include <lectern/string.h>
#include <uapi/errno.h>
#include <uapi/limits.h>

#define PAGE_SIZE 4096U /* segments are mapped in pages of the i386 */

/* --- the file's header --- */

/* The bytes that say how to read all others. */
bool elf_ident_ok(const unsigned char *ident)
{
	return memcmp(ident, ELFMAG, SELFMAG) == 0 &&
	       ident[EI_CLASS] == ELFCLASS32 && ident[EI_DATA] == ELFDATA2LSB &&
	       ident[EI_VERSION] == EV_CURRENT;
}

/*
 * The size is fixed by the format; the number is bounded so that exec can keep
 * the table in a page.
 */
static bool phdr_table_ok(const Elf32_Ehdr *ehdr)
{
	return ehdr->e_phentsize == sizeof(Elf32_Phdr) && ehdr->e_phnum > 0 &&
	       ehdr->e_phnum <= ELF_MAX_PHDRS;
}

/* Only after elf_ident_ok() is it known that the rest is laid out as we think. */
int elf_check_exec(const void *header, size_t len)
{
	const Elf32_Ehdr *ehdr = header;

	if (len < sizeof(*ehdr) || !elf_ident_ok(ehdr->e_ident))
		return -ENOEXEC;
	if (ehdr->e_type != ET_EXEC && ehdr->e_type != ET_DYN)
		return -ENOEXEC;
	if (ehdr->e_machine != EM_386 || ehdr->e_version != EV_CURRENT)
		return -ENOEXEC;
	return phdr_table_ok(ehdr) ? 0 : -ENOEXEC;
}

/* --- program headers --- */

/* Does [offset, offset + size) lie in the file? */
static bool in_file(u32 offset, u32 size, u64 file_size)
{
	return (u64)offset + size <= file_size;
}

/* What must hold for a PT_LOAD by itself. */
static bool load_ok(const Elf32_Phdr *load, u64 file_size, u32 limit)
{
	if (load->p_filesz > load->p_memsz ||
	    !in_file(load->p_offset, load->p_filesz, file_size))
		return false;
	if ((u64)load->p_vaddr + load->p_memsz > limit)
		return false;
	if (load->p_align > 1 && !is_power_of_2(load->p_align))
		return false;
	/* A page of the file can only be mapped as a page. */
	return !load->p_filesz ||
	       IS_ALIGNED(load->p_vaddr - load->p_offset, PAGE_SIZE);
}

/*
 * Add a PT_LOAD to the span of those before it. They must ascend and each have
 * its pages to itself, since a page has one protection and one file offset:
 *
 *	|.....text text|text....|........|..data data|bss.....|
 *	^ low          page                              ^ high
 */
static int add_load(struct elf_image *image, const Elf32_Phdr *load)
{
	u32 start = load->p_vaddr;
	u32 end = load->p_vaddr + load->p_filesz;
	bool first = image->high == 0;

	if (!first && ALIGN_DOWN(start, PAGE_SIZE) < image->high)
		return -ENOEXEC;
	if (first)
		image->low = ALIGN_DOWN(start, PAGE_SIZE);
	image->high = load->p_vaddr + load->p_memsz;
	image->align = max(image->align, load->p_align);
	image->start_data = start;
	image->end_data = end;
	if (load->p_flags & PF_X) {
		if (!image->end_code)
			image->start_code = start;
		image->end_code = end;
	}
	return 0;
}

/* AT_PHDR: where the program finds its own headers, if they are mapped. */
static void find_phdrs(struct elf_image *image, const Elf32_Ehdr *ehdr,
		       const Elf32_Phdr *load)
{
	u64 end = (u64)ehdr->e_phoff + elf_phdrs_size(ehdr);

	if (ehdr->e_phoff >= load->p_offset &&
	    end <= (u64)load->p_offset + load->p_filesz)
		image->phdr = load->p_vaddr + (ehdr->e_phoff - load->p_offset);
}

/* `entry_ok` turns true when the entry point lies in this segment. */
static int read_load(struct elf_image *image, const Elf32_Ehdr *ehdr,
		     const Elf32_Phdr *load, bool *entry_ok)
{
	/* Linkers leave empty ones; there is nothing to map. */
	if (!load->p_memsz)
		return 0;
	if (add_load(image, load) != 0)
		return -ENOEXEC;
	find_phdrs(image, ehdr, load);
	if (ehdr->e_entry - load->p_vaddr < load->p_memsz)
		*entry_ok = true;
	return 0;
}

/* The path is read later; here only where it is. */
static int read_interp(struct elf_image *image, const Elf32_Phdr *interp,
		       u64 file_size)
{
	if (image->interp_size)
		return -ENOEXEC;
	/* One character and the NUL at least. */
	if (interp->p_filesz < 2 || interp->p_filesz > PATH_MAX)
		return -ENOEXEC;
	if (!in_file(interp->p_offset, interp->p_filesz, file_size))
		return -ENOEXEC;
	image->interp_offset = interp->p_offset;
	image->interp_size = interp->p_filesz;
	return 0;
}

/* What holds before the first program header is looked at. */
static void start_image(struct elf_image *image, const Elf32_Ehdr *ehdr)
{
	memset(image, 0, sizeof(*image));
	image->is_dyn = ehdr->e_type == ET_DYN;
	image->entry = ehdr->e_entry;
	image->align = PAGE_SIZE;
	/* Programs from before PT_GNU_STACK may run code on their stack. */
	image->exec_stack = true;
}

/*
 * One pass over the table. Kinds that are not named here (notes, TLS, RELRO …)
 * are the program's own business: its start-up code reads them.
 */
int elf_read_image(const Elf32_Ehdr *ehdr, const Elf32_Phdr *phdrs,
		   u64 file_size, u32 limit, struct elf_image *image)
{
	const Elf32_Phdr *phdr;
	bool entry_ok = false;
	int err = 0;

	start_image(image, ehdr);
	for (phdr = phdrs; phdr < phdrs + ehdr->e_phnum; phdr++) {
		switch (phdr->p_type) {
		case PT_LOAD:
			if (!load_ok(phdr, file_size, limit))
				return -ENOEXEC;
			err = read_load(image, ehdr, phdr, &entry_ok);
			break;
		case PT_INTERP:
			err = read_interp(image, phdr, file_size);
			break;
		case PT_GNU_STACK:
			image->exec_stack = phdr->p_flags & PF_X;
			break;
		}
		if (err)
			return err;
	}
	/* With no PT_LOAD at all the entry point lies in none. */
	if (!entry_ok)
		return -ENOEXEC;
	/* Page 0 stays unmapped: it catches NULL pointers. */
	if (!image->is_dyn && image->low == 0)
		return -ENOEXEC;
	return 0;
}
