// SPDX-License-Identifier: GPL-2.0
/*
 * bench-memory - what a program's memory costs: faults, areas, copy-on-write.
 * See bench.h for how a row is measured, `make bench` for how all are.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bench.h>

#define FILE_NAME "/tmp/bench-memory"
#define AREA	  65536u

static void read_pages(const volatile char *memory, unsigned pages)
{
	bench_start();
	for (; pages; pages--, memory += BENCH_PAGE)
		(void)*memory;
	bench_stop();
}

static void write_pages(char *memory, unsigned pages)
{
	bench_start();
	bench_touch(memory, pages * BENCH_PAGE);
	bench_stop();
}

static void first_write(unsigned n, unsigned unused)
{
	char *memory = bench_map(n * BENCH_PAGE);

	write_pages(memory, n);
	must(munmap(memory, n * BENCH_PAGE));
}

static void first_read(unsigned n, unsigned unused)
{
	char *memory = bench_map(n * BENCH_PAGE);

	read_pages(memory, n);
	must(munmap(memory, n * BENCH_PAGE));
}

static void file_read(unsigned n, unsigned unused)
{
	int fd = (int)must(open(FILE_NAME, O_RDWR | O_CREAT, 0600));
	static char block[BENCH_PAGE];
	char *memory;
	unsigned i;

	for (i = 0; i < n; i++)
		must(write(fd, block, sizeof(block)));
	memory = (char *)must(
		mmap(NULL, n * BENCH_PAGE, PROT_READ, MAP_PRIVATE, fd, 0));
	read_pages(memory, n);
	must(munmap(memory, n * BENCH_PAGE));
	close(fd);
	unlink(FILE_NAME);
}

/* The child writes first, and gets a copy of each page. */
static void cow_copy(unsigned n, unsigned unused)
{
	char *memory = bench_map(n * BENCH_PAGE);
	pid_t pid;

	bench_touch(memory, n * BENCH_PAGE);
	pid = (pid_t)must(fork());
	if (pid == 0) {
		write_pages(memory, n);
		_exit(0);
	}
	bench_reap(pid);
	must(munmap(memory, n * BENCH_PAGE));
}

/* The child has ended, and the parent takes its pages back. */
static void cow_reuse(unsigned n, unsigned unused)
{
	char *memory = bench_map(n * BENCH_PAGE);
	pid_t pid;

	bench_touch(memory, n * BENCH_PAGE);
	pid = (pid_t)must(fork());
	if (pid == 0)
		_exit(0);
	bench_reap(pid);
	write_pages(memory, n);
	must(munmap(memory, n * BENCH_PAGE));
}

static void map_unmap(unsigned n, unsigned size)
{
	bench_start();
	while (n--)
		munmap(bench_map(size), size);
	bench_stop();
}

static void map_touch_unmap(unsigned n, unsigned size)
{
	bench_start();
	while (n--) {
		char *memory = bench_map(size);

		bench_touch(memory, size);
		munmap(memory, size);
	}
	bench_stop();
}

static void protect_twice(unsigned n, unsigned size)
{
	char *memory = bench_map(size);

	bench_touch(memory, size);
	bench_start();
	while (n--) {
		call(SYS_mprotect, (long)memory, (long)size, PROT_READ);
		call(SYS_mprotect, (long)memory, (long)size,
		     PROT_READ | PROT_WRITE);
	}
	bench_stop();
	must(munmap(memory, size));
}

static void brk_up_down(unsigned n, unsigned size)
{
	long at = call(SYS_brk, 0, 0, 0);

	bench_start();
	while (n--) {
		call(SYS_brk, at + (long)size, 0, 0);
		call(SYS_brk, at, 0, 0);
	}
	bench_stop();
}

static const struct bench_row rows[] = {
	{ "anon-write", "anonymous page, first write", MOVES_PAGES, 256,
	  first_write, 0 },
	{ "anon-read", "anonymous page, first read", MOVES_PAGES, 256,
	  first_read, 0 },
	{ "file-read", "page of a cached file, first read", MOVES_PAGES, 256,
	  file_read, 0 },
	{ "cow-copy", "COW fault, copy", MOVES_PAGES, 256, cow_copy, 0 },
	{ "cow-reuse", "COW fault, reuse", MOVES_PAGES, 256, cow_reuse, 0 },
	{ "mmap", "mmap + munmap 64 KiB", MOVES_NO_PAGE, 200, map_unmap, AREA },
	{ "mmap-touch", "mmap + touch + munmap 1 page", MOVES_PAGES, 200,
	  map_touch_unmap, BENCH_PAGE },
	{ "mprotect", "mprotect 16 pages, twice", MOVES_NO_PAGE, 200,
	  protect_twice, AREA },
	{ "brk", "brk up and down 64 KiB", MOVES_NO_PAGE, 200, brk_up_down,
	  AREA },
};

int main(int argc, char **argv)
{
	return bench_main(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
