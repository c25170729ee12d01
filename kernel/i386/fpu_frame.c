// SPDX-License-Identifier: GPL-2.0
/*
 * FPU state in a signal frame: the old FSAVE image first, the FXSAVE image behind
 * it (struct _fpstate). The CPU writes both where they belong, and reads both: FXRSTOR
 * gives the SSE registers, then FRSTOR the x87's once more, so that a handler who
 * edits the frame does so in the FSAVE image for the x87 and in the other for SSE.
 *
 * The instructions touch user memory: they may fault, and the page may have to be
 * waited for. Another task then has the FPU meanwhile; the instruction traps when it
 * is tried again, gets the registers back, and goes on (math_state_restore).
 *
 * Source: Intel SDM volume 1, 8.1.10 and 10.5.1.
 */
#include "signal_frame.h"

#include <lectern/i386/fpu.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>

/* usercopy.asm: one instruction on user memory; 0 or -EFAULT. */
int fxsave_user(void __user *to);
int fnsave_user(void __user *to);
int fxrstor_user(const void __user *from);
int frstor_user(const void __user *from);

/* FNSAVE leaves the x87 as FNINIT does; the XMM registers keep what they hold. */
int fpu_to_frame(struct _fpstate __user *fp)
{
	u32 status;

	math_state_restore();
	__asm__ volatile("fnstsw %w0" : "=a"(status));
	if (fxsave_user(fp->_fxsr_env) || fnsave_user(fp) ||
	    put_user((u16)status | X86_FXSR_MAGIC << 16,
		     (u32 __user *)&fp->status) ||
	    put_user(0u, &fp->sw_reserved[0]))
		return -EFAULT;
	load_mxcsr(MXCSR_DEFAULT);
	return 0;
}

int fpu_from_frame(const struct _fpstate __user *fp)
{
	u16 magic;

	if (get_user(magic, &fp->magic))
		return -EFAULT;
	if (magic != X86_FXSR_MAGIC)
		fpu_reset();
	math_state_restore();
	if (magic == X86_FXSR_MAGIC && fxrstor_user(fp->_fxsr_env))
		goto bad_frame;
	/* FRSTOR would trap for an exception that the image has pending; its own
	 * image, which has it as well, brings it to the program. */
	__asm__ volatile("fnclex");
	if (!frstor_user(fp))
		return 0;
bad_frame:
	fpu_reset();
	return -EFAULT;
}
