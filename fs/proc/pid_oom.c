// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/PID/oom_score, oom_score_adj and the older oom_adj: how likely the OOM
 * killer is to choose a process, and what a person puts on top.
 *
 * Who is not privileged may make himself a better victim, and go back to what
 * root gave him last. Source: proc(5).
 * Lock: tasklist_lock.
 */
#include "proc.h"

#include <lectern/oom.h>
#include <uapi/capability.h>

int pid_show_oom_score(struct seq_buf *s, void *data)
{
	struct task_struct *p = data;
	unsigned long score = 0;

	spin_lock(&tasklist_lock);
	if (p->signal)
		score = oom_score(p->group_leader);
	spin_unlock(&tasklist_lock);
	seq_printf(s, "%lu\n", score);
	return 0;
}

static int get_adj(struct task_struct *p)
{
	int adj = 0;

	spin_lock(&tasklist_lock);
	if (p->signal)
		adj = p->signal->oom_score_adj;
	spin_unlock(&tasklist_lock);
	return adj;
}

static int set_adj(struct task_struct *p, int adj)
{
	bool privileged = capable(CAP_SYS_RESOURCE);
	struct signal_struct *sig;
	int err = 0;

	spin_lock(&tasklist_lock);
	sig = p->signal;
	if (!sig)
		err = -ESRCH;
	else if (adj < sig->oom_score_adj_min && !privileged)
		err = -EACCES;
	else
		sig->oom_score_adj = (short)adj;
	if (!err && privileged)
		sig->oom_score_adj_min = (short)adj;
	spin_unlock(&tasklist_lock);
	return err;
}

int pid_show_oom_score_adj(struct seq_buf *s, void *data)
{
	seq_printf(s, "%d\n", get_adj(data));
	return 0;
}

ssize_t pid_write_oom_score_adj(const char *buf, size_t len, void *data)
{
	int adj, err = proc_parse_int(&buf, OOM_SCORE_ADJ_MIN,
				      OOM_SCORE_ADJ_MAX, &adj);

	if (!err)
		err = set_adj(data, adj);
	return err ? err : (ssize_t)len;
}

/* From -17 (never) to 15; the ends of the two scales are one another's. */
int pid_show_oom_adj(struct seq_buf *s, void *data)
{
	int adj = get_adj(data);

	if (adj == OOM_SCORE_ADJ_MAX)
		adj = OOM_ADJUST_MAX;
	else
		adj = adj * -OOM_DISABLE / OOM_SCORE_ADJ_MAX;
	seq_printf(s, "%d\n", adj);
	return 0;
}

ssize_t pid_write_oom_adj(const char *buf, size_t len, void *data)
{
	int adj, err = proc_parse_int(&buf, OOM_DISABLE, OOM_ADJUST_MAX, &adj);

	if (!err && adj == OOM_ADJUST_MAX)
		err = set_adj(data, OOM_SCORE_ADJ_MAX);
	else if (!err)
		err = set_adj(data, adj * OOM_SCORE_ADJ_MAX / -OOM_DISABLE);
	return err ? err : (ssize_t)len;
}
