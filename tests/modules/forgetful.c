// SPDX-License-Identifier: GPL-2.0
/* A module whose exit forgets everything that its init has set up, as told; or init
 * itself does, and fails. */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/kthread.h>
#include <lectern/module.h>
#include <lectern/proc_fs.h>
#include <lectern/slab.h>
#include <lectern/timer.h>

static char *what = "";
module_param(what, charp, 0);
static bool fail;
module_param(fail, bool, 0);

static struct task_struct *thread;

static int show(struct seq_buf *s, void *data)
{
	seq_printf(s, "still here\n");
	return 0;
}

static void tick(unsigned long data)
{
}

static int sleep_on(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule_timeout(HZ);
	}
	return 0;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
};

static int __init set_up(void)
{
	static struct timer_list timer;

	switch (what[0]) {
	case 't': /* timer */
		init_timer(&timer);
		timer.function = tick;
		timer.expires = jiffies + 1000 * HZ;
		add_timer(&timer);
		return 0;
	case 'c': /* cache */
		return kmem_cache_create("forgotten", 32, 0, 0) ? 0 : -ENOMEM;
	case 'p': /* proc */
		return proc_create("forgotten", 0444, show, NULL, NULL)
			       ? 0
			       : -ENOMEM;
	case 'd': /* device */
		return register_chrdev(241, 0, 1, "forgotten", &fops);
	case 'k': /* kthread */
		thread = kthread_run(sleep_on, NULL, "forgotten");
		return PTR_ERR_OR_ZERO(thread);
	default:
		return 0;
	}
}

static int __init forgetful_init(void)
{
	int err = set_up();

	return fail ? -EIO : err;
}

/* It knows how to stop a thread, but hardly ever does. */
static void __exit forgetful_exit(void)
{
	if (what[0] == 's')
		kthread_stop(thread);
}

module_init(forgetful_init);
module_exit(forgetful_exit);

MODULE_LICENSE("GPL");
