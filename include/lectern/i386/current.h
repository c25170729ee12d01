/* SPDX-License-Identifier: GPL-2.0 */
/* The task whose kernel stack the CPU is on: it lies at the stack's bottom. */
#ifndef LECTERN_I386_CURRENT_H
#define LECTERN_I386_CURRENT_H

#include <lectern/compiler.h>
#include <lectern/i386/processor.h>

static __always_inline struct task_struct *get_current(void)
{
	struct task_struct *task;

	__asm__("andl %%esp, %0" : "=r"(task) : "0"(~(THREAD_SIZE - 1UL)));
	return task;
}
#define current get_current()

#endif
