// SPDX-License-Identifier: GPL-2.0
/*
 * When memory runs out: proc(5) of oom_score_adj and its kin, and who is killed.
 *
 * Each way of eating memory runs in a child that may be killed; the test's own
 * process asks to be spared, as a shell would. What outlives processes has to
 * meet a limit instead. Afterwards all memory must be back.
 */
#include <alloca.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <resources.h>
#include <tap.h>

#define MIB	    (1024u * 1024)
#define SPARED	    (-900)
#define NEVER	    (-1000)
#define CHUNK	    (256u * 1024) /* eaten between two looks */
#define MOST	    512		  /* children of one test */
#define TABLE	    (2 * MIB)	  /* what a page table covers */
#define POPULATIONS 8
#define OWN_PAGES   8 /* that a test's own process touches meanwhile */
#define OWN_OBJECTS 4 /* and areas of its own, for malloc */

static struct resources before;

/* -- helpers ----------------------------------------------------------------- */

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), saved;
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	saved = errno;
	close(fd);
	errno = saved;
	return n < 0 ? -1 : 0;
}

static int write_number(const char *path, long value)
{
	char text[16];

	snprintf(text, sizeof(text), "%ld\n", value);
	return write_text(path, text);
}

static long read_number(const char *path)
{
	char text[32];

	CHECK(read_file(path, text, sizeof(text)) > 0);
	return strtol(text, NULL, 10);
}

static void set_adj(long adj)
{
	CHECK_OK(write_number("/proc/self/oom_score_adj", adj));
}

/* A test begins: spared itself, and all caches empty. */
static void begin(void)
{
	set_adj(SPARED);
	resources_read(&before);
	before.value[FREE_PAGES] -= OWN_PAGES;
	before.value[SLAB_OBJECTS] += OWN_OBJECTS;
}

/* And it ends: nothing was lost. (Linux keeps much more in caches.) */
static void end(void)
{
	struct resources after;
	int i;

	if (!on_lectern() || !resources_settle(&before, &after))
		return;
	for (i = 0; i < RESOURCES; i++)
		if (resources_leaked(i, &before, &after))
			FAIL("%s: %ld before, %ld after", resources_name(i),
			     before.value[i], after.value[i]);
}

/* The soak test asks for others than the usual. */
static unsigned int option(const char *name, unsigned int usual)
{
	const char *other = getenv(name);

	return other ? (unsigned int)atoi(other) : usual;
}

static long kills(void)
{
	return need_vmstat("oom_kill");
}

static void touch(volatile char *p, size_t size)
{
	size_t i;

	for (i = 0; i < size; i += PAGE_SIZE)
		p[i] = 1;
}

/* A child that FN runs in, with an adjustment of its own; FN may come back. */
static pid_t eater(void (*fn)(void), long adj)
{
	pid_t pid = CHECK_OK(fork());

	if (pid)
		return pid;
	set_adj(adj);
	fn();
	_exit(0);
}

/* FN never ends by itself; the kernel kills it. */
static void is_killed(void (*fn)(void))
{
	long count;

	begin();
	count = kills();
	reap_signal(eater(fn, 0), SIGKILL);
	CHECK(kills() > count);
	end();
}

/* FN meets a limit and ends; nobody is killed. */
static void is_limited(void (*fn)(void))
{
	long count;

	begin();
	count = kills();
	reap_ok(eater(fn, 0));
	CHECK_EQ(kills(), count);
	end();
}

/* Children that FN runs in and that then wait for their end. */
static pid_t kids[MOST];
static int nr_kids;

static bool one_more(void (*fn)(void), long adj)
{
	pid_t pid = fork();

	if (pid < 0)
		return false;
	if (pid == 0) {
		set_adj(adj);
		fn();
		for (;;)
			pause();
	}
	kids[nr_kids++] = pid;
	return true;
}

static void end_kids(void)
{
	while (nr_kids > 0) {
		kill(kids[--nr_kids], SIGKILL);
		waitpid(kids[nr_kids], NULL, 0);
	}
}

/* -- ways to eat ---------------------------------------------------------------- */

/* MAP_PRIVATE or MAP_SHARED, without an end. */
static void eat_mappings(int sharing)
{
	for (;;) {
		char *p = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
			       sharing | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			_exit(1);
		touch(p, MIB);
	}
}

static void eat_anonymous(void)
{
	eat_mappings(MAP_PRIVATE);
}

TEST(anonymous, "who touches more memory than there is, is killed")
{
	is_killed(eat_anonymous);
}

static void eat_shared(void)
{
	eat_mappings(MAP_SHARED);
}

TEST(shared, "shared memory that is mapped counts for who maps it")
{
	is_killed(eat_shared);
}

static void eat_stack(void)
{
	for (;;)
		touch(alloca(64 * 1024), 64 * 1024);
}

static void eat_unlimited_stack(void)
{
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };

	CHECK_OK(setrlimit(RLIMIT_STACK, &none));
	execl(self_exe(), self_exe(), "--eat-stack", NULL);
}

int tap_alternate_main(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "--eat-stack"))
		return -1;
	eat_stack();
	return 1;
}

TEST(stack, "a stack that grows for ever is killed, one way or the other")
{
	int status;

	begin();
	status = reap(eater(eat_unlimited_stack, 0));
	CHECK(WIFSIGNALED(status));
	CHECK(WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGSEGV);
	end();
}

static void eat_by_read(void)
{
	size_t size = 1024 * MIB;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int fd = open("/dev/zero", O_RDONLY);

	CHECK(p != MAP_FAILED);
	for (;;)
		if (read(fd, p, size) <= 0)
			_exit(1);
}

TEST(giant_read, "also when it is the kernel that touches it, for a read")
{
	is_killed(eat_by_read);
}

/* One page in each page table: the tables are the larger part. */
static void sparse(void)
{
	size_t size = 1024 * MIB, i;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		_exit(1);
	for (i = 0; i < size; i += TABLE)
		p[i] = 1;
}

TEST(page_tables, "page tables count: who has many is killed")
{
	long count;

	begin();
	count = kills();
	while (nr_kids < MOST && kills() == count && one_more(sparse, 0))
		nap(1);
	CHECK(kills() > count);
	end_kids();
	end();
}

static void nothing(void)
{
}

static void bomb(void)
{
	while (nr_kids < MOST && one_more(nothing, 0))
		;
	end_kids();
}

TEST(fork_bomb, "a fork bomb ends in EAGAIN or a kill, and leaves nothing")
{
	int i;

	begin();
	for (i = 0; i < 3; i++)
		reap(eater(bomb, 0));
	end();
}

static void map_many(void)
{
	int i;

	/* Every other one is different, so that none of them join. */
	for (i = 0; i < 70000; i++)
		if (mmap(NULL, PAGE_SIZE, i % 2 ? PROT_READ : PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) {
			CHECK_EQ(errno, ENOMEM);
			return;
		}
	FAIL("no limit to mappings");
}

TEST(mappings, "the number of mappings has a limit")
{
	begin();
	reap(eater(map_many, 0));
	end();
}

/* -- what outlives processes ------------------------------------------------------ */

static void fill_tmpfs(void)
{
	static char block[64 * 1024];
	int fd;

	CHECK_OK(mkdir("m", 0700));
	CHECK_OK(mount("none", "m", "tmpfs", 0, NULL));
	fd = CHECK_OK(open("m/file", O_CREAT | O_WRONLY, 0600));
	while (write(fd, block, sizeof(block)) > 0)
		;
	CHECK_EQ(errno, ENOSPC);
	close(fd);
	CHECK_OK(unlink("m/file"));
	CHECK_OK(umount("m"));
	CHECK_OK(rmdir("m"));
}

TEST(tmpfs, "a file in tmpfs ends at half of the memory: ENOSPC")
{
	if (proc_field("/proc/meminfo", "MemFree:") <
	    proc_field("/proc/meminfo", "MemTotal:") * 6 / 10)
		SKIP("less than half of the memory is free");
	is_limited(fill_tmpfs);
}

static void fill_pipes(void)
{
	static char block[PAGE_SIZE];
	int fds[2];

	while (pipe2(fds, O_NONBLOCK) == 0)
		while (write(fds[1], block, sizeof(block)) > 0)
			;
	CHECK(errno == EMFILE || errno == ENFILE);
}

TEST(pipes, "pipes full of bytes meet a limit: EAGAIN, and nobody is killed")
{
	is_limited(fill_pipes);
}

TEST(pipe_at_limit, "and all the same each pipe takes PIPE_BUF bytes, whole")
{
	static char block[PAGE_SIZE];
	int fds[2], other[2];

	begin();
	CHECK_OK(pipe2(other, O_NONBLOCK));
	fill_pipes();
	close(3);
	close(4);
	CHECK_OK(pipe2(fds, O_NONBLOCK));
	CHECK_EQ(write(fds[1], block, 1), 1);
	CHECK_EQ(read(fds[0], block, 2), 1);
	CHECK_EQ(write(fds[1], block, PAGE_SIZE), PAGE_SIZE);
}

static void open_many(void)
{
	CHECK_OK(setgid(1000));
	CHECK_OK(setuid(1000));
	while (open("/dev/null", O_RDONLY) >= 0)
		;
	if (errno != EMFILE)
		CHECK_EQ(errno, ENFILE);
}

TEST(files, "open files meet EMFILE or ENFILE")
{
	is_limited(open_many);
}

/* -- the files in /proc ------------------------------------------------------------ */

TEST(adj_range, "oom_score_adj takes -1000 to 1000, anything else is EINVAL")
{
	CHECK_OK(write_number("/proc/self/oom_score_adj", 1000));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), 1000);
	CHECK_OK(write_number("/proc/self/oom_score_adj", -1000));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), -1000);
	CHECK_ERR(write_number("/proc/self/oom_score_adj", 1001), EINVAL);
	CHECK_ERR(write_number("/proc/self/oom_score_adj", -1001), EINVAL);
	CHECK_ERR(write_text("/proc/self/oom_score_adj", "much"), EINVAL);
}

static void has_adj_321(void)
{
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), 321);
}

TEST(adj_inherited, "a child inherits it")
{
	set_adj(321);
	survives(has_adj_321);
}

TEST(adj_unprivileged,
     "who is not privileged cannot go below what root gave him")
{
	int fd = CHECK_OK(open("/proc/self/oom_score_adj", O_WRONLY));

	set_adj(10);
	CHECK_OK(setuid(1000));
	CHECK_EQ(write(fd, "20", 2), 2);
	CHECK_EQ(write(fd, "10", 2), 2);
	CHECK_ERR(write(fd, "9", 1), EACCES);
}

TEST(old_adj, "oom_adj is the same on the old scale, -17 to 15")
{
	CHECK_OK(write_number("/proc/self/oom_adj", 15));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), 1000);
	CHECK_OK(write_number("/proc/self/oom_adj", -17));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), -1000);
	CHECK_OK(write_number("/proc/self/oom_score_adj", 0));
	CHECK_EQ(read_number("/proc/self/oom_adj"), 0);
	CHECK_ERR(write_number("/proc/self/oom_adj", 16), EINVAL);
}

TEST(score,
     "oom_score grows with memory and with the adjustment, 0 when exempt")
{
	long plain = read_number("/proc/self/oom_score"), more;
	char *p = map(4 * MIB);

	touch(p, 4 * MIB);
	more = read_number("/proc/self/oom_score");
	if (!booted_with("oom=2.4"))
		CHECK(more > plain);
	set_adj(500);
	if (!booted_with("oom=2.4"))
		CHECK(read_number("/proc/self/oom_score") > more);
	set_adj(NEVER);
	CHECK_EQ(read_number("/proc/self/oom_score"), 0);
}

/* -- who is chosen ------------------------------------------------------------------ */

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
	CHECK(one_more(nothing, 0));
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

/* Holds 4 MiB, and sleeps as no signal can end it. */
static void hold_and_stick(void)
{
	char *p = map(4 * MIB);

	touch(p, 4 * MIB);
	CHECK_EQ(write(ready[1], "", 1), 1);
	CHECK_OK(write_text("/proc/stuck", "3000"));
}

/* After the first kill, another 2 MiB: from whoever was killed. */
static void press_on(void)
{
	press();
	touch(map(2 * MIB), 2 * MIB);
}

TEST(reaper, "a victim that cannot end has its memory taken")
{
	char byte, path[64];
	pid_t victim;

	if (system("modprobe stuck-mod 2>/dev/null"))
		SKIP("no module stuck-mod");
	begin();
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

TEST(in_a_row, "kills in a row: each time the memory is back")
{
	unsigned int i;

	begin();
	for (i = 0; i < option("OOM_KILLS", 10); i++)
		reap_signal(eater(eat_anonymous, 0), SIGKILL);
	end();
}
