// SPDX-License-Identifier: GPL-2.0
/*
 * The interrupt descriptor table: which vector enters where. Exceptions and
 * interrupts come with interrupts off (interrupt gates), system calls with them
 * on (a trap gate that user mode may use, as it may int3 and into: these are
 * checked against the gate's DPL like int n, bound is not), and the double fault
 * by a task gate.
 */
#include "cpu.h"

#include <lectern/i386/traps.h>

#define GATE_INTERRUPT 0x8E00
#define GATE_TRAP      0x8F00
#define GATE_TASK      0x8500
#define GATE_DPL3      0x6000
#define IDT_ENTRIES    256
#define VECTOR_DF      8

static struct desc_struct idt[IDT_ENTRIES] __aligned(8);

void divide_error(void);
void debug_trap(void);
void breakpoint(void);
void overflow(void);
void bounds(void);
void invalid_op(void);
void device_not_available(void);
void coprocessor_overrun(void);
void invalid_tss(void);
void segment_not_present(void);
void stack_segment(void);
void general_protection(void);
void reserved_trap(void);
void coprocessor_error(void);
void alignment_check(void);
void machine_check(void);
void simd_error(void);

static const struct {
	u8 vector;
	u16 dpl;
	void (*entry)(void);
} exceptions[] __initdata = {
	{ 0, 0, divide_error },
	{ 1, 0, debug_trap },
	{ 2, 0, nmi },
	{ 3, GATE_DPL3, breakpoint },
	{ 4, GATE_DPL3, overflow },
	{ 5, 0, bounds },
	{ 6, 0, invalid_op },
	{ 7, 0, device_not_available },
	{ 9, 0, coprocessor_overrun },
	{ 10, 0, invalid_tss },
	{ 11, 0, segment_not_present },
	{ 12, 0, stack_segment },
	{ 13, 0, general_protection },
	{ 14, 0, page_fault },
	{ 15, 0, reserved_trap },
	{ 16, 0, coprocessor_error },
	{ 17, 0, alignment_check },
	{ 18, 0, machine_check },
	{ 19, 0, simd_error },
};

static void __init set_gate(unsigned int vector, u16 type, const void *entry)
{
	u32 address = (u32)entry;

	idt[vector].a = (u32)KERNEL_CS << 16 | (address & 0xFFFF);
	idt[vector].b = (address & 0xFFFF0000) | type;
}

void __init idt_init(void)
{
	struct {
		u16 limit;
		const void *base;
	} __packed ptr = { sizeof(idt) - 1, idt };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(exceptions); i++)
		set_gate(exceptions[i].vector,
			 GATE_INTERRUPT | exceptions[i].dpl,
			 exceptions[i].entry);
	for (i = IRQ_VECTOR_BASE; i < IDT_ENTRIES; i++)
		set_gate(i, GATE_INTERRUPT,
			 irq_entries + 16 * (i - IRQ_VECTOR_BASE));
	set_gate(SYSCALL_VECTOR, GATE_TRAP | GATE_DPL3, system_call);
	idt[VECTOR_DF].a = (u32)(GDT_ENTRY_DF_TSS * 8) << 16;
	idt[VECTOR_DF].b = GATE_TASK;
	__asm__ volatile("lidt %0" : : "m"(ptr));
}
