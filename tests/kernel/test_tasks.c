// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel threads, sleeping locks, timers and softirqs.
 */
#include "selftest.h"

#include <lectern/err.h>
#include <lectern/hrtimer.h>
#include <lectern/i386/traps.h>
#include <lectern/interrupt.h>
#include <lectern/kthread.h>
#include <lectern/math64.h>
#include <lectern/mutex.h>
#include <lectern/time.h>
#include <lectern/timer.h>
#include <lectern/wait.h>

#define THREADS	   4
#define ROUNDS	   50
#define STOP_VALUE 42

static int wait_for_stop(void *data)
{
	int *runs = data;

	++*runs;
	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	set_current_state(TASK_RUNNING);
	return STOP_VALUE;
}

SELFTEST(stop_gives_the_value, "kthread_stop returns what the thread returned")
{
	int runs = 0;
	struct task_struct *k = kthread_run(wait_for_stop, &runs, "selftest");

	expect(!IS_ERR(k));
	while (!READ_ONCE(runs))
		yield();
	expect(kthread_stop(k) == STOP_VALUE);
	expect(runs == 1);
}

SELFTEST(stop_before_run, "stopped before it was woken, a thread never runs")
{
	int runs = 0;
	struct task_struct *k =
		kthread_create(wait_for_stop, &runs, "selftest");

	expect(!IS_ERR(k));
	expect(k->state != TASK_RUNNING && k->mm == NULL);
	expect(k->real_parent == kthreadd_task);
	expect(kthread_stop(k) == -EINTR);
	expect(runs == 0);
}

static DEFINE_MUTEX(counter_mutex);
static int counter, inside;
static DECLARE_COMPLETION(counted);

static int count_slowly(void *data)
{
	for (int i = 0; i < ROUNDS; i++) {
		int seen;

		mutex_lock(&counter_mutex);
		expect(++inside == 1);
		seen = counter;
		yield();
		counter = seen + 1;
		inside--;
		mutex_unlock(&counter_mutex);
	}
	complete(&counted);
	return 0;
}

SELFTEST(mutex_excludes, "a mutex lets one in at a time")
{
	counter = 0;
	for (int i = 0; i < THREADS; i++)
		expect(!IS_ERR(kthread_run(count_slowly, NULL, "selftest")));
	for (int i = 0; i < THREADS; i++)
		wait_for_completion(&counted);
	expect(counter == THREADS * ROUNDS);
	expect(!mutex_is_locked(&counter_mutex));
}

static struct rw_semaphore sem;
static bool written;

static int write_once(void *data)
{
	down_write(&sem);
	written = true;
	up_write(&sem);
	complete(&counted);
	return 0;
}

SELFTEST(writers_wait_for_readers, "readers share, a writer waits for them")
{
	init_rwsem(&sem);
	written = false;
	down_read(&sem);
	expect(!IS_ERR(kthread_run(write_once, NULL, "selftest")));
	while (!sem.writers_waiting)
		yield();
	expect(!written);
	expect(!down_read_trylock(&sem)); /* it waits before us */
	up_read(&sem);
	wait_for_completion(&counted);
	expect(written);
	expect(down_write_trylock(&sem));
	up_write(&sem);
}

SELFTEST(timeouts_are_not_early, "wait_event_timeout sleeps its time, not less")
{
	DECLARE_WAIT_QUEUE_HEAD(queue);
	unsigned long start = jiffies;

	expect(wait_event_timeout(queue, false, 3) == 0);
	expect(jiffies - start >= 3);
	expect(wait_event_timeout(queue, true, 3) >= 1);
}

static unsigned long fired_at;

static void fire(unsigned long data)
{
	expect(in_softirq());
	fired_at = jiffies;
	complete((struct completion *)data);
}

SELFTEST(timers_fire_once, "a timer fires at its jiffy, one taken off never")
{
	DECLARE_COMPLETION(fired);
	struct timer_list timer = {
		.function = fire,
		.data = (unsigned long)&fired,
	};
	unsigned long at = jiffies + 4;

	init_timer(&timer);
	mod_timer(&timer, jiffies + 1000);
	expect(mod_timer(&timer, at));
	wait_for_completion(&fired);
	expect(!time_before(fired_at, at));
	expect(!timer_pending(&timer));
	mod_timer(&timer, jiffies + 2);
	expect(del_timer(&timer));
	expect(!del_timer(&timer));
}

static int struck[3];
static int nr_struck;

struct alarm {
	struct hrtimer timer;
	int nr;
};

static void strike(struct hrtimer *timer)
{
	expect(in_irq() && irqs_disabled());
	expect(ktime_get_ns() >= timer->expires);
	struck[nr_struck++] = container_of(timer, struct alarm, timer)->nr;
}

SELFTEST(deadlines_come_in_order,
	 "deadlines within a tick come in their order, one taken off never")
{
	struct alarm alarms[4];
	u64 now = ktime_get_ns();

	nr_struck = 0;
	for (int i = 0; i < 4; i++) {
		alarms[i].nr = i;
		hrtimer_init(&alarms[i].timer, strike);
		hrtimer_start(&alarms[i].timer,
			      now + (4 - (u64)i) * NSEC_PER_MSEC);
	}
	hrtimer_cancel(&alarms[2].timer);
	hrtimer_start(&alarms[1].timer, now + 2 * NSEC_PER_MSEC + 1);
	while (hrtimer_pending(&alarms[0].timer))
		cpu_relax();
	expect(nr_struck == 3);
	expect(struck[0] == 3 && struck[1] == 1 && struck[2] == 0);
}

SELFTEST(ticks_keep_up, "ticks that were held off for 35 ms are made up for")
{
	static DEFINE_SPINLOCK(lock);
	u64 began = ktime_get_ns();
	unsigned long start = jiffies, ticks;

	if (!apic_present())
		return;
	spin_lock_irq(&lock);
	mdelay(35);
	spin_unlock_irq(&lock);
	ticks = (unsigned long)div_u64(ktime_get_ns() - began, TICK_NSEC);
	expect(jiffies - start >= ticks && jiffies - start <= ticks + 1);
}

static int tasklet_runs;

static void count_run(unsigned long data)
{
	expect(in_softirq() && !irqs_disabled());
	tasklet_runs++;
}

SELFTEST(tasklets_run_once,
	 "a tasklet scheduled twice before it runs, runs once")
{
	struct tasklet_struct tasklet;

	tasklet_runs = 0;
	tasklet_init(&tasklet, count_run, 0);
	local_bh_disable();
	tasklet_schedule(&tasklet);
	tasklet_schedule(&tasklet);
	expect(tasklet_runs == 0);
	local_bh_enable();
	tasklet_kill(&tasklet);
	expect(tasklet_runs == 1);
}
