/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel keeps of the CPU for each task, and what it knows of the CPU.
 */
#ifndef LECTERN_I386_PROCESSOR_H
#define LECTERN_I386_PROCESSOR_H

#include <lectern/i386/fpu.h>
#include <lectern/i386/ptrace.h>
#include <lectern/i386/segment.h>
#include <lectern/types.h>

struct task_struct;

#define THREAD_SIZE 8192

/* A segment descriptor as the CPU reads it. */
struct desc_struct {
	u32 a, b;
};

/*
 * The CPU's side of a task that is not running. Its kernel stack, from where
 * esp points upwards, is what switch_to pushed: edi, esi, ebx, ebp and the
 * address to go on at.
 */
struct thread_struct {
	unsigned long esp0; /* where the next entry from user space pushes */
	unsigned long esp;
	unsigned long fs;
	unsigned long gs;
	struct desc_struct tls_array[GDT_ENTRY_TLS_ENTRIES];
	unsigned long cr2; /* last fault, for the signal frame */
	unsigned long trap_no;
	unsigned long error_code;
	bool fpu_used;	 /* has state of its own at all */
	bool fpu_loaded; /* and it is in the CPU at this moment */
	struct fpu_state fpu;
};

struct cpuinfo {
	char vendor[13];
	char model_name[49];
	u32 family, model, stepping;
	u32 features_edx, features_ecx, ext_features_edx;
	u32 khz; /* of the TSC, 0 if unknown */
	bool nx; /* the CPU has it, whether used or not */
};
extern struct cpuinfo boot_cpu;

#define X86_FEATURE_FPU	 0x00000001 /* of features_edx */
#define X86_FEATURE_PSE	 0x00000008
#define X86_FEATURE_TSC	 0x00000010
#define X86_FEATURE_PAE	 0x00000040
#define X86_FEATURE_APIC 0x00000200
#define X86_FEATURE_PGE	 0x00002000
#define X86_FEATURE_FXSR 0x01000000
#define X86_FEATURE_SSE	 0x02000000
#define X86_FEATURE_NX	 0x00100000 /* of ext_features_edx */

/* The registers that the current task entered the kernel with. */
struct pt_regs *task_pt_regs(struct task_struct *task);
#define current_pt_regs() task_pt_regs(current)

/* The frame pointer of a task that does not run, and where it waits: who called
 * schedule. For a task that has never run: where it will begin. */
unsigned long thread_saved_fp(struct task_struct *task);
unsigned long thread_saved_pc(struct task_struct *task);

/*
 * Lay the child's kernel stack (see process.c for the drawing). regs: the
 * parent's; esp: the child's user stack pointer, 0 for the parent's; fn: for a
 * kernel thread, what it runs with arg, then regs is unused.
 * set_tls: CLONE_SETTLS, the user address of a struct user_desc; 0, -EFAULT or
 * -EINVAL.
 */
void copy_thread(struct task_struct *child, unsigned long esp,
		 struct pt_regs *regs, int (*fn)(void *), void *arg);
int set_tls(struct task_struct *task, unsigned long user_desc);

/* exec: user registers as the ABI wants them at a program's first step. */
void start_thread(struct pt_regs *regs, unsigned long eip, unsigned long esp);

/* Forget TLS segments and FPU state at exec. */
void flush_thread(void);

/* Switch stacks; returns, in next's life, the task that ran before. */
struct task_struct *switch_to(struct task_struct *prev,
			      struct task_struct *next);

/* Cycles since reset; 0 where the CPU has no TSC. */
u64 rdtsc(void);

void identify_cpu(void);

#endif
