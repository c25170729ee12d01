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
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* A descriptor open to a node like /dev/zero, far from all that a test opens. */
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

/* The bad addresses: NULL, the kernel's, the edges, and prepared ones. */
enum {
	NOTHING_MAPPED = 6,
	READ_ONLY,
	NO_ACCESS,
	PAGE_END,
	ADDRESSES
};

static unsigned long addresses[ADDRESSES] = {
	0,
	KERNEL_BASE,
	0xfffff000,
	0xffffffff,
	KERNEL_BASE - PAGE_SIZE,
	KERNEL_BASE - 1,
};

static bool is_dangerous(int nr)
{
	size_t i;

	for (i = 0; i < sizeof(dangerous) / sizeof(dangerous[0]); i++)
		if (dangerous[i] == nr)
			return true;
	return false;
}

/*
 * The arguments of one call, with BAD among them: everywhere, everywhere but
 * in a descriptor that comes first, or in one place among good ones.
 */
#define PATTERNS 8
#define CALLS	 (ADDRESSES * PATTERNS)
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
static void make_calls(int nr)
{
	dup2(ZERO_FD, 0);
	while (*progress < CALLS) {
		int n = (*progress)++;
		long args[6];

		choose(args, n % PATTERNS, (long)addresses[n / PATTERNS]);
		raw6(nr, args[0], args[1], args[2], args[3], args[4], args[5]);
	}
	raw(SYS_exit_group, 0);
}

static void on_alarm(int sig)
{
	(void)sig;
}

static void blocked(int nr)
{
	int n = *progress - 1;

	FAIL("call %d blocked, address %#lx, pattern %d", nr,
	     n < 0 ? 0 : addresses[n / PATTERNS], n % PATTERNS);
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
			blocked(nr);
		}
		CHECK_EQ(got, pid);
		if (!WIFSTOPPED(status))
			break;
		/* It had itself traced, perhaps. */
		kill(pid, SIGKILL);
	}
	alarm(0);
}

static void call_one(int nr)
{
	*progress = 0;
	while (*progress < CALLS) {
		pid_t pid = CHECK_OK(fork());

		if (pid == 0)
			make_calls(nr);
		wait_out(pid, nr);
	}
}

/* A page that is not to be read, or not to be written. */
static unsigned long protected(int prot)
{
	void *page = map(PAGE_SIZE);

	CHECK_OK(mprotect(page, PAGE_SIZE, prot));
	return (unsigned long)page;
}

/* SIZE bytes before an address where nothing is mapped. */
static char *before_nothing(size_t size)
{
	char *pages = map(2 * PAGE_SIZE);

	CHECK_OK(mprotect(pages + PAGE_SIZE, PAGE_SIZE, PROT_NONE));
	return pages + PAGE_SIZE - size;
}

static void prepare(void)
{
	int fd;

	/* A node of our own: fchmod and fchown change it, too. */
	CHECK_OK(mknod("zero", S_IFCHR | 0600, makedev(1, 5)));
	fd = CHECK_OK(open("zero", O_RDWR));
	CHECK_EQ(dup2(fd, ZERO_FD), ZERO_FD);
	progress = map_shared(PAGE_SIZE);
	/* Nobody writes beyond the buffer's end. */
	buffer = before_nothing(PAGE_SIZE);
	addresses[NOTHING_MAPPED] = (unsigned long)unmapped(PAGE_SIZE);
	addresses[READ_ONLY] = protected(PROT_READ);
	addresses[NO_ACCESS] = protected(PROT_NONE);
	addresses[PAGE_END] = (unsigned long)before_nothing(2);
	handle(SIGALRM, on_alarm, 0);
}

/* A range of call numbers. */
struct range {
	const char *claim;
	int first, last;
};

static const struct range ranges[] = {
	{ "calls 0 to 49 survive bad addresses", 0, 49 },
	{ "calls 50 to 99 survive bad addresses", 50, 99 },
	{ "calls 100 to 149 survive bad addresses", 100, 149 },
	{ "calls 150 to 199 survive bad addresses", 150, 199 },
	{ "calls 200 to 249 survive bad addresses", 200, 249 },
	{ "calls 250 to 299 survive bad addresses", 250, 299 },
	{ "calls 300 to 349 survive bad addresses", 300, 349 },
	{ "calls 350 to 399 survive bad addresses", 350, 399 },
	{ "calls 400 to 450 survive bad addresses", 400, 450 },
};

TEST_TABLE(survived, ranges)
{
	const struct range *range = element;
	int nr;

	prepare();
	for (nr = range->first; nr <= range->last; nr++)
		if (!is_dangerous(nr))
			call_one(nr);
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
