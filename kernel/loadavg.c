// SPDX-License-Identifier: GPL-2.0
/*
 * Load averages, as /proc/loadavg and sysinfo(2) tell them: the number of tasks
 * that run, want to or wait for a device, as a mean that forgets with 1, 5 and 15
 * minutes. Fixed point; each factor is exp(-5 s / period).
 *
 * No locks: the tick alone writes, and each average is one word.
 */
#include <lectern/sched.h>

#include "tasks.h"

#define LOAD_FREQ (5 * HZ) /* ticks from one look to the next */

#define EXP_1  1884
#define EXP_5  2014
#define EXP_15 2037

unsigned long avenrun[3];

void calc_load(void)
{
	static const unsigned int factor[] = { EXP_1, EXP_5, EXP_15 };
	static unsigned int until = LOAD_FREQ;
	u64 active = nr_running() + nr_uninterruptible();

	if (--until)
		return;
	until = LOAD_FREQ;
	for (size_t i = 0; i < ARRAY_SIZE(factor); i++)
		avenrun[i] = (unsigned long)((avenrun[i] * (u64)factor[i] +
					      active * FIXED_1 *
						      (FIXED_1 - factor[i])) >>
					     FSHIFT);
}
