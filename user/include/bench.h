/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the programs of user/bench share: each is a table of rows, and a row is
 * one operation, whose cost is told in ticks of the TSC.  Under `-icount shift=0`
 * a tick is an instruction, so that a figure can be had again exactly.
 *
 *	static void null_call(unsigned n, unsigned unused)
 *	{
 *		bench_start();
 *		while (n--)
 *			call(SYS_getppid, 0, 0, 0);
 *		bench_stop();
 *	}
 *
 * Only what lies between bench_start() and bench_stop() counts; a row may pass
 * there more than once, in any one process at a time.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>

#define BENCH_PAGE 4096u

/*
 * struct bench_row - RUN does the operation COUNT times, each time it is called.
 * MOVES: does the operation move pages (copy, map or touch them), or none?
 */
enum bench_kind {
	MOVES_NO_PAGE,
	MOVES_PAGES
};

struct bench_row {
	const char *name, *title;
	enum bench_kind kind;
	unsigned count;
	void (*run)(unsigned count, unsigned parameter);
	unsigned parameter;
};

/* The stop-watch, in memory that the children share. */
struct bench_watch {
	uint64_t from, spent;
};

extern struct bench_watch *bench_watch;

static inline uint64_t bench_ticks(void)
{
	return __builtin_ia32_rdtsc();
}

static inline void bench_start(void)
{
	bench_watch->from = bench_ticks();
}

static inline void bench_stop(void)
{
	bench_watch->spent += bench_ticks() - bench_watch->from;
}

/* call - a system call with nothing of libc around it; its result or -errno. */
static inline long call(long nr, long a, long b, long c)
{
	__asm__ volatile("int $0x80"
			 : "+a"(nr)
			 : "b"(a), "c"(b), "d"(c)
			 : "memory");
	return nr;
}

/*
 * bench_main - measure the rows whose names an argument matches, as a pattern
 * of the shell's (all rows, without arguments), and print for each a line `name
 * TAB kind TAB figure TAB title`: the median of five runs, after one that warms
 * up.  Returns main's result.
 */
int bench_main(int argc, char **argv, const struct bench_row *rows, int n);

/* must - a libc call that must not fail; its result. */
#define must(what) bench_must(#what, (long)(what))
long bench_must(const char *what, long result);

/* bench_map - private anonymous memory of SIZE bytes. */
char *bench_map(unsigned size);

/* bench_touch - write one byte in each page of it. */
void bench_touch(char *memory, unsigned size);

/* bench_reap - wait for a child, which must have exited with 0. */
void bench_reap(pid_t pid);

#endif
