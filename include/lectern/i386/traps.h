/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The CPU room's own doors: set up once by start_kernel, in this order, and
 * called by entry.asm.
 */
#ifndef LECTERN_I386_TRAPS_H
#define LECTERN_I386_TRAPS_H

#include <lectern/i386/ptrace.h>
#include <lectern/types.h>

#define SYSCALL_VECTOR	   0x80
#define IRQ_VECTOR_BASE	   0x20
#define LAPIC_TIMER_VECTOR 0x40
#define SPURIOUS_VECTOR	   0xFF

void gdt_init(void);
void trap_init(void);

/* Final page tables: text read-only, data NX, direct map, page 0 and the
 * identity map gone. After page_alloc_init. */
void paging_init(void);

/* Free the init sections' memory. */
void free_initmem(void);

/*
 * QEMU's CPU has two faults that no other has. A user's iret may enter virtual-
 * 8086 mode, with any flags: the first exception, system call or signal in it
 * ends the program. And where a rotation through the carry (rcl, rcr) faults, the
 * flags on the stack may be anything: the program must not get rights by them.
 * Called at the start of an exception and before a signal; for flags that are as
 * they should be, or the kernel's, it does nothing. After it has mended some,
 * interrupts are on.
 */
void mend_user_flags(struct pt_regs *regs);

/* Of these a program has X86_EFLAGS_IF alone. */
#define USER_FLAGS_MASK (X86_EFLAGS_VM | X86_EFLAGS_IOPL | X86_EFLAGS_IF)

/* The LAPIC and IO-APIC if the machine has them; then interrupts go there. */
void apic_init(void);
bool apic_present(void);

/*
 * The local APIC's timer: its rate is measured against the PIT (busy, ~10 ms).
 * lapic_timer_arm: one interrupt on LAPIC_TIMER_VECTOR in so many nanoseconds,
 * up to a second, instead of the one that it was armed for before.
 */
void lapic_timer_init(void);
void lapic_timer_arm(u32 ns);
void lapic_eoi(void);

/* The 8254: programme channel 0 for hz interrupts a second. */
void pit_start(unsigned int hz);

/*
 * The 8254's channel 2: how often it has counted since pit_count_start. That is
 * right until pit_count_over, after 55 ms.
 */
#define PIT_HZ 1193182u
void pit_count_start(void);
u32 pit_count(void);
bool pit_count_over(void);

/*
 * One moment, as two clocks show it. Anything may hold us up between reading the
 * one and the other, even for milliseconds where the machine is an emulator's; so
 * it is tried some times, and the quickest counts. What happens between two such
 * moments disturbs no comparison of the clocks.
 */
struct moment {
	u64 fine;
	u32 coarse;
};
struct moment read_together(u64 (*fine)(void), u32 (*coarse)(void));

/* The LAPIC timer has struck. Interrupt context. */
void timer_interrupt(struct pt_regs *regs);

/* Called by entry.asm. */
void do_trap(struct pt_regs *regs, unsigned long vector,
	     unsigned long error_code);
void do_nmi(struct pt_regs *regs);
void do_work(struct pt_regs *regs);

#endif
