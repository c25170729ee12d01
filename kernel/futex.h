/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files on futexes: the word itself, futex_word.c. */
#ifndef LECTERN_KERNEL_FUTEX_H
#define LECTERN_KERNEL_FUTEX_H

#include <lectern/i386/uaccess.h>
#include <lectern/types.h>

/*
 * The word by its address in the kernel, to be read (and written, if write) until
 * futex_unlock_word; page_table_lock is held meanwhile. ERR_PTR(-EFAULT), also
 * for one that is not aligned. May sleep.
 */
u32 *futex_lock_word(u32 __user *uaddr, bool write);
void futex_unlock_word(void);

#endif
