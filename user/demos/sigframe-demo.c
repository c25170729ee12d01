// SPDX-License-Identifier: GPL-2.0
/*
 * sigframe-demo - a handler looks at its own frame: all that the kernel has laid on the
 * stack to call it, field by field, and how it gets back.  The handler is installed by
 * the raw call without SA_RESTORER, so that the way back is the kernel's: the vDSO
 * (sigtramp=vdso), or code on the stack (sigtramp=stack, with noexec=off).
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>

#define SIGNAL SIGUSR1
#define EDITED 1234

/* The frame, as include/uapi/sigcontext.h draws it. */
struct rt_frame {
	unsigned pretcode;
	int sig;
	siginfo_t *pinfo;
	ucontext_t *puc;
	siginfo_t info;
	unsigned uc_flags, uc_link;
	stack_t stack;
	unsigned gregs[19];
	unsigned fpstate, oldmask, cr2;
	unsigned mask[2];
	unsigned char retcode[8];
	unsigned behind;
};

/* The handler proper wants to know esp at its entry: there the frame begins. */
void enter(int sig, siginfo_t *info, void *context);
void handler(struct rt_frame *frame);
__asm__(".text\n"
	"enter:\n"
	"	mov %esp, %eax\n"
	"	push %ebp\n"
	"	mov %esp, %ebp\n"
	"	and $-16, %esp\n"
	"	sub $12, %esp\n"
	"	push %eax\n"
	"	call handler\n"
	"	leave\n"
	"	ret\n");

static void fail(const char *what)
{
	printf("sigframe-demo: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

/* "[vdso], r-xp" for an address. */
static const char *where(unsigned address)
{
	static char text[160];
	struct area area;

	if (!find_area((void *)address, &area))
		return "nowhere";
	snprintf(text, sizeof(text), "in %s, %s",
		 *area.name ? area.name : "a nameless area", area.rights);
	return text;
}

static void field(const struct rt_frame *frame, const void *at,
		  const char *name, unsigned value, const char *meaning)
{
	printf("   +%-4u %-11s %08x  %s\n",
	       (unsigned)((const char *)at - (const char *)frame), name, value,
	       meaning);
}

static void show_head(const struct rt_frame *f)
{
	field(f, &f->pretcode, "pretcode", f->pretcode,
	      "the handler's return address:");
	printf("%31s%s\n", "", where(f->pretcode));
	field(f, &f->sig, "sig", (unsigned)f->sig,
	      "first argument: the signal");
	field(f, &f->pinfo, "pinfo", (unsigned)f->pinfo,
	      "second: the siginfo below");
	field(f, &f->puc, "puc", (unsigned)f->puc, "third: the ucontext below");
	field(f, &f->info.si_signo, "si_signo", (unsigned)f->info.si_signo,
	      "siginfo: the signal again");
	field(f, &f->info.si_code, "si_code", (unsigned)f->info.si_code,
	      "  0: by kill(2)");
	field(f, &f->info.si_pid, "si_pid", (unsigned)f->info.si_pid,
	      "  who sent it");
}

static void show_registers(const struct rt_frame *f)
{
	static const char *const names[] = {
		"gs",  "fs",  "es",	"ds",	     "edi", "esi",    "ebp",
		"esp", "ebx", "edx",	"ecx",	     "eax", "trapno", "err",
		"eip", "cs",  "eflags", "esp again", "ss",
	};
	int i;

	for (i = 0; i < 19; i++)
		field(f, &f->gregs[i], names[i], f->gregs[i],
		      i == REG_EAX   ? "what kill(2) has returned"
		      : i == REG_EIP ? "where it goes on"
		      : i == REG_ESP ? "the stack as it was"
				     : "");
}

static void show_rest(const struct rt_frame *f)
{
	const unsigned *fp = (const unsigned *)f->fpstate;

	field(f, &f->fpstate, "fpstate", f->fpstate,
	      fp ? "FPU registers, above the frame"
		 : "none: the FPU was not used");
	if (fp)
		printf("   %16s  cw %04x, sw %04x, mxcsr %08x\n", "",
		       fp[0] & 0xffff, fp[1] & 0xffff, fp[28 + 6]);
	field(f, &f->oldmask, "oldmask", f->oldmask, "the mask's first half");
	field(f, &f->cr2, "cr2", f->cr2, "the last page fault's address");
	field(f, f->mask, "uc_sigmask", f->mask[0], "the mask that comes back");
	printf("   +%-4u %-11s", (unsigned)((char *)f->retcode - (char *)f),
	       "retcode");
	for (int i = 0; i < 8; i++)
		printf(" %02x", f->retcode[i]);
	printf("\n%31smov $173, %%eax; int $0x80\n", "");
	if (on_lectern())
		field(f, &f->behind, "(behind)", f->behind,
		      "no program's business: the cookie");
}

void handler(struct rt_frame *f)
{
	printf("2. The handler runs. Its frame is at %p, %u bytes below the stack\n"
	       "   pointer of before:\n",
	       (void *)f, (unsigned)((char *)f->gregs[REG_ESP] - (char *)f));
	show_head(f);
	field(f, &f->uc_flags, "uc_flags", f->uc_flags, "ucontext");
	field(f, &f->stack.ss_sp, "ss_sp", (unsigned)f->stack.ss_sp,
	      "  the alternate stack");
	field(f, &f->stack.ss_flags, "ss_flags", (unsigned)f->stack.ss_flags,
	      "  2: there is none");
	show_registers(f);
	show_rest(f);
	printf("3. The handler changes eax in the frame to %d and returns to %#010x,\n"
	       "   %s.\n",
	       EDITED, f->pretcode, where(f->pretcode));
	fflush(stdout);
	f->gregs[REG_EAX] = EDITED;
}

/* Exits with EXIT_SUCCESS when the handler came back. */
static void take_signal(void)
{
	struct kernel_sigaction action = { .handler = enter,
					   .flags = SA_SIGINFO };
	long ret;

	if (raw(SYS_rt_sigaction, SIGNAL, &action, 0, 8))
		fail("rt_sigaction");
	printf("1. Process %d sends itself signal %d by kill(2).\n", getpid(),
	       SIGNAL);
	fflush(stdout);
	ret = raw(SYS_kill, getpid(), SIGNAL);
	printf("4. Back in main: kill(2) seems to have returned %ld.\n", ret);
	fflush(stdout);
	_exit(ret == EDITED ? EXIT_SUCCESS : EXIT_FAILURE);
}

int main(void)
{
	bool on_stack = booted_with("sigtramp=stack"), died;
	pid_t pid;
	int status;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0)
		take_signal();
	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	died = WIFSIGNALED(status);
	if (died)
		printf("4. The process has been ended by signal %d (%s).\n",
		       WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (died && on_stack)
		printf("Verdict: the way back is code on the stack, which NX forbids: sigtramp=stack needs noexec=off.\n");
	else if (status == 0)
		printf("Verdict: the handler came back by the kernel's trampoline %s.\n",
		       on_stack ? "on the stack" : "in the vDSO");
	else
		printf("Verdict: something is wrong here.\n");
	return status == 0 || (died && on_stack && WTERMSIG(status) == SIGSEGV)
		       ? EXIT_SUCCESS
		       : EXIT_FAILURE;
}
