// SPDX-License-Identifier: GPL-2.0
/*
 * Segments: flat ones for kernel and user code and data, three slots that each
 * task fills for its thread-local storage, and two task-state segments. The
 * main TSS only says which stack an entry from user mode uses (esp0). The other
 * is the double fault's: #DF goes through a task gate, so it gets a stack that
 * works even when the kernel stack is what broke.
 *
 * There is no local descriptor table, which the CPU has to be told: after a reset it
 * takes address 0, in user space, for one.
 *
 * Source: Intel SDM volume 3A, 3.4.5 and 7.2.
 */
#include "cpu.h"

#include <lectern/bug.h>
#include <lectern/i386/traps.h>
#include <lectern/panic.h>
#include <lectern/sched.h>

/* Descriptor bits: present, DPL, type; and in the high nibble 4 KiB, 32 bits. */
#define DESC_CODE     0x9A
#define DESC_DATA     0x92
#define DESC_TSS      0x89
#define DESC_DPL3     0x60
#define DESC_ACCESSED 0x01
#define DESC_FLAT     0xC

struct desc_struct make_desc(u32 base, u32 limit, u8 access, u8 flags)
{
	return (struct desc_struct){
		.a = (limit & 0xFFFF) | base << 16,
		.b = (base >> 16 & 0xFF) | (u32)access << 8 |
		     (limit & 0xF0000) | (u32)flags << 20 | (base & 0xFF000000),
	};
}

/* Not const: the CPU marks the TSS busy, and tasks switch the TLS slots. */
struct desc_struct gdt[GDT_ENTRIES] __aligned(32);
struct tss main_tss;
static struct tss df_tss;

/*
 * The double fault's stack looks like a task's, so that current is something
 * sensible while it reports.
 */
static union task_union df_stack __aligned(THREAD_SIZE);

static void load_gdt(void)
{
	const struct descriptor_ptr ptr = { sizeof(gdt) - 1, gdt };

	__asm__ volatile("lgdt %0\n\t"
			 "ljmp %1, $1f\n"
			 "1:\tmovl %2, %%ds\n\t"
			 "movl %2, %%es\n\t"
			 "movl %3, %%ss\n\t"
			 "movl %4, %%fs\n\t"
			 "movl %4, %%gs"
			 :
			 : "m"(ptr), "i"(KERNEL_CS), "r"(USER_DS),
			   "r"(KERNEL_DS), "r"(0)
			 : "memory");
}

/*
 * #DF: nearly always a kernel stack that overflowed. The CPU has stored the
 * registers of that moment in the main TSS. esp has left the stack then, so
 * whose it was follows from esp0, the stack's other end.
 */
static void __noreturn double_fault(void)
{
	struct task_struct *task = (void *)(main_tss.esp0 - THREAD_SIZE);
	struct pt_regs regs = {
		.ebx = main_tss.ebx,
		.ecx = main_tss.ecx,
		.edx = main_tss.edx,
		.esi = main_tss.esi,
		.edi = main_tss.edi,
		.ebp = main_tss.ebp,
		.eax = main_tss.eax,
		.xds = main_tss.ds,
		.xes = main_tss.es,
		.orig_eax = (unsigned long)-1,
		.eip = main_tss.eip,
		.xcs = main_tss.cs,
		.eflags = main_tss.eflags,
		.esp = main_tss.esp,
		.xss = main_tss.ss,
	};

	panic_task(&regs, task,
		   "double fault at %08lx: the kernel stack has overflowed",
		   read_cr2());
}

static void init_df_tss(void)
{
	df_stack.task = init_task;
	INIT_LIST_HEAD(&df_stack.task.tasks);
	df_tss = (struct tss){
		.cr3 = __pa(swapper_pg_dir),
		.eip = (unsigned long)double_fault,
		.esp = (unsigned long)(&df_stack + 1) - 16,
		.eflags = X86_EFLAGS_FIXED,
		.cs = KERNEL_CS,
		.ss = KERNEL_DS,
		.ds = USER_DS,
		.es = USER_DS,
		.iomap_base = sizeof(struct tss),
	};
}

static void __init set_flat(int entry, u8 access)
{
	gdt[entry] = make_desc(0, 0xFFFFF, access | DESC_ACCESSED, DESC_FLAT);
}

void __init gdt_init(void)
{
	set_flat(GDT_ENTRY_KERNEL_CS, DESC_CODE);
	set_flat(GDT_ENTRY_KERNEL_DS, DESC_DATA);
	set_flat(GDT_ENTRY_USER_CS, DESC_CODE | DESC_DPL3);
	set_flat(GDT_ENTRY_USER_DS, DESC_DATA | DESC_DPL3);
	gdt[GDT_ENTRY_TSS] =
		make_desc((u32)&main_tss, sizeof(main_tss) - 1, DESC_TSS, 0);
	gdt[GDT_ENTRY_DF_TSS] =
		make_desc((u32)&df_tss, sizeof(df_tss) - 1, DESC_TSS, 0);
	load_gdt();

	main_tss.ss0 = KERNEL_DS;
	main_tss.esp0 = init_task.thread.esp0;
	main_tss.iomap_base = sizeof(main_tss); /* no port is the user's */
	init_df_tss();
	__asm__ volatile("lldt %w0\n\t"
			 "ltr %w1"
			 :
			 : "r"(0), "r"(GDT_ENTRY_TSS * 8));
}
