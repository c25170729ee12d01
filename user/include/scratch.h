/* SPDX-License-Identifier: GPL-2.0 */
/* The directory that a test runs in, made before it and removed after it. */
#ifndef SCRATCH_H
#define SCRATCH_H

/* scratch_enter - make a fresh directory under /tmp and go there. */
void scratch_enter(void);

/* scratch_leave - go back to / and remove it with all that it holds. */
void scratch_leave(void);

#endif
