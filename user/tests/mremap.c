// SPDX-License-Identifier: GPL-2.0
/* mremap(2): larger, smaller, elsewhere; what moves, what stays, what fails. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

#define MOVE (MREMAP_MAYMOVE | MREMAP_FIXED)

/* Two places with room around them. */
static char *from, *to;

static void make(size_t pages, int flags)
{
	from = unmapped(64 * PAGE_SIZE);
	from = mmap(from, pages * PAGE_SIZE, PROT_READ | PROT_WRITE,
		    MAP_FIXED | MAP_ANONYMOUS | flags, -1, 0);
	CHECK(from != MAP_FAILED);
	to = (char *)unmapped(128 * PAGE_SIZE) + 32 * PAGE_SIZE;
	memset(from, 'a', pages * PAGE_SIZE);
}

/* With the kernel's own answer: an address, or -errno. */
static long remap(void *at, size_t old, size_t new, int flags, void *where)
{
	return raw(SYS_mremap, at, old * PAGE_SIZE, new *PAGE_SIZE, flags,
		   where);
}

static bool mapped(void *page)
{
	return msync(page, PAGE_SIZE, MS_ASYNC) == 0;
}

TEST(flags, "unknown flags, or FIXED or DONTUNMAP without MAYMOVE: EINVAL")
{
	make(1, MAP_PRIVATE);
	CHECK_EQ(remap(from, 1, 1, 8, NULL), -EINVAL);
	CHECK_EQ(remap(from, 1, 1, MREMAP_FIXED, to), -EINVAL);
	CHECK_EQ(remap(from, 1, 1, MREMAP_DONTUNMAP, to), -EINVAL);
}

TEST(odd, "so are odd addresses, a new size of 0 and overlapping ranges")
{
	make(4, MAP_PRIVATE);
	CHECK_EQ(remap(from + 1, 1, 1, 0, NULL), -EINVAL);
	CHECK_EQ(remap(from, 1, 0, 0, NULL), -EINVAL);
	CHECK_EQ(remap(from, 1, 1, MOVE, to + 1), -EINVAL);
	CHECK_EQ(remap(from, 2, 2, MOVE, from + PAGE_SIZE), -EINVAL);
	CHECK_EQ(remap(from + PAGE_SIZE, 2, 3, MOVE, from), -EINVAL);
	CHECK_EQ(remap(from, 1, 1, MOVE, (void *)KERNEL_BASE), -EINVAL);
}

TEST(nothing_there, "where nothing is mapped it is EFAULT")
{
	make(2, MAP_PRIVATE);
	CHECK_EQ(remap(from + 8 * PAGE_SIZE, 1, 2, 1, NULL), -EFAULT);
	CHECK_EQ(remap((void *)KERNEL_BASE, 1, 1, 1, NULL), -EFAULT);
	CHECK_EQ(remap(from, 3, 4, MREMAP_MAYMOVE, NULL), -EFAULT);
}

TEST(two_areas, "a range that grows or moves must be one area: EFAULT")
{
	make(4, MAP_PRIVATE);
	CHECK_OK(mprotect(from + PAGE_SIZE, PAGE_SIZE, PROT_READ));
	CHECK_EQ(remap(from, 4, 6, MREMAP_MAYMOVE, NULL), -EFAULT);
	CHECK_EQ(remap(from, 2, 2, MOVE, to), -EFAULT);
	CHECK_EQ(from[0], 'a');
}

TEST(shrink, "one that shrinks loses its end, whatever areas are there")
{
	make(6, MAP_PRIVATE);
	CHECK_OK(mprotect(from + 4 * PAGE_SIZE, PAGE_SIZE, PROT_READ));
	CHECK_EQ(remap(from, 6, 2, 0, NULL), (long)from);
	CHECK(mapped(from + PAGE_SIZE) && !mapped(from + 2 * PAGE_SIZE));
	CHECK(!mapped(from + 5 * PAGE_SIZE));
}

TEST(same, "the same size does nothing")
{
	make(2, MAP_PRIVATE);
	CHECK_EQ(remap(from, 2, 2, 0, NULL), (long)from);
	CHECK_EQ(from[PAGE_SIZE], 'a');
}

TEST(in_place, "with room behind it grows where it is; the new part is zero")
{
	make(2, MAP_PRIVATE);
	CHECK_EQ(remap(from, 2, 4, 0, NULL), (long)from);
	CHECK_EQ(from[2 * PAGE_SIZE - 1], 'a');
	CHECK_EQ(from[2 * PAGE_SIZE], 0);
}

TEST(no_room, "without room it is ENOMEM, or moves if it may")
{
	long where;

	make(4, MAP_PRIVATE);
	CHECK_EQ(remap(from, 2, 3, 0, NULL), -ENOMEM);
	where = remap(from, 2, 3, MREMAP_MAYMOVE, NULL);
	CHECK(where != (long)from && ((char *)where)[PAGE_SIZE] == 'a');
	CHECK(!mapped(from) && mapped(from + 2 * PAGE_SIZE));
}

TEST(fixed, "MREMAP_FIXED replaces what is there; the middle may go alone")
{
	make(5, MAP_PRIVATE);
	CHECK(mmap(to, 4 * PAGE_SIZE, PROT_READ,
		   MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == to);
	CHECK_EQ(remap(from + PAGE_SIZE, 2, 2, MOVE, to + PAGE_SIZE),
		 (long)to + PAGE_SIZE);
	CHECK_EQ(to[0], 0);
	CHECK_EQ(to[PAGE_SIZE], 'a');
	CHECK_EQ(to[3 * PAGE_SIZE], 0);
	CHECK(mapped(from) && !mapped(from + PAGE_SIZE));
	CHECK(!mapped(from + 2 * PAGE_SIZE) && mapped(from + 3 * PAGE_SIZE));
	to[PAGE_SIZE] = 'w';
}

TEST(copy_on_write, "a page moved after a fork is still copied on write")
{
	pid_t pid;

	make(1, MAP_PRIVATE);
	pid = fork();
	if (!pid) {
		CHECK_EQ(remap(from, 1, 1, MOVE, to), (long)to);
		*to = 'c';
		_exit(*to != 'c');
	}
	reap_ok(pid);
	CHECK_EQ(*from, 'a');
}

TEST(dont_unmap, "MREMAP_DONTUNMAP: the pages go, the old range reads as zero")
{
	make(3, MAP_PRIVATE);
	CHECK_EQ(remap(from, 2, 2, MOVE | MREMAP_DONTUNMAP, to), (long)to);
	CHECK_EQ(to[0], 'a');
	CHECK_EQ(from[0], 0);
	CHECK_EQ(from[2 * PAGE_SIZE], 'a');
	from[0] = 'f';
	CHECK_EQ(to[0], 'a');
}

TEST(dont_unmap_locked, "locked is then the new range alone")
{
	long before = proc_field("/proc/self/status", "VmLck:");

	make(3, MAP_PRIVATE);
	CHECK_OK(mlock(from, 3 * PAGE_SIZE));
	CHECK_EQ(remap(from, 3, 3, MOVE | MREMAP_DONTUNMAP, to), (long)to);
	CHECK_EQ(proc_field("/proc/self/status", "VmLck:"),
		 before + 3 * PAGE_SIZE / 1024);
	CHECK_ERR(msync(to, PAGE_SIZE, MS_INVALIDATE), EBUSY);
	CHECK_OK(msync(from, PAGE_SIZE, MS_INVALIDATE));
}

TEST(shrink_and_move, "what moves and shrinks may have been several areas")
{
	make(6, MAP_PRIVATE);
	CHECK_OK(mprotect(from + 2 * PAGE_SIZE, PAGE_SIZE, PROT_READ));
	CHECK_OK(munmap(from + 4 * PAGE_SIZE, PAGE_SIZE));
	CHECK_EQ(remap(from, 6, 2, MOVE, to), (long)to);
	CHECK_EQ(to[2 * PAGE_SIZE - 1], 'a');
	CHECK(!mapped(to + 2 * PAGE_SIZE) && !mapped(from + 5 * PAGE_SIZE));
}

TEST(dont_unmap_size, "its two sizes must be the same: EINVAL")
{
	int flags = MREMAP_MAYMOVE | MREMAP_DONTUNMAP;

	make(3, MAP_PRIVATE);
	CHECK_EQ(remap(from, 1, 2, flags, NULL), -EINVAL);
	CHECK_EQ(remap(from, 2, 1, flags, NULL), -EINVAL);
}

TEST(twice, "an old size of 0 maps shared memory once more")
{
	make(2, MAP_SHARED);
	CHECK_EQ(remap(from, 0, 2, MOVE, to), (long)to);
	CHECK_EQ(to[PAGE_SIZE], 'a');
	to[0] = 't';
	CHECK_EQ(from[0], 't');
	CHECK_EQ(remap(from, 0, 1, 0, NULL), -ENOMEM);
}

TEST(twice_onto_itself, "onto the area itself: that is gone then, EFAULT")
{
	make(2, MAP_SHARED);
	CHECK_EQ(remap(from, 0, 2, MOVE, from), -EFAULT);
	CHECK(!mapped(from));
}

TEST(twice_private, "but not private memory: EINVAL")
{
	make(2, MAP_PRIVATE);
	CHECK_EQ(remap(from, 0, 2, MREMAP_MAYMOVE, NULL), -EINVAL);
}

TEST(too_large, "a size that no address space has is ENOMEM")
{
	make(1, MAP_PRIVATE);
	CHECK_EQ(raw(SYS_mremap, from, PAGE_SIZE, 0xfffff000, 1), -ENOMEM);
	CHECK_EQ(raw(SYS_mremap, from, PAGE_SIZE, KERNEL_BASE, 1), -ENOMEM);
	CHECK_EQ(raw(SYS_mremap, from, PAGE_SIZE, 0xffffffff, 1), -EINVAL);
}

TEST(file_offset, "what would lie behind the largest offset of a file: EINVAL")
{
	int fd = (int)CHECK_OK(open("file", O_RDWR | O_CREAT, 0600));
	long where = raw(SYS_mmap2, 0, 2 * PAGE_SIZE, PROT_READ, MAP_PRIVATE,
			 fd, 0xfffffffd);

	if ((unsigned long)where > -4096ul)
		SKIP("files are not that large here");
	CHECK_EQ(remap((void *)where, 2, 4, MREMAP_MAYMOVE, NULL), -EINVAL);
}

TEST(limits, "RLIMIT_AS bounds it: ENOMEM; RLIMIT_MEMLOCK: EAGAIN")
{
	struct rlimit limit;

	make(4, MAP_PRIVATE);
	limit.rlim_cur = limit.rlim_max = 4 * PAGE_SIZE;
	CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &limit));
	CHECK_OK(mlock(from, 4 * PAGE_SIZE));
	limit.rlim_cur = limit.rlim_max =
		(rlim_t)proc_field("/proc/self/status", "VmSize:") * 1024;
	CHECK_OK(setrlimit(RLIMIT_AS, &limit));
	CHECK_EQ(remap(from, 4, 5, MREMAP_MAYMOVE, NULL), -ENOMEM);
	CHECK_EQ(raw(SYS_setresuid32, 1000, 1000, 1000), 0);
	CHECK_EQ(remap(from, 4, 5, MREMAP_MAYMOVE, NULL), -EAGAIN);
}
