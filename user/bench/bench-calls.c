// SPDX-License-Identifier: GPL-2.0
/*
 * bench-calls - what single system calls and signals cost, in one task.
 * See bench.h for how a row is measured, `make bench` for how all are.
 */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <bench.h>

#define FILE_NAME "/tmp/bench-calls"
#define POLL_MOST 64

static char block[BENCH_PAGE];

static void null_call(unsigned n, unsigned unused)
{
	bench_start();
	while (n--)
		call(SYS_getppid, 0, 0, 0);
	bench_stop();
}

static void clock_call(unsigned n, unsigned unused)
{
	struct timespec now;

	bench_start();
	while (n--)
		call(SYS_clock_gettime32, CLOCK_MONOTONIC, (long)&now, 0);
	bench_stop();
}

static void read_zero(unsigned n, unsigned unused)
{
	int fd = (int)must(open("/dev/zero", O_RDONLY));

	bench_start();
	while (n--)
		call(SYS_read, fd, (long)block, 1);
	bench_stop();
	close(fd);
}

static void write_null(unsigned n, unsigned unused)
{
	int fd = (int)must(open("/dev/null", O_WRONLY));

	bench_start();
	while (n--)
		call(SYS_write, fd, (long)block, 1);
	bench_stop();
	close(fd);
}

static void stat_call(unsigned n, unsigned unused)
{
	char buf[128];

	bench_start();
	while (n--)
		call(SYS_stat64, (long)"/bin/busybox", (long)buf, 0);
	bench_stop();
}

static void fstat_call(unsigned n, unsigned unused)
{
	int fd = (int)must(open("/bin/busybox", O_RDONLY));
	char buf[128];

	bench_start();
	while (n--)
		call(SYS_fstat64, fd, (long)buf, 0);
	bench_stop();
	close(fd);
}

static void open_close(unsigned n, unsigned unused)
{
	bench_start();
	while (n--)
		call(SYS_close,
		     call(SYS_open, (long)"/bin/busybox", O_RDONLY, 0), 0, 0);
	bench_stop();
}

/*
 * A block of a file that is in the page cache, from its beginning again each time.
 * The parameter: SYS_read or SYS_write.
 */
static void copy_block(unsigned n, unsigned nr)
{
	int fd = (int)must(open(FILE_NAME, O_RDWR | O_CREAT, 0600));

	must(write(fd, block, sizeof(block)));
	bench_start();
	while (n--) {
		call(SYS_lseek, fd, 0, SEEK_SET);
		call((long)nr, fd, (long)block, sizeof(block));
	}
	bench_stop();
	close(fd);
	unlink(FILE_NAME);
}

static void create_unlink(unsigned n, unsigned unused)
{
	bench_start();
	while (n--) {
		call(SYS_close,
		     call(SYS_open, (long)FILE_NAME, O_WRONLY | O_CREAT, 0600),
		     0, 0);
		call(SYS_unlink, (long)FILE_NAME, 0, 0);
	}
	bench_stop();
}

static void dup_close(unsigned n, unsigned unused)
{
	bench_start();
	while (n--)
		call(SYS_close, call(SYS_dup, STDOUT_FILENO, 0, 0), 0, 0);
	bench_stop();
}

static void yield(unsigned n, unsigned unused)
{
	bench_start();
	while (n--)
		call(SYS_sched_yield, 0, 0, 0);
	bench_stop();
}

/* Poll so many empty pipes. */
static void poll_pipes(unsigned n, unsigned count)
{
	struct pollfd fds[POLL_MOST];
	int ends[2 * POLL_MOST];
	unsigned i;

	for (i = 0; i < count; i++) {
		must(pipe(ends + 2 * i));
		fds[i].fd = ends[2 * i];
		fds[i].events = POLLIN;
	}
	bench_start();
	while (n--)
		call(SYS_poll, (long)fds, (long)count, 0);
	bench_stop();
	for (i = 0; i < 2 * count; i++)
		close(ends[i]);
}

static void handler(int sig)
{
}

static void install(unsigned n, unsigned unused)
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		uint64_t mask;
	} action = { .handler = handler };

	bench_start();
	while (n--)
		call(SYS_rt_sigaction, SIGUSR1, (long)&action, 0);
	bench_stop();
	signal(SIGUSR1, SIG_DFL);
}

static void catch_signal(unsigned n, unsigned unused)
{
	int pid = getpid();

	signal(SIGUSR1, handler);
	bench_start();
	while (n--)
		call(SYS_kill, pid, SIGUSR1, 0);
	bench_stop();
	signal(SIGUSR1, SIG_DFL);
}

static char *guarded;

static void step_over(int sig, siginfo_t *info, void *context)
{
	ucontext_t *frame = context;

	/* The instruction that faulted, `movb $1, (%eax)`, has three bytes. */
	frame->uc_mcontext.gregs[REG_EIP] += 3;
}

static void protection_fault(unsigned n, unsigned unused)
{
	struct sigaction action = { .sa_sigaction = step_over,
				    .sa_flags = SA_SIGINFO };

	guarded = bench_map(BENCH_PAGE);
	bench_touch(guarded, BENCH_PAGE);
	must(mprotect(guarded, BENCH_PAGE, PROT_READ));
	must(sigaction(SIGSEGV, &action, NULL));
	bench_start();
	while (n--)
		__asm__ volatile("movb $1, (%%eax)"
				 :
				 : "a"(guarded)
				 : "memory");
	bench_stop();
	signal(SIGSEGV, SIG_DFL);
	must(munmap(guarded, BENCH_PAGE));
}

static void pipe_create(unsigned n, unsigned unused)
{
	int ends[2];

	bench_start();
	while (n--) {
		call(SYS_pipe, (long)ends, 0, 0);
		call(SYS_close, ends[0], 0, 0);
		call(SYS_close, ends[1], 0, 0);
	}
	bench_stop();
}

static void pipe_one_task(unsigned n, unsigned unused)
{
	int ends[2];

	must(pipe(ends));
	bench_start();
	while (n--) {
		call(SYS_write, ends[1], (long)block, 1);
		call(SYS_read, ends[0], (long)block, 1);
	}
	bench_stop();
	close(ends[0]);
	close(ends[1]);
}

static const struct bench_row rows[] = {
	{ "null", "null call (getppid)", MOVES_NO_PAGE, 2000, null_call, 0 },
	{ "clock", "clock_gettime", MOVES_NO_PAGE, 2000, clock_call, 0 },
	{ "read-1", "read 1 byte of /dev/zero", MOVES_NO_PAGE, 2000, read_zero,
	  0 },
	{ "write-1", "write 1 byte to /dev/null", MOVES_NO_PAGE, 2000,
	  write_null, 0 },
	{ "stat", "stat", MOVES_NO_PAGE, 500, stat_call, 0 },
	{ "fstat", "fstat", MOVES_NO_PAGE, 500, fstat_call, 0 },
	{ "open", "open + close", MOVES_NO_PAGE, 500, open_close, 0 },
	{ "read-4k", "lseek + read 4 KiB, cached", MOVES_PAGES, 512, copy_block,
	  SYS_read },
	{ "write-4k", "lseek + write 4 KiB", MOVES_PAGES, 512, copy_block,
	  SYS_write },
	{ "create", "create + unlink", MOVES_NO_PAGE, 200, create_unlink, 0 },
	{ "dup", "dup + close", MOVES_NO_PAGE, 1000, dup_close, 0 },
	{ "yield", "sched_yield", MOVES_NO_PAGE, 1000, yield, 0 },
	{ "poll-10", "poll of 10", MOVES_NO_PAGE, 500, poll_pipes, 10 },
	{ "poll-64", "poll of 64", MOVES_NO_PAGE, 200, poll_pipes, 64 },
	{ "sigaction", "install a signal handler", MOVES_NO_PAGE, 1000, install,
	  0 },
	{ "signal", "catch a signal", MOVES_NO_PAGE, 500, catch_signal, 0 },
	{ "segv", "protection fault, caught", MOVES_NO_PAGE, 500,
	  protection_fault, 0 },
	{ "pipe", "pipe create + close", MOVES_NO_PAGE, 200, pipe_create, 0 },
	{ "pipe-1", "pipe write + read, one task", MOVES_NO_PAGE, 500,
	  pipe_one_task, 0 },
};

int main(int argc, char **argv)
{
	return bench_main(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
