/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When memory has run out: mm/oom_kill.c chooses a process to end,
 * oom_reaper.c takes its memory if it cannot end, oom_dump.c says why.
 */
#ifndef LECTERN_OOM_H
#define LECTERN_OOM_H

#include <lectern/types.h>

struct mm_struct;
struct task_struct;

#define OOM_SCORE_ADJ_MIN (-1000) /* never chosen */
#define OOM_SCORE_ADJ_MAX 1000

/* The old scale, which /proc/PID/oom_adj keeps. */
#define OOM_DISABLE    (-17)
#define OOM_ADJUST_MAX 15

/* /proc/sys/vm: see proc_sys_vm(5). */
extern int panic_on_oom, oom_kill_allocating_task, oom_dump_tasks;

/*
 * What is won by ending p's process, in pages, by the formula in force;
 * OOM_EXEMPT: it must not be ended. p is a leader; tasklist_lock held.
 */
long oom_badness(struct task_struct *p);
#define OOM_EXEMPT (-0x7FFFFFFFL - 1)

/* The same for /proc/PID/oom_score: from 0 up, 1000 is all memory and no
 * adjustment. tasklist_lock held. */
unsigned long oom_score(struct task_struct *p);

/* A thread of p's process that has not given up its mm; or NULL.
 * tasklist_lock held. */
struct task_struct *find_mm_thread(struct task_struct *p);

/*
 * Choose and end a process now, as if an allocation had failed: for a person who
 * asks (SysRq-f). False when nobody can be ended. May sleep.
 */
bool oom_kill_by_hand(void);

/* The memory state, and who has it with scores: to the log. Any context; the
 * second takes no lock and may print something half changed. */
void show_mem(void);
void show_scores(void);

#endif
