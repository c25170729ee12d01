// SPDX-License-Identifier: GPL-2.0
/*
 * Serial lines as terminals: ttyS0 to ttyS3.
 *
 *	write(2) -> ring --(pump: up to 16 a time)--> FIFO -> line
 *	read(2) <- line discipline <--(interrupt)---- FIFO <- line
 *
 * What is written goes into the chip at once as far as it fits; the rest waits
 * in the ring, and the "FIFO empty" interrupt is on for as long as it does. The
 * line goes on sending after it is closed.
 *
 * Two ports share each interrupt line, and the line tells of a change only (it
 * is edge-triggered): if one port asks while the other still does, there is no
 * second edge. So the handler asks all ports of the line again and again until
 * none wants anything.
 *
 * Lock: uart->lock, with interrupts off, inside tty->lock (which some operations
 * are called with). The line discipline is called without it.
 */
#include <lectern/err.h>
#include <lectern/gfp.h>
#include <lectern/init.h>
#include <lectern/interrupt.h>
#include <lectern/random.h>
#include <lectern/sched.h>
#include <lectern/sysrq.h>
#include <lectern/timer.h>
#include <lectern/tty.h>
#include <uapi/errno.h>
#include <uapi/major.h>

#include "serial8250.h"

#define PUMP_FIFOS   4	 /* filled at most in one go, irqs being off */
#define RX_BATCH     64	 /* received in one go */
#define MAX_PASSES   64	 /* over the ports of a line in one interrupt */
#define WAKE_BELOW   256 /* characters left in the ring when writers wake */
#define SYSRQ_WINDOW (5 * HZ)

/* -- sending ------------------------------------------------------------------ */

static unsigned int ring_used(const struct uart *u)
{
	return u->head - u->tail;
}

static void set_interrupts(struct uart *u, u8 ier)
{
	if (u->ier == ier)
		return;
	u->ier = ier;
	uart_out(u, UART_IER, ier);
}

/*
 * Move from the ring into the chip what it takes; then have it interrupt, or
 * not, when it can take more. lock held.
 */
static void pump(struct uart *u)
{
	int fifos = PUMP_FIFOS;

	while (ring_used(u) && !u->stopped && fifos-- &&
	       (uart_in(u, UART_LSR) & LSR_THRE))
		for (int room = UART_FIFO; room && ring_used(u); room--)
			uart_out(u, UART_THR, u->ring[u->tail++ % UART_RING]);
	set_interrupts(u, ring_used(u) && !u->stopped ? u->ier | IER_TX
						      : u->ier & ~IER_TX);
}

static size_t serial_write(struct tty_struct *tty, const u8 *buf, size_t n)
{
	struct uart *u = tty->driver_data;

	spin_lock(&u->lock);
	n = min_t(size_t, n, UART_RING - ring_used(u));
	for (size_t i = 0; i < n; i++)
		u->ring[u->head++ % UART_RING] = buf[i];
	pump(u);
	spin_unlock(&u->lock);
	return n;
}

static size_t serial_write_room(struct tty_struct *tty)
{
	return UART_RING - ring_used(tty->driver_data);
}

/* The last character counts until its last bit has gone out. */
static size_t serial_chars_in_buffer(struct tty_struct *tty)
{
	const struct uart *u = tty->driver_data;

	if (ring_used(u))
		return ring_used(u);
	return uart_in(u, UART_LSR) & LSR_TEMT ? 0 : 1;
}

static void serial_flush_buffer(struct tty_struct *tty)
{
	struct uart *u = tty->driver_data;

	spin_lock(&u->lock);
	u->tail = u->head;
	pump(u);
	spin_unlock(&u->lock);
}

/* -- receiving ---------------------------------------------------------------- */

/* What one look at a port found, to be dealt with when its lock is free. */
struct received {
	u8 chars[RX_BATCH];
	size_t n;
	char sysrq;
};

/* Empty the receive FIFO. A break on the console and a key within five seconds is
 * SysRq. lock held. */
static void receive(struct uart *u, struct received *r)
{
	u8 status;

	while (r->n < RX_BATCH && (u->ier & IER_RX) &&
	       ((status = uart_in(u, UART_LSR)) & LSR_DR)) {
		u8 c = uart_in(u, UART_RBR);

		if (status & LSR_BI) {
			u->break_at = u->is_console ? jiffies | 1 : 0;
		} else if (u->break_at &&
			   time_before(jiffies, u->break_at + SYSRQ_WINDOW)) {
			r->sysrq = (char)c;
			u->break_at = 0;
		} else {
			r->chars[r->n++] = c;
		}
	}
}

/* Serve one port; false when it wanted nothing. */
static bool service(struct uart *u)
{
	struct received r = { .n = 0 };
	struct tty_struct *tty;
	bool wake;

	spin_lock(&u->lock);
	if (uart_in(u, UART_IIR) & IIR_NONE) {
		spin_unlock(&u->lock);
		return false;
	}
	receive(u, &r);
	uart_in(u, UART_MSR); /* a modem line that changed: seen */
	pump(u);
	tty = u->tty;
	wake = ring_used(u) < WAKE_BELOW;
	spin_unlock(&u->lock);

	if (r.sysrq)
		handle_sysrq(r.sysrq);
	if (tty && r.n)
		tty_receive(tty, r.chars, r.n);
	if (tty && wake)
		tty_wakeup(tty);
	return true;
}

static void serial_interrupt(int irq, void *dev, struct pt_regs *regs)
{
	bool again = true;

	for (int pass = 0; again && pass < MAX_PASSES; pass++) {
		again = false;
		for (int i = 0; i < UART_PORTS; i++)
			if (uarts[i].irq == irq && uarts[i].ier &&
			    service(&uarts[i]))
				again = true;
	}
	add_interrupt_randomness();
}

/* -- control ------------------------------------------------------------------ */

static void serial_set_termios(struct tty_struct *tty,
			       const struct termios *old)
{
	struct uart *u = tty->driver_data;
	u32 changed = old ? old->c_cflag ^ tty->termios.c_cflag : ~0U;
	unsigned long flags;

	tty->termios.c_cflag &= ~CRTSCTS; /* there is none */
	if (!(changed & (CBAUD | CSIZE | PARENB | PARODD | CSTOPB)))
		return;
	spin_lock_irqsave(&u->lock, flags);
	if (!uart_set_line(u, tty->termios.c_cflag) && old)
		tty->termios.c_cflag = (tty->termios.c_cflag & ~CBAUD) |
				       (old->c_cflag & CBAUD);
	spin_unlock_irqrestore(&u->lock, flags);
}

/* Full: leave characters in the chip. */
static void serial_throttle(struct tty_struct *tty, bool stop)
{
	struct uart *u = tty->driver_data;

	spin_lock(&u->lock);
	set_interrupts(u, stop ? u->ier & ~IER_RX : u->ier | IER_RX);
	spin_unlock(&u->lock);
}

static void serial_stop(struct tty_struct *tty, bool stop)
{
	struct uart *u = tty->driver_data;

	spin_lock(&u->lock);
	u->stopped = stop;
	pump(u);
	spin_unlock(&u->lock);
}

/* The tty that takes what is received from now on; NULL: nobody does. */
static void set_receiver(struct uart *u, struct tty_struct *tty)
{
	unsigned long flags;

	spin_lock_irqsave(&u->lock, flags);
	u->tty = tty;
	u->stopped = false;
	set_interrupts(u, tty ? u->ier | IER_RX : u->ier & ~IER_RX);
	pump(u);
	spin_unlock_irqrestore(&u->lock, flags);
}

static int serial_open(struct tty_struct *tty)
{
	serial_set_termios(tty, NULL);
	set_receiver(tty->driver_data, tty);
	return 0;
}

static void serial_close(struct tty_struct *tty)
{
	set_receiver(tty->driver_data, NULL);
}

static const struct tty_operations serial_ops = {
	.open = serial_open,
	.close = serial_close,
	.write = serial_write,
	.write_room = serial_write_room,
	.chars_in_buffer = serial_chars_in_buffer,
	.flush_buffer = serial_flush_buffer,
	.set_termios = serial_set_termios,
	.throttle = serial_throttle,
	.stop = serial_stop,
};

static struct tty_struct *serial_ttys[UART_PORTS];
static struct tty_driver serial_driver = {
	.name = "ttyS",
	.major = TTY_MAJOR,
	.minor_start = TTYS0_MINOR,
	.num = UART_PORTS,
	.ops = &serial_ops,
	.ttys = serial_ttys,
};

/* -- at boot -------------------------------------------------------------------- */

/* The first port of a line asks for the line's interrupt. */
static int __init request_line(const struct uart *u)
{
	for (const struct uart *other = uarts; other < u; other++)
		if (other->present && other->irq == u->irq)
			return 0;
	return request_irq(u->irq, serial_interrupt, SA_SHIRQ, "serial",
			   (void *)u);
}

static int __init start_port(struct uart *u)
{
	int error;

	u->ring = get_free_page(GFP_KERNEL);
	if (!u->ring)
		return -ENOMEM;
	error = request_line(u);
	if (error)
		return error;
	pr_info("%s: serial line at port %#x, irq %u\n", u->console.name,
		u->base, u->irq);
	return PTR_ERR_OR_ZERO(
		tty_add_line(&serial_driver, (unsigned int)(u - uarts), u));
}

static int __init serial_init(void)
{
	int error;

	serial_driver.init_termios = tty_std_termios;
	serial_driver.init_termios.c_cflag = B115200 | CS8 | CREAD | HUPCL |
					     CLOCAL;
	error = tty_register_driver(&serial_driver);
	for (struct uart *u = uarts; !error && u < uarts + UART_PORTS; u++)
		if (u->present)
			error = start_port(u);
	return error;
}
device_initcall(serial_init);
