// SPDX-License-Identifier: GPL-2.0
/*
 * The page fault, from the exception to either a mended page table, a signal, a
 * fixup or a dead kernel.
 *
 *                        who was it?
 *             user code  /         \  kernel code
 *                       /           \
 *      address in user half?     is there a fixup for this instruction?
 *        no |       | yes           | yes                   no |
 *           |       |               |                          v
 *           |       |        may we sleep, is there an mm,     die()
 *           |       |        is it a user address?
 *           |       |          | yes         no |
 *           |       v          v                |
 *           |    an area there that allows this?|
 *           |       | yes          no |         |
 *           |  handle_mm_fault        |         |
 *           v    (nopage.c)           v         v
 *        SIGSEGV                 user: SIGSEGV  kernel: to the fixup
 *
 * The kernel touches user memory in uaccess.h only, and each instruction there
 * has a fixup, which makes the access fail with EFAULT. A fault anywhere else in
 * the kernel is a bug, so it is looked for first: mmap_sem may be held there.
 *
 * Locks: mmap_sem is taken for reading; nothing is held on entry from user mode,
 * nothing that a fault needs on entry from uaccess.
 */
#include <lectern/i386/traps.h>
#include <lectern/i386/uaccess.h>
#include <lectern/interrupt.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/signal.h>

#include "internal.h"

/* The error code. Source: Intel SDM volume 3A, 4.7 "Page-Fault Exceptions". */
#define PF_PROT	 0x01 /* the page is there, but not for this */
#define PF_WRITE 0x02
#define PF_USER	 0x04
#define PF_RSVD	 0x08 /* a reserved bit is set in an entry */
#define PF_INSTR 0x10 /* an instruction fetch, with NX on */

#define TRAP_PAGE_FAULT 14

struct fault {
	struct pt_regs *regs;
	unsigned long error_code;
	unsigned long address;
};

/* -- faults that cannot be mended --------------------------------------------- */

static void __noreturn die_of_fault(const struct fault *f)
{
	const char *what = f->error_code & PF_WRITE   ? "write to"
			   : f->error_code & PF_INSTR ? "jump to"
						      : "read of";

	pr_emerg("The kernel faulted: %s %s%08lx\n", what,
		 f->address < PAGE_SIZE ? "a NULL pointer, " : "", f->address);
	die("page fault", f->regs, (long)f->error_code);
}

/* Go on at the fixup, or die. */
static void fix_kernel(const struct fault *f)
{
	unsigned long fixup = search_exception_table(f->regs->eip);

	if (!fixup)
		die_of_fault(f);
	f->regs->eip = fixup;
}

/*
 * What the handler's frame says of the fault. Of kernel addresses the program
 * learns nothing: for it, they all are there and forbidden.
 */
static void signal_fault(const struct fault *f, int sig, int code)
{
	struct thread_struct *thread = &current->thread;

	thread->cr2 = f->address;
	thread->error_code = f->error_code;
	if (f->address >= TASK_SIZE)
		thread->error_code |= PF_PROT;
	thread->trap_no = TRAP_PAGE_FAULT;
	force_sig_fault(sig, code, f->address);
}

static void bad_access(const struct fault *f, int sig, int code)
{
	if (user_mode(f->regs))
		signal_fault(f, sig, code);
	else
		fix_kernel(f);
}

/*
 * No memory: the OOM killer has chosen this process, and the reserves have not
 * sufficed, or the failure was made (fail-nth). The process is ended at its next
 * step out of the kernel, also when it was the kernel that touched its memory: a
 * program that is told EFAULT for a good buffer may try for ever.
 */
static void out_of_memory_fault(const struct fault *f)
{
	if (!fatal_signal_pending(current)) {
		pr_err("Out of memory: ending %s (pid %d) for want of a page\n",
		       current->comm, current->pid);
		force_sig(SIGKILL);
	}
	if (!user_mode(f->regs))
		fix_kernel(f);
}

/* -- faults that can --------------------------------------------------------------- */

/* Does the area allow what was tried? On the i386 a page that can be written
 * or executed can be read. */
static bool access_allowed(const struct vm_area_struct *vma,
			   unsigned long error_code)
{
	if (error_code & PF_WRITE)
		return vma->vm_flags & VM_WRITE;
	if (error_code & PF_INSTR)
		return vma->vm_flags & VM_EXEC;
	return vma->vm_flags & (VM_READ | VM_WRITE | VM_EXEC);
}

/*
 * Memory may have run out because of an injected failure (fail-nth) or have
 * come back meanwhile: one more attempt is worth more than a process.
 */
static enum fault_result mend(struct vm_area_struct *vma, const struct fault *f)
{
	bool write = f->error_code & PF_WRITE;
	enum fault_result result;

	result = handle_mm_fault(vma->vm_mm, vma, f->address, write);
	if (unlikely(result == FAULT_OOM))
		result = handle_mm_fault(vma->vm_mm, vma, f->address, write);
	return result;
}

static void count_fault(enum fault_result result)
{
	count_vm_event(PGFAULT);
	if (result == FAULT_MAJOR) {
		count_vm_event(PGMAJFAULT);
		current->maj_flt++;
	} else {
		current->min_flt++;
	}
}

/* A fault on a user address, in a context that may sleep. */
static void user_address_fault(struct mm_struct *mm, const struct fault *f)
{
	struct vm_area_struct *vma;
	enum fault_result result;

	down_read(&mm->mmap_sem);
	vma = find_extend_vma(mm, f->address);
	if (unlikely(!vma || !access_allowed(vma, f->error_code))) {
		up_read(&mm->mmap_sem);
		bad_access(f, SIGSEGV, vma ? SEGV_ACCERR : SEGV_MAPERR);
		return;
	}
	result = mend(vma, f);
	up_read(&mm->mmap_sem);
	count_fault(result);
	if (unlikely(result == FAULT_SIGBUS))
		bad_access(f, SIGBUS, BUS_ADRERR);
	else if (unlikely(result == FAULT_OOM))
		out_of_memory_fault(f);
}

/* A kernel fault that mmap_sem may be taken and slept for. */
static bool kernel_may_sleep(const struct fault *f)
{
	return f->address < TASK_SIZE && current->mm && !in_interrupt() &&
	       f->regs->eflags & X86_EFLAGS_IF;
}

void do_page_fault(struct pt_regs *regs, unsigned long error_code,
		   unsigned long address)
{
	const struct fault f = { regs, error_code, address };

	if (unlikely(error_code & PF_RSVD))
		die("damaged page table", regs, (long)error_code);
	if (likely(user_mode(regs))) {
		if (likely(address < TASK_SIZE))
			user_address_fault(current->mm, &f);
		else
			signal_fault(&f, SIGSEGV, SEGV_MAPERR);
	} else if (!search_exception_table(regs->eip)) {
		die_of_fault(&f);
	} else if (kernel_may_sleep(&f)) {
		user_address_fault(current->mm, &f);
	} else {
		fix_kernel(&f);
	}
}
