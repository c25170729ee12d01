/* SPDX-License-Identifier: GPL-2.0 */
/* What the two programs that run as pid 1 have in common. */
#ifndef BOOT_H
#define BOOT_H

#include <sys/types.h>

/*
 * mount_all - mount /dev, /dev/pts, /proc, /sys and /tmp, and link /dev/fd and
 * its kin.  A file system that the kernel does not offer, or has mounted
 * already, is passed over with a word.
 */
void mount_all(void);

/* open_console - make /dev/console descriptors 0, 1 and 2, if it is there. */
void open_console(void);

/* set_environment - PATH, HOME and TERM as programs expect to find them. */
void set_environment(void);

/*
 * exec_or_explain - execvp, or a message and the status that shells give:
 * 127 when there is no such program, 126 when it cannot be run.
 */
void exec_or_explain(char *const argv[]) __attribute__((noreturn));

/*
 * wait_for - reap every child that ends until PID is among them.
 * Returns its exit status, or 128 + N when signal N killed it.
 */
int wait_for(pid_t pid);

#endif
