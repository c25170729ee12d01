/* SPDX-License-Identifier: GPL-2.0 */
/* Between signal.c, which lays frames, and fpu_frame.c, their FPU part. */
#ifndef KERNEL_I386_SIGNAL_FRAME_H
#define KERNEL_I386_SIGNAL_FRAME_H

#include <lectern/i386/uaccess.h>
#include <uapi/sigcontext.h>

/* The current task's FPU registers to a frame (address: a multiple of 16), both
 * images; the control words are then those of a fresh program. 0 or -EFAULT. */
int fpu_to_frame(struct _fpstate __user *fp);

/* And back. -EFAULT, and no state at all, when the frame cannot be read or has
 * forbidden bits in MXCSR. */
int fpu_from_frame(const struct _fpstate __user *fp);

#endif
