// SPDX-License-Identifier: GPL-2.0
/*
 * The text of a /proc file: made by its show function into a buffer that grows,
 * then read from there. Reading from the beginning makes it anew, so a program
 * may keep the file open and rewind. Each open has its own; its mutex lets
 * threads share it.
 */
#include "proc.h"

#include <lectern/export.h>
#include <lectern/printf.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/vmalloc.h>

#define FIRST_SIZE   4096u
#define LARGEST_SIZE (4u << 20)
#define MAX_WRITE    4096u

struct proc_open {
	struct mutex mutex;
	struct seq_buf text;
};

/* Room for n bytes more; false sets full. */
static bool seq_grow(struct seq_buf *s, size_t n)
{
	size_t size = s->size ? s->size : FIRST_SIZE;
	char *buf;

	if (s->full)
		return false;
	while (size < s->len + n)
		size *= 2;
	if (size == s->size)
		return true;
	buf = size <= LARGEST_SIZE ? vmalloc(size) : NULL;
	if (!buf) {
		s->full = true;
		return false;
	}
	if (s->buf)
		memcpy(buf, s->buf, s->len);
	vfree(s->buf);
	s->buf = buf;
	s->size = size;
	return true;
}

void seq_write(struct seq_buf *s, const void *data, size_t len)
{
	if (!seq_grow(s, len))
		return;
	memcpy(s->buf + s->len, data, len);
	s->len += len;
}

/* Nearly always what there is to print fits: then it is printed once. */
void seq_printf(struct seq_buf *s, const char *fmt, ...)
{
	va_list args;
	size_t n;

	va_start(args, fmt);
	n = vsnprintf(s->buf + s->len, s->size - s->len, fmt, args);
	va_end(args);
	if (n >= s->size - s->len) {
		if (!seq_grow(s, n + 1))
			return;
		va_start(args, fmt);
		vsnprintf(s->buf + s->len, n + 1, fmt, args);
		va_end(args);
	}
	s->len += n;
}

void seq_escape(struct seq_buf *s, const char *text, const char *chars)
{
	for (; *text; text++)
		if (strchr(chars, *text))
			seq_printf(s, "\\%03o", *text);
		else
			seq_write(s, text, 1);
}

EXPORT_SYMBOLS(seq_write, seq_printf);

/* What show and write are told: which process, or what proc_create was told. */
static void *proc_data(const struct proc_inode *pi)
{
	return pi->task ? pi->task : pi->entry->data;
}

/* Asked at each reading too: the process may have become another user's by exec. */
static bool may_read(const struct proc_inode *pi)
{
	return !pi->entry->private || proc_may_look(pi->task);
}

static int make_text(const struct proc_inode *pi, struct seq_buf *text)
{
	int err = may_read(pi) ? proc_enter(pi) : -EACCES;

	if (err)
		return err;
	text->len = 0;
	text->full = false;
	err = pi->entry->show(text, proc_data(pi));
	proc_leave(pi->entry);
	return err ? err : text->full ? -ENOMEM : 0;
}

static int proc_open(struct inode *inode, struct file *file)
{
	const struct proc_inode *pi = PROC_I(inode);
	struct proc_open *open;

	/* What has no text, not even root can read. */
	if (!may_read(pi) || (file->f_mode & FMODE_READ && !pi->entry->show))
		return -EACCES;
	open = kzalloc(sizeof(*open), GFP_KERNEL);
	if (!open)
		return -ENOMEM;
	mutex_init(&open->mutex);
	file->private_data = open;
	return 0;
}

static void proc_release(struct inode *inode, struct file *file)
{
	struct proc_open *open = file->private_data;

	vfree(open->text.buf);
	kfree(open);
}

static ssize_t proc_read(struct file *file, char __user *buf, size_t n,
			 loff_t *pos)
{
	struct proc_inode *pi = PROC_I(file->f_inode);
	struct proc_open *open = file->private_data;
	ssize_t ret = 0;

	mutex_lock(&open->mutex);
	if (!*pos || !open->text.buf)
		ret = make_text(pi, &open->text);
	if (!ret && *pos < (loff_t)open->text.len) {
		n = min_t(size_t, n, open->text.len - (size_t)*pos);
		ret = (ssize_t)n;
		if (copy_to_user(buf, open->text.buf + *pos, n))
			ret = -EFAULT;
		else
			*pos += ret;
	}
	mutex_unlock(&open->mutex);
	return ret;
}

static ssize_t proc_write(struct file *file, const char __user *buf, size_t n,
			  loff_t *pos)
{
	struct proc_inode *pi = PROC_I(file->f_inode);
	ssize_t ret;
	char *text;

	if (!pi->entry->write)
		return -EIO;
	n = min_t(size_t, n, MAX_WRITE);
	text = kmalloc(n + 1, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	ret = -EFAULT;
	if (!copy_from_user(text, buf, n)) {
		text[n] = '\0';
		ret = proc_enter(pi);
		if (!ret) {
			ret = pi->entry->write(text, n, proc_data(pi));
			proc_leave(pi->entry);
		}
	}
	kfree(text);
	if (ret > 0)
		*pos += ret;
	return ret;
}

const struct file_operations proc_file_operations = {
	.llseek = generic_file_llseek,
	.read = proc_read,
	.write = proc_write,
	.open = proc_open,
	.release = proc_release,
};
