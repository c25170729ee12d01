// SPDX-License-Identifier: GPL-2.0
/*
 * Mappings of one region made, cut, moved, protected and thrown away in random
 * order, and after each step every page compared with a model of a few lines:
 * is it there, what may be done with it, what does it hold.  The order depends
 * on the round alone, so that a failure comes again.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define PAGES	   48
#define LONGEST	   8 /* pages that one step is about */
#define ROUNDS	   20
#define STEPS	   150
#define ANY	   (PROT_READ | PROT_WRITE | PROT_EXEC)
#define ANON	   (MAP_PRIVATE | MAP_ANONYMOUS)
#define DONT_UNMAP 4

/* What the region should be. */
static struct page {
	bool there;
	int rights;
	unsigned char value; /* of its first byte */
} model[PAGES];

static char *region;
static int ends[2];
static unsigned state;
static bool all_locked;

static unsigned pick(unsigned below)
{
	state = state * 1103515245 + 12345;
	return (state >> 8) % below;
}

static char *at(unsigned n)
{
	return region + n * PAGE_SIZE;
}

/* ------------------------------------------------- by the kernel's own hand */

/* The byte there, or -EFAULT. */
static int peek(unsigned n)
{
	unsigned char byte;
	long result = raw(SYS_write, ends[1], at(n), 1);

	if (result < 0)
		return (int)result;
	CHECK_EQ(read(ends[0], &byte, 1), 1);
	return byte;
}

/* 1, or -EFAULT. */
static int poke(unsigned n, unsigned char byte)
{
	int result;

	CHECK_EQ(write(ends[1], &byte, 1), 1);
	result = (int)raw(SYS_read, ends[0], at(n), 1);
	if (result != 1)
		CHECK_EQ(read(ends[0], &byte, 1), 1);
	return result;
}

static void compare(void)
{
	unsigned n;

	/* What the i386 can write or execute, it can read. */
	for (n = 0; n < PAGES; n++) {
		bool readable = model[n].there && model[n].rights & ANY;
		int got = peek(n), want = readable ? model[n].value : -EFAULT;

		if (got != want)
			FAIL("page %u: %d, not %d", n, got, want);
	}
}

/* ----------------------------------------------------------------- the steps */

static void map_pages(unsigned n, unsigned count)
{
	int rights = (int)pick(ANY + 1);
	void *p =
		mmap(at(n), count * PAGE_SIZE, rights, MAP_FIXED | ANON, -1, 0);

	CHECK(p == at(n));
	for (; count--; n++)
		model[n] = (struct page){ true, rights, 0 };
}

static void unmap_pages(unsigned n, unsigned count)
{
	CHECK_OK(munmap(at(n), count * PAGE_SIZE));
	for (; count--; n++)
		model[n].there = false;
}

/* It goes as far as pages are there. */
static void protect_pages(unsigned n, unsigned count)
{
	int rights = (int)pick(ANY + 1);
	long result = raw(SYS_mprotect, at(n), count * PAGE_SIZE, rights);

	for (; count && model[n].there; count--, n++)
		model[n].rights = rights;
	CHECK_EQ(result, count ? -ENOMEM : 0);
}

/* This goes over holes, and tells of them. Locked memory is needed. */
static void throw_away(unsigned n, unsigned count)
{
	long result, want = 0;

	if (all_locked)
		return;
	result = raw(SYS_madvise, at(n), count * PAGE_SIZE, MADV_DONTNEED);
	for (; count--; n++) {
		if (!model[n].there)
			want = -ENOMEM;
		model[n].value = 0;
	}
	CHECK_EQ(result, want);
}

/* One page moves; with DONT_UNMAP a fresh one stays where it was. */
static void move_page(unsigned n, int flags)
{
	unsigned to = pick(PAGES);
	void *p;

	if (to == n || !model[n].there)
		return;
	p = mremap(at(n), PAGE_SIZE, PAGE_SIZE,
		   MREMAP_MAYMOVE | MREMAP_FIXED | flags, at(to));
	CHECK(p == at(to));
	model[to] = model[n];
	model[n].there = flags;
	model[n].value = 0;
}

static void write_page(unsigned n)
{
	unsigned char value = (unsigned char)pick(256);
	bool writable = model[n].there && model[n].rights & PROT_WRITE;

	CHECK_EQ(poke(n, value), writable ? 1 : -EFAULT);
	if (writable)
		model[n].value = value;
}

/* A child has all of it, and what it writes is its own. */
static void fork_off(void)
{
	pid_t pid = (pid_t)CHECK_OK(fork());
	int i;

	if (pid) {
		reap_ok(pid);
		return;
	}
	compare();
	for (i = 0; i < LONGEST; i++)
		write_page(pick(PAGES));
	compare();
	_exit(0);
}

static void step(void)
{
	unsigned what = pick(12), n = pick(PAGES), count = 1 + pick(LONGEST);

	count = count < PAGES - n ? count : PAGES - n;
	switch (what) {
	case 0:
	case 1:
	case 2:
		map_pages(n, count);
		break;
	case 3:
		unmap_pages(n, count);
		break;
	case 4:
	case 5:
		protect_pages(n, count);
		break;
	case 6:
		throw_away(n, count);
		break;
	case 7:
		move_page(n, 0);
		break;
	case 8:
		move_page(n, DONT_UNMAP);
		break;
	case 9:
		fork_off();
		break;
	default:
		write_page(n);
	}
}

static void play(unsigned round)
{
	int i;

	state = round;
	region = unmapped(PAGES * PAGE_SIZE);
	memset(model, 0, sizeof(model));
	for (i = 0; i < STEPS; i++) {
		step();
		compare();
	}
	CHECK_OK(munmap(region, PAGES * PAGE_SIZE));
}

TEST(rounds, "3000 random steps: every page is always what it should be")
{
	unsigned round;

	CHECK_OK(pipe(ends));
	for (round = 1; round <= ROUNDS; round++)
		play(round);
}

TEST(locked, "the same with all memory locked")
{
	unsigned round;

	CHECK_OK(pipe(ends));
	CHECK_OK(mlockall(MCL_CURRENT | MCL_FUTURE));
	all_locked = true;
	for (round = 1; round <= ROUNDS; round++)
		play(round + 1000);
}
