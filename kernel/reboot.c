// SPDX-License-Identifier: GPL-2.0
/*
 * The end of everything, as a program asks for it: reboot(2). And what the person
 * at the keyboard means by ctrl-alt-del: restart now, or (after CAD_OFF, which
 * init calls) have init do it in good order.
 */
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/reboot.h>

static bool ctrl_alt_del_restarts = true;

void ctrl_alt_del(void)
{
	struct task_struct *init;

	if (ctrl_alt_del_restarts) {
		pr_notice("Ctrl-Alt-Del: the system restarts\n");
		emergency_restart();
	}

	/* The first process, from boot to the end: found without a lock. */
	init = list_first_entry(&init_task.tasks, struct task_struct, tasks);
	group_send_sig_info(SIGINT, SEND_SIG_KERNEL, init);
}

/* Two passwords keep a program that runs wild from meaning this call. */
static bool magic_ok(u32 magic1, u32 magic2)
{
	if (magic1 != LINUX_REBOOT_MAGIC1)
		return false;
	return magic2 == LINUX_REBOOT_MAGIC2 ||
	       magic2 == LINUX_REBOOT_MAGIC2A ||
	       magic2 == LINUX_REBOOT_MAGIC2B || magic2 == LINUX_REBOOT_MAGIC2C;
}

SYSCALL(reboot, u32 magic1, u32 magic2, u32 cmd)
{
	if (!capable(CAP_SYS_BOOT))
		return -EPERM;
	if (!magic_ok(magic1, magic2))
		return -EINVAL;
	switch (cmd) {
	case LINUX_REBOOT_CMD_CAD_ON:
	case LINUX_REBOOT_CMD_CAD_OFF:
		ctrl_alt_del_restarts = cmd == LINUX_REBOOT_CMD_CAD_ON;
		return 0;
	case LINUX_REBOOT_CMD_RESTART:
		pr_notice("%s restarts the system\n", current->comm);
		emergency_restart();
	case LINUX_REBOOT_CMD_HALT:
		pr_notice("%s halts the system\n", current->comm);
		machine_halt();
	case LINUX_REBOOT_CMD_POWER_OFF:
		pr_notice("%s turns the power off\n", current->comm);
		machine_power_off();
	default:
		return -EINVAL;
	}
}
