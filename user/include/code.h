/* SPDX-License-Identifier: GPL-2.0 */
/* Machine code made at run time, and faults caught in one's stride. */
#ifndef CODE_H
#define CODE_H

#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

/*
 * code_make - SIZE bytes of machine code in a page that may be executed.
 * Returns its address; fails the test when there is no memory.
 */
void *code_make(const void *bytes, size_t size);

/* code_run - call it; in a child when it is not to come back. */
void code_run(void *code);

/* What the last fault that catch_fault caught was. */
struct fault {
	int sig, code;
	unsigned long address; /* si_addr */
	unsigned long eip;
};

/*
 * catch_fault - call FN(ARG).  Returns 0 when it comes back; else the signal
 * (SIGSEGV, SIGBUS, SIGILL, SIGFPE or SIGTRAP) that it ran into, with the
 * details in FAULT unless that is NULL.  The handler runs on a stack of its
 * own, so that FN may do what it likes with the stack pointer.
 */
int catch_fault(void (*fn)(void *), void *arg, struct fault *fault);

#endif
