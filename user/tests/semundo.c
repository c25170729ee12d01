// SPDX-License-Identifier: GPL-2.0
/* SEM_UNDO: semop(2), semctl(2) and clone(2), CLONE_SYSVSEM. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <semaphores.h>
#include <tap.h>

#define STACK (16 * PAGE_SIZE)

static void add_some(void *arg)
{
	CHECK_OK(op(0, 3, SEM_UNDO));
	CHECK_OK(op(0, -1, SEM_UNDO));
	CHECK_OK(op(0, 1, 0));
	CHECK_OK(op(2, 4, SEM_UNDO));
	CHECK_EQ(value(0), 3);
}

TEST(at_exit, "a process's end takes back what it did with SEM_UNDO, no more")
{
	pid_t pid;

	make_set(3);
	pid = start(add_some, NULL);
	reap_ok(pid);
	CHECK_EQ(value(0), 1);
	CHECK_EQ(value(2), 0);
	CHECK_EQ(semctl(set, 2, GETPID), pid);
	drop_set();
}

static void take_and_sleep(void *arg)
{
	CHECK_OK(op(0, -1, SEM_UNDO));
	pause();
}

TEST(killed, "who is killed gives back too, and whoever waits goes on")
{
	pid_t holder, waiter;

	make_set(1);
	CHECK_OK(set_value(0, 1));
	holder = start(take_and_sleep, NULL);
	wait_for_state(holder, 'S');
	waiter = start(take, (void *)1);
	wait_for_state(waiter, 'S');
	kill(holder, SIGKILL);
	reap_ok(waiter);
	reap_signal(holder, SIGKILL);
	CHECK_EQ(value(0), 0);
	drop_set();
}

static void wait_with_undo(void *arg)
{
	CHECK_OK(op(0, -1, SEM_UNDO));
	CHECK_EQ(value(0), 0);
}

TEST(woken, "also what was done for a sleeper is taken back")
{
	pid_t pid;

	make_set(1);
	pid = start(wait_with_undo, NULL);
	wait_for_state(pid, 'S');
	CHECK_OK(op(0, 1, 0));
	reap_ok(pid);
	CHECK_EQ(value(0), 1);
	drop_set();
}

static void be_killed_waiting(void *arg)
{
	CHECK_OK(op(1, 1, SEM_UNDO));
	op(0, -1, SEM_UNDO);
}

TEST(not_done, "what was still waited for is not")
{
	pid_t pid;

	make_set(2);
	pid = start(be_killed_waiting, NULL);
	wait_for_state(pid, 'S');
	CHECK_EQ(value(1), 1);
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
	CHECK_EQ(value(0), 0);
	CHECK_EQ(value(1), 0);
	CHECK_EQ(semctl(set, 0, GETNCNT), 0);
	drop_set();
}

static void add_and_let_take(void *by)
{
	CHECK_OK(op(0, (int)(long)by, SEM_UNDO));
	CHECK_OK(op(1, 1, 0));
	CHECK_OK(op(2, -1, 0));
}

TEST(border, "a value that would leave its range stops at 0 or 32767")
{
	pid_t pid;

	make_set(3);
	pid = start(add_and_let_take, (void *)2);
	CHECK_OK(op(1, -1, 0));
	CHECK_OK(op(0, -1, 0));
	CHECK_OK(op(2, 1, 0));
	reap_ok(pid);
	CHECK_EQ(value(0), 0);

	CHECK_OK(set_value(0, 5));
	pid = start(add_and_let_take, (void *)-5);
	CHECK_OK(op(1, -1, 0));
	CHECK_OK(op(0, SEM_HIGHEST, 0));
	CHECK_OK(op(2, 1, 0));
	reap_ok(pid);
	CHECK_EQ(value(0), SEM_HIGHEST);
	drop_set();
}

static void add_too_much(void *arg)
{
	CHECK_OK(op(0, SEM_HIGHEST, SEM_UNDO));
	CHECK_OK(op(0, -SEM_HIGHEST, 0));
	CHECK_OK(op(0, 1, SEM_UNDO));
	CHECK_OK(op(0, -1, 0));
	CHECK_ERR(op(0, 1, SEM_UNDO), ERANGE);
	CHECK_EQ(value(0), 0);
}

TEST(range, "no more can be added up than 32768: ERANGE")
{
	make_set(1);
	reap_ok(start(add_too_much, NULL));
	CHECK_EQ(value(0), 0);
	drop_set();
}

static void set_after(void *cmd)
{
	unsigned short values[] = { 7 };

	CHECK_OK(op(0, 3, SEM_UNDO));
	if ((long)cmd == SETVAL)
		CHECK_OK(set_value(0, 7));
	else
		CHECK_OK(semctl(set, 0, SETALL, values));
}

TEST(setval, "SETVAL and SETALL clear what all processes would take back")
{
	make_set(1);
	reap_ok(start(set_after, (void *)SETVAL));
	CHECK_EQ(value(0), 7);
	reap_ok(start(set_after, (void *)SETALL));
	CHECK_EQ(value(0), 7);
	drop_set();
}

static void outlive_set(void *arg)
{
	CHECK_OK(op(0, 1, SEM_UNDO));
	drop_set();
	make_set(1);
	CHECK_OK(set_value(0, 9));
	_exit(0);
}

TEST(removed, "nothing is taken back of a set that is gone")
{
	struct seminfo before, after;

	CHECK_OK(semctl(0, 0, SEM_INFO, &before));
	make_set(1);
	reap_ok(start(outlive_set, NULL));
	CHECK_ERR(value(0), EINVAL);
	CHECK_OK(semctl(0, 0, SEM_INFO, &after));
	CHECK_EQ(after.semusz, before.semusz + 1);

	/* The one that is left over: */
	set = semctl(semctl(0, 0, SEM_INFO, &after), 0, SEM_STAT,
		     &(struct semid_ds){ 0 });
	CHECK_EQ(value(0), 9);
	drop_set();
}

static void nothing(void *arg)
{
}

static void fork_between(void *arg)
{
	CHECK_OK(op(0, 1, SEM_UNDO));
	reap_ok(start(nothing, NULL));
	CHECK_EQ(value(0), 1);
}

TEST(fork, "a child of fork does not inherit it")
{
	make_set(1);
	reap_ok(start(fork_between, NULL));
	CHECK_EQ(value(0), 0);
	drop_set();
}

static void add_and_exec(void *arg)
{
	char text[16];

	CHECK_OK(op(0, 2, SEM_UNDO));
	snprintf(text, sizeof(text), "%d", set);
	execl(self_exe(), "semundo", "look", text, NULL);
}

/* The program that add_and_exec becomes: are they still there? */
int tap_alternate_main(int argc, char **argv)
{
	if (argc != 3 || strcmp(argv[1], "look"))
		return -1;
	set = atoi(argv[2]);
	return value(0) != 2;
}

TEST(exec, "it is kept across execve, and done at the end")
{
	make_set(1);
	reap_ok(start(add_and_exec, NULL));
	CHECK_EQ(value(0), 0);
	drop_set();
}

/* -- shared ---------------------------------------------------------------- */

static int add_one(void *arg)
{
	return op(0, 1, SEM_UNDO) != 0;
}

static void clone_and_look(void *flags)
{
	bool shared = (long)flags & CLONE_SYSVSEM;
	char *stack = map(STACK);
	pid_t pid =
		CHECK_OK(clone(add_one, stack + STACK,
			       (int)(long)flags | CLONE_VM | SIGCHLD, NULL));

	reap_ok(pid);
	CHECK_EQ(value(0), shared ? 1 : 0);
}

TEST(sysvsem, "CLONE_SYSVSEM: one list for both, done at the last one's end")
{
	make_set(1);
	reap_ok(start(clone_and_look, (void *)CLONE_SYSVSEM));
	CHECK_EQ(value(0), 0);
	drop_set();
}

TEST(no_sysvsem, "without it each has its own, done at its own end")
{
	make_set(1);
	reap_ok(start(clone_and_look, NULL));
	CHECK_EQ(value(0), 0);
	drop_set();
}

static void *thread(void *arg)
{
	return (void *)(long)(op(0, 1, SEM_UNDO) == 0);
}

static void thread_and_look(void *arg)
{
	pthread_t id;
	void *ok;

	CHECK_EQ(-pthread_create(&id, NULL, thread, NULL), 0);
	CHECK_EQ(-pthread_join(id, &ok), 0);
	CHECK(ok);
	CHECK_EQ(value(0), 1);
}

TEST(threads, "a thread's operations are taken back when its process ends")
{
	make_set(1);
	reap_ok(start(thread_and_look, NULL));
	CHECK_EQ(value(0), 0);
	drop_set();
}
