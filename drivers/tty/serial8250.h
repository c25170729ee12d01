/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between serial8250.c (the tty) and serial8250_port.c (the chip, the console).
 */
#ifndef DRIVERS_TTY_SERIAL8250_H
#define DRIVERS_TTY_SERIAL8250_H

#include <lectern/i386/io.h>
#include <lectern/i386/page.h>
#include <lectern/printk.h>
#include <lectern/spinlock.h>
#include <lectern/types.h>

struct tty_struct;

/* Registers, as offsets from the base port. */
#define UART_RBR 0 /* read: received character */
#define UART_THR 0 /* write: character to send */
#define UART_DLL 0 /* divisor, with LCR_DLAB */
#define UART_IER 1
#define UART_DLM 1
#define UART_IIR 2 /* read */
#define UART_FCR 2 /* write */
#define UART_LCR 3
#define UART_MCR 4
#define UART_LSR 5
#define UART_MSR 6

#define IER_RX	      0x01 /* a character came, or an error or break */
#define IER_TX	      0x02 /* the FIFO is empty */
#define IIR_NONE      0x01 /* no interrupt pending */
#define FCR_ON	      0x01
#define FCR_CLEAR     0x06 /* both FIFOs */
#define FCR_TRIGGER_8 0x80 /* interrupt at 8 received, or after a pause */
#define LCR_BITS_MASK 0x03 /* character size - 5 */
#define LCR_STOP2     0x04
#define LCR_PARITY    0x08
#define LCR_EVEN      0x10
#define LCR_DLAB      0x80
#define MCR_DTR	      0x01
#define MCR_RTS	      0x02
#define MCR_OUT2      0x08 /* lets the interrupt out of the card */
#define MCR_LOOP      0x10
#define LSR_DR	      0x01 /* a character is there */
#define LSR_BI	      0x10 /* and is a break */
#define LSR_THRE      0x20 /* FIFO empty */
#define LSR_TEMT      0x40 /* and the last bit gone out */

#define UART_PORTS 4
#define UART_FIFO  16	     /* characters */
#define UART_RING  PAGE_SIZE /* characters that wait to be sent */

/*
 * A port. base, irq, present and ring are set at boot; lock (irqs off) guards
 * the rest and the chip's registers. Console output alone goes around it: see
 * uart_console_write.
 */
struct uart {
	u16 base;
	u8 irq;
	bool present;
	bool is_console; /* kernel messages go here: a break means SysRq */
	u8 *ring;
	spinlock_t lock;
	unsigned int head, tail; /* of the ring, counting characters */
	u8 ier;			 /* what the register holds */
	bool stopped;
	unsigned long break_at; /* jiffies, when one came; 0: none */
	struct tty_struct *tty; /* NULL: not open */
	struct console console;
};
extern struct uart uarts[UART_PORTS];

static inline u8 uart_in(const struct uart *u, unsigned int reg)
{
	return inb((u16)(u->base + reg));
}

static inline void uart_out(const struct uart *u, unsigned int reg, u8 value)
{
	outb(value, (u16)(u->base + reg));
}

/*
 * Set speed, size, parity and stop bits from a termios c_cflag; false, and
 * nothing changed, for a speed that the chip has not. lock held.
 */
bool uart_set_line(struct uart *u, u32 cflag);

#endif
