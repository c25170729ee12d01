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
#define VECTOR_BP      3
#define VECTOR_OF      4
#define VECTOR_DF      8

static struct desc_struct idt[IDT_ENTRIES] __aligned(8);

/* entry.asm: of the exceptions, in any order. */
extern const struct {
	u32 vector;
	const void *entry;
} trap_entries[], trap_entries_end[];

static void __init set_gate(unsigned int vector, u16 type, const void *entry)
{
	u32 address = (u32)entry;

	idt[vector].a = (u32)KERNEL_CS << 16 | (address & 0xFFFF);
	idt[vector].b = (address & 0xFFFF0000) | type;
}

void __init trap_init(void)
{
	const struct descriptor_ptr ptr = { sizeof(idt) - 1, idt };
	unsigned int i;

	for (i = 0; &trap_entries[i] < trap_entries_end; i++)
		set_gate(trap_entries[i].vector, GATE_INTERRUPT,
			 trap_entries[i].entry);
	idt[VECTOR_BP].b |= GATE_DPL3;
	idt[VECTOR_OF].b |= GATE_DPL3;
	for (i = IRQ_VECTOR_BASE; i < IDT_ENTRIES; i++)
		set_gate(i, GATE_INTERRUPT,
			 irq_entries + 16 * (i - IRQ_VECTOR_BASE));
	set_gate(SYSCALL_VECTOR, GATE_TRAP | GATE_DPL3, system_call);
	idt[VECTOR_DF].a = (u32)(GDT_ENTRY_DF_TSS * 8) << 16;
	idt[VECTOR_DF].b = GATE_TASK;
	__asm__ volatile("lidt %0" : : "m"(ptr));
}
