// SPDX-License-Identifier: GPL-2.0
/*
 * Leaving: restart, power off, halt. Each tries every way that a PC may offer,
 * from the politest to the rudest. Called with the file systems quiet; works
 * from a panic too.
 */
#include "cpu.h"

#include <lectern/i386/io.h>
#include <lectern/i386/irqflags.h>
#include <lectern/i386/traps.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/watchdog.h>

#define ACPI_PM1A_CNT	 0x604	/* where QEMU's firmware puts it */
#define ACPI_S5		 0x2000 /* SLP_EN, type 0 */
#define RESET_PORT	 0xCF9
#define RESET_FULL	 0x0E
#define KBD_STATUS	 0x64
#define KBD_BUSY	 0x02
#define KBD_RESET	 0xFE
#define KBD_TRIES	 0x10000
#define POWER_OFF_DELAYS 1000000
#define DEBUG_EXIT_PORT	 0xF4
#define DEBUG_EXIT_PANIC 0x31

/* The chip set's, where most PCs have it; ACPI may name another one. */
static u16 reset_port = RESET_PORT;
static u8 reset_value = RESET_FULL;

/* Now: a restart may be asked for where nothing can be mapped. */
static int __init find_reset_register(void)
{
	acpi_reset_register(&reset_port, &reset_value);
	return 0;
}
device_initcall(find_reset_register);

static void kbd_reset(void)
{
	for (int tries = 0; tries < KBD_TRIES; tries++)
		if (!(inb(KBD_STATUS) & KBD_BUSY))
			break;
	outb(KBD_RESET, KBD_STATUS);
}

/* No vector works without a table: the next trap becomes a triple fault. */
static void triple_fault(void)
{
	static const struct descriptor_ptr none;

	__asm__ volatile("lidt %0; int3" : : "m"(none));
}

/* For good: the NMI watchdog has to be told that this is no lockup. */
static void __noreturn stop_here(void)
{
	local_irq_disable();
	for (;;) {
		touch_nmi_watchdog();
		halt();
	}
}

void __noreturn emergency_restart(void)
{
	local_irq_disable();
	outb(reset_value, reset_port);
	io_delay();
	kbd_reset();
	io_delay();
	triple_fault();
	stop_here();
}

void __noreturn machine_power_off(void)
{
	local_irq_disable();
	outw(ACPI_S5, ACPI_PM1A_CNT);
	for (int i = 0; i < POWER_OFF_DELAYS; i++)
		io_delay(); /* it may take a while */
	pr_emerg("Power off: this machine has to be switched off by hand.\n");
	stop_here();
}

void __noreturn machine_halt(void)
{
	pr_emerg("System halted.\n");
	stop_here();
}

void debug_exit_panic(void)
{
	outb(DEBUG_EXIT_PANIC, DEBUG_EXIT_PORT);
}
