// SPDX-License-Identifier: GPL-2.0
/*
 * Copy-on-write after fork(2): each side has what it had and writes its own,
 * and nothing is copied that need not be.  The counters cow_copy and cow_reuse
 * of /proc/vmstat say what a write fault did; Linux has none like them, and
 * those claims are skipped there.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* Pages in the larger tests. */
#define MANY 256

static int to_child[2], to_parent[2];

static void make_pipes(void)
{
	CHECK_OK(pipe(to_child));
	CHECK_OK(pipe(to_parent));
}

/* One byte through a pipe: "your turn". */
static void tell(const int *fds)
{
	CHECK_EQ(write(fds[1], "x", 1), 1);
}

static void await(const int *fds)
{
	char c;

	CHECK_EQ(read(fds[0], &c, 1), 1);
}

TEST(child_sees, "the child sees what the parent wrote before the fork")
{
	volatile int *page = map(PAGE_SIZE);
	pid_t pid;

	*page = 1234;
	pid = fork();
	if (pid == 0)
		_exit(*page != 1234);
	reap_ok(pid);
}

TEST(child_writes, "what the child writes, the parent does not see")
{
	volatile int *page = map(PAGE_SIZE);
	pid_t pid;

	*page = 1;
	pid = fork();
	if (pid == 0) {
		*page = 2;
		_exit(*page != 2);
	}
	reap_ok(pid);
	CHECK_EQ(*page, 1);
}

TEST(parent_writes, "what the parent writes, the child does not see")
{
	volatile int *page = map(PAGE_SIZE);
	pid_t pid;

	make_pipes();
	*page = 1;
	pid = fork();
	if (pid == 0) {
		await(to_child);
		_exit(*page != 1);
	}
	*page = 2;
	tell(to_child);
	reap_ok(pid);
	CHECK_EQ(*page, 2);
}

TEST(rest_of_page, "a copied page keeps the bytes that were not written")
{
	volatile unsigned char *page = map(PAGE_SIZE);
	pid_t pid;
	int i;

	for (i = 0; i < PAGE_SIZE; i++)
		page[i] = (unsigned char)(i * 7);
	pid = fork();
	if (pid == 0) {
		page[100] = 0;
		for (i = 0; i < PAGE_SIZE; i++)
			if (page[i] != (i == 100 ? 0 : (unsigned char)(i * 7)))
				_exit(1);
		_exit(0);
	}
	reap_ok(pid);
	CHECK_EQ(page[100], (unsigned char)700);
}

static int global = 7;

TEST(data_and_stack, "data, stack and heap are each side's own too")
{
	volatile int local = 7;
	char *end = (char *)raw(SYS_brk, 0);
	volatile int *heap = (int *)end;
	pid_t pid;

	CHECK_EQ(raw(SYS_brk, end + PAGE_SIZE), (long)end + PAGE_SIZE);
	*heap = 7;
	pid = fork();
	if (pid == 0) {
		global = 8;
		local = 8;
		*heap = 8;
		_exit(0);
	}
	reap_ok(pid);
	CHECK_EQ(global, 7);
	CHECK_EQ(local, 7);
	CHECK_EQ(*heap, 7);
}

TEST(shared, "MAP_SHARED memory is one: each sees the other's writes")
{
	volatile int *page = map_shared(PAGE_SIZE);
	pid_t pid;

	make_pipes();
	pid = fork();
	if (pid == 0) {
		await(to_child);
		if (*page != 1)
			_exit(1);
		*page = 2;
		tell(to_parent);
		_exit(0);
	}
	*page = 1;
	tell(to_child);
	await(to_parent);
	CHECK_EQ(*page, 2);
	reap_ok(pid);
}

TEST(shared_untouched, "shared pages first touched after the fork are one too")
{
	volatile int *pages = map_shared(4 * PAGE_SIZE);
	pid_t pid = fork();

	if (pid == 0) {
		pages[PAGE_SIZE / 4] = 5;
		_exit(0);
	}
	reap_ok(pid);
	CHECK_EQ(pages[PAGE_SIZE / 4], 5);
}

TEST(untouched_private, "private pages first touched after the fork are two")
{
	volatile int *page = map(PAGE_SIZE);
	pid_t pid = fork();

	if (pid == 0) {
		*page = 5;
		_exit(0);
	}
	reap_ok(pid);
	CHECK_EQ(*page, 0);
}

TEST(zero_page,
     "pages that were only read read as zero after the other's write")
{
	volatile int *page = map(PAGE_SIZE);
	int before = *page;
	pid_t pid = fork();

	if (pid == 0) {
		*page = 6;
		_exit(*page != 6);
	}
	reap_ok(pid);
	CHECK_EQ(before, 0);
	CHECK_EQ(*page, 0);
	*page = 7;
	CHECK_EQ(*page, 7);
}

TEST(read_into, "read(2) into a shared page copies it first")
{
	char *page = map(PAGE_SIZE);
	pid_t pid;

	make_pipes();
	strcpy(page, "old");
	pid = fork();
	if (pid == 0) {
		if (read(to_child[0], page, 4) != 4)
			_exit(1);
		_exit(strcmp(page, "new") != 0);
	}
	CHECK_EQ(write(to_child[1], "new", 4), 4);
	reap_ok(pid);
	CHECK(!strcmp(page, "old"));
}

TEST(kernel_result,
     "so do other results that the kernel writes (wait's status)")
{
	int *status = map(PAGE_SIZE);
	pid_t pid;

	*status = 77;
	pid = fork();
	if (pid == 0) {
		pid_t mine = fork();

		if (mine == 0)
			_exit(3);
		raw(SYS_wait4, mine, status, 0, 0);
		_exit(*status != 3 << 8);
	}
	reap_ok(pid);
	CHECK_EQ(*status, 77);
}

/*
 * A child that waits for tell(to_child). It sleeps when this returns: the counters
 * are everybody's, and what it still writes on its way there would be counted.
 */
static pid_t start_waiting(void)
{
	pid_t pid = start((void (*)(void *))await, to_child);

	wait_for_state(pid, 'S');
	return pid;
}

TEST(write_from, "write(2) from a shared page copies nothing")
{
	char *page = map(PAGE_SIZE);
	long before, after;
	pid_t pid;

	need_vmstat("cow_copy");
	make_pipes();
	strcpy(page, "x");
	pid = start_waiting();
	before = vmstat("cow_copy");
	before = vmstat("cow_copy");
	CHECK_EQ(write(to_parent[1], page, 1), 1);
	after = vmstat("cow_copy");
	tell(to_child);
	reap_ok(pid);
	CHECK_EQ(after, before);
}

TEST(generations, "three generations each keep what they had")
{
	volatile int *page = map(PAGE_SIZE);
	pid_t pid, inner;

	*page = 1;
	pid = fork();
	if (pid == 0) {
		inner = fork();
		if (inner == 0) {
			*page = 3;
			_exit(*page != 3);
		}
		reap_ok(inner);
		if (*page != 1)
			_exit(1);
		*page = 2;
		_exit(*page != 2);
	}
	reap_ok(pid);
	CHECK_EQ(*page, 1);
}

TEST(many_pages, "256 pages, every second one written by the child")
{
	volatile int *pages = map(MANY * PAGE_SIZE);
	int step = PAGE_SIZE / 4, i;
	pid_t pid;

	for (i = 0; i < MANY; i++)
		pages[i * step] = i;
	pid = fork();
	if (pid == 0) {
		for (i = 0; i < MANY; i += 2)
			pages[i * step] = -i;
		for (i = 0; i < MANY; i++)
			if (pages[i * step] != (i % 2 ? i : -i))
				_exit(1);
		_exit(0);
	}
	reap_ok(pid);
	for (i = 0; i < MANY; i++)
		CHECK_EQ(pages[i * step], i);
}

/*
 * Write to PAGE and look at what that counted.  The counters are read once
 * before, so that the pages which reading needs are no longer shared when it
 * matters.
 */
static void write_counted(volatile char *page, long *copies, long *reuses)
{
	long copy, reuse;

	vmstat("cow_copy");
	copy = vmstat("cow_copy");
	reuse = vmstat("cow_reuse");
	*page = 'w';
	*copies = vmstat("cow_copy") - copy;
	*reuses = vmstat("cow_reuse") - reuse;
}

TEST(counted_copy, "a write to a page with two owners counts one cow_copy")
{
	volatile char *page = map(PAGE_SIZE);
	long copies, reuses;
	pid_t pid;

	need_vmstat("cow_copy");
	make_pipes();
	*page = 'a';
	pid = start_waiting();
	write_counted(page, &copies, &reuses);
	tell(to_child);
	reap_ok(pid);
	CHECK_EQ(copies, 1);
	CHECK_EQ(reuses, 0);
}

TEST(counted_reuse, "a page whose other owner has gone is reused, not copied")
{
	volatile char *page = map(PAGE_SIZE);
	long copies, reuses;
	pid_t pid;

	need_vmstat("cow_reuse");
	*page = 'a';
	pid = fork();
	if (pid == 0)
		_exit(0);
	reap_ok(pid);
	write_counted(page, &copies, &reuses);
	CHECK_EQ(copies, 0);
	CHECK_EQ(reuses, 1);
}

static void write_then_wait(void *page)
{
	*(volatile char *)page = 'c';
	tell(to_parent);
	await(to_child);
}

TEST(counted_last, "when the child has copied a page, the parent reuses it")
{
	volatile char *page = map(PAGE_SIZE);
	long copies, reuses;
	pid_t pid;

	need_vmstat("cow_reuse");
	make_pipes();
	*page = 'a';
	pid = start(write_then_wait, (void *)page);
	await(to_parent);
	wait_for_state(pid, 'S');
	write_counted(page, &copies, &reuses);
	tell(to_child);
	reap_ok(pid);
	CHECK_EQ(copies, 0);
	CHECK_EQ(reuses, 1);
}

TEST(counted_once, "the second write to the same page costs nothing")
{
	volatile char *page = map(PAGE_SIZE);
	long copies, reuses;
	pid_t pid;

	need_vmstat("cow_copy");
	make_pipes();
	*page = 'a';
	pid = start_waiting();
	*page = 'b';
	write_counted(page, &copies, &reuses);
	tell(to_child);
	reap_ok(pid);
	CHECK_EQ(copies, 0);
	CHECK_EQ(reuses, 0);
}

TEST(counted_shared, "writes to MAP_SHARED memory copy nothing")
{
	volatile char *page = map_shared(PAGE_SIZE);
	long copies, reuses;
	pid_t pid;

	need_vmstat("cow_copy");
	make_pipes();
	*page = 'a';
	pid = start_waiting();
	write_counted(page, &copies, &reuses);
	tell(to_child);
	reap_ok(pid);
	CHECK_EQ(copies, 0);
}

static void write_read_only(void)
{
	volatile char *page = map(PAGE_SIZE);
	pid_t pid;

	*page = 'a';
	mprotect((void *)page, PAGE_SIZE, PROT_READ);
	pid = fork();
	if (pid > 0)
		waitpid(pid, NULL, 0);
	*page = 'b';
}

TEST(read_only, "a page that mprotect made read-only is not copied: SIGSEGV")
{
	dies_of(SIGSEGV, write_read_only);
}

TEST(writable_again, "mprotect back to writable after a fork copies on write")
{
	volatile char *page = map(PAGE_SIZE);
	pid_t pid;

	*page = 'a';
	CHECK_OK(mprotect((void *)page, PAGE_SIZE, PROT_READ));
	pid = fork();
	if (pid == 0) {
		mprotect((void *)page, PAGE_SIZE, PROT_READ | PROT_WRITE);
		*page = 'b';
		_exit(*page != 'b');
	}
	reap_ok(pid);
	CHECK_EQ(*page, 'a');
	CHECK_OK(mprotect((void *)page, PAGE_SIZE, PROT_READ | PROT_WRITE));
	*page = 'c';
	CHECK_EQ(*page, 'c');
}

TEST(file_private,
     "a written page of a private file mapping is each side's own")
{
	char *page, byte = 0;
	pid_t pid;
	int fd;

	CHECK_OK(write_file("file", "file content", 12, 0600));
	fd = CHECK_OK(open("file", O_RDONLY));
	page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd,
		    0);
	CHECK(page != MAP_FAILED);
	page[0] = 'F';
	pid = fork();
	if (pid == 0) {
		page[0] = 'X';
		page[1] = 'Y';
		_exit(0);
	}
	reap_ok(pid);
	CHECK_EQ(page[0], 'F');
	CHECK_EQ(page[1], 'i');
	CHECK_EQ(pread(fd, &byte, 1, 0), 1);
	CHECK_EQ(byte, 'f');
}
