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
#include <lectern/module.h>
#include <lectern/panic.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <lectern/watchdog.h>

#define MAX_FRAMES 32
#define MAX_REASON 256
#define SHOW_ALL   8 /* above every message's level */

int panic_seconds; /* 0: stay; less: restart at once */
static bool panicking;
static bool oopsing; /* the code on this trace will never be left */

static int __init setup_panic(char *value)
{
	return kstrtoint(value, 10, &panic_seconds);
}
__setup("panic", setup_panic);

/* A line of a trace. */
static void show_symbol(unsigned long address, bool returns)
{
	char symbol[KSYM_BUF];

	printk(KERN_EMERG "  [<%08lx>] %s\n", address,
	       (returns ? sprint_return : sprint_symbol)(address, symbol,
							 sizeof(symbol)));
	if (oopsing)
		module_pin(address);
}

/* Of an endless recursion one call is enough. */
static void show_repeats(unsigned int n)
{
	if (n)
		printk(KERN_EMERG "    ... and %u times more\n", n);
}

/*
 * Each function's frame begins with the caller's ebp and the return address:
 *
 *	| return address |
 *	| caller's ebp   | <- ebp, points further up the stack
 */
static void show_frames(unsigned long bottom, unsigned long stack,
			unsigned long ebp)
{
	unsigned long top = stack + THREAD_SIZE - 2 * sizeof(long);
	unsigned int lines = 0, repeats = 0;
	unsigned long last = 0;

	while (lines < MAX_FRAMES && ebp >= bottom && ebp <= top &&
	       !(ebp & 3)) {
		const unsigned long *frame = (const unsigned long *)ebp;

		if (!frame[1])
			break;
		if (frame[1] == last) {
			repeats++;
		} else {
			show_repeats(repeats);
			show_symbol(frame[1], true);
			last = frame[1];
			repeats = 0;
			lines++;
		}
		bottom = ebp + 1; /* only ever upwards */
		ebp = frame[0];
	}
	show_repeats(repeats);
}

void show_backtrace(struct task_struct *task, unsigned long ebp)
{
	show_frames((unsigned long)(task + 1), (unsigned long)task, ebp);
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
	if (task->stack_canary != STACK_MAGIC) {
		printk(KERN_EMERG
		       "Task: overwritten by its stack, from %08lx\n",
		       (unsigned long)task);
		return;
	}
	printk(KERN_EMERG "Task: %s (pid %d)%s, kernel stack from %08lx\n",
	       task->comm, task->pid,
	       task->flags & PF_KTHREAD ? ", a kernel thread" : "",
	       (unsigned long)task);
	show_last_syscall(task);
	show_held_locks();
}

static void show_regs(const struct pt_regs *regs, unsigned long esp)
{
	char symbol[KSYM_BUF];

	printk(KERN_EMERG "EIP: %04lx:%08lx %s  EFLAGS: %08lx\n",
	       regs->xcs & 0xFFFF, regs->eip,
	       user_mode(regs)
		       ? "(user)"
		       : sprint_symbol(regs->eip, symbol, sizeof(symbol)),
	       regs->eflags);
	printk(KERN_EMERG "EAX: %08lx EBX: %08lx ECX: %08lx EDX: %08lx\n",
	       regs->eax, regs->ebx, regs->ecx, regs->edx);
	printk(KERN_EMERG "ESI: %08lx EDI: %08lx EBP: %08lx ESP: %08lx\n",
	       regs->esi, regs->edi, regs->ebp, esp);
}

/* What jumped to where no code is has no frame of its own on the way; but the
 * call left where to return to, at esp. */
static void show_caller(const struct pt_regs *regs, unsigned long esp)
{
	unsigned long offset, size;
	char symbol[KSYM_BUF];

	if (!kallsyms_lookup(regs->eip, &offset, &size, symbol, sizeof(symbol)))
		show_symbol(*(const unsigned long *)esp, true);
}

/*
 * After a trap: registers, who, and how it came there. The frames of a stack
 * that overflowed lie partly below its bottom: all from esp on may be looked at,
 * as long as it is the kernel's.
 */
void report_trap(const struct pt_regs *regs, struct task_struct *task)
{
	bool stored = user_mode(regs) || task != current;
	unsigned long esp = stored ? regs->esp : kernel_stack_pointer(regs);
	unsigned long bottom = min(esp, (unsigned long)(task + 1));

	show_regs(regs, esp);
	show_task(task);
	if (user_mode(regs))
		return; /* there is no way through the kernel to show */
	printk(KERN_EMERG "Call trace:\n");
	show_symbol(regs->eip, false);
	if (!stored)
		show_caller(regs, esp);
	show_frames(max(bottom, PAGE_OFFSET), (unsigned long)task, regs->ebp);
}

/*
 * Where the kernel itself found something wrong, the CPU's registers say little:
 * what helps are those with which the program came.
 */
static void report(struct task_struct *task)
{
	const struct pt_regs *regs = task_pt_regs(task);

	show_task(task);
	if (task->mm) {
		printk(KERN_EMERG "The program's registers:\n");
		show_regs(regs, regs->esp);
	}
	printk(KERN_EMERG "Call trace:\n");
	show_backtrace(task, (unsigned long)__builtin_frame_address(0));
}

static void __noreturn stop(void)
{
	debug_exit_panic();
	if (panic_seconds > 0)
		printk(KERN_EMERG "Restarting in %d seconds\n", panic_seconds);
	for (int i = 0; i < panic_seconds; i++) {
		touch_nmi_watchdog();
		mdelay(1000);
	}
	if (panic_seconds)
		emergency_restart();
	printk(KERN_EMERG
	       "System halted. Boot with panic=10 to have it restarted instead\n");
	local_irq_disable();
	for (;;) {
		touch_nmi_watchdog();
		halt(); /* until the watchdog's next NMI */
	}
}

/* A panic within a panic says its one line only. */
static void __printf(3, 0)
	report_panic(struct pt_regs *regs, struct task_struct *task,
		     const char *fmt, va_list args)
{
	char reason[MAX_REASON];
	bool first = !panicking;

	panicking = true;
	local_irq_disable();
	console_loglevel = SHOW_ALL;
	vsnprintf(reason, sizeof(reason), fmt, args);
	printk(KERN_EMERG "Kernel panic%s: %s\n",
	       first ? "" : " within a panic", reason);
	if (first && regs)
		report_trap(regs, task);
	else if (first)
		report(task);
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	report_panic(NULL, current, fmt, args);
	va_end(args);
	stop();
}

void panic_task(struct pt_regs *regs, struct task_struct *task, const char *fmt,
		...)
{
	va_list args;

	va_start(args, fmt);
	report_panic(regs, task, fmt, args);
	va_end(args);
	stop();
}

void die(const char *what, struct pt_regs *regs, long error_code)
{
	if (in_interrupt() || current->pid <= 1 || panicking)
		panic_regs(regs, "%s in the kernel (error code %#lx)", what,
			   (unsigned long)error_code);
	console_loglevel = SHOW_ALL;
	printk(KERN_EMERG
	       "Oops: %s in the kernel (error code %#lx); %s (pid %d) ends\n",
	       what, (unsigned long)error_code, current->comm, current->pid);
	add_taint(NULL, TAINT_DIE);
	oopsing = true;
	report_trap(regs, current);
	oopsing = false;
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
