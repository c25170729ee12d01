// SPDX-License-Identifier: GPL-2.0
/*
 * Signal frames, by raw calls: what a handler finds on the stack, what
 * sigreturn(2) restores, and frames that a program has forged.  A restored
 * context may never give more than user rights; at worst the process dies.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define EFLAGS_CF   0x00000001
#define EFLAGS_TF   0x00000100
#define EFLAGS_IF   0x00000200
#define EFLAGS_DF   0x00000400
#define EFLAGS_IOPL 0x00003000
#define EFLAGS_NT   0x00004000
#define EFLAGS_RF   0x00010000
#define EFLAGS_VM   0x00020000
#define EFLAGS_AC   0x00040000

/* The i386 kernel's own segments on Linux and on Lectern alike. */
#define KERNEL_CS 0x60

static volatile int calls, seen;

static void on_signal(int sig)
{
	calls++;
	seen = sig;
}

/* Install a handler by the raw call, with these flags and this restorer. */
static void install(int sig, void *handler, unsigned long flags)
{
	struct kernel_sigaction action = {
		.handler = handler,
		.flags = flags | SA_RESTORER,
		.restorer = flags & SA_SIGINFO ? raw_rt_sigreturn
					       : raw_sigreturn,
	};

	CHECK_EQ(raw(SYS_rt_sigaction, sig, &action, 0, 8), 0);
}

static void send(int sig)
{
	raw(SYS_kill, raw(SYS_getpid), sig);
}

TEST(old_frame, "a handler without SA_SIGINFO returns through sigreturn, 119")
{
	install(SIGUSR1, on_signal, 0);
	send(SIGUSR1);
	send(SIGUSR1);
	CHECK_EQ(calls, 2);
	CHECK_EQ(seen, SIGUSR1);
}

TEST(new_frame, "a handler with SA_SIGINFO returns through rt_sigreturn, 173")
{
	install(SIGUSR1, on_signal, SA_SIGINFO);
	send(SIGUSR1);
	CHECK_EQ(calls, 1);
}

/*
 * Send SIG with known values in the registers and look at what they are
 * afterwards; the order is ebx, ecx, edx, esi, edi, ebp.
 */
unsigned regs[6] __attribute__((used));

static void registers_around(int sig)
{
	int pid = getpid();

	__asm__ volatile("push %%ebp\n\t"
			 "mov $0x66666666, %%ebp\n\t"
			 "mov $0x33333333, %%edx\n\t"
			 "mov $0x44444444, %%esi\n\t"
			 "mov $0x55555555, %%edi\n\t"
			 "mov $37, %%eax\n\t"
			 "int $0x80\n\t"
			 "mov %%ebp, %%eax\n\t"
			 "pop %%ebp\n\t"
			 "mov %%eax, regs + 20\n\t"
			 "mov %%ebx, regs\n\t"
			 "mov %%ecx, regs + 4\n\t"
			 "mov %%edx, regs + 8\n\t"
			 "mov %%esi, regs + 12\n\t"
			 "mov %%edi, regs + 16\n\t"
			 : "+b"(pid), "+c"(sig)
			 :
			 : "eax", "edx", "esi", "edi", "memory", "cc");
}

static void check_registers(int sig)
{
	CHECK_EQ(regs[0], (unsigned)getpid());
	CHECK_EQ(regs[1], (unsigned)sig);
	CHECK_EQ(regs[2], 0x33333333);
	CHECK_EQ(regs[3], 0x44444444);
	CHECK_EQ(regs[4], 0x55555555);
	CHECK_EQ(regs[5], 0x66666666);
}

static void spoil_registers(int sig)
{
	calls++;
	seen = sig;
	__asm__ volatile("mov $0xdead, %%ecx\n\t"
			 "mov %%ecx, %%edx\n\t"
			 "std\n\t"
			 "cld\n\t"
			 :
			 :
			 : "ecx", "edx");
}

TEST(registers, "sigreturn restores every register")
{
	install(SIGUSR1, spoil_registers, 0);
	registers_around(SIGUSR1);
	CHECK_EQ(calls, 1);
	check_registers(SIGUSR1);
}

TEST(rt_registers, "so does rt_sigreturn")
{
	install(SIGUSR1, spoil_registers, SA_SIGINFO);
	registers_around(SIGUSR1);
	CHECK_EQ(calls, 1);
	check_registers(SIGUSR1);
}

TEST(flags, "and the flags: carry and direction are as before")
{
	unsigned flags;
	int pid = getpid();

	install(SIGUSR1, spoil_registers, 0);
	__asm__ volatile("std\n\t"
			 "stc\n\t"
			 "int $0x80\n\t"
			 "pushf\n\t"
			 "pop %0\n\t"
			 "cld"
			 : "=r"(flags)
			 : "a"(SYS_kill), "b"(pid), "c"(SIGUSR1)
			 : "memory", "cc");
	CHECK(flags & EFLAGS_CF);
	CHECK(flags & EFLAGS_DF);
}

static unsigned handler_flags;

static void note_flags(int sig)
{
	(void)sig;
	calls++;
	__asm__ volatile("pushf\n\tpop %0" : "=r"(handler_flags));
}

TEST(direction_clear, "a handler starts with the direction flag clear")
{
	int pid = getpid();

	install(SIGUSR1, note_flags, 0);
	__asm__ volatile("std\n\tint $0x80\n\tcld"
			 :
			 : "a"(SYS_kill), "b"(pid), "c"(SIGUSR1)
			 : "memory", "cc");
	CHECK_EQ(calls, 1);
	CHECK(!(handler_flags & EFLAGS_DF));
}

unsigned at_entry[4] __attribute__((used));

/*
 * A handler in assembly that keeps what it finds at its entry:
 *	0(%esp) return address, 4(%esp) signal, 8(%esp) siginfo, 12 ucontext
 */
__asm__(".text\n"
	"keep_entry:\n"
	"	mov %esp, at_entry\n"
	"	mov (%esp), %ecx\n"
	"	mov %ecx, at_entry + 4\n"
	"	mov 4(%esp), %ecx\n"
	"	mov %ecx, at_entry + 8\n"
	"	mov %eax, at_entry + 12\n"
	"	ret\n");
void keep_entry(void);

TEST(entry, "at the handler's entry: restorer and signal number on the stack")
{
	install(SIGUSR1, keep_entry, 0);
	send(SIGUSR1);
	CHECK_EQ(at_entry[1], (unsigned)raw_sigreturn);
	CHECK_EQ(at_entry[2], SIGUSR1);
	/* The same in eax, for handlers compiled with register arguments. */
	CHECK_EQ(at_entry[3], SIGUSR1);
}

TEST(entry_aligned, "there esp + 4 is a multiple of 16, as the ABI asks")
{
	install(SIGUSR1, keep_entry, 0);
	send(SIGUSR1);
	CHECK_EQ((at_entry[0] + 4) % 16, 0);
	install(SIGUSR1, keep_entry, SA_SIGINFO);
	send(SIGUSR1);
	CHECK_EQ((at_entry[0] + 4) % 16, 0);
}

static greg_t gregs[23];

static void keep_context(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	memcpy(gregs, uc->uc_mcontext.gregs, sizeof(gregs));
	calls++;
}

TEST(context, "the ucontext holds the registers at the interruption")
{
	install(SIGUSR1, keep_context, SA_SIGINFO);
	registers_around(SIGUSR1);
	CHECK_EQ(gregs[REG_EBX], getpid());
	CHECK_EQ(gregs[REG_ECX], SIGUSR1);
	CHECK_EQ(gregs[REG_EDX], 0x33333333);
	CHECK_EQ(gregs[REG_ESI], 0x44444444);
	CHECK_EQ(gregs[REG_EDI], 0x55555555);
	CHECK_EQ(gregs[REG_EBP], 0x66666666);
	/* Kill's result, 0. */
	CHECK_EQ(gregs[REG_EAX], 0);
	CHECK(gregs[REG_EFL] & EFLAGS_IF);
	CHECK_EQ(gregs[REG_CS] & 3, 3);
	CHECK_EQ(gregs[REG_SS] & 3, 3);
}

static void edit_context(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	uc->uc_mcontext.gregs[REG_EDI] = 0x12345678;
	sigaddset(&uc->uc_sigmask, SIGUSR2);
}

TEST(edited, "registers and mask that the handler changes there take effect")
{
	sigset_t set;

	install(SIGUSR1, edit_context, SA_SIGINFO);
	registers_around(SIGUSR1);
	CHECK_EQ(regs[4], 0x12345678);
	CHECK_OK(sigprocmask(SIG_SETMASK, NULL, &set));
	CHECK(sigismember(&set, SIGUSR2));
}

/* What a forged context changes: one register of the frame. */
static int forged_register;
static greg_t forged_value;

static void forge(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	uc->uc_mcontext.gregs[forged_register] = forged_value;
}

static void return_forged(void *arg)
{
	(void)arg;
	install(SIGUSR1, forge, SA_SIGINFO);
	send(SIGUSR1);
}

/* The forged frame must cost the process its life, by SIGSEGV. */
static void forged_dies(int which, unsigned value)
{
	forged_register = which;
	forged_value = (greg_t)value;
	reap_signal(start(return_forged, NULL), SIGSEGV);
}

TEST(forged_cs, "a kernel code segment in the frame: SIGSEGV, or made a user's")
{
	int status;

	forged_register = REG_CS;
	forged_value = KERNEL_CS;
	status = reap(start(return_forged, NULL));
	CHECK(WIFSIGNALED(status));
}

TEST(forged_cs_odd, "code segments that are none: SIGILL")
{
	static const unsigned odd[] = {
		0, 3, 0x2b, 0x33, 0x80, 0xfff3, 0xffff
	};
	size_t i;

	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		forged_register = REG_CS;
		forged_value = (greg_t)odd[i];
		reap_signal(start(return_forged, NULL), SIGILL);
	}
}

TEST(forged_ss, "stack segments that are none: SIGILL")
{
	static const unsigned odd[] = { 0, 3, 0x60, 0x68, 0x73, 0xfffb };
	size_t i;

	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		forged_register = REG_SS;
		forged_value = (greg_t)odd[i];
		reap_signal(start(return_forged, NULL), SIGILL);
	}
}

static void on_bad_stack(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	CHECK_EQ(info->si_code, ILL_BADSTK);
	CHECK_EQ((unsigned long)info->si_addr, 0);
	CHECK_EQ(uc->uc_mcontext.gregs[REG_SS], 3);
	_exit(7);
}

static void return_without_stack(void *arg)
{
	install(SIGILL, on_bad_stack, SA_SIGINFO);
	forged_register = REG_SS;
	forged_value = 0;
	return_forged(arg);
}

TEST(forged_ss_caught, "and a handler of that is told ILL_BADSTK")
{
	reap_exit(start(return_without_stack, NULL), 7);
}

TEST(forged_ds, "data segments that are none harm the process alone")
{
	static const int which[] = { REG_DS, REG_ES, REG_FS, REG_GS };
	static const unsigned odd[] = { 0, 3, 0x60, 0x68, 0x80, 0xfffb };
	size_t i, j;

	for (i = 0; i < 4; i++) {
		for (j = 0; j < sizeof(odd) / sizeof(odd[0]); j++) {
			forged_register = which[i];
			forged_value = (greg_t)odd[j];
			reap(start(return_forged, NULL));
		}
	}
}

TEST(forged_eip, "a frame that returns into the kernel: SIGSEGV")
{
	forged_dies(REG_EIP, KERNEL_BASE + 0x100000);
	forged_dies(REG_EIP, 0xffffffff);
	forged_dies(REG_EIP, 0);
}

TEST(forged_esp, "a frame whose stack is the kernel's: SIGSEGV")
{
	forged_dies(REG_ESP, KERNEL_BASE + 0x1000);
	forged_dies(REG_ESP, 0);
	forged_dies(REG_ESP, 0xfffffffc);
}

static unsigned flags_after_forging(unsigned add, unsigned remove)
{
	unsigned flags;

	__asm__ volatile("pushf\n\tpop %0" : "=r"(flags));
	forged_register = REG_EFL;
	forged_value = (greg_t)((flags | add) & ~remove);
	install(SIGUSR1, forge, SA_SIGINFO);
	send(SIGUSR1);
	__asm__ volatile("pushf\n\tpop %0" : "=r"(flags));
	return flags;
}

TEST(forged_if, "a frame cannot switch interrupts off")
{
	CHECK(flags_after_forging(0, EFLAGS_IF) & EFLAGS_IF);
}

TEST(forged_iopl, "a frame cannot raise the I/O privilege level")
{
	CHECK(!(flags_after_forging(EFLAGS_IOPL, 0) & EFLAGS_IOPL));
}

TEST(forged_nt, "NT in a frame does no harm")
{
	flags_after_forging(EFLAGS_NT, 0);
	/* The next way into the kernel and out must work. */
	CHECK(getpid() > 0);
	__asm__ volatile("push $2\n\tpopf" : : : "cc");
}

TEST(forged_vm, "a frame cannot switch to virtual 8086 mode")
{
	CHECK(!(flags_after_forging(EFLAGS_VM, 0) & EFLAGS_VM));
}

static void restore_garbage(void *fill)
{
	/* A stack of our own, full of one value; then sigreturn. */
	char *stack = map(4 * PAGE_SIZE);

	memset(stack, (int)(long)fill, 4 * PAGE_SIZE);
	__asm__ volatile("mov %0, %%esp\n\tint $0x80\n\thlt"
			 :
			 : "r"(stack + 2 * PAGE_SIZE), "a"(SYS_rt_sigreturn));
}

TEST(garbage, "rt_sigreturn from a stack of garbage kills the process")
{
	/* By SIGSEGV for want of a cookie, or by SIGILL for its segments. */
	CHECK(WIFSIGNALED(reap(start(restore_garbage, (void *)0xff))));
	CHECK(WIFSIGNALED(reap(start(restore_garbage, (void *)0x41))));
	CHECK(WIFSIGNALED(reap(start(restore_garbage, (void *)0))));
}

static void restore_old_garbage(void *esp)
{
	__asm__ volatile("mov %0, %%esp\n\tint $0x80\n\thlt"
			 :
			 : "r"(esp), "a"(SYS_sigreturn));
}

TEST(no_stack, "sigreturn with the stack pointer anywhere: SIGSEGV")
{
	static const unsigned where[] = { 0,	       4,
					  0x1000,      KERNEL_BASE - 4,
					  KERNEL_BASE, 0xfffffff0,
					  0xffffffff };
	size_t i;

	for (i = 0; i < sizeof(where) / sizeof(where[0]); i++)
		reap_signal(start(restore_old_garbage, (void *)where[i]),
			    SIGSEGV);
}

static void handler_without_stack(void *esp)
{
	int pid = getpid();

	install(SIGUSR1, on_signal, 0);
	__asm__ volatile("mov %0, %%esp\n\tint $0x80\n\thlt"
			 :
			 : "r"(esp), "a"(SYS_kill), "b"(pid), "c"(SIGUSR1));
}

TEST(frame_faults, "a signal with no stack to put its frame on: SIGSEGV")
{
	static const unsigned where[] = { 0, 0x1000, KERNEL_BASE + 0x1000,
					  0xffffffff };
	size_t i;

	for (i = 0; i < sizeof(where) / sizeof(where[0]); i++)
		reap_signal(start(handler_without_stack, (void *)where[i]),
			    SIGSEGV);
}

static void bad_handler(void *handler)
{
	install(SIGUSR1, handler, 0);
	send(SIGUSR1);
}

TEST(handler_nowhere, "a handler that is no code, or the kernel's: SIGSEGV")
{
	reap_signal(start(bad_handler, (void *)8), SIGSEGV);
	reap_signal(start(bad_handler, (void *)(KERNEL_BASE + 0x100000)),
		    SIGSEGV);
}
