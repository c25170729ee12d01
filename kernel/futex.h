/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files on futexes: the word itself, futex_op.c. May sleep. */
#ifndef LECTERN_KERNEL_FUTEX_H
#define LECTERN_KERNEL_FUTEX_H

#include <lectern/i386/uaccess.h>
#include <lectern/types.h>

/*
 * From here on the word can be read (and written, if write) without a fault,
 * until the caller sleeps. 0 or -EFAULT.
 */
int futex_fault_in(u32 __user *uaddr, bool write);

/*
 * FUTEX_WAKE_OP: change the word as encoded says. Returns what its comparison
 * says of the old word, 1 or 0; -EFAULT, or -ENOSYS for an unknown operation.
 */
int futex_change_word(u32 __user *uaddr, u32 encoded);

#endif
