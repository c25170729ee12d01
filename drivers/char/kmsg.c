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
 * Lock: syslog_lock guards the places of syslog's own reader. The log needs none
 * (kernel/printk.c). Source: syslog(2), dmesg(1); the form of /dev/kmsg is
 * Linux's.
 */
#include <lectern/ctype.h>
#include <lectern/fs.h>
#include <lectern/init.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <uapi/capability.h>
#include <uapi/errno.h>
#include <uapi/major.h>
#include <uapi/poll.h>
#include <uapi/syslog.h>

#define LINE_SIZE     640 /* the longest record; what is longer is cut */
#define RECORD_SIZE   (LINE_SIZE + 64)
#define COPY_BATCH    256
#define WRITE_MAX     480 /* of a message from a program */
#define DEFAULT_LEVEL LOG_WARNING
#define LEVEL_DIGITS  3
#define QUIET_LEVEL   1 /* console off: emergencies only */
#define LOWEST_LEVEL  1
#define HIGHEST_LEVEL 8

/* -- records ------------------------------------------------------------------------- */

/* One line of the log, cut, and where the next one begins. */
struct record {
	unsigned long at, next;
	size_t len; /* of line, without its newline */
	char line[LINE_SIZE];
};

/* Where a line begins, at or after byte number pos of the log. */
static unsigned long line_start(unsigned long pos)
{
	char c = '\n';

	if (pos == log_first && pos == 0)
		return pos;
	if (pos != log_first) {
		pos--;
		log_read(&pos, &c, 1);
	} else {
		c = '\0'; /* the ring's oldest byte: the line before is cut */
	}
	while (c != '\n' && log_read(&pos, &c, 1))
		;
	return pos;
}

/* The record at or after pos; false when there is no whole one yet. */
static bool read_record(unsigned long pos, struct record *r)
{
	unsigned long end;
	char *newline;
	size_t n;

	if ((long)(pos - log_first) < 0)
		pos = line_start(log_first);
	r->at = end = pos;
	n = log_read(&end, r->line, LINE_SIZE);
	newline = memchr(r->line, '\n', n);
	if (!newline && n < LINE_SIZE)
		return false;
	r->len = newline ? (size_t)(newline - r->line) : n;
	r->next = newline ? pos + r->len + 1 : line_start(end);
	return true;
}

static unsigned long take_number(const char **s)
{
	unsigned long n = 0;

	while (**s == ' ')
		++*s;
	while (isdigit((unsigned char)**s))
		n = n * 10 + (unsigned long)(*(*s)++ - '0');
	return n;
}

/* The record in the form of /dev/kmsg; its length. */
static size_t format_record(struct record *r, char *out)
{
	const char *s = r->line;
	unsigned long level = DEFAULT_LEVEL, seconds = 0, micros = 0;

	r->line[min_t(size_t, r->len, LINE_SIZE - 1)] = '\0';
	if (s[0] == '<' && s[1] && s[2] == '>') {
		level = (unsigned long)(s[1] - '0');
		s += LEVEL_DIGITS;
	}
	if (*s == '[') {
		s++;
		seconds = take_number(&s);
		s += *s == '.';
		micros = take_number(&s);
		s += strspn(s, "] ");
	}
	return (size_t)scnprintf(out, RECORD_SIZE, "%lu,%lu,%llu,-;%s\n", level,
				 r->at, (u64)seconds * USEC_PER_SEC + micros,
				 s);
}

/* -- /dev/kmsg ------------------------------------------------------------------------ */

static ssize_t kmsg_read(struct file *file, char __user *buf, size_t n,
			 loff_t *pos)
{
	char out[RECORD_SIZE];
	struct record r;
	size_t len;
	long error;

	while (!read_record((unsigned long)*pos, &r)) {
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		error = wait_event_interruptible(
			log_wait, read_record((unsigned long)*pos, &r));
		if (error)
			return error;
	}
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
	if (s[0] == '<' && isdigit((unsigned char)s[1])) {
		const char *digits = s + 1;
		unsigned long level = take_number(&digits);

		if (*digits == '>') {
			head[1] = (char)('0' + (level & LOG_PRIMASK));
			s = digits + 1;
		}
	}
	printk("%s%.*s\n", head, (int)strcspn(s, "\n"), s);
	return n;
}

/* Only to the beginning, the end, and what is new since the last CLEAR. */
static unsigned long clear_pos;

static loff_t kmsg_llseek(struct file *file, loff_t offset, int whence)
{
	if (offset)
		return -ESPIPE;
	switch (whence) {
	case SEEK_SET:
		file->f_pos = line_start(log_first);
		return 0;
	case SEEK_DATA:
		file->f_pos = clear_pos;
		return 0;
	case SEEK_END:
		file->f_pos = log_next;
		return 0;
	}
	return -EINVAL;
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

static const struct file_operations kmsg_fops = {
	.llseek = kmsg_llseek,
	.read = kmsg_read,
	.write = kmsg_write,
	.poll = kmsg_poll,
	.open = kmsg_open,
};

static int __init kmsg_init(void)
{
	int error =
		register_chrdev(MEM_MAJOR, KMSG_MINOR, 1, "kmsg", &kmsg_fops);

	if (!error)
		error = make_device("kmsg", 0644, MKDEV(MEM_MAJOR, KMSG_MINOR));
	return error;
}
device_initcall(kmsg_init);

/* -- syslog(2) ------------------------------------------------------------------------ */

static DEFINE_MUTEX(syslog_lock);
static unsigned long syslog_pos; /* what READ has taken out [syslog_lock] */
static int saved_level = -1;	 /* CONSOLE_OFF's [syslog_lock] */

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
static long syslog_read_all(char __user *buf, size_t n, bool clear)
{
	unsigned long end = log_next, pos = clear_pos;
	long ret;

	if ((long)(pos - log_first) < 0)
		pos = line_start(log_first);
	if (end - pos > n)
		pos = line_start(end - n);
	ret = copy_log(&pos, buf, min_t(size_t, n, end - pos));
	if (ret >= 0 && clear)
		clear_pos = end;
	return ret;
}

static unsigned long unread(void)
{
	return log_next -
	       ((long)(syslog_pos - log_first) < 0 ? log_first : syslog_pos);
}

static long set_console_level(int type, int level)
{
	if (type == SYSLOG_ACTION_CONSOLE_LEVEL &&
	    (level < LOWEST_LEVEL || level > HIGHEST_LEVEL))
		return -EINVAL;
	mutex_lock(&syslog_lock);
	if (type == SYSLOG_ACTION_CONSOLE_OFF && saved_level < 0) {
		saved_level = console_loglevel;
		console_loglevel = QUIET_LEVEL;
	} else if (type == SYSLOG_ACTION_CONSOLE_ON && saved_level >= 0) {
		console_loglevel = saved_level;
		saved_level = -1;
	} else if (type == SYSLOG_ACTION_CONSOLE_LEVEL) {
		console_loglevel = level;
		saved_level = -1;
	}
	mutex_unlock(&syslog_lock);
	return 0;
}

/* Everybody may look; to change something, or take lines out, is root's. */
static bool may_syslog(int type)
{
	return type == SYSLOG_ACTION_READ_ALL ||
	       type == SYSLOG_ACTION_SIZE_BUFFER || capable(CAP_SYSLOG) ||
	       capable(CAP_SYS_ADMIN);
}

static bool copies_out(int type)
{
	return type == SYSLOG_ACTION_READ || type == SYSLOG_ACTION_READ_ALL ||
	       type == SYSLOG_ACTION_READ_CLEAR;
}

SYSCALL(syslog, int type, char __user *buf, int len)
{
	if (!may_syslog(type))
		return -EPERM;
	if (copies_out(type)) {
		if (!buf || len < 0)
			return -EINVAL;
		if (!len)
			return 0;
	}
	switch (type) {
	case SYSLOG_ACTION_CLOSE:
	case SYSLOG_ACTION_OPEN:
		return 0;
	case SYSLOG_ACTION_READ:
		return syslog_read(buf, (size_t)len);
	case SYSLOG_ACTION_READ_ALL:
	case SYSLOG_ACTION_READ_CLEAR:
		return syslog_read_all(buf, (size_t)len,
				       type == SYSLOG_ACTION_READ_CLEAR);
	case SYSLOG_ACTION_CLEAR:
		clear_pos = log_next;
		return 0;
	case SYSLOG_ACTION_CONSOLE_OFF:
	case SYSLOG_ACTION_CONSOLE_ON:
	case SYSLOG_ACTION_CONSOLE_LEVEL:
		return set_console_level(type, len);
	case SYSLOG_ACTION_SIZE_UNREAD:
		return (long)unread();
	case SYSLOG_ACTION_SIZE_BUFFER:
		return LOG_BUF_SIZE;
	}
	return -EINVAL;
}
