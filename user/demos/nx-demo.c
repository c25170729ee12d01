// SPDX-License-Identifier: GPL-2.0
/*
 * nx-demo - data that pretends to be code.  A few bytes of machine code lie on the
 * stack, in the data and on the heap, as an attacker would bring them in by an
 * input that is too long, and children jump to them.  With NX the processor refuses;
 * with noexec=off, or without NX, the code runs.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>

#define TEXT "   child:  the code runs; it has written this line\n"

/* void code(const char *text, size_t size): write(1, text, size), then exit(0). */
static const unsigned char code[] = {
	0xb8, 0x04, 0x00, 0x00, 0x00, /* mov $4, %eax		write */
	0xbb, 0x01, 0x00, 0x00, 0x00, /* mov $1, %ebx */
	0x8b, 0x4c, 0x24, 0x04,	      /* mov 4(%esp), %ecx	text */
	0x8b, 0x54, 0x24, 0x08,	      /* mov 8(%esp), %edx	size */
	0xcd, 0x80,		      /* int $0x80 */
	0xb8, 0x01, 0x00, 0x00, 0x00, /* mov $1, %eax		exit */
	0x31, 0xdb,		      /* xor %ebx, %ebx */
	0xcd, 0x80,		      /* int $0x80 */
};

static unsigned char in_data[sizeof(code)] = { 0x90 };

static void fail(const char *what)
{
	printf("nx-demo: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

/* CPUID 0x80000001, edx bit 20. */
static bool cpu_has_nx(void)
{
	unsigned a = 0x80000000, b, c, d;

	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	if (a < 0x80000001)
		return false;
	a = 0x80000001;
	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	return d & 1 << 20;
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	printf("   child:  SIGSEGV at %p, si_code %d: %s\n", info->si_addr,
	       info->si_code,
	       info->si_code == SEGV_ACCERR ? "it may not be executed"
					    : "nothing is there");
	fflush(stdout);
	_exit(EXIT_FAILURE);
}

static void jump_to(void *place)
{
	struct sigaction action = {
		.sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO,
	};

	sigaction(SIGSEGV, &action, NULL);
	fflush(stdout);
	((void (*)(const char *, size_t))place)(TEXT, sizeof(TEXT) - 1);
}

/* Does the code run there? A child tries it. */
static bool runs(const char *what, void *place)
{
	struct area area;
	pid_t pid;
	int status;

	if (!find_area(place, &area))
		fail("/proc/self/maps");
	printf("%s at %p. /proc/self/maps: %s%s%s\n   A child jumps there:\n",
	       what, place, area.rights, *area.name ? ", " : "", area.name);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0)
		jump_to(place);
	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	return status == 0;
}

static bool runs_on_stack(void)
{
	unsigned char here[sizeof(code)];

	memcpy(here, code, sizeof(code));
	return runs("2. The code lies on the stack,", here);
}

/* Memory that is given the right on purpose, as a compiler at run time would. */
static bool runs_where_allowed(void)
{
	void *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		fail("mmap");
	memcpy(page, code, sizeof(code));
	if (mprotect(page, PAGE_SIZE, PROT_READ | PROT_EXEC) < 0)
		fail("mprotect");
	return runs("5. It lies in a page that mprotect(2) made executable,",
		    page);
}

/* Why NX is not used here, or NULL. */
static const char *reason(void)
{
	if (!cpu_has_nx())
		return "this processor has no NX";
	return booted_with("noexec=off")
		       ? "the kernel was booted with noexec=off"
		       : NULL;
}

int main(void)
{
	unsigned char *heap = malloc(sizeof(code));
	const char *why_not = reason();
	int ran = 0;
	bool allowed;

	if (!heap)
		fail("malloc");
	printf("1. I have %zu bytes of machine code that write a line and end.\n"
	       "   The processor %s NX, the bit that forbids a page to be executed%s.\n",
	       sizeof(code), cpu_has_nx() ? "has" : "does not have",
	       booted_with("noexec=off") ? "; noexec=off was given" : "");
	ran += runs_on_stack();
	memcpy(in_data, code, sizeof(code));
	ran += runs("3. It lies among the program's variables,", in_data);
	memcpy(heap, code, sizeof(code));
	ran += runs("4. It lies on the heap,", heap);
	allowed = runs_where_allowed();
	if (ran && why_not)
		printf("Verdict: data was executed, since %s.\n", why_not);
	else if (ran)
		printf("Verdict: data was executed, although it is forbidden.\n");
	else
		printf("Verdict: NX works: no data was executed%s.\n",
		       allowed ? ", but for the page that was made for it"
			       : "");
	return allowed && ran == (why_not ? 3 : 0) ? EXIT_SUCCESS
						   : EXIT_FAILURE;
}
