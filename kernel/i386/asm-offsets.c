// SPDX-License-Identifier: GPL-2.0
/*
 * What assembly needs to know of C: compiled to assembly, never linked. Each
 * line "->NAME value" of the result becomes "NAME equ value" in
 * asm-offsets.inc.
 */
#include <lectern/compiler.h>
#include <lectern/i386/traps.h>
#include <lectern/mm.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/sigcontext.h>
#include <uapi/unistd.h>

#define DEFINE(name, value)	   __asm__ volatile("\n->" #name " %c0" : : "i"(value))
#define OFFSET(name, type, member) DEFINE(name, offsetof(type, member))

void asm_offsets(void);

void asm_offsets(void)
{
	OFFSET(PT_EBP, struct pt_regs, ebp);
	OFFSET(PT_EAX, struct pt_regs, eax);
	OFFSET(PT_ORIG_EAX, struct pt_regs, orig_eax);
	OFFSET(PT_CS, struct pt_regs, xcs);
	OFFSET(PT_EFLAGS, struct pt_regs, eflags);

	OFFSET(TASK_WORK, struct task_struct, work);
	OFFSET(TASK_THREAD_ESP, struct task_struct, thread.esp);

	DEFINE(WORK_MASK, TIF_WORK_MASK);
	DEFINE(STACK_SIZE, THREAD_SIZE);
	DEFINE(USER_DATA_SEG, USER_DS);
	DEFINE(RPL_MASK, SEGMENT_RPL_MASK);
	DEFINE(FLAG_IF, X86_EFLAGS_IF);
	DEFINE(FLAG_VM, X86_EFLAGS_VM);
	DEFINE(USER_FLAGS, USER_FLAGS_MASK);
	DEFINE(SYSCALL_COUNT, NR_SYSCALLS);
	DEFINE(VECTOR_IRQ_BASE, IRQ_VECTOR_BASE);
	DEFINE(USER_END, TASK_SIZE);
	DEFINE(MINUS_EFAULT, -EFAULT);

	/* vdso.asm */
	OFFSET(SIGFRAME_SC, struct sigframe, sc);
	OFFSET(RT_SIGFRAME_SC, struct rt_sigframe, uc.uc_mcontext);
	OFFSET(SC_EDI, struct sigcontext, edi);
	OFFSET(SC_ESI, struct sigcontext, esi);
	OFFSET(SC_EBP, struct sigcontext, ebp);
	OFFSET(SC_ESP, struct sigcontext, esp);
	OFFSET(SC_EBX, struct sigcontext, ebx);
	OFFSET(SC_EDX, struct sigcontext, edx);
	OFFSET(SC_ECX, struct sigcontext, ecx);
	OFFSET(SC_EAX, struct sigcontext, eax);
	OFFSET(SC_EIP, struct sigcontext, eip);
	DEFINE(NR_SIGRETURN, __NR_sigreturn);
	DEFINE(NR_RT_SIGRETURN, __NR_rt_sigreturn);
}
