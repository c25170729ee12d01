// SPDX-License-Identifier: GPL-2.0
/*
 * A file in /proc: /proc/procfs-mod shows how often it was read and what was
 * written last. proc_remove waits for whoever is just reading, so an open file
 * need not hold the module: once it has gone, reading fails.
 */
#include <lectern/module.h>
#include <lectern/mutex.h>
#include <lectern/proc_fs.h>
#include <lectern/string.h>

#define MOST_NOTE 64

static DEFINE_MUTEX(note_mutex);
static char note[MOST_NOTE] = "nothing";
static unsigned int reads;
static struct proc_dir_entry *entry;

static int show(struct seq_buf *s, void *data)
{
	mutex_lock(&note_mutex);
	seq_printf(s, "reads: %u\nwritten: %s\n", ++reads, note);
	mutex_unlock(&note_mutex);
	return 0;
}

static ssize_t write(const char *buf, size_t len, void *data)
{
	mutex_lock(&note_mutex);
	strscpy(note, buf, sizeof(note));
	note[strcspn(note, "\n")] = '\0';
	mutex_unlock(&note_mutex);
	return (ssize_t)len;
}

static int __init procfs_mod_init(void)
{
	entry = proc_create("procfs-mod", 0644, show, write, NULL);
	return entry ? 0 : -ENOMEM;
}

static void __exit procfs_mod_exit(void)
{
	proc_remove(entry);
}

module_init(procfs_mod_init);
module_exit(procfs_mod_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a file in /proc");
