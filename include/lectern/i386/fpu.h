/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The x87 and SSE registers, switched lazily: a context switch only sets
 * CR0.TS; the first use afterwards traps (#NM) and math_state_restore loads the
 * task's own. A task that used them in its last slice has its registers saved
 * when it is switched out, so they are always in memory then.
 */
#ifndef LECTERN_I386_FPU_H
#define LECTERN_I386_FPU_H

#include <lectern/types.h>

struct task_struct;

#define FXSAVE_SIZE 512

struct fpu_state {
	u8 fxsave[FXSAVE_SIZE];
} __attribute__((aligned(16)));

/* Turn the FPU, and SSE where the CPU has it, on at boot. */
void fpu_init(void);

/* Give the current task the FPU: for #NM, and before its registers are touched. */
void math_state_restore(void);

/* Save the task's registers to its thread if they are in the CPU. */
void fpu_save(struct task_struct *task);

/* A fork's child starts with the parent's registers. */
void fpu_fork(struct task_struct *child);

/*
 * si_code for the pending x87 (or SSE) exception of the current task, whose
 * registers are saved by it.
 */
int fpu_error_code(bool sse);

#define MXCSR_DEFAULT 0x1F80u /* all SSE exceptions masked */

/* Set MXCSR, if the CPU has SSE. The current task has the FPU. */
void load_mxcsr(u32 value);

/* exec: forget everything; the next use starts from the reset state. */
void fpu_reset(void);

#endif
