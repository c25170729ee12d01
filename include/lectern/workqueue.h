/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Work for later: a function that a kernel thread, kworker, calls in process
 * context, where it may sleep. For interrupts and softirqs, which may not.
 */
#ifndef LECTERN_WORKQUEUE_H
#define LECTERN_WORKQUEUE_H

#include <lectern/list.h>
#include <lectern/types.h>

struct work_struct {
	struct list_head entry; /* empty: not queued */
	void (*func)(struct work_struct *work);
};

#define DECLARE_WORK(name, fn)                                                 \
	struct work_struct name = {                                            \
		.entry = LIST_HEAD_INIT((name).entry),                         \
		.func = (fn),                                                  \
	}

static inline void init_work(struct work_struct *work,
			     void (*func)(struct work_struct *work))
{
	INIT_LIST_HEAD(&work->entry);
	work->func = func;
}

/*
 * Have it done once from now on. False when it is queued already: then that once
 * is still to come. The function may free the work, or queue it again. Any
 * context but an NMI.
 */
bool schedule_work(struct work_struct *work);

/* Wait until it is neither queued nor running. Process context, not from the
 * work itself. */
void flush_work(struct work_struct *work);

#endif
