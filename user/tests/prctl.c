// SPDX-License-Identifier: GPL-2.0
/* prctl(2): names, death signals, reapers, and whose core is whose. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* -- names ----------------------------------------------------------------- */

TEST(name, "PR_SET_NAME sets the name, PR_GET_NAME and comm tell it")
{
	char name[16], text[32];

	CHECK_OK(prctl(PR_SET_NAME, "a b)c"));
	CHECK_OK(prctl(PR_GET_NAME, name));
	CHECK(!strcmp(name, "a b)c"));
	CHECK(read_file("/proc/self/comm", text, sizeof(text)) > 0);
	CHECK(!strcmp(text, "a b)c\n"));
}

TEST(long_name, "a longer name is cut to 15 bytes")
{
	char name[16];

	CHECK_OK(prctl(PR_SET_NAME, "0123456789abcdefgh"));
	CHECK_OK(prctl(PR_GET_NAME, name));
	CHECK(!strcmp(name, "0123456789abcde"));
}

TEST(name_efault, "a bad pointer is EFAULT")
{
	void *nowhere = unmapped(PAGE_SIZE);

	CHECK_ERR(prctl(PR_SET_NAME, nowhere), EFAULT);
	CHECK_ERR(prctl(PR_GET_NAME, nowhere), EFAULT);
}

static void *name_thread(void *name)
{
	prctl(PR_SET_NAME, "thread");
	prctl(PR_GET_NAME, name);
	return NULL;
}

TEST(name_of_thread, "each thread has a name of its own")
{
	char name[16], others[16];
	pthread_t thread;

	CHECK_OK(prctl(PR_SET_NAME, "main"));
	CHECK_EQ(pthread_create(&thread, NULL, name_thread, others), 0);
	CHECK_EQ(pthread_join(thread, NULL), 0);
	CHECK_OK(prctl(PR_GET_NAME, name));
	CHECK(!strcmp(name, "main"));
	CHECK(!strcmp(others, "thread"));
}

TEST(write_comm, "writing to comm sets it too; another process's: EINVAL")
{
	char name[16], path[64];

	CHECK_EQ(write(CHECK_OK(open("/proc/self/comm", O_WRONLY)), "written",
		       7),
		 7);
	CHECK_OK(prctl(PR_GET_NAME, name));
	CHECK(!strcmp(name, "written"));
	snprintf(path, sizeof(path), "/proc/%d/comm", getppid());
	CHECK_ERR(write(CHECK_OK(open(path, O_WRONLY)), "x", 1), EINVAL);
}

/* -- the death of the parent ----------------------------------------------- */

static void with_death_signal(int sig)
{
	if (prctl(PR_SET_PDEATHSIG, sig) || kill(getppid(), SIGKILL))
		_exit(1);
	for (;;)
		pause();
}

/* The pipe's other end closes when the grandchild has ended. */
static void parent_of_one(void *arg)
{
	(void)arg;
	if (fork() == 0)
		with_death_signal(SIGTERM);
	for (;;)
		pause();
}

TEST(pdeathsig, "PR_SET_PDEATHSIG: the signal that the parent's death sends")
{
	int fds[2];
	pid_t pid;
	char c;

	CHECK_OK(pipe(fds));
	pid = start(parent_of_one, NULL);
	close(fds[1]);
	reap_signal(pid, SIGKILL);
	CHECK_EQ(read(fds[0], &c, 1), 0);
}

TEST(pdeathsig_get, "PR_GET_PDEATHSIG tells it; a number that is none: EINVAL")
{
	int sig = -1;

	CHECK_OK(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	CHECK_OK(prctl(PR_GET_PDEATHSIG, &sig));
	CHECK_EQ(sig, SIGUSR1);
	CHECK_ERR(prctl(PR_SET_PDEATHSIG, 65), EINVAL);
	CHECK_ERR(prctl(PR_SET_PDEATHSIG, -1), EINVAL);
	CHECK_OK(prctl(PR_SET_PDEATHSIG, 0));
}

static void no_death_signal(void *arg)
{
	int sig = -1;

	(void)arg;
	_exit(prctl(PR_GET_PDEATHSIG, &sig) || sig);
}

TEST(pdeathsig_child, "a forked child does not inherit it")
{
	CHECK_OK(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	reap_ok(start(no_death_signal, NULL));
	CHECK_OK(prctl(PR_SET_PDEATHSIG, 0));
}

/* -- reapers --------------------------------------------------------------- */

static void orphan(void *fd)
{
	pid_t father = getpid();
	int out = (int)(long)fd;

	if (fork() == 0) {
		pid_t parent;

		while ((parent = getppid()) == father)
			nap(2);
		_exit(write(out, &parent, sizeof(parent)) != sizeof(parent));
	}
}

TEST(subreaper, "PR_SET_CHILD_SUBREAPER: orphans below become our children")
{
	int fds[2], status;
	pid_t parent = 0;

	CHECK_OK(pipe(fds));
	CHECK_OK(prctl(PR_SET_CHILD_SUBREAPER, 1));
	reap_ok(start(orphan, (void *)(long)fds[1]));
	CHECK_OK(waitpid(-1, &status, 0));
	CHECK_EQ(status, 0);
	CHECK_EQ(read(fds[0], &parent, sizeof(parent)), sizeof(parent));
	CHECK_EQ(parent, getpid());
}

static void check_no_reaper(void *arg)
{
	int on = -1;

	(void)arg;
	_exit(prctl(PR_GET_CHILD_SUBREAPER, &on) || on);
}

TEST(subreaper_get, "PR_GET_CHILD_SUBREAPER tells it; children are none")
{
	int on = -1;

	CHECK_OK(prctl(PR_SET_CHILD_SUBREAPER, 5));
	CHECK_OK(prctl(PR_GET_CHILD_SUBREAPER, &on));
	CHECK_EQ(on, 1);
	reap_ok(start(check_no_reaper, NULL));
	CHECK_OK(prctl(PR_SET_CHILD_SUBREAPER, 0));
	CHECK_OK(prctl(PR_GET_CHILD_SUBREAPER, &on));
	CHECK_EQ(on, 0);
}

/* -- the rest -------------------------------------------------------------- */

TEST(dumpable, "PR_SET_DUMPABLE takes 0 and 1, PR_GET_DUMPABLE tells")
{
	CHECK_EQ(prctl(PR_GET_DUMPABLE), 1);
	CHECK_OK(prctl(PR_SET_DUMPABLE, 0));
	CHECK_EQ(prctl(PR_GET_DUMPABLE), 0);
	CHECK_OK(prctl(PR_SET_DUMPABLE, 1));
	CHECK_EQ(prctl(PR_GET_DUMPABLE), 1);
	CHECK_ERR(prctl(PR_SET_DUMPABLE, 2), EINVAL);
}

/* Each takes another id than 0, and stays root otherwise. */
static const struct change {
	const char *claim;
	long call, args[3];
} changes[] = {
	{ "another effective uid ends being dumpable and the death signal",
	  SYS_setresuid32,
	  { -1, 1000, -1 } },
	{ "another effective gid, too", SYS_setresgid32, { -1, 1000, -1 } },
	{ "another fsuid, too", SYS_setfsuid32, { 1000, 0, 0 } },
	{ "another fsgid, too", SYS_setfsgid32, { 1000, 0, 0 } },
};

TEST_TABLE(ids_changed, changes)
{
	const struct change *c = element;
	int sig = -1;

	CHECK_OK(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	CHECK_EQ(raw(c->call, c->args[0], c->args[1], c->args[2]), 0);
	CHECK_EQ(prctl(PR_GET_DUMPABLE), 0);
	CHECK_OK(prctl(PR_GET_PDEATHSIG, &sig));
	CHECK_EQ(sig, 0);
}

TEST(ids_kept, "the ids that were there already change nothing, nor a real id")
{
	int sig = -1;

	CHECK_OK(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	CHECK_OK(setresuid(1000, 0, 1000));
	CHECK_OK(setresgid(1000, 0, 1000));
	CHECK_EQ(prctl(PR_GET_DUMPABLE), 1);
	CHECK_OK(prctl(PR_GET_PDEATHSIG, &sig));
	CHECK_EQ(sig, SIGUSR1);
}

TEST(no_new_privs, "PR_SET_NO_NEW_PRIVS: for good, and for children")
{
	CHECK_ERR(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0), EINVAL);
	CHECK_ERR(prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0), EINVAL);
	CHECK_EQ(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 0);
	CHECK_OK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	CHECK_ERR(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0), EINVAL);
	CHECK_EQ(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
}

TEST(unknown, "an option that there is not: EINVAL")
{
	CHECK_ERR(prctl(0x12345), EINVAL);
}
