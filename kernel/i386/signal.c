// SPDX-License-Identifier: GPL-2.0
/*
 * Signals at the border: laying the frame for a handler, taking it back in
 * sigreturn, and restarting the system call that a signal interrupted.
 *
 * The two frame layouts are drawn in uapi/sigcontext.h. A frame is written to the
 * user's stack word by word; a page may be missing, then the task gets SIGSEGV
 * instead of its handler.
 *
 * sigreturn takes only frames that were laid here (sigcookie.c), and of those
 * nothing is trusted that it reads: code and stack segments get ring 3, only the
 * arithmetic flags are taken over, the CPU looks at MXCSR; what it then still
 * refuses to load is caught at iret (entry.asm).
 *
 * Source: sigreturn(2), sigaltstack(2), the i386 psABI supplement.
 */
#include "signal_frame.h"

#include <lectern/i386/fpu.h>
#include <lectern/i386/ptrace.h>
#include <lectern/i386/uaccess.h>
#include <lectern/i386/vdso.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/unistd.h>

#include "cpu.h"

#define USER_EFLAGS                                                            \
	(X86_EFLAGS_AC | X86_EFLAGS_RF | X86_EFLAGS_OF | X86_EFLAGS_DF |       \
	 X86_EFLAGS_TF | X86_EFLAGS_SF | X86_EFLAGS_ZF | X86_EFLAGS_AF |       \
	 X86_EFLAGS_PF | X86_EFLAGS_CF)
#define INT80_SIZE 2 /* bytes of the instruction, for restarts */

/* The trampolines' code, for the stack: sigtramp=stack, and for debuggers. */
static const u32 sigreturn_code[] = { 0x58 | 0xB8 << 8 | __NR_sigreturn << 16,
				      0xCDU << 16 | 0x80U << 24 };
static const u32 rt_sigreturn_code[] = { 0xB8 | __NR_rt_sigreturn << 8,
					 0xCD << 8 | 0x80 << 16 };

/*
 * Where a frame of size bytes goes, with room for the FPU state above it: on
 * the alternate stack if the action wants that and the task is not on it
 * already. NULL: it would overflow the alternate stack that the task is on, or
 * does not lie in user space.
 */
static void __user *frame_address(const struct sigaction *ka,
				  const struct pt_regs *regs, size_t size,
				  unsigned long *fpstate)
{
	unsigned long sp = regs->esp;
	bool was_on = on_sig_stack(sp);

	if (ka->sa_flags & SA_ONSTACK && current->sas.ss_size && !was_on)
		sp = current->sas.ss_sp + current->sas.ss_size;
	*fpstate = 0;
	if (current->thread.fpu_used) {
		sp = (sp - sizeof(struct _fpstate)) & ~15UL;
		*fpstate = sp;
	}
	/* As after a call: esp + 4 is a multiple of 16. */
	sp = ((sp - size + 4) & ~15UL) - 4;
	if ((was_on && !on_sig_stack(sp)) || !access_ok((void *)sp, size))
		return NULL;
	return (void __user *)sp;
}

/* A word of the frame; the function has a label `fault`. */
#define PUT(value, field) unsafe_put_user(value, &(field), fault)

/* A segment register's value; the upper half of its word is 0. */
#define PUT_SEGMENT(value, field) PUT((u16)(value), *(u32 __user *)&(field))

static int put_sigcontext(struct sigcontext __user *sc,
			  const struct pt_regs *regs, const sigset_t *mask,
			  unsigned long fpstate)
{
	const struct thread_struct *t = &current->thread;

	PUT_SEGMENT(read_gs(), sc->gs);
	PUT_SEGMENT(read_fs(), sc->fs);
	PUT_SEGMENT(regs->xes, sc->es);
	PUT_SEGMENT(regs->xds, sc->ds);
	PUT(regs->edi, sc->edi);
	PUT(regs->esi, sc->esi);
	PUT(regs->ebp, sc->ebp);
	PUT(regs->esp, sc->esp);
	PUT(regs->ebx, sc->ebx);
	PUT(regs->edx, sc->edx);
	PUT(regs->ecx, sc->ecx);
	PUT(regs->eax, sc->eax);
	PUT(t->trap_no, sc->trapno);
	PUT(t->error_code, sc->err);
	PUT(regs->eip, sc->eip);
	PUT_SEGMENT(regs->xcs, sc->cs);
	PUT(regs->eflags, sc->eflags);
	PUT(regs->esp, sc->esp_at_signal);
	PUT_SEGMENT(regs->xss, sc->ss);
	PUT(fpstate, sc->fpstate);
	PUT(mask->sig[0], sc->oldmask);
	PUT(t->cr2, sc->cr2);
	return 0;

fault:
	return -EFAULT;
}

/* The frames as they are laid. */
struct old_frame {
	struct sigframe abi;
	u32 cookie;
};

struct rt_frame {
	struct rt_sigframe abi;
	u32 cookie;
};

static int put_old(struct old_frame __user *frame, const struct pt_regs *regs,
		   const sigset_t *mask, unsigned long fpstate)
{
	PUT(mask->sig[1], frame->abi.extramask);
	return put_sigcontext(&frame->abi.sc, regs, mask, fpstate);

fault:
	return -EFAULT;
}

static int put_rt(struct rt_frame __user *frame, const siginfo_t *info,
		  const struct pt_regs *regs, const sigset_t *mask,
		  unsigned long fpstate)
{
	struct ucontext __user *uc = &frame->abi.uc;
	stack_t stack;

	get_altstack(&stack, regs->esp);
	PUT((u32)&frame->abi.info, frame->abi.pinfo);
	PUT((u32)uc, frame->abi.puc);
	PUT(0, uc->uc_flags);
	PUT(0, uc->uc_link);
	PUT(stack.ss_sp, uc->uc_stack.ss_sp);
	PUT(stack.ss_flags, uc->uc_stack.ss_flags);
	PUT(stack.ss_size, uc->uc_stack.ss_size);
	PUT(mask->sig[0], uc->uc_sigmask.sig[0]);
	PUT(mask->sig[1], uc->uc_sigmask.sig[1]);
	return copy_siginfo_to_user(&frame->abi.info, info)
		       ?: put_sigcontext(&uc->uc_mcontext, regs, mask, fpstate);

fault:
	return -EFAULT;
}

/* Where the handler returns to: its own restorer, the vDSO, or the stack. */
static u32 return_address(const struct sigaction *ka, const u32 __user *code)
{
	u32 vdso = current->mm->vdso;

	if (ka->sa_flags & SA_RESTORER)
		return ka->sa_restorer;
	if (!vdso)
		return (u32)code;
	return vdso + (ka->sa_flags & SA_SIGINFO ? vdso_symbols.rt_sigreturn
						 : vdso_symbols.sigreturn);
}

/* Both kinds begin with pretcode and sig; both end with retcode and cookie. */
static int put_ends(u32 __user *frame, size_t size, int sig,
		    const struct sigaction *ka)
{
	const u32 *code = ka->sa_flags & SA_SIGINFO ? rt_sigreturn_code
						    : sigreturn_code;
	u32 __user *end = frame + size / sizeof(u32);

	PUT(return_address(ka, end - 3), frame[0]);
	PUT(sig, frame[1]);
	PUT(code[0], end[-3]);
	PUT(code[1], end[-2]);
	PUT(frame_cookie(frame), end[-1]);
	return 0;

fault:
	return -EFAULT;
}

/* And the registers for the handler's first instruction. A handler that was compiled
 * to take its arguments in registers finds them there, too. */
static int setup_frame(int sig, const struct sigaction *ka,
		       const siginfo_t *info, const sigset_t *mask,
		       struct pt_regs *regs)
{
	bool rt = ka->sa_flags & SA_SIGINFO;
	size_t size = rt ? sizeof(struct rt_frame) : sizeof(struct old_frame);
	unsigned long fpstate;
	void __user *frame = frame_address(ka, regs, size, &fpstate);

	if (!frame ||
	    (rt ? put_rt(frame, info, regs, mask, fpstate)
		: put_old(frame, regs, mask, fpstate)) ||
	    put_ends(frame, size, sig, ka) ||
	    (fpstate && fpu_to_frame((struct _fpstate __user *)fpstate)))
		return -EFAULT;
	regs->eax = (unsigned long)sig;
	regs->edx = rt ? (unsigned long)&((struct rt_frame *)frame)->abi.info
		       : 0;
	regs->ecx = rt ? (unsigned long)&((struct rt_frame *)frame)->abi.uc : 0;
	regs->esp = (unsigned long)frame;
	regs->eip = ka->sa_handler;
	regs->xcs = USER_CS;
	regs->xds = regs->xes = regs->xss = USER_DS;
	regs->eflags &= ~(X86_EFLAGS_DF | X86_EFLAGS_RF | X86_EFLAGS_TF);
	return 0;
}

/* The frame could not be written: the handler cannot run, nor can the one for
 * SIGSEGV if that is the signal. */
static void force_sigsegv(int sig)
{
	if (sig == SIGSEGV)
		force_fatal_sig(SIGSEGV);
	else
		force_sig(SIGSEGV);
}

static void handle_signal(int sig, const struct sigaction *ka,
			  const siginfo_t *info, struct pt_regs *regs)
{
	sigset_t mask = current->blocked;
	sigset_t blocked = mask;

	if (test_task_work(current, TIF_RESTORE_SIGMASK))
		mask = current->saved_sigmask;
	if (setup_frame(sig, ka, info, &mask, regs)) {
		force_sigsegv(sig);
		return; /* its handler has the mask still to restore */
	}
	clear_bit(TIF_RESTORE_SIGMASK, &current->work);
	if (current->sas.ss_flags)
		current->sas = (stack_t){ 0 }; /* SS_AUTODISARM */
	sigorsets(&blocked, &blocked, &ka->sa_mask);
	if (!(ka->sa_flags & SA_NODEFER))
		sigaddset(&blocked, sig);
	set_current_blocked(&blocked);
}

/*
 * A system call that a signal interrupted has left one of four codes, which say
 * when it is to be made again:
 *
 *	                   no handler runs	a handler runs
 *	ERESTARTSYS		again		again with SA_RESTART, else EINTR
 *	ERESTARTNOINTR		again		again
 *	ERESTARTNOHAND		again		EINTR
 *	ERESTART_RESTARTBLOCK	restart_syscall	EINTR
 */
static void restart_or_fail(struct pt_regs *regs, const struct sigaction *ka)
{
	unsigned long number = regs->orig_eax;
	bool again = !ka;

	if ((long)number < 0)
		return;			    /* it was no system call */
	regs->orig_eax = (unsigned long)-1; /* decided once */
	switch (-(long)regs->eax) {
	case ERESTARTSYS:
		again |= ka && ka->sa_flags & SA_RESTART;
		break;
	case ERESTARTNOINTR:
		again = true;
		break;
	case ERESTARTNOHAND:
		break;
	case ERESTART_RESTARTBLOCK:
		number = __NR_restart_syscall;
		break;
	default:
		return;
	}
	regs->eax = again ? number : (unsigned long)-EINTR;
	if (again)
		regs->eip -= INT80_SIZE;
}

void do_signal(struct pt_regs *regs)
{
	struct sigaction ka;
	siginfo_t info;
	int sig = get_signal_to_deliver(&info, &ka);

	restart_or_fail(regs, sig ? &ka : NULL);
	if (sig)
		handle_signal(sig, &ka, &info, regs);
	else if (test_and_clear_bit(TIF_RESTORE_SIGMASK, &current->work))
		set_current_blocked(&current->saved_sigmask);
}

/* ------------------------------------------------------------ sigreturn */

static int restore_sigcontext(struct pt_regs *regs, const struct sigcontext *sc)
{
	regs->edi = sc->edi;
	regs->esi = sc->esi;
	regs->ebp = sc->ebp;
	regs->esp = sc->esp;
	regs->ebx = sc->ebx;
	regs->edx = sc->edx;
	regs->ecx = sc->ecx;
	regs->eax = sc->eax;
	regs->eip = sc->eip;
	regs->xds = sc->ds;
	regs->xes = sc->es;
	regs->xcs = sc->cs | USER_RPL;
	regs->xss = sc->ss | USER_RPL;
	regs->eflags = (regs->eflags & ~(unsigned long)USER_EFLAGS) |
		       (sc->eflags & USER_EFLAGS);
	regs->orig_eax = (unsigned long)-1; /* nothing to restart */
	load_fs(sc->fs);
	load_gs(sc->gs);
	if (sc->fpstate)
		return fpu_from_frame((struct _fpstate __user *)sc->fpstate);
	fpu_reset();
	return 0;
}

/* What the frame holds or points to cannot be had. */
static long bad_frame(void)
{
	force_sig(SIGSEGV);
	return 0;
}

SYSCALL(sigreturn, void)
{
	struct pt_regs *regs = current_pt_regs();
	struct old_frame __user *frame;
	struct sigcontext sc;
	sigset_t set;

	/* The trampoline has popped pretcode and sig. */
	frame = (void __user *)(regs->esp - 8);
	if (copy_from_user(&sc, &frame->abi.sc, sizeof(sc)) ||
	    get_user(set.sig[1], &frame->abi.extramask))
		return bad_frame();
	if (!take_frame(frame, &frame->cookie))
		return 0;
	set.sig[0] = sc.oldmask;
	set_current_blocked(&set);
	if (restore_sigcontext(regs, &sc))
		return bad_frame();
	return (long)regs->eax;
}

SYSCALL(rt_sigreturn, void)
{
	struct pt_regs *regs = current_pt_regs();
	struct rt_frame __user *frame;
	struct ucontext uc;

	/* pretcode has been popped. */
	frame = (void __user *)(regs->esp - 4);
	if (copy_from_user(&uc, &frame->abi.uc, sizeof(uc)))
		return bad_frame();
	if (!take_frame(frame, &frame->cookie))
		return 0;
	set_current_blocked(&uc.uc_sigmask);
	if (restore_sigcontext(regs, &uc.uc_mcontext))
		return bad_frame();
	set_altstack(&uc.uc_stack, regs->esp); /* or leave it */
	return (long)regs->eax;
}
