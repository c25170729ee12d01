// SPDX-License-Identifier: GPL-2.0
/*
 * Exceptions. From user mode each becomes a signal; from the kernel it is either
 * an instruction in the exception table (go on at its fixup) or a bug (die).
 * The page fault is mm/fault.c's.
 *
 * Source: Intel SDM volume 3A, 6.15; signal numbers and codes: sigaction(2).
 */
#include "cpu.h"

#include <lectern/bug.h>
#include <lectern/i386/fpu.h>
#include <lectern/i386/traps.h>
#include <lectern/i386/uaccess.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>

/* What a signal's si_addr says. */
enum trap_address {
	ADDR_NONE,
	ADDR_EIP
};

static const struct trap {
	const char *name;
	int sig, code;
	enum trap_address addr;
} traps[] = {
	[0] = { "divide error", SIGFPE, FPE_INTDIV, ADDR_EIP },
	[1] = { "debug", SIGTRAP, TRAP_TRACE, ADDR_EIP },
	[3] = { "breakpoint", SIGTRAP, SI_KERNEL, ADDR_NONE },
	[4] = { "overflow", SIGSEGV, SI_KERNEL, ADDR_NONE },
	[5] = { "bounds", SIGSEGV, SI_KERNEL, ADDR_NONE },
	[6] = { "invalid opcode", SIGILL, ILL_ILLOPN, ADDR_EIP },
	[7] = { "device not available", SIGFPE, SI_KERNEL, ADDR_NONE },
	[9] = { "coprocessor overrun", SIGFPE, SI_KERNEL, ADDR_NONE },
	[10] = { "invalid TSS", SIGSEGV, SI_KERNEL, ADDR_NONE },
	[11] = { "segment not present", SIGBUS, SI_KERNEL, ADDR_NONE },
	[12] = { "stack segment", SIGBUS, SI_KERNEL, ADDR_NONE },
	[13] = { "general protection", SIGSEGV, SI_KERNEL, ADDR_NONE },
	[15] = { "reserved trap", SIGSEGV, SI_KERNEL, ADDR_NONE },
	[16] = { "coprocessor error", SIGFPE, FPE_FLTINV, ADDR_EIP },
	[17] = { "alignment check", SIGBUS, BUS_ADRALN, ADDR_NONE },
	[18] = { "machine check", SIGBUS, SI_KERNEL, ADDR_NONE },
	[19] = { "SIMD exception", SIGFPE, FPE_FLTINV, ADDR_EIP },
};

#define VECTOR_DEBUG 1
#define VECTOR_NM    7
#define VECTOR_MC    18
#define TRAP_IRET    32

extern const struct exception_table_entry __start___ex_table[];
extern const struct exception_table_entry __stop___ex_table[];

/* A few dozen entries, met only when something went wrong: a plain scan. */
unsigned long search_exception_table(unsigned long eip)
{
	const struct exception_table_entry *e;

	for (e = __start___ex_table; e < __stop___ex_table; e++)
		if (e->insn == eip)
			return e->fixup;
	return 0;
}

static void user_trap(struct pt_regs *regs, unsigned long vector,
		      unsigned long error_code)
{
	const struct trap *trap = &traps[vector];
	int code = trap->code;

	current->thread.trap_no = vector;
	current->thread.error_code = error_code;
	if (vector == 16 || vector == 19)
		code = fpu_error_code(vector == 19);
	force_sig_fault(trap->sig, code,
			trap->addr == ADDR_EIP ? regs->eip : 0);
}

static void kernel_trap(struct pt_regs *regs, unsigned long vector,
			unsigned long error_code)
{
	unsigned long fixup = search_exception_table(regs->eip);

	if (fixup) {
		regs->eip = fixup;
		return;
	}
	die(traps[vector].name, regs, (long)error_code);
}

/*
 * Single-stepping into the kernel: a user's TF together with an int leaves a
 * debug trap at the first kernel instruction on some CPUs. It is the user's:
 * forget the flag and go on.
 */
static bool stray_debug_trap(struct pt_regs *regs)
{
	if (user_mode(regs) || !(regs->eflags & X86_EFLAGS_TF))
		return false;
	regs->eflags &= ~X86_EFLAGS_TF;
	return true;
}

/* The frame of virtual-8086 mode is longer, and what is in it no program's. */
void mend_user_flags(struct pt_regs *regs)
{
	const unsigned long mask = USER_FLAGS_MASK;

	if (likely((regs->eflags & mask) == X86_EFLAGS_IF) || !user_mode(regs))
		return;
	local_irq_enable();
	if (regs == current_pt_regs())
		regs->eflags = (regs->eflags & ~mask) | X86_EFLAGS_IF;
	else
		force_fatal_sig(SIGSEGV);
}

void do_trap(struct pt_regs *regs, unsigned long vector,
	     unsigned long error_code)
{
	mend_user_flags(regs);
	if (vector == VECTOR_NM) {
		math_state_restore();
		return;
	}
	if (vector == VECTOR_MC)
		panic_regs(regs, "machine check: the hardware is broken");
	if (vector == VECTOR_DEBUG && stray_debug_trap(regs))
		return;
	if (regs->eflags & X86_EFLAGS_IF)
		local_irq_enable();
	if (user_mode(regs))
		user_trap(regs, vector, error_code);
	else
		kernel_trap(regs, vector, error_code);
}

/* iret refused what the user frame holds; only a signal handler's frame can be
 * that wrong. Linux's number for it is none of the CPU's. */
void iret_failed(struct pt_regs *regs);

void iret_failed(struct pt_regs *regs)
{
	local_irq_enable();
	current->thread.trap_no = TRAP_IRET;
	current->thread.error_code = 0;
	force_sig_fault(SIGILL, ILL_BADSTK, 0);
}

/*
 * What is to be done before the task goes on in user mode. Called with
 * interrupts off, returns with them off and nothing left to do.
 */
void do_work(struct pt_regs *regs)
{
	while (current->work & TIF_WORK_MASK) {
		local_irq_enable();
		if (need_resched())
			schedule();
		if (signal_pending(current)) {
			mend_user_flags(regs);
			do_signal(regs);
		}
		local_irq_disable();
	}
	if (current->stack_canary != STACK_MAGIC)
		panic("the kernel stack of %s (pid %d) has overflowed",
		      current->comm, current->pid);
}
