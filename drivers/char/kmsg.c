// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's log for programs: /dev/kmsg and syslog(2).
 *
 * In the log each line is "<level>[seconds.micros] text". syslog gives that as
 * it stands; /dev/kmsg gives one line a read, in its own form:
 *
 *	<6>[    1.234567] ttyS0: serial line	in the log
 *	6,1042,1234567,-;ttyS0: serial line	from /dev/kmsg
 *
 * with the line's place in the log as its sequence number. A reader's place is
 * the file's position; what falls out of the ring before it is read is skipped.
 *
 * Lock: syslog_lock guards the place of syslog's own reader. The log needs none
 * (kernel/printk.c). Source: syslog(2), dmesg(1); the form of /dev/kmsg is
 * Linux's.
 */
#include <lectern/ctype.h>
#include <lectern/fs.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/errno.h>
#include <uapi/poll.h>
#include <uapi/syslog.h>

#include "char.h"

#define LINE_SIZE     640 /* the longest record; what is longer is cut */
#define RECORD_SIZE   (LINE_SIZE + 64)
#define COPY_BATCH    256
#define WRITE_MAX     480 /* of a message from a program */
#define QUIET_LEVEL   1	  /* console off: emergencies only */
#define LOWEST_LEVEL  1
#define HIGHEST_LEVEL 8

static unsigned long clear_pos; /* up to where syslog's CLEAR forgets */

/* -- records ------------------------------------------------------------------------- */

/* One line of the log, cut, and where the next one begins. */
struct record {
	unsigned long at, next;
	char line[LINE_SIZE + 1];
};

/* Where the first line begins at or after byte number pos of the log. */
static unsigned long line_start(unsigned long pos)
{
	char c = '\0';

	if (pos == 0)
		return pos;
	for (pos--; c != '\n' && log_read(&pos, &c, 1);)
		;
	return pos;
}

/* The record at or after pos; false when there is no whole one yet. */
static bool read_record(unsigned long pos, struct record *r)
{
	char *newline;
	size_t n;

	if ((long)(pos - log_first) < 0)
		pos = line_start(log_first);
	r->at = r->next = pos;
	n = log_read(&r->next, r->line, LINE_SIZE);
	r->line[n] = '\0';
	newline = strchr(r->line, '\n');
	if (!newline && n < LINE_SIZE)
		return false;
	if (newline)
		*newline = '\0';
	r->next = newline ? pos + (newline - r->line) + 1 : line_start(r->next);
	return true;
}

/* The digits up to end as one number, whatever else is among them; *s moves
 * behind end. */
static u64 take_number(const char **s, char end)
{
	u64 n = 0;

	for (; **s && **s != end; ++*s)
		if (isdigit(**s))
			n = n * 10 + (u64)(**s - '0');
	*s += **s == end;
	return n;
}

/* The record in the form of /dev/kmsg; its length. */
static size_t format_record(const struct record *r, char *out)
{
	const char *s = r->line;
	u64 level = take_number(&s, '>'), micros = take_number(&s, ']');

	return (size_t)scnprintf(out, RECORD_SIZE, "%llu,%lu,%llu,-;%s\n",
				 level, r->at, micros, s + (*s == ' '));
}

/* -- /dev/kmsg ------------------------------------------------------------------------ */

static ssize_t kmsg_read(struct file *file, char __user *buf, size_t n,
			 loff_t *pos)
{
	char out[RECORD_SIZE];
	struct record r;
	size_t len;
	long error;

	if (file->f_flags & O_NONBLOCK)
		error = read_record((unsigned long)*pos, &r) ? 0 : -EAGAIN;
	else
		error = wait_event_interruptible(
			log_wait, read_record((unsigned long)*pos, &r));
	if (error)
		return error;
	len = format_record(&r, out);
	if (len > n)
		return -EINVAL;
	if (copy_to_user(buf, out, len))
		return -EFAULT;
	*pos = r.next;
	return len;
}

/* A message from a program, with "<level>" in front or not. */
static ssize_t kmsg_write(struct file *file, const char __user *buf, size_t n,
			  loff_t *pos)
{
	char text[WRITE_MAX + 1], head[] = KERN_WARNING;
	const char *s = text;

	if (n > WRITE_MAX)
		return -EINVAL;
	if (copy_from_user(text, buf, n))
		return -EFAULT;
	text[n] = '\0';
	if (s[0] == '<' && s[1 + strspn(s + 1, "0123456789")] == '>')
		head[1] = (char)('0' + (take_number(&s, '>') & LOG_PRIMASK));
	printk("%s%.*s\n", head, (int)strcspn(s, "\n"), s);
	return n;
}

/* Only to the beginning, the end, and what is new since the last CLEAR. */
static loff_t kmsg_llseek(struct file *file, loff_t offset, int whence)
{
	if (offset)
		return -ESPIPE;
	if (whence == SEEK_SET)
		file->f_pos = line_start(log_first);
	else if (whence == SEEK_DATA)
		file->f_pos = clear_pos;
	else if (whence == SEEK_END)
		file->f_pos = log_next;
	else
		return -EINVAL;
	return 0;
}

static unsigned int kmsg_poll(struct file *file, struct poll_table *wait)
{
	unsigned int mask = POLLOUT | POLLWRNORM;

	poll_wait(file, &log_wait, wait);
	if ((unsigned long)file->f_pos != log_next)
		mask |= POLLIN | POLLRDNORM;
	return mask;
}

static int kmsg_open(struct inode *inode, struct file *file)
{
	file->f_pos = line_start(log_first);
	return 0;
}

const struct file_operations kmsg_fops = {
	.llseek = kmsg_llseek,
	.read = kmsg_read,
	.write = kmsg_write,
	.poll = kmsg_poll,
	.open = kmsg_open,
};

/* -- syslog(2) ------------------------------------------------------------------------ */

static DEFINE_MUTEX(syslog_lock);
static unsigned long syslog_pos; /* what READ has taken out [syslog_lock] */

/* The log from *pos on, at most n bytes; bytes copied or -EFAULT. */
static long copy_log(unsigned long *pos, char __user *buf, size_t n)
{
	char batch[COPY_BATCH];
	size_t done = 0, part;

	while (done < n) {
		part = log_read(pos, batch,
				min_t(size_t, n - done, COPY_BATCH));
		if (!part)
			break;
		if (copy_to_user(buf + done, batch, part))
			return -EFAULT;
		done += part;
	}
	return (long)done;
}

static long syslog_read(char __user *buf, size_t n)
{
	long ret = wait_event_interruptible(log_wait, syslog_pos != log_next);

	if (ret)
		return ret;
	mutex_lock(&syslog_lock);
	ret = copy_log(&syslog_pos, buf, n);
	mutex_unlock(&syslog_lock);
	return ret;
}

/* The last n bytes, in whole lines, and not what was cleared before. */
static long syslog_read_all(char __user *buf, size_t n)
{
	unsigned long end = log_next, pos = clear_pos;

	if ((long)(pos - log_first) < 0)
		pos = line_start(log_first);
	if (end - pos > n)
		pos = line_start(end - n);
	return copy_log(&pos, buf, min_t(size_t, n, end - pos));
}

/* The level that CONSOLE_ON brings back; -1: none was saved. */
static long set_console_level(int type, int level)
{
	static int saved_level = -1;

	if (type == SYSLOG_ACTION_CONSOLE_OFF) {
		if (saved_level < 0)
			saved_level = console_loglevel;
		console_loglevel = QUIET_LEVEL;
		return 0;
	}
	if (type == SYSLOG_ACTION_CONSOLE_ON)
		level = saved_level < 0 ? console_loglevel : saved_level;
	else if (level < LOWEST_LEVEL || level > HIGHEST_LEVEL)
		return -EINVAL;
	console_loglevel = level;
	saved_level = -1;
	return 0;
}

/* Everybody may look; to change something, or take lines out, is root's. */
static bool may_syslog(int type)
{
	return type == SYSLOG_ACTION_READ_ALL ||
	       type == SYSLOG_ACTION_SIZE_BUFFER || capable(CAP_SYSLOG) ||
	       capable(CAP_SYS_ADMIN);
}

/* The actions that copy the log to buf. */
static long copy_out(int type, char __user *buf, int len)
{
	unsigned long end = log_next;
	long ret;

	if (!buf || len < 0)
		return -EINVAL;
	if (!len)
		return 0;
	if (type == SYSLOG_ACTION_READ)
		return syslog_read(buf, (size_t)len);
	ret = syslog_read_all(buf, (size_t)len);
	if (ret >= 0 && type == SYSLOG_ACTION_READ_CLEAR)
		clear_pos = end;
	return ret;
}

SYSCALL(syslog, int type, char __user *buf, int len)
{
	if (!may_syslog(type))
		return -EPERM;
	switch (type) {
	case SYSLOG_ACTION_CLOSE:
	case SYSLOG_ACTION_OPEN:
		return 0;
	case SYSLOG_ACTION_READ:
	case SYSLOG_ACTION_READ_ALL:
	case SYSLOG_ACTION_READ_CLEAR:
		return copy_out(type, buf, len);
	case SYSLOG_ACTION_CLEAR:
		clear_pos = log_next;
		return 0;
	case SYSLOG_ACTION_CONSOLE_OFF:
	case SYSLOG_ACTION_CONSOLE_ON:
	case SYSLOG_ACTION_CONSOLE_LEVEL:
		return set_console_level(type, len);
	case SYSLOG_ACTION_SIZE_UNREAD:
		return (long)(log_next - max(syslog_pos, log_first));
	case SYSLOG_ACTION_SIZE_BUFFER:
		return LOG_BUF_SIZE;
	}
	return -EINVAL;
}
