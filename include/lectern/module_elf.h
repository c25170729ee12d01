/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A loadable module as it comes: an ELF file that has been compiled but not
 * linked (ET_REL). This judges it, lays its sections out in memory and fills
 * them; kernel/i386/module.c then relocates them. Nobody is asked for more
 * than memory and symbols, so all of it runs on the host, too:
 *
 *	module_elf_open()	is every number in it as it should be?
 *	  caller: memory for each region, of the size that it now says
 *	module_elf_place()	sections to their places
 *	module_elf_resolve()	symbols to addresses, the unknown by callback
 *	module_elf_relocate()	addresses into the code
 *	module_elf_close()
 *
 * A region is contiguous, and each part of it starts on a page, so that it can
 * have a protection of its own:
 *
 *	| text        | constants  | data, .bss      |
 *	0             text         rodata            size
 *
 * MODULE_INIT is what is thrown away once the module runs: the sections whose
 * name starts with ".init".
 *
 * Every number in the file is hostile until module_elf_open() has looked at it;
 * the file is never written to, so that it stays what was looked at.
 *
 * No locks; open may sleep, if its gfp says so. Source: System V ABI, chapter
 * 4, and its Intel386 supplement.
 */
#ifndef LECTERN_MODULE_ELF_H
#define LECTERN_MODULE_ELF_H

#include <lectern/compiler.h>
#include <lectern/types.h>
#include <uapi/elf.h>

#define MODULE_MAX_SIZE	    (16u << 20) /* of the file, and of a region */
#define MODULE_MAX_SECTIONS 4096
#define MODULE_MAX_SYMBOLS  (1u << 15)

enum {
	MODULE_CORE,
	MODULE_INIT,
	MODULE_REGIONS,
	MODULE_LEFT_OUT
};

struct module_region {
	u32 text, rodata, size; /* where each part ends: whole pages */
	u8 *mem;		/* where it is written, zeroed by the caller */
	u32 addr;		/* where it runs: the same but on the host */
};

/* Where a section goes. */
struct module_place {
	u32 region, offset;
};

struct module_elf {
	const u8 *file;
	size_t size;
	const Elf32_Ehdr *ehdr;
	const Elf32_Shdr *shdrs;
	const char *names; /* of the sections */
	const Elf32_Sym *syms;
	u32 nr_syms;
	const char *strings; /* the symbols' names */

	struct module_region regions[MODULE_REGIONS];
	struct module_place *places; /* one for each section */
	u32 *values;		     /* one for each symbol: its address */
	char problem[96];	     /* why it was refused, for a person */
};

/**
 * module_elf_open - check a file and lay its sections out
 * @elf: filled in; to be closed also after an error
 * @file: the file, aligned for 32-bit words; must stay until close
 * @size: its bytes
 * @gfp: how to allocate
 *
 * Returns 0 with the regions' parts and sizes set, -ENOEXEC with @elf->problem
 * for a file that is no i386 module or is damaged, or -ENOMEM.
 */
int __must_check module_elf_open(struct module_elf *elf, const void *file,
				 size_t size, gfp_t gfp);
void module_elf_close(struct module_elf *elf);

/**
 * module_elf_place - copy the sections to their places
 *
 * Each region with a size has mem and addr.
 */
void module_elf_place(const struct module_elf *elf);

/**
 * module_elf_resolve - give each symbol its address
 * @resolve: asked for every symbol that is defined elsewhere; 0 with *value
 *	set, or an error. -ENOENT of a weak symbol makes it 0.
 *
 * Asks for all of them in any case, so that all can be named. Returns 0, or the
 * last error.
 */
int __must_check module_elf_resolve(struct module_elf *elf,
				    int (*resolve)(void *ctx, const char *name,
						   u32 *value),
				    void *ctx);

/**
 * module_elf_relocate - write the symbols' addresses into the sections
 *
 * The machine's: kernel/i386/module.c. Returns 0, or -ENOEXEC with
 * @elf->problem for a kind of relocation that is not supported.
 */
int __must_check module_elf_relocate(struct module_elf *elf);

/**
 * module_elf_section - a section by its name, in its place
 * @entry: bytes of one entry
 * @count: receives how many there are
 *
 * Returns its memory, or NULL with a count of 0 when there is no such section
 * or it has no place.
 */
void *module_elf_section(const struct module_elf *elf, const char *name,
			 u32 entry, u32 *count);

/**
 * module_elf_modinfo - the text behind "@tag=" in .modinfo
 *
 * Returns the first one, or NULL. It lies in the file.
 */
const char *module_elf_modinfo(const struct module_elf *elf, const char *tag);

/* Where the n-th section is written, and the address that it will have. */
static inline u8 *module_place_mem(const struct module_elf *elf, u32 n)
{
	const struct module_place *place = &elf->places[n];

	return elf->regions[place->region].mem + place->offset;
}

static inline u32 module_place_addr(const struct module_elf *elf, u32 n)
{
	const struct module_place *place = &elf->places[n];

	return elf->regions[place->region].addr + place->offset;
}

static inline bool module_is_placed(const struct module_elf *elf, u32 n)
{
	return elf->places[n].region != MODULE_LEFT_OUT;
}

static inline const char *module_section_name(const struct module_elf *elf,
					      u32 n)
{
	return elf->names + elf->shdrs[n].sh_name;
}

/* Say why the file is refused. Returns -ENOEXEC. */
int __printf(2, 3)
	module_elf_refuse(struct module_elf *elf, const char *fmt, ...);

#endif
