// SPDX-License-Identifier: GPL-2.0
/*
 * A module with a kernel thread of its own, and the two ways to keep the code
 * there for as long as the thread runs in it:
 *
 *   hold=y   The thread holds the module: rmmod is refused. It ends by itself,
 *            when somebody writes 0 to the parameter `run`, and lets go of the
 *            module with the step that leaves its code, module_put_and_exit.
 *   hold=n   exit stops the thread and waits for it (kthread_stop); until then
 *            the thread must not end by itself.
 */
#include <lectern/err.h>
#include <lectern/kthread.h>
#include <lectern/module.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/time.h>

#define LONGEST_MS 10000

static bool hold = true;
module_param(hold, bool, 0444);
MODULE_PARM_DESC(hold, "the thread holds the module until run is 0");

static bool run = true;
module_param(run, bool, 0644);
MODULE_PARM_DESC(run, "0: the thread ends (with hold)");

static unsigned int interval = 100;
module_param(interval, uint, 0444);
MODULE_PARM_DESC(interval, "milliseconds between two beats");

static unsigned int work;
module_param(work, uint, 0444);
MODULE_PARM_DESC(work, "milliseconds that it computes at each");

static unsigned int beats;
module_param(beats, uint, 0444);
MODULE_PARM_DESC(beats, "how often the thread has woken");

static struct task_struct *thread;

static bool goes_on(void)
{
	return hold ? READ_ONCE(run) : !kthread_should_stop();
}

/* The kernel takes the CPU from nobody who is in it: who computes for long has to
 * offer it. */
static void compute(void)
{
	u64 end = ktime_get_ns() + (u64)work * NSEC_PER_MSEC;

	while (ktime_get_ns() < end)
		cond_resched();
}

/* The state is set before the question, so that no wake-up is lost. */
static int beat(void *unused)
{
	set_current_state(TASK_INTERRUPTIBLE);
	while (goes_on()) {
		schedule_timeout(interval * HZ / 1000);
		beats++;
		compute();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	set_current_state(TASK_RUNNING);
	pr_info("kthread-mod: the thread ends after %u beats\n", beats);
	if (hold)
		module_put_and_exit(THIS_MODULE, 0);
	return 0;
}

static int __init kthread_mod_init(void)
{
	if (!interval || interval > LONGEST_MS || work > LONGEST_MS)
		return -EINVAL;
	/* Before the thread runs: it may end at any moment. */
	if (hold)
		__module_get(THIS_MODULE);
	thread = kthread_run(beat, NULL, "kthread-mod");
	if (!IS_ERR(thread))
		return 0;
	if (hold)
		module_put(THIS_MODULE);
	return PTR_ERR(thread);
}

static void __exit kthread_mod_exit(void)
{
	if (!hold)
		kthread_stop(thread);
}

module_init(kthread_mod_init);
module_exit(kthread_mod_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("has a kernel thread of its own");
