// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/PID/smaps, proc(5): how much of an area is there, who shares it, and
 * what it is.  It must be exact at once: Linux's sums of smaps are.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

#define PAGES 8
#define KIB   (PAGE_SIZE / 1024)

static char *area;
static int to_child[2], to_parent[2];

/* An area of its own: with a page on each side that is not like it. */
static void make(int flags, int fd)
{
	char *room = mmap(NULL, (PAGES + 2) * PAGE_SIZE, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(room != MAP_FAILED);
	area = room + PAGE_SIZE;
	CHECK(mmap(area, PAGES * PAGE_SIZE, PROT_READ | PROT_WRITE,
		   MAP_FIXED | flags, fd, 0) == area);
}

static void make_private(void)
{
	make(MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static void touch(int pages)
{
	int i;

	for (i = 0; i < pages; i++)
		area[i * PAGE_SIZE] = 't';
}

/* A field of the area, in pages. */
static long pages_of(pid_t pid, const char *name)
{
	long kib = smap_field(pid, area, name);

	return kib < 0 ? kib : kib / KIB;
}

static long mine(const char *name)
{
	return pages_of(getpid(), name);
}

static bool has_flag(const void *at, const char *flag)
{
	const char *line = smap_line(getpid(), at, "VmFlags:");
	char word[8];

	CHECK(line);
	snprintf(word, sizeof(word), " %s ", flag);
	return memmem(line, strcspn(line, "\n"), word, strlen(word)) != NULL;
}

/* A child that writes to N pages, then waits for tell(to_child). */
static pid_t start_child(int n)
{
	pid_t pid;
	char c;

	CHECK_OK(pipe(to_child));
	CHECK_OK(pipe(to_parent));
	pid = (pid_t)CHECK_OK(fork());
	if (!pid) {
		close(to_child[1]);
		touch(n);
		_exit(write(to_parent[1], "x", 1) != 1 ||
		      read(to_child[0], &c, 1) != 0);
	}
	CHECK_EQ(read(to_parent[0], &c, 1), 1);
	return pid;
}

static void end_child(pid_t pid)
{
	close(to_child[1]);
	reap_ok(pid);
}

TEST(untouched, "of an area that nobody has touched nothing is there")
{
	make_private();
	CHECK_EQ(mine("Size:"), PAGES);
	CHECK_EQ(mine("Rss:"), 0);
	CHECK_EQ(mine("Pss:"), 0);
}

TEST(page_size, "pages are of 4 KiB, for the kernel and the MMU")
{
	make_private();
	CHECK_EQ(smap_field(getpid(), area, "KernelPageSize:"), 4);
	CHECK_EQ(smap_field(getpid(), area, "MMUPageSize:"), 4);
}

TEST(touched, "pages that were written are private, dirty and anonymous")
{
	make_private();
	touch(5);
	CHECK_EQ(mine("Rss:"), 5);
	CHECK_EQ(mine("Pss:"), 5);
	CHECK_EQ(mine("Private_Dirty:"), 5);
	CHECK_EQ(mine("Anonymous:"), 5);
	CHECK_EQ(mine("Referenced:"), 5);
	CHECK_EQ(mine("Shared_Dirty:"), 0);
}

TEST(zero_page, "pages that were only read are the zero page: not counted")
{
	volatile char *page;

	make_private();
	page = area;
	CHECK_EQ(page[0], 0);
	CHECK_EQ(mine("Rss:"), 0);
}

TEST(forked, "after fork both share what was written, half a page each")
{
	pid_t pid;

	make_private();
	touch(4);
	pid = start_child(0);
	CHECK_EQ(mine("Shared_Dirty:"), 4);
	CHECK_EQ(mine("Private_Dirty:"), 0);
	CHECK_EQ(mine("Pss:"), 2);
	CHECK_EQ(pages_of(pid, "Shared_Dirty:"), 4);
	CHECK_EQ(pages_of(pid, "Pss:"), 2);
	end_child(pid);
}

TEST(written, "what the child then writes is private, on both sides")
{
	pid_t pid;

	make_private();
	touch(4);
	pid = start_child(3);
	CHECK_EQ(mine("Shared_Dirty:"), 1);
	CHECK_EQ(mine("Private_Dirty:"), 3);
	CHECK_EQ(pages_of(pid, "Shared_Dirty:"), 1);
	CHECK_EQ(pages_of(pid, "Private_Dirty:"), 3);
	end_child(pid);
}

TEST(child_ended, "when the child has ended all is private again")
{
	make_private();
	touch(4);
	end_child(start_child(0));
	CHECK_EQ(mine("Private_Dirty:"), 4);
	CHECK_EQ(mine("Shared_Dirty:"), 0);
	CHECK_EQ(mine("Pss:"), 4);
}

TEST(shared, "MAP_SHARED: what both have touched is shared, no copy made")
{
	pid_t pid;

	make(MAP_SHARED | MAP_ANONYMOUS, -1);
	touch(4);
	CHECK_EQ(mine("Private_Dirty:"), 4);
	pid = start_child(4);
	CHECK_EQ(mine("Shared_Dirty:"), 4);
	CHECK_EQ(mine("Pss:"), 2);
	CHECK_EQ(mine("Anonymous:"), 0);
	end_child(pid);
}

TEST(of_file, "a private mapping: the file's pages, or copies once written")
{
	volatile char *page;
	int fd = (int)CHECK_OK(open("file", O_RDWR | O_CREAT, 0600));

	CHECK_OK(ftruncate(fd, PAGES * PAGE_SIZE));
	make(MAP_PRIVATE, fd);
	page = area;
	CHECK_EQ(page[0], 0);
	CHECK_EQ(mine("Anonymous:"), 0);
	touch(2);
	CHECK_EQ(mine("Anonymous:"), 2);
	CHECK(mine("Rss:") >= 2);
}

TEST(sum, "Rss is the sum of shared and private, clean and dirty")
{
	static const char *const kinds[] = { "Shared_Clean:", "Shared_Dirty:",
					     "Private_Clean:",
					     "Private_Dirty:" };
	const void *text = (const void *)test_sum;
	long sum = 0;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		sum += smap_field(getpid(), text, kinds[i]);
	CHECK_EQ(smap_field(getpid(), text, "Rss:"), sum);
	CHECK(sum > 0);
}

TEST(given_back, "MADV_DONTNEED and munmap show at once")
{
	make_private();
	touch(PAGES);
	CHECK_OK(madvise(area, 3 * PAGE_SIZE, MADV_DONTNEED));
	CHECK_EQ(mine("Rss:"), PAGES - 3);
	CHECK_OK(munmap(area + 6 * PAGE_SIZE, 2 * PAGE_SIZE));
	CHECK_EQ(mine("Rss:"), PAGES - 5);
	CHECK_EQ(mine("Size:"), PAGES - 2);
}

TEST(locked, "Locked: what mlock holds, and the flag lo")
{
	make_private();
	CHECK_EQ(mine("Locked:"), 0);
	CHECK_OK(mlock(area, PAGES * PAGE_SIZE));
	CHECK_EQ(mine("Locked:"), PAGES);
	CHECK(has_flag(area, "lo"));
	CHECK_OK(munlock(area, PAGES * PAGE_SIZE));
	CHECK_EQ(mine("Locked:"), 0);
	CHECK(!has_flag(area, "lo"));
}

TEST(swap, "pages that are in memory take no room in the swap")
{
	make_private();
	touch(PAGES);
	CHECK_EQ(mine("Swap:"), 0);
	CHECK_EQ(mine("SwapPss:"), 0);
	CHECK_EQ(proc_field("/proc/self/smaps_rollup", "AnonHugePages:"), 0);
}

TEST(rights, "VmFlags names the rights, also those that may be had")
{
	make_private();
	CHECK(has_flag(area, "rd") && has_flag(area, "wr"));
	CHECK(!has_flag(area, "ex") && !has_flag(area, "sh"));
	CHECK(has_flag(area, "mr") && has_flag(area, "mw"));
	CHECK(has_flag(area, "me"));
	CHECK_OK(mprotect(area, PAGES * PAGE_SIZE, PROT_READ));
	CHECK(has_flag(area, "rd") && !has_flag(area, "wr"));
}

TEST(kinds, "and what kind of area it is: sh, dc, gd, ac, nr")
{
	make_private();
	CHECK(has_flag(area, "ac"));
	CHECK_OK(madvise(area, PAGES * PAGE_SIZE, MADV_DONTFORK));
	CHECK(has_flag(area, "dc"));
	CHECK(has_flag(&area + 0, "wr"));
	make(MAP_SHARED | MAP_ANONYMOUS, -1);
	CHECK(has_flag(area, "sh") && has_flag(area, "ms"));
	make(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
	CHECK(has_flag(area, "nr") && !has_flag(area, "ac"));
	CHECK(has_flag(__builtin_frame_address(0), "gd"));
}

TEST(read_only_file, "a shared mapping of a file that is open to read: ms")
{
	int fd;

	CHECK_OK(write_file("file", "content", 7, 0600));
	fd = (int)CHECK_OK(open("file", O_RDONLY));
	area = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	CHECK(area != MAP_FAILED);
	CHECK(has_flag(area, "ms") && !has_flag(area, "sh"));
	CHECK(!has_flag(area, "mw"));
}

static long sum_of_areas(void)
{
	static char text[65536];
	const char *line = text;
	long sum = 0, kib;

	memset(text, 0, sizeof(text));
	CHECK(read_file("/proc/self/smaps", text, sizeof(text)) > 0);
	while ((line = strstr(line + 1, "\nRss:")) != NULL) {
		CHECK_EQ(sscanf(line, "\nRss: %ld kB", &kib), 1);
		sum += kib;
	}
	return sum;
}

TEST(rollup, "smaps_rollup is the sum of all areas")
{
	long sum = 0, whole = 0;
	int i;

	make_private();
	touch(PAGES);
	/* Once for nothing: the code that reads them has to be in memory. */
	for (i = 0; i < 2; i++) {
		whole = proc_field("/proc/self/smaps_rollup", "Rss:");
		sum = sum_of_areas();
	}
	CHECK_EQ(whole, sum);
}
