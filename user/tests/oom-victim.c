// SPDX-License-Identifier: GPL-2.0
/* When memory runs out: who is killed, and that he goes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <eaters.h>
#include <helpers.h>
#include <tap.h>

#define CHUNK	    (256u * 1024) /* eaten between two looks */
#define POPULATIONS 8

/* What the formula in force says of a process, from /proc/PID/status and stat. */
static double predicted_points(pid_t pid)
{
	char path[64];
	long rss, pte, adj, size;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	rss = proc_field(path, "VmRSS:");
	pte = proc_field(path, "VmPTE:");
	size = proc_field(path, "VmSize:");
	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", pid);
	if (rss < 0 || pid == 1 || (adj = read_number(path)) == NEVER)
		return -1e9;
	if (booted_with("oom=2.4"))
		return (double)size *
		       (getpriority(PRIO_PROCESS, (id_t)pid) > 0 ? 2 : 1);
	return (double)(rss + pte) +
	       (double)proc_field("/proc/meminfo", "MemTotal:") * (double)adj /
		       1000;
}

/* The process with the most points, of all that there are. */
static pid_t predicted_victim(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	double points, most = -1e8;
	pid_t victim = 0;

	CHECK(proc);
	while ((entry = readdir(proc)) != NULL) {
		pid_t pid = atoi(entry->d_name);

		if (pid <= 0)
			continue;
		points = predicted_points(pid);
		if (points > most) {
			most = points;
			victim = pid;
		}
	}
	closedir(proc);
	return victim;
}

/* Eats, exempt, until somebody has been killed. */
static void press(void)
{
	long count = kills();

	while (kills() == count) {
		char *p = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			_exit(1);
		touch(p, CHUNK);
	}
}

static unsigned int random_state;

static unsigned int random_below(unsigned int n)
{
	random_state = random_state * 1103515245 + 12345;
	return (random_state >> 8) % n;
}

static unsigned int kid_pages;
static int ready[2];

/* So many pages in use, then say so. */
static void hold_memory(void)
{
	char *p = map(kid_pages * PAGE_SIZE);

	touch(p, kid_pages * PAGE_SIZE);
	CHECK_EQ(write(ready[1], "", 1), 1);
}

/* A process that holds 2 MiB and would be the first to be chosen. */
static void volunteer(void)
{
	char byte;

	CHECK_OK(pipe(ready));
	kid_pages = 512;
	CHECK(one_more(hold_memory, 1000));
	CHECK_EQ(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
}

/* Some processes of random adjustments and sizes, together below all pages. */
static void populate(unsigned int n, unsigned int pages)
{
	unsigned int i;
	char byte;

	CHECK_OK(pipe(ready));
	for (i = 0; i < n; i++) {
		kid_pages = pages / n / 4 + random_below(pages / n / 2);
		CHECK(one_more(hold_memory, (long)random_below(1000) - 500));
		CHECK_EQ(read(ready[0], &byte, 1), 1);
	}
	close(ready[0]);
	close(ready[1]);
}

static pid_t killed_kid(void)
{
	int i, status;

	for (i = 0; i < nr_kids; i++)
		if (waitpid(kids[i], &status, WNOHANG) == kids[i]) {
			CHECK(WIFSIGNALED(status));
			return kids[i];
		}
	return 0;
}

static void one_population(unsigned int seed)
{
	long free_kib = proc_field("/proc/meminfo", "MemFree:");
	pid_t expected, presser;

	random_state = seed;
	populate(5, (unsigned int)free_kib / 4);
	expected = predicted_victim();
	presser = eater(press, NEVER);
	reap_ok(presser);
	CHECK_EQ(killed_kid(), expected);
	end_kids();
}

TEST(victim, "the victim is the one that the formula names, whoever asked")
{
	unsigned int i, seed = option("OOM_SEED", 1);

	begin();
	set_adj(NEVER);
	for (i = 0; i < POPULATIONS; i++)
		one_population(seed + i);
	end();
}

/* Two processes in one memory, in the manner of vfork but both running. */
static char *other_stack;
static int *other_pid;

static int just_wait(void *unused)
{
	for (;;)
		pause();
	return 0;
}

static void eat_with_another(void)
{
	other_stack = map(64 * 1024);
	*other_pid = clone(just_wait, other_stack + 64 * 1024, CLONE_VM, NULL);
	eat_anonymous();
}

TEST(shared_mm, "all who live in the victim's memory go with it")
{
	begin();
	other_pid = map_shared(PAGE_SIZE);
	reap_signal(eater(eat_with_another, 0), SIGKILL);
	CHECK(*other_pid > 0);
	while (kill(*other_pid, 0) == 0)
		nap(1);
	CHECK_EQ(errno, ESRCH);
	munmap(other_pid, PAGE_SIZE);
	end();
}

#define ALLOCATING "/proc/sys/vm/oom_kill_allocating_task"

TEST(allocating,
     "oom_kill_allocating_task: who asked is ended, not the largest")
{
	begin();
	volunteer();
	CHECK_OK(write_number(ALLOCATING, 1));
	reap_signal(eater(eat_anonymous, 0), SIGKILL);
	CHECK_OK(write_number(ALLOCATING, 0));
	CHECK_EQ(killed_kid(), 0);
	end_kids();
	end();
}

TEST(by_hand, "SysRq-f ends the one with the highest score")
{
	begin();
	volunteer();
	CHECK_OK(write_text("/proc/sysrq-trigger", "f"));
	reap_signal(kids[--nr_kids], SIGKILL);
	end();
}

static void spin(void)
{
	for (;;)
		;
}

static void hold_and_spin(void)
{
	hold_memory();
	spin();
}

/* Whether the test's own process comes before all others. */
static void set_first(bool first)
{
	struct sched_param param = { .sched_priority = first };

	CHECK_OK(syscall(SYS_sched_setscheduler, 0,
			 first ? SCHED_FIFO : SCHED_OTHER, &param));
}

TEST(hurry, "a victim ends before many others who want the CPU")
{
	const long soon = 300; /* 20 of them have 60 ms each in turn */
	long since;
	char byte;
	int i;

	begin();
	CHECK_OK(pipe(ready));
	kid_pages = 512;
	CHECK(one_more(hold_and_spin, 1000));
	CHECK_EQ(read(ready[0], &byte, 1), 1);
	for (i = 0; i < 20; i++)
		CHECK(one_more(spin, SPARED));
	set_first(true);
	nap(100);
	since = now_ms();
	CHECK_OK(write_text("/proc/sysrq-trigger", "f"));
	reap_signal(kids[0], SIGKILL);
	CHECK(now_ms() - since < soon);
	set_first(false);
	kids[0] = kids[--nr_kids];
	end_kids();
	close(ready[0]);
	close(ready[1]);
	end();
}

#define ENDING 3
static int go[2];

/* Holds its part of the memory, says so, and ends by itself. */
static void hold_and_end(void)
{
	char byte;

	set_first(false);
	hold_memory();
	CHECK_EQ(read(go[0], &byte, 1), 1);
	_exit(0);
}

static bool has_memory(pid_t pid)
{
	char text[2], path[32];

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	return read_file(path, text, sizeof(text)) > 0;
}

/* Some end; another, who comes before them, wants their memory at once. */
static void want_from_those_who_end(void)
{
	unsigned int size = ENDING * kid_pages * PAGE_SIZE;
	char *p = map(size), bytes[ENDING];
	pid_t pids[ENDING];
	int i;

	for (i = 0; i < ENDING; i++) {
		pids[i] = eater(hold_and_end, SPARED);
		CHECK_EQ(read(ready[0], bytes, 1), 1);
	}
	CHECK_EQ(write(go[1], bytes, ENDING), ENDING);
	for (i = 0; i < ENDING; i++)
		while (has_memory(pids[i]))
			nap(1);
	touch(p, size);
	munmap(p, size);
	for (i = 0; i < ENDING; i++)
		reap_ok(pids[i]);
}

static void stay(void)
{
}

TEST(ending, "nobody is killed for memory that is just being given back")
{
	long count = kills();

	if (!on_lectern())
		SKIP("Linux does not promise that");
	begin();
	CHECK_OK(pipe(ready));
	CHECK_OK(pipe(go));
	kid_pages = (unsigned int)proc_field("/proc/meminfo", "MemFree:") / 5 /
		    ENDING;
	CHECK(one_more(stay, 0));
	set_first(true);
	want_from_those_who_end();
	set_first(false);
	CHECK_EQ(kills(), count);
	end_kids();
	close(ready[0]);
	close(ready[1]);
	close(go[0]);
	close(go[1]);
	end();
}

static size_t stuck; /* bytes */

/* Holds so much, and sleeps as no signal can end it. */
static void hold_and_stick(void)
{
	touch(map(stuck), stuck);
	CHECK_EQ(write(ready[1], "", 1), 1);
	CHECK_OK(write_text("/proc/stuck", "3000"));
}

/* After the first kill, half as much: from whoever was killed. */
static void press_on(void)
{
	press();
	touch(map(stuck / 2), stuck / 2);
}

TEST(reaper, "a victim that cannot end has its memory taken")
{
	char byte, path[64];
	pid_t victim;

	if (system("modprobe stuck-mod 2>/dev/null"))
		SKIP("no module stuck-mod");
	begin();
	stuck = (size_t)proc_field("/proc/meminfo", "MemFree:") * 1024 / 2;
	CHECK_OK(pipe(ready));
	victim = eater(hold_and_stick, 1000);
	CHECK_EQ(read(ready[0], &byte, 1), 1);
	wait_for_state(victim, 'D');
	reap_ok(eater(press_on, NEVER));
	CHECK_EQ(process_state(victim), 'D');
	snprintf(path, sizeof(path), "/proc/%d/status", victim);
	CHECK(proc_field(path, "RssAnon:") < 100);
	reap_signal(victim, SIGKILL);
	close(ready[0]);
	close(ready[1]);
	end();
	CHECK_EQ(system("rmmod stuck-mod"), 0);
}
