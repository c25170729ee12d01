/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Interrupts: hard ones run with interrupts off, and leave what can wait to
 * softirqs, which run with interrupts on before the interrupted code goes on.
 */
#ifndef LECTERN_INTERRUPT_H
#define LECTERN_INTERRUPT_H

#include <lectern/list.h>
#include <lectern/types.h>

struct pt_regs;

#define NR_IRQS 24 /* the IO-APIC's pins; the ISA ones are 0 to 15 */

#define SA_SHIRQ 1 /* the line may be shared */

/* On a shared line it may be another device that wanted something. */
typedef void (*irq_handler_t)(int irq, void *dev, struct pt_regs *regs);

/*
 * Call handler for interrupts of a line and let them through. dev is unique
 * for a shared line. 0, -EBUSY, -EINVAL, -ENOMEM. May sleep.
 */
int request_irq(int irq, irq_handler_t handler, unsigned int flags,
		const char *name, void *dev);
void free_irq(int irq, void *dev);

/* One controller of lines: the pair of 8259s, or the IO-APIC. */
struct irq_chip {
	const char *name;
	void (*mask)(int irq);
	void (*unmask)(int irq);
	void (*eoi)(int irq);
};
extern const struct irq_chip *irq_chip;

/* For /proc/interrupts: the count and names of a line; false past the last. */
bool irq_describe(int irq, unsigned long *count, char *names, size_t len);
extern unsigned long nmi_count, local_timer_count, spurious_count;

/* Called by entry.asm: a device interrupt, the LAPIC timer. */
void do_IRQ(struct pt_regs *regs);

/*
 * task->preempt_count: softirq depth in steps of SOFTIRQ_OFFSET, hard
 * interrupt depth in steps of HARDIRQ_OFFSET.
 */
#define SOFTIRQ_OFFSET 0x100
#define HARDIRQ_OFFSET 0x10000
#define NMI_OFFSET     0x1000000
#define in_interrupt() (current->preempt_count != 0)
#define in_irq()       (current->preempt_count >= HARDIRQ_OFFSET)
#define in_softirq()   (current->preempt_count & 0xFF00)

void irq_enter(void);
void irq_exit(void); /* runs pending softirqs at the outermost */

enum {
	HI_SOFTIRQ,
	TIMER_SOFTIRQ,
	TASKLET_SOFTIRQ,
	NR_SOFTIRQS,
};

void open_softirq(int nr, void (*action)(void));
void raise_softirq(int nr); /* any context but an NMI */
void do_softirq(void);

/* A function to be run once in softirq context after each scheduling. */
struct tasklet_struct {
	struct list_head list; /* empty: not scheduled */
	void (*func)(unsigned long data);
	unsigned long data;
};
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long),
		  unsigned long data);
void tasklet_schedule(struct tasklet_struct *t);
void tasklet_kill(struct tasklet_struct *t); /* waits; process context */

void softirq_init(void);

/* kernel/i386/irq.c, at boot. */
void init_IRQ(void);

#endif
