/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of this room share, and nobody else sees. */
#ifndef KERNEL_I386_CPU_H
#define KERNEL_I386_CPU_H

#include <lectern/compiler.h>
#include <lectern/i386/pgtable.h>
#include <lectern/i386/processor.h>
#include <lectern/init.h>
#include <lectern/interrupt.h>
#include <lectern/types.h>

/* Task-state segment, as the CPU reads and writes it (SDM 3A, 7.2.1). */
struct tss {
	u32 back_link, esp0, ss0, esp1, ss1, esp2, ss2;
	u32 cr3, eip, eflags;
	u32 eax, ecx, edx, ebx, esp, ebp, esi, edi;
	u32 es, cs, ss, ds, fs, gs, ldt;
	u16 trace, iomap_base;
} __packed;

/* Where a descriptor table lies, for lgdt and lidt. */
struct descriptor_ptr {
	u16 limit;
	const void *base;
} __packed;

extern struct tss main_tss;
extern struct desc_struct gdt[GDT_ENTRIES];

/* access: the byte with type, ring and presence; flags: the nibble with G and D. */
struct desc_struct make_desc(u32 base, u32 limit, u8 access, u8 flags);

/* entry.asm */
void system_call(void);
void ret_from_fork(void);
void ret_from_kernel_thread(void);
extern char irq_entries[]; /* 16 bytes a vector */

/* usercopy.asm: 0, or -EFAULT and the register is null */
int load_fs(unsigned long selector);
int load_gs(unsigned long selector);

static inline u32 read_fs(void)
{
	u32 v;

	__asm__ volatile("movl %%fs, %0" : "=r"(v));
	return v;
}

static inline u32 read_gs(void)
{
	u32 v;

	__asm__ volatile("movl %%gs, %0" : "=r"(v));
	return v;
}

/* Control registers. */
#define CR0_MP	       0x00000002UL
#define CR0_EM	       0x00000004UL
#define CR0_TS	       0x00000008UL
#define CR0_NE	       0x00000020UL
#define CR4_PGE	       0x00000080UL
#define CR4_OSFXSR     0x00000200UL
#define CR4_OSXMMEXCPT 0x00000400UL

static inline unsigned long read_cr0(void)
{
	unsigned long v;

	__asm__ volatile("movl %%cr0, %0" : "=r"(v));
	return v;
}

static inline void write_cr0(unsigned long v)
{
	__asm__ volatile("movl %0, %%cr0" : : "r"(v) : "memory");
}

static inline unsigned long read_cr2(void)
{
	unsigned long v;

	__asm__ volatile("movl %%cr2, %0" : "=r"(v));
	return v;
}

static inline unsigned long read_cr3(void)
{
	unsigned long v;

	__asm__ volatile("movl %%cr3, %0" : "=r"(v));
	return v;
}

static inline void write_cr3(unsigned long v)
{
	__asm__ volatile("movl %0, %%cr3" : : "r"(v) : "memory");
}

static inline unsigned long read_cr4(void)
{
	unsigned long v;

	__asm__ volatile("movl %%cr4, %0" : "=r"(v));
	return v;
}

static inline void write_cr4(unsigned long v)
{
	__asm__ volatile("movl %0, %%cr4" : : "r"(v) : "memory");
}

static inline void cpuid(u32 leaf, u32 *a, u32 *b, u32 *c, u32 *d)
{
	__asm__ volatile("cpuid"
			 : "=a"(*a), "=b"(*b), "=c"(*c), "=d"(*d)
			 : "a"(leaf), "c"(0));
}

static inline u64 rdmsr(u32 msr)
{
	u64 v;

	__asm__ volatile("rdmsr" : "=A"(v) : "c"(msr));
	return v;
}

static inline void wrmsr(u32 msr, u64 v)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "A"(v) : "memory");
}

/* The pair of 8259s. */
extern const struct irq_chip i8259_chip;
void i8259_mask_all(void);
bool i8259_spurious(int irq);

/* ACPI: the table with a four-letter signature, mapped until iounmap; or NULL. */
const void *acpi_find_table(const char *signature);
/* What restarts the machine when it is written there; false: ACPI names none. */
bool acpi_reset_register(u16 *port, u8 *value);

/* Interrupt the CPU by NMI each time the PIT fires; false without IO-APIC. */
bool ioapic_route_pit_nmi(void);

#endif
