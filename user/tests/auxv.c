// SPDX-License-Identifier: GPL-2.0
/*
 * The auxiliary vector that a new program finds above its environment
 * (getauxval(3)), and the stack that it lies on.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* Given by the linker: where the ELF header lies in memory. */
extern const Elf32_Ehdr __ehdr_start;
void _start(void);

extern char **environ;

/* As `auxv --random`, print the 16 bytes; as `auxv --name`, the file name. */
int tap_alternate_main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	const char *name = (const char *)getauxval(AT_EXECFN);

	if (!strcmp(what, "--random"))
		return write(1, (void *)getauxval(AT_RANDOM), 16) != 16;
	if (!strcmp(what, "--name"))
		return write(1, name, strlen(name)) < 0;
	return -1;
}

/* The vector begins after the NULL that ends the environment. */
static const Elf32_auxv_t *vector(void)
{
	char **p = environ;

	while (*p)
		p++;
	return (const Elf32_auxv_t *)(p + 1);
}

static const Elf32_auxv_t *entry(unsigned type)
{
	const Elf32_auxv_t *at;

	for (at = vector(); at->a_type != AT_NULL; at++)
		if (at->a_type == type)
			return at;
	return NULL;
}

/* An entry that must be there. */
static unsigned long value(unsigned type)
{
	const Elf32_auxv_t *at = entry(type);

	if (!at)
		FAIL("no entry %u", type);
	return at->a_un.a_val;
}

TEST(phdr, "AT_PHDR is the address of the program headers")
{
	CHECK_EQ(value(AT_PHDR),
		 (unsigned long)&__ehdr_start + __ehdr_start.e_phoff);
}

TEST(phent, "AT_PHENT is the size of a program header, 32")
{
	CHECK_EQ(value(AT_PHENT), sizeof(Elf32_Phdr));
}

TEST(phnum, "AT_PHNUM is their number")
{
	CHECK_EQ(value(AT_PHNUM), __ehdr_start.e_phnum);
}

TEST(at_entry, "AT_ENTRY is the program's entry point")
{
	CHECK_EQ(value(AT_ENTRY), (unsigned long)_start);
}

TEST(base, "AT_BASE is 0: there is no interpreter")
{
	CHECK_EQ(value(AT_BASE), 0);
}

TEST(pagesz, "AT_PAGESZ is 4096")
{
	CHECK_EQ(value(AT_PAGESZ), PAGE_SIZE);
}

TEST(ids, "AT_UID, AT_EUID, AT_GID, AT_EGID are the process's own")
{
	CHECK_EQ(value(AT_UID), getuid());
	CHECK_EQ(value(AT_EUID), geteuid());
	CHECK_EQ(value(AT_GID), getgid());
	CHECK_EQ(value(AT_EGID), getegid());
}

TEST(secure, "AT_SECURE is 0")
{
	CHECK_EQ(value(AT_SECURE), 0);
}

TEST(clktck, "AT_CLKTCK is 100, the unit of times(2)")
{
	CHECK_EQ(value(AT_CLKTCK), 100);
}

TEST(random, "AT_RANDOM points at 16 bytes that are not all alike")
{
	const unsigned char *bytes = (void *)value(AT_RANDOM);
	int i, same = 1;

	for (i = 1; i < 16; i++)
		same &= bytes[i] == bytes[0];
	CHECK(!same);
}

/* What the program prints when it is exec'd with one word. */
static size_t output(const char *path, char *word, char *out, size_t size)
{
	char *argv[] = { "auxv", word, NULL };
	int fds[2];
	ssize_t n;
	pid_t pid;

	CHECK_OK(pipe(fds));
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		execve(path, argv, argv + 2);
		_exit(1);
	}
	n = CHECK_OK(read(fds[0], out, size));
	reap_ok(pid);
	return (size_t)n;
}

TEST(random_differs, "AT_RANDOM differs from one exec to the next")
{
	char a[16], b[16];

	CHECK_EQ(output(self_exe(), "--random", a, sizeof(a)), 16);
	CHECK_EQ(output(self_exe(), "--random", b, sizeof(b)), 16);
	CHECK(memcmp(a, b, sizeof(a)));
}

TEST(execfn, "AT_EXECFN is the path as it was given to execve")
{
	char path[256], out[256];
	size_t n;

	/* Not the shortest way to say it, but the one given. */
	snprintf(path, sizeof(path), "/.%s", self_exe());
	n = output(path, "--name", out, sizeof(out));
	CHECK_EQ(n, strlen(path));
	CHECK(!memcmp(out, path, n));
}

TEST(hwcap, "AT_HWCAP, if given, is what CPUID says in edx")
{
	const Elf32_auxv_t *at = entry(AT_HWCAP);
	unsigned a = 1, b, c, d;

	if (!at)
		return;
	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	/* Kernels hide bits; FPU, TSC and CX8 are beyond doubt. */
	CHECK_EQ(at->a_un.a_val & 0x111, d & 0x111);
}

TEST(platform, "AT_PLATFORM, if given, names an i386 family")
{
	const Elf32_auxv_t *at = entry(AT_PLATFORM);
	const char *name;

	if (!at)
		return;
	name = (const char *)at->a_un.a_val;
	CHECK(name[0] == 'i' && !strcmp(name + 2, "86"));
}

TEST(vdso, "AT_SYSINFO_EHDR, if given, points at an ELF header")
{
	const Elf32_auxv_t *at = entry(AT_SYSINFO_EHDR);

	if (at)
		CHECK(!memcmp((void *)at->a_un.a_val, ELFMAG, SELFMAG));
}

TEST(order, "argc, argv, envp, auxv lie in this order, strings above")
{
	const Elf32_auxv_t *last = vector();

	while (last->a_type != AT_NULL)
		last++;
	CHECK((char *)environ < (char *)last);
	CHECK(value(AT_EXECFN) > (unsigned long)last);
	CHECK(value(AT_RANDOM) > (unsigned long)last);
}
