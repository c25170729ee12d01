/* SPDX-License-Identifier: GPL-2.0 */
/*
 * struct pt_regs: the registers that entry.asm saves on the kernel stack, in
 * the i386 ABI's order. For a trap out of the kernel itself esp and xss are not
 * there (the CPU pushes them only when the privilege changes): use
 * kernel_stack_pointer() then.
 */
#ifndef LECTERN_I386_PTRACE_H
#define LECTERN_I386_PTRACE_H

#include <lectern/i386/segment.h>
#include <lectern/types.h>

struct pt_regs {
	unsigned long ebx;
	unsigned long ecx;
	unsigned long edx;
	unsigned long esi;
	unsigned long edi;
	unsigned long ebp;
	unsigned long eax;
	unsigned long xds;
	unsigned long xes;
	unsigned long orig_eax; /* call number; ~irq or trap marker below 0 */
	unsigned long eip;
	unsigned long xcs;
	unsigned long eflags;
	unsigned long esp;
	unsigned long xss;
};

#define X86_EFLAGS_CF	 0x00000001
#define X86_EFLAGS_FIXED 0x00000002
#define X86_EFLAGS_PF	 0x00000004
#define X86_EFLAGS_AF	 0x00000010
#define X86_EFLAGS_ZF	 0x00000040
#define X86_EFLAGS_SF	 0x00000080
#define X86_EFLAGS_TF	 0x00000100
#define X86_EFLAGS_IF	 0x00000200
#define X86_EFLAGS_DF	 0x00000400
#define X86_EFLAGS_OF	 0x00000800
#define X86_EFLAGS_IOPL	 0x00003000
#define X86_EFLAGS_NT	 0x00004000
#define X86_EFLAGS_RF	 0x00010000
#define X86_EFLAGS_VM	 0x00020000
#define X86_EFLAGS_AC	 0x00040000

/* Also in virtual-8086 mode, where xcs is no selector (mend_user_flags). */
static inline bool user_mode(const struct pt_regs *regs)
{
	return (regs->xcs & SEGMENT_RPL_MASK) == USER_RPL ||
	       regs->eflags & X86_EFLAGS_VM;
}

static inline unsigned long kernel_stack_pointer(const struct pt_regs *regs)
{
	return (unsigned long)&regs->esp;
}

#endif
