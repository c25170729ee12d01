/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Device numbers that programs and /dev rely on.
 * Source: the Linux allocated devices list (devices.txt), mem(4), null(4),
 * tty(4), ttyS(4), random(4).
 */
#ifndef LECTERN_UAPI_MAJOR_H
#define LECTERN_UAPI_MAJOR_H

#define UNNAMED_MAJOR		0 /* file systems without one */
#define MEM_MAJOR		1
#define RAMDISK_MAJOR		1 /* block */
#define IDE0_MAJOR		3 /* block */
#define TTY_MAJOR		4
#define TTYAUX_MAJOR		5
#define VCS_MAJOR		7
#define LOOP_MAJOR		7 /* block */
#define SCSI_DISK0_MAJOR	8 /* block */
#define MISC_MAJOR		10
#define SCSI_CDROM_MAJOR	11 /* block */
#define INPUT_MAJOR		13
#define IDE1_MAJOR		22 /* block */
#define FB_MAJOR		29
#define UNIX98_PTY_MASTER_MAJOR 128
#define UNIX98_PTY_SLAVE_MAJOR	136

/* minors of MEM_MAJOR */
#define MEM_MINOR     1
#define KMEM_MINOR    2
#define NULL_MINOR    3
#define PORT_MINOR    4
#define ZERO_MINOR    5
#define FULL_MINOR    7
#define RANDOM_MINOR  8
#define URANDOM_MINOR 9
#define KMSG_MINOR    11

/* minors of TTY_MAJOR: tty0 is the foreground one, 1 to 63 the consoles */
#define TTY0_MINOR  0
#define TTYS0_MINOR 64 /* ttyS0, ttyS1 … */

/* minors of TTYAUX_MAJOR */
#define TTY_MINOR     0 /* /dev/tty: the controlling terminal */
#define CONSOLE_MINOR 1
#define PTMX_MINOR    2

/* minors of MISC_MAJOR */
#define PSMOUSE_MINOR	   1
#define WATCHDOG_MINOR	   130
#define RTC_MINOR	   135
#define NVRAM_MINOR	   144
#define HPET_MINOR	   228
#define MISC_DYNAMIC_MINOR 255

#endif /* LECTERN_UAPI_MAJOR_H */
