// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/PID/fail-nth, and task/TID/fail-nth, in the debug build: a number N written here makes the
 * N-th allocation fail that the task makes from then on, of pages, of slab
 * objects or by vmalloc. Read, it tells how many are left; 0 means that the
 * failure has been injected. So a test lets the 1st, 2nd, 3rd … allocation of
 * a system call fail until the call is through with some left, and every way
 * out of it has been gone once (user/tests/failnth.c).
 *
 * To ask and to set must not itself allocate, so this is no text like others.
 *
 * No locks: a number that is read and written whole. Empty in the normal build.
 * Source: Linux, Documentation/fault-injection.
 */
#include "proc.h"

#ifdef DEBUG
#include <lectern/init.h>
#include <lectern/kstrto.h>
#include <lectern/printf.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#define MAX_NUMBER 12 /* digits, a newline and a NUL */

static ssize_t fail_nth_read(struct file *file, char __user *buf, size_t n,
			     loff_t *pos)
{
	char text[MAX_NUMBER];
	size_t len = scnprintf(text, sizeof(text), "%u\n",
			       PROC_I(file->f_inode)->task->fail_nth);

	if (*pos >= (loff_t)len)
		return 0;
	n = min_t(size_t, n, len - (size_t)*pos);
	if (copy_to_user(buf, text + *pos, n))
		return -EFAULT;
	*pos += (loff_t)n;
	return (ssize_t)n;
}

static ssize_t fail_nth_write(struct file *file, const char __user *buf,
			      size_t n, loff_t *pos)
{
	char text[MAX_NUMBER] = "";
	unsigned int nth;
	int err;

	if (copy_from_user(text, buf, min(n, sizeof(text) - 1)))
		return -EFAULT;
	err = kstrtouint(text, 0, &nth);
	if (err)
		return err;
	PROC_I(file->f_inode)->task->fail_nth = nth;
	return (ssize_t)n;
}

static const struct file_operations fail_nth_operations = {
	.llseek = generic_file_llseek,
	.read = fail_nth_read,
	.write = fail_nth_write,
};

static struct proc_dir_entry fail_nth = {
	.name = "fail-nth",
	.len = sizeof("fail-nth") - 1,
	.mode = S_IFREG | 0644,
	.i_fop = &fail_nth_operations,
};
static struct proc_dir_entry fail_nth_of_thread;

static int __init fail_nth_init(void)
{
	fail_nth_of_thread = fail_nth;
	proc_link(&proc_pid_root, &fail_nth);
	proc_link(&proc_tid_root, &fail_nth_of_thread);
	return 0;
}
fs_initcall(fail_nth_init);
#endif
