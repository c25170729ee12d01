// SPDX-License-Identifier: GPL-2.0
/*
 * Signals at the border: laying the frame for a handler, taking it back in
 * sigreturn, and restarting the system call that a signal interrupted.
 *
 * The two frame layouts are drawn in uapi/sigcontext.h. A frame is built in
 * kernel memory and copied out in one go; the user's page may be missing, then
 * the task gets SIGSEGV instead of its handler.
 *
 * sigreturn takes only frames that were laid here (sigcookie.c), and of those
 * nothing is trusted that it reads: segments get ring 3, only the
 * arithmetic flags are taken over, MXCSR is masked; what the CPU then still
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
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <uapi/unistd.h>

#include "cpu.h"

#define USER_EFLAGS                                                            \
	(X86_EFLAGS_AC | X86_EFLAGS_RF | X86_EFLAGS_OF | X86_EFLAGS_DF |       \
	 X86_EFLAGS_TF | X86_EFLAGS_SF | X86_EFLAGS_ZF | X86_EFLAGS_AF |       \
	 X86_EFLAGS_PF | X86_EFLAGS_CF)
#define INT80_SIZE 2 /* bytes of the instruction, for restarts */

/* The trampolines as bytes on the stack: sigtramp=stack, and for debuggers. */
#define RETCODE_SIGRETURN                                                      \
	{                                                                      \
		0x58, 0xB8, __NR_sigreturn, 0, 0, 0, 0xCD, 0x80                \
	}
#define RETCODE_RT_SIGRETURN                                                   \
	{                                                                      \
		0xB8, __NR_rt_sigreturn, 0, 0, 0, 0xCD, 0x80, 0                \
	}

/*
 * Where a frame of size bytes goes, with room for the FPU state above it: on
 * the alternate stack if the action wants that and the task is not on it
 * already. NULL: it would overflow the alternate stack that the task is on.
 */
static void __user *frame_address(const struct sigaction *ka,
				  const struct pt_regs *regs, size_t size,
				  unsigned long *fpstate)
{
	unsigned long sp = regs->esp;
	bool was_on = on_sig_stack(sp);

	if (ka->sa_flags & SA_ONSTACK && current->sas_ss_size && !was_on)
		sp = current->sas_ss_sp + current->sas_ss_size;
	*fpstate = 0;
	if (current->thread.fpu_used) {
		sp = (sp - sizeof(struct _fpstate)) & ~15UL;
		*fpstate = sp;
	}
	/* As after a call: esp + 4 is a multiple of 16. */
	sp = ((sp - size + 4) & ~15UL) - 4;
	if (was_on && !on_sig_stack(sp))
		return NULL;
	return (void __user *)sp;
}

/* The last step of a frame: the registers are the handler's then. */
static int save_fpstate(unsigned long address)
{
	return address ? fpu_to_frame((struct _fpstate __user *)address) : 0;
}

/* A segment register's value; the upper half of its word is 0. */
#define put_segment(field, value) (*(u32 *)&(field) = (u16)(value))

/* By plain stores: a compound literal would be zeroed and copied first. */
static void fill_sigcontext(struct sigcontext *sc, const struct pt_regs *regs,
			    const sigset_t *mask, unsigned long fpstate)
{
	const struct thread_struct *t = &current->thread;

	put_segment(sc->gs, read_gs());
	put_segment(sc->fs, read_fs());
	put_segment(sc->es, regs->xes);
	put_segment(sc->ds, regs->xds);
	sc->edi = regs->edi;
	sc->esi = regs->esi;
	sc->ebp = regs->ebp;
	sc->esp = regs->esp;
	sc->ebx = regs->ebx;
	sc->edx = regs->edx;
	sc->ecx = regs->ecx;
	sc->eax = regs->eax;
	sc->trapno = t->trap_no;
	sc->err = t->error_code;
	sc->eip = regs->eip;
	put_segment(sc->cs, regs->xcs);
	sc->eflags = regs->eflags;
	sc->esp_at_signal = regs->esp;
	put_segment(sc->ss, regs->xss);
	sc->fpstate = fpstate;
	sc->oldmask = mask->sig[0];
	sc->cr2 = t->cr2;
}

/* Registers for the handler's first instruction. */
static void enter_handler(struct pt_regs *regs, const struct sigaction *ka,
			  const void __user *frame)
{
	regs->esp = (unsigned long)frame;
	regs->eip = ka->sa_handler;
	regs->xcs = USER_CS;
	regs->xds = regs->xes = regs->xss = USER_DS;
	regs->eflags &= ~(X86_EFLAGS_DF | X86_EFLAGS_RF | X86_EFLAGS_TF);
}

/* Where a handler returns to that brought no restorer of its own. */
static u32 trampoline(u32 in_vdso, const u8 __user *retcode)
{
	u32 vdso = current->mm->vdso;

	return vdso ? vdso + in_vdso : (u32)retcode;
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

static int setup_frame(int sig, const struct sigaction *ka,
		       const sigset_t *mask, struct pt_regs *regs)
{
	unsigned long fpstate;
	struct old_frame __user *frame;
	struct {
		u32 pretcode;
		s32 sig;
		struct sigcontext sc;
	} head;
	struct {
		u32 extramask;
		u8 retcode[SIGFRAME_RETCODE];
		u32 cookie;
	} tail = { mask->sig[1], RETCODE_SIGRETURN, 0 };

	frame = frame_address(ka, regs, sizeof(*frame), &fpstate);
	if (!frame)
		return -EFAULT;
	head.pretcode = ka->sa_flags & SA_RESTORER
				? ka->sa_restorer
				: trampoline(vdso_symbols.sigreturn,
					     frame->abi.retcode);
	head.sig = sig;
	fill_sigcontext(&head.sc, regs, mask, fpstate);
	tail.cookie = frame_cookie(frame);
	if (copy_to_user(frame, &head, sizeof(head)) ||
	    copy_to_user(&frame->abi.extramask, &tail, sizeof(tail)) ||
	    save_fpstate(fpstate))
		return -EFAULT;
	enter_handler(regs, ka, frame);
	regs->eax = (unsigned long)sig;
	regs->edx = regs->ecx = 0;
	return 0;
}

static int setup_rt_frame(int sig, const struct sigaction *ka,
			  const siginfo_t *info, const sigset_t *mask,
			  struct pt_regs *regs)
{
	static const u8 retcode[SIGFRAME_RETCODE] = RETCODE_RT_SIGRETURN;
	struct rt_frame __user *uframe;
	struct rt_frame frame;
	unsigned long fpstate;

	uframe = frame_address(ka, regs, sizeof(frame), &fpstate);
	if (!uframe)
		return -EFAULT;
	frame.abi.pretcode = ka->sa_flags & SA_RESTORER
				     ? ka->sa_restorer
				     : trampoline(vdso_symbols.rt_sigreturn,
						  uframe->abi.retcode);
	frame.abi.sig = sig;
	frame.abi.pinfo = (u32)&uframe->abi.info;
	frame.abi.puc = (u32)&uframe->abi.uc;
	memcpy(&frame.abi.info, info, SIGINFO_USED);
	clear_siginfo_rest(&frame.abi.info);
	frame.abi.uc.uc_flags = 0;
	frame.abi.uc.uc_link = 0;
	get_altstack(&frame.abi.uc.uc_stack, regs->esp);
	fill_sigcontext(&frame.abi.uc.uc_mcontext, regs, mask, fpstate);
	frame.abi.uc.uc_sigmask = *mask;
	memcpy(frame.abi.retcode, retcode, sizeof(retcode));
	frame.cookie = frame_cookie(uframe);
	if (copy_to_user(uframe, &frame, sizeof(frame)) ||
	    save_fpstate(fpstate))
		return -EFAULT;
	enter_handler(regs, ka, uframe);
	regs->eax = (unsigned long)sig;
	regs->edx = (unsigned long)&uframe->abi.info;
	regs->ecx = (unsigned long)&uframe->abi.uc;
	return 0;
}

/* The frame could not be written: the handler cannot run, nor can the one for
 * SIGSEGV if that is the signal. */
static void force_sigsegv(int sig)
{
	if (sig == SIGSEGV)
		force_fatal_sig(SIGSEGV, current);
	else
		force_sig(SIGSEGV, current);
}

static void handle_signal(int sig, const struct sigaction *ka,
			  const siginfo_t *info, struct pt_regs *regs)
{
	sigset_t mask = current->blocked;
	sigset_t blocked = mask;
	int err;

	if (test_task_work(current, TIF_RESTORE_SIGMASK))
		mask = current->saved_sigmask;
	if (ka->sa_flags & SA_SIGINFO)
		err = setup_rt_frame(sig, ka, info, &mask, regs);
	else
		err = setup_frame(sig, ka, &mask, regs);
	if (err) {
		force_sigsegv(sig);
		return; /* its handler has the mask still to restore */
	}
	clear_bit(TIF_RESTORE_SIGMASK, &current->work);
	disarm_altstack();
	sigorsets(&blocked, &blocked, &ka->sa_mask);
	if (!(ka->sa_flags & SA_NODEFER))
		sigaddset(&blocked, sig);
	set_current_blocked(&blocked);
}

static void restart_syscall_at(struct pt_regs *regs, unsigned long number)
{
	regs->eax = number;
	regs->eip -= INT80_SIZE;
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
	if ((long)regs->orig_eax < 0)
		return; /* it was no system call */
	switch (-(long)regs->eax) {
	case ERESTARTSYS:
		if (ka && !(ka->sa_flags & SA_RESTART))
			regs->eax = (unsigned long)-EINTR;
		else
			restart_syscall_at(regs, regs->orig_eax);
		break;
	case ERESTARTNOINTR:
		restart_syscall_at(regs, regs->orig_eax);
		break;
	case ERESTARTNOHAND:
		if (ka)
			regs->eax = (unsigned long)-EINTR;
		else
			restart_syscall_at(regs, regs->orig_eax);
		break;
	case ERESTART_RESTARTBLOCK:
		if (ka)
			regs->eax = (unsigned long)-EINTR;
		else
			restart_syscall_at(regs, __NR_restart_syscall);
		break;
	}
	regs->orig_eax = (unsigned long)-1; /* decided once */
}

void do_signal(struct pt_regs *regs)
{
	struct sigaction ka;
	siginfo_t info;
	int sig;

	sig = get_signal_to_deliver(&info, &ka);
	if (sig) {
		restart_or_fail(regs, &ka);
		handle_signal(sig, &ka, &info, regs);
		return;
	}
	restart_or_fail(regs, NULL);
	if (test_and_clear_bit(TIF_RESTORE_SIGMASK, &current->work))
		set_current_blocked(&current->saved_sigmask);
}

/* ------------------------------------------------------------ sigreturn */

static int restore_fpstate(unsigned long address)
{
	if (address)
		return fpu_from_frame((struct _fpstate __user *)address);
	fpu_reset(current);
	return 0;
}

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
	return restore_fpstate(sc->fpstate);
}

/* What the frame holds or points to cannot be had. */
static long bad_frame(void)
{
	force_sig(SIGSEGV, current);
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
	restore_altstack(&uc.uc_stack, regs->esp);
	return (long)regs->eax;
}
