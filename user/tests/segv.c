// SPDX-License-Identifier: GPL-2.0
/*
 * Bad accesses: SIGSEGV with si_addr and si_code as sigaction(2) describes
 * them, and nothing of the kernel to be seen or touched.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <code.h>
#include <helpers.h>
#include <raw.h>
#include <tap.h>

static struct fault fault;

static void read_byte(void *address)
{
	*(volatile char *)address;
}

static void write_byte(void *address)
{
	*(volatile char *)address = 1;
}

static void jump(void *address)
{
	((void (*)(void))address)();
}

/* Reading and writing ADDRESS must fault, and si_addr be that address. */
static void faults_at(unsigned long address)
{
	CHECK_EQ(catch_fault(read_byte, (void *)address, &fault), SIGSEGV);
	CHECK_EQ(fault.address, address);
	CHECK_EQ(catch_fault(write_byte, (void *)address, &fault), SIGSEGV);
	CHECK_EQ(fault.address, address);
}

TEST(null, "NULL, and all of page 0, faults at its address")
{
	faults_at(0);
	faults_at(1);
	faults_at(PAGE_SIZE - 1);
}

TEST(kernel_memory, "kernel addresses fault: first, last, text, page tables")
{
	static const unsigned long where[] = {
		KERNEL_BASE,
		KERNEL_BASE + PAGE_SIZE - 1,
		KERNEL_BASE + 0x100000,
		KERNEL_BASE + 0x1000000,
		0xd0000000,
		0xf0000000,
		0xfec00000,
		0xfee00000,
		0xfffff000,
		0xffffffff,
	};
	size_t i;

	for (i = 0; i < sizeof(where) / sizeof(where[0]); i++)
		faults_at(where[i]);
}

TEST(every_megabyte, "so does every megabyte of the kernel's quarter")
{
	unsigned long at;

	for (at = KERNEL_BASE; at >= KERNEL_BASE; at += 1 << 20)
		CHECK_EQ(catch_fault(read_byte, (void *)at, NULL), SIGSEGV);
}

TEST(maperr, "where nothing is mapped, si_code is SEGV_MAPERR")
{
	char *hole = unmapped(PAGE_SIZE);

	CHECK_EQ(catch_fault(read_byte, hole + 5, &fault), SIGSEGV);
	CHECK_EQ(fault.code, SEGV_MAPERR);
	CHECK_EQ(fault.address, (unsigned long)hole + 5);
}

TEST(accerr, "where the protection forbids it, si_code is SEGV_ACCERR")
{
	char *page = map(PAGE_SIZE);

	page[0] = 1;
	CHECK_OK(mprotect(page, PAGE_SIZE, PROT_READ));
	CHECK_EQ(catch_fault(write_byte, page + 7, &fault), SIGSEGV);
	CHECK_EQ(fault.code, SEGV_ACCERR);
	CHECK_EQ(fault.address, (unsigned long)page + 7);
	CHECK_OK(mprotect(page, PAGE_SIZE, PROT_NONE));
	CHECK_EQ(catch_fault(read_byte, page, &fault), SIGSEGV);
	CHECK_EQ(fault.code, SEGV_ACCERR);
}

TEST(untouched, "the same for pages that were never touched")
{
	char *page = mmap(NULL, PAGE_SIZE, PROT_READ,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(page != MAP_FAILED);
	CHECK_EQ(catch_fault(write_byte, page, &fault), SIGSEGV);
	CHECK_EQ(fault.code, SEGV_ACCERR);
	CHECK_EQ(page[0], 0);
}

TEST(jump_kernel, "a jump to a kernel address faults at that address")
{
	static const unsigned long where[] = { KERNEL_BASE,
					       KERNEL_BASE + 0x100000,
					       KERNEL_BASE + 0x1000000,
					       0xfffffff0 };
	size_t i;

	for (i = 0; i < sizeof(where) / sizeof(where[0]); i++) {
		CHECK_EQ(catch_fault(jump, (void *)where[i], &fault), SIGSEGV);
		CHECK_EQ(fault.address, where[i]);
		CHECK_EQ(fault.eip, where[i]);
	}
}

TEST(jump_null, "a call of a NULL function faults at 0")
{
	CHECK_EQ(catch_fault(jump, NULL, &fault), SIGSEGV);
	CHECK_EQ(fault.address, 0);
	CHECK_EQ(fault.eip, 0);
}

TEST(text, "the program's text and constants cannot be written")
{
	static const char constant[] = "constant";

	CHECK_EQ(catch_fault(write_byte, (void *)jump, &fault), SIGSEGV);
	CHECK_EQ(fault.code, SEGV_ACCERR);
	CHECK_EQ(catch_fault(write_byte, (void *)constant, &fault), SIGSEGV);
	CHECK_EQ(fault.code, SEGV_ACCERR);
}

static void write_null(void)
{
	*(volatile char *)KERNEL_BASE = 1;
}

TEST(kills, "without a handler SIGSEGV ends the process")
{
	dies_of(SIGSEGV, write_null);
}

static void fault_while_ignored(void)
{
	signal(SIGSEGV, SIG_IGN);
	write_null();
}

TEST(ignored, "ignoring it does not help: the process ends")
{
	dies_of(SIGSEGV, fault_while_ignored);
}

static void fault_while_blocked(void)
{
	sigset_t set;

	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	write_null();
}

TEST(blocked, "nor does blocking it")
{
	dies_of(SIGSEGV, fault_while_blocked);
}

static void fault_again(int sig)
{
	(void)sig;
	write_null();
}

static void fault_in_handler(void)
{
	handle(SIGSEGV, fault_again, 0);
	write_null();
}

TEST(twice, "a fault in the handler for faults ends the process")
{
	dies_of(SIGSEGV, fault_in_handler);
}

static char *repaired;

static void repair(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	mprotect(repaired, PAGE_SIZE, PROT_READ | PROT_WRITE);
}

TEST(mended, "a handler may mend the cause: the access is made again")
{
	repaired = mmap(NULL, PAGE_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
	handle_info(SIGSEGV, repair, 0);
	*(volatile char *)repaired = 3;
	CHECK_EQ(*repaired, 3);
}

TEST(sigbus, "a mapped file's page beyond its end: SIGBUS with BUS_ADRERR")
{
	char *pages;
	int fd;

	CHECK_OK(write_file("file", "x", 1, 0600));
	fd = CHECK_OK(open("file", O_RDWR));
	pages = mmap(NULL, 2 * PAGE_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	CHECK(pages != MAP_FAILED);
	CHECK_EQ(pages[0], 'x');
	CHECK_EQ(catch_fault(read_byte, pages + PAGE_SIZE, &fault), SIGBUS);
	CHECK_EQ(fault.code, BUS_ADRERR);
	CHECK_EQ(fault.address, (unsigned long)pages + PAGE_SIZE);
}
