/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When the kernel cannot go on.
 */
#ifndef LECTERN_PANIC_H
#define LECTERN_PANIC_H

#include <lectern/compiler.h>
#include <lectern/types.h>

struct pt_regs;
struct task_struct;

/*
 * Print why, the registers, a symbolised backtrace, the current task and its
 * last system call; then, with panic=N, reboot after N seconds, else halt.
 * Under scripts/guest (a debug-exit device is there) QEMU ends at once. Any
 * context; a panic within a panic only prints its message and stops.
 */
void __noreturn __printf(1, 2) panic(const char *fmt, ...);
/* Until the restart after a panic; 0: none, less: at once. */
extern int panic_seconds;

/*
 * The same with the registers of a trap and the task whose stack it came on. It
 * is not current if that stack overflowed; regs->esp has to be set then.
 */
void __noreturn __printf(3, 4)
	panic_task(struct pt_regs *regs, struct task_struct *task,
		   const char *fmt, ...);
#define panic_regs(regs, ...) panic_task((regs), current, __VA_ARGS__)

/*
 * A trap in the kernel that is nobody's fault but its own: print a report like
 * panic's; then end the current task, or panic when it may not be ended (in an
 * interrupt, idle, init).
 */
void __noreturn die(const char *what, struct pt_regs *regs, long error_code);

/*
 * The middle part of that: registers, task, backtrace, at level KERN_EMERG.
 */
void report_trap(const struct pt_regs *regs, struct task_struct *task);

/*
 * Return addresses from a frame pointer on, each with its symbol, at most 32
 * frames; stops at anything that is not inside the task's kernel stack.
 */
void show_backtrace(struct task_struct *task, unsigned long ebp);

/*
 * The symbol that an address lies in: copies "name" to buf and gives offset
 * and size of it. False when the address is neither the kernel's nor a module's.
 */
bool kallsyms_lookup(unsigned long address, unsigned long *offset,
		     unsigned long *size, char *buf, size_t buflen);

/*
 * "do_fork+0x1c/0x2f0", "hello_init+0x8/0x20 [hello]" in a module, or the bare
 * address. Returns buf. A return address belongs to the call before it, which
 * may have been a function's last instruction.
 */
const char *sprint_symbol(unsigned long address, char *buf, size_t buflen);
const char *sprint_return(unsigned long address, char *buf, size_t buflen);
#define KSYM_BUF 96

/* The n-th symbol in address order, for /proc/kallsyms; false past the end. */
bool kallsyms_get(unsigned int n, unsigned long *address, const char **name);

/* What it takes to leave: try every way in turn; never return. */
void __noreturn emergency_restart(void);
void __noreturn machine_power_off(void);
void __noreturn machine_halt(void);

/* The keys were pressed: restart, or SIGINT to init, as reboot(2) has set it. Any
 * context but an NMI. */
void ctrl_alt_del(void);

/* Tell scripts/guest, if it is there, that the kernel died. */
void debug_exit_panic(void);

#endif
