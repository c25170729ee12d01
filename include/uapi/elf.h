/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ELF file format for 32-bit machines, as far as programs, loadable modules
 * and the auxiliary vector need it. Source: System V ABI, edition 4.1, chapters
 * 4 and 5; System V ABI Intel386 supplement; getauxval(3), elf(5).
 */
#ifndef UAPI_ELF_H
#define UAPI_ELF_H

#include <uapi/auxvec.h>

typedef unsigned int Elf32_Addr;
typedef unsigned int Elf32_Off;
typedef unsigned short Elf32_Half;
typedef unsigned int Elf32_Word;
typedef int Elf32_Sword;

/* --- file header --- */

#define EI_NIDENT 16

typedef struct {
	unsigned char e_ident[EI_NIDENT];
	Elf32_Half e_type;    /* ET_… */
	Elf32_Half e_machine; /* EM_… */
	Elf32_Word e_version; /* EV_CURRENT */
	Elf32_Addr e_entry;   /* first instruction */
	Elf32_Off e_phoff;    /* program headers in the file */
	Elf32_Off e_shoff;    /* section headers in the file */
	Elf32_Word e_flags;
	Elf32_Half e_ehsize;	/* bytes of this header */
	Elf32_Half e_phentsize; /* bytes of one program header */
	Elf32_Half e_phnum;
	Elf32_Half e_shentsize; /* bytes of one section header */
	Elf32_Half e_shnum;
	Elf32_Half e_shstrndx; /* section with the sections' names */
} Elf32_Ehdr;

/* Indices into e_ident, and what stands there. */
#define EI_MAG0	      0
#define EI_CLASS      4
#define EI_DATA	      5
#define EI_VERSION    6
#define EI_OSABI      7
#define EI_ABIVERSION 8
#define EI_PAD	      9

#define ELFMAG	"\177ELF"
#define SELFMAG 4

#define ELFCLASSNONE 0
#define ELFCLASS32   1
#define ELFCLASS64   2

#define ELFDATANONE 0
#define ELFDATA2LSB 1
#define ELFDATA2MSB 2

#define EV_NONE	   0
#define EV_CURRENT 1

#define ELFOSABI_SYSV  0
#define ELFOSABI_LINUX 3

#define ET_NONE 0
#define ET_REL	1
#define ET_EXEC 2
#define ET_DYN	3
#define ET_CORE 4

#define EM_386	  3
#define EM_X86_64 62

/* --- program headers --- */

typedef struct {
	Elf32_Word p_type;   /* PT_… */
	Elf32_Off p_offset;  /* contents in the file */
	Elf32_Addr p_vaddr;  /* place in memory */
	Elf32_Addr p_paddr;  /* unused */
	Elf32_Word p_filesz; /* bytes in the file */
	Elf32_Word p_memsz;  /* bytes in memory; what is more is zero */
	Elf32_Word p_flags;  /* PF_… */
	Elf32_Word p_align;  /* 0, 1 or a power of two */
} Elf32_Phdr;

#define PT_NULL		0
#define PT_LOAD		1
#define PT_DYNAMIC	2
#define PT_INTERP	3
#define PT_NOTE		4
#define PT_SHLIB	5
#define PT_PHDR		6
#define PT_TLS		7
#define PT_GNU_EH_FRAME 0x6474e550
#define PT_GNU_STACK	0x6474e551
#define PT_GNU_RELRO	0x6474e552
#define PT_GNU_PROPERTY 0x6474e553

#define PF_X 1
#define PF_W 2
#define PF_R 4

/* --- sections --- */

typedef struct {
	Elf32_Word sh_name;  /* offset into the names' section */
	Elf32_Word sh_type;  /* SHT_… */
	Elf32_Word sh_flags; /* SHF_… */
	Elf32_Addr sh_addr;
	Elf32_Off sh_offset; /* contents in the file */
	Elf32_Word sh_size;  /* bytes */
	Elf32_Word sh_link;  /* another section, by type */
	Elf32_Word sh_info;  /* more, by type */
	Elf32_Word sh_addralign;
	Elf32_Word sh_entsize; /* bytes of one entry of a table */
} Elf32_Shdr;

#define SHT_NULL	  0
#define SHT_PROGBITS	  1
#define SHT_SYMTAB	  2
#define SHT_STRTAB	  3
#define SHT_RELA	  4
#define SHT_HASH	  5
#define SHT_DYNAMIC	  6
#define SHT_NOTE	  7
#define SHT_NOBITS	  8
#define SHT_REL		  9
#define SHT_SHLIB	  10
#define SHT_DYNSYM	  11
#define SHT_INIT_ARRAY	  14
#define SHT_FINI_ARRAY	  15
#define SHT_PREINIT_ARRAY 16
#define SHT_GROUP	  17
#define SHT_SYMTAB_SHNDX  18

#define SHF_WRITE      0x1
#define SHF_ALLOC      0x2
#define SHF_EXECINSTR  0x4
#define SHF_MERGE      0x10
#define SHF_STRINGS    0x20
#define SHF_INFO_LINK  0x40
#define SHF_LINK_ORDER 0x80
#define SHF_GROUP      0x200
#define SHF_TLS	       0x400

#define SHN_UNDEF     0
#define SHN_LORESERVE 0xff00
#define SHN_ABS	      0xfff1
#define SHN_COMMON    0xfff2
#define SHN_XINDEX    0xffff

/* --- symbols --- */

typedef struct {
	Elf32_Word st_name; /* offset into the string table */
	Elf32_Addr st_value;
	Elf32_Word st_size;
	unsigned char st_info;	/* binding and type */
	unsigned char st_other; /* visibility */
	Elf32_Half st_shndx;	/* section, or SHN_… */
} Elf32_Sym;

#define STB_LOCAL  0
#define STB_GLOBAL 1
#define STB_WEAK   2

#define STT_NOTYPE  0
#define STT_OBJECT  1
#define STT_FUNC    2
#define STT_SECTION 3
#define STT_FILE    4
#define STT_COMMON  5
#define STT_TLS	    6

#define STV_DEFAULT   0
#define STV_INTERNAL  1
#define STV_HIDDEN    2
#define STV_PROTECTED 3

#define ELF32_ST_BIND(info)	   ((info) >> 4)
#define ELF32_ST_TYPE(info)	   ((info)&0xf)
#define ELF32_ST_INFO(bind, type)  (((bind) << 4) + ((type)&0xf))
#define ELF32_ST_VISIBILITY(other) ((other)&0x3)

/* --- relocation --- */

typedef struct {
	Elf32_Addr r_offset; /* place to change */
	Elf32_Word r_info;   /* symbol and type */
} Elf32_Rel;

typedef struct {
	Elf32_Addr r_offset;
	Elf32_Word r_info;
	Elf32_Sword r_addend;
} Elf32_Rela;

#define ELF32_R_SYM(info)	((info) >> 8)
#define ELF32_R_TYPE(info)	((info)&0xff)
#define ELF32_R_INFO(sym, type) (((sym) << 8) + ((type)&0xff))

/* S: symbol, A: addend, P: place, B: base, G: GOT slot, L: PLT entry. */
#define R_386_NONE     0
#define R_386_32       1 /* S + A */
#define R_386_PC32     2 /* S + A - P */
#define R_386_GOT32    3 /* G + A */
#define R_386_PLT32    4 /* L + A - P */
#define R_386_COPY     5
#define R_386_GLOB_DAT 6  /* S */
#define R_386_JMP_SLOT 7  /* S */
#define R_386_RELATIVE 8  /* B + A */
#define R_386_GOTOFF   9  /* S + A - GOT */
#define R_386_GOTPC    10 /* GOT + A - P */

/* --- auxiliary vector: pairs on a new program's stack --- */

typedef struct {
	Elf32_Word a_type; /* AT_… (auxvec.h) */
	Elf32_Word a_val;
} Elf32_auxv_t;

#endif
