// SPDX-License-Identifier: GPL-2.0
/*
 * What a user program may not execute.  Each row is a few bytes of machine
 * code, run in a child, and the signal that must end it; no row may disturb
 * the kernel.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <code.h>
#include <helpers.h>
#include <raw.h>
#include <tap.h>

struct instruction {
	const char *claim;
	int sig;
	unsigned char bytes[16];
};

static const struct instruction instructions[] = {
	{ "cli: SIGSEGV", SIGSEGV, { 0xfa } },
	{ "sti: SIGSEGV", SIGSEGV, { 0xfb } },
	{ "hlt: SIGSEGV", SIGSEGV, { 0xf4 } },
	{ "in al, 0x60: SIGSEGV", SIGSEGV, { 0xe4, 0x60 } },
	{ "out 0x64, al: SIGSEGV", SIGSEGV, { 0xe6, 0x64 } },
	{ "in al, dx: SIGSEGV", SIGSEGV, { 0x66, 0xba, 0xf8, 0x03, 0xec } },
	{ "out dx, al: SIGSEGV", SIGSEGV, { 0x66, 0xba, 0x04, 0x06, 0xee } },
	{ "insb: SIGSEGV", SIGSEGV, { 0x6c } },
	{ "outsb: SIGSEGV", SIGSEGV, { 0x6e } },
	{ "mov eax, cr0: SIGSEGV", SIGSEGV, { 0x0f, 0x20, 0xc0 } },
	{ "mov cr0, eax: SIGSEGV", SIGSEGV, { 0x0f, 0x22, 0xc0 } },
	{ "mov eax, cr2: SIGSEGV", SIGSEGV, { 0x0f, 0x20, 0xd0 } },
	{ "mov eax, cr3: SIGSEGV", SIGSEGV, { 0x0f, 0x20, 0xd8 } },
	{ "mov cr3, eax: SIGSEGV", SIGSEGV, { 0x0f, 0x22, 0xd8 } },
	{ "mov cr4, eax: SIGSEGV", SIGSEGV, { 0x0f, 0x22, 0xe0 } },
	{ "mov eax, dr7: SIGSEGV", SIGSEGV, { 0x0f, 0x21, 0xf8 } },
	{ "mov dr0, eax: SIGSEGV", SIGSEGV, { 0x0f, 0x23, 0xc0 } },
	{ "lgdt [esp]: SIGSEGV", SIGSEGV, { 0x0f, 0x01, 0x14, 0x24 } },
	{ "lidt [esp]: SIGSEGV", SIGSEGV, { 0x0f, 0x01, 0x1c, 0x24 } },
	{ "lldt ax: SIGSEGV", SIGSEGV, { 0x31, 0xc0, 0x0f, 0x00, 0xd0 } },
	{ "ltr ax: SIGSEGV", SIGSEGV, { 0x31, 0xc0, 0x0f, 0x00, 0xd8 } },
	{ "lmsw ax: SIGSEGV", SIGSEGV, { 0x31, 0xc0, 0x0f, 0x01, 0xf0 } },
	{ "clts: SIGSEGV", SIGSEGV, { 0x0f, 0x06 } },
	{ "invd: SIGSEGV", SIGSEGV, { 0x0f, 0x08 } },
	{ "wbinvd: SIGSEGV", SIGSEGV, { 0x0f, 0x09 } },
	{ "invlpg [0]: SIGSEGV", SIGSEGV, { 0x0f, 0x01, 0x3d, 0, 0, 0, 0 } },
	{ "rdmsr: SIGSEGV", SIGSEGV, { 0x0f, 0x32 } },
	{ "wrmsr: SIGSEGV", SIGSEGV, { 0x0f, 0x30 } },
	{ "sysexit: SIGSEGV", SIGSEGV, { 0x0f, 0x35 } },
	{ "ud2: SIGILL", SIGILL, { 0x0f, 0x0b } },
	{ "int3: SIGTRAP", SIGTRAP, { 0xcc } },
	{ "into after an overflow: SIGSEGV",
	  SIGSEGV,
	  { 0xb0, 0x7f, 0x04, 0x01, 0xce } },
	{ "bound that is exceeded: SIGSEGV",
	  SIGSEGV,
	  { 0x6a, 0x00, 0x6a, 0x00, 0xb8, 9, 0, 0, 0, 0x62, 0x04, 0x24 } },
	{ "a far call through gate 7: SIGSEGV",
	  SIGSEGV,
	  { 0x9a, 0, 0, 0, 0, 7, 0 } },
	{ "a far call to the kernel's segment: SIGSEGV",
	  SIGSEGV,
	  { 0x9a, 0, 0, 0x10, 0xc0, 0x60, 0 } },
	{ "a far jump to the kernel's segment: SIGSEGV",
	  SIGSEGV,
	  { 0xea, 0, 0, 0x10, 0xc0, 0x60, 0 } },
	{ "a far jump to segment 8: SIGSEGV",
	  SIGSEGV,
	  { 0xea, 0, 0, 0x10, 0xc0, 0x08, 0 } },
	{ "a far jump to a task state segment: SIGSEGV",
	  SIGSEGV,
	  { 0xea, 0, 0, 0, 0, 0x80, 0 } },
	{ "iret to a kernel segment: SIGSEGV",
	  SIGSEGV,
	  { 0x9c, 0x6a, 0x60, 0x68, 0, 0, 0x10, 0xc0, 0xcf } },
	{ "a far return to a kernel segment: SIGSEGV",
	  SIGSEGV,
	  { 0x6a, 0x60, 0x68, 0, 0, 0x10, 0xc0, 0xcb } },
	{ "mov ss, 0: SIGSEGV", SIGSEGV, { 0x31, 0xc0, 0x8e, 0xd0 } },
	{ "mov ss, a kernel segment: SIGSEGV",
	  SIGSEGV,
	  { 0xb8, 0x68, 0, 0, 0, 0x8e, 0xd0 } },
	{ "mov cs is no instruction: SIGILL", SIGILL, { 0x8e, 0xc8 } },
};

TEST_TABLE(refused, instructions)
{
	const struct instruction *it = element;
	void *code = code_make(it->bytes, sizeof(it->bytes));

	reap_signal(start(code_run, code), it->sig);
}

static bool is_for_users(int vector)
{
	/* int3, into, and the system call. */
	return vector == 3 || vector == 4 || vector == 0x80;
}

TEST(vectors, "int N for every N but 3, 4 and 0x80 is SIGSEGV")
{
	int n;

	for (n = 0; n < 256; n++) {
		unsigned char bytes[] = { 0xcd, (unsigned char)n };
		void *code;

		if (is_for_users(n))
			continue;
		code = code_make(bytes, sizeof(bytes));
		CHECK_EQ(catch_fault(code_run, code, NULL), SIGSEGV);
	}
}

TEST(vector_3, "int 3 is SIGTRAP, int 4 is SIGSEGV")
{
	static const unsigned char three[] = { 0xcd, 3 }, four[] = { 0xcd, 4 };

	CHECK_EQ(catch_fault(code_run, code_make(three, 2), NULL), SIGTRAP);
	CHECK_EQ(catch_fault(code_run, code_make(four, 2), NULL), SIGSEGV);
}

TEST(double_fault, "int 8 does not look like a double fault")
{
	static const unsigned char eight[] = { 0xcd, 8 };

	CHECK_EQ(catch_fault(code_run, code_make(eight, 2), NULL), SIGSEGV);
}

TEST(nmi, "int 2 does not look like an NMI, int 14 not like a page fault")
{
	static const unsigned char two[] = { 0xcd, 2 }, pf[] = { 0xcd, 14 };

	CHECK_EQ(catch_fault(code_run, code_make(two, 2), NULL), SIGSEGV);
	CHECK_EQ(catch_fault(code_run, code_make(pf, 2), NULL), SIGSEGV);
}

static void run_sysenter(void *arg)
{
	static const unsigned char bytes[] = { 0x0f, 0x34 };

	(void)arg;
	code_run(code_make(bytes, sizeof(bytes)));
}

TEST(sysenter, "sysenter with no stack for it harms the process alone")
{
	reap(start(run_sysenter, NULL));
}

TEST(popf, "popf changes neither the interrupt flag nor the I/O privilege")
{
	unsigned flags;

	__asm__ volatile("pushf\n\t"
			 "andl $~0x200, (%%esp)\n\t"
			 "orl $0x3000, (%%esp)\n\t"
			 "popf\n\t"
			 "pushf\n\t"
			 "pop %0"
			 : "=r"(flags)
			 :
			 : "cc");
	CHECK(flags & 0x200);
	CHECK(!(flags & 0x3000));
}

TEST(nested_task, "with NT set, system calls and signals work")
{
	unsigned flags;

	__asm__ volatile("pushf\n\t"
			 "orl $0x4000, (%%esp)\n\t"
			 "popf"
			 :
			 :
			 : "cc");
	CHECK_EQ(raw(SYS_getppid) > 0, 1);
	raw(SYS_sched_yield);
	__asm__ volatile("pushf\n\t"
			 "pop %0\n\t"
			 "push $2\n\t"
			 "popf"
			 : "=r"(flags)
			 :
			 : "cc");
	CHECK(flags & 0x4000);
}

/* What a program does in virtual-8086 mode, at 1000:0000, if the CPU goes there. */
struct virtual_8086 {
	unsigned long flags;
	unsigned char code[8];
};

#define VM86_FLAGS 0x23202 /* VM, all rights on ports and interrupts */
#define JUMP_SELF  0xeb, 0xfe

static void enter_virtual_8086(void *arg)
{
	const struct virtual_8086 *v = arg;
	void *code = mmap((void *)0x10000, PAGE_SIZE,
			  PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	CHECK(code != MAP_FAILED);
	memcpy(code, v->code, sizeof(v->code));
	__asm__ volatile("push $0\n\t" /* gs, fs, ds, es */
			 "push $0\n\t"
			 "push $0\n\t"
			 "push $0\n\t"
			 "push $0x1000\n\t" /* ss, esp */
			 "push $0x1000\n\t"
			 "push %0\n\t"
			 "push $0x1000\n\t" /* cs, eip */
			 "push $0\n\t"
			 "iret"
			 :
			 : "r"(v->flags));
}

/* CPUs refuse it, QEMU does not. Not for long: the program is killed. */
static int run_virtual_8086(const struct virtual_8086 *v)
{
	pid_t pid;

	if (!on_lectern())
		SKIP("under QEMU it stops Linux");
	pid = start(enter_virtual_8086, (void *)v);
	nap(100);
	kill(pid, SIGKILL);
	return reap(pid);
}

TEST(virtual_8086, "virtual-8086 mode, where it can be had, stops nobody else")
{
	static const struct virtual_8086 loop = { 0x20202, { JUMP_SELF } };

	run_virtual_8086(&loop);
}

TEST(virtual_8086_cli, "nor does it with interrupts off, as NMIs come")
{
	static const struct virtual_8086 loop = { 0x20002, { JUMP_SELF } };
	char on[4] = "";

	read_file("/proc/sys/kernel/nmi_watchdog", on, sizeof(on));
	if (on[0] != '1')
		SKIP("no NMIs come");
	run_virtual_8086(&loop);
}

TEST(virtual_8086_ends, "a system call or an exception in it: SIGSEGV")
{
	static const struct virtual_8086 ends[] = {
		{ VM86_FLAGS, { 0xcd, 0x80, JUMP_SELF } }, /* int 0x80 */
		{ VM86_FLAGS, { 0xcc, JUMP_SELF } },	   /* int3 */
		{ 0x20202, { 0xf4, JUMP_SELF } },	   /* hlt */
		{ VM86_FLAGS, { 0x0f, 0x0b, JUMP_SELF } }, /* ud2 */
		{ VM86_FLAGS, { 0xd9, 0xe8, 0xcc } },	   /* fld1 */
		/* mov al, [0x2000], where nothing is; interrupts on and off */
		{ VM86_FLAGS, { 0xa0, 0, 0x20, JUMP_SELF } },
		{ 0x20002, { 0xa0, 0, 0x20, JUMP_SELF } },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		CHECK_EQ(WTERMSIG(run_virtual_8086(&ends[i])), SIGSEGV);
}

static void unaligned_with_ac(void *arg)
{
	(void)arg;
	__asm__ volatile("pushf\n\t"
			 "orl $0x40000, (%%esp)\n\t"
			 "popf"
			 :
			 :
			 : "cc");
	raw(SYS_getpid);
	raw(SYS_uname, (char *)map(PAGE_SIZE) + 1);
	raw(SYS_exit, 0);
}

TEST(alignment, "with AC set, system calls with odd addresses work")
{
	int status = reap(start(unaligned_with_ac, NULL));

	/* A machine that checks may send SIGBUS for libc's own accesses. */
	CHECK(status == 0 || WTERMSIG(status) == SIGBUS);
}

static volatile int steps;

static void on_step(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	if (info->si_code != TRAP_TRACE)
		_exit(1);
	/* Three steps, then run on freely. */
	if (++steps == 3)
		uc->uc_mcontext.gregs[REG_EFL] &= ~0x100;
}

TEST(single_step, "with TF set each instruction is a SIGTRAP with TRAP_TRACE")
{
	handle_info(SIGTRAP, on_step, 0);
	__asm__ volatile("pushf\n\t"
			 "orl $0x100, (%%esp)\n\t"
			 "popf\n\t"
			 "nop\n\tnop\n\tnop\n\tnop"
			 :
			 :
			 : "cc");
	CHECK_EQ(steps, 3);
}

TEST(step_call, "TF set over a system call: the call works, the step comes")
{
	long pid;

	handle_info(SIGTRAP, on_step, 0);
	__asm__ volatile("pushf\n\t"
			 "orl $0x100, (%%esp)\n\t"
			 "popf\n\t"
			 "int $0x80\n\t"
			 "nop\n\tnop\n\tnop"
			 : "=a"(pid)
			 : "0"(SYS_getpid)
			 : "cc", "memory");
	CHECK_EQ(pid, getpid());
	CHECK_EQ(steps, 3);
}

static unsigned short selector;

static void load_ds(void *arg)
{
	(void)arg;
	__asm__ volatile("mov %0, %%ds\n\t"
			 "push %%ss\n\t"
			 "pop %%ds"
			 :
			 : "r"(selector)
			 : "memory");
}

static void load_es(void *arg)
{
	(void)arg;
	__asm__ volatile("mov %0, %%es\n\t"
			 "push %%ss\n\t"
			 "pop %%es"
			 :
			 : "r"(selector)
			 : "memory");
}

static void load_fs(void *arg)
{
	(void)arg;
	__asm__ volatile("mov %0, %%fs" : : "r"(selector));
}

TEST(selectors, "every selector in ds, es, fs: it loads or it is SIGSEGV")
{
	unsigned s;

	for (s = 0; s < 0x200; s++) {
		int sig;

		selector = (unsigned short)s;
		sig = catch_fault(load_ds, NULL, NULL);
		CHECK(sig == 0 || sig == SIGSEGV);
		sig = catch_fault(load_es, NULL, NULL);
		CHECK(sig == 0 || sig == SIGSEGV);
		sig = catch_fault(load_fs, NULL, NULL);
		CHECK(sig == 0 || sig == SIGSEGV);
	}
}

TEST(kernel_selectors, "the kernel's data segment cannot be loaded")
{
	selector = 0x68;
	CHECK_EQ(catch_fault(load_ds, NULL, NULL), SIGSEGV);
	selector = 0x60;
	CHECK_EQ(catch_fault(load_es, NULL, NULL), SIGSEGV);
	selector = 0xfff8;
	CHECK_EQ(catch_fault(load_fs, NULL, NULL), SIGSEGV);
}

TEST(null_segments, "a system call with ds and es empty works, they stay empty")
{
	unsigned short ds, es;
	long pid;

	__asm__ volatile("xor %%ecx, %%ecx\n\t"
			 "mov %%ecx, %%ds\n\t"
			 "mov %%ecx, %%es\n\t"
			 "int $0x80\n\t"
			 "mov %%ds, %%ecx\n\t"
			 "mov %%es, %%edx\n\t"
			 "push %%ss\n\t"
			 "pop %%ds\n\t"
			 "push %%ss\n\t"
			 "pop %%es"
			 : "=a"(pid), "=&c"(ds), "=&d"(es)
			 : "0"(SYS_getpid)
			 : "memory");
	CHECK_EQ(pid, getpid());
	CHECK_EQ(ds, 0);
	CHECK_EQ(es, 0);
}

/* Bit 2 of a selector: of the local descriptor table. A CPU that nobody has told
 * that there is none looks for descriptors from address 0 on. */
TEST(no_ldt, "there is no LDT: a selector of it is SIGSEGV, SI_KERNEL")
{
	static const unsigned char far_call[] = {
		0x9a, 0, 0, 0, 0, 0x34, 0x12
	};
	void *code = code_make(far_call, sizeof(far_call));
	struct fault fault;

	CHECK_EQ(catch_fault(code_run, code, &fault), SIGSEGV);
	CHECK_EQ(fault.code, SI_KERNEL);
	selector = 0x1234;
	CHECK_EQ(catch_fault(load_ds, NULL, &fault), SIGSEGV);
	CHECK_EQ(fault.code, SI_KERNEL);
}
