// SPDX-License-Identifier: GPL-2.0
/* /proc/PID/maps, proc(5): one line an area, as it is at the moment; and whose. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define NAME_COLUMN 49 /* on 32 bits */

static char text[65536];

/* What maps says of the area at an address. */
struct line {
	unsigned long start, end;
	char rights[8];
	unsigned int offset, major, minor;
	unsigned long inode;
	const char *name; /* up to the end of its line, or "" */
	int column;
};

static struct line look(const void *at)
{
	char *line, *rest = text;
	struct line a;
	int n;

	CHECK(read_file("/proc/self/maps", text, sizeof(text)) > 0);
	while ((line = strsep(&rest, "\n")) != NULL) {
		CHECK_EQ(sscanf(line, "%lx-%lx %7s %x %x:%x %lu%n", &a.start,
				&a.end, a.rights, &a.offset, &a.major, &a.minor,
				&a.inode, &n),
			 7);
		if ((unsigned long)at < a.start || (unsigned long)at >= a.end)
			continue;
		a.name = line + n + strspn(line + n, " ");
		a.column = (int)(a.name - line);
		return a;
	}
	FAIL("nothing is mapped at %p", at);
}

static char *anonymous(int prot, int flags)
{
	char *p = mmap(NULL, 2 * PAGE_SIZE, prot, flags | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

static char *of_file(const char *name, int flags)
{
	int fd = (int)CHECK_OK(open(name, O_RDWR | O_CREAT, 0600));
	char *p;

	CHECK_OK(ftruncate(fd, 4 * PAGE_SIZE));
	p = mmap(NULL, PAGE_SIZE, PROT_READ, flags, fd, 2 * PAGE_SIZE);
	CHECK(p != MAP_FAILED);
	close(fd);
	return p;
}

TEST(rights, "rights, and whether it is private or shared")
{
	CHECK(!strcmp(look(anonymous(PROT_READ, MAP_PRIVATE)).rights, "r--p"));
	CHECK(!strcmp(
		look(anonymous(PROT_READ | PROT_WRITE, MAP_SHARED)).rights,
		"rw-s"));
	CHECK(!strcmp(look(anonymous(PROT_NONE, MAP_PRIVATE)).rights, "---p"));
	CHECK(!strcmp(look((void *)look).rights, "r-xp"));
}

TEST(file, "of a file: offset, device, inode and the path, in column 49")
{
	char *p = of_file("file", MAP_SHARED);
	struct line a = look(p);
	struct stat st;

	CHECK_OK(stat("file", &st));
	CHECK_EQ(a.start, (unsigned long)p);
	CHECK_EQ(a.end, (unsigned long)p + PAGE_SIZE);
	CHECK_EQ(a.offset, 2 * PAGE_SIZE);
	CHECK_EQ(a.major, major(st.st_dev));
	CHECK_EQ(a.minor, minor(st.st_dev));
	CHECK_EQ(a.inode, st.st_ino);
	CHECK_EQ(a.column, NAME_COLUMN);
	CHECK(a.name[0] == '/' && strstr(a.name, "/file"));
}

TEST(deleted, "when the file has no name any more: (deleted)")
{
	char *p = of_file("file", MAP_PRIVATE);

	CHECK(!strstr(look(p).name, "(deleted)"));
	CHECK_OK(unlink("file"));
	CHECK(strstr(look(p).name, "/file (deleted)"));
}

TEST(newline, "a newline in a name cannot be taken for the next line: \\012")
{
	CHECK(strstr(look(of_file("a b\nc", MAP_PRIVATE)).name, "/a b\\012c"));
}

TEST(names, "[heap], [stack]; anonymous memory has no name, no inode")
{
	char *heap = (char *)raw(SYS_brk, 0);
	struct line a;

	CHECK_EQ(raw(SYS_brk, heap + PAGE_SIZE), (long)heap + PAGE_SIZE);
	CHECK(!strcmp(look(heap).name, "[heap]"));
	CHECK(!strcmp(look(&heap).name, "[stack]"));
	a = look(anonymous(PROT_READ, MAP_PRIVATE));
	CHECK(!a.name[0] && !a.inode && !a.major && !a.minor);
}

TEST(shared_zero, "shared anonymous memory is a deleted file, /dev/zero")
{
	char *p = anonymous(PROT_READ, MAP_SHARED);

	CHECK(!strcmp(look(p).name, "/dev/zero (deleted)"));
	CHECK(look(p).inode != 0);
}

TEST(joined, "neighbours of one kind are one line; mprotect makes it three")
{
	char *room = unmapped(8 * PAGE_SIZE), *p = room + 2 * PAGE_SIZE;
	int flags = MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, i;

	for (i = 2; i >= 0; i--)
		CHECK(mmap(p + i * PAGE_SIZE, PAGE_SIZE, PROT_READ, flags, -1,
			   0) != MAP_FAILED);
	CHECK_EQ(look(p).start, (unsigned long)p);
	CHECK_EQ(look(p).end, (unsigned long)p + 3 * PAGE_SIZE);
	CHECK_OK(mprotect(p + PAGE_SIZE, PAGE_SIZE, PROT_NONE));
	CHECK_EQ(look(p).end, (unsigned long)p + PAGE_SIZE);
	CHECK_EQ(look(p + PAGE_SIZE).end, (unsigned long)p + 2 * PAGE_SIZE);
	CHECK_OK(mprotect(p + PAGE_SIZE, PAGE_SIZE, PROT_READ));
	CHECK_EQ(look(p).end, (unsigned long)p + 3 * PAGE_SIZE);
}

static void be_user(void)
{
	CHECK_EQ(raw(SYS_setresgid32, 1000, 1000, 1000), 0);
	CHECK_EQ(raw(SYS_setresuid32, 1000, 1000, 1000), 0);
}

TEST(others, "another user's maps, smaps and environ are EACCES; statm is not")
{
	char *buf = text;

	be_user();
	CHECK_ERR(open("/proc/1/maps", O_RDONLY), EACCES);
	CHECK_ERR(open("/proc/1/smaps", O_RDONLY), EACCES);
	CHECK_ERR(open("/proc/1/environ", O_RDONLY), EACCES);
	CHECK(read_file("/proc/1/statm", buf, 100) > 0);
	CHECK(read_file("/proc/self/maps", buf, 100) > 0);
}

/* Can a child open our maps? 0, or an errno. */
static int child_may_look(void)
{
	char path[32];
	pid_t pid;
	int status;

	snprintf(path, sizeof(path), "/proc/%d/maps", getpid());
	pid = (pid_t)CHECK_OK(fork());
	if (!pid)
		_exit(open(path, O_RDONLY) < 0 ? errno : 0);
	status = reap(pid);
	return status >> 8;
}

TEST(not_dumpable, "a process that is not dumpable shows them to itself alone")
{
	CHECK_EQ(child_may_look(), 0);
	be_user();
	CHECK_OK(prctl(PR_SET_DUMPABLE, 1));
	CHECK_EQ(child_may_look(), 0);
	CHECK_OK(prctl(PR_SET_DUMPABLE, 0));
	CHECK_EQ(child_may_look(), EACCES);
}
