/* SPDX-License-Identifier: GPL-2.0 */
/* Between binfmt_elf.c and elf_stack.c. */
#ifndef LECTERN_KERNEL_ELF_STACK_H
#define LECTERN_KERNEL_ELF_STACK_H

#include <lectern/elf_read.h>

struct file;
struct linux_binprm;

/* A program or its interpreter: what was read of it, where it goes. */
struct elf_file {
	struct file *file;
	Elf32_Ehdr ehdr;
	Elf32_Phdr *phdrs;
	struct elf_image image;
	u32 bias; /* to be added to its addresses */
};

/*
 * Lay what a program finds on its stack, on that of the current task; interp
 * has no file when there is none. 0 with the stack pointer in *esp, or -ENOMEM,
 * -EFAULT. May sleep.
 */
int elf_lay_stack(const struct linux_binprm *bprm, const struct elf_file *elf,
		  const struct elf_file *interp, unsigned long *esp);

#endif
