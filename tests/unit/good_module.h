/* SPDX-License-Identifier: GPL-2.0 */
/* A good module, to be damaged, and a loader in small. */
#ifndef TESTS_UNIT_GOOD_MODULE_H
#define TESTS_UNIT_GOOD_MODULE_H

#include <lectern/module_elf.h>
#include <lectern/string.h>

#include "support.h"

#define GFP	  ((gfp_t)0)
#define CORE	  0xe0001000U
#define INIT	  0xe0100000U
#define SEMAPHORE 0xc0123456U

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

extern struct good {
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

extern struct module_elf elf;
extern unsigned int asked; /* symbols that the last load() looked for */
extern bool all_known;	   /* a real module asks for what we have not */

/* As the kernel would. 0 or -errno. */
int load(const void *file, size_t size);

/* Its steps: memory for the regions; what a symbol's value is. */
void give_memory(void);
void take_memory(void);
int resolve(void *ctx, const char *name, u32 *value);

/* Change a symbol of the good module. */
void set_symbol(u32 n, u32 name, u32 value, u8 info, u16 shndx);

int make_good(void **state);
#define MODULE_TEST(function)                                                  \
	cmocka_unit_test_setup_teardown(function, make_good, end_test)

#endif
