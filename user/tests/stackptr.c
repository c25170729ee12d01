// SPDX-License-Identifier: GPL-2.0
/*
 * The stack pointer set anywhere: system calls work all the same, since the
 * kernel has a stack of its own; a fault is SIGSEGV, and a handler needs an
 * alternate stack to be told of it.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <code.h>
#include <helpers.h>
#include <raw.h>
#include <tap.h>

struct place {
	const char *claim;
	unsigned long esp;
};

static const struct place places[] = {
	{ "a stack pointer of 0", 0 },
	{ "a stack pointer of 4", 4 },
	{ "an odd stack pointer", 0x10001 },
	{ "a stack pointer where nothing is mapped", 0x3000000 },
	{ "a stack pointer at the end of user memory", KERNEL_BASE - 4 },
	{ "a stack pointer at the start of the kernel", KERNEL_BASE },
	{ "a stack pointer into the kernel's memory", KERNEL_BASE + 0x200000 },
	{ "a stack pointer in the last page", 0xfffff800 },
	{ "a stack pointer of -1", 0xffffffff },
};

/* A system call with esp at the place given; the rest is in registers. */
static long call_there(long nr, unsigned long esp)
{
	long result;

	__asm__ volatile("xchg %%esp, %%edi\n\t"
			 "int $0x80\n\t"
			 "mov %%edi, %%esp"
			 : "=a"(result), "+D"(esp)
			 : "0"(nr), "b"(0), "c"(0), "d"(0)
			 : "memory");
	return result;
}

static void push_there(void *esp)
{
	__asm__ volatile("mov %0, %%esp\n\tpush %%eax\n\thlt" : : "r"(esp));
}

static void fault_there(void *esp)
{
	__asm__ volatile("mov %0, %%esp\n\tmovl $0, 0xc0000000"
			 :
			 : "r"(esp)
			 : "memory");
}

static void spin_there(unsigned long esp)
{
	unsigned count = 3000000;

	/* Ticks come meanwhile, and the kernel must not look at esp. */
	__asm__ volatile("xchg %%esp, %1\n"
			 "1:	dec %0\n\t"
			 "jnz 1b\n\t"
			 "xchg %%esp, %1"
			 : "+r"(count), "+r"(esp));
}

static void undefined_there(void *esp)
{
	__asm__ volatile("mov %0, %%esp\n\tud2" : : "r"(esp));
}

TEST_TABLE(anywhere, places)
{
	const struct place *place = element;
	void *esp = (void *)place->esp;

	CHECK_EQ(call_there(SYS_getpid, place->esp), getpid());
	CHECK_EQ(call_there(SYS_sched_yield, place->esp), 0);
	spin_there(place->esp);
	/* With no alternate stack there is nowhere to run a handler. */
	reap_signal(start(fault_there, esp), SIGSEGV);
	reap_signal(start(undefined_there, esp), SIGILL);
	/* With one, it is told. */
	CHECK_EQ(catch_fault(fault_there, esp, NULL), SIGSEGV);
	CHECK_EQ(catch_fault(undefined_there, esp, NULL), SIGILL);
	CHECK_EQ(catch_fault(push_there, esp, NULL), SIGSEGV);
}

static void no_op(int sig)
{
	(void)sig;
}

static void signalled_there(void *esp)
{
	int pid = getpid();

	handle(SIGUSR1, no_op, 0);
	__asm__ volatile("mov %0, %%esp\n\tint $0x80\n\thlt"
			 :
			 : "r"(esp), "a"(SYS_kill), "b"(pid), "c"(SIGUSR1));
}

TEST(frame_nowhere, "a signal whose frame fits nowhere is a SIGSEGV")
{
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i].esp != KERNEL_BASE - 4)
			reap_signal(start(signalled_there,
					  (void *)places[i].esp),
				    SIGSEGV);
}

static void fork_there(void *esp)
{
	/* Both sides come back with the same esp: exit at once. */
	__asm__ volatile("mov %0, %%esp\n\t"
			 "int $0x80\n\t"
			 "mov $1, %%eax\n\t"
			 "xor %%ebx, %%ebx\n\t"
			 "int $0x80"
			 :
			 : "r"(esp), "a"(SYS_fork)
			 : "memory");
}

TEST(forked, "fork with the stack pointer anywhere gives two processes")
{
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		reap_ok(start(fork_there, (void *)places[i].esp));
}
