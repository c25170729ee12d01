/* SPDX-License-Identifier: GPL-2.0 */
/*
 * reboot's two passwords (any of the four second ones will do) and commands.
 * Source: reboot(2).
 */
#ifndef LECTERN_UAPI_REBOOT_H
#define LECTERN_UAPI_REBOOT_H

#define LINUX_REBOOT_MAGIC1  0xfee1dead
#define LINUX_REBOOT_MAGIC2  0x28121969
#define LINUX_REBOOT_MAGIC2A 0x05121996
#define LINUX_REBOOT_MAGIC2B 0x16041998
#define LINUX_REBOOT_MAGIC2C 0x20112000

#define LINUX_REBOOT_CMD_RESTART    0x01234567
#define LINUX_REBOOT_CMD_HALT	    0xcdef0123
#define LINUX_REBOOT_CMD_CAD_ON	    0x89abcdef /* ctrl-alt-del resets */
#define LINUX_REBOOT_CMD_CAD_OFF    0x00000000 /* or sends init SIGINT */
#define LINUX_REBOOT_CMD_POWER_OFF  0x4321fedc
#define LINUX_REBOOT_CMD_RESTART2   0xa1b2c3d4 /* with a string */
#define LINUX_REBOOT_CMD_SW_SUSPEND 0xd000fce2
#define LINUX_REBOOT_CMD_KEXEC	    0x45584543

#endif /* LECTERN_UAPI_REBOOT_H */
