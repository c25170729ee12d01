// SPDX-License-Identifier: GPL-2.0
/*
 * Copy-on-write, case by case: whoever writes, the kernel too, breaks the sharing
 * as the program itself would; whatever is done to a shared page, the other side
 * keeps it; and no CPU remembers rights that an entry has lost.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define PAGES 4
#define SIZE  (PAGES * PAGE_SIZE)
#define RW    (PROT_READ | PROT_WRITE)

static char *area;
static int to_child[2], to_parent[2];

/* Pages that hold 'p', and are shared with whoever is forked next. */
static void make(void)
{
	area = map(SIZE);
	memset(area, 'p', SIZE);
	CHECK_OK(pipe(to_child));
	CHECK_OK(pipe(to_parent));
}

static bool all_hold(const char *from, size_t size, char what)
{
	while (size--)
		if (*from++ != what)
			return false;
	return true;
}

/* A child that waits for wake(), and then must find each byte as it was. */
static pid_t start_keeper(void)
{
	pid_t pid = (pid_t)CHECK_OK(fork());
	char c;

	if (pid)
		return pid;
	close(to_child[1]);
	if (read(to_child[0], &c, 1) != 0)
		_exit(1);
	_exit(!all_hold(area, SIZE, 'p'));
}

static void wake(pid_t pid)
{
	close(to_child[1]);
	reap_ok(pid);
}

/* ------------------------------------------------------ the kernel's writes */

/* Each writes by a system call to the second page, and somewhat beyond. */
struct kernel_write {
	const char *claim;
	void (*write)(char *page);
};

static void by_read(char *page)
{
	int fd = (int)CHECK_OK(open("/dev/zero", O_RDONLY));

	CHECK_EQ(read(fd, page, PAGE_SIZE + 10), PAGE_SIZE + 10);
	CHECK(all_hold(page, PAGE_SIZE + 10, 0));
}

static void by_read_file(char *page)
{
	int fd;

	CHECK_OK(write_file("file", "content", 7, 0600));
	fd = (int)CHECK_OK(open("file", O_RDONLY));
	CHECK_EQ(read(fd, page, 100), 7);
	CHECK(!memcmp(page, "contentp", 8));
}

static void by_read_pipe(char *page)
{
	CHECK_EQ(write(to_parent[1], "through", 7), 7);
	CHECK_EQ(read(to_parent[0], page, 7), 7);
	CHECK(!memcmp(page, "throughp", 8));
}

static void by_readv(char *page)
{
	struct iovec parts[] = { { page, 3 }, { page + PAGE_SIZE - 1, 4 } };

	CHECK_EQ(write(to_parent[1], "scatter", 7), 7);
	CHECK_EQ(readv(to_parent[0], parts, 2), 7);
	CHECK(!memcmp(page, "scap", 4));
	CHECK(!memcmp(page + PAGE_SIZE - 1, "tterp", 5));
}

static void by_stat(char *page)
{
	struct stat *st = (struct stat *)(page + PAGE_SIZE - 8);

	CHECK_EQ(raw(SYS_stat64, "/", st), 0);
	CHECK(page[PAGE_SIZE - 9] == 'p');
}

static void by_pipe(char *page)
{
	int *fds = (int *)(page + PAGE_SIZE - sizeof(int));

	CHECK_EQ(raw(SYS_pipe, fds), 0);
	CHECK(fds[0] != fds[1] && fds[1] < 100);
}

static void by_clock(char *page)
{
	CHECK_EQ(raw(SYS_clock_gettime32, CLOCK_MONOTONIC, page), 0);
	CHECK(page[8] == 'p' && !all_hold(page, 8, 'p'));
}

/* The kernel pushes a frame onto the stack that it is told. */
static volatile sig_atomic_t handled;

static void on_usr1(int sig)
{
	handled = sig;
}

static void by_signal(char *page)
{
	stack_t stack = { page, 0, 2 * PAGE_SIZE };

	handle(SIGUSR1, on_usr1, SA_ONSTACK);
	CHECK_OK(sigaltstack(&stack, NULL));
	CHECK_OK(raise(SIGUSR1));
	CHECK_EQ(handled, SIGUSR1);
	CHECK(!all_hold(page, 2 * PAGE_SIZE, 'p'));
}

static void by_thread_id(char *page)
{
	int *tid = (int *)page;
	pid_t pid =
		(pid_t)raw(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, 0, tid);

	if (!pid)
		_exit(0);
	reap_ok(pid);
	CHECK_EQ(*tid, pid);
}

static const struct kernel_write kernel_writes[] = {
	{ "read of a device breaks the sharing as a write does", by_read },
	{ "so does read of a file", by_read_file },
	{ "and of a pipe", by_read_pipe },
	{ "and readv, in several pages", by_readv },
	{ "and a result that crosses a page border", by_stat },
	{ "and two descriptors in two pages", by_pipe },
	{ "and the time", by_clock },
	{ "and the frame of a signal handler", by_signal },
	{ "and a thread's number", by_thread_id },
};

TEST_TABLE(kernel_writes, kernel_writes)
{
	const struct kernel_write *how = element;
	pid_t pid;

	make();
	pid = start_keeper();
	how->write(area + PAGE_SIZE);
	CHECK(all_hold(area, PAGE_SIZE, 'p'));
	wake(pid);
}

TEST(clear_tid, "the word that is cleared at a thread's end is its own")
{
	int *word;
	pid_t pid;

	make();
	word = (int *)area;
	*word = 77;
	pid = (pid_t)raw(SYS_clone, CLONE_CHILD_CLEARTID | SIGCHLD, 0, 0, 0,
			 word);
	if (!pid)
		_exit(0);
	reap_ok(pid);
	CHECK_EQ(*word, 77);
}

TEST(set_tid, "a child's number is written to the child alone")
{
	int *word;
	pid_t pid;

	make();
	word = (int *)area;
	*word = 77;
	pid = (pid_t)raw(SYS_clone, CLONE_CHILD_SETTID | SIGCHLD, 0, 0, 0,
			 word);
	if (!pid)
		_exit(*word != getpid());
	reap_ok(pid);
	CHECK_EQ(*word, 77);
}

TEST(zero_page, "a read into pages that were only looked at makes them ours")
{
	volatile char *page;
	pid_t pid;

	make();
	page = map(PAGE_SIZE);
	CHECK_EQ(*page, 0);
	pid = fork();
	if (!pid) {
		by_read_pipe(memset((char *)page, 'p', 8));
		_exit(*page != 't');
	}
	reap_ok(pid);
	CHECK_EQ(*page, 0);
	CHECK_EQ(((volatile char *)map(PAGE_SIZE))[0], 0);
}

/* --------------------------------------------------- families and threads */

TEST(grandchild, "a fork of a fork: three share, each write parts one of them")
{
	pid_t pid;

	make();
	pid = fork();
	if (!pid) {
		pid_t mine = start_keeper();

		memset(area, 'c', SIZE);
		wake(mine);
		_exit(!all_hold(area, SIZE, 'c'));
	}
	close(to_child[1]);
	reap_ok(pid);
	CHECK(all_hold(area, SIZE, 'p'));
}

TEST(orphan, "a grandchild keeps the pages when all before it have gone")
{
	pid_t pid;
	char c;

	make();
	pid = fork();
	if (!pid) {
		if (fork())
			_exit(0);
		close(to_child[1]);
		if (read(to_child[0], &c, 1) == 0)
			c = all_hold(area, SIZE, 'p') ? 'y' : 'n';
		_exit(write(to_parent[1], &c, 1) != 1);
	}
	reap_ok(pid);
	memset(area, 'q', SIZE);
	CHECK_OK(munmap(area, SIZE));
	close(to_child[1]);
	CHECK_EQ(read(to_parent[0], &c, 1), 1);
	CHECK_EQ(c, 'y');
}

static volatile int stop;

static void *scribble(void *arg)
{
	volatile unsigned *word = arg;

	while (!stop)
		++*word;
	return NULL;
}

/* What a thread writes after the fork, through whatever its CPU remembers. */
TEST(threads, "while threads write, each fork's child has its own moment")
{
	volatile unsigned *words;
	pthread_t threads[2];
	int i;

	make();
	words = (volatile unsigned *)area;
	for (i = 0; i < 2; i++)
		CHECK_EQ(pthread_create(&threads[i], NULL, scribble,
					(void *)(words + i * 1024)),
			 0);
	for (i = 0; i < 30; i++) {
		pid_t pid = (pid_t)CHECK_OK(fork());

		if (!pid) {
			unsigned a = words[0], b = words[1024];

			nap(2);
			_exit(words[0] != a || words[1024] != b);
		}
		reap_ok(pid);
	}
	stop = 1;
	for (i = 0; i < 2; i++)
		CHECK_EQ(pthread_join(threads[i], NULL), 0);
}

TEST(shared_beside,
     "of one file: MAP_SHARED is one, MAP_PRIVATE each one's own")
{
	char *shared, *private;
	int fd = (int)CHECK_OK(open("file", O_RDWR | O_CREAT, 0600));
	pid_t pid;

	CHECK_OK(ftruncate(fd, PAGE_SIZE));
	shared = mmap(NULL, PAGE_SIZE, RW, MAP_SHARED, fd, 0);
	private = mmap(NULL, PAGE_SIZE, RW, MAP_PRIVATE, fd, 0);
	CHECK(shared != MAP_FAILED && private != MAP_FAILED);
	shared[0] = 's';
	CHECK_EQ(private[0], 's');
	private[1] = 'x';
	shared[0] = 't';
	CHECK_EQ(private[0], 's');
	pid = fork();
	if (!pid) {
		shared[2] = 'c';
		private[2] = 'd';
		_exit(0);
	}
	reap_ok(pid);
	CHECK_EQ(shared[2], 'c');
	CHECK_EQ(private[2], 0);
	CHECK_EQ(shared[1], 0);
}

/* --------------------------------------------------------- other rights */

TEST(protect_back, "taking the right to write away and giving it back: no hole")
{
	pid_t pid;

	make();
	pid = start_keeper();
	CHECK_OK(mprotect(area, SIZE, PROT_READ));
	CHECK_OK(mprotect(area, SIZE, RW));
	memset(area, 'w', SIZE);
	wake(pid);
}

TEST(protect_none, "PROT_NONE and back: the page is still shared")
{
	pid_t pid;

	make();
	CHECK_OK(mprotect(area, SIZE, PROT_NONE));
	pid = fork();
	if (!pid) {
		mprotect(area, SIZE, RW);
		if (!all_hold(area, SIZE, 'p'))
			_exit(1);
		memset(area, 'c', SIZE);
		_exit(0);
	}
	reap_ok(pid);
	CHECK_OK(mprotect(area, SIZE, RW));
	CHECK(all_hold(area, SIZE, 'p'));
}

TEST(moved, "mremap moves a shared page; a write at its new place parts it")
{
	pid_t pid;
	char *new;

	make();
	pid = start_keeper();
	new = mremap(area, SIZE, SIZE, MREMAP_MAYMOVE | MREMAP_FIXED,
		     unmapped(SIZE));
	CHECK(new != MAP_FAILED);
	memset(new, 'w', SIZE);
	wake(pid);
}

TEST(thrown_away, "MADV_DONTNEED of a shared page takes only our own use of it")
{
	pid_t pid;

	make();
	pid = start_keeper();
	CHECK_OK(madvise(area, SIZE, MADV_DONTNEED));
	CHECK(all_hold(area, SIZE, 0));
	memset(area, 'w', SIZE);
	wake(pid);
}

TEST(locked, "mlock of shared pages copies them at once, for good")
{
	long before;
	pid_t pid;

	make();
	pid = start_keeper();
	CHECK_OK(mlock(area, SIZE));
	CHECK_EQ(smap_field(getpid(), area, "Shared_Dirty:"), 0);
	before = vmstat("cow_copy");
	memset(area, 'w', SIZE);
	if (before >= 0)
		CHECK_EQ(vmstat("cow_copy"), before);
	wake(pid);
}

/* ------------------------------------------------ what the CPU remembers */

TEST(write_after_fork,
     "the parent's next instruction after fork may be a write")
{
	pid_t pid;
	int i;

	make();
	for (i = 0; i < 20; i++) {
		memset(area, 'p', SIZE);
		pid = (pid_t)raw(SYS_fork);
		if (!pid)
			_exit(!all_hold(area, SIZE, 'p'));
		area[0] = 'w';
		area[SIZE - 1] = 'w';
		reap_ok(pid);
	}
}

TEST(other_thread, "after a copy, other threads see it, not what was there")
{
	volatile unsigned *word;
	pthread_t thread;
	unsigned seen;
	pid_t pid;

	make();
	word = (volatile unsigned *)area;
	CHECK_EQ(pthread_create(&thread, NULL, scribble, (void *)word), 0);
	nap(5);
	pid = fork();
	if (!pid) {
		seen = *word;
		nap(20);
		_exit(*word != seen);
	}
	seen = *word;
	nap(20);
	CHECK(*word != seen);
	stop = 1;
	CHECK_EQ(pthread_join(thread, NULL), 0);
	reap_ok(pid);
}

TEST(reused, "the last owner writes without a copy, again and again")
{
	long copies, reuses;
	int i;

	need_vmstat("cow_reuse");
	make();
	for (i = 0; i < 5; i++) {
		wake(start_keeper());
		CHECK_OK(pipe(to_child));
		vmstat("cow_copy");
		copies = vmstat("cow_copy");
		reuses = vmstat("cow_reuse");
		memset(area, 'p', SIZE);
		CHECK_EQ(vmstat("cow_copy"), copies);
		CHECK_EQ(vmstat("cow_reuse"), reuses + PAGES);
	}
}
