// SPDX-License-Identifier: GPL-2.0
/*
 * Sleeping until a moment that is known in nanoseconds. It is rounded up to the
 * next tick, so nobody wakes too early. No locks.
 */
#include <lectern/timespec.h>

#include "tasks.h"

bool schedule_until(u64 deadline)
{
	u64 now, ticks;

	if (deadline == NO_DEADLINE) {
		schedule();
		return true;
	}
	now = ktime_get_ns();
	if (now >= deadline) {
		set_current_state(TASK_RUNNING);
		return false;
	}
	ticks = div_u64(deadline - now + TICK_NSEC - 1, TICK_NSEC);
	schedule_timeout((long)min_t(u64, ticks, MAX_SCHEDULE_TIMEOUT - 1));
	return ktime_get_ns() < deadline;
}
