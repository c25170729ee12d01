// SPDX-License-Identifier: GPL-2.0
/*
 * The serial chip (16550) itself: is one there, its line settings, and kernel
 * messages on it.
 *
 * The ports are probed before anything else in the kernel works, for the
 * console; so this file uses static memory and no interrupts. Source: National
 * PC16550D data sheet.
 *
 * Lock: uart->lock guards the registers. Kernel messages are written with
 * interrupts off and without the lock, since they may come from an NMI or from
 * code that holds it; they wait for an empty FIFO first, so that the worst that
 * can happen is that the interrupted filler overruns it by what they wrote.
 */
#include <lectern/init.h>
#include <lectern/tty.h>

#include "serial8250.h"

#define BASE_RATE     115200
#define NO_RATE	      0
#define EXTENDED_RATE 16 /* index of the first speed with CBAUDEX */

/* A dead port must not hang the kernel; a live one is empty long before. */
#define EMPTY_SPINS 100000

#define MSR_LINES  0xF0
#define MSR_LOOPED 0x90 /* what RTS and OUT2 look like in the loop */

/* -- line settings ----------------------------------------------------------- */

/* By c_cflag & CBAUD, those with CBAUDEX after the others. */
static const u32 rates[] = {
	NO_RATE, 50,   75,   110,  134,	 150,	200,   300,   600,
	1200,	 1800, 2400, 4800, 9600, 19200, 38400, 57600, 115200,
};

static u32 rate_of(u32 cflag)
{
	u32 index = cflag & CBAUD & ~CBAUDEX;

	if (cflag & CBAUDEX)
		index += EXTENDED_RATE - (B57600 & ~CBAUDEX);
	return index < ARRAY_SIZE(rates) ? rates[index] : NO_RATE;
}

static u8 lcr_of(u32 cflag)
{
	u8 lcr = (cflag & CSIZE) / CS6;

	if (cflag & CSTOPB)
		lcr |= LCR_STOP2;
	if (cflag & PARENB)
		lcr |= LCR_PARITY | (cflag & PARODD ? 0 : LCR_EVEN);
	return lcr;
}

bool uart_set_line(struct uart *u, u32 cflag)
{
	u32 rate = rate_of(cflag), divisor;
	u8 lcr = lcr_of(cflag);

	if (rate == NO_RATE)
		return false;
	divisor = BASE_RATE / rate;
	uart_out(u, UART_LCR, LCR_DLAB | lcr);
	uart_out(u, UART_DLL, (u8)divisor);
	uart_out(u, UART_DLM, (u8)(divisor >> 8));
	uart_out(u, UART_LCR, lcr);
	return true;
}

/* -- probing ----------------------------------------------------------------- */

/* In the loop the modem outputs come back as modem inputs. */
static bool loop_answers(const struct uart *u)
{
	u8 old = uart_in(u, UART_MCR), lines;

	uart_out(u, UART_MCR, MCR_LOOP | MCR_RTS | MCR_OUT2);
	lines = uart_in(u, UART_MSR) & MSR_LINES;
	uart_out(u, UART_MCR, old);
	return lines == MSR_LOOPED;
}

/* Wait until all is sent. False when the chip does not get there. */
static bool wait_empty(const struct uart *u, u8 what)
{
	for (int spins = EMPTY_SPINS; spins; spins--)
		if (uart_in(u, UART_LSR) & what)
			return true;
	return false;
}

static void __init probe(struct uart *u)
{
	/* Where no chip is, all bits are set. */
	if (uart_in(u, UART_LSR) == 0xFF)
		return;
	wait_empty(u, LSR_TEMT); /* the boot loader's last words */
	if (!loop_answers(u))
		return;
	u->present = true;
	uart_out(u, UART_IER, 0);
	uart_set_line(u, B115200 | CS8);
	uart_out(u, UART_FCR, FCR_ON | FCR_CLEAR | FCR_TRIGGER_8);
	uart_out(u, UART_MCR, MCR_DTR | MCR_RTS | MCR_OUT2);
}

/* -- kernel messages --------------------------------------------------------- */

/*
 * One character; room says how many more the FIFO surely takes. False when the
 * chip does not send.
 */
static bool put_char(const struct uart *u, u8 c, int *room)
{
	if (!*room) {
		if (!wait_empty(u, LSR_THRE))
			return false;
		*room = UART_FIFO;
	}
	uart_out(u, UART_THR, c);
	--*room;
	return true;
}

static void uart_console_write(struct console *con, const char *s, size_t n)
{
	const struct uart *u = &uarts[con->index];
	int room = 0;

	for (; n; n--, s++) {
		if (*s == '\n' && !put_char(u, '\r', &room))
			return;
		if (!put_char(u, (u8)*s, &room))
			return;
	}
}

#define UART(n, port, line)                                                    \
	{                                                                      \
		.base = (port), .irq = (line),                                 \
		.lock = SPIN_LOCK_INIT("ttyS" #n),                             \
		.console = { .name = "ttyS" #n,                                \
			     .index = (n),                                     \
			     .write = uart_console_write },                    \
	}

struct uart uarts[UART_PORTS] = {
	UART(0, 0x3F8, 4),
	UART(1, 0x2F8, 3),
	UART(2, 0x3E8, 4),
	UART(3, 0x2E8, 3),
};

/* Messages go to the first port, unless console= names others. */
static int __init serial_console_init(void)
{
	for (struct uart *u = uarts; u < uarts + UART_PORTS; u++) {
		probe(u);
		if (u->present && (u == uarts || console_rank(u->console.name)))
			u->is_console = register_console(&u->console);
	}
	return 0;
}
console_initcall(serial_console_init);
