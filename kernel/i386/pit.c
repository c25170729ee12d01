// SPDX-License-Identifier: GPL-2.0
/*
 * The 8254 timer. Channel 0 raises line 0: the tick where there is no APIC, the
 * NMI watchdog's heartbeat where there is. Channel 2, gated and read through
 * port 0x61, measures a short time without any interrupt.
 *
 * Source: Intel 8254 data sheet.
 */
#include "cpu.h"

#include <lectern/i386/io.h>
#include <lectern/i386/traps.h>

#define PIT_HZ		 1193182u
#define PIT_CH0		 0x40
#define PIT_CH2		 0x42
#define PIT_MODE	 0x43
#define MODE_CH0_RATE	 0x34 /* channel 0, low then high byte, mode 2 */
#define MODE_CH2_ONESHOT 0xB0 /* channel 2, low then high byte, mode 0 */
#define PORT_B		 0x61
#define PORT_B_GATE2	 0x01
#define PORT_B_SPEAKER	 0x02
#define PORT_B_OUT2	 0x20

void pit_start(unsigned int hz)
{
	u32 divisor = PIT_HZ / hz;

	if (divisor > 0xFFFF)
		divisor = 0; /* stands for 65536: the slowest, 18.2 Hz */
	outb(MODE_CH0_RATE, PIT_MODE);
	outb(divisor & 0xFF, PIT_CH0);
	outb(divisor >> 8 & 0xFF, PIT_CH0);
}

/* usecs up to 50,000: channel 2 counts down once, and its output rises at 0. */
void pit_wait(unsigned int usecs)
{
	u32 count = (PIT_HZ / 1000 * usecs) / 1000;
	u8 gate = inb(PORT_B) & ~(PORT_B_SPEAKER | PORT_B_GATE2);

	outb(gate, PORT_B);
	outb(MODE_CH2_ONESHOT, PIT_MODE);
	outb(count & 0xFF, PIT_CH2);
	outb(count >> 8 & 0xFF, PIT_CH2);
	outb(gate | PORT_B_GATE2, PORT_B);
	while (!(inb(PORT_B) & PORT_B_OUT2))
		;
	outb(gate, PORT_B);
}
