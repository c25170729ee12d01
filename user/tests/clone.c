// SPDX-License-Identifier: GPL-2.0
/* clone(2), by the raw call and by libc's wrapper: what is shared, what not. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define STACK (16 * PAGE_SIZE)

static volatile int shared;

/* Run FN in a clone with these flags, on a stack of its own; wait for it. */
static void run(int (*fn)(void *), int flags, void *arg)
{
	char *stack = map(STACK);
	int status;
	pid_t pid = CHECK_OK(clone(fn, stack + STACK, flags, arg));

	/* __WALL: also for a child whose end sends no SIGCHLD. */
	CHECK_EQ(waitpid(pid, &status, __WALL), pid);
	CHECK_EQ(status, 0);
}

static int set_shared(void *value)
{
	shared = (int)(long)value;
	return 0;
}

TEST(own_memory, "without CLONE_VM the memory is a copy")
{
	run(set_shared, SIGCHLD, (void *)1);
	CHECK_EQ(shared, 0);
}

TEST(same_memory, "with CLONE_VM it is the same")
{
	run(set_shared, CLONE_VM | SIGCHLD, (void *)1);
	CHECK_EQ(shared, 1);
}

static int check_stack(void *stack)
{
	char here;

	return &here < (char *)stack || &here >= (char *)stack + STACK;
}

TEST(stack, "the child runs on the stack that it was given")
{
	char *stack = map(STACK);
	int status;
	pid_t pid = CHECK_OK(
		clone(check_stack, stack + STACK, CLONE_VM | SIGCHLD, stack));

	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
}

TEST(no_stack, "stack 0 without CLONE_VM is fork's: the same addresses")
{
	int local = 7;
	pid_t pid = (pid_t)raw(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		raw(SYS_exit, local != 7);
	reap_ok(pid);
}

static int open_null(void *arg)
{
	(void)arg;
	return dup2(open("/dev/null", O_RDONLY), 50) != 50;
}

TEST(own_files, "without CLONE_FILES descriptors opened there are not here")
{
	run(open_null, CLONE_VM | SIGCHLD, NULL);
	CHECK_ERR(fcntl(50, F_GETFD), EBADF);
}

TEST(same_files, "with CLONE_FILES they are")
{
	run(open_null, CLONE_VM | CLONE_FILES | SIGCHLD, NULL);
	CHECK_OK(fcntl(50, F_GETFD));
}

static int go_to_root(void *arg)
{
	(void)arg;
	umask(0123);
	return chdir("/");
}

TEST(own_fs, "without CLONE_FS directory and umask are the child's own")
{
	char path[256];

	umask(022);
	run(go_to_root, CLONE_VM | SIGCHLD, NULL);
	CHECK(getcwd(path, sizeof(path)));
	CHECK(strcmp(path, "/"));
	CHECK_EQ(umask(0), 022);
}

TEST(same_fs, "with CLONE_FS they are shared")
{
	char path[256];

	run(go_to_root, CLONE_VM | CLONE_FS | SIGCHLD, NULL);
	CHECK(getcwd(path, sizeof(path)));
	CHECK(!strcmp(path, "/"));
	CHECK_EQ(umask(0), 0123);
}

static void handler(int sig)
{
	shared = sig;
}

static int install(void *arg)
{
	struct sigaction action = { .sa_handler = handler };

	(void)arg;
	return sigaction(SIGUSR1, &action, NULL);
}

TEST(own_handlers, "without CLONE_SIGHAND handlers are the child's own")
{
	struct sigaction action;

	run(install, CLONE_VM | SIGCHLD, NULL);
	CHECK_OK(sigaction(SIGUSR1, NULL, &action));
	CHECK(action.sa_handler == SIG_DFL);
}

TEST(same_handlers, "with CLONE_SIGHAND they are shared")
{
	struct sigaction action;

	run(install, CLONE_VM | CLONE_SIGHAND | SIGCHLD, NULL);
	CHECK_OK(sigaction(SIGUSR1, NULL, &action));
	CHECK(action.sa_handler == handler);
}

TEST(einval, "SIGHAND without VM, THREAD without SIGHAND: EINVAL")
{
	CHECK_EQ(raw(SYS_clone, CLONE_SIGHAND | SIGCHLD, 0), -EINVAL);
	CHECK_EQ(raw(SYS_clone, CLONE_THREAD | SIGCHLD, 0), -EINVAL);
	CHECK_EQ(raw(SYS_clone, CLONE_THREAD | CLONE_VM, 0), -EINVAL);
	CHECK_EQ(raw(SYS_clone, CLONE_THREAD | CLONE_SIGHAND, 0), -EINVAL);
}

static void ask_for_namespaces(void *arg)
{
	unsigned long flag[] = { CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC,
				 CLONE_NEWPID, CLONE_NEWNET };
	size_t i;

	(void)arg;
	if (setgid(1000) || setuid(1000))
		_exit(1);
	for (i = 0; i < sizeof(flag) / sizeof(flag[0]); i++)
		if (raw(SYS_clone, flag[i] | SIGCHLD, 0) != -EPERM)
			_exit(2);
	_exit(0);
}

TEST(namespaces, "a user may not ask for namespaces: EPERM")
{
	reap_ok(start(ask_for_namespaces, NULL));
}

static int leave(void *status)
{
	return (int)(long)status;
}

TEST(exit_signal, "the low byte of the flags is the signal that tells its end")
{
	char *stack = map(STACK);
	int status;
	pid_t pid;

	handle(SIGUSR1, handler, SA_RESTART);
	pid = CHECK_OK(clone(leave, stack + STACK, CLONE_VM | SIGUSR1, NULL));
	CHECK_EQ(waitpid(pid, &status, __WALL), pid);
	CHECK_EQ(shared, SIGUSR1);
}

TEST(clone_child, "waitpid without __WALL does not see such a child: ECHILD")
{
	char *stack = map(STACK);
	int status;
	pid_t pid = CHECK_OK(clone(leave, stack + STACK, CLONE_VM, (void *)3));

	CHECK_ERR(waitpid(pid, &status, 0), ECHILD);
	CHECK_EQ(waitpid(pid, &status, __WCLONE), pid);
	CHECK_EQ(WEXITSTATUS(status), 3);
}

TEST(parent_settid, "CLONE_PARENT_SETTID stores the child's id here")
{
	pid_t id = 0, pid;

	pid = (pid_t)raw(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, 0, &id);
	if (pid == 0)
		raw(SYS_exit, 0);
	CHECK_EQ(id, pid);
	reap_ok(pid);
}

TEST(child_settid, "CLONE_CHILD_SETTID stores it in the child's memory")
{
	volatile pid_t id = 0;
	pid_t pid = (pid_t)raw(SYS_clone, CLONE_CHILD_SETTID | SIGCHLD, 0, 0, 0,
			       &id);

	if (pid == 0)
		raw(SYS_exit, id != raw(SYS_getpid));
	reap_ok(pid);
	CHECK_EQ(id, 0);
}

static int sleep_a_little(void *arg)
{
	(void)arg;
	nap(50);
	shared = 5;
	return 0;
}

TEST(vfork_flag, "with CLONE_VFORK the parent waits for the child's end")
{
	char *stack = map(STACK);
	pid_t pid = CHECK_OK(clone(sleep_a_little, stack + STACK,
				   CLONE_VM | CLONE_VFORK | SIGCHLD, NULL));

	CHECK_EQ(shared, 5);
	reap_ok(pid);
}

static int same_group(void *pid)
{
	volatile pid_t *seen = pid;

	seen[0] = (pid_t)raw(SYS_getpid);
	seen[1] = (pid_t)raw(SYS_gettid);
	seen[2] = 1;
	raw(SYS_exit, 0);
	return 0;
}

#define A_THREAD                                                               \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)

TEST(thread, "CLONE_THREAD: getpid is the group's, gettid its own")
{
	volatile pid_t seen[3] = { 0 };
	char *stack = map(STACK);
	pid_t tid = CHECK_OK(
		clone(same_group, stack + STACK, A_THREAD, (void *)seen));
	int tries;

	for (tries = 0; tries < 500 && !seen[2]; tries++)
		nap(5);
	CHECK_EQ(seen[0], getpid());
	CHECK_EQ(seen[1], tid);
	CHECK(tid != getpid());
}

TEST(thread_unwaited, "a thread is no child: waitpid is ECHILD")
{
	volatile pid_t seen[3] = { 0 };
	char *stack = map(STACK);
	pid_t tid = CHECK_OK(
		clone(same_group, stack + STACK, A_THREAD, (void *)seen));

	CHECK_ERR(waitpid(tid, NULL, __WALL), ECHILD);
	while (!seen[2])
		nap(5);
}

TEST(parent_flag, "with CLONE_PARENT the child is our parent's, a sibling")
{
	pid_t me = getpid(), middle = fork();
	int status;

	if (middle == 0) {
		pid_t pid = (pid_t)raw(SYS_clone, CLONE_PARENT | SIGCHLD, 0);

		if (pid == 0)
			raw(SYS_exit, raw(SYS_getppid) == me ? 9 : 1);
		_exit(0);
	}
	reap_ok(middle);
	CHECK_OK(waitpid(-1, &status, 0));
	CHECK_EQ(WEXITSTATUS(status), 9);
}

TEST(many, "200 clones that share all memory")
{
	int i;

	for (i = 0; i < 200; i++) {
		shared = 0;
		run(set_shared, CLONE_VM | CLONE_FILES | SIGCHLD, (void *)3);
		CHECK_EQ(shared, 3);
	}
}
