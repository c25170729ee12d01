/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What many tests need: children and how they end, files read whole, the
 * kernel's counters, and memory in a known state.  Each helper fails the test
 * itself (see tap.h) unless its description names a return value for errors.
 */
#ifndef HELPERS_H
#define HELPERS_H

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The first address that is the kernel's: the split is at 3 GiB. */
#define KERNEL_BASE 0xC0000000u

/*
 * start - fork a child that runs FN(ARG) and then _exit(0)s.
 * Returns the child's pid.
 */
pid_t start(void (*fn)(void *), void *arg);

/* reap - wait for one child; returns its wait status. */
int reap(pid_t pid);

/* reap_ok - wait for one child, which must _exit(0). */
void reap_ok(pid_t pid);

/* reap_exit - wait for one child, which must exit with STATUS. */
void reap_exit(pid_t pid, int status);

/* reap_signal - wait for one child, which signal SIG must have killed. */
void reap_signal(pid_t pid, int sig);

/* dies_of - run FN in a child, which signal SIG must kill. */
void dies_of(int sig, void (*fn)(void));

/* survives - run FN in a child, which must come back and exit 0. */
void survives(void (*fn)(void));

/*
 * read_file - read a file from its start into BUF, at most SIZE - 1 bytes,
 * and end it with a NUL.  Returns the length, or -1 with errno set.
 */
ssize_t read_file(const char *path, char *buf, size_t size);

/* file_says - fail the test unless the file's content, of some lines, is WANT. */
void file_says(const char *path, const char *want);

/* write_file - make a file with this content and mode; 0 or -1 and errno. */
int write_file(const char *path, const void *data, size_t size, mode_t mode);

/*
 * vmstat - one counter of /proc/vmstat, by name; -1 when there is no such
 * counter.
 */
long vmstat(const char *name);

/* need_vmstat - the same, but skip the test when there is no such counter. */
long need_vmstat(const char *name);

/*
 * proc_field - the number behind `NAME` at the start of a line in a file such
 * as /proc/meminfo (`MemFree:`) or /proc/self/status; -1 when it is not there.
 */
long proc_field(const char *path, const char *name);

/*
 * smap_field - the number behind NAME (`Rss:`), in KiB, of the area of process
 * PID that holds ADDRESS, as /proc/PID/smaps tells; -1 when it does not.
 * smap_line - the text there, up to the end of all areas, or NULL.
 */
long smap_field(pid_t pid, const void *address, const char *name);
const char *smap_line(pid_t pid, const void *address, const char *name);

/* booted_with - does the kernel's command line have this option? */
bool booted_with(const char *option);

/* on_lectern - is this the kernel that the tests came with? */
bool on_lectern(void);

/* struct area - one line of /proc/self/maps. */
struct area {
	unsigned long start, end, offset;
	char rights[5], name[128];
};

/* find_area - the area that ADDRESS lies in; false when there is none. */
bool find_area(const void *address, struct area *area);

/* map - private anonymous memory of SIZE bytes, readable and writable. */
void *map(size_t size);

/* map_shared - the same, but shared with the children. */
void *map_shared(size_t size);

/* unmapped - a page-aligned address of SIZE bytes where nothing is mapped. */
void *unmapped(size_t size);

/* nap - sleep for that many milliseconds, through signals too. */
void nap(unsigned milliseconds);

/* now_ms - the monotonic clock in milliseconds. */
long long now_ms(void);

/* handle - install a handler by sigaction(2) with these flags. */
void handle(int sig, void (*handler)(int), int flags);

/* handle_info - the same with SA_SIGINFO added. */
void handle_info(int sig, void (*handler)(int, siginfo_t *, void *), int flags);

/* self_exe - the path of the running program, for tests that exec it. */
const char *self_exe(void);

/*
 * process_state - the state letter of a process in /proc/PID/stat, or 0 when
 * there is no such process.
 */
char process_state(pid_t pid);

/* wait_for_state - wait (up to a few seconds) until PID is in that state. */
void wait_for_state(pid_t pid, char state);

#endif
