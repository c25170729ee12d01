// SPDX-License-Identifier: GPL-2.0
/*
 * When the kernel cannot go on: say everything that helps to find out why, on
 * every console, then stop or restart.
 *
 * Nothing here takes a lock, allocates or sleeps. A panic inside a panic prints
 * its one line and stops: the first is the one that matters.
 */
#include <lectern/bug.h>
#include <lectern/i386/ptrace.h>
#include <lectern/i386/traps.h>
#include <lectern/i386/uaccess.h>
#include <lectern/init.h>
#include <lectern/interrupt.h>
#include <lectern/kstrto.h>
#include <lectern/panic.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>

#define MAX_FRAMES 32
#define MAX_REASON 256
#define SHOW_ALL   8 /* above every message's level */

int panic_seconds; /* 0: stay */
static bool panicking;

static int __init setup_panic(char *value)
{
	return kstrtoint(value, 10, &panic_seconds);
}
__setup("panic", setup_panic);

static void show_frame(unsigned long address)
{
	char symbol[KSYM_BUF];

	printk(KERN_EMERG "  [<%08lx>] %s\n", address,
	       sprint_symbol(address, symbol, sizeof(symbol)));
}

/*
 * Each function's frame begins with the caller's ebp and the return address:
 *
 *	| return address |
 *	| caller's ebp   | <- ebp, points further up the stack
 */
void show_backtrace(struct task_struct *task, unsigned long ebp)
{
	unsigned long bottom = (unsigned long)(task + 1);
	unsigned long top =
		(unsigned long)task + THREAD_SIZE - 2 * sizeof(long);

	for (int n = 0; n < MAX_FRAMES; n++) {
		const unsigned long *frame = (const unsigned long *)ebp;

		if (ebp < bottom || ebp > top || (ebp & 3) || !frame[1])
			return;
		show_frame(frame[1]);
		bottom = ebp + 1; /* only ever upwards */
		ebp = frame[0];
	}
}

static void show_last_syscall(struct task_struct *task)
{
	unsigned long nr;

	if (!task->mm)
		return;
	nr = task_pt_regs(task)->orig_eax;
	if (nr < NR_SYSCALLS && syscall_names[nr])
		printk(KERN_EMERG "Last system call: %s (%lu)\n",
		       syscall_names[nr], nr);
}

static void show_task(struct task_struct *task)
{
	printk(KERN_EMERG "Task: %s (pid %d)%s, kernel stack from %08lx\n",
	       task->comm, task->pid,
	       task->flags & PF_KTHREAD ? ", a kernel thread" : "",
	       (unsigned long)task);
	show_last_syscall(task);
}

void show_regs(struct pt_regs *regs)
{
	bool user = user_mode(regs);
	char symbol[KSYM_BUF];

	printk(KERN_EMERG "EIP: %04lx:%08lx %s  EFLAGS: %08lx\n", regs->xcs,
	       regs->eip,
	       user ? "(user)"
		    : sprint_symbol(regs->eip, symbol, sizeof(symbol)),
	       regs->eflags);
	printk(KERN_EMERG "EAX: %08lx EBX: %08lx ECX: %08lx EDX: %08lx\n",
	       regs->eax, regs->ebx, regs->ecx, regs->edx);
	printk(KERN_EMERG "ESI: %08lx EDI: %08lx EBP: %08lx ESP: %08lx\n",
	       regs->esi, regs->edi, regs->ebp,
	       user ? regs->esp : kernel_stack_pointer(regs));
}

/* Registers, who, and how it came there. regs may be NULL. */
static void report(struct pt_regs *regs, struct task_struct *task)
{
	unsigned long ebp = (unsigned long)__builtin_frame_address(0);

	if (regs)
		show_regs(regs);
	show_task(task);
	printk(KERN_EMERG "Call trace:\n");
	if (regs && user_mode(regs))
		return;
	if (regs) {
		show_frame(regs->eip);
		ebp = regs->ebp;
	}
	show_backtrace(task, ebp);
}

static void __noreturn stop(void)
{
	debug_exit_panic();
	if (panic_seconds > 0) {
		printk(KERN_EMERG "Restarting in %d seconds\n", panic_seconds);
		for (int i = 0; i < panic_seconds; i++) {
			touch_nmi_watchdog();
			mdelay(1000);
		}
		machine_restart();
	}
	printk(KERN_EMERG
	       "System halted. Restart it, or boot with panic=10 to have that done after 10 seconds\n");
	for (;;) {
		touch_nmi_watchdog();
		local_irq_disable();
		cpu_relax();
	}
}

/* A panic within a panic says its one line only. */
static void __noreturn __printf(3, 0)
	vpanic(struct pt_regs *regs, struct task_struct *task, const char *fmt,
	       va_list args)
{
	char reason[MAX_REASON];
	bool first = !panicking;

	panicking = true;
	local_irq_disable();
	console_loglevel = SHOW_ALL;
	vsnprintf(reason, sizeof(reason), fmt, args);
	printk(KERN_EMERG "Kernel panic%s: %s\n",
	       first ? "" : " within a panic", reason);
	if (first)
		report(regs, task);
	stop();
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vpanic(NULL, current, fmt, args);
}

void panic_task(struct pt_regs *regs, struct task_struct *task, const char *fmt,
		...)
{
	va_list args;

	va_start(args, fmt);
	vpanic(regs, task, fmt, args);
}

void die(const char *what, struct pt_regs *regs, long error_code)
{
	if (in_interrupt() || current->pid <= 1 || panicking)
		panic_regs(regs, "%s in the kernel (error code %#lx)", what,
			   (unsigned long)error_code);
	console_loglevel = SHOW_ALL;
	printk(KERN_EMERG
	       "Oops: %s in the kernel (error code %#lx); the task that did it ends\n",
	       what, (unsigned long)error_code);
	report(regs, current);
	current->preempt_count = 0;
	local_irq_enable();
	do_exit(SIGSEGV);
}

void assert_failed(const char *expr, const char *file, int line)
{
	panic("assertion failed: %s, at %s:%d", expr, file, line);
}

void warn_failed(const char *expr, const char *file, int line)
{
	pr_warn("Warning: %s, at %s:%d\n", expr, file, line);
	show_backtrace(current, (unsigned long)__builtin_frame_address(0));
}
