/* SPDX-License-Identifier: GPL-2.0 */
/*
 * soak's parts: what its workers do (lib/soak_tasks.c, lib/soak_memory.c) and what
 * all of them use (lib/soak.c). tools/soak.c has the workers start and end.
 */
#ifndef SOAK_H
#define SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SOAK_WORKERS 6
#define SOAK_PAGES   64 /* of memory, at most so many at a time */
#define SOAK_WRONG   3	/* exit status of who saw something wrong */

/* Shared with all. */
struct progress {
	volatile unsigned long rounds[SOAK_WORKERS];
	volatile long long
		moved[SOAK_WORKERS];	   /* when it last ended an action */
	volatile int action[SOAK_WORKERS]; /* which it does */
	volatile bool wrong;
};
extern struct progress *progress;

/* chance - a number below N. Each process has a SEED of its own. */
extern unsigned int seed;
unsigned int chance(unsigned int n);

/* say - print in one piece. */
void say(const char *format, ...);

/* MUST - else the worker ends, and the soak with it. */
#define MUST(cond)                                                             \
	do {                                                                   \
		if (!(cond))                                                   \
			wrong(__FILE__, __LINE__, #cond);                      \
	} while (0)
void wrong(const char *file, int line, const char *what);

/* short_of - does this errno only say that memory or tasks are short? */
bool short_of(int err);

/* try_fork - a child, or -1 when there is no room for one now. */
pid_t try_fork(void);

/* status_of - wait for a child; its wait status. */
int status_of(pid_t pid);

/* try_map - anonymous memory, or NULL when there is none now. */
char *try_map(size_t pages, int flags);

/* fill, holds - write a part of each page, by VALUE; is it there still? */
void fill(char *at, size_t pages, int value);
bool holds(const char *at, size_t pages, int value);

/* catch_signals - SIGUSR1 and SIGALRM are counted, and interrupt nothing. */
void catch_signals(void);

/* sleep_on - for ever; a thread's function, too. */
void *sleep_on(void *arg);

/* The actions: processes and threads, then memory and signals. */
void fork_and_write(void);
void spawn_program(void);
void leave_orphans(void);
void pipe_through(void);
void run_team(void);
void end_with_threads(void);
void leave_lock(void);
void cut_area(void);
void share_file(void);
void grow(void);
void stop_and_go(void);
void queue_signals(void);
void be_interrupted(void);

#endif
