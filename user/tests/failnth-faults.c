// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that runs out where nobody could be told: in a page fault, at a
 * process's end, as a signal is delivered.  The kernel tries again, or does
 * without; the program notices nothing (see inject.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <helpers.h>
#include <inject.h>
#include <raw.h>
#include <tap.h>

#define PAGES 8
#define SIZE  (PAGES * PAGE_SIZE)
#define TABLE 0x200000 /* what one page table maps */
#define DEEP  (64 * 1024)

static char *area;

/* What is done with the N-th allocation failing; it must succeed. */
struct quiet {
	const char *claim;
	void (*act)(void);
	void (*prepare)(void);
};

static void map_fresh(void)
{
	area = map(SIZE + TABLE);
}

static void write_fresh(void)
{
	memset(area, 'w', SIZE);
	area[SIZE + TABLE - 1] = 'w';
}

static void read_fresh(void)
{
	const volatile char *p = area;

	CHECK_EQ(p[0] + p[SIZE + TABLE - 1], 0);
}

static pid_t other;
static int ends[2];

static void share(void)
{
	char c;

	map_fresh();
	write_fresh();
	CHECK_OK(pipe(ends));
	other = (pid_t)CHECK_OK(fork());
	if (!other) {
		close(ends[1]);
		_exit(read(ends[0], &c, 1) != 0 || area[0] != 'w');
	}
}

static void write_shared(void)
{
	memset(area, 'x', SIZE);
	CHECK_EQ(area[SIZE - 1], 'x');
}

static void map_file(void)
{
	int fd = (int)CHECK_OK(open("file", O_RDWR | O_CREAT | O_TRUNC, 0600));

	CHECK_OK(ftruncate(fd, SIZE));
	area = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(area != MAP_FAILED);
}

static void write_file_page(void)
{
	memset(area, 'f', SIZE);
}

/* A program's stack is as deep as it has ever been. */
static void grow_stack(void)
{
	volatile char deep[DEEP];
	int i;

	for (i = 0; i < DEEP; i += PAGE_SIZE / 2)
		deep[i] = (char)i;
	CHECK_EQ(deep[PAGE_SIZE], (char)PAGE_SIZE);
}

static void read_into_fresh(void)
{
	int fd = (int)raw(SYS_open, "/dev/zero", O_RDONLY);

	/* To open it may be what fails. */
	if (fd < 0)
		return;
	CHECK_EQ(raw(SYS_read, fd, area, SIZE), SIZE);
	close(fd);
}

static volatile sig_atomic_t got;

static void on_signal(int sig)
{
	got = sig;
}

static void catch_signals(void)
{
	handle(SIGUSR1, on_signal, 0);
	handle(SIGALRM, on_signal, 0);
}

static void take_signal(void)
{
	got = 0;
	CHECK_OK(kill(getpid(), SIGUSR1));
	CHECK_EQ(got, SIGUSR1);
}

static void unmap_all(void)
{
	write_fresh();
	CHECK_OK(munmap(area, SIZE + TABLE));
}

static const struct quiet faults[] = {
	{ "a write to fresh memory is tried again", write_fresh, map_fresh },
	{ "so is a read", read_fresh, map_fresh },
	{ "a write to a shared page", write_shared, share },
	{ "one to a file's page", write_file_page, map_file },
	{ "the growth of a stack", grow_stack, NULL },
	{ "a page that the kernel fills", read_into_fresh, map_fresh },
	{ "a signal is delivered all the same", take_signal, catch_signals },
	{ "munmap of whole areas needs nothing", unmap_all, map_fresh },
};

/* Each in a child, which finds all as fresh as the one before. */
static bool once(const struct quiet *what, int n)
{
	pid_t pid = (pid_t)CHECK_OK(fork());
	bool injected;
	int status;

	if (!pid) {
		inject_open();
		if (what->prepare)
			what->prepare();
		inject_arm(n);
		what->act();
		injected = !inject_left();
		inject_arm(0);
		if (other) {
			close(ends[1]);
			reap_ok(other);
		}
		_exit(injected);
	}
	status = reap(pid);
	CHECK(status == 0 || status == 1 << 8);
	return status;
}

TEST_TABLE(faults, faults)
{
	int n = 1;

	inject_open();
	while (once(element, n))
		CHECK(++n < 200);
	tap_note("%s: %d", ((const struct quiet *)element)->claim, n - 1);
}

static void end_armed(void *n)
{
	map_fresh();
	write_fresh();
	CHECK_OK(open("file", O_RDWR | O_CREAT, 0600));
	inject_open();
	inject_arm(*(int *)n);
}

TEST(exits, "whatever fails at its end, a process ends and leaves nothing")
{
	int n;

	inject_open();
	for (n = 1; n < 20; n++)
		reap_ok(start(end_armed, &n));
}

static void die_armed(void *n)
{
	end_armed(n);
	raise(SIGKILL);
}

TEST(killed, "the same when it is killed")
{
	int n;

	inject_open();
	for (n = 1; n < 20; n++)
		reap_signal(start(die_armed, &n), SIGKILL);
}
