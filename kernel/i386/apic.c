// SPDX-License-Identifier: GPL-2.0
/*
 * The local APIC (this CPU's end, and its timer) and the IO-APIC (the devices'
 * end). With them the 8259s are masked, device lines come through the IO-APIC
 * as fixed interrupts, the tick is the LAPIC timer, and the PIT, whose line is
 * then free, can strike as NMI for the watchdog.
 *
 * Line numbers stay those of the ISA bus; pin_of_irq and mode_of_irq say where
 * the MADT moved one (the PIT's line 0 is nearly always on pin 2), and whether
 * it is level-triggered or active low, which no ISA line is by itself.
 *
 * Sources: Intel SDM volume 3A, chapter 11; 82093AA IO-APIC data sheet; ACPI 6.4,
 * 5.2.12 (MADT).
 */
#include "cpu.h"

#include <lectern/bug.h>
#include <lectern/i386/io.h>
#include <lectern/i386/traps.h>
#include <lectern/interrupt.h>
#include <lectern/limits.h>
#include <lectern/math64.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/string.h>
#include <lectern/time.h>
#include <lectern/vmalloc.h>

#define MSR_APIC_BASE	 0x1B
#define APIC_BASE_ENABLE (1ULL << 11)

/* Local APIC registers (byte offsets). */
#define LAPIC_ID	 0x20
#define LAPIC_TPR	 0x80
#define LAPIC_EOI	 0xB0
#define LAPIC_SVR	 0xF0
#define LAPIC_LVT_TIMER	 0x320
#define LAPIC_LVT_LINT0	 0x350
#define LAPIC_LVT_LINT1	 0x360
#define LAPIC_TIMER_INIT 0x380
#define LAPIC_TIMER_NOW	 0x390
#define LAPIC_TIMER_DIV	 0x3E0
#define LAPIC_SIZE	 0x400

#define SVR_ENABLE     0x100
#define LVT_MASKED     0x10000
#define LVT_NMI	       0x400
#define TIMER_DIVIDE_1 0xB

/* IO-APIC: an index register and a window. */
#define IOAPIC_WINDOW	  0x10
#define IOAPIC_VERSION	  1
#define IOAPIC_REDIR(pin) (0x10 + 2 * (pin))
#define IOAPIC_SIZE	  0x20
#define REDIR_NMI	  0x400
#define REDIR_ACTIVE_LOW  0x2000
#define REDIR_LEVEL	  0x8000
#define REDIR_MASKED	  0x10000

/* MADT entries. */
#define MADT_HEADER   44
#define MADT_IOAPIC   1
#define MADT_OVERRIDE 2

/* An override's flags: the bus's own mode where nothing is said. */
#define OVERRIDE_POLARITY   0x3
#define OVERRIDE_ACTIVE_LOW 0x3
#define OVERRIDE_TRIGGER    0xC
#define OVERRIDE_LEVEL	    0xC

#define CALIBRATE_USECS 5000u

/* Counts of the timer in a nanosecond are a fraction, with so many bits. */
#define COUNT_SHIFT 20
#define SHADE	    2048 /* one part in this */

static volatile u8 *lapic, *ioapic;
static u8 pin_of_irq[NR_IRQS];
static u32 mode_of_irq[NR_IRQS]; /* REDIR_ACTIVE_LOW, REDIR_LEVEL */
static u32 counts_per_ns;	 /* << COUNT_SHIFT */

static bool disabled __initdata;

static int __init setup_noapic(char *value)
{
	disabled = true;
	return 0;
}
__setup("noapic", setup_noapic);

static u32 lapic_read(u32 reg)
{
	return readl(lapic + reg);
}

static void lapic_write(u32 reg, u32 value)
{
	writel(value, lapic + reg);
}

static u32 ioapic_read(u32 reg)
{
	writel(reg, ioapic);
	return readl(ioapic + IOAPIC_WINDOW);
}

static void ioapic_write(u32 reg, u32 value)
{
	writel(reg, ioapic);
	writel(value, ioapic + IOAPIC_WINDOW);
}

bool apic_present(void)
{
	return lapic;
}

void lapic_eoi(void)
{
	lapic_write(LAPIC_EOI, 0);
}

static void ioapic_mask(int irq)
{
	u32 reg = IOAPIC_REDIR(pin_of_irq[irq]);

	ioapic_write(reg, ioapic_read(reg) | REDIR_MASKED);
}

static void ioapic_unmask(int irq)
{
	u32 reg = IOAPIC_REDIR(pin_of_irq[irq]);

	ioapic_write(reg + 1, lapic_read(LAPIC_ID));
	ioapic_write(reg, (u32)(IRQ_VECTOR_BASE + irq) | mode_of_irq[irq]);
}

static void ioapic_eoi(int irq)
{
	lapic_eoi();
}

static const struct irq_chip ioapic_chip = {
	.name = "IO-APIC",
	.mask = ioapic_mask,
	.unmask = ioapic_unmask,
	.eoi = ioapic_eoi,
};

struct madt_entry {
	u8 type, length;
	union {
		struct {
			u8 id, reserved;
			u32 address, gsi_base;
		} __packed ioapic;
		struct {
			u8 bus, irq;
			u32 gsi;
			u16 flags;
		} __packed override;
	};
} __packed;

static u32 __init redir_mode(u16 flags)
{
	u32 mode = 0;

	if ((flags & OVERRIDE_POLARITY) == OVERRIDE_ACTIVE_LOW)
		mode |= REDIR_ACTIVE_LOW;
	if ((flags & OVERRIDE_TRIGGER) == OVERRIDE_LEVEL)
		mode |= REDIR_LEVEL;
	return mode;
}

static void __init take_entry(const struct madt_entry *e, u32 *ioapic_phys)
{
	if (e->type == MADT_IOAPIC && e->length >= 12 && !e->ioapic.gsi_base)
		*ioapic_phys = e->ioapic.address;
	if (e->type == MADT_OVERRIDE && e->length >= 10 &&
	    e->override.irq < NR_IRQS && e->override.gsi < NR_IRQS) {
		pin_of_irq[e->override.irq] = (u8)e->override.gsi;
		mode_of_irq[e->override.irq] = redir_mode(e->override.flags);
	}
}

/* Where the MADT says the two are; false if there is no such pair. */
static bool __init parse_madt(u32 *lapic_phys, u32 *ioapic_phys)
{
	const u8 *madt = acpi_find_table("APIC");
	u32 length, pos;

	if (!madt)
		return false;
	length = *(const u32 *)(madt + 4);
	*lapic_phys = *(const u32 *)(madt + 36);
	for (pos = MADT_HEADER; pos + 2 <= length;) {
		const struct madt_entry *e = (const void *)(madt + pos);

		if (e->length < 2 || e->length > length - pos)
			break;
		take_entry(e, ioapic_phys);
		pos += e->length;
	}
	iounmap((void *)madt);
	return *lapic_phys && *ioapic_phys;
}

static void __init lapic_enable(void)
{
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | APIC_BASE_ENABLE);
	/* First: while it is off, the LVT entries stay masked (11.4.7.2). */
	lapic_write(LAPIC_SVR, SVR_ENABLE | SPURIOUS_VECTOR);
	lapic_write(LAPIC_TPR, 0);
	lapic_write(LAPIC_LVT_TIMER, LVT_MASKED);
	lapic_write(LAPIC_LVT_LINT0, LVT_MASKED);
	lapic_write(LAPIC_LVT_LINT1, LVT_NMI);
}

/* Returns how many pins it has. */
static u32 __init ioapic_enable(void)
{
	u32 pins = (ioapic_read(IOAPIC_VERSION) >> 16 & 0xFF) + 1;

	for (u32 pin = 0; pin < pins; pin++)
		ioapic_write(IOAPIC_REDIR(pin), REDIR_MASKED);
	i8259_mask_all();
	irq_chip = &ioapic_chip;
	return pins;
}

void __init apic_init(void)
{
	u32 lapic_phys = 0, ioapic_phys = 0, pins;

	for (u32 irq = 0; irq < NR_IRQS; irq++)
		pin_of_irq[irq] = (u8)irq;
	if (disabled || !(boot_cpu.features_edx & X86_FEATURE_APIC) ||
	    !parse_madt(&lapic_phys, &ioapic_phys)) {
		pr_notice(
			"APIC: none in use; the PIT ticks through the 8259\n");
		return;
	}
	lapic = ioremap(lapic_phys, LAPIC_SIZE);
	ioapic = ioremap(ioapic_phys, IOAPIC_SIZE);
	if (!lapic || !ioapic)
		panic("no room to map the APICs");
	lapic_enable();
	pins = ioapic_enable();
	pr_info("APIC: LAPIC at %#x, IO-APIC at %#x with %u pins\n", lapic_phys,
		ioapic_phys, pins);
}

/* What it has counted down from all ones. */
static u32 __init lapic_count(void)
{
	return U32_MAX - lapic_read(LAPIC_TIMER_NOW);
}

static u32 __init measure_hz(void)
{
	struct moment start, end;

	lapic_write(LAPIC_TIMER_INIT, U32_MAX);
	start = read_together(ktime_get_ns, lapic_count);
	udelay(CALIBRATE_USECS);
	end = read_together(ktime_get_ns, lapic_count);
	lapic_write(LAPIC_TIMER_INIT, 0);
	return (u32)mul_u64_u32_div(end.coarse - start.coarse, NSEC_PER_SEC,
				    (u32)min_t(u64, end.fine - start.fine,
					       U32_MAX));
}

/*
 * A shade more counts than were measured: an interrupt that comes before its
 * time has nothing to do but to set the timer again.
 */
void __init lapic_timer_init(void)
{
	u32 hz;

	lapic_write(LAPIC_TIMER_DIV, TIMER_DIVIDE_1);
	lapic_write(LAPIC_LVT_TIMER, LVT_MASKED);
	hz = measure_hz();
	counts_per_ns = (u32)div_u64((u64)hz << COUNT_SHIFT, NSEC_PER_SEC);
	counts_per_ns += counts_per_ns / SHADE + 1;
	lapic_write(LAPIC_LVT_TIMER, LAPIC_TIMER_VECTOR);
	pr_info("APIC: timer runs at %u.%03u MHz\n", hz / 1000000,
		hz / 1000 % 1000);
}

/* A count of 0 would stop it. */
void lapic_timer_arm(u32 ns)
{
	u64 counts = mul_u32_u32(ns, counts_per_ns) >> COUNT_SHIFT;

	lapic_write(LAPIC_TIMER_INIT, (u32)counts + 1);
}

bool ioapic_route_pit_nmi(void)
{
	u32 reg = IOAPIC_REDIR(pin_of_irq[0]);

	if (!ioapic)
		return false;
	ioapic_write(reg + 1, lapic_read(LAPIC_ID));
	ioapic_write(reg, REDIR_NMI);
	return true;
}
