// SPDX-License-Identifier: GPL-2.0
/*
 * The pair of 8259 interrupt controllers: sixteen lines, of which line 2 is the
 * second controller. Without an IO-APIC they bring all interrupts; with one they
 * are masked. Called with interrupts off.
 *
 * Source: Intel 8259A data sheet.
 */
#include "cpu.h"

#include <lectern/i386/io.h>
#include <lectern/i386/traps.h>

#define PIC1_CMD      0x20
#define PIC1_DATA     0x21
#define PIC2_CMD      0xA0
#define PIC2_DATA     0xA1
#define ICW1_INIT     0x11 /* edge-triggered, cascaded, ICW4 follows */
#define ICW4_8086     0x01
#define OCW2_EOI      0x20
#define OCW3_READ_ISR 0x0B
#define CASCADE_LINE  2

static u16 masked = 0xFFFF & ~(1u << CASCADE_LINE);

static void write_mask(void)
{
	outb(masked & 0xFF, PIC1_DATA);
	outb(masked >> 8, PIC2_DATA);
}

static void i8259_mask(int irq)
{
	masked |= 1u << irq;
	write_mask();
}

static void i8259_unmask(int irq)
{
	masked &= ~(1u << irq);
	write_mask();
}

static void i8259_eoi(int irq)
{
	if (irq >= 8)
		outb(OCW2_EOI, PIC2_CMD);
	outb(OCW2_EOI, PIC1_CMD);
}

/* The controller lost the request before it could be answered: it reports its
 * lowest line, which is then not in service. */
bool i8259_spurious(int irq)
{
	u16 port = irq >= 8 ? PIC2_CMD : PIC1_CMD;

	if (irq_chip != &i8259_chip || (irq & 7) != 7)
		return false;
	outb(OCW3_READ_ISR, port);
	if (inb(port) & 0x80)
		return false;
	if (irq >= 8) /* the first one did see its cascade line */
		outb(OCW2_EOI, PIC1_CMD);
	return true;
}

void i8259_mask_all(void)
{
	masked = 0xFFFF;
	write_mask();
}

void __init init_IRQ(void)
{
	outb(ICW1_INIT, PIC1_CMD);
	outb(ICW1_INIT, PIC2_CMD);
	outb(IRQ_VECTOR_BASE, PIC1_DATA);
	outb(IRQ_VECTOR_BASE + 8, PIC2_DATA);
	outb(1u << CASCADE_LINE, PIC1_DATA);
	outb(CASCADE_LINE, PIC2_DATA);
	outb(ICW4_8086, PIC1_DATA);
	outb(ICW4_8086, PIC2_DATA);
	write_mask();
}

const struct irq_chip i8259_chip = {
	.name = "XT-PIC",
	.mask = i8259_mask,
	.unmask = i8259_unmask,
	.eoi = i8259_eoi,
};
