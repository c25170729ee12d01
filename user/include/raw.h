/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System calls without libc: int 0x80 with the number in eax and up to six
 * arguments in ebx, ecx, edx, esi, edi, ebp.  The result is the kernel's own:
 * -errno on failure.  Tests use these where libc would add work of its own,
 * check an argument first or hide the call.
 */
#ifndef RAW_H
#define RAW_H

#include <stdint.h>
#include <sys/syscall.h>

/* raw6 - the call itself; every argument is a register's 32 bits. */
long raw6(long nr, long a, long b, long c, long d, long e, long f);

#define RAW_7(nr, a, b, c, d, e, f, ...)                                       \
	raw6(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e),        \
	     (long)(f))

/* raw - raw(SYS_x, arguments...); what is not given is 0. */
#define raw(...) RAW_7(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* struct kernel_sigaction - what rt_sigaction(2) takes on the i386. */
struct kernel_sigaction {
	void *handler;
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

#define SA_RESTORER 0x04000000

/* Where a handler returns to: each makes its system call and nothing else. */
void raw_sigreturn(void);
void raw_rt_sigreturn(void);

/* struct user_desc - a segment, as set_thread_area(2) takes it. */
struct user_desc {
	unsigned int entry_number;
	unsigned int base_addr;
	unsigned int limit;
	unsigned int seg_32bit : 1;
	unsigned int contents : 2;
	unsigned int read_exec_only : 1;
	unsigned int limit_in_pages : 1;
	unsigned int seg_not_present : 1;
	unsigned int useable : 1;
};

#endif
