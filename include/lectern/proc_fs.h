/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entries of /proc for the rest of the kernel. A file's text is made
 * anew by its show function whenever it is read from the beginning, into a
 * buffer that grows as needed.
 */
#ifndef LECTERN_PROC_FS_H
#define LECTERN_PROC_FS_H

#include <lectern/compiler.h>
#include <lectern/init.h>
#include <lectern/types.h>

struct task_struct;

struct seq_buf {
	char *buf;
	size_t len, size;
	bool full; /* -ENOMEM at the end */
};
void __printf(2, 3) seq_printf(struct seq_buf *s, const char *fmt, ...);
void seq_write(struct seq_buf *s, const void *data, size_t len);

/* A text in which chars, which would mislead a reader, stand as \ooo. */
void seq_escape(struct seq_buf *s, const char *text, const char *chars);

struct proc_dir_entry;

/* 0 or negative errno. */
typedef int (*proc_show_t)(struct seq_buf *s, void *data);
/* A write: buf is NUL-terminated kernel memory. Bytes taken or -errno. */
typedef ssize_t (*proc_write_t)(const char *buf, size_t len, void *data);

/*
 * Make /proc/NAME (NAME may hold slashes; directories are made on the way).
 * NULL without memory, or when there is something of that name. Process context.
 */
struct proc_dir_entry *proc_create(const char *name, umode_t mode,
				   proc_show_t show, proc_write_t write,
				   void *data);
/* Take it away, and what is below it; NULL is nothing. Waits for calls of show and
 * write that run; afterwards there are none. Process context. */
void proc_remove(struct proc_dir_entry *entry);

/* The same in /sys, whose files hold one value each. */
struct proc_dir_entry *sysfs_create(const char *name, umode_t mode,
				    proc_show_t show, proc_write_t write,
				    void *data);

/* proc_create for n entries at once: 0 or -ENOMEM. */
struct proc_file {
	const char *name;
	umode_t mode;
	proc_show_t show;
	proc_write_t write;
	void *data;
};
int proc_create_files(const struct proc_file *files, size_t n);

/* The files of a table (__initdata) are there from boot on. */
#define proc_initcall(files)                                                   \
	static int __init proc_##files##_init(void)                            \
	{                                                                      \
		return proc_create_files(files, ARRAY_SIZE(files));            \
	}                                                                      \
	fs_initcall(proc_##files##_init)

/*
 * An int that can be read and, within [min, max], set: PROC_INT is its line in a
 * table of struct proc_file; PROC_INTS that of so many in a row.
 */
struct proc_int {
	int *value;
	int min, max, count;
};
/* The next number of a text, to be within [min, max]: 0, -EINVAL, -ERANGE. Moves
 * *text on behind it and what is blank there. */
int proc_parse_int(const char **text, int min, int max, int *value);
int proc_show_int(struct seq_buf *s, void *data);
ssize_t proc_write_int(const char *buf, size_t len, void *data);

#define PROC_INTS(name, value, min, max, count)                                \
	{                                                                      \
		name, 0644, proc_show_int, proc_write_int, &(struct proc_int)  \
		{                                                              \
			value, min, max, count                                 \
		}                                                              \
	}
#define PROC_INT(name, value, min, max) PROC_INTS(name, value, min, max, 1)

#endif
