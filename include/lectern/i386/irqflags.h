/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The interrupt flag of this CPU. Outside kernel/i386 these are reached
 * through locks (spin_lock_irqsave and its kin), never called bare.
 */
#ifndef LECTERN_I386_IRQFLAGS_H
#define LECTERN_I386_IRQFLAGS_H

#include <lectern/types.h>

static inline void local_irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline void local_irq_disable(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline unsigned long local_save_flags(void)
{
	unsigned long flags;

	__asm__ volatile("pushfl; popl %0" : "=rm"(flags) : : "memory");
	return flags;
}

static inline unsigned long local_irq_save(void)
{
	unsigned long flags = local_save_flags();

	local_irq_disable();
	return flags;
}

static inline void local_irq_restore(unsigned long flags)
{
	__asm__ volatile("pushl %0; popfl" : : "g"(flags) : "memory", "cc");
}

static inline bool irqs_disabled(void)
{
	return !(local_save_flags() & 0x200);
}

/*
 * Enable interrupts and wait for one. sti takes effect after the next
 * instruction, so that no interrupt slips in between and is slept through.
 */
static inline void safe_halt(void)
{
	__asm__ volatile("sti; hlt" : : : "memory");
}

/* Wait; with interrupts off only an NMI ends it. */
static inline void halt(void)
{
	__asm__ volatile("hlt" : : : "memory");
}

static inline void cpu_relax(void)
{
	__asm__ volatile("pause" : : : "memory");
}

#endif
