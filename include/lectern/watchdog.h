/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When the kernel hangs: hard lockups (interrupts off) are noticed by NMI after
 * half of watchdog_thresh seconds, soft ones (no scheduling) by the tick after
 * twice of it. Source of the names: Linux's sysctl/kernel.rst.
 */
#ifndef LECTERN_WATCHDOG_H
#define LECTERN_WATCHDOG_H

struct pt_regs;

extern int watchdog_thresh;  /* seconds; 0: both are off */
extern int softlockup_panic; /* 1: a soft lockup is a panic */
extern int nmi_watchdog;     /* 1: hard lockups are looked for */

/* At boot: have the PIT strike by NMI, count some, say whether it works. */
void nmi_watchdog_init(void);
/* Later: switch the looking on and off. 0, or -ENODEV without NMIs. Process
 * context. */
int nmi_watchdog_set(int on);

/* The tick; interrupt context. */
void softlockup_tick(struct pt_regs *regs);

/* Ticks of the kernel since somebody was scheduled. */
extern unsigned int softlockup_ticks;
static inline void touch_softlockup_watchdog(void)
{
	softlockup_ticks = 0;
}

/* For who has a good reason to take long: both start to count anew. Any
 * context. */
void touch_nmi_watchdog(void);

#endif
