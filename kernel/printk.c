// SPDX-License-Identifier: GPL-2.0
/*
 * printk: the kernel's log.
 *
 * A message is formatted on the stack, then written character by character into
 * a ring, where each line is "<level>[seconds.micros] text"; consoles get the
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
#include <lectern/timer.h>
#include <lectern/wait.h>
#include <lectern/watchdog.h>

#define MAX_MESSAGE		 512
#define MAX_HEAD		 32 /* "<level>[seconds.micros] " */
#define LEVEL_MARK		 3  /* bytes of "<level>" */
#define MAX_CONSOLES		 4  /* that console= may name */
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

static void log_line(int level, const char *text, size_t n)
{
	char head[MAX_HEAD];
	size_t head_len;
	struct console *con;
	unsigned long seconds;
	u32 micros;

	seconds = (unsigned long)div_u64_rem(
		div_u64(ktime_get_ns(), NSEC_PER_USEC), USEC_PER_SEC, &micros);
	head_len = (size_t)scnprintf(head, sizeof(head), "<%d>[%5lu.%06u] ",
				     level, seconds, micros);
	log_text(head, head_len);
	log_text(text, n);
	log_text("\n", 1);
	if (level >= console_loglevel)
		return;
	list_for_each_entry(con, &consoles, list) {
		con->write(con, head + LEVEL_MARK, head_len - LEVEL_MARK);
		con->write(con, text, n);
		con->write(con, "\n", 1);
		touch_nmi_watchdog(); /* a slow line is no lockup */
	}
}

int printk(const char *fmt, ...)
{
	char message[MAX_MESSAGE];
	const char *text = message;
	int level = DEFAULT_LEVEL, n;
	unsigned long flags;
	va_list args;

	va_start(args, fmt);
	n = vscnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	if (text[0] == KERN_SOH[0] && text[1]) {
		level = text[1] - '0';
		text += 2;
	}
	flags = local_irq_save();
	while (*text) {
		size_t len = strcspn(text, "\n");

		log_line(level, text, len);
		text += text[len] ? len + 1 : len;
	}
	local_irq_restore(flags);
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

/* Show what was said before the console came: early in the boot, when nothing
 * has been overwritten yet, so that each line begins with its level. */
static void replay(struct console *con)
{
	unsigned long pos = log_first;

	while ((long)(log_next - pos) > LEVEL_MARK) {
		int level = log_buf[(pos + 1) % LOG_BUF_SIZE] - '0';
		char c;

		pos += LEVEL_MARK;
		do {
			c = log_buf[pos++ % LOG_BUF_SIZE];
			if (level < console_loglevel)
				con->write(con, &c, 1);
		} while (c != '\n');
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

bool __ratelimit(struct ratelimit_state *rs)
{
	if (!rs->reported || time_after(jiffies, rs->begin + rs->interval)) {
		rs->begin = jiffies;
		rs->reported = 0;
	}
	return rs->reported++ < rs->burst;
}
