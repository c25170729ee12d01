/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel pushes on the user's stack before a handler runs, and takes
 * back in sigreturn. Source: Linux i386 ABI, sigreturn(2), Intel SDM volume 1
 * (FSAVE and FXSAVE images).
 *
 * Two shapes of frame exist, told apart by SA_SIGINFO. esp points at pretcode
 * when the handler starts, so that the handler sees a return address and its
 * arguments; esp + 4 is a multiple of 16 then, as after any call.
 *
 *   without SA_SIGINFO            with SA_SIGINFO
 *
 *   | fpstate (624)     |         | fpstate (624)     |  multiple of 16
 *   | retcode (8)       |         | retcode (8)       |
 *   | extramask         |         | ucontext (116)    |
 *   | fpstate_unused    |         | siginfo (128)     |
 *   | sigcontext (88)   |         | pointer: ucontext |
 *   | sig               |         | pointer: siginfo  |
 *   | pretcode          | <- esp  | sig               |
 *                                 | pretcode          | <- esp
 *
 * The handler returns to pretcode, which is sa_restorer or a trampoline of
 * the kernel's. By sigreturn pretcode has been popped: esp is at sig (and the
 * restorer of a frame without siginfo has popped sig as well). retcode holds
 * the trampoline's bytes, on the stack or only for a debugger to know it by.
 */
#ifndef LECTERN_UAPI_SIGCONTEXT_H
#define LECTERN_UAPI_SIGCONTEXT_H

#include <uapi/signal.h>

struct _fpreg {
	u16 significand[4];
	u16 exponent;
};

struct _fpxreg {
	u16 significand[4];
	u16 exponent;
	u16 padding[3];
};

struct _xmmreg {
	u32 element[4];
};

/*
 * FPU state: the FSAVE image, a word that tells what follows, and from byte
 * 112 the 512 bytes of FXSAVE. 112 is 7 * 16: align this structure to 16 and
 * the FXSAVE image is aligned too.
 */
struct _fpstate {
	u32 cw;
	u32 sw;
	u32 tag;
	u32 ipoff;
	u32 cssel;
	u32 dataoff;
	u32 datasel;
	struct _fpreg _st[8];
	u16 status; /* sw, as it was when saved */
	u16 magic;  /* X86_FXSR_* */

	u32 _fxsr_env[6]; /* not read: the words above count */
	u32 mxcsr;
	u32 mxcsr_mask;
	struct _fpxreg _fxsr_st[8]; /* not read */
	struct _xmmreg _xmm[8];
	u32 padding[44];
	u32 sw_reserved[12]; /* first word 0: no XSAVE state follows */
};

#define FPSTATE_LEGACY_SIZE 112
#define X86_FXSR_MAGIC	    0x0000 /* the FXSAVE part is valid */
#define X86_FSAVE_MAGIC	    0xffff /* the FSAVE part is all */
#define FP_XSTATE_MAGIC1    0x46505853U
#define FP_XSTATE_MAGIC2    0x46505845U

/* The interrupted registers: 88 bytes. The upper halves are written as 0. */
struct sigcontext {
	u16 gs, __gsh;
	u16 fs, __fsh;
	u16 es, __esh;
	u16 ds, __dsh;
	u32 edi;
	u32 esi;
	u32 ebp;
	u32 esp;
	u32 ebx;
	u32 edx;
	u32 ecx;
	u32 eax;
	u32 trapno; /* the last exception's vector */
	u32 err;    /* and its error code */
	u32 eip;
	u16 cs, __csh;
	u32 eflags;
	u32 esp_at_signal; /* esp once more; not read back */
	u16 ss, __ssh;
	u32 fpstate; /* address of a struct _fpstate, 0 for none */
	u32 oldmask; /* signals 1 to 32 of the mask to restore */
	u32 cr2;     /* the last page fault's address */
};

#define UC_FP_XSTATE 1

struct ucontext {
	u32 uc_flags;
	u32 uc_link;
	stack_t uc_stack;
	struct sigcontext uc_mcontext;
	sigset_t uc_sigmask; /* the mask to restore */
};

#define SIGFRAME_RETCODE 8

/* pop eax; mov eax, __NR_sigreturn; int 0x80 */
struct sigframe {
	u32 pretcode;
	s32 sig;
	struct sigcontext sc;
	struct _fpstate fpstate_unused; /* keeps extramask where it was */
	u32 extramask;			/* signals 33 to 64 */
	u8 retcode[SIGFRAME_RETCODE];
};

/* mov eax, __NR_rt_sigreturn; int 0x80 */
struct rt_sigframe {
	u32 pretcode;
	s32 sig;
	u32 pinfo;
	u32 puc;
	siginfo_t info;
	struct ucontext uc;
	u8 retcode[SIGFRAME_RETCODE];
};

#endif /* LECTERN_UAPI_SIGCONTEXT_H */
