// SPDX-License-Identifier: GPL-2.0
/*
 * clone-demo - what lies under threads: clone(2) with a stack that this
 * program has laid out itself, then the same by pthread_create(3).  Both are
 * one call to the kernel, do_fork, with other flags than fork's.
 *
 * The stack that the child gets, from the pointer that clone is given down:
 *
 *	top	-> end of the memory, aligned to 16
 *	top - 16   the argument, laid there by libc's clone
 *	top - 20   the return address of the call to the child's function
 *	below      the function's own frame, growing down
 *	bottom	-> a guard page: to overrun the stack is a fault, not a mess
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>

#define STACK (16 * PAGE_SIZE)

/* The flags that make a thread; pthread_create adds the bookkeeping ones. */
#define SHARED (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND)

static volatile int variable;
static char *bottom, *top;

static void fail(const char *what)
{
	printf("clone-demo: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void make_stack(void)
{
	bottom = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (bottom == MAP_FAILED)
		fail("mmap");
	if (mprotect(bottom, PAGE_SIZE, PROT_NONE) < 0)
		fail("mprotect");
	top = bottom + STACK;
}

/*
 * The child's function.  What is on its stack: ARG itself, as its caller put
 * it there, and a local variable.  It prints by write(2) through dprintf: the
 * parent's stdio is the parent's.
 */
static int be_child(void *arg)
{
	volatile int local = 7;
	char **argument = (char **)__builtin_frame_address(0) + 2;

	dprintf(1, "   child:  I am process %d, parent %d\n", getpid(),
		getppid());
	dprintf(1, "   child:  top of my stack            %p\n", (void *)top);
	dprintf(1, "   child:  my argument lies at        %p\n",
		(void *)argument);
	dprintf(1, "   child:  my return address lies at  %p\n",
		(void *)(argument - 1));
	dprintf(1, "   child:  a local variable lies at   %p\n",
		(void *)&local);
	dprintf(1, "   child:  the guard page begins at   %p\n",
		(void *)bottom);
	variable = *(int *)arg;
	dprintf(1, "   child:  I set the parent's `variable` to %d and end\n",
		variable);
	return (char *)&local > bottom && (char *)&local < top ? 0 : 1;
}

static int with_clone(void)
{
	int value = 42, status;
	pid_t pid;

	printf("1. I am process %d. My own stack is near %p.\n", getpid(),
	       (void *)&value);
	make_stack();
	printf("2. I map %d KiB for another one, %p to %p, and protect its\n"
	       "   lowest page, so that an overrun faults.\n",
	       STACK / 1024, (void *)bottom, (void *)top);
	printf("3. clone(function, %p, VM|FS|FILES|SIGHAND|SIGCHLD, argument):\n",
	       (void *)top);
	fflush(stdout);
	pid = clone(be_child, top, SHARED | SIGCHLD, &value);
	if (pid < 0)
		fail("clone");
	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	printf("4. The child %d has ended. `variable` is %d here too: we shared\n"
	       "   the memory. After fork it would still be 0.\n",
	       pid, variable);
	return status == 0 && variable == 42;
}

static void *be_thread(void *arg)
{
	volatile int local = 7;

	printf("   thread: getpid says %d as in the parent; gettid says %ld\n",
	       getpid(), (long)syscall(SYS_gettid));
	printf("   thread: my stack, which libc has mapped, is near %p\n",
	       (void *)&local);
	variable++;
	return arg;
}

static int with_pthread(void)
{
	static char token;
	pthread_t thread;
	void *result;

	printf("5. pthread_create does the same: a stack, a guard page, clone.\n"
	       "   With CLONE_THREAD besides, so that both are one process:\n");
	errno = pthread_create(&thread, NULL, be_thread, &token);
	if (errno)
		fail("pthread_create");
	errno = pthread_join(thread, &result);
	if (errno)
		fail("pthread_join");
	printf("6. The thread has ended, `variable` is %d. No wait(2) was needed:\n"
	       "   pthread_join waited on a futex that the kernel clears.\n",
	       variable);
	return result == &token && variable == 43;
}

int main(void)
{
	int good;

	setvbuf(stdout, NULL, _IOLBF, 0);
	good = with_clone();
	good &= with_pthread();
	printf("Verdict: %s\n",
	       good ? "clone made both, process and thread; the flags differ."
		    : "something is wrong here.");
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
