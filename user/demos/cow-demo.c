// SPDX-License-Identifier: GPL-2.0
/*
 * cow-demo - copy-on-write, seen from outside: after fork(2) parent and child
 * share every page, and a page is copied when one of them writes to it.  The
 * counters are cow_copy, cow_reuse and pt_copy of /proc/vmstat, which Linux has
 * not; who shares what, /proc/PID/smaps tells on both.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>

#define PAGES 256

/* What the kernel has counted so far; -1 where it does not count. */
struct counts {
	long copy, reuse, tables;
};

static char *pages;
static int down[2], up[2];
static int shared; /* after the fork; with fork=eager nothing is */

static void fail(const char *what)
{
	printf("cow-demo: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static struct counts read_counts(void)
{
	return (struct counts){ vmstat("cow_copy"), vmstat("cow_reuse"),
				vmstat("pt_copy") };
}

/* What happens here, depending on how fork was done. */
static void say(const char *cow, const char *eager)
{
	fputs(shared ? cow : eager, stdout);
}

static void tell(int fd)
{
	if (write(fd, "x", 1) != 1)
		fail("write");
}

static void await(int fd)
{
	char byte;

	if (read(fd, &byte, 1) != 1)
		exit(EXIT_FAILURE);
}

/* Print what was counted since BEFORE. */
static void show(struct counts before)
{
	struct counts now = read_counts();

	if (now.copy < 0) {
		printf("   (This kernel does not count it.)\n");
		return;
	}
	printf("   counted: %ld pages copied, %ld taken back, "
	       "%ld page tables copied\n",
	       now.copy - before.copy, now.reuse - before.reuse,
	       now.tables - before.tables);
}

/* What smaps says of the pages: Private_Dirty and Shared_Dirty, in KiB. */
static void show_sharing(const char *who, pid_t pid)
{
	printf("   %-8s %5ld kB private, %5ld kB shared: %5ld kB fall to it\n",
	       who, smap_field(pid, pages, "Private_Dirty:"),
	       smap_field(pid, pages, "Shared_Dirty:"),
	       smap_field(pid, pages, "Pss:"));
}

static void show_both(pid_t child)
{
	show_sharing("parent", getpid());
	show_sharing("child", child);
}

static void write_pages(int first, int count, char with)
{
	int i;

	for (i = first; i < first + count; i++)
		pages[i * PAGE_SIZE] = with;
}

static int all_hold(int first, int count, char what)
{
	int i;

	for (i = first; i < first + count; i++)
		if (pages[i * PAGE_SIZE] != what)
			return 0;
	return 1;
}

/* The child writes ten pages when it is told to, and then ends. */
static void be_child(void)
{
	/* Say that we run: what a start costs has been counted by then. */
	tell(up[1]);
	await(down[0]);
	if (!all_hold(0, PAGES, 'P'))
		exit(EXIT_FAILURE);
	write_pages(0, 10, 'C');
	tell(up[1]);
	await(down[0]);
	exit(all_hold(0, 10, 'C') && all_hold(10, PAGES - 10, 'P')
		     ? EXIT_SUCCESS
		     : EXIT_FAILURE);
}

static pid_t share(void)
{
	struct counts before;
	pid_t pid;

	printf("1. I have %d pages, %p to %p, each written: all mine.\n", PAGES,
	       (void *)pages, (void *)(pages + PAGES * PAGE_SIZE - 1));
	show_sharing("parent", getpid());
	before = read_counts();
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0)
		be_child();
	await(up[0]);
	shared = smap_field(pid, pages, "Private_Dirty:") == 0;
	say("2. I forked. Both of us have these pages now, write-protected;\n"
	    "   only the tables that lead to them were copied, and the few\n"
	    "   pages (stack, variables) that have been written since:\n",
	    "2. I forked, and fork copied not only tables but all pages at once\n"
	    "   (fork=eager). So no write will fault for a copy:\n");
	show(before);
	show_both(pid);
	return pid;
}

static void child_writes(pid_t child)
{
	struct counts before = read_counts();

	say("3. The child writes to the first ten pages. Each write faults;\n"
	    "   the page has two owners, so the child gets a copy:\n",
	    "3. The child writes to the first ten pages. They are its own:\n");
	tell(down[1]);
	await(up[0]);
	show(before);
	printf("   the child sees 'C' there now, I see '%c'\n", pages[0]);
	show_both(child);
}

static void parent_writes(pid_t child)
{
	struct counts before = read_counts();

	say("4. I write to the same ten pages. The child has its own copies,\n"
	    "   so I am the only owner of the old ones: no copy, they are\n"
	    "   just made writable again:\n",
	    "4. I write to the same ten pages. Mine are my own, too:\n");
	write_pages(0, 10, 'P');
	show(before);
	before = read_counts();
	say("5. I write to ten others. These we still share: copies, mine:\n",
	    "5. I write to ten others. We share none:\n");
	write_pages(10, 10, 'M');
	show(before);
	show_both(child);
}

static int end(pid_t pid)
{
	struct counts before;
	int status;

	tell(down[1]);
	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	before = read_counts();
	printf("6. The child has ended. All pages have one owner; I write them\n"
	       "   all, and none is copied:\n");
	write_pages(0, PAGES, 'E');
	show(before);
	show_sharing("parent", getpid());
	return status == 0;
}

static int shared_memory(void)
{
	volatile char *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	if (page == MAP_FAILED)
		fail("mmap");
	*page = 'p';
	pid = fork();
	if (pid == 0) {
		*page = 'c';
		exit(EXIT_SUCCESS);
	}
	waitpid(pid, NULL, 0);
	printf("7. Memory mapped MAP_SHARED is not copied at all: a child wrote\n"
	       "   'c' to it, and here I read '%c'.\n",
	       *page);
	return *page == 'c';
}

/* The pages, as an area of their own: with a page on each side that is not. */
static void make_pages(void)
{
	size_t size = PAGES * PAGE_SIZE;
	char *area = mmap(NULL, size + 2 * PAGE_SIZE, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (area == MAP_FAILED)
		fail("mmap");
	pages = area + PAGE_SIZE;
	if (mprotect(pages, size, PROT_READ | PROT_WRITE) < 0)
		fail("mprotect");
	write_pages(0, PAGES, 'P');
}

static int conclude(int good)
{
	if (!good)
		printf("Verdict: something is wrong here.\n");
	else if (shared)
		printf("Verdict: each side saw its own, and only what was "
		       "written was copied.\n");
	else
		printf("Verdict: each side saw its own: fork had copied it "
		       "all.\n");
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(void)
{
	int good;
	pid_t pid;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (pipe(down) < 0 || pipe(up) < 0)
		fail("pipe");
	make_pages();
	pid = share();
	child_writes(pid);
	good = all_hold(0, PAGES, 'P');
	parent_writes(pid);
	good &= end(pid);
	good &= shared_memory();
	return conclude(good);
}
