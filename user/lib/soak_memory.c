// SPDX-License-Identifier: GPL-2.0
/* soak's actions with memory and with signals. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <soak.h>

/* -- memory ---------------------------------------------------------------- */

/* Cut an area up, by protections and holes, and look at what is left. */
void cut_area(void)
{
	size_t pages = 8 + chance(SOAK_PAGES);
	size_t hole = chance((unsigned int)pages / 2) * PAGE_SIZE;
	char *at = try_map(pages, MAP_PRIVATE), *moved;

	if (!at)
		return;
	fill(at, pages, 5);
	MUST(mprotect(at + hole, 2 * PAGE_SIZE, PROT_READ) == 0);
	MUST(holds(at, pages, 5));
	MUST(munmap(at + hole, PAGE_SIZE) == 0);
	moved = mremap(at + hole + PAGE_SIZE, PAGE_SIZE, 3 * PAGE_SIZE,
		       MREMAP_MAYMOVE);
	MUST(moved != MAP_FAILED || short_of(errno));
	if (moved != MAP_FAILED)
		munmap(moved, 3 * PAGE_SIZE);
	munmap(at, pages * PAGE_SIZE);
}

void share_file(void)
{
	size_t size = (1 + chance(16)) * PAGE_SIZE;
	char name[] = "soak-XXXXXX";
	int fd = mkstemp(name);
	volatile char *at;
	int status;
	pid_t pid;

	MUST(fd >= 0 || short_of(errno) || errno == ENOSPC);
	if (fd < 0)
		return;
	unlink(name);
	MUST(ftruncate(fd, (off_t)size) == 0);
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		return;
	pid = try_fork();
	if (pid == 0) {
		at[size - 1] = 'x';
		_exit(0);
	}
	/* SIGBUS: the file system is full. */
	status = pid < 0 ? SIGBUS : status_of(pid);
	MUST(status == SIGBUS || (status == 0 && at[size - 1] == 'x'));
	munmap((void *)at, size);
}

static int grow_stack(int depth)
{
	volatile char here[2000];

	here[0] = here[1999] = (char)depth;
	return depth ? grow_stack(depth - 1) + (here[0] == here[1999]) : 0;
}

void grow(void)
{
	void *before = sbrk(0);

	MUST(grow_stack(100) == 100);
	if (sbrk(20 * PAGE_SIZE) != (void *)-1) {
		fill(before, 20, 1);
		MUST(brk(before) == 0);
	}
}

/* -- signals --------------------------------------------------------------- */

static volatile sig_atomic_t caught;

static void on_signal(int sig)
{
	(void)sig;
	caught++;
}

void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = SA_RESTART };

	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
}

/* Out of the group, so that nobody else lets it go on; but not out of the life
 * of its parent. */
static void __attribute__((noreturn)) stop_apart(pid_t parent)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	raise(SIGSTOP);
	sleep_on(NULL);
	_exit(0);
}

void stop_and_go(void)
{
	pid_t self = getpid(), pid = try_fork();
	int status;

	if (pid < 0)
		return;
	if (pid == 0)
		stop_apart(self);
	while (waitpid(pid, &status, WUNTRACED) < 0)
		MUST(errno == EINTR);
	MUST(WIFSTOPPED(status));
	kill(pid, SIGCONT);
	kill(pid, SIGTERM);
	MUST(status_of(pid) == SIGTERM);
}

/* Real-time signals are queued, each of them. */
void queue_signals(void)
{
	sigset_t set;
	int sent = 0, sig;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMAX);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 20; i++)
		if (sigqueue(getpid(), SIGRTMAX,
			     (union sigval){ .sival_int = i }) == 0)
			sent++;
	while (sent--)
		MUST(sigwait(&set, &sig) == 0 && sig == SIGRTMAX);
}

void be_interrupted(void)
{
	struct itimerval often = { { 0, 2000 }, { 0, 2000 } }, never = { 0 };

	caught = 0;
	setitimer(ITIMER_REAL, &often, NULL);
	while (caught < 5)
		if (chance(2))
			usleep(10000);
	setitimer(ITIMER_REAL, &never, NULL);
}
