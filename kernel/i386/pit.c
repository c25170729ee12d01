// SPDX-License-Identifier: GPL-2.0
/*
 * The 8254 timer. Channel 0 raises line 0: the tick where there is no APIC, the
 * NMI watchdog's heartbeat where there is. Channel 2, gated and read through
 * port 0x61, measures a short time without any interrupt: other clocks by its.
 *
 * Source: Intel 8254 data sheet.
 */
#include "cpu.h"

#include <lectern/i386/io.h>
#include <lectern/i386/traps.h>
#include <lectern/limits.h>

#define PIT_CH0		 0x40
#define PIT_CH2		 0x42
#define PIT_MODE	 0x43
#define MODE_CH0_RATE	 0x34 /* channel 0, low then high byte, mode 2 */
#define MODE_CH2_ONESHOT 0xB0 /* channel 2, low then high byte, mode 0 */
#define LATCH_CH2	 0x80 /* hold its count until it has been read */
#define PIT_COUNT_MAX	 0xFFFF
#define MOMENT_TRIES	 8
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

/* Channel 2 counts down once, from 65535; at 0 its output rises. */
void pit_count_start(void)
{
	u8 gate = inb(PORT_B) & ~(PORT_B_SPEAKER | PORT_B_GATE2);

	outb(gate, PORT_B);
	outb(MODE_CH2_ONESHOT, PIT_MODE);
	outb(PIT_COUNT_MAX & 0xFF, PIT_CH2);
	outb(PIT_COUNT_MAX >> 8, PIT_CH2);
	outb(gate | PORT_B_GATE2, PORT_B);
}

u32 pit_count(void)
{
	u8 low;

	outb(LATCH_CH2, PIT_MODE);
	low = inb(PIT_CH2);
	return PIT_COUNT_MAX - ((u32)inb(PIT_CH2) << 8 | low);
}

bool pit_count_over(void)
{
	return inb(PORT_B) & PORT_B_OUT2;
}

struct moment read_together(u64 (*fine)(void), u32 (*coarse)(void))
{
	struct moment best = { 0, 0 };
	u64 least = U64_MAX;

	for (int try = 0; try < MOMENT_TRIES; try++) {
		u64 before = fine();
		u32 count = coarse();
		u64 took = fine() - before;

		if (took >= least)
			continue;
		least = took;
		best = (struct moment){ before + took / 2, count };
	}
	return best;
}
