// SPDX-License-Identifier: GPL-2.0
/*
 * The system call instruction and the two signal return stubs, in assembly
 * because the compiler may not choose where their values lie: ebp carries the
 * sixth argument, and at a stub esp must point at the frame just as the
 * kernel left it.
 */
#include <raw.h>

/*
 * The caller's frame, as raw6 sees it after saving four registers:
 *
 *	44(%esp) f | 40 e | 36 d | 32 c | 28 b | 24 a | 20 nr | 16 return
 *	12 ebx | 8 esi | 4 edi | 0 ebp
 */
__asm__(".text\n"
	".globl raw6\n"
	".type raw6, @function\n"
	"raw6:\n"
	"	.cfi_startproc\n"
	"	push %ebx\n"
	"	push %esi\n"
	"	push %edi\n"
	"	push %ebp\n"
	"	.cfi_def_cfa_offset 20\n" /* for backtraces from here */
	"	.cfi_offset %ebx, -8\n"
	"	.cfi_offset %esi, -12\n"
	"	.cfi_offset %edi, -16\n"
	"	.cfi_offset %ebp, -20\n"
	"	mov 20(%esp), %eax\n"
	"	mov 24(%esp), %ebx\n"
	"	mov 28(%esp), %ecx\n"
	"	mov 32(%esp), %edx\n"
	"	mov 36(%esp), %esi\n"
	"	mov 40(%esp), %edi\n"
	"	mov 44(%esp), %ebp\n"
	"	int $0x80\n"
	"	pop %ebp\n"
	"	pop %edi\n"
	"	pop %esi\n"
	"	pop %ebx\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size raw6, . - raw6\n");

/* The old frame begins with the signal number, which sigreturn skips. */
__asm__(".globl raw_sigreturn\n"
	".type raw_sigreturn, @function\n"
	"raw_sigreturn:\n"
	"	pop %eax\n"
	"	mov $119, %eax\n"
	"	int $0x80\n"
	".size raw_sigreturn, . - raw_sigreturn\n");

__asm__(".globl raw_rt_sigreturn\n"
	".type raw_rt_sigreturn, @function\n"
	"raw_rt_sigreturn:\n"
	"	mov $173, %eax\n"
	"	int $0x80\n"
	".size raw_rt_sigreturn, . - raw_rt_sigreturn\n");
