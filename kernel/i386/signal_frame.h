/* SPDX-License-Identifier: GPL-2.0 */
/* Between signal.c, which lays frames, fpu_frame.c, their FPU part, and
 * sigcookie.c. */
#ifndef KERNEL_I386_SIGNAL_FRAME_H
#define KERNEL_I386_SIGNAL_FRAME_H

#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <uapi/sigcontext.h>

/* The current task's FPU registers to a frame (address: a multiple of 16), both
 * images; the control words are then those of a fresh program. 0 or -EFAULT. */
int fpu_to_frame(struct _fpstate __user *fp);

/* And back. -EFAULT, and no state at all, when the frame cannot be read or has
 * forbidden bits in MXCSR. */
int fpu_from_frame(const struct _fpstate __user *fp);

/* What the kernel puts behind a frame at this address. */
static inline u32 frame_cookie(const void __user *frame)
{
	const u64 *key = current->mm->sigframe_key;
	u32 cookie = (u32)(((u32)frame * key[0] + key[1]) >> 32);

	return cookie ? cookie : 1;
}

/*
 * sigreturn: is the frame one that the kernel laid there and that was not used yet?
 * Its cookie, which lies at where, is cleared. False: the task has been sent a SIGSEGV
 * that ends it.
 */
bool take_frame(const void __user *frame, u32 __user *where);

#endif
