// SPDX-License-Identifier: GPL-2.0
/* What is said and asked of a range, whatever is mapped there: madvise(2),
 * msync(2), mincore(2), mlock(2), mprotect(2). */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <code.h>
#include <helpers.h>
#include <tap.h>

#define RW (PROT_READ | PROT_WRITE)

static char *map_pages(size_t pages, int flags)
{
	char *p =
		mmap(NULL, pages * PAGE_SIZE, RW, MAP_ANONYMOUS | flags, -1, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

/* Three pages of which the middle one is not mapped. */
static char *with_hole(void)
{
	char *p = map_pages(3, MAP_PRIVATE);

	memset(p, 1, 3 * PAGE_SIZE);
	CHECK_OK(munmap(p + PAGE_SIZE, PAGE_SIZE));
	return p;
}

TEST(dontneed, "MADV_DONTNEED: the part named reads as zeroes, no other")
{
	char *p = map_pages(3, MAP_PRIVATE);

	memset(p, 1, 3 * PAGE_SIZE);
	CHECK_OK(madvise(p + PAGE_SIZE, PAGE_SIZE, MADV_DONTNEED));
	CHECK_EQ(p[0], 1);
	CHECK_EQ(p[PAGE_SIZE], 0);
	CHECK_EQ(p[2 * PAGE_SIZE], 1);
}

TEST(dontneed_shared, "of shared memory nothing is lost")
{
	char *p = map_pages(1, MAP_SHARED);

	p[0] = 1;
	CHECK_OK(madvise(p, PAGE_SIZE, MADV_DONTNEED));
	CHECK_EQ(p[0], 1);
}

TEST(advice_hole, "over a hole it is ENOMEM, and done all the same")
{
	char *p = with_hole();

	CHECK_ERR(madvise(p, 3 * PAGE_SIZE, MADV_DONTNEED), ENOMEM);
	CHECK_EQ(p[0], 0);
	CHECK_EQ(p[2 * PAGE_SIZE], 0);
}

static void read_byte(void *address)
{
	*(volatile char *)address;
}

TEST(dontfork, "MADV_DONTFORK: a child does not have it, after DOFORK it has")
{
	char *p = map_pages(3, MAP_PRIVATE);
	int status, round;

	for (round = 0; round < 2; round++) {
		CHECK_OK(madvise(p + PAGE_SIZE, PAGE_SIZE,
				 round ? MADV_DOFORK : MADV_DONTFORK));
		if (!CHECK_OK(fork()))
			_exit(catch_fault(read_byte, p + PAGE_SIZE, NULL) != 0);
		CHECK_OK(wait(&status));
		CHECK_EQ(WEXITSTATUS(status), !round);
	}
}

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#define MADV_KEEPONFORK 19
#endif

static int first_byte_in_child(const volatile char *p)
{
	pid_t pid = fork();

	if (!pid)
		_exit(*p);
	return reap(pid) >> 8;
}

TEST(wipeonfork, "MADV_WIPEONFORK: a child finds zeroes, after KEEPONFORK not")
{
	char *p = map(PAGE_SIZE);

	*p = 7;
	CHECK_OK(madvise(p, PAGE_SIZE, MADV_WIPEONFORK));
	CHECK_EQ(first_byte_in_child(p), 0);
	CHECK_EQ(*p, 7);
	CHECK_OK(madvise(p, PAGE_SIZE, MADV_KEEPONFORK));
	CHECK_EQ(first_byte_in_child(p), 7);
	CHECK_ERR(madvise(map_shared(PAGE_SIZE), PAGE_SIZE, MADV_WIPEONFORK),
		  EINVAL);
}

TEST(advice_errors, "madvise: odd addresses, unknown advice: EINVAL")
{
	char *p = map_pages(1, MAP_PRIVATE);

	CHECK_ERR(madvise(p + 1, PAGE_SIZE, MADV_NORMAL), EINVAL);
	CHECK_ERR(madvise(p, PAGE_SIZE, 1234), EINVAL);
	CHECK_ERR(madvise(p, 0, -1), EINVAL);
	CHECK_ERR(madvise(p, (size_t)-1, MADV_NORMAL), EINVAL);
	CHECK_OK(madvise(p, 0, MADV_NORMAL));
	CHECK_OK(madvise(p, PAGE_SIZE, MADV_WILLNEED));
}

TEST(sync, "msync: ENOMEM over a hole, EINVAL for odd ranges and flags")
{
	char *p = with_hole();

	CHECK_OK(msync(p, PAGE_SIZE, MS_SYNC));
	CHECK_ERR(msync(p, 3 * PAGE_SIZE, MS_ASYNC), ENOMEM);
	CHECK_ERR(msync(p + 1, 1, MS_SYNC), EINVAL);
	CHECK_ERR(msync(p, PAGE_SIZE, MS_SYNC | MS_ASYNC), EINVAL);
	CHECK_ERR(msync(p, PAGE_SIZE, 64), EINVAL);
}

TEST(sync_locked, "MS_INVALIDATE of locked memory is EBUSY")
{
	char *p = map_pages(1, MAP_PRIVATE);

	CHECK_OK(mlock(p, PAGE_SIZE));
	CHECK_ERR(msync(p, PAGE_SIZE, MS_SYNC | MS_INVALIDATE), EBUSY);
}

TEST(incore, "mincore tells what has been touched; a hole is ENOMEM")
{
	unsigned char vec[3];
	char *p = map_pages(3, MAP_PRIVATE);

	p[PAGE_SIZE] = 1;
	CHECK_OK(mincore(p, 3 * PAGE_SIZE, vec));
	CHECK_EQ(vec[0] & 1, 0);
	CHECK_EQ(vec[1] & 1, 1);
	CHECK_EQ(vec[2] & 1, 0);
	CHECK_ERR(mincore(p + 1, 1, vec), EINVAL);
	CHECK_ERR(mincore(p, PAGE_SIZE, (void *)1), EFAULT);
	CHECK_OK(munmap(p + PAGE_SIZE, PAGE_SIZE));
	CHECK_ERR(mincore(p, 3 * PAGE_SIZE, vec), ENOMEM);
}

TEST(lock, "mlock brings memory in; DONTNEED of it is EINVAL until munlock")
{
	unsigned char vec[2];
	char *p = map_pages(2, MAP_PRIVATE);

	CHECK_OK(mlock(p + 5, PAGE_SIZE));
	CHECK_OK(mincore(p, 2 * PAGE_SIZE, vec));
	CHECK_EQ(vec[0] & vec[1] & 1, 1);
	CHECK_ERR(madvise(p, PAGE_SIZE, MADV_COLD), EINVAL);
	CHECK_ERR(madvise(p, PAGE_SIZE, MADV_PAGEOUT), EINVAL);
	CHECK_ERR(madvise(p, PAGE_SIZE, MADV_DONTNEED), EINVAL);
	CHECK_OK(munlock(p, 2 * PAGE_SIZE));
	CHECK_OK(madvise(p, PAGE_SIZE, MADV_DONTNEED));
}

TEST(lock_errors, "mlock: ENOMEM over a hole, EINVAL when the end wraps")
{
	char *p = with_hole();

	CHECK_ERR(mlock(p, 3 * PAGE_SIZE), ENOMEM);
	CHECK_ERR(munlock(p, 3 * PAGE_SIZE), ENOMEM);
	CHECK_ERR(mlock(p, -(size_t)PAGE_SIZE), EINVAL);
	CHECK_ERR(mlockall(0), EINVAL);
	CHECK_ERR(mlockall(64), EINVAL);
}

TEST(lock_all, "mlockall holds now for what is there, later for what comes")
{
	unsigned char vec[1];
	char *p = map_pages(1, MAP_PRIVATE);

	CHECK_OK(mlockall(MCL_CURRENT | MCL_FUTURE));
	CHECK_OK(mincore(p, PAGE_SIZE, vec));
	CHECK_EQ(vec[0] & 1, 1);
	CHECK_OK(mincore(map_pages(1, MAP_PRIVATE), PAGE_SIZE, vec));
	CHECK_EQ(vec[0] & 1, 1);
	CHECK_OK(munlockall());
	CHECK_OK(mincore(map_pages(1, MAP_PRIVATE), PAGE_SIZE, vec));
	CHECK_EQ(vec[0] & 1, 0);
}

TEST(lock_limit, "RLIMIT_MEMLOCK is for those who are not root")
{
	struct rlimit limit = { 2 * PAGE_SIZE, 2 * PAGE_SIZE };
	char *p = map_pages(3, MAP_PRIVATE);

	CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &limit));
	CHECK_OK(setuid(1000));
	CHECK_OK(mlock(p, 2 * PAGE_SIZE));
	CHECK_ERR(mlock(p, 3 * PAGE_SIZE), ENOMEM);
	CHECK_OK(munlock(p, 3 * PAGE_SIZE));
	limit.rlim_cur = 0;
	CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &limit));
	CHECK_ERR(mlock(p, PAGE_SIZE), EPERM);
}

TEST(many_rights, "rights of parts, changed in any order, join again")
{
	char *p = map_pages(64, MAP_PRIVATE);
	unsigned i;

	memset(p, 7, 64 * PAGE_SIZE);
	for (i = 0; i < 64; i += 2)
		CHECK_OK(mprotect(p + i * PAGE_SIZE, PAGE_SIZE, PROT_NONE));
	for (i = 1; i < 64; i += 2)
		CHECK_OK(mprotect(p + i * PAGE_SIZE, PAGE_SIZE, PROT_READ));
	CHECK_OK(mprotect(p + PAGE_SIZE, 62 * PAGE_SIZE, RW));
	CHECK_OK(mprotect(p, 64 * PAGE_SIZE, RW));
	for (i = 0; i < 64; i++)
		CHECK_EQ(p[i * PAGE_SIZE]++, 7);
	CHECK_OK(munmap(p, 64 * PAGE_SIZE));
}
