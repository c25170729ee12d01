// SPDX-License-Identifier: GPL-2.0
/*
 * The names of the system: uname(2), sethostname(2), setdomainname(2).
 *
 * Lock: uts_mutex.
 */
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/utsname.h>
#include <lectern/version.h>
#include <uapi/capability.h>

DEFINE_MUTEX(uts_mutex);
struct new_utsname system_utsname = {
	.sysname = KERNEL_SYSNAME,
	.nodename = "lectern",
	.release = KERNEL_RELEASE,
	.version = KERNEL_VERSION,
	.machine = KERNEL_MACHINE,
	.domainname = "(none)",
};

SYSCALL(uname, struct new_utsname __user *name)
{
	struct new_utsname copy;

	mutex_lock(&uts_mutex);
	copy = system_utsname;
	mutex_unlock(&uts_mutex);
	return copy_to_user(name, &copy, sizeof(copy)) ? -EFAULT : 0;
}

static long set_name(char *field, const char __user *name, int len)
{
	char copy[__NEW_UTS_LEN + 1] = "";

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (len < 0 || len > __NEW_UTS_LEN)
		return -EINVAL;
	if (copy_from_user(copy, name, (unsigned long)len))
		return -EFAULT;
	mutex_lock(&uts_mutex);
	memcpy(field, copy, sizeof(copy));
	mutex_unlock(&uts_mutex);
	return 0;
}

SYSCALL(sethostname, const char __user *name, int len)
{
	return set_name(system_utsname.nodename, name, len);
}

SYSCALL(setdomainname, const char __user *name, int len)
{
	return set_name(system_utsname.domainname, name, len);
}
