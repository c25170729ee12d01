// SPDX-License-Identifier: GPL-2.0
/*
 * oom-demo - what happens when memory runs out: three processes of different
 * size and oom_score_adj wait; the demo says from /proc which of them the kernel
 * will choose, then uses all memory up and sees who is killed.  Boot with oom=2.4
 * to see the old formula choose another.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>

#define KIB_PER_PAGE (PAGE_SIZE / 1024)
#define NEVER	     (-1000)
#define CHUNK	     (256 * 1024)

/* Shares in thousandths of the free memory: what is mapped, what of it is
 * touched, and what a person has put on top. */
static struct process {
	const char *name;
	int mapped, touched, adj;
	pid_t pid;
	long points;
} processes[] = {
	{ .name = "large", .mapped = 300, .touched = 300, .adj = 0 },
	{ .name = "promised", .mapped = 900, .touched = 50, .adj = 0 },
	{ .name = "small", .mapped = 100, .touched = 100, .adj = 400 },
};
#define COUNT (sizeof(processes) / sizeof(processes[0]))

static int ready[2];

static void fail(const char *what)
{
	printf("oom-demo: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void set_adj(int adj)
{
	char text[16];
	int fd = open("/proc/self/oom_score_adj", O_WRONLY);
	int n = snprintf(text, sizeof(text), "%d", adj);

	if (fd < 0 || write(fd, text, (size_t)n) != n)
		fail("oom_score_adj");
	close(fd);
}

static void touch(char *p, size_t size)
{
	size_t i;

	for (i = 0; i < size; i += PAGE_SIZE)
		p[i] = 1;
}

/* What one of the three does: take its memory, say so, wait. */
static void hold(const struct process *self, size_t thousandth)
{
	char *p = mmap(NULL, (size_t)self->mapped * thousandth,
		       PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		fail("mmap");
	set_adj(self->adj);
	touch(p, (size_t)self->touched * thousandth);
	if (write(ready[1], "x", 1) != 1)
		fail("write");
	for (;;)
		pause();
}

static void start_all(void)
{
	long free_kib = proc_field("/proc/meminfo", "MemFree:");
	size_t i, thousandth = (size_t)free_kib * 1024 / 1000;
	char byte;

	if (pipe(ready) < 0)
		fail("pipe");
	for (i = 0; i < COUNT; i++) {
		processes[i].pid = fork();
		if (processes[i].pid < 0)
			fail("fork");
		if (processes[i].pid == 0)
			hold(&processes[i], thousandth);
		if (read(ready[0], &byte, 1) != 1)
			fail("read");
	}
}

static long status_of(const struct process *p, const char *field)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/status", p->pid);
	return proc_field(path, field) / KIB_PER_PAGE;
}

/* The formula in force, from what /proc says. All are root's, none is nice, and
 * none has run for long, so of the old one the size is left, and a quarter. */
static void predict(struct process *p)
{
	long total = proc_field("/proc/meminfo", "MemTotal:") / KIB_PER_PAGE;

	if (booted_with("oom=2.4"))
		p->points = status_of(p, "VmSize:") / 4;
	else
		p->points = status_of(p, "VmRSS:") + status_of(p, "VmPTE:") +
			    p->adj * total / 1000;
	printf("   %-9s %5d %8ld %8ld %8ld %5d %9ld\n", p->name, p->pid,
	       status_of(p, "VmSize:"), status_of(p, "VmRSS:"),
	       status_of(p, "VmPTE:"), p->adj, p->points);
}

static struct process *predict_all(void)
{
	struct process *victim = &processes[0];
	size_t i;

	printf("   name        pid   mapped resident  tables   adj    points\n");
	for (i = 0; i < COUNT; i++) {
		predict(&processes[i]);
		if (processes[i].points > victim->points)
			victim = &processes[i];
	}
	return victim;
}

/* In a child that is never chosen: take what is left, until somebody is killed. */
static void use_up(void)
{
	long kills = vmstat("oom_kill");

	set_adj(NEVER);
	while (vmstat("oom_kill") == kills) {
		char *p = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			fail("mmap");
		touch(p, CHUNK);
	}
	_exit(0);
}

static struct process *see_who_died(void)
{
	struct process *dead = NULL;
	size_t i;

	for (i = 0; i < COUNT; i++) {
		struct process *p = &processes[i];

		if (waitpid(p->pid, NULL, WNOHANG) == p->pid)
			dead = p;
		else
			kill(p->pid, SIGKILL);
	}
	while (wait(NULL) > 0)
		;
	return dead;
}

int main(void)
{
	struct process *expected, *dead;
	pid_t pid;

	setvbuf(stdout, NULL, _IOLBF, 0);
	set_adj(NEVER);
	printf("1. Three processes hold memory and wait. In pages:\n");
	start_all();
	expected = predict_all();
	printf("   points, by the %s.\n",
	       booted_with("oom=2.4")
		       ? "formula of Linux 2.4: what is mapped, used or not"
		       : "modern formula: resident + tables + adj thousandths");
	printf("2. So when memory runs out, %s (pid %d) is to go.\n",
	       expected->name, expected->pid);
	printf("3. Now I use up all that is left ...\n");
	pid = fork();
	if (pid == 0)
		use_up();
	if (pid < 0 || waitpid(pid, NULL, 0) != pid)
		fail("the process that uses memory up");
	dead = see_who_died();
	printf("   %s was killed; `dmesg` has the kernel's reasons.\n",
	       dead ? dead->name : "None of them");
	printf("Verdict: %s\n",
	       dead == expected ? "the victim is the one that was named."
				: "it was not the one that was named.");
	return dead == expected ? EXIT_SUCCESS : EXIT_FAILURE;
}
