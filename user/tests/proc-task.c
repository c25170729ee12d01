// SPDX-License-Identifier: GPL-2.0
/* /proc/PID/task: the directories of a process's threads, proc(5). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static pid_t gettid_(void)
{
	return (pid_t)raw(SYS_gettid);
}

static void *sleep_on(void *tid)
{
	*(volatile pid_t *)tid = gettid_();
	for (;;)
		pause();
	return NULL;
}

/* A sleeping thread; returns its id. */
static pid_t sleeper(void)
{
	static volatile pid_t tid;
	pthread_t thread;

	tid = 0;
	CHECK_EQ(pthread_create(&thread, NULL, sleep_on, (void *)&tid), 0);
	while (!tid)
		nap(1);
	return tid;
}

static bool is_listed(const char *dir, pid_t tid)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	bool found = false;

	CHECK(d);
	while ((entry = readdir(d)))
		if (atoi(entry->d_name) == tid)
			found = true;
	closedir(d);
	return found;
}

TEST(task_lists, "/proc/self/task lists the threads, /proc only processes")
{
	pid_t tid = sleeper();

	CHECK(is_listed("/proc/self/task", getpid()));
	CHECK(is_listed("/proc/self/task", tid));
	CHECK(!is_listed("/proc/self/task", getppid()));
	CHECK(!is_listed("/proc", tid));
}

TEST(task_foreign, "another process's thread is not below it: ENOENT")
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%d", getppid());
	CHECK_ERR(access(path, F_OK), ENOENT);
	snprintf(path, sizeof(path), "/proc/self/task/%d/task", getpid());
	CHECK_ERR(access(path, F_OK), ENOENT);
}

TEST(task_status, "a thread's status has its Pid, and the process's Tgid")
{
	pid_t tid = sleeper();
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%d/status", tid);
	CHECK_EQ(proc_field(path, "Pid:"), tid);
	CHECK_EQ(proc_field(path, "Tgid:"), getpid());
	CHECK_EQ(proc_field(path, "PPid:"), getppid());
	CHECK_EQ(proc_field(path, "Threads:"), 2);
}

TEST(task_comm, "a thread is named by writing to its comm")
{
	pid_t tid = sleeper();
	char path[64], name[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/comm", tid);
	fd = CHECK_OK(open(path, O_WRONLY));
	CHECK_EQ(write(fd, "worker", 6), 6);
	CHECK(read_file(path, name, sizeof(name)) > 0);
	CHECK(!strcmp(name, "worker\n"));
	CHECK(read_file("/proc/self/comm", name, sizeof(name)) > 0);
	CHECK(strcmp(name, "worker\n"));
}

static void *read_thread_self(void *text)
{
	ssize_t n = readlink("/proc/thread-self", text, 63);

	((char *)text)[n < 0 ? 0 : n] = '\0';
	return (void *)(long)gettid_();
}

TEST(thread_self, "/proc/thread-self leads to a thread's own directory")
{
	char text[64], want[64];
	pthread_t thread;
	void *tid;

	CHECK_EQ(pthread_create(&thread, NULL, read_thread_self, text), 0);
	CHECK_EQ(pthread_join(thread, &tid), 0);
	snprintf(want, sizeof(want), "%d/task/%ld", getpid(), (long)tid);
	CHECK(!strcmp(text, want));
}

/* User and system time of a stat file, in hundredths of a second. */
static long cpu_ticks(const char *path)
{
	unsigned long user, system;
	char text[512], *end;

	CHECK(read_file(path, text, sizeof(text)) > 0);
	end = strrchr(text, ')');
	CHECK(end);
	CHECK_EQ(sscanf(end + 2,
			"%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
			&user, &system),
		 2);
	return (long)(user + system);
}

TEST(task_time, "a thread's stat has its own time, the process's has all")
{
	pid_t tid = sleeper();
	long long until = now_ms() + 300;
	char path[64];

	while (now_ms() < until)
		;
	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	CHECK(cpu_ticks(path) < 5);
	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", getpid());
	CHECK(cpu_ticks(path) >= 5);
	CHECK(cpu_ticks("/proc/self/stat") >= cpu_ticks(path));
}

static void *nothing(void *arg)
{
	return arg;
}

TEST(task_ends, "a thread that has ended has no directory")
{
	pthread_t thread;
	int tries;

	CHECK_EQ(pthread_create(&thread, NULL, nothing, NULL), 0);
	CHECK_EQ(pthread_join(thread, NULL), 0);
	for (tries = 0; tries < 200; tries++) {
		if (proc_field("/proc/self/status", "Threads:") == 1)
			return;
		nap(5);
	}
	FAIL("it is still there");
}
