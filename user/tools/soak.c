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
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <resources.h>
#include <scratch.h>
#include <soak.h>

#define SECONDS	      60
#define STUCK_SECONDS 60

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
static void reap_all(pid_t pids[SOAK_WORKERS])
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (int i = 0; i < SOAK_WORKERS; i++)
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
	for (int i = 0; i < SOAK_WORKERS; i++)
		if (pids[i] > 0 && is_stuck(i))
			return false;
	return !progress->wrong && now_ms() < until;
}

static bool soak(int seconds)
{
	long long until = now_ms() + seconds * 1000LL;
	pid_t pids[SOAK_WORKERS] = { 0 };

	while (go_on(until, pids)) {
		for (int i = 0; i < SOAK_WORKERS; i++)
			if (pids[i] <= 0)
				pids[i] = start_worker(i);
		usleep(50000);
		reap_all(pids);
		disturb(pids[chance(SOAK_WORKERS)]);
	}
	for (int i = 0; i < SOAK_WORKERS; i++)
		if (pids[i] > 0)
			kill(-pids[i], SIGKILL);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	return !progress->wrong && now_ms() >= until;
}

static unsigned long rounds(void)
{
	unsigned long sum = 0;

	for (int i = 0; i < SOAK_WORKERS; i++)
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
