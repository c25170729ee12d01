/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vDSO, the kernel's shared library in every program: kernel/i386/vdso.c.
 */
#ifndef LECTERN_I386_VDSO_H
#define LECTERN_I386_VDSO_H

#include <lectern/types.h>

/* Where its entry points are, from mm->vdso on. */
extern const struct vdso_symbols {
	u32 vsyscall, sigreturn, rt_sigreturn;
} vdso_symbols;

/*
 * exec: map the vDSO into the current task's new mm, below what is there, and set
 * mm->vdso, which stays 0 with sigtramp=stack. 0 or -ENOMEM. Takes mmap_sem; may
 * sleep.
 */
int arch_setup_additional_pages(void);

#endif
