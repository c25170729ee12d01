// SPDX-License-Identifier: GPL-2.0
/*
 * FPU and SSE registers: see include/lectern/i386/fpu.h for the scheme.
 *
 *	fpu_used  fpu_loaded	registers are
 *	   0          0		those of reset, until the first use
 *	   1          0		in thread.fpu; CR0.TS is set, a use traps
 *	   1          1		in the CPU
 *
 * Only the current task can be loaded. Locks: none, but a reader of the pair
 * must not be rescheduled in between, and the kernel is not preemptible.
 *
 * Source: Intel SDM volume 1, 10.5 (FXSAVE) and volume 3A, 2.5.
 */
#include "cpu.h"

#include <lectern/i386/fpu.h>
#include <lectern/sched.h>
#include <uapi/signal.h>

#define MXCSR_OFFSET 24 /* in the FXSAVE image */

static bool have_sse;

static inline void clear_ts(void)
{
	__asm__ volatile("clts" : : : "memory");
}

static inline void set_ts(void)
{
	write_cr0(read_cr0() | CR0_TS);
}

static inline void fxsave(struct fpu_state *state)
{
	__asm__ volatile("fxsave %0" : "=m"(*state));
}

static inline void fxrstor(const struct fpu_state *state)
{
	__asm__ volatile("fxrstor %0" : : "m"(*state));
}

void load_mxcsr(u32 value)
{
	if (have_sse)
		__asm__ volatile("ldmxcsr %0" : : "m"(value));
}

/* The state that a program starts with; xmm registers are cleared too, lest it
 * reads another's. */
static void load_reset_state(void)
{
	static const struct fpu_state zero;

	fxrstor(&zero);
	__asm__ volatile("fninit");
	load_mxcsr(MXCSR_DEFAULT);
}

void math_state_restore(void)
{
	struct thread_struct *t = &current->thread;

	clear_ts();
	if (t->fpu_loaded)
		return;
	if (t->fpu_used)
		fxrstor(&t->fpu);
	else
		load_reset_state();
	t->fpu_used = true;
	t->fpu_loaded = true;
}

void fpu_save(struct task_struct *task)
{
	if (!task->thread.fpu_loaded)
		return;
	fxsave(&task->thread.fpu);
	task->thread.fpu_loaded = false;
	set_ts();
}

void fpu_fork(struct task_struct *child)
{
	struct thread_struct *parent = &current->thread;

	if (parent->fpu_loaded)
		fxsave(&parent->fpu);
	child->thread.fpu_used = parent->fpu_used;
	child->thread.fpu_loaded = false;
	if (parent->fpu_used)
		child->thread.fpu = parent->fpu;
}

void fpu_reset(void)
{
	struct thread_struct *t = &current->thread;

	if (t->fpu_loaded)
		set_ts();
	t->fpu_used = t->fpu_loaded = false;
}

/*
 * x87 status word: the lowest exception that is raised and not masked; SSE:
 * the same of MXCSR. Bits 0 to 5 are invalid, denormal, zero divide, overflow,
 * underflow, precision in both.
 */
int fpu_error_code(bool sse)
{
	static const int codes[6] = {
		FPE_FLTINV, FPE_FLTUND, FPE_FLTDIV,
		FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES,
	};
	const u8 *image = current->thread.fpu.fxsave;
	u32 raised, i;

	fpu_save(current);
	if (sse) {
		u32 mxcsr = *(const u32 *)(image + MXCSR_OFFSET);

		raised = mxcsr & ~(mxcsr >> 7);
	} else {
		const u16 *control_status = (const u16 *)image;

		raised = control_status[1] & ~control_status[0];
	}
	for (i = 0; i < 6; i++)
		if (raised >> i & 1)
			return codes[i];
	return FPE_FLTINV;
}

void __init fpu_init(void)
{
	have_sse = boot_cpu.features_edx & X86_FEATURE_SSE;
	/*
	 * x87 errors as exceptions, not by way of the old interrupt 13; no
	 * emulation, which a loader may have left on.
	 */
	write_cr0((read_cr0() & ~CR0_EM) | CR0_NE | CR0_MP);
	write_cr4(read_cr4() | CR4_OSFXSR | (have_sse ? CR4_OSXMMEXCPT : 0));
	set_ts();
}
