// SPDX-License-Identifier: GPL-2.0
/*
 * capget and capset: root's rights one by one, capabilities(7). The kernel
 * keeps each set in one word of 64 bits; the ABI passes it as one or two of 32,
 * depending on the version that the caller names.
 *
 * A task changes only its own; tasklist_lock is held to look at another's.
 */
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>

/*
 * How many data elements the caller's version has: 1 or 2. For a version that
 * nobody knows the best one is written back and -EINVAL returned; data NULL
 * makes that a question, answered with 0.
 */
static int read_header(struct __user_cap_header_struct *header,
		       struct __user_cap_header_struct *user, bool asking)
{
	if (copy_from_user(header, user, sizeof(*header)))
		return -EFAULT;
	switch (header->version) {
	case _LINUX_CAPABILITY_VERSION_1:
		return _LINUX_CAPABILITY_U32S_1;
	case _LINUX_CAPABILITY_VERSION_2:
	case _LINUX_CAPABILITY_VERSION_3:
		return _LINUX_CAPABILITY_U32S_3;
	}
	if (put_user((u32)_LINUX_CAPABILITY_VERSION_3, &user->version))
		return -EFAULT;
	return asking ? 0 : -EINVAL;
}

/* The sets of a task, 0 or -ESRCH. */
static int get_caps(pid_t pid, struct cred *cred)
{
	struct task_struct *p;

	if (pid < 0)
		return -EINVAL;
	spin_lock(&tasklist_lock);
	p = find_process_by_pid(pid);
	if (p)
		*cred = p->cred;
	spin_unlock(&tasklist_lock);
	return p ? 0 : -ESRCH;
}

SYSCALL(capget, struct __user_cap_header_struct *user_header,
	struct __user_cap_data_struct *data)
{
	struct __user_cap_header_struct header;
	struct __user_cap_data_struct out[_LINUX_CAPABILITY_U32S_3];
	struct cred cred;
	int i, n = read_header(&header, user_header, !data), err;

	if (n < 0 || !data)
		return n < 0 ? n : 0;
	err = get_caps(header.pid, &cred);
	if (err)
		return err;
	for (i = 0; i < n; i++) {
		out[i].effective = (u32)(cred.cap_effective >> (32 * i));
		out[i].permitted = (u32)(cred.cap_permitted >> (32 * i));
		out[i].inheritable = (u32)(cred.cap_inheritable >> (32 * i));
	}
	return copy_to_user(data, out, (size_t)n * sizeof(*out)) ? -EFAULT : 0;
}

SYSCALL(capset, struct __user_cap_header_struct *user_header,
	const struct __user_cap_data_struct *data)
{
	struct __user_cap_header_struct header;
	struct __user_cap_data_struct in[_LINUX_CAPABILITY_U32S_3] = { 0 };
	struct cred *cred = &current->cred;
	u64 effective, permitted, inheritable;
	int n = read_header(&header, user_header, false);

	if (n < 0)
		return n;
	if (header.pid && header.pid != current->pid)
		return -EPERM;
	if (copy_from_user(in, data, (size_t)n * sizeof(*in)))
		return -EFAULT;
	effective = (in[0].effective | (u64)in[1].effective << 32) & ALL_CAPS;
	permitted = (in[0].permitted | (u64)in[1].permitted << 32) & ALL_CAPS;
	inheritable = (in[0].inheritable | (u64)in[1].inheritable << 32) &
		      ALL_CAPS;

	/* Nobody gets more than he has, and none in effect that is not his. */
	if (permitted & ~cred->cap_permitted || effective & ~permitted)
		return -EPERM;
	if (inheritable & ~(cred->cap_inheritable | cred->cap_permitted) &&
	    !capable(CAP_SETPCAP))
		return -EPERM;
	if (inheritable & ~(cred->cap_inheritable | cred->cap_bset))
		return -EPERM;
	cred->cap_effective = effective;
	cred->cap_permitted = permitted;
	cred->cap_inheritable = inheritable;
	return 0;
}
