// SPDX-License-Identifier: GPL-2.0
/* A module with a thread that only ends by itself, and so holds the module. */
#include <lectern/err.h>
#include <lectern/kthread.h>
#include <lectern/module.h>

static bool run = true;
module_param(run, bool, 0644);

static int be_busy(void *unused)
{
	while (READ_ONCE(run)) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule_timeout(1);
	}
	return 0;
}

static int __init busy_init(void)
{
	return PTR_ERR_OR_ZERO(kthread_run(be_busy, NULL, "busy"));
}

static void __exit busy_exit(void)
{
}

module_init(busy_init);
module_exit(busy_exit);

MODULE_LICENSE("GPL");
