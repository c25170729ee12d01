/* SPDX-License-Identifier: GPL-2.0 */
/*
 * printk: the kernel's log. Messages go into a ring buffer (dmesg reads it) and,
 * up to the console log level, to every console. May be called from any
 * context, an NMI included.
 */
#ifndef LECTERN_PRINTK_H
#define LECTERN_PRINTK_H

#include <lectern/compiler.h>
#include <lectern/list.h>
#include <lectern/types.h>

/* A message is one or several whole lines. It starts with its level; without one
 * it is a KERN_WARNING. */
#define KERN_SOH     "\001"
#define KERN_EMERG   KERN_SOH "0"
#define KERN_ALERT   KERN_SOH "1"
#define KERN_CRIT    KERN_SOH "2"
#define KERN_ERR     KERN_SOH "3"
#define KERN_WARNING KERN_SOH "4"
#define KERN_NOTICE  KERN_SOH "5"
#define KERN_INFO    KERN_SOH "6"
#define KERN_DEBUG   KERN_SOH "7"

int __printf(1, 2) printk(const char *fmt, ...);

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif
#define pr_emerg(fmt, ...)  printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)    printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)   printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...) printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)   printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...)  printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)

/*
 * Where messages are shown. write must work from any context, with interrupts
 * off, and take no lock that its own driver holds while it may printk.
 */
struct console {
	const char *name; /* as console= names it: "ttyS0", "tty0" */
	void (*write)(struct console *con, const char *s, size_t n);
	int index; /* free for the driver */
	struct list_head list;
};

/*
 * Show the messages on con too; first everything that is in the buffer. With
 * console= on the command line only the named ones are taken: false for others.
 */
bool register_console(struct console *con);

/*
 * Which of the command line's console= words names a line ("ttyS1"), counted
 * from 1; the last of several, 0 for none.
 */
unsigned int console_rank(const char *name);

/*
 * What anybody can cause as often as he likes is reported `burst` times in an
 * interval (ticks) at most. __ratelimit: is this one to be? Any context; no lock,
 * as one line more does no harm.
 */
struct ratelimit_state {
	unsigned long interval, begin;
	unsigned int burst, reported;
};
#define DEFINE_RATELIMIT_STATE(name, interval_, burst_)                        \
	struct ratelimit_state name = { .interval = (interval_),               \
					.burst = (burst_) }
bool __ratelimit(struct ratelimit_state *rs);

extern int console_loglevel; /* messages of a lower number are shown */

/*
 * The buffer, for syslog(2), /dev/kmsg and gdb: a ring of bytes; log_first and
 * log_next count bytes since boot.
 */
#define LOG_BUF_SIZE (64 * 1024)
extern char log_buf[LOG_BUF_SIZE];
extern unsigned long log_first, log_next;

/*
 * Copy up to n bytes of the log from byte number *pos on (moved up to the
 * oldest byte that is still there); *pos moves on. Returns the count.
 */
size_t log_read(unsigned long *pos, char *buf, size_t n);

/* Somebody who sleeps for new messages (syslog(2)): woken from the tick. */
struct wait_queue_head;
extern struct wait_queue_head log_wait;

#endif
