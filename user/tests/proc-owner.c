// SPDX-License-Identifier: GPL-2.0
/* /proc/PID: whose its files are, and what is left when the process is gone;
 * proc(5). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define USER 1000

static uid_t owner(int dir, const char *name)
{
	struct stat st;

	CHECK_OK(fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW));
	return st.st_uid;
}

static int own_dir(void)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", getpid());
	return CHECK_OK(open(path, O_RDONLY | O_DIRECTORY));
}

TEST(follows, "a process's files belong to its user, also when that changes")
{
	int dir = own_dir();

	CHECK_EQ(owner(dir, "status"), 0);
	CHECK_OK(setuid(USER));
	CHECK_OK(prctl(PR_SET_DUMPABLE, 1));
	CHECK_EQ(owner(dir, "status"), USER);
	CHECK_EQ(owner(dir, "fd"), USER);
	CHECK_EQ(owner(AT_FDCWD, "/proc/self/fd/0"), USER);
}

TEST(undumpable,
     "to root as long as nobody may look at it, but for directories")
{
	int dir = own_dir();

	CHECK_OK(setuid(USER));
	CHECK_OK(prctl(PR_SET_DUMPABLE, 0));
	CHECK_EQ(owner(dir, "status"), 0);
	CHECK_EQ(owner(dir, "fd"), 0);
	CHECK_EQ(owner(dir, "task"), USER);
	CHECK_ERR(open("/proc/self/environ", O_RDONLY), EACCES);
	CHECK_ERR(open("/proc/self/oom_score_adj", O_RDWR), EACCES);
	CHECK_OK(open("/proc/self/status", O_RDONLY));
}

/* A child that sleeps, and its directory. */
static pid_t sleeper(int *dir)
{
	pid_t pid = fork();
	char path[32];

	if (!pid)
		for (;;)
			pause();
	snprintf(path, sizeof(path), "/proc/%d", pid);
	*dir = CHECK_OK(open(path, O_RDONLY | O_DIRECTORY));
	return pid;
}

TEST(gone, "when the process is gone its open directory leads nowhere")
{
	char buf[512];
	int dir, task;
	pid_t pid = sleeper(&dir);

	task = CHECK_OK(openat(dir, "task", O_RDONLY));
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
	CHECK_ERR(openat(dir, "stat", O_RDONLY), ESRCH);
	CHECK_ERR(openat(dir, "missing", O_RDONLY), ESRCH);
	CHECK_EQ(raw(SYS_getdents64, dir, buf, sizeof(buf)), -ENOENT);
	CHECK_EQ(raw(SYS_getdents64, task, buf, sizeof(buf)), -ENOENT);
}

TEST(gone_files, "and its open files say ESRCH")
{
	static const char *const names[] = { "stat",	"status", "comm",
					     "cmdline", "maps",	  "limits" };
	int dir, fds[6], adj;
	pid_t pid = sleeper(&dir);
	char buf[512];

	for (int i = 0; i < 6; i++)
		fds[i] = CHECK_OK(openat(dir, names[i], O_RDONLY));
	adj = CHECK_OK(openat(dir, "oom_score_adj", O_RDWR));
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
	for (int i = 0; i < 6; i++)
		CHECK_ERR(read(fds[i], buf, sizeof(buf)), ESRCH);
	CHECK_ERR(write(adj, "0", 1), ESRCH);
}

TEST(name, "a name with a newline makes no line of its own in status")
{
	char text[1024];

	CHECK_OK(prctl(PR_SET_NAME, "x\nUid:\t7\t7"));
	CHECK(read_file("/proc/self/status", text, sizeof(text)) > 0);
	CHECK(!strstr(text, "\nUid:\t7"));
	CHECK(strstr(text, "\nUid:\t0\t0\t0\t0\n"));
}

TEST(addresses, "where a foreign process's stack is, its stat does not tell")
{
	unsigned long start_stack = 1;
	char text[1024], *at;

	CHECK_OK(setuid(USER));
	CHECK(read_file("/proc/1/stat", text, sizeof(text)) > 0);
	at = strrchr(text, ')');
	CHECK(at);
	for (int field = 2; field < 28; field++)
		at += strcspn(at, " ") + 1;
	CHECK_EQ(sscanf(at, "%lu", &start_stack), 1);
	CHECK_EQ(start_stack, 0);
}
