// SPDX-License-Identifier: GPL-2.0
/*
 * This program itself is a static-pie: ET_DYN without an interpreter, loaded
 * at a base that the kernel chooses; its start-up code relocates it.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

extern const Elf32_Ehdr __ehdr_start __attribute__((visibility("hidden")));
void _start(void) __attribute__((visibility("hidden")));

static int variable = 41;
static int *const pointer = &variable;
static const char *const words[] = { "relocated", "pointers" };

int tap_alternate_main(int argc, char **argv)
{
	return argc == 2 && !strcmp(argv[1], "--hello") ? 33 : -1;
}

TEST(dyn, "the file is ET_DYN and has no interpreter")
{
	const Elf32_Phdr *ph = (const void *)getauxval(AT_PHDR);
	unsigned i;

	CHECK_EQ(__ehdr_start.e_type, ET_DYN);
	for (i = 0; i < __ehdr_start.e_phnum; i++)
		CHECK(ph[i].p_type != PT_INTERP);
}

TEST(based, "it is loaded at a base other than 0, aligned to a page")
{
	unsigned long at = (unsigned long)&__ehdr_start;

	CHECK(at >= 0x10000);
	CHECK(at < KERNEL_BASE);
	CHECK_EQ(at % PAGE_SIZE, 0);
}

TEST(relocations, "pointers in its data are relocated")
{
	CHECK_EQ(*pointer, 41);
	CHECK(!strcmp(words[1], "pointers"));
}

TEST(auxv, "AT_PHDR and AT_ENTRY tell where it is")
{
	CHECK_EQ(getauxval(AT_PHDR),
		 (unsigned long)&__ehdr_start + __ehdr_start.e_phoff);
	CHECK_EQ(getauxval(AT_ENTRY), (unsigned long)_start);
	CHECK_EQ(getauxval(AT_BASE), 0);
}

TEST(exec, "it can be exec'd again and again")
{
	char *argv[] = { "static-pie", "--hello", NULL };
	int i;

	for (i = 0; i < 20; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			execve("/proc/self/exe", argv, argv + 2);
			_exit(1);
		}
		reap_exit(pid, 33);
	}
}

TEST(forked, "its data is copied on write like any other")
{
	pid_t pid = fork();

	if (pid == 0) {
		variable = 1;
		_exit(*pointer != 1);
	}
	reap_ok(pid);
	CHECK_EQ(variable, 41);
}

TEST(heap, "brk has room above it")
{
	char *p = malloc(100000);

	CHECK(p);
	memset(p, 1, 100000);
}

TEST(text_read_only, "its text cannot be written")
{
	pid_t pid = fork();

	if (pid == 0) {
		*(volatile char *)(unsigned long)_start = 0;
		_exit(0);
	}
	reap_signal(pid, SIGSEGV);
}
