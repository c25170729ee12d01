// SPDX-License-Identifier: GPL-2.0
/* futex(2), by the raw call: who sleeps at a word, and who is woken. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define FUTEX_WAIT	  0
#define FUTEX_WAKE	  1
#define FUTEX_REQUEUE	  3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define PRIVATE		  128
#define REALTIME	  256
#define ANY		  0xffffffffu

/* The kernel's struct timespec of the i386: musl's is wider. */
struct old_timespec {
	long sec, nsec;
};

/* In memory that is shared with children. */
static volatile int *words;

static long wait_at(volatile int *word, int value, void *timeout)
{
	return raw(SYS_futex, word, FUTEX_WAIT, value, timeout);
}

static long wake(volatile int *word, int n)
{
	return raw(SYS_futex, word, FUTEX_WAKE, n);
}

static void wait_at_0(void *word)
{
	_exit(wait_at(word, 0, NULL) != 0);
}

static pid_t waiter(volatile int *word)
{
	pid_t pid = start(wait_at_0, (void *)word);

	wait_for_state(pid, 'S');
	return pid;
}

static void waiters(volatile int *word, pid_t *pids, int n)
{
	int i;

	words = map_shared(PAGE_SIZE);
	if (!word)
		word = words;
	for (i = 0; i < n; i++)
		pids[i] = waiter(word);
}

static bool sleeps(pid_t pid)
{
	return waitpid(pid, NULL, WNOHANG) == 0;
}

/* -- waking ---------------------------------------------------------------- */

TEST(wake_some, "FUTEX_WAKE wakes as many as it is told, the longest first")
{
	pid_t pids[3];

	waiters(NULL, pids, 3);
	CHECK_EQ(wake(words, 2), 2);
	reap_ok(pids[0]);
	reap_ok(pids[1]);
	CHECK(sleeps(pids[2]));
	CHECK_EQ(wake(words, 2), 1);
	reap_ok(pids[2]);
}

TEST(wake_all, "INT_MAX wakes all")
{
	pid_t pids[3];
	int i;

	waiters(NULL, pids, 3);
	CHECK_EQ(wake(words, INT_MAX), 3);
	for (i = 0; i < 3; i++)
		reap_ok(pids[i]);
}

TEST(other_word, "who waits at another word is not woken")
{
	pid_t pid;

	waiters(NULL, &pid, 1);
	CHECK_EQ(wake(words + 1, 1), 0);
	CHECK(sleeps(pid));
	CHECK_EQ(wake(words, 1), 1);
	reap_ok(pid);
}

TEST(private_word, "a private futex is not seen by another process")
{
	pid_t pid;

	words = map_shared(PAGE_SIZE);
	pid = fork();
	if (pid == 0)
		_exit(raw(SYS_futex, words, FUTEX_WAIT | PRIVATE, 0, 0) != 0);
	wait_for_state(pid, 'S');
	CHECK_EQ(raw(SYS_futex, words, FUTEX_WAKE | PRIVATE, 1), 0);
	CHECK_EQ(raw(SYS_futex, words, FUTEX_WAKE, 1), 0);
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
}

TEST(copied_word, "after fork a word in private memory is two words")
{
	static volatile int word;
	pid_t pid = waiter(&word);

	CHECK_EQ(wake(&word, 1), 0);
	CHECK(sleeps(pid));
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
}

TEST(in_a_file, "two mappings of a file have the same word, wherever they lie")
{
	int fd = CHECK_OK(open("words", O_RDWR | O_CREAT, 0600));
	volatile int *a, *b;
	pid_t pid;

	CHECK_OK(ftruncate(fd, 2 * PAGE_SIZE));
	a = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		 0);
	b = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		 PAGE_SIZE);
	CHECK(a != MAP_FAILED && b != MAP_FAILED);
	pid = waiter(a + PAGE_SIZE / sizeof(int) + 3);
	CHECK_EQ(wake(b + 2, 1), 0);
	CHECK_EQ(wake(b + 3, 1), 1);
	reap_ok(pid);
}

/* -- requeue --------------------------------------------------------------- */

TEST(requeue, "FUTEX_REQUEUE wakes some and has others wait at the second word")
{
	pid_t pids[3];
	int i;

	waiters(NULL, pids, 3);
	CHECK_EQ(raw(SYS_futex, words, FUTEX_REQUEUE, 1, 1, words + 1), 2);
	reap_ok(pids[0]);
	CHECK_EQ(wake(words + 1, 9), 1);
	reap_ok(pids[1]);
	CHECK(sleeps(pids[2]));
	CHECK_EQ(wake(words, 9), 1);
	reap_ok(pids[2]);
	for (i = 0; i < 2; i++)
		CHECK_EQ(wake(words + i, 9), 0);
}

TEST(cmp_requeue, "FUTEX_CMP_REQUEUE counts those it woke and those it moved")
{
	pid_t pids[4];
	int i;

	waiters(NULL, pids, 4);
	CHECK_EQ(raw(SYS_futex, words, FUTEX_CMP_REQUEUE, 1, INT_MAX, words + 1,
		     0),
		 4);
	reap_ok(pids[0]);
	CHECK_EQ(wake(words, 9), 0);
	CHECK_EQ(wake(words + 1, 9), 3);
	for (i = 1; i < 4; i++)
		reap_ok(pids[i]);
}

TEST(cmp_requeue_changed, "a word that has changed: EAGAIN, and nobody moves")
{
	pid_t pid;

	waiters(NULL, &pid, 1);
	CHECK_EQ(raw(SYS_futex, words, FUTEX_CMP_REQUEUE, 1, 1, words + 1, 5),
		 -EAGAIN);
	CHECK_EQ(wake(words + 1, 1), 0);
	CHECK_EQ(wake(words, 1), 1);
	reap_ok(pid);
}

TEST(requeue_negative, "a negative number to wake or to move: EINVAL")
{
	int word[2] = { 0 };

	CHECK_EQ(raw(SYS_futex, word, FUTEX_REQUEUE, -1, 1, word + 1), -EINVAL);
	CHECK_EQ(raw(SYS_futex, word, FUTEX_REQUEUE, 1, -1, word + 1), -EINVAL);
	CHECK_EQ(raw(SYS_futex, word, FUTEX_CMP_REQUEUE, 1, -1, word + 1, 0),
		 -EINVAL);
}

TEST(requeue_ends, "a sleeper that was moved can still be interrupted")
{
	pid_t pid;

	waiters(NULL, &pid, 1);
	CHECK_EQ(raw(SYS_futex, words, FUTEX_REQUEUE, 0, 1, words + 1), 1);
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
	CHECK_EQ(wake(words + 1, 1), 0);
}

/* -- bitsets --------------------------------------------------------------- */

static void wait_for_bit_1(void *word)
{
	_exit(raw(SYS_futex, word, FUTEX_WAIT_BITSET, 0, 0, 0, 2) != 0);
}

TEST(bitset, "a wake-up reaches those with a bit in common, and counts them")
{
	pid_t pid;

	words = map_shared(PAGE_SIZE);
	pid = start(wait_for_bit_1, (void *)words);
	wait_for_state(pid, 'S');
	CHECK_EQ(raw(SYS_futex, words, FUTEX_WAKE_BITSET, 1, 0, 0, 5), 0);
	CHECK(sleeps(pid));
	CHECK_EQ(raw(SYS_futex, words, FUTEX_WAKE_BITSET, 1, 0, 0, 6), 1);
	reap_ok(pid);
}

TEST(bitset_any, "FUTEX_WAKE reaches whoever waits for some bits")
{
	pid_t pid;

	words = map_shared(PAGE_SIZE);
	pid = start(wait_for_bit_1, (void *)words);
	wait_for_state(pid, 'S');
	CHECK_EQ(wake(words, 1), 1);
	reap_ok(pid);
}

TEST(bitset_none, "a bitset without a bit: EINVAL")
{
	int word = 0;

	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, 0, 0, 0), -EINVAL);
	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAKE_BITSET, 1, 0, 0, 0), -EINVAL);
}

/* -- time ------------------------------------------------------------------ */

TEST(not_early, "FUTEX_WAIT's time is a span: ETIMEDOUT, and not before it")
{
	struct old_timespec span = { 0, 30000000 };
	long long began = now_ms();
	int word = 0;

	CHECK_EQ(wait_at(&word, 0, &span), -ETIMEDOUT);
	CHECK(now_ms() - began >= 30);
}

static void check_moment(clockid_t clock, int flag)
{
	struct old_timespec until;
	struct timespec now;
	int word = 0;

	CHECK_OK(clock_gettime(clock, &now));
	until.sec = (long)now.tv_sec;
	until.nsec = now.tv_nsec + 30000000;
	if (until.nsec >= 1000000000) {
		until.nsec -= 1000000000;
		until.sec++;
	}
	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAIT_BITSET | flag, 0, &until, 0,
		     ANY),
		 -ETIMEDOUT);
	CHECK_OK(clock_gettime(clock, &now));
	CHECK(now.tv_sec > until.sec ||
	      (now.tv_sec == until.sec && now.tv_nsec >= until.nsec));
}

TEST(moment, "FUTEX_WAIT_BITSET's is a moment of the monotonic clock")
{
	check_moment(CLOCK_MONOTONIC, 0);
}

TEST(moment_real, "or with FUTEX_CLOCK_REALTIME of the real-time clock")
{
	check_moment(CLOCK_REALTIME, REALTIME);
}

TEST(past, "a moment that has passed is ETIMEDOUT at once")
{
	struct old_timespec past = { 0, 1 };
	int word = 0;

	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, &past, 0, ANY),
		 -ETIMEDOUT);
}

TEST(bad_times, "a time that is none: EINVAL, a bad pointer to it: EFAULT")
{
	struct old_timespec negative = { -1, 0 }, large = { 0, 1000000000 };
	int word = 0;

	CHECK_EQ(wait_at(&word, 0, &negative), -EINVAL);
	CHECK_EQ(wait_at(&word, 0, &large), -EINVAL);
	CHECK_EQ(wait_at(&word, 0, unmapped(PAGE_SIZE)), -EFAULT);
}

/* -- errors ---------------------------------------------------------------- */

static void ignore(int sig)
{
	(void)sig;
}

static void wait_interrupted(void *word)
{
	handle(SIGUSR1, ignore, 0);
	_exit(wait_at(word, 0, NULL) != -EINTR);
}

TEST(interrupted, "a handler without SA_RESTART ends the wait with EINTR")
{
	pid_t pid;

	words = map_shared(PAGE_SIZE);
	pid = start(wait_interrupted, (void *)words);
	wait_for_state(pid, 'S');
	kill(pid, SIGUSR1);
	reap_ok(pid);
}

static void wait_restarted(void *word)
{
	handle(SIGUSR1, ignore, SA_RESTART);
	_exit(wait_at(word, 0, NULL) != 0);
}

TEST(restarted, "with SA_RESTART it goes on")
{
	pid_t pid;

	words = map_shared(PAGE_SIZE);
	pid = start(wait_restarted, (void *)words);
	wait_for_state(pid, 'S');
	kill(pid, SIGUSR1);
	nap(20);
	wait_for_state(pid, 'S');
	CHECK_EQ(wake(words, 1), 1);
	reap_ok(pid);
}

TEST(not_aligned, "a word that is not aligned: EINVAL, the second one too")
{
	int word[2] = { 0 };

	CHECK_EQ(wait_at((void *)((char *)word + 1), 0, NULL), -EINVAL);
	CHECK_EQ(raw(SYS_futex, word, FUTEX_REQUEUE, 1, 1, (char *)word + 2),
		 -EINVAL);
}

TEST(no_memory_there, "a word where no memory is: EFAULT, the second one too")
{
	char *nowhere = unmapped(PAGE_SIZE);
	int word = 0;

	CHECK_EQ(wait_at((void *)nowhere, 0, NULL), -EFAULT);
	CHECK_EQ(wake((void *)nowhere, 1), -EFAULT);
	CHECK_EQ(raw(SYS_futex, &word, FUTEX_REQUEUE, 1, 1, nowhere), -EFAULT);
	CHECK_EQ(raw(SYS_futex, KERNEL_BASE, FUTEX_WAIT, 0, 0), -EFAULT);
}

TEST(realtime_elsewhere, "FUTEX_CLOCK_REALTIME where no moment is: ENOSYS")
{
	int word = 0;

	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAKE | REALTIME, 1), -ENOSYS);
	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAIT | REALTIME, 1), -ENOSYS);
}

TEST(unknown, "an operation that there is not: ENOSYS")
{
	int word = 0;

	CHECK_EQ(raw(SYS_futex, &word, 99, 1), -ENOSYS);
}
