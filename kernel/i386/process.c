// SPDX-License-Identifier: GPL-2.0
/*
 * The CPU's side of a task's life: laying a child's stack, switching to it, and
 * starting a program. switch_to itself is in entry.asm; what it relies on is
 * drawn there and at copy_thread.
 */
#include "cpu.h"

#include <lectern/bug.h>
#include <lectern/i386/fpu.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <uapi/errno.h>

/* What switch_to pops off the stack of a task that it starts or resumes. */
struct switch_frame {
	unsigned long edi, esi, ebx, ebp;
	unsigned long return_address;
};

struct pt_regs *task_pt_regs(struct task_struct *task)
{
	return (struct pt_regs *)((unsigned long)task + THREAD_SIZE) - 1;
}

unsigned long thread_saved_fp(struct task_struct *task)
{
	return ((const struct switch_frame *)task->thread.esp)->ebp;
}

/*
 * switch_to returns into schedule, whose own frame holds what we look for:
 *
 *	| return address: who called schedule |
 *	| that function's ebp                 | <- saved ebp
 */
unsigned long thread_saved_pc(struct task_struct *task)
{
	const unsigned long *frame = (void *)thread_saved_fp(task);

	if (frame <= (unsigned long *)(task + 1) ||
	    frame + 1 >= (unsigned long *)task_pt_regs(task))
		return ((struct switch_frame *)task->thread.esp)
			->return_address;
	return frame[1];
}

/*
 * The child's stack is made to look as if the child had been switched out just
 * before its way back to user space:
 *
 *	+-------------------------+ child + THREAD_SIZE
 *	| pt_regs: the parent's,  |   what the child has in user space:
 *	|   eax = 0, esp = stack  |   fork returns 0 there
 *	|-------------------------|
 *	| ret_from_fork           |   where switch_to "returns" to
 *	| ebp ebx esi edi         | <- thread.esp
 *	|           .             |
 *	+-------------------------+ child (the task_struct)
 *
 * For a kernel thread the address is ret_from_kernel_thread, ebx the function
 * and esi its argument; pt_regs stay zero until it calls execve.
 */
void copy_thread(struct task_struct *child, unsigned long esp,
		 struct pt_regs *regs, int (*fn)(void *), void *arg)
{
	struct pt_regs *childregs = task_pt_regs(child);
	struct switch_frame *frame = (void *)childregs;
	struct thread_struct *t = &child->thread;

	frame--;
	memset(frame, 0, sizeof(*frame));
	if (fn) {
		memset(childregs, 0, sizeof(*childregs));
		frame->ebx = (unsigned long)fn;
		frame->esi = (unsigned long)arg;
		frame->return_address = (unsigned long)ret_from_kernel_thread;
	} else {
		*childregs = *regs;
		childregs->eax = 0;
		if (esp)
			childregs->esp = esp;
		frame->return_address = (unsigned long)ret_from_fork;
	}
	t->esp = (unsigned long)frame;
	t->esp0 = (unsigned long)(childregs + 1);
	t->fs = read_fs();
	t->gs = read_gs();
	fpu_fork(child);
}

/* The first C code of a kernel thread. */
void kernel_thread_start(int (*fn)(void *), void *arg);

void kernel_thread_start(int (*fn)(void *), void *arg)
{
	int ret = fn(arg);

	if (!current->mm) /* else execve made it a user program */
		do_exit(ret);
}

/* A segment register is loaded only if one of the two tasks uses it. */
static void switch_segments(struct thread_struct *prev,
			    struct thread_struct *next)
{
	prev->fs = read_fs();
	prev->gs = read_gs();
	memcpy(&gdt[GDT_ENTRY_TLS_MIN], next->tls_array,
	       sizeof(next->tls_array));
	if (prev->fs | next->fs)
		load_fs(next->fs);
	if (prev->gs | next->gs)
		load_gs(next->gs);
}

/* Called by switch_to on next's stack; interrupts are off. */
struct task_struct *__switch_to(struct task_struct *prev,
				struct task_struct *next);

struct task_struct *__switch_to(struct task_struct *prev,
				struct task_struct *next)
{
	main_tss.esp0 = next->thread.esp0;
	fpu_save(prev);
	switch_segments(&prev->thread, &next->thread);
	return prev;
}

void start_thread(struct pt_regs *regs, unsigned long eip, unsigned long esp)
{
	*regs = (struct pt_regs){
		.xds = USER_DS,
		.xes = USER_DS,
		.orig_eax = (unsigned long)-1,
		.eip = eip,
		.xcs = USER_CS,
		.eflags = X86_EFLAGS_IF | X86_EFLAGS_FIXED,
		.esp = esp,
		.xss = USER_DS,
	};
}

void flush_thread(void)
{
	struct thread_struct *t = &current->thread;

	load_fs(0);
	load_gs(0);
	memset(t->tls_array, 0, sizeof(t->tls_array));
	memset(&gdt[GDT_ENTRY_TLS_MIN], 0, sizeof(t->tls_array));
	fpu_reset();
}
