// SPDX-License-Identifier: GPL-2.0
/*
 * Memory without PROT_EXEC is not executed, on a processor that has NX:
 * SIGSEGV with SEGV_ACCERR at the address of the instruction.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <code.h>
#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* mov $1234, %eax; ret */
static const unsigned char code[] = { 0xb8, 0xd2, 0x04, 0, 0, 0xc3 };
static unsigned char in_data[16] = { 0xb8, 0xd2, 0x04, 0, 0, 0xc3 };
static unsigned char in_bss[16];

static struct fault fault;

/* CPUID 0x80000001, edx bit 20. */
static bool have_nx(void)
{
	unsigned a = 0x80000000, b, c, d;

	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	if (a < 0x80000001)
		return false;
	a = 0x80000001;
	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	return d & 1 << 20;
}

/*
 * Can this kernel say no at all?  Linux 6.0 and some years after it lost the
 * NX bit of user pages on its way through a 32-bit variable, under PAE.
 */
static void need_nx(void)
{
	if (!have_nx())
		SKIP("this processor has no NX");
	if (booted_with("noexec=off"))
		SKIP("the kernel was told not to use NX");
	if (!on_lectern())
		SKIP("this Linux drops NX from the pages of PAE processes");
}

static void call(void *address)
{
	((int (*)(void))address)();
}

static void refused(void *address)
{
	need_nx();
	CHECK_EQ(catch_fault(call, address, &fault), SIGSEGV);
	CHECK_EQ(fault.code, SEGV_ACCERR);
	CHECK_EQ(fault.address, (unsigned long)address);
	CHECK_EQ(fault.eip, (unsigned long)address);
}

TEST(stack, "code on the stack is not executed")
{
	unsigned char here[16];

	memcpy(here, code, sizeof(code));
	refused(here);
}

TEST(data, "code in the data is not executed")
{
	refused(in_data);
}

TEST(bss, "code in the bss is not executed")
{
	memcpy(in_bss, code, sizeof(code));
	refused(in_bss);
}

TEST(heap, "code on the heap is not executed")
{
	char *end = (char *)raw(SYS_brk, 0);

	CHECK_EQ(raw(SYS_brk, end + PAGE_SIZE), (long)end + PAGE_SIZE);
	memcpy(end, code, sizeof(code));
	refused(end);
}

TEST(anonymous, "code in memory from mmap is not executed")
{
	char *page = map(PAGE_SIZE);

	memcpy(page, code, sizeof(code));
	refused(page);
}

TEST(constants, "nor is a constant that looks like code")
{
	refused((void *)code);
}

TEST(allowed, "with PROT_EXEC it is")
{
	char *page = map(PAGE_SIZE);

	memcpy(page, code, sizeof(code));
	CHECK_OK(mprotect(page, PAGE_SIZE, PROT_READ | PROT_EXEC));
	CHECK_EQ(((int (*)(void))page)(), 1234);
}

TEST(allowed_at_once, "also when mmap was asked for PROT_EXEC")
{
	char *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(page != MAP_FAILED);
	memcpy(page, code, sizeof(code));
	CHECK_EQ(((int (*)(void))page)(), 1234);
}

TEST(taken_back, "and when PROT_EXEC is taken away, it is not any more")
{
	char *page = map(PAGE_SIZE);

	memcpy(page, code, sizeof(code));
	CHECK_OK(mprotect(page, PAGE_SIZE, PROT_READ | PROT_EXEC));
	CHECK_EQ(((int (*)(void))page)(), 1234);
	CHECK_OK(mprotect(page, PAGE_SIZE, PROT_READ));
	refused(page);
}

TEST(after_fork, "a child's copies of pages are no more executable")
{
	char *page = map(PAGE_SIZE);
	pid_t pid;

	need_nx();
	memcpy(page, code, sizeof(code));
	pid = fork();
	if (pid == 0) {
		page[8] = 1;
		call(page);
		_exit(0);
	}
	reap_signal(pid, SIGSEGV);
}
