// SPDX-License-Identifier: GPL-2.0
/*
 * run-tests [NAME...] - run the programs of /tests, all or those named, pass
 * their TAP on, and count.  On Lectern each program is followed by a leak
 * check: what the kernel counts as used must be what it was before.
 *
 * Exit status 0 only when everything passed; the last line has the counts.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <resources.h>

#define TEST_DIR	"/tests"
#define MOST_PROGRAMS	256
#define PROGRAM_SECONDS 120
#define BAD_PLAN	(-1)

/* What one program has printed so far. */
struct tally {
	int plan; /* N of its `1..N`, or BAD_PLAN */
	int passed, failed;
};

static int passed, failed;
static bool leak_check;
static volatile sig_atomic_t time_is_up;

static void on_alarm(int sig)
{
	(void)sig;
	time_is_up = 1;
}

static void catch_alarm(void)
{
	/* Without SA_RESTART: the limit must interrupt the read. */
	struct sigaction action = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &action, NULL);
}

/* Count one line of TAP. */
static void count(const char *line, struct tally *tally)
{
	if (!strncmp(line, "1..", 3))
		tally->plan = atoi(line + 3);
	else if (!strncmp(line, "ok ", 3))
		tally->passed++;
	else if (!strncmp(line, "not ok ", 7))
		tally->failed++;
}

/*
 * Pass on and count what comes through the pipe, until the last writer has
 * closed it or the time is up.  Only the start of an overlong line counts.
 */
static void pass_on(int fd, struct tally *tally)
{
	char buf[1024], line[64];
	size_t length = 0;
	ssize_t n, i;

	while (!time_is_up && (n = read(fd, buf, sizeof(buf))) > 0) {
		if (write(STDOUT_FILENO, buf, (size_t)n) < 0)
			return;
		for (i = 0; i < n; i++) {
			if (buf[i] != '\n') {
				if (length < sizeof(line) - 1)
					line[length++] = buf[i];
				continue;
			}
			line[length] = '\0';
			length = 0;
			count(line, tally);
		}
	}
}

static void exec_program(const char *path, int out)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char *argv[] = { (char *)path, NULL };

	setpgid(0, 0);
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execv(path, argv);
	printf("# %s: %s\n", path, strerror(errno));
	fflush(stdout);
	_exit(127);
}

/* Run one program; returns its wait status. */
static int run(const char *path, struct tally *tally)
{
	int fds[2], status = 0;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0) {
		printf("# pipe: %s\n", strerror(errno));
		return 1;
	}
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		exec_program(path, fds[1]);
	close(fds[1]);
	time_is_up = 0;
	alarm(PROGRAM_SECONDS);
	if (pid > 0)
		pass_on(fds[0], tally);
	if (time_is_up && pid > 0)
		kill(pid, SIGKILL);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		kill(pid, SIGKILL);
	alarm(0);
	close(fds[0]);
	return pid < 0 ? 1 : status;
}

/* One more failure, with words that say which. */
static void fault(const char *name, const char *what)
{
	printf("not ok - %s: %s\n", name, what);
	failed++;
}

/* What the program owes us beyond its result lines. */
static void judge(const char *name, int status, const struct tally *tally)
{
	char what[64];

	if (time_is_up) {
		fault(name, "out of time");
	} else if (WIFSIGNALED(status)) {
		snprintf(what, sizeof(what), "killed by signal %d",
			 WTERMSIG(status));
		fault(name, what);
	} else if (tally->plan != tally->passed + tally->failed) {
		snprintf(what, sizeof(what), "%d results, %d planned",
			 tally->passed + tally->failed, tally->plan);
		fault(name, what);
	} else if (status != 0 && !tally->failed) {
		fault(name, "exit status is not 0");
	}
}

static void check_leaks(const char *name, const struct resources *before)
{
	struct resources after;
	char what[64];
	int i;

	if (!resources_settle(before, &after)) {
		passed++;
		return;
	}
	for (i = 0; i < RESOURCES; i++) {
		long more = after.value[i] - before->value[i];

		if (!resources_leaked(i, before, &after))
			continue;
		snprintf(what, sizeof(what), "leak: %s %ld %s",
			 resources_name(i), labs(more),
			 more < 0 ? "fewer" : "more");
		fault(name, what);
	}
}

static void run_program(const char *name)
{
	struct tally tally = { .plan = BAD_PLAN };
	struct resources before;
	char path[300];
	int status;

	snprintf(path, sizeof(path), "%s%s",
		 strchr(name, '/') ? "" : TEST_DIR "/", name);
	printf("# %s\n", name);
	if (leak_check)
		resources_read(&before);
	status = run(path, &tally);
	passed += tally.passed;
	failed += tally.failed;
	judge(name, status, &tally);
	if (leak_check)
		check_leaks(name, &before);
	fflush(stdout);
}

/*
 * The first program that runs fills caches and tables that stay: let it be
 * one that does nothing, ourselves.
 */
static void warm_up(void)
{
	struct tally tally = { .plan = BAD_PLAN };
	struct resources ignored;

	setenv("RUN_TESTS_NOTHING", "1", 1);
	run("/proc/self/exe", &tally);
	unsetenv("RUN_TESTS_NOTHING");
	resources_read(&ignored);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int list_tests(char **names, int most)
{
	DIR *dir = opendir(TEST_DIR);
	struct dirent *entry;
	int n = 0;

	if (!dir) {
		printf("# " TEST_DIR ": %s\n", strerror(errno));
		return 0;
	}
	while (n < most && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.')
			names[n++] = strdup(entry->d_name);
	}
	closedir(dir);
	qsort(names, (size_t)n, sizeof(names[0]), by_name);
	return n;
}

int main(int argc, char **argv)
{
	char *names[MOST_PROGRAMS];
	int i, n = argc - 1;

	if (getenv("RUN_TESTS_NOTHING"))
		return 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	catch_alarm();
	leak_check = on_lectern();
	if (n > 0)
		memcpy(names, argv + 1,
		       sizeof(names[0]) * (size_t)(n = n > MOST_PROGRAMS
							       ? MOST_PROGRAMS
							       : n));
	else
		n = list_tests(names, MOST_PROGRAMS);
	if (leak_check)
		warm_up();
	for (i = 0; i < n; i++)
		run_program(names[i]);
	printf("run-tests: %d passed, %d failed\n", passed, failed);
	return failed || !passed ? EXIT_FAILURE : EXIT_SUCCESS;
}
