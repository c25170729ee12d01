// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/stuck: who writes a number there sleeps for so many milliseconds, and
 * nothing wakes him, SIGKILL neither. For watching what a task in state D does to
 * the rest: ps, the load average, SysRq-w, and the OOM killer, whose reaper takes
 * the memory of a victim that cannot end (mm/oom_reaper.c).
 */
#include <lectern/kstrto.h>
#include <lectern/module.h>
#include <lectern/proc_fs.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#define LONGEST_MS 60000

static struct proc_dir_entry *entry;

static ssize_t stuck_write(const char *buf, size_t len, void *data)
{
	char text[16];
	unsigned int ms;

	strscpy(text, buf, sizeof(text));
	text[strcspn(text, "\n")] = '\0';
	if (kstrtouint(text, 10, &ms) || ms > LONGEST_MS)
		return -EINVAL;
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_timeout((long)(ms * HZ / 1000));
	return (ssize_t)len;
}

static int __init stuck_init(void)
{
	entry = proc_create("stuck", 0200, NULL, stuck_write, NULL);
	return entry ? 0 : -ENOMEM;
}

static void __exit stuck_exit(void)
{
	proc_remove(entry);
}

module_init(stuck_init);
module_exit(stuck_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a sleep that nothing ends");
