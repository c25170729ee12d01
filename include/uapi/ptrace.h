/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The order of the saved registers, in the words of PEEKUSER, GETREGS and the
 * general-purpose note of a core file, and the requests that have a number.
 * Source: ptrace(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_PTRACE_H
#define LECTERN_UAPI_PTRACE_H

#include <lectern/types.h>

#define PT_EBX	    0
#define PT_ECX	    1
#define PT_EDX	    2
#define PT_ESI	    3
#define PT_EDI	    4
#define PT_EBP	    5
#define PT_EAX	    6
#define PT_DS	    7
#define PT_ES	    8
#define PT_FS	    9
#define PT_GS	    10
#define PT_ORIG_EAX 11 /* the call's number, or -1 outside one */
#define PT_EIP	    12
#define PT_CS	    13
#define PT_EFL	    14
#define PT_UESP	    15
#define PT_SS	    16
#define PT_NREGS    17

struct user_regs_struct {
	u32 ebx;
	u32 ecx;
	u32 edx;
	u32 esi;
	u32 edi;
	u32 ebp;
	u32 eax;
	u32 ds;
	u32 es;
	u32 fs;
	u32 gs;
	u32 orig_eax;
	u32 eip;
	u32 cs;
	u32 eflags;
	u32 esp;
	u32 ss;
};

#define PTRACE_TRACEME	       0
#define PTRACE_PEEKTEXT	       1
#define PTRACE_PEEKDATA	       2
#define PTRACE_PEEKUSR	       3
#define PTRACE_POKETEXT	       4
#define PTRACE_POKEDATA	       5
#define PTRACE_POKEUSR	       6
#define PTRACE_CONT	       7
#define PTRACE_KILL	       8
#define PTRACE_SINGLESTEP      9
#define PTRACE_GETREGS	       12
#define PTRACE_SETREGS	       13
#define PTRACE_GETFPREGS       14
#define PTRACE_SETFPREGS       15
#define PTRACE_ATTACH	       16
#define PTRACE_DETACH	       17
#define PTRACE_GETFPXREGS      18
#define PTRACE_SETFPXREGS      19
#define PTRACE_SYSCALL	       24
#define PTRACE_GET_THREAD_AREA 25
#define PTRACE_SET_THREAD_AREA 26
#define PTRACE_SETOPTIONS      0x4200
#define PTRACE_GETEVENTMSG     0x4201
#define PTRACE_GETSIGINFO      0x4202
#define PTRACE_SETSIGINFO      0x4203
#define PTRACE_GETREGSET       0x4204
#define PTRACE_SETREGSET       0x4205
#define PTRACE_SEIZE	       0x4206
#define PTRACE_INTERRUPT       0x4207
#define PTRACE_LISTEN	       0x4208

#endif /* LECTERN_UAPI_PTRACE_H */
