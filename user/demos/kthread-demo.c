// SPDX-License-Identifier: GPL-2.0
/*
 * kthread-demo - a kernel thread at work: who its parent is, what it lacks, and
 * that programs go on meanwhile, although nobody takes the CPU from the kernel
 * by force.  Loads and removes kthread-mod.ko.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>

#define NAME	  "kthread-mod"
#define WATCH_MS  600
#define WORK_MS	  50 /* of computing, in every … */
#define PERIOD_MS 60
#define PATIENCE  500 /* ms that a short program may take meanwhile */

static void fail(const char *what)
{
	printf("kthread-demo: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void run(const char *command)
{
	fflush(stdout);
	if (system(command))
		fail(command);
}

/* One field of /proc/PID/stat, counted from 1 as in proc(5). */
static long stat_field(pid_t pid, int field)
{
	char path[32], text[512], *at;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (read_file(path, text, sizeof(text)) < 0)
		return -1;
	at = strrchr(text, ')') + 2;
	for (field -= 3; field > 0; field--)
		at = strchr(at, ' ') + 1;
	return strtol(at, NULL, 10);
}

#define PPID  4
#define STIME 15

/* The pid of the kernel thread of that name, or 0. */
static pid_t find(const char *name)
{
	DIR *proc = opendir("/proc");
	char path[300], comm[32];
	struct dirent *entry;
	pid_t pid = 0;

	while (proc && !pid && (entry = readdir(proc)) != NULL) {
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    read_file(path, comm, sizeof(comm)) < 0)
			continue;
		comm[strcspn(comm, "\n")] = '\0';
		if (!strcmp(comm, name))
			pid = atoi(entry->d_name);
	}
	if (proc)
		closedir(proc);
	return pid;
}

/* The longest time in ms that a program took to start and end. */
static long long slowest(void)
{
	long long longest = 0, end = now_ms() + WATCH_MS;

	while (now_ms() < end) {
		long long began = now_ms();
		pid_t pid = fork();

		if (pid == 0) {
			execl("/bin/true", "true", NULL);
			_exit(EXIT_FAILURE);
		}
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			fail("fork");
		if (now_ms() - began > longest)
			longest = now_ms() - began;
	}
	return longest;
}

static void show_what_it_lacks(pid_t pid)
{
	char path[32], text[64];

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	printf("   its parent is pid %ld; VmSize: %s\n", stat_field(pid, PPID),
	       proc_field(path, "VmSize:") < 0 ? "none, it has no memory of "
						 "its own"
					       : "?");
	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	printf("   its command line has %zd bytes, hence the brackets in ps\n",
	       read_file(path, text, sizeof(text)));
}

int main(void)
{
	long long alone, beside;
	char command[128];
	long before, used;
	pid_t pid;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1. The kernel threads of this system, all children of kthreadd:\n");
	run("ps -o pid,ppid,stat,comm | grep -E '^ *(PID|2 |[0-9]+ +2 )'");
	alone = slowest();
	printf("2. Programs start and end in %lld ms at the most. Now a module "
	       "makes a thread\n   that computes %d of every %d ms.\n",
	       alone, WORK_MS, PERIOD_MS);
	snprintf(command, sizeof(command),
		 "modprobe " NAME " hold=n interval=%d work=%d",
		 PERIOD_MS - WORK_MS, WORK_MS);
	run(command);
	pid = find(NAME);
	if (!pid)
		fail("the thread is not there");
	show_what_it_lacks(pid);
	before = stat_field(pid, STIME);
	beside = slowest();
	used = stat_field(pid, STIME) - before;
	printf("3. Meanwhile it used %ld ticks in the kernel, and programs took "
	       "%lld ms at the most:\n   it calls cond_resched() as it "
	       "computes, and others run.\n",
	       used, beside);
	printf("4. The module goes: kthread_stop() asks the thread to end, and "
	       "waits.\n");
	run("rmmod " NAME);
	printf("   %s\n", find(NAME) ? "It is still there." : "It is gone.");
	printf("Verdict: %s\n",
	       used > 0 && beside < PATIENCE && !find(NAME)
		       ? "the thread worked, and the system stayed responsive."
		       : "something is not as it should be.");
	return used > 0 && beside < PATIENCE ? EXIT_SUCCESS : EXIT_FAILURE;
}
