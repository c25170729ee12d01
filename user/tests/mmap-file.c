// SPDX-License-Identifier: GPL-2.0
/* mmap(2) of files: private and shared, offsets, ends, and refusals. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define PAGES 4

static int fd;

/* ./file has four pages, each filled with its own letter: a, b, c, d. */
static void make_file(int flags)
{
	static char content[PAGES * PAGE_SIZE];
	int i;

	for (i = 0; i < PAGES; i++)
		memset(content + i * PAGE_SIZE, 'a' + i, PAGE_SIZE);
	CHECK_OK(write_file("file", content, sizeof(content), 0600));
	fd = CHECK_OK(open("file", flags));
}

static char *map_file(size_t pages, int prot, int flags, off_t offset)
{
	char *p = mmap(NULL, pages * PAGE_SIZE, prot, flags, fd, offset);

	CHECK(p != MAP_FAILED);
	return p;
}

static char byte_at(off_t offset)
{
	char byte = 0;

	CHECK_EQ(pread(fd, &byte, 1, offset), 1);
	return byte;
}

TEST(shows, "a mapping shows the file's bytes")
{
	char *p;

	make_file(O_RDONLY);
	p = map_file(PAGES, PROT_READ, MAP_PRIVATE, 0);
	CHECK_EQ(p[0], 'a');
	CHECK_EQ(p[4 * PAGE_SIZE - 1], 'd');
	CHECK_EQ(p[2 * PAGE_SIZE], 'c');
}

TEST(offset, "from an offset of whole pages")
{
	char *p;

	make_file(O_RDONLY);
	p = map_file(2, PROT_READ, MAP_PRIVATE, 2 * PAGE_SIZE);
	CHECK_EQ(p[0], 'c');
	CHECK_EQ(p[PAGE_SIZE], 'd');
}

TEST(bad_offset, "an offset within a page is EINVAL")
{
	make_file(O_RDONLY);
	CHECK_ERR((long)mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd, 1),
		  EINVAL);
}

TEST(private, "writes to a private mapping do not reach the file")
{
	char *p;

	make_file(O_RDONLY);
	p = map_file(1, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);
	p[0] = 'X';
	CHECK_EQ(p[0], 'X');
	CHECK_EQ(p[1], 'a');
	CHECK_EQ(byte_at(0), 'a');
}

TEST(private_two, "nor another private mapping of the same file")
{
	char *p, *q;

	make_file(O_RDONLY);
	p = map_file(1, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);
	q = map_file(1, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);
	CHECK_EQ(q[0], 'a');
	p[0] = 'X';
	CHECK_EQ(q[0], 'a');
}

TEST(shared, "writes to a shared mapping do")
{
	char *p;

	make_file(O_RDWR);
	p = map_file(PAGES, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	p[PAGE_SIZE] = 'X';
	CHECK_EQ(byte_at(PAGE_SIZE), 'X');
	CHECK_EQ(byte_at(PAGE_SIZE + 1), 'b');
}

TEST(shared_time,
     "and are changes of the file: its time moves, the private one's does not")
{
	struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	struct stat st;

	make_file(O_RDWR);
	CHECK_OK(futimens(fd, old));
	map_file(1, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0)[0] = 'x';
	CHECK_OK(fstat(fd, &st));
	CHECK_EQ(st.st_mtime, 1000);
	map_file(1, PROT_READ | PROT_WRITE, MAP_SHARED, 0)[0] = 'x';
	CHECK_OK(fstat(fd, &st));
	CHECK(st.st_mtime > 1000);
}

TEST(shared_two, "and are seen in every shared mapping of the file")
{
	char *p, *q;

	make_file(O_RDWR);
	p = map_file(1, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	q = map_file(1, PROT_READ, MAP_SHARED, 0);
	p[10] = 'X';
	CHECK_EQ(q[10], 'X');
}

TEST(written, "what write(2) writes is seen in a shared mapping")
{
	char *p;

	make_file(O_RDWR);
	p = map_file(1, PROT_READ, MAP_SHARED, 0);
	CHECK_EQ(p[0], 'a');
	CHECK_EQ(pwrite(fd, "Z", 1, 0), 1);
	CHECK_EQ(p[0], 'Z');
}

TEST(shared_fork, "parent and child share a shared mapping of a file")
{
	volatile char *p;
	pid_t pid;

	make_file(O_RDWR);
	p = map_file(1, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	pid = fork();
	if (pid == 0) {
		p[0] = 'C';
		_exit(0);
	}
	reap_ok(pid);
	CHECK_EQ(p[0], 'C');
	CHECK_EQ(byte_at(0), 'C');
}

TEST(closed, "a mapping stays when the descriptor is closed")
{
	char *p;

	make_file(O_RDONLY);
	p = map_file(1, PROT_READ, MAP_PRIVATE, 0);
	close(fd);
	CHECK_EQ(p[0], 'a');
}

TEST(unlinked, "and when the file is unlinked")
{
	char *p;

	make_file(O_RDONLY);
	p = map_file(PAGES, PROT_READ, MAP_PRIVATE, 0);
	close(fd);
	CHECK_OK(unlink("file"));
	CHECK_EQ(p[3 * PAGE_SIZE], 'd');
}

TEST(tail, "the rest of the last page is zero, and stays out of the file")
{
	char *p;

	CHECK_OK(write_file("file", "short", 5, 0600));
	fd = CHECK_OK(open("file", O_RDWR));
	p = map_file(1, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	CHECK_EQ(p[4], 't');
	CHECK_EQ(p[5], 0);
	CHECK_EQ(p[PAGE_SIZE - 1], 0);
	p[100] = 'X';
	CHECK_EQ(lseek(fd, 0, SEEK_END), 5);
}

TEST(read_only_shared, "a writable shared one of a file open to read: EACCES")
{
	make_file(O_RDONLY);
	CHECK_ERR((long)mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
			     MAP_SHARED, fd, 0),
		  EACCES);
}

TEST(write_only, "any mapping of a file that is not open to read is EACCES")
{
	make_file(O_WRONLY);
	CHECK_ERR((long)mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd, 0),
		  EACCES);
}

TEST(protect_shared, "mprotect cannot make it writable later: EACCES")
{
	char *p;

	make_file(O_RDONLY);
	p = map_file(1, PROT_READ, MAP_SHARED, 0);
	CHECK_ERR(mprotect(p, PAGE_SIZE, PROT_READ | PROT_WRITE), EACCES);
}

TEST(bad_descriptor, "a descriptor that is not open is EBADF")
{
	CHECK_ERR((long)mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE, 77, 0),
		  EBADF);
}

TEST(of_pipe, "a pipe cannot be mapped: ENODEV")
{
	int fds[2];

	CHECK_OK(pipe(fds));
	CHECK_ERR((long)mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fds[0],
			     0),
		  ENODEV);
}

TEST(directory, "nor a directory")
{
	fd = CHECK_OK(open("/", O_RDONLY));
	CHECK_ERR((long)mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd, 0),
		  ENODEV);
}

TEST(overflow, "an offset whose end wraps around is EOVERFLOW, or EINVAL")
{
	long got;

	make_file(O_RDONLY);
	got = raw(SYS_mmap2, 0, 2 * PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd,
		  0xffffffff);
	CHECK(got == -EOVERFLOW || got == -EINVAL);
}

TEST(read_call, "read(2) into a mapping of the same file works")
{
	char *p;

	make_file(O_RDWR);
	p = map_file(1, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	CHECK_EQ(pread(fd, p, 10, PAGE_SIZE), 10);
	CHECK_EQ(p[0], 'b');
	CHECK_EQ(byte_at(9), 'b');
	CHECK_EQ(byte_at(10), 'a');
}

TEST(noexec, "of a file system mounted noexec nothing is run: EPERM, EACCES")
{
	void *page;
	int fd;

	CHECK_OK(mkdir("dir", 0700));
	if (mount("none", "dir", "tmpfs", MS_NOEXEC, "size=64k") < 0)
		SKIP("no tmpfs to mount");
	fd = (int)CHECK_OK(open("dir/file", O_RDWR | O_CREAT, 0700));
	CHECK_OK(ftruncate(fd, PAGE_SIZE));
	page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	CHECK_ERR(page == MAP_FAILED ? -1 : 0, EPERM);
	page = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd, 0);
	CHECK(page != MAP_FAILED);
	CHECK_ERR(mprotect(page, PAGE_SIZE, PROT_EXEC), EACCES);
	CHECK_OK(munmap(page, PAGE_SIZE));
	close(fd);
	CHECK_OK(umount("dir"));
}
