// SPDX-License-Identifier: GPL-2.0
/*
 * proc_sys_vm(5), overcommit_memory: what is promised (Committed_AS), and what is
 * refused.  RLIMIT_DATA, getrlimit(2), counts the same memory of one process.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define MODE  "/proc/sys/vm/overcommit_memory"
#define RATIO "/proc/sys/vm/overcommit_ratio"
#define PAGES 1024
#define SIZE  (PAGES * PAGE_SIZE)
#define KIB   (SIZE / 1024)
#define SLACK 512 /* KiB that others may promise meanwhile */

static int set(const char *path, const char *value)
{
	int fd = (int)CHECK_OK(open(path, O_WRONLY)), result;

	result = (int)write(fd, value, strlen(value));
	close(fd);
	return result;
}

/* In a child, so that what follows cannot stay: run it with this mode. */
static void with_mode(const char *mode, const char *ratio, void (*fn)(void *))
{
	int status;

	CHECK(set(RATIO, ratio) > 0);
	CHECK(set(MODE, mode) > 0);
	status = reap(start(fn, NULL));
	set(MODE, "0\n");
	set(RATIO, "50\n");
	CHECK_EQ(status, 0);
}

static long committed(void)
{
	return proc_field("/proc/meminfo", "Committed_AS:");
}

static char *get(size_t size, int prot, int flags)
{
	long addr = raw(SYS_mmap2, 0, size, prot, flags | MAP_ANONYMOUS, -1, 0);

	return (unsigned long)addr > -4096ul ? NULL : (char *)addr;
}

/* Of SIZE bytes more so many KiB were promised, since BEFORE. */
static void grown(long before, long kib)
{
	long now = committed() - before;

	if (now < kib - SLACK || now > kib + SLACK)
		FAIL("%ld KiB more are promised, not %ld", now, kib);
}

TEST(private, "private writable memory is promised, read-only is not")
{
	long before = committed();
	char *p = get(SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE);

	grown(before, KIB);
	CHECK(get(SIZE, PROT_READ, MAP_PRIVATE));
	grown(before, KIB);
	CHECK(get(SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE));
	grown(before, KIB);
	CHECK_OK(munmap(p, SIZE));
	grown(before, 0);
}

TEST(shared, "shared memory is promised once, and as long as somebody has it")
{
	long before = committed();
	char *p = get(SIZE, PROT_READ | PROT_WRITE, MAP_SHARED);
	pid_t pid;

	grown(before, KIB);
	pid = fork();
	if (!pid) {
		grown(before, KIB);
		_exit(0);
	}
	reap_ok(pid);
	CHECK_OK(munmap(p, SIZE));
	grown(before, 0);
	CHECK(get(SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE));
	grown(before, 0);
}

TEST(protect,
     "memory is promised when mprotect makes it writable, and stays so")
{
	long before = committed();
	char *p = get(SIZE, PROT_READ, MAP_PRIVATE);

	CHECK_OK(mprotect(p, SIZE / 2, PROT_READ | PROT_WRITE));
	grown(before, KIB / 2);
	CHECK_OK(mprotect(p, SIZE / 2, PROT_READ));
	grown(before, KIB / 2);
}

TEST(resized, "mremap promises what it adds")
{
	long before = committed();
	char *p = get(SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE);

	CHECK(mremap(p, SIZE, 2 * SIZE, MREMAP_MAYMOVE) != MAP_FAILED);
	grown(before, 2 * KIB);
}

TEST(forked, "fork promises all private writable memory once more")
{
	long before;
	pid_t pid;

	CHECK(get(SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE));
	before = committed();
	pid = fork();
	if (!pid) {
		CHECK(committed() - before >= KIB);
		_exit(0);
	}
	reap_ok(pid);
}

TEST(heuristic, "0: what exceeds all memory is refused, unless MAP_NORESERVE")
{
	size_t much = 0x70000000;

	CHECK(!get(much, PROT_READ | PROT_WRITE, MAP_PRIVATE));
	CHECK(get(much, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE));
}

static void want_much(void *arg)
{
	(void)arg;
	CHECK(get(0x70000000, PROT_READ | PROT_WRITE, MAP_PRIVATE));
}

TEST(always, "1: nothing is refused")
{
	with_mode("1\n", "50\n", want_much);
}

/* So much that not all of it can be promised, in bytes. */
static size_t beyond_limit(void)
{
	long limit = proc_field("/proc/meminfo", "CommitLimit:");

	return (size_t)(limit - committed() + 2 * SLACK) * 1024 & -PAGE_SIZE;
}

static void ask_beyond(void *arg)
{
	int rw = PROT_READ | PROT_WRITE;

	(void)arg;
	CHECK(!get(beyond_limit(), rw, MAP_PRIVATE));
	CHECK(!get(beyond_limit(), rw, MAP_PRIVATE | MAP_NORESERVE));
	CHECK(!get(beyond_limit(), rw, MAP_SHARED));
	CHECK(get(beyond_limit(), PROT_READ, MAP_PRIVATE));
	CHECK(get(beyond_limit() / 2, rw, MAP_PRIVATE));
}

TEST(never, "2: no more than CommitLimit is ever promised, NORESERVE or not")
{
	with_mode("2\n", "50\n", ask_beyond);
}

/* Most of what may be promised: a second time would be beyond the limit. */
static void move_most(void *arg)
{
	size_t size = beyond_limit() / 4 * 3 & -PAGE_SIZE;
	int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
	long before = committed();
	char *to, *from;

	(void)arg;
	from = get(size, PROT_READ | PROT_WRITE, MAP_PRIVATE);
	to = get(size, PROT_NONE, MAP_PRIVATE);
	CHECK(from && to);
	CHECK(mremap(from, size, size, flags, to) == to);
	grown(before, (long)size / 1024);
	CHECK(mremap(to, size, PAGE_SIZE, flags, from) == from);
	grown(before, PAGE_SIZE / 1024);
}

TEST(never_move, "mremap moves what is promised without a second promise")
{
	with_mode("2\n", "50\n", move_most);
}

TEST(never_fork, "then a fork may fail too: ENOMEM")
{
	int status;
	pid_t pid;

	CHECK(get(SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE));
	pid = fork();
	if (!pid) {
		CHECK(set(RATIO, "0\n") > 0 && set(MODE, "2\n") > 0);
		CHECK_ERR(fork(), ENOMEM);
		_exit(0);
	}
	status = reap(pid);
	set(MODE, "0\n");
	set(RATIO, "50\n");
	CHECK_EQ(status, 0);
}

TEST(limit, "CommitLimit is overcommit_ratio per cent of memory")
{
	long total = proc_field("/proc/meminfo", "MemTotal:");
	long limit = proc_field("/proc/meminfo", "CommitLimit:");

	CHECK(limit > total * 48 / 100 && limit <= total * 50 / 100);
}

/* Most of an address space, in areas that the heuristic lets pass. */
static size_t map_most(void)
{
	size_t size, sum = 0;
	unsigned int n = 0;

	for (size = 0x20000000; size >= 0x100000; size /= 2)
		for (; get(size,
			   n % 2 ? PROT_WRITE
				 : PROT_READ | PROT_WRITE | PROT_EXEC,
			   MAP_PRIVATE);
		     n++)
			sum += size;
	return sum;
}

TEST(many, "all together may be promised more pages than a long counts")
{
	const long long pages = 1ll << 31;
	size_t each = map_most() / PAGE_SIZE;
	int n = (int)(pages / (long long)each) + 10, i, gate[2], status;
	char byte;

	if (proc_field("/proc/meminfo", "MemTotal:") < 700 * 1024)
		SKIP("no room for so many processes");
	CHECK_OK(pipe(gate));
	for (i = 0; i < n; i++)
		if (!CHECK_OK(fork())) {
			close(gate[1]);
			_exit(read(gate[0], &byte, 1) != 0);
		}
	close(gate[1]);
	for (i = 0; i < n; i++)
		CHECK(wait(&status) > 0 && !status);
}

TEST(bad_mode, "other modes are EINVAL")
{
	CHECK_ERR(set(MODE, "3\n"), EINVAL);
	CHECK_ERR(set(MODE, "-1\n"), EINVAL);
}

static void set_limit(int which, size_t bytes)
{
	struct rlimit limit = { bytes, bytes };

	CHECK_OK(setrlimit(which, &limit));
}

TEST(data, "RLIMIT_DATA bounds private writable memory: ENOMEM")
{
	long kib = proc_field("/proc/self/status", "VmData:");

	set_limit(RLIMIT_DATA, (size_t)kib * 1024 + SIZE);
	CHECK(get(SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE));
	CHECK(!get(PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE));
	CHECK(get(SIZE, PROT_READ, MAP_PRIVATE));
	CHECK(get(SIZE, PROT_READ | PROT_WRITE, MAP_SHARED));
}

TEST(data_protect, "also what mprotect would make such: ENOMEM")
{
	char *p = get(SIZE, PROT_READ, MAP_PRIVATE);

	set_limit(RLIMIT_DATA, 0);
	CHECK_ERR(mprotect(p, SIZE, PROT_READ | PROT_WRITE), ENOMEM);
	CHECK_OK(mprotect(p, SIZE, PROT_NONE));
}
