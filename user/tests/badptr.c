// SPDX-License-Identifier: GPL-2.0
/*
 * Every system call from 0 to 450 with bad addresses in every argument.  What
 * a call answers is its own affair (efault.c asks that); here the claim is
 * that the kernel and this process survive it and that the call comes back.
 *
 * One child makes all calls of one number.  When a call costs it its life (it
 * may unmap its own stack), the next child goes on behind that call: how far
 * they came stands in shared memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define LAST_CALL 450

/* A descriptor open to /dev/zero, far from all that a test opens. */
#define ZERO_FD 900

/* Seconds after which a call has blocked. */
#define BLOCKED_AFTER 5

/* Calls that would end the machine, the test, or other processes. */
static const short dangerous[] = {
	1,   252,		 /* exit, exit_group: they end the child */
	2,   120, 190, 435,	 /* fork, clone, vfork, clone3: two children */
	29,  72,  179,		 /* pause, sigsuspend, rt_sigsuspend */
	37,  238, 270, 178, 335, /* kill, tkill, tgkill, rt_(tg)sigqueueinfo */
	424,			 /* pidfd_send_signal */
	88,			 /* reboot */
	82,  142, 308, 413,	 /* select, pselect: may wait for ever */
	168, 309, 414,		 /* poll, ppoll: the same */
	111,			 /* vhangup */
	119, 173,		 /* sigreturn, rt_sigreturn: any registers */
	25,  79,  264, 404, 124, /* stime and its kin would set the clock */
	74,  121,		 /* sethostname, setdomainname */
	393, 395, 399,		 /* semget, shmget, msgget: would stay */
};

static char *buffer;
static volatile int *progress;

static bool is_dangerous(int nr)
{
	size_t i;

	for (i = 0; i < sizeof(dangerous) / sizeof(dangerous[0]); i++)
		if (dangerous[i] == nr)
			return true;
	return false;
}

/* The arguments of the call that comes HOW-th, with BAD among them. */
#define PATTERNS 8
static void choose(long *args, int how, long bad)
{
	long good[6] = { ZERO_FD,      (long)buffer, 64,
			 (long)buffer, (long)buffer, 0 };
	int i;

	for (i = 0; i < 6; i++) {
		if (how == 0)
			args[i] = bad;
		else if (how == 1)
			args[i] = i == 0 ? ZERO_FD : bad;
		else
			args[i] = how - 2 == i ? bad : good[i];
	}
}

/* In the child: the calls of one number that have not been made yet. */
static void make_calls(int nr, long bad)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, 0);
	while (*progress < PATTERNS) {
		long args[6];

		choose(args, (*progress)++, bad);
		raw6(nr, args[0], args[1], args[2], args[3], args[4], args[5]);
	}
	raw(SYS_exit_group, 0);
}

static void on_alarm(int sig)
{
	(void)sig;
}

/* Wait for a child, however its calls have left it. */
static void wait_out(pid_t pid, int nr)
{
	int status;

	alarm(BLOCKED_AFTER);
	for (;;) {
		pid_t got = waitpid(pid, &status, 0);

		if (got < 0 && errno == EINTR) {
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			FAIL("call %d blocked, pattern %d", nr, *progress - 1);
		}
		CHECK_EQ(got, pid);
		if (!WIFSTOPPED(status))
			break;
		/* It had itself traced, perhaps. */
		kill(pid, SIGKILL);
	}
	alarm(0);
}

static void call_one(int nr, long bad)
{
	*progress = 0;
	while (*progress < PATTERNS) {
		pid_t pid = CHECK_OK(fork());

		if (pid == 0)
			make_calls(nr, bad);
		wait_out(pid, nr);
	}
}

/*
 * First of all in a test: a page that is unmapped before this would be given
 * out again here.  The buffer ends where nothing is mapped, so that nobody
 * writes beyond.
 */
static void prepare(void)
{
	int fd = CHECK_OK(open("/dev/zero", O_RDWR));

	CHECK_EQ(dup2(fd, ZERO_FD), ZERO_FD);
	buffer = map(4 * PAGE_SIZE);
	CHECK_OK(munmap(buffer + 2 * PAGE_SIZE, 2 * PAGE_SIZE));
	buffer += PAGE_SIZE;
	progress = map_shared(PAGE_SIZE);
	handle(SIGALRM, on_alarm, 0);
}

static void call_all(long bad)
{
	int nr;

	for (nr = 0; nr <= LAST_CALL; nr++)
		if (!is_dangerous(nr))
			call_one(nr, bad);
}

struct address {
	const char *claim;
	unsigned long address;
};

static const struct address addresses[] = {
	{ "every call survives NULL", 0 },
	{ "every call survives the first kernel address", KERNEL_BASE },
	{ "every call survives the last page of all", 0xfffff000 },
	{ "every call survives the last byte of all", 0xffffffff },
	{ "every call survives the last user page", KERNEL_BASE - PAGE_SIZE },
	{ "every call survives the last user byte", KERNEL_BASE - 1 },
};

TEST_TABLE(fixed_address, addresses)
{
	prepare();
	call_all((long)((const struct address *)element)->address);
}

TEST(nothing_mapped, "every call survives an address with nothing mapped")
{
	prepare();
	call_all((long)unmapped(PAGE_SIZE));
}

TEST(read_only, "every call survives memory that is read-only")
{
	char *page;

	prepare();
	page = map(PAGE_SIZE);
	CHECK_OK(mprotect(page, PAGE_SIZE, PROT_READ));
	call_all((long)page);
}

TEST(no_access, "every call survives memory with no access at all")
{
	char *page;

	prepare();
	page = map(PAGE_SIZE);
	CHECK_OK(mprotect(page, PAGE_SIZE, PROT_NONE));
	call_all((long)page);
}

TEST(page_end, "every call survives an object that crosses into nothing")
{
	char *pages;

	prepare();
	pages = map(2 * PAGE_SIZE);
	CHECK_OK(munmap(pages + PAGE_SIZE, PAGE_SIZE));
	call_all((long)pages + PAGE_SIZE - 2);
}

TEST(no_such_call, "numbers beyond the table are ENOSYS")
{
	CHECK_EQ(raw(100000), -ENOSYS);
	CHECK_EQ(raw(0x7fffffff), -ENOSYS);
	CHECK_EQ(raw(-1), -ENOSYS);
	CHECK_EQ(raw((long)0x80000000), -ENOSYS);
	CHECK_EQ(raw((long)0xc0000001), -ENOSYS);
}

TEST(unused, "numbers that were never given are ENOSYS")
{
	/* 17 break, 31 stty, 32 gtty, 35 ftime, 44 prof, 53 lock, 56 mpx */
	static const short never[] = { 17, 31,	32,  35,  44, 53,
				       56, 222, 223, 251, 285 };
	size_t i;

	for (i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		CHECK_EQ(raw(never[i]), -ENOSYS);
}
