/* SPDX-License-Identifier: GPL-2.0 */
/* Between signal.c, which lays frames, and fpu_frame.c, their FPU part. */
#ifndef KERNEL_I386_SIGNAL_FRAME_H
#define KERNEL_I386_SIGNAL_FRAME_H

#include <uapi/sigcontext.h>

/* The current task's FPU registers, both images. */
void fpu_to_frame(struct _fpstate *fp);

/* And back; forbidden MXCSR bits are cleared. */
void fpu_from_frame(struct _fpstate *fp);

#endif
