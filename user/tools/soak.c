// SPDX-License-Identifier: GPL-2.0
/*
 * soak [SECONDS [SEED]] - forks, threads, mappings and signals, all mixed, for a
 * minute unless told otherwise; then look whether the kernel has as much of
 * everything as before.
 *
 *   this process --- worker: one action after the other, by chance, for ever
 *     |          \-- worker ...
 *     `- now and then a signal to one of them or to its group: a handler's, a
 *        stop and its end, a death (then a new worker takes the place)
 *
 * It fails when a worker sees something wrong, when one does not come to an end
 * with an action for STUCK_SECONDS, or when something has leaked. That memory or
 * tasks are short for a while (EAGAIN, ENOMEM) is no failure: the guest is small.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <resources.h>
#include <scratch.h>

#define SECONDS	      60
#define WORKERS	      6
#define THREADS	      12
#define PAGES	      64
#define STUCK_SECONDS 60
#define WRONG	      3 /* exit status of who saw something wrong */

/* Shared with all. */
static struct progress {
	volatile unsigned long rounds[WORKERS];
	volatile long long moved[WORKERS]; /* when it last ended an action */
	volatile int action[WORKERS];	   /* which it does */
	volatile bool wrong;
} * progress;

static unsigned int seed;

static unsigned int chance(unsigned int n)
{
	return (unsigned int)rand_r(&seed) % n;
}

static void say(const char *format, ...)
{
	char line[256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (write(STDOUT_FILENO, line, (size_t)n) < 0)
		_exit(WRONG);
}

#define MUST(cond)                                                             \
	do {                                                                   \
		if (!(cond))                                                   \
			wrong(__LINE__, #cond);                                \
	} while (0)

static void wrong(int line, const char *what)
{
	progress->wrong = true;
	say("soak: line %d: %s does not hold (errno: %s)\n", line, what,
	    strerror(errno));
	_exit(WRONG);
}

static bool short_of(int err)
{
	return err == EAGAIN || err == ENOMEM;
}

/* A child, or -1 when there is no room for one now. */
static pid_t try_fork(void)
{
	pid_t pid = fork();

	MUST(pid >= 0 || short_of(errno));
	if (pid == 0)
		seed += (unsigned int)getpid();
	return pid;
}

static int status_of(pid_t pid)
{
	int status = 0;
	pid_t got;

	do
		got = waitpid(pid, &status, 0);
	while (got < 0 && errno == EINTR);
	MUST(got == pid);
	return status;
}

static char *try_map(size_t pages, int flags)
{
	char *at = mmap(NULL, pages * PAGE_SIZE, PROT_READ | PROT_WRITE,
			flags | MAP_ANONYMOUS, -1, 0);

	MUST(at != MAP_FAILED || short_of(errno));
	return at == MAP_FAILED ? NULL : at;
}

static void fill(char *at, size_t pages, int value)
{
	for (size_t i = 0; i < pages; i++)
		memset(at + i * PAGE_SIZE + i * 8, value + (int)i, 64);
}

static bool holds(const char *at, size_t pages, int value)
{
	for (size_t i = 0; i < pages; i++)
		if (at[i * PAGE_SIZE + i * 8 + 63] != (char)(value + (int)i))
			return false;
	return true;
}

/* -- processes ------------------------------------------------------------- */

/* Each child sees the memory of the fork, whatever the others write. */
static void fork_and_write(void)
{
	size_t pages = 1 + chance(PAGES);
	char *at = try_map(pages, MAP_PRIVATE);
	pid_t pids[4];

	if (!at)
		return;
	fill(at, pages, 1);
	for (int i = 0; i < 4; i++) {
		pids[i] = try_fork();
		if (pids[i])
			continue;
		MUST(holds(at, pages, 1));
		fill(at, pages, i);
		sched_yield();
		_exit(!holds(at, pages, i));
	}
	MUST(holds(at, pages, 1));
	for (int i = 0; i < 4; i++)
		MUST(pids[i] < 0 || status_of(pids[i]) == 0);
	munmap(at, pages * PAGE_SIZE);
}

static char *const nothing[] = { "soak", "--nothing", NULL };

/* By vfork or its like. */
static void spawn_program(void)
{
	pid_t pid;
	int err = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, nothing,
			      environ);

	MUST(!err || short_of(err));
	if (!err)
		MUST(status_of(pid) == 0);
}

/* The grandchildren become the soak's own. */
static void leave_orphans(void)
{
	pid_t pid = try_fork();

	if (pid == 0) {
		for (int i = 0; i < 3; i++)
			if (try_fork() == 0)
				_exit(sched_yield());
		_exit(0);
	}
	MUST(pid < 0 || status_of(pid) == 0);
}

static void pipe_through(void)
{
	unsigned int sum = 0, want = 0;
	unsigned char buf[5000];
	ssize_t n;
	int fds[2];
	pid_t pid;

	MUST(pipe(fds) == 0);
	pid = try_fork();
	if (pid == 0) {
		for (size_t i = 0; i < sizeof(buf); i++)
			buf[i] = (unsigned char)i;
		for (int i = 0; i < 8; i++)
			if (write(fds[1], buf, sizeof(buf)) != sizeof(buf))
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	while ((n = read(fds[0], buf, sizeof(buf))) > 0)
		while (n > 0)
			sum += buf[--n];
	close(fds[0]);
	if (pid < 0)
		return;
	for (unsigned int i = 0; i < sizeof(buf); i++)
		want += 8 * (i & 0xff);
	MUST(status_of(pid) == 0);
	MUST(sum == want);
}

/* -- threads --------------------------------------------------------------- */

static struct team {
	pthread_mutex_t mutex;
	pthread_cond_t all_here;
	int here, expected, sum;
} team;

static __thread int own;

static void *work(void *arg)
{
	own = (int)(long)arg;
	for (int i = 0; i < 20; i++) {
		pthread_mutex_lock(&team.mutex);
		team.sum++;
		pthread_mutex_unlock(&team.mutex);
		if (i % 8 == 0)
			sched_yield();
	}
	pthread_mutex_lock(&team.mutex);
	if (++team.here >= team.expected)
		pthread_cond_broadcast(&team.all_here);
	while (team.here < team.expected)
		pthread_cond_wait(&team.all_here, &team.mutex);
	pthread_mutex_unlock(&team.mutex);
	return (void *)(long)own;
}

static void join_team(pthread_t *threads, int n)
{
	void *result;

	/* Some may not have been made: those who wait are told. */
	pthread_mutex_lock(&team.mutex);
	team.expected = n;
	pthread_cond_broadcast(&team.all_here);
	pthread_mutex_unlock(&team.mutex);
	for (int i = 0; i < n; i++) {
		MUST(pthread_join(threads[i], &result) == 0);
		MUST((long)result == i);
	}
	MUST(team.sum == 20 * n);
}

static void run_team(void)
{
	int n, wanted = 1 + (int)chance(THREADS);
	pthread_t threads[THREADS];

	pthread_mutex_init(&team.mutex, NULL);
	pthread_cond_init(&team.all_here, NULL);
	team.here = team.sum = 0;
	team.expected = wanted;
	for (n = 0; n < wanted; n++) {
		int err = pthread_create(&threads[n], NULL, work,
					 (void *)(long)n);

		MUST(!err || short_of(err));
		if (err)
			break;
	}
	join_team(threads, n);
}

static void *sleep_on(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void *end_all(void *how)
{
	switch ((long)how) {
	case 0:
		_exit(0);
	case 1:
		execv("/proc/self/exe", nothing);
		_exit(short_of(errno) ? 0 : 1);
	default:
		kill(getpid(), SIGKILL);
	}
	return NULL;
}

/* exit_group, exec or a signal, in a process with threads. */
static void end_with_threads(void)
{
	long how = chance(3);
	pthread_t thread;
	pid_t pid = try_fork();
	int status;

	if (pid < 0)
		return;
	if (pid == 0) {
		for (int i = chance(6); i >= 0; i--)
			(void)pthread_create(&thread, NULL, sleep_on, NULL);
		if (pthread_create(&thread, NULL, end_all, (void *)how))
			end_all((void *)how);
		for (;;)
			pause();
	}
	status = status_of(pid);
	MUST(how == 2 ? status == SIGKILL : status == 0);
}

static void *hold_and_end(void *mutex)
{
	pthread_mutex_lock(mutex);
	return NULL;
}

static void leave_lock(void)
{
	pthread_mutexattr_t attr;
	pthread_mutex_t mutex;
	pthread_t thread;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&mutex, &attr);
	if (pthread_create(&thread, NULL, hold_and_end, &mutex))
		return;
	pthread_join(thread, NULL);
	MUST(pthread_mutex_lock(&mutex) == EOWNERDEAD);
}

/* -- memory ---------------------------------------------------------------- */

/* Cut an area up, by protections and holes, and look at what is left. */
static void cut_area(void)
{
	size_t pages = 8 + chance(PAGES);
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

static void share_file(void)
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

static void grow(void)
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

static void catch_signals(void)
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

static void stop_and_go(void)
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
static void queue_signals(void)
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

static void be_interrupted(void)
{
	struct itimerval often = { { 0, 2000 }, { 0, 2000 } }, never = { 0 };

	caught = 0;
	setitimer(ITIMER_REAL, &often, NULL);
	while (caught < 5)
		if (chance(2))
			usleep(10000);
	setitimer(ITIMER_REAL, &never, NULL);
}

/* -- the workers ----------------------------------------------------------- */

static const struct {
	const char *name;
	void (*run)(void);
} actions[] = {
	{ "fork and write", fork_and_write },
	{ "spawn", spawn_program },
	{ "orphans", leave_orphans },
	{ "pipe", pipe_through },
	{ "threads", run_team },
	{ "end with threads", end_with_threads },
	{ "robust lock", leave_lock },
	{ "cut an area", cut_area },
	{ "share a file", share_file },
	{ "grow", grow },
	{ "stop and go", stop_and_go },
	{ "queue signals", queue_signals },
	{ "timer", be_interrupted },
};

#define ACTIONS (sizeof(actions) / sizeof(actions[0]))

static void __attribute__((noreturn)) worker(int i)
{
	setpgid(0, 0);
	seed += (unsigned int)getpid();
	catch_signals();
	for (;;) {
		unsigned int a = chance(ACTIONS);

		progress->action[i] = (int)a;
		actions[a].run();
		progress->rounds[i]++;
		progress->moved[i] = now_ms();
	}
}

static pid_t start_worker(int i)
{
	pid_t pid = fork();

	if (pid == 0)
		worker(i);
	if (pid > 0)
		setpgid(pid, pid);
	progress->moved[i] = now_ms();
	return pid;
}

/* -- the one who looks after them ------------------------------------------ */

/* Some of what is reaped is an orphan, and nobody's loss. */
static void reap_all(pid_t pids[WORKERS])
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (int i = 0; i < WORKERS; i++)
			if (pids[i] == pid)
				pids[i] = -1;
}

static void disturb(pid_t pid)
{
	if (pid <= 0)
		return;
	switch (chance(12)) {
	case 0:
		kill(-pid, SIGKILL);
		break;
	case 1:
		kill(-pid, SIGSTOP);
		usleep(20000);
		kill(-pid, SIGCONT);
		break;
	default:
		kill(pid, SIGUSR1);
	}
}

static bool is_stuck(int i)
{
	if (now_ms() - progress->moved[i] < STUCK_SECONDS * 1000LL)
		return false;
	say("soak: worker %d is stuck with: %s\n", i,
	    actions[progress->action[i]].name);
	if (system("cd /proc; for p in [0-9]*; do echo $p $(cat $p/comm "
		   "$p/wchan) $(grep -E 'State|Threads' $p/status); done"))
		say("soak: and nothing to ask with\n");
	return true;
}

static bool go_on(long long until, const pid_t *pids)
{
	for (int i = 0; i < WORKERS; i++)
		if (pids[i] > 0 && is_stuck(i))
			return false;
	return !progress->wrong && now_ms() < until;
}

static bool soak(int seconds)
{
	long long until = now_ms() + seconds * 1000LL;
	pid_t pids[WORKERS] = { 0 };

	while (go_on(until, pids)) {
		for (int i = 0; i < WORKERS; i++)
			if (pids[i] <= 0)
				pids[i] = start_worker(i);
		usleep(50000);
		reap_all(pids);
		disturb(pids[chance(WORKERS)]);
	}
	for (int i = 0; i < WORKERS; i++)
		if (pids[i] > 0)
			kill(-pids[i], SIGKILL);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	return !progress->wrong && now_ms() >= until;
}

static unsigned long rounds(void)
{
	unsigned long sum = 0;

	for (int i = 0; i < WORKERS; i++)
		sum += progress->rounds[i];
	return sum;
}

static int compare(const struct resources *before)
{
	struct resources after;
	int leaked = resources_settle(before, &after);

	for (int i = 0; i < RESOURCES; i++)
		say("soak: %s: %ld before, %ld after%s\n", resources_name(i),
		    before->value[i], after.value[i],
		    resources_leaked(i, before, &after) ? ", a leak" : "");
	return leaked;
}

/* A worker that is killed between making a file and removing its name leaves it
 * behind: in a directory that goes afterwards. */
static bool soak_in_scratch(int seconds)
{
	bool ok;

	scratch_enter();
	ok = soak(seconds);
	scratch_leave();
	return ok;
}

int main(int argc, char **argv)
{
	int seconds = argc > 1 ? atoi(argv[1]) : SECONDS;
	struct resources before;

	if (argc > 1 && !strcmp(argv[1], "--nothing"))
		return EXIT_SUCCESS;
	seed = argc > 2 ? (unsigned int)atoi(argv[2]) : 1;
	progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* A first time, for what the kernel keeps from then on. */
	if (progress == MAP_FAILED || !soak_in_scratch(1))
		return EXIT_FAILURE;
	resources_read(&before);
	resources_read(&before);
	say("soak: %d seconds\n", seconds);
	if (!soak_in_scratch(seconds))
		return EXIT_FAILURE;
	say("soak: %lu actions\n", rounds());
	return compare(&before) ? EXIT_FAILURE : EXIT_SUCCESS;
}
