// SPDX-License-Identifier: GPL-2.0
/*
 * Users, as far as tasks are counted for them, and the questions of right:
 * capable(), has_only_ids() and in_group_p().
 *
 * There is one user_struct for each uid that some task has as its real uid. It
 * is held by each such task and by what else is charged to it (queued signals,
 * locked memory). Users are few, so that a list is enough.
 *
 * Lock: uid_lock guards the list and the counts of holders; user->processes is
 * tasklist_lock's. uid_lock is innermost; timers that send a signal take it
 * too.
 */
#include <lectern/bug.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <uapi/capability.h>

static DEFINE_SPINLOCK(uid_lock);

/* Pid 0's, so that it is never freed. */
struct user_struct root_user = {
	.uid = 0,
	.count = 1,
	.processes = 1,
	.list = LIST_HEAD_INIT(root_user.list),
};

/* With a reference, or NULL. uid_lock held. */
static struct user_struct *find_uid(uid_t uid)
{
	struct user_struct *up = &root_user;

	do {
		if (up->uid == uid) {
			up->count++;
			return up;
		}
		up = list_next_entry(up, list);
	} while (up != &root_user);
	return NULL;
}

/* With a reference, made when missing; NULL without memory. May sleep. */
static struct user_struct *alloc_uid(uid_t uid)
{
	struct user_struct *new = kzalloc(sizeof(*new), GFP_KERNEL), *up;

	if (!new)
		return NULL;
	new->uid = uid;
	new->count = 1;
	spin_lock_irq(&uid_lock);
	up = find_uid(uid);
	if (!up)
		list_add(&new->list, &root_user.list);
	spin_unlock_irq(&uid_lock);
	if (!up)
		return new;
	kfree(new);
	return up;
}

struct user_struct *get_uid(struct user_struct *up)
{
	unsigned long flags;

	spin_lock_irqsave(&uid_lock, flags);
	assert(up->count > 0);
	up->count++;
	spin_unlock_irqrestore(&uid_lock, flags);
	return up;
}

void free_uid(struct user_struct *up)
{
	unsigned long flags;
	bool last;

	spin_lock_irqsave(&uid_lock, flags);
	last = !--up->count;
	if (last)
		list_del(&up->list);
	spin_unlock_irqrestore(&uid_lock, flags);
	if (!last)
		return;
	assert(up != &root_user && !up->processes);
	kfree(up);
}

bool nproc_exceeded(void)
{
	const struct user_struct *user = current->user;

	return user != &root_user &&
	       (unsigned long)user->processes > rlimit(RLIMIT_NPROC);
}

int switch_uid(uid_t uid)
{
	struct user_struct *old = current->user, *new = alloc_uid(uid);

	if (!new)
		return -EAGAIN;
	spin_lock(&tasklist_lock);
	old->processes--;
	new->processes++;
	current->user = new;
	spin_unlock(&tasklist_lock);
	free_uid(old);
	/* Many would not look whether setuid failed, so exec does. */
	current->flags &= ~(unsigned long)PF_NPROC_EXCEEDED;
	if (nproc_exceeded())
		current->flags |= PF_NPROC_EXCEEDED;
	return 0;
}

bool capable(int cap)
{
	assert(cap >= 0 && cap <= CAP_LAST_CAP);
	if (!(current->cred.cap_effective & (1ULL << cap)))
		return false;
	current->flags |= PF_SUPERPRIV;
	return true;
}

bool has_only_ids(const struct task_struct *p, uid_t uid, gid_t gid)
{
	const struct cred *c = &p->cred;

	return uid == c->uid && uid == c->euid && uid == c->suid &&
	       gid == c->gid && gid == c->egid && gid == c->sgid;
}

bool in_group_p(gid_t gid)
{
	const struct cred *cred = &current->cred;
	int i;

	if (gid == cred->fsgid)
		return true;
	for (i = 0; i < cred->ngroups; i++)
		if (cred->groups[i] == gid)
			return true;
	return false;
}
