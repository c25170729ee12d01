// SPDX-License-Identifier: GPL-2.0
/* mmap(2), munmap(2), mprotect(2) of anonymous memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <unistd.h>

#include <code.h>
#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)

static void read_byte(void *address)
{
	*(volatile char *)address;
}

static void write_byte(void *address)
{
	*(volatile char *)address = 1;
}

static bool readable(void *address)
{
	return catch_fault(read_byte, address, NULL) == 0;
}

static bool writable(void *address)
{
	return catch_fault(write_byte, address, NULL) == 0;
}

static char *map_at(void *address, size_t size, int prot, int flags)
{
	return mmap(address, size, prot, ANONYMOUS | flags, -1, 0);
}

TEST(zeroed, "fresh memory is zero, wherever it is first touched")
{
	char *p = map(64 * PAGE_SIZE);
	int i;

	for (i = 63; i >= 0; i--)
		CHECK_EQ(p[i * PAGE_SIZE + i], 0);
}

TEST(zeroed_again, "memory that another had is zero too")
{
	int i;

	for (i = 0; i < 10; i++) {
		char *p = map(64 * PAGE_SIZE);
		int at;

		for (at = 0; at < 64 * PAGE_SIZE; at += 64)
			CHECK_EQ(p[at], 0);
		memset(p, 0xee, 64 * PAGE_SIZE);
		CHECK_OK(munmap(p, 64 * PAGE_SIZE));
	}
}

TEST(demand, "memory is given when it is touched: mapping much costs nothing")
{
	long before = proc_field("/proc/meminfo", "MemFree:"), after;

	/* A half of what is free: as long as nobody touches it. */
	map((size_t)before << 9);
	after = proc_field("/proc/meminfo", "MemFree:");
	CHECK(before > 0);
	CHECK(before - after < 1024);
}

TEST(returned, "munmap gives pages back to the system")
{
	long before, during, after;
	char *p = map(8 << 20);

	before = proc_field("/proc/meminfo", "MemFree:");
	memset(p, 1, 8 << 20);
	during = proc_field("/proc/meminfo", "MemFree:");
	CHECK_OK(munmap(p, 8 << 20));
	after = proc_field("/proc/meminfo", "MemFree:");
	CHECK(before - during >= 7 << 10);
	CHECK(before - after < 1 << 10);
}

TEST(rounded, "a length is rounded up to whole pages")
{
	char *p = map(2 * PAGE_SIZE);

	CHECK_OK(munmap(p, 2 * PAGE_SIZE));
	CHECK(map_at(p, 1, PROT_READ | PROT_WRITE, MAP_FIXED) == p);
	CHECK(writable(p + PAGE_SIZE - 1));
	CHECK(!readable(p + PAGE_SIZE));
}

TEST(no_overlap, "mappings do not overlap")
{
	char *a = map(3 * PAGE_SIZE), *b = map(5 * PAGE_SIZE);

	CHECK(a + 3 * PAGE_SIZE <= b || b + 5 * PAGE_SIZE <= a);
	memset(a, 'a', 3 * PAGE_SIZE);
	memset(b, 'b', 5 * PAGE_SIZE);
	CHECK_EQ(a[3 * PAGE_SIZE - 1], 'a');
	CHECK_EQ(a[0], 'a');
}

TEST(hint, "an address that is free is taken as the hint says")
{
	void *p = (void *)0x30000000;

	CHECK(map_at(p, PAGE_SIZE, PROT_READ, 0) == p);
	/* Now it is taken: another is found, and the first stays. */
	CHECK(map_at(p, PAGE_SIZE, PROT_READ, 0) != p);
}

static bool may_execute(const void *p)
{
	struct area area;

	CHECK(find_area(p, &area));
	return area.rights[2] == 'x';
}

TEST(read_implies_exec,
     "personality READ_IMPLIES_EXEC: what is read can be run")
{
	char *old = map(PAGE_SIZE), *new;

	CHECK_OK(personality(READ_IMPLIES_EXEC));
	new = map(PAGE_SIZE);
	CHECK(may_execute(new) && !may_execute(old));
	CHECK_OK(mprotect(old, PAGE_SIZE, PROT_READ));
	CHECK_OK(mprotect(new, PAGE_SIZE, PROT_WRITE));
	CHECK(may_execute(old) && !may_execute(new));
}

TEST(hint_rounded, "a hint within a page is rounded down to it")
{
	char *free = unmapped(4 * PAGE_SIZE);
	void *page = mmap(free + PAGE_SIZE + 1, PAGE_SIZE, PROT_READ,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK_EQ((long)page, (long)free + PAGE_SIZE);
}

TEST(grows_down_file, "MAP_GROWSDOWN of a file, or shared, is EINVAL")
{
	int fd = (int)CHECK_OK(open("file", O_RDWR | O_CREAT, 0600));

	CHECK_ERR(mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE | MAP_GROWSDOWN,
		       fd, 0),
		  EINVAL);
	CHECK_ERR(mmap(NULL, PAGE_SIZE, PROT_READ,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0),
		  EINVAL);
}

TEST(fixed, "MAP_FIXED replaces what was there")
{
	char *p = map(3 * PAGE_SIZE);

	memset(p, 'x', 3 * PAGE_SIZE);
	CHECK(map_at(p + PAGE_SIZE, PAGE_SIZE, PROT_READ, MAP_FIXED) ==
	      p + PAGE_SIZE);
	CHECK_EQ(p[0], 'x');
	CHECK_EQ(p[PAGE_SIZE], 0);
	CHECK_EQ(p[2 * PAGE_SIZE], 'x');
	CHECK(!writable(p + PAGE_SIZE));
}

TEST(fixed_unaligned, "MAP_FIXED at an address within a page is EINVAL")
{
	CHECK_ERR((long)map_at((void *)0x30000001, PAGE_SIZE, PROT_READ,
			       MAP_FIXED),
		  EINVAL);
}

TEST(zero_length, "a length of 0 is EINVAL")
{
	CHECK_ERR((long)map_at(NULL, 0, PROT_READ, 0), EINVAL);
	CHECK_ERR(munmap((void *)0x30000000, 0), EINVAL);
}

TEST(huge, "lengths that no address space has are ENOMEM")
{
	CHECK_EQ(raw(SYS_mmap2, 0, 0xc0000000, PROT_READ, ANONYMOUS, -1, 0),
		 -ENOMEM);
	CHECK_EQ(raw(SYS_mmap2, 0, 0xfffff000, PROT_READ, ANONYMOUS, -1, 0),
		 -ENOMEM);
	CHECK_EQ(raw(SYS_mmap2, 0, 0xffffffff, PROT_READ, ANONYMOUS, -1, 0),
		 -ENOMEM);
}

TEST(fixed_kernel, "MAP_FIXED into the kernel's part is ENOMEM")
{
	CHECK_EQ(raw(SYS_mmap2, KERNEL_BASE, PAGE_SIZE, PROT_READ,
		     ANONYMOUS | MAP_FIXED, -1, 0),
		 -ENOMEM);
	CHECK_EQ(raw(SYS_mmap2, KERNEL_BASE - PAGE_SIZE, 2 * PAGE_SIZE,
		     PROT_READ, ANONYMOUS | MAP_FIXED, -1, 0),
		 -ENOMEM);
}

TEST(no_kind, "neither MAP_SHARED nor MAP_PRIVATE is EINVAL")
{
	CHECK_EQ(raw(SYS_mmap2, 0, PAGE_SIZE, PROT_READ, MAP_ANONYMOUS, -1, 0),
		 -EINVAL);
}

TEST(old_mmap, "the old mmap, number 90, takes its arguments from memory")
{
	unsigned long args[6] = {
		0,	   PAGE_SIZE,	      PROT_READ | PROT_WRITE,
		ANONYMOUS, (unsigned long)-1, 0
	};
	long p = raw(90, args);

	CHECK(p > 0 || p < -4095);
	*(volatile char *)p = 1;
}

TEST(address_space, "RLIMIT_AS bounds the whole: ENOMEM")
{
	struct rlimit limit = { 16 << 20, 16 << 20 };

	CHECK_OK(setrlimit(RLIMIT_AS, &limit));
	CHECK_ERR((long)map_at(NULL, 32 << 20, PROT_READ, 0), ENOMEM);
	map(1 << 20);
}

TEST(unmap_middle, "unmapping the middle of a mapping leaves both ends")
{
	char *p = map(5 * PAGE_SIZE);

	memset(p, 'x', 5 * PAGE_SIZE);
	CHECK_OK(munmap(p + 2 * PAGE_SIZE, PAGE_SIZE));
	CHECK_EQ(p[2 * PAGE_SIZE - 1], 'x');
	CHECK_EQ(p[3 * PAGE_SIZE], 'x');
	CHECK(!readable(p + 2 * PAGE_SIZE));
	CHECK(!readable(p + 3 * PAGE_SIZE - 1));
	CHECK(writable(p) && writable(p + 4 * PAGE_SIZE));
}

TEST(unmap_ends, "so does unmapping its start, or its end")
{
	char *p = map(5 * PAGE_SIZE);

	memset(p, 'x', 5 * PAGE_SIZE);
	CHECK_OK(munmap(p, PAGE_SIZE));
	CHECK_OK(munmap(p + 4 * PAGE_SIZE, PAGE_SIZE));
	CHECK(!readable(p) && !readable(p + 4 * PAGE_SIZE));
	CHECK_EQ(p[PAGE_SIZE], 'x');
	CHECK_EQ(p[4 * PAGE_SIZE - 1], 'x');
}

TEST(unmap_several, "one munmap may remove several mappings and holes")
{
	char *p = map(6 * PAGE_SIZE);

	CHECK_OK(munmap(p + 2 * PAGE_SIZE, PAGE_SIZE));
	CHECK_OK(mprotect(p + 4 * PAGE_SIZE, PAGE_SIZE, PROT_READ));
	CHECK_OK(munmap(p, 6 * PAGE_SIZE));
	CHECK(!readable(p) && !readable(p + 5 * PAGE_SIZE));
}

TEST(unmap_nothing, "unmapping where nothing is mapped is no error")
{
	CHECK_OK(munmap(unmapped(PAGE_SIZE), PAGE_SIZE));
}

TEST(unmap_errors, "munmap at an odd address, or in the kernel: EINVAL")
{
	CHECK_ERR(munmap((void *)0x30000001, PAGE_SIZE), EINVAL);
	CHECK_ERR(munmap((void *)KERNEL_BASE, PAGE_SIZE), EINVAL);
	CHECK_EQ(raw(SYS_munmap, 0x30000000, 0xf0000000), -EINVAL);
}

TEST(protect, "mprotect takes rights away and gives them back")
{
	char *p = map(PAGE_SIZE);

	*p = 'x';
	CHECK_OK(mprotect(p, PAGE_SIZE, PROT_READ));
	CHECK(readable(p) && !writable(p));
	CHECK_OK(mprotect(p, PAGE_SIZE, PROT_NONE));
	CHECK(!readable(p));
	CHECK_OK(mprotect(p, PAGE_SIZE, PROT_READ | PROT_WRITE));
	CHECK_EQ(*p, 'x');
	CHECK(writable(p));
}

TEST(protect_middle, "mprotect of the middle leaves the ends as they were")
{
	char *p = map(3 * PAGE_SIZE);

	memset(p, 'x', 3 * PAGE_SIZE);
	CHECK_OK(mprotect(p + PAGE_SIZE, PAGE_SIZE, PROT_READ));
	CHECK(writable(p + PAGE_SIZE - 1));
	CHECK(!writable(p + PAGE_SIZE));
	CHECK(!writable(p + 2 * PAGE_SIZE - 1));
	CHECK(writable(p + 2 * PAGE_SIZE));
}

TEST(protect_hole, "mprotect over a hole is ENOMEM")
{
	char *p = map(3 * PAGE_SIZE);

	CHECK_OK(munmap(p + PAGE_SIZE, PAGE_SIZE));
	CHECK_ERR(mprotect(p, 3 * PAGE_SIZE, PROT_READ), ENOMEM);
	CHECK_ERR(mprotect(unmapped(PAGE_SIZE), PAGE_SIZE, PROT_READ), ENOMEM);
}

TEST(protect_errors, "mprotect at an odd address or with odd rights: EINVAL")
{
	char *p = map(PAGE_SIZE);

	CHECK_EQ(raw(SYS_mprotect, p + 1, PAGE_SIZE, PROT_READ), -EINVAL);
	CHECK_EQ(raw(SYS_mprotect, p, PAGE_SIZE, 0x100), -EINVAL);
	CHECK_EQ(raw(SYS_mprotect, p, 0, PROT_READ), 0);
}

TEST(many, "1000 mappings of a page each, every second one unmapped")
{
	static char *p[1000];
	int i;

	for (i = 0; i < 1000; i++) {
		/* Different rights, so that they cannot be merged. */
		p[i] = map_at(NULL, PAGE_SIZE,
			      i % 2 ? PROT_READ : PROT_READ | PROT_WRITE, 0);
		CHECK(p[i] != MAP_FAILED);
		if (i % 2 == 0)
			*p[i] = (char)i;
	}
	for (i = 1; i < 1000; i += 2)
		CHECK_OK(munmap(p[i], PAGE_SIZE));
	for (i = 0; i < 1000; i += 2)
		CHECK_EQ(*p[i], (char)i);
}

#define MAP_COUNT "/proc/sys/vm/max_map_count"

static int count_areas(void)
{
	static char text[32768];
	const char *line = text;
	int n = 0;

	CHECK(read_file("/proc/self/maps", text, sizeof(text)) > 0);
	while ((line = strchr(line, '\n')) != NULL)
		n++, line++;
	return n;
}

/* Areas of one page each, all that may be; the last is one too many. */
static void map_most(void *arg)
{
	int shared = MAP_SHARED | MAP_ANONYMOUS;

	(void)arg;
	while (mmap(NULL, PAGE_SIZE, PROT_READ, shared, -1, 0) != MAP_FAILED)
		;
	CHECK_EQ(errno, ENOMEM);
	CHECK_EQ(count_areas(), 101);
}

static void cut_at_limit(void *arg)
{
	char *p = mmap(NULL, 5 * PAGE_SIZE, PROT_READ,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	map_most(arg);
	CHECK_ERR(munmap(p + 2 * PAGE_SIZE, PAGE_SIZE), ENOMEM);
	CHECK_ERR(mprotect(p, PAGE_SIZE, PROT_NONE), ENOMEM);
	CHECK_OK(munmap(p, PAGE_SIZE));
	CHECK_OK(munmap(p + 4 * PAGE_SIZE, PAGE_SIZE));
	CHECK(readable(p + PAGE_SIZE) && !readable(p + 4 * PAGE_SIZE));
}

/* Run with max_map_count at 100, in a child. */
static void few_areas(void (*fn)(void *))
{
	char before[16];
	int fd, status;

	CHECK(read_file(MAP_COUNT, before, sizeof(before)) > 0);
	fd = (int)CHECK_OK(open(MAP_COUNT, O_WRONLY));
	CHECK_EQ(write(fd, "100\n", 4), 4);
	status = reap(start(fn, NULL));
	CHECK(pwrite(fd, before, strlen(before), 0) > 0);
	CHECK_EQ(status, 0);
}

TEST(map_count, "max_map_count bounds the number of areas: ENOMEM")
{
	few_areas(map_most);
}

TEST(map_count_cut,
     "at that limit an area loses its ends, but gets no hole: ENOMEM")
{
	few_areas(cut_at_limit);
}

TEST(grow_mremap, "mremap grows a mapping and keeps what is in it")
{
	char *p = map(2 * PAGE_SIZE), *q;

	memset(p, 'x', 2 * PAGE_SIZE);
	q = mremap(p, 2 * PAGE_SIZE, 64 * PAGE_SIZE, MREMAP_MAYMOVE);
	CHECK(q != MAP_FAILED);
	CHECK_EQ(q[2 * PAGE_SIZE - 1], 'x');
	CHECK_EQ(q[2 * PAGE_SIZE], 0);
	memset(q, 'y', 64 * PAGE_SIZE);
}

TEST(shrink_mremap, "mremap shrinks one in place")
{
	char *p = map(4 * PAGE_SIZE);

	memset(p, 'x', 4 * PAGE_SIZE);
	CHECK(mremap(p, 4 * PAGE_SIZE, PAGE_SIZE, 0) == p);
	CHECK_EQ(p[0], 'x');
	CHECK(!readable(p + PAGE_SIZE));
}

/* Mostly small; now and then one that libc gets a mapping of its own for. */
static unsigned size_of(unsigned i)
{
	return i % 20 ? i * i + 1 : 300000;
}

TEST(malloc_free, "malloc and free of many sizes work on all this")
{
	static unsigned char *p[200];
	unsigned i, round;

	for (round = 0; round < 5; round++) {
		for (i = 0; i < 200; i++) {
			p[i] = malloc(size_of(i));
			CHECK(p[i]);
			memset(p[i], (int)i, size_of(i));
		}
		for (i = 0; i < 200; i++) {
			CHECK_EQ(p[i][0], i);
			CHECK_EQ(p[i][size_of(i) - 1], i);
			free(p[i]);
		}
	}
}
