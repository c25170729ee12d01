// SPDX-License-Identifier: GPL-2.0
/*
 * Device interrupts: from a vector to the handlers of its line.
 *
 * A line's handlers are a list that changes with irq_lock held and interrupts
 * off; do_IRQ walks it with interrupts off. Handlers run on the kernel stack of
 * whatever task was interrupted.
 */
#include "cpu.h"

#include <lectern/bug.h>
#include <lectern/i386/traps.h>
#include <lectern/interrupt.h>
#include <lectern/module.h>
#include <lectern/panic.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/slab.h>

struct irq_action {
	irq_handler_t handler;
	void *dev;
	const char *name;
	unsigned int flags;
	struct irq_action *next;
};

static struct irq_line {
	struct irq_action *actions;
	unsigned long count;
} lines[NR_IRQS];

static DEFINE_SPINLOCK(irq_lock);
const struct irq_chip *irq_chip = &i8259_chip;
unsigned long spurious_count, local_timer_count;

static void run_actions(int irq, struct pt_regs *regs)
{
	struct irq_action *action;

	lines[irq].count++;
	for (action = lines[irq].actions; action; action = action->next)
		action->handler(irq, action->dev, regs);
}

/*
 * current is found by esp, so on a stack that has overflowed it is whoever lies
 * below. esp0, set when the task was switched to, still knows whose it is.
 */
static void check_stack(struct pt_regs *regs)
{
	struct task_struct *task = (void *)(main_tss.esp0 - THREAD_SIZE);
	struct pt_regs copy;

	if (likely(task == current))
		return;
	copy = *regs;
	copy.esp = kernel_stack_pointer(regs);
	panic_task(&copy, task, "the kernel stack has overflowed");
}

void do_IRQ(struct pt_regs *regs)
{
	unsigned int vector = ~regs->orig_eax & 0xFF;
	unsigned int irq = vector - IRQ_VECTOR_BASE;

	check_stack(regs);
	regs->orig_eax = (unsigned long)-1;
	if (vector == SPURIOUS_VECTOR ||
	    (irq < NR_IRQS && i8259_spurious((int)irq))) {
		spurious_count++;
		return;
	}
	irq_enter();
	if (vector == LAPIC_TIMER_VECTOR) {
		local_timer_count++;
		lapic_eoi();
		timer_interrupt(regs);
	} else if (irq < NR_IRQS) {
		run_actions((int)irq, regs);
		irq_chip->eoi((int)irq);
	} else {
		spurious_count++; /* of nobody that we know */
	}
	irq_exit();
}

/* irq_lock held. */
static int add_action(int irq, struct irq_action *action)
{
	struct irq_action **end = &lines[irq].actions;

	if (*end && !((*end)->flags & action->flags & SA_SHIRQ))
		return -EBUSY;
	while (*end)
		end = &(*end)->next;
	*end = action;
	return 0;
}

static void handlers_left(struct module *mod)
{
	for (int irq = 0; irq < NR_IRQS; irq++)
		for (const struct irq_action *a = lines[irq].actions; a;
		     a = a->next)
			if (module_contains(mod, a->handler))
				module_left(mod, "a handler of interrupt %d",
					    irq);
}
MODULE_LEFTOVERS(handlers_left);

int request_irq(int irq, irq_handler_t handler, unsigned int flags,
		const char *name, void *dev)
{
	struct irq_action *action;
	unsigned long irqflags;
	int err;

	if (irq < 0 || irq >= NR_IRQS || !handler)
		return -EINVAL;
	action = kmalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	*action = (struct irq_action){ handler, dev, name, flags, NULL };
	spin_lock_irqsave(&irq_lock, irqflags);
	err = add_action(irq, action);
	if (!err)
		irq_chip->unmask(irq);
	spin_unlock_irqrestore(&irq_lock, irqflags);
	if (err)
		kfree(action);
	return err;
}

void free_irq(int irq, void *dev)
{
	struct irq_action **p, *found;
	unsigned long flags;

	assert(irq >= 0 && irq < NR_IRQS);
	spin_lock_irqsave(&irq_lock, flags);
	p = &lines[irq].actions;
	while (*p && (*p)->dev != dev)
		p = &(*p)->next;
	found = *p;
	if (found)
		*p = found->next;
	if (!lines[irq].actions)
		irq_chip->mask(irq);
	spin_unlock_irqrestore(&irq_lock, flags);
	WARN_ON(!found);
	kfree(found);
}

bool irq_describe(int irq, unsigned long *count, char *names, size_t len)
{
	struct irq_action *action;
	unsigned long flags;
	size_t used = 0;

	if (irq >= NR_IRQS)
		return false;
	names[0] = '\0';
	spin_lock_irqsave(&irq_lock, flags);
	*count = lines[irq].count;
	for (action = lines[irq].actions; action; action = action->next)
		used += scnprintf(names + used, len - used, "%s%s",
				  used ? ", " : "", action->name);
	spin_unlock_irqrestore(&irq_lock, flags);
	return true;
}
