/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The system calls, as the table in kernel/syscall_table.c calls them. Each gets
 * up to six words from ebx, ecx, edx, esi, edi, ebp and returns a value or a
 * negative errno. Process context. What each does, its errors and its
 * arguments is said in section 2 of the manual; the file that defines it says
 * where it differs. Those that need the caller's registers take
 * current_pt_regs().
 */
#ifndef LECTERN_SYSCALLS_H
#define LECTERN_SYSCALLS_H

#include <lectern/types.h>

#define NR_SYSCALLS 451

typedef long (*syscall_fn)(unsigned long ebx, unsigned long ecx,
			   unsigned long edx, unsigned long esi,
			   unsigned long edi, unsigned long ebp);

extern const syscall_fn sys_call_table[NR_SYSCALLS];
extern const char *const syscall_names[NR_SYSCALLS];

/*
 * Define a system call: SYSCALL(name, arguments…). All are global, and called
 * through the table alone; other code calls what they are made of.
 */
#define SYSCALL(name, ...)                                                     \
	long sys_##name(__VA_ARGS__);                                          \
	long sys_##name(__VA_ARGS__)

/* For what is not there: -ENOSYS, and a word in the log once for each. */
long sys_ni_syscall(void);

#endif
