// SPDX-License-Identifier: GPL-2.0
/*
 * printk: the kernel's log.
 *
 * A message is formatted on the stack, then written character by character into
 * a ring, where each line begins "<level>[seconds.micros] "; consoles get the
 * same without the level. No lock is taken: interrupts are off while a message
 * is stored, and an NMI that comes in between adds its own characters among the
 * others, which costs a mixed line and nothing else. So printk works from any
 * context, and after anything.
 *
 * Waking those who read the log needs a lock, so the tick does it
 * (drivers/clock/tick.c).
 */
#include <lectern/bug.h>
#include <lectern/init.h>
#include <lectern/kstrto.h>
#include <lectern/math64.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/spinlock.h>
#include <lectern/string.h>
#include <lectern/time.h>
#include <lectern/wait.h>

#define MAX_MESSAGE		 512
#define MAX_CONSOLES		 4 /* that console= may name */
#define CONSOLE_NAME		 16
#define DEFAULT_LEVEL		 4
#define DEFAULT_CONSOLE_LOGLEVEL 7

char log_buf[LOG_BUF_SIZE];
unsigned long log_first, log_next;
DECLARE_WAIT_QUEUE_HEAD(log_wait);
int console_loglevel = DEFAULT_CONSOLE_LOGLEVEL;

static LIST_HEAD(consoles);
static char wanted[MAX_CONSOLES][CONSOLE_NAME];
static unsigned int nr_wanted;

/* Of the line that is being written; for KERN_CONT. */
static int line_level = DEFAULT_LEVEL;
static bool at_line_start = true;

static int __init setup_loglevel(char *value)
{
	return kstrtoint(value, 10, &console_loglevel);
}
__setup("loglevel", setup_loglevel);

/* "ttyS0,115200n8": what follows the comma is not ours to choose. */
static int __init setup_console(char *value)
{
	size_t len = strcspn(value, ",");

	if (nr_wanted == MAX_CONSOLES || !len || len >= CONSOLE_NAME)
		return -EINVAL;
	memcpy(wanted[nr_wanted], value, len);
	wanted[nr_wanted++][len] = '\0';
	return 0;
}
__setup("console", setup_console);

static void log_char(char c)
{
	log_buf[log_next % LOG_BUF_SIZE] = c;
	log_next++;
	if (log_next - log_first > LOG_BUF_SIZE)
		log_first = log_next - LOG_BUF_SIZE;
}

static void log_text(const char *s, size_t n)
{
	while (n--)
		log_char(*s++);
}

static void console_text(const char *s, size_t n)
{
	struct console *con;

	if (line_level >= console_loglevel)
		return;
	list_for_each_entry(con, &consoles, list)
		con->write(con, s, n);
}

static void begin_line(void)
{
	char head[32];
	u64 usecs = div_u64(ktime_get_ns(), NSEC_PER_USEC);
	u32 micros;
	unsigned long seconds;
	int n;

	seconds = (unsigned long)div_u64_rem(usecs, USEC_PER_SEC, &micros);
	n = scnprintf(head, sizeof(head), "<%d>[%5lu.%06u] ", line_level,
		      seconds, micros);
	log_text(head, (size_t)n);
	console_text(head + 3, (size_t)n - 3);
	at_line_start = false;
}

/* Store and show a piece of text that may hold several lines. */
static void emit(const char *s, size_t n)
{
	while (n) {
		size_t len = 0;

		if (at_line_start)
			begin_line();
		while (len < n && s[len] != '\n')
			len++;
		if (len < n) {
			len++; /* with its newline */
			at_line_start = true;
		}
		log_text(s, len);
		console_text(s, len);
		s += len;
		n -= len;
	}
}

/* The level at the head of a message; moves past it. */
static const char *take_level(const char *s)
{
	int level = DEFAULT_LEVEL;

	if (s[0] == KERN_SOH[0] && s[1] == 'c')
		return s + 2;
	if (s[0] == KERN_SOH[0] && s[1] >= '0' && s[1] <= '7') {
		level = s[1] - '0';
		s += 2;
	}
	if (!at_line_start) /* the line before was left open */
		emit("\n", 1);
	line_level = level;
	return s;
}

int vprintk(const char *fmt, va_list args)
{
	char message[MAX_MESSAGE];
	unsigned long flags;
	const char *text;
	int n;

	n = vscnprintf(message, sizeof(message), fmt, args);
	flags = local_irq_save();
	text = take_level(message);
	emit(text, strlen(text));
	local_irq_restore(flags);
	return n;
}

int printk(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vprintk(fmt, args);
	va_end(args);
	return n;
}

size_t log_read(unsigned long *pos, char *buf, size_t n)
{
	unsigned long flags = local_irq_save();
	size_t done = 0;

	if ((long)(*pos - log_first) < 0)
		*pos = log_first;
	while (done < n && *pos != log_next)
		buf[done++] = log_buf[(*pos)++ % LOG_BUF_SIZE];
	local_irq_restore(flags);
	return done;
}

/* ------------------------------------------------------------- consoles */

unsigned int console_rank(const char *name)
{
	unsigned int i = nr_wanted;

	while (i && strcmp(wanted[i - 1], name))
		i--;
	return i;
}

/* Show what was said before the console came, level marks left out. */
static void replay(struct console *con)
{
	unsigned long pos = log_first;
	bool hidden = false;

	while (pos != log_next) {
		char c = log_buf[pos % LOG_BUF_SIZE];
		bool head = pos == log_first ||
			    log_buf[(pos - 1) % LOG_BUF_SIZE] == '\n';

		if (head && c == '<' && log_next - pos > 3) {
			hidden = log_buf[(pos + 1) % LOG_BUF_SIZE] - '0' >=
				 console_loglevel;
			pos += 3;
			continue;
		}
		if (!hidden)
			con->write(con, &c, 1);
		pos++;
	}
}

bool register_console(struct console *con)
{
	unsigned long flags;

	if (nr_wanted && !console_rank(con->name))
		return false;
	flags = local_irq_save();
	replay(con);
	list_add_tail(&con->list, &consoles);
	local_irq_restore(flags);
	return true;
}
