// SPDX-License-Identifier: GPL-2.0
/*
 * fork-demo - fork(2) step by step, for a student who reads along: one process
 * becomes two, who is who, what each has, how the end of one is told to the
 * other.  It runs on Linux as well.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>

#define EXIT_STATUS 42

static int variable = 1;

static void fail(const char *what)
{
	printf("fork-demo: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

/* The child's side: say who we are, change our copy, wait to be told. */
static void be_child(pid_t parent, int go)
{
	char byte;

	printf("   child:  fork gave me 0; I am process %d, my parent is %d\n",
	       getpid(), getppid());
	if (getppid() != parent)
		exit(EXIT_FAILURE);
	printf("   child:  `variable` at %p holds %d, as my parent left it\n",
	       (void *)&variable, variable);
	variable = 2;
	printf("   child:  I set it to %d and wait for a byte in the pipe\n",
	       variable);
	if (read(go, &byte, 1) != 1)
		exit(EXIT_FAILURE);
	printf("   child:  the byte came; I end with status %d\n", EXIT_STATUS);
	exit(EXIT_STATUS);
}

/* The parent's side; returns whether all was as it should be. */
static int be_parent(pid_t child, int go)
{
	int status;

	while (process_state(child) != 'S')
		nap(1);
	printf("3. parent: fork gave me %d, which is my child's process id\n",
	       child);
	printf("           the same `variable` at %p is still %d here:\n",
	       (void *)&variable, variable);
	printf("           one address, two processes, two memories\n");
	printf("4. parent: the child sleeps in read(2); its state is %c\n",
	       process_state(child));
	printf("           now I write the byte that it waits for\n");
	if (write(go, "x", 1) != 1)
		fail("write");
	while (process_state(child) != 'Z')
		nap(1);
	printf("5. parent: the child has ended. It is a zombie (state %c):\n",
	       process_state(child));
	printf("           its memory is gone, its exit status is kept for me\n");
	if (waitpid(child, &status, 0) != child)
		fail("waitpid");
	printf("6. parent: waitpid gave me its status, %d, and freed the rest:\n",
	       WEXITSTATUS(status));
	printf("           process %d is %s\n", child,
	       process_state(child) ? "still there" : "no more");
	return variable == 1 && WEXITSTATUS(status) == EXIT_STATUS &&
	       !process_state(child);
}

int main(void)
{
	long copies = vmstat("pt_copy");
	int fds[2], good;
	pid_t me = getpid(), pid;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (pipe(fds) < 0)
		fail("pipe");
	printf("1. I am process %d. `variable` at %p holds %d.\n", me,
	       (void *)&variable, variable);
	printf("2. I call fork(). From here on there are two of us.\n");
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0)
		be_child(me, fds[0]);
	good = be_parent(pid, fds[1]);
	if (copies >= 0)
		printf("   For this the kernel copied %ld page tables "
		       "(pt_copy in /proc/vmstat).\n",
		       vmstat("pt_copy") - copies);
	else
		printf("   (This kernel does not count copied page tables.)\n");
	printf("Verdict: %s\n", good ? "fork made two processes out of one."
				     : "something is wrong here.");
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
