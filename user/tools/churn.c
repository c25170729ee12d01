// SPDX-License-Identifier: GPL-2.0
/*
 * churn [N] - fork, exec and reap N times (10000 unless told), and look
 * whether the kernel has as much memory, objects, files and tasks afterwards
 * as before.  A leak of one page in a thousand rounds shows here.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <resources.h>

#define ROUNDS	10000
#define WARM_UP 20

/* The child is this program once more, which then does nothing. */
static int once(void)
{
	static char *const argv[] = { "churn", "--nothing", NULL };
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execv("/proc/self/exe", argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
		printf("churn: %s\n",
		       pid < 0 ? strerror(errno) : "a child failed");
		return -1;
	}
	return 0;
}

static int repeat(int rounds)
{
	int i;

	for (i = 0; i < rounds; i++)
		if (once() < 0)
			return -1;
	return 0;
}

static int compare(const struct resources *before)
{
	struct resources after;
	int i, leaked = resources_settle(before, &after);

	for (i = 0; i < RESOURCES; i++)
		printf("churn: %s: %ld before, %ld after%s\n",
		       resources_name(i), before->value[i], after.value[i],
		       resources_leaked(i, before, &after) ? ", a leak" : "");
	return leaked;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : ROUNDS;
	struct resources before;
	long long began;

	if (argc > 1 && !strcmp(argv[1], "--nothing"))
		return EXIT_SUCCESS;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (repeat(WARM_UP) < 0)
		return EXIT_FAILURE;
	printf("churn: %d times fork, exec, exit\n", rounds);
	/* The first reading takes memory itself: let it be another. */
	resources_read(&before);
	resources_read(&before);
	began = now_ms();
	if (repeat(rounds) < 0)
		return EXIT_FAILURE;
	printf("churn: done in %lld ms\n", now_ms() - began);
	return compare(&before) ? EXIT_FAILURE : EXIT_SUCCESS;
}
