// SPDX-License-Identifier: GPL-2.0
/* fork(2): two processes where there was one, and the limit on how many. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

/* A user that nothing else in the guest runs as. */
#define A_USER 4242

TEST(two_returns, "fork returns 0 in the child, the child's pid in the parent")
{
	pid_t *seen = map_shared(PAGE_SIZE);
	pid_t pid = fork();

	if (pid == 0) {
		*seen = getpid();
		_exit(0);
	}
	CHECK(pid > 0);
	reap_ok(pid);
	CHECK_EQ(*seen, pid);
}

TEST(parent_known, "the child's getppid is the parent's pid")
{
	pid_t me = getpid(), pid = fork();

	if (pid == 0)
		_exit(getppid() != me);
	reap_ok(pid);
}

TEST(registers_survive, "the child starts with the parent's registers")
{
	unsigned b = 0, s = 0, d = 0;
	pid_t pid;

	/* 2 is fork; ebp is the compiler's, the other three are checked. */
	__asm__ volatile("int $0x80"
			 : "=a"(pid), "=b"(b), "=S"(s), "=D"(d)
			 : "0"(2), "1"(0x11111111), "2"(0x22222222),
			   "3"(0x33333333)
			 : "ecx", "edx", "memory");
	if (pid == 0)
		_exit(b != 0x11111111 || s != 0x22222222 || d != 0x33333333);
	reap_ok(pid);
	CHECK_EQ(b, 0x11111111);
	CHECK_EQ(s, 0x22222222);
	CHECK_EQ(d, 0x33333333);
}

TEST(offset_shared, "parent and child share the offset of an open file")
{
	pid_t pid;
	char buf[4];
	int fd;

	CHECK_OK(write_file("file", "abcdef", 6, 0600));
	fd = CHECK_OK(open("file", O_RDONLY));
	pid = fork();
	if (pid == 0)
		_exit(read(fd, buf, 2) != 2);
	reap_ok(pid);
	CHECK_EQ(read(fd, buf, 1), 1);
	CHECK_EQ(buf[0], 'c');
}

TEST(descriptors_copied, "a descriptor closed in the child stays open here")
{
	pid_t pid;
	int fd = CHECK_OK(open("/dev/null", O_RDONLY));

	pid = fork();
	if (pid == 0)
		_exit(close(fd) != 0);
	reap_ok(pid);
	CHECK_OK(fcntl(fd, F_GETFD));
}

TEST(directory_copied, "chdir in the child does not move the parent")
{
	pid_t pid;
	char before[256], after[256];

	CHECK(getcwd(before, sizeof(before)));
	pid = fork();
	if (pid == 0)
		_exit(chdir("/") != 0);
	reap_ok(pid);
	CHECK(getcwd(after, sizeof(after)));
	CHECK(!strcmp(before, after));
}

TEST(thousand, "1000 forks in a row, each child reaped")
{
	int i;

	for (i = 0; i < 1000; i++) {
		pid_t pid = CHECK_OK(fork());

		if (pid == 0)
			_exit(i & 0x7f);
		reap_exit(pid, i & 0x7f);
	}
}

TEST(pids_late, "a pid is not used again at once")
{
	pid_t first = fork(), second;

	if (first == 0)
		_exit(0);
	reap_ok(first);
	second = fork();
	if (second == 0)
		_exit(0);
	reap_ok(second);
	CHECK(first != second);
}

TEST(chain, "a chain of 20 generations, each waiting for the next")
{
	int depth = 0;

	while (depth < 20) {
		pid_t pid = CHECK_OK(fork());

		if (pid > 0) {
			reap_exit(pid, 20);
			if (depth)
				_exit(20);
			return;
		}
		depth++;
	}
	_exit(20);
}

/* Fork children that sleep until none can be had; returns how many. */
static int fork_to_limit(pid_t *pids, int most)
{
	int n;

	for (n = 0; n < most; n++) {
		pids[n] = fork();
		if (pids[n] < 0)
			break;
		if (pids[n] == 0)
			for (;;)
				pause();
	}
	return n;
}

static void kill_all(const pid_t *pids, int n)
{
	int i;

	for (i = 0; i < n; i++)
		kill(pids[i], SIGKILL);
	for (i = 0; i < n; i++)
		reap_signal(pids[i], SIGKILL);
}

TEST(limit, "at RLIMIT_NPROC a user's fork fails with EAGAIN")
{
	struct rlimit limit = { 20, 20 };
	pid_t pids[30];
	int n;

	CHECK_OK(setrlimit(RLIMIT_NPROC, &limit));
	CHECK_OK(setgid(A_USER));
	CHECK_OK(setuid(A_USER));
	n = fork_to_limit(pids, 30);
	CHECK_EQ(errno, EAGAIN);
	kill_all(pids, n);
	/* This process counts too. */
	CHECK_EQ(n, 19);
}

TEST(limit_again, "after reaping, the user can fork up to the limit again")
{
	struct rlimit limit = { 10, 10 };
	pid_t pids[20];
	int round;

	CHECK_OK(setrlimit(RLIMIT_NPROC, &limit));
	CHECK_OK(setgid(A_USER));
	CHECK_OK(setuid(A_USER));
	for (round = 0; round < 3; round++) {
		int n = fork_to_limit(pids, 20);

		kill_all(pids, n);
		CHECK_EQ(n, 9);
	}
}

static void become_one_too_many(void *arg)
{
	static char *const argv[] = { "true", NULL };
	struct rlimit limit = { 1, 1 };

	(void)arg;
	if (setrlimit(RLIMIT_NPROC, &limit) || setgid(A_USER) || setuid(A_USER))
		_exit(1);
	execv("/bin/true", argv);
	_exit(errno == EAGAIN ? 0 : 2);
}

static void be_user(void *arg)
{
	(void)arg;
	if (setgid(A_USER) || setuid(A_USER))
		_exit(1);
	for (;;)
		pause();
}

TEST(limit_exec, "exec by who became a user above RLIMIT_NPROC: EAGAIN")
{
	pid_t pids[3];
	int i;

	for (i = 0; i < 3; i++) {
		pids[i] = start(be_user, NULL);
		wait_for_state(pids[i], 'S');
	}
	reap_ok(start(become_one_too_many, NULL));
	for (i = 0; i < 3; i++) {
		kill(pids[i], SIGKILL);
		reap_signal(pids[i], SIGKILL);
	}
}

TEST(root_exempt, "RLIMIT_NPROC does not bind root")
{
	struct rlimit limit = { 1, 1 };
	pid_t pid;

	CHECK_OK(setrlimit(RLIMIT_NPROC, &limit));
	pid = CHECK_OK(fork());
	if (pid == 0)
		_exit(0);
	reap_ok(pid);
}

static void on_signal(int sig)
{
	(void)sig;
}

TEST(pending_not_inherited, "a signal pending in the parent is not the child's")
{
	sigset_t set, pending;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_OK(sigprocmask(SIG_BLOCK, &set, NULL));
	handle(SIGUSR1, on_signal, 0);
	CHECK_OK(kill(getpid(), SIGUSR1));
	pid = fork();
	if (pid == 0) {
		sigpending(&pending);
		_exit(sigismember(&pending, SIGUSR1));
	}
	reap_ok(pid);
	CHECK_OK(sigpending(&pending));
	CHECK_EQ(sigismember(&pending, SIGUSR1), 1);
}

TEST(handlers_inherited, "handlers and the blocked set are the child's too")
{
	struct sigaction action;
	sigset_t set, old;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	CHECK_OK(sigprocmask(SIG_BLOCK, &set, NULL));
	handle(SIGUSR1, on_signal, 0);
	pid = fork();
	if (pid == 0) {
		sigaction(SIGUSR1, NULL, &action);
		sigprocmask(SIG_SETMASK, NULL, &old);
		_exit(action.sa_handler != on_signal ||
		      !sigismember(&old, SIGUSR2));
	}
	reap_ok(pid);
}
