// SPDX-License-Identifier: GPL-2.0
/*
 * What fork counts: how many tasks there may be, which numbers they get, and
 * the ticks that parent and child share. proc(5), /proc/sys/kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

#define THREADS_MAX    "/proc/sys/kernel/threads-max"
#define PID_MAX	       "/proc/sys/kernel/pid_max"
#define RESERVED_PIDS  300
#define PID_MAX_32_BIT 32768 /* the most that 32-bit machines allow */

static long get(const char *path)
{
	char text[32];

	CHECK(read_file(path, text, sizeof(text)) > 0);
	return strtol(text, NULL, 10);
}

/* 0 or -errno. */
static int set(const char *path, long value)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%ld\n", value);
	int fd = CHECK_OK(open(path, O_WRONLY));
	int err = write(fd, text, (size_t)n) == n ? 0 : -errno;

	close(fd);
	return err;
}

static void leave(void *arg)
{
	(void)arg;
}

static void sleep_on(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

/* -- how many -------------------------------------------------------------- */

/* All tasks there are: the y of x/y in loadavg. */
static long tasks(void)
{
	char text[64], *slash;

	CHECK(read_file("/proc/loadavg", text, sizeof(text)) > 0);
	slash = strchr(text, '/');
	CHECK(slash);
	return strtol(slash + 1, NULL, 10);
}

/* Fork until it fails; returns how often it did not. All end again. */
static int fork_all(int most, int *err)
{
	pid_t pids[64];
	int n, i;

	*err = 0;
	for (n = 0; n < most; n++) {
		pids[n] = fork();
		if (pids[n] == 0)
			sleep_on(NULL);
		if (pids[n] < 0)
			break;
	}
	*err = n < most ? errno : 0;
	for (i = 0; i < n; i++) {
		kill(pids[i], SIGKILL);
		reap_signal(pids[i], SIGKILL);
	}
	return n;
}

TEST(threads_max, "at threads-max fork fails with EAGAIN, for root too")
{
	long before = get(THREADS_MAX);
	int n, err;

	CHECK_EQ(set(THREADS_MAX, tasks() + 20), 0);
	n = fork_all(60, &err);
	CHECK_EQ(set(THREADS_MAX, before), 0);
	CHECK_EQ(err, EAGAIN);
	/* Kernel threads may come and go. */
	CHECK(n >= 15 && n <= 25);
}

TEST(threads_max_bounds, "threads-max has bounds: EINVAL outside")
{
	long before = get(THREADS_MAX);

	/* The manual says 20 to 0x3fffffff; Linux takes smaller ones too. */
	CHECK_EQ(set(THREADS_MAX, 0), -EINVAL);
	CHECK_EQ(set(THREADS_MAX, -1), -EINVAL);
	CHECK_EQ(set(THREADS_MAX, 0x40000000), -EINVAL);
	CHECK_EQ(get(THREADS_MAX), before);
}

/* -- which numbers --------------------------------------------------------- */

static pid_t next_pid(void)
{
	pid_t pid = start(leave, NULL);

	reap_ok(pid);
	return pid;
}

TEST(pid_max, "no pid reaches pid_max: they begin again, at 300")
{
	pid_t pid = next_pid(), last, end, lowest = PID_MAX_32_BIT;
	int i;

	end = pid + 10 > RESERVED_PIDS + 40 ? pid + 10 : RESERVED_PIDS + 40;
	CHECK_EQ(set(PID_MAX, end), 0);
	for (i = 0; i < 5000; i++) {
		last = pid;
		pid = next_pid();
		if (pid >= end || pid < last)
			break;
	}
	for (i = 0; i < 10 && pid < end; i++) {
		lowest = pid < lowest ? pid : lowest;
		pid = next_pid();
	}
	CHECK_EQ(set(PID_MAX, PID_MAX_32_BIT), 0);
	CHECK(pid < end);
	CHECK(lowest >= RESERVED_PIDS && lowest < end);
}

TEST(pid_max_bounds, "pid_max is from 301 to 32768: EINVAL outside")
{
	long before = get(PID_MAX);

	CHECK_EQ(set(PID_MAX, RESERVED_PIDS), -EINVAL);
	CHECK_EQ(set(PID_MAX, PID_MAX_32_BIT + 1), -EINVAL);
	CHECK_EQ(get(PID_MAX), before);
}

TEST(late, "a number is not given out again for as long as it can be")
{
	pid_t first = next_pid(), last = first, pid;
	int i;

	for (i = 0; i < 200; i++) {
		pid = next_pid();
		CHECK(pid > last || pid < first);
		last = pid;
	}
}

/* -- the ticks ------------------------------------------------------------- */

struct ticks {
	long counter, epoch;
};

static struct ticks ticks_of(pid_t pid)
{
	char path[64];
	struct ticks t;

	snprintf(path, sizeof(path), "/proc/%d/sched", pid);
	t.counter = proc_field(path, "counter:");
	t.epoch = proc_field(path, "epoch:");
	return t;
}

/* False when a new epoch came between. */
static bool shares_ticks(void)
{
	struct ticks before = ticks_of(getpid()), parent, child;
	pid_t pid = start(sleep_on, NULL);

	child = ticks_of(pid);
	parent = ticks_of(getpid());
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
	if (before.epoch != parent.epoch || child.epoch != parent.epoch)
		return false;
	CHECK(child.counter <= (before.counter + 1) / 2);
	CHECK(parent.counter <= before.counter / 2);
	return true;
}

TEST(halved, "parent and child share the ticks that the parent had left")
{
	int tries;

	if (!on_lectern())
		SKIP("another scheduler");
	for (tries = 0; tries < 100; tries++)
		if (shares_ticks())
			return;
	FAIL("each time a new epoch began meanwhile");
}
