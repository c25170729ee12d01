// SPDX-License-Identifier: GPL-2.0
/*
 * Machine code made at run time, and faults caught in one's stride: the
 * handler leaves by siglongjmp, so the faulting code need not be able to go on.
 */
#include <setjmp.h>
#include <string.h>
#include <sys/mman.h>

#include <code.h>
#include <helpers.h>
#include <tap.h>

#define HANDLER_STACK (16 * PAGE_SIZE)

static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };

static sigjmp_buf way_out;
static struct fault caught;

void *code_make(const void *bytes, size_t size)
{
	unsigned char *page = map(PAGE_SIZE);

	memcpy(page, bytes, size);
	/* ret, for code that just falls off its end. */
	page[size] = 0xc3;
	CHECK_OK(mprotect(page, PAGE_SIZE, PROT_READ | PROT_EXEC));
	return page;
}

void code_run(void *code)
{
	((void (*)(void))code)();
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	caught.sig = sig;
	caught.code = info->si_code;
	caught.address = (unsigned long)info->si_addr;
	caught.eip = (unsigned long)uc->uc_mcontext.gregs[REG_EIP];
	siglongjmp(way_out, 1);
}

static void prepare(void)
{
	/* Not from mmap, which might put it where a test looks for a hole. */
	static char memory[HANDLER_STACK];
	static stack_t stack;
	size_t i;

	if (stack.ss_sp)
		return;
	stack.ss_sp = memory;
	stack.ss_size = sizeof(memory);
	CHECK_OK(sigaltstack(&stack, NULL));
	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		handle_info(faults[i], on_fault, SA_ONSTACK);
}

int catch_fault(void (*fn)(void *), void *arg, struct fault *fault)
{
	prepare();
	memset(&caught, 0, sizeof(caught));
	if (!sigsetjmp(way_out, 1))
		fn(arg);
	if (fault)
		*fault = caught;
	return caught.sig;
}
