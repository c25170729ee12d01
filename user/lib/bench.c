// SPDX-License-Identifier: GPL-2.0
/*
 * The frame around the rows of user/bench: choose, run, take the median, print.
 * A line is on its way to the host before the next row begins, so that no
 * interrupt of the serial line falls into what is timed.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <bench.h>

#define RUNS 5

struct bench_watch *bench_watch;

long bench_must(const char *what, long result)
{
	if (result == -1) {
		perror(what);
		exit(EXIT_FAILURE);
	}
	return result;
}

char *bench_map(unsigned size)
{
	return (char *)must(mmap(NULL, size, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

void bench_touch(char *memory, unsigned size)
{
	volatile char *at = memory;

	for (; size; size -= BENCH_PAGE, at += BENCH_PAGE)
		*at = 1;
}

void bench_reap(pid_t pid)
{
	int status = -1;

	must(waitpid(pid, &status, 0));
	if (status != 0) {
		fprintf(stderr, "a child ended with %#x\n", (unsigned)status);
		exit(EXIT_FAILURE);
	}
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static uint64_t run_once(const struct bench_row *row)
{
	bench_watch->spent = 0;
	row->run(row->count, row->parameter);
	return bench_watch->spent / row->count;
}

static uint64_t measure(const struct bench_row *row)
{
	uint64_t figures[RUNS];
	int i;

	run_once(row);
	for (i = 0; i < RUNS; i++)
		figures[i] = run_once(row);
	qsort(figures, RUNS, sizeof(figures[0]), by_value);
	return figures[RUNS / 2];
}

static int chosen(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!fnmatch(argv[i], name, 0))
			return 1;
	return argc == 1;
}

int bench_main(int argc, char **argv, const struct bench_row *rows, int n)
{
	const struct bench_row *row;

	bench_watch =
		(void *)must(mmap(NULL, BENCH_PAGE, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	for (row = rows; row < rows + n; row++) {
		if (!chosen(row->name, argc, argv))
			continue;
		tcdrain(STDOUT_FILENO);
		printf("%s\t%s\t%llu\t%s\n", row->name,
		       row->kind == MOVES_PAGES ? "pages" : "none",
		       (unsigned long long)measure(row), row->title);
		fflush(stdout);
	}
	return EXIT_SUCCESS;
}
