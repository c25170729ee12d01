// SPDX-License-Identifier: GPL-2.0
/* mlock(2), mlock2, mlockall: what is counted, what is made present, limits. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define PAGES 8
#define KIB   (PAGE_SIZE / 1024)
#define ALL   (PAGES * PAGE_SIZE)

#define ONFAULT	    1 /* MLOCK_ONFAULT */
#define ALL_ONFAULT 4 /* MCL_ONFAULT */

static char *area;

/* Pages with a hole behind them. */
static void make(int prot)
{
	area = unmapped(64 * PAGE_SIZE);
	CHECK(mmap(area, ALL, prot, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0) == area);
}

static void make_plain(void)
{
	make(PROT_READ | PROT_WRITE);
}

static long locked(void)
{
	return proc_field("/proc/self/status", "VmLck:") / KIB;
}

static int resident(void)
{
	unsigned char vec[PAGES];
	int i, n = 0;

	CHECK_OK(mincore(area, ALL, vec));
	for (i = 0; i < PAGES; i++)
		n += vec[i] & 1;
	return n;
}

/* From now on an ordinary user, who may lock so many pages. */
static void be_user(unsigned int pages)
{
	struct rlimit limit = { pages * PAGE_SIZE, pages * PAGE_SIZE };

	CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &limit));
	CHECK_EQ(raw(SYS_setresuid32, 1000, 1000, 1000), 0);
}

TEST(counted, "VmLck counts the pages; any byte of a page locks all of it")
{
	make_plain();
	CHECK_OK(mlock(area + 5, PAGE_SIZE));
	CHECK_EQ(locked(), 2);
	CHECK_OK(mlock(area, PAGE_SIZE));
	CHECK_EQ(locked(), 2);
	CHECK_OK(munlock(area + PAGE_SIZE, 1));
	CHECK_EQ(locked(), 1);
	CHECK_OK(munmap(area, PAGE_SIZE));
	CHECK_EQ(locked(), 0);
}

TEST(present, "locked memory is there: private, writable memory for good")
{
	make_plain();
	CHECK_EQ(resident(), 0);
	CHECK_OK(mlock(area, ALL));
	CHECK_EQ(resident(), PAGES);
}

static void fault_count(void)
{
	struct rusage before, after;

	make_plain();
	CHECK_OK(mlock(area, ALL));
	getrusage(RUSAGE_SELF, &before);
	getrusage(RUSAGE_SELF, &before);
	memset(area, 'x', ALL);
	getrusage(RUSAGE_SELF, &after);
	CHECK_EQ(after.ru_minflt, before.ru_minflt);
}

TEST(no_fault, "so that no access to it faults, nor a first write")
{
	fault_count();
}

TEST(on_fault, "mlock2 with MLOCK_ONFAULT locks, and brings nothing in")
{
	make_plain();
	CHECK_EQ(raw(SYS_mlock2, area, ALL, ONFAULT), 0);
	CHECK_EQ(locked(), PAGES);
	CHECK_EQ(resident(), 0);
	CHECK_EQ(raw(SYS_mlock2, area, ALL, 0), 0);
	CHECK_EQ(resident(), PAGES);
	CHECK_EQ(raw(SYS_mlock2, area, ALL, 2), -EINVAL);
}

TEST(hole, "a hole: ENOMEM, and what lies before it is locked")
{
	make_plain();
	CHECK_ERR(mlock(area, ALL + PAGE_SIZE), ENOMEM);
	CHECK_EQ(locked(), PAGES);
	CHECK_ERR(munlock(area, ALL + PAGE_SIZE), ENOMEM);
	CHECK_EQ(locked(), 0);
}

TEST(no_rights, "memory that may not be touched is locked, and ENOMEM")
{
	make(PROT_NONE);
	CHECK_ERR(mlock(area, PAGE_SIZE), ENOMEM);
	CHECK_EQ(locked(), 1);
	CHECK_EQ(raw(SYS_mlock2, area, PAGE_SIZE, ONFAULT), 0);
}

TEST(past_end, "so are pages behind the end of a file")
{
	int fd = (int)CHECK_OK(open("file", O_RDWR | O_CREAT, 0600));

	CHECK_OK(ftruncate(fd, PAGE_SIZE));
	area = mmap(NULL, 3 * PAGE_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	CHECK(area != MAP_FAILED);
	CHECK_ERR(mlock(area, 3 * PAGE_SIZE), ENOMEM);
	CHECK_OK(mlock(area, PAGE_SIZE));
}

TEST(wraps, "a range that wraps around is EINVAL; one in the kernel ENOMEM")
{
	CHECK_EQ(raw(SYS_mlock, -PAGE_SIZE, 2 * PAGE_SIZE), -EINVAL);
	CHECK_EQ(raw(SYS_mlock, -PAGE_SIZE, PAGE_SIZE), -EINVAL);
	CHECK_EQ(raw(SYS_mlock, KERNEL_BASE, PAGE_SIZE), -ENOMEM);
	CHECK_EQ(raw(SYS_mlock, 0x10000, 0), 0);
}

TEST(limit, "beyond RLIMIT_MEMLOCK: ENOMEM; pages that are locked count once")
{
	make_plain();
	be_user(4);
	CHECK_OK(mlock(area, 4 * PAGE_SIZE));
	CHECK_OK(mlock(area, 4 * PAGE_SIZE));
	CHECK_ERR(mlock(area, 5 * PAGE_SIZE), ENOMEM);
	CHECK_ERR(mlock(area + 4 * PAGE_SIZE, PAGE_SIZE), ENOMEM);
	CHECK_OK(munlock(area, PAGE_SIZE));
	CHECK_OK(mlock(area + 4 * PAGE_SIZE, PAGE_SIZE));
	CHECK_ERR(mlockall(MCL_CURRENT), ENOMEM);
}

static long map_pages(int pages, int flags)
{
	long addr = raw(SYS_mmap2, 0, pages * PAGE_SIZE, PROT_READ,
			MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	return (unsigned long)addr > -4096ul ? addr : 0;
}

TEST(limit_mmap, "MAP_LOCKED, or any mapping after MCL_FUTURE, then: EAGAIN")
{
	be_user(4);
	CHECK_EQ(map_pages(5, MAP_LOCKED), -EAGAIN);
	CHECK_EQ(map_pages(4, MAP_LOCKED), 0);
	CHECK_OK(munlockall());
	CHECK_OK(mlockall(MCL_FUTURE));
	CHECK_EQ(map_pages(5, 0), -EAGAIN);
	CHECK_EQ(map_pages(4, 0), 0);
}

TEST(limit_0, "with a limit of 0 nothing may be locked: EPERM")
{
	make_plain();
	be_user(0);
	CHECK_ERR(mlock(area, PAGE_SIZE), EPERM);
	CHECK_ERR(mlockall(MCL_CURRENT), EPERM);
	CHECK_ERR(mlockall(0), EINVAL);
	CHECK_EQ(map_pages(1, MAP_LOCKED), -EPERM);
	CHECK_OK(munlock(area, PAGE_SIZE));
	CHECK_OK(munlockall());
}

TEST(all_flags, "mlockall: at least one of CURRENT and FUTURE, else EINVAL")
{
	CHECK_ERR(mlockall(0), EINVAL);
	CHECK_ERR(mlockall(ALL_ONFAULT), EINVAL);
	CHECK_ERR(mlockall(8), EINVAL);
}

TEST(all_on_fault, "with MCL_ONFAULT, what is mapped later comes when touched")
{
	CHECK_OK(mlockall(MCL_FUTURE | ALL_ONFAULT));
	make_plain();
	CHECK_EQ(locked(), PAGES);
	CHECK_EQ(resident(), 0);
	CHECK_OK(mlockall(MCL_FUTURE));
	make_plain();
	CHECK_EQ(resident(), PAGES);
}

TEST(all_populates, "MCL_CURRENT takes what may not be touched in its stride")
{
	make(PROT_NONE);
	CHECK_OK(mlockall(MCL_CURRENT));
	CHECK(locked() > PAGES);
	CHECK_OK(munlockall());
	CHECK_EQ(locked(), 0);
}

TEST(not_inherited, "a child has no locks")
{
	pid_t pid;

	make_plain();
	CHECK_OK(mlock(area, ALL));
	pid = fork();
	if (!pid)
		_exit(locked() != 0);
	reap_ok(pid);
	CHECK_EQ(locked(), PAGES);
}
