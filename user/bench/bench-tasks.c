// SPDX-License-Identifier: GPL-2.0
/*
 * bench-tasks - what making, ending and switching tasks costs.
 * See bench.h for how a row is measured, `make bench` for how all are.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bench.h>

#define PROGRAM	   "/usr/bin/bench-exit"
#define RING_MOST  16
#define STACK_SIZE 16384
#define BLOCK	   65536u
#define SLEEPERS   4000

static char block[BLOCK];
static char *const nothing[] = { NULL };

static void fork_exit(unsigned n, unsigned unused)
{
	bench_start();
	while (n--) {
		pid_t pid = (pid_t)must(fork());

		if (pid == 0)
			_exit(0);
		bench_reap(pid);
	}
	bench_stop();
}

static void run_program(void)
{
	char *const words[] = { PROGRAM, NULL };

	execve(PROGRAM, words, nothing);
	_exit(127);
}

static void vfork_one(void)
{
	pid_t pid = vfork();

	if (pid == 0)
		run_program();
	bench_reap(pid);
}

static void vfork_exec(unsigned n, unsigned unused)
{
	bench_start();
	while (n--)
		vfork_one();
	bench_stop();
}

static void fork_exec(unsigned n, unsigned unused)
{
	bench_start();
	while (n--) {
		pid_t pid = (pid_t)must(fork());

		if (pid == 0)
			run_program();
		bench_reap(pid);
	}
	bench_stop();
}

static void fork_shell(unsigned n, unsigned unused)
{
	char *const words[] = { "sh", "-c", PROGRAM, NULL };

	bench_start();
	while (n--) {
		pid_t pid = (pid_t)must(fork());

		if (pid == 0) {
			execve("/bin/sh", words, nothing);
			_exit(127);
		}
		bench_reap(pid);
	}
	bench_stop();
}

static void *end(void *argument)
{
	return argument;
}

static void thread_join(unsigned n, unsigned unused)
{
	pthread_t thread;

	bench_start();
	while (n--) {
		must(-pthread_create(&thread, NULL, end, NULL));
		must(-pthread_join(thread, NULL));
	}
	bench_stop();
}

static int end_clone(void *argument)
{
	return 0;
}

static void clone_vm(unsigned n, unsigned unused)
{
	static char stack[STACK_SIZE] __attribute__((aligned(16)));

	bench_start();
	while (n--)
		bench_reap((pid_t)must(clone(end_clone, stack + STACK_SIZE,
					     CLONE_VM | SIGCHLD, NULL)));
	bench_stop();
}

/* With so many MiB touched, the whole of it. */
static void fork_touched(unsigned n, unsigned mib)
{
	char *memory = bench_map(mib << 20);

	bench_touch(memory, mib << 20);
	fork_exit(n, 0);
	must(munmap(memory, mib << 20));
}

/* The same, but only the parent's way through fork counts. */
static void fork_alone(unsigned n, unsigned mib)
{
	char *memory = bench_map(mib << 20);

	bench_touch(memory, mib << 20);
	while (n--) {
		pid_t pid;

		bench_start();
		pid = (pid_t)must(fork());
		if (pid == 0)
			_exit(0);
		bench_stop();
		bench_reap(pid);
	}
	must(munmap(memory, mib << 20));
}

/* Room for more tasks than the kernel thinks fit for this memory. */
static void raise_limit(void)
{
	int fd = (int)must(open("/proc/sys/kernel/threads-max", O_WRONLY));

	must(write(fd, "9999\n", 5));
	close(fd);
}

static int sleep_on(void *argument)
{
	for (;;)
		pause();
	return 0;
}

struct sleeper {
	pid_t pid;
	char stack[252];
};

/*
 * Among processes that sleep until a signal ends them.  They share the caller's
 * memory, for so many page tables of their own would not fit, and what is kept
 * of them is kept from fork, whose children would have to share it.
 */
static void fork_among_sleepers(unsigned n, unsigned count)
{
	unsigned i, size = count * sizeof(struct sleeper);
	struct sleeper *all = (struct sleeper *)bench_map(size);

	must(madvise(all, size, MADV_DONTFORK));
	raise_limit();
	for (i = 0; i < count; i++)
		all[i].pid = (pid_t)must(
			clone(sleep_on, &all[i + 1], CLONE_VM | SIGCHLD, NULL));
	for (i = 0; i < count; i++)
		sched_yield();
	fork_exit(n, 0);
	for (i = 0; i < count; i++)
		kill(all[i].pid, SIGKILL);
	for (i = 0; i < count; i++)
		must(waitpid(all[i].pid, NULL, 0));
	must(munmap(all, size));
}

/*
 * A ring of processes, each of which passes on what comes: COUNT - 1 children
 * and the caller.
 *
 *	caller -> pipe 0 -> child 1 -> pipe 1 -> ... -> pipe COUNT - 1 -> caller
 */
static int ring[RING_MOST][2];

static void pass_on(int from, int to)
{
	char token;

	while (call(SYS_read, from, (long)&token, 1) == 1)
		call(SYS_write, to, (long)&token, 1);
	_exit(0);
}

static void ring_open(unsigned count)
{
	unsigned i, j;

	for (i = 0; i < count; i++)
		must(pipe(ring[i]));
	for (i = 1; i < count; i++) {
		if (must(fork()) != 0)
			continue;
		for (j = 0; j < count; j++)
			if (j != i)
				close(ring[j][1]);
		pass_on(ring[i - 1][0], ring[i][1]);
	}
}

/* Once the first pipe has no writer, each child ends and so ends the next. */
static void ring_close(unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++) {
		close(ring[i][0]);
		close(ring[i][1]);
	}
	for (i = 1; i < count; i++)
		bench_reap(-1);
}

static void turn(unsigned times, unsigned count)
{
	char token = 0;

	while (times--) {
		call(SYS_write, ring[0][1], (long)&token, 1);
		call(SYS_read, ring[count - 1][0], (long)&token, 1);
	}
}

/* The figure is of one hop: n of them are n / COUNT turns. */
static void ring_hop(unsigned n, unsigned count)
{
	ring_open(count);
	turn(1, count);
	bench_start();
	turn(n / count, count);
	bench_stop();
	ring_close(count);
}

static void round_trip(unsigned n, unsigned unused)
{
	ring_hop(2 * n, 2);
}

static void drain(int from)
{
	while (call(SYS_read, from, (long)block, BLOCK) > 0)
		;
	_exit(0);
}

static void pipe_blocks(unsigned n, unsigned unused)
{
	int ends[2];
	pid_t pid;

	must(pipe(ends));
	pid = (pid_t)must(fork());
	if (pid == 0) {
		close(ends[1]);
		drain(ends[0]);
	}
	close(ends[0]);
	must(write(ends[1], block, BLOCK));
	bench_start();
	while (n--)
		must(write(ends[1], block, BLOCK));
	bench_stop();
	close(ends[1]);
	bench_reap(pid);
}

static const struct bench_row rows[] = {
	{ "pipe-2", "pipe round trip, two tasks", MOVES_NO_PAGE, 200,
	  round_trip, 0 },
	{ "ring-2", "a hop in a ring of 2", MOVES_NO_PAGE, 480, ring_hop, 2 },
	{ "ring-8", "a hop in a ring of 8", MOVES_NO_PAGE, 480, ring_hop, 8 },
	{ "ring-16", "a hop in a ring of 16", MOVES_NO_PAGE, 480, ring_hop,
	  16 },
	{ "fork", "fork + exit + wait", MOVES_PAGES, 20, fork_exit, 0 },
	{ "vfork-exec", "vfork + exec", MOVES_PAGES, 20, vfork_exec, 0 },
	{ "fork-exec", "fork + exec", MOVES_PAGES, 20, fork_exec, 0 },
	{ "fork-sh", "fork + sh -c", MOVES_PAGES, 4, fork_shell, 0 },
	{ "thread", "thread create + join", MOVES_PAGES, 40, thread_join, 0 },
	{ "clone-vm", "clone(VM) + wait", MOVES_PAGES, 40, clone_vm, 0 },
	{ "fork-1m", "fork, 1 MiB touched", MOVES_PAGES, 10, fork_touched, 1 },
	{ "fork-1m-call", "fork, 1 MiB (call alone)", MOVES_PAGES, 10,
	  fork_alone, 1 },
	{ "fork-16m", "fork, 16 MiB touched", MOVES_PAGES, 4, fork_touched,
	  16 },
	{ "fork-16m-call", "fork, 16 MiB (call alone)", MOVES_PAGES, 4,
	  fork_alone, 16 },
	{ "fork-64m", "fork, 64 MiB touched", MOVES_PAGES, 2, fork_touched,
	  64 },
	{ "fork-64m-call", "fork, 64 MiB (call alone)", MOVES_PAGES, 2,
	  fork_alone, 64 },
	{ "fork-128m", "fork, 128 MiB touched", MOVES_PAGES, 1, fork_touched,
	  128 },
	{ "fork-128m-call", "fork, 128 MiB (call alone)", MOVES_PAGES, 1,
	  fork_alone, 128 },
	{ "fork-4000", "fork + exit + wait, 4,000 asleep", MOVES_PAGES, 20,
	  fork_among_sleepers, SLEEPERS },
	{ "pipe-64k", "pipe, 64 KiB block", MOVES_PAGES, 40, pipe_blocks, 0 },
};

int main(int argc, char **argv)
{
	return bench_main(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
