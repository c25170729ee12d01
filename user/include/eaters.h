/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes that eat memory. Each way of eating runs in a child that may be
 * killed; the test's own process asks to be spared, as a shell would. Afterwards
 * all memory must be back.
 */
#ifndef EATERS_H
#define EATERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define MIB    (1024u * 1024)
#define SPARED (-900)
#define NEVER  (-1000)
#define MOST   512 /* children of one test */

/* Files that take a line. write_*: 0, or -1 with errno. */
int write_text(const char *path, const char *text);
int write_number(const char *path, long value);
long read_number(const char *path);

/* set_adj - the own oom_score_adj. */
void set_adj(long adj);

/* begin - a test begins: spared itself, and all caches empty. end - and it ends:
 * nothing was lost. */
void begin(void);
void end(void);

/* option - a number from the environment: the soak test asks for more. */
unsigned int option(const char *name, unsigned int usual);

/* kills - how many the OOM killer has chosen so far. */
long kills(void);

/* touch - write to each page. */
void touch(volatile char *p, size_t size);

/* eater - a child that FN runs in, with an adjustment; FN may come back. */
pid_t eater(void (*fn)(void), long adj);

/* is_killed - FN never ends by itself; the kernel kills it. is_limited - FN meets
 * a limit and ends; nobody is killed. */
void is_killed(void (*fn)(void));
void is_limited(void (*fn)(void));

/* Children that FN runs in and that then wait for their end. False: no fork. */
extern pid_t kids[MOST];
extern int nr_kids;
bool one_more(void (*fn)(void), long adj);
void end_kids(void);

/* eat_mappings - MAP_PRIVATE or MAP_SHARED, without an end. */
void eat_mappings(int sharing);
void eat_anonymous(void);

#endif
