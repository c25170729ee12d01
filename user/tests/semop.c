// SPDX-License-Identifier: GPL-2.0
/* System V semaphores: semop(2), semtimedop(2). */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <semaphores.h>
#include <tap.h>

#define BAD ((void *)KERNEL_BASE)

TEST(add, "a positive operation is added, a negative one taken away")
{
	struct semid_ds ds;

	make_set(1);
	CHECK_OK(op(0, 5, 0));
	CHECK_OK(op(0, -2, 0));
	CHECK_EQ(value(0), 3);
	CHECK_OK(stat_set(set, IPC_STAT, &ds));
	CHECK(ds.sem_otime > 0);
	drop_set();
}

TEST(atomic, "either all operations are done or none")
{
	struct sembuf sops[] = { { 0, 1, SEM_UNDO },
				 { 1, -1, 0 },
				 { 2, 0, IPC_NOWAIT } };

	make_set(3);
	CHECK_OK(set_value(1, 1));
	CHECK_OK(set_value(2, 1));
	CHECK_ERR(semop(set, sops, 3), EAGAIN);
	CHECK_EQ(value(0), 0);
	CHECK_EQ(value(1), 1);
	CHECK_OK(set_value(2, 0));
	CHECK_OK(semop(set, sops, 3));
	CHECK_EQ(value(0), 1);
	CHECK_EQ(value(1), 0);
	drop_set();
}

TEST(in_order, "a semaphore may be named more than once: from left to right")
{
	struct sembuf up_down[] = { { 0, 2, 0 }, { 0, -2, 0 }, { 0, 0, 0 } };
	struct sembuf down_up[] = { { 0, -2, IPC_NOWAIT }, { 0, 2, 0 } };

	make_set(1);
	CHECK_OK(semop(set, up_down, 3));
	CHECK_ERR(semop(set, down_up, 2), EAGAIN);
	CHECK_EQ(value(0), 0);
	drop_set();
}

TEST(many, "as many operations as SEMOPM are done at once, no more")
{
	static struct sembuf sops[501];
	struct seminfo info;
	int i;

	CHECK_OK(sem_info(IPC_INFO, &info));
	CHECK_EQ(info.semopm, 500);
	for (i = 0; i < 501; i++)
		sops[i].sem_op = 1;
	make_set(1);
	CHECK_OK(semop(set, sops, 500));
	CHECK_EQ(value(0), 500);
	CHECK_ERR(semop(set, sops, 501), E2BIG);
	drop_set();
}

TEST(semop_errors, "what semop(2) lists under ERRORS")
{
	struct sembuf sop = { 0, 1, 0 };

	make_set(1);
	CHECK_ERR(op(1, 1, 0), EFBIG);
	CHECK_ERR(semop(set, &sop, 0), EINVAL);
	CHECK_ERR(semop(NO_SET, &sop, 1), EINVAL);
	CHECK_ERR(semop(-1, &sop, 1), EINVAL);
	CHECK_ERR(semop(set, BAD, 1), EFAULT);
	CHECK_ERR(op(0, -1, IPC_NOWAIT), EAGAIN);
	CHECK_OK(op(0, SEM_HIGHEST, 0));
	CHECK_ERR(op(0, 1, 0), ERANGE);
	CHECK_ERR(op(0, 0, IPC_NOWAIT), EAGAIN);
	drop_set();
}

/* -- waiting --------------------------------------------------------------- */

static void wait_zero(void *num)
{
	CHECK_OK(op((int)(long)num, 0, 0));
}

TEST(wait, "who takes more than there is sleeps until there is enough")
{
	pid_t pid;

	make_set(1);
	pid = start(take, (void *)3);
	wait_for_state(pid, 'S');
	CHECK_OK(op(0, 2, 0));
	wait_for_state(pid, 'S');
	CHECK_EQ(value(0), 2);
	CHECK_OK(op(0, 2, 0));
	reap_ok(pid);
	CHECK_EQ(value(0), 1);
	drop_set();
}

TEST(zero, "operation 0 sleeps until the value is 0")
{
	pid_t pid;

	make_set(1);
	CHECK_OK(op(0, 2, 0));
	pid = start(wait_zero, NULL);
	wait_for_state(pid, 'S');
	CHECK_OK(op(0, -1, 0));
	wait_for_state(pid, 'S');
	CHECK_OK(op(0, -1, 0));
	reap_ok(pid);
	drop_set();
}

TEST(chain, "one operation lets several go on, each through the one before")
{
	pid_t taker, zero;

	make_set(1);
	taker = start(take, (void *)2);
	wait_for_state(taker, 'S');
	CHECK_OK(op(0, 1, 0));
	zero = start(wait_zero, NULL);
	wait_for_state(zero, 'S');
	CHECK_OK(op(0, 1, 0));
	reap_ok(taker);
	reap_ok(zero);
	CHECK_EQ(value(0), 0);
	drop_set();
}

TEST(setval_wakes, "SETVAL and SETALL wake those who wait, too")
{
	unsigned short values[1] = { 1 };
	pid_t pid;

	make_set(1);
	pid = start(take, (void *)1);
	wait_for_state(pid, 'S');
	CHECK_OK(set_value(0, 1));
	reap_ok(pid);
	pid = start(take, (void *)1);
	wait_for_state(pid, 'S');
	CHECK_OK(semctl(set, 0, SETALL, (union semun){ .array = values }));
	reap_ok(pid);
	drop_set();
}

TEST(counts, "GETNCNT and GETZCNT: how many wait for more, how many for 0")
{
	pid_t pids[3];

	make_set(2);
	CHECK_OK(set_value(1, 1));
	pids[0] = start(take, (void *)1);
	pids[1] = start(take, (void *)1);
	pids[2] = start(wait_zero, (void *)1);
	wait_for_state(pids[0], 'S');
	wait_for_state(pids[1], 'S');
	wait_for_state(pids[2], 'S');
	CHECK_EQ(semctl(set, 0, GETNCNT), 2);
	CHECK_EQ(semctl(set, 0, GETZCNT), 0);
	CHECK_EQ(semctl(set, 1, GETNCNT), 0);
	CHECK_EQ(semctl(set, 1, GETZCNT), 1);
	CHECK_OK(op(0, 1, 0));
	CHECK_EQ(semctl(set, 0, GETNCNT), 1);
	CHECK_OK(op(0, 1, 0));
	CHECK_OK(op(1, -1, 0));
	reap_ok(pids[0]);
	reap_ok(pids[1]);
	reap_ok(pids[2]);
	drop_set();
}

static void do_nothing(int sig)
{
}

static void be_interrupted(void *arg)
{
	handle(SIGUSR1, do_nothing, SA_RESTART);
	CHECK_ERR(op(0, -1, 0), EINTR);
}

TEST(eintr, "a signal ends the wait with EINTR, also with SA_RESTART")
{
	pid_t pid;

	make_set(1);
	pid = start(be_interrupted, NULL);
	wait_for_state(pid, 'S');
	kill(pid, SIGUSR1);
	reap_ok(pid);
	CHECK_EQ(semctl(set, 0, GETNCNT), 0);
	drop_set();
}

static void lose_set(void *arg)
{
	CHECK_ERR(op(0, -1, SEM_UNDO), EIDRM);
}

TEST(rmid, "IPC_RMID ends the waits with EIDRM, and the id is no more")
{
	pid_t pid;
	int old;

	make_set(1);
	pid = start(lose_set, NULL);
	wait_for_state(pid, 'S');
	drop_set();
	reap_ok(pid);
	old = set;
	CHECK_ERR(value(0), EINVAL);
	make_set(1);
	CHECK(set != old);
	drop_set();
}

static int timed(time_t sec, long nsec)
{
	struct timespec ts = { .tv_sec = sec, .tv_nsec = nsec };
	struct sembuf sop = { 0, -1, 0 };

	return semtimedop(set, &sop, 1, &ts);
}

TEST(timed, "semtimedop gives up with EAGAIN when its time is over, no sooner")
{
	long long before = now_ms();

	make_set(1);
	CHECK_ERR(timed(0, 50000000), EAGAIN);
	CHECK(now_ms() - before >= 50);
	CHECK_ERR(timed(0, 0), EAGAIN);
	CHECK_ERR(timed(0, 1000000000), EINVAL);
	CHECK_ERR(timed(-1, 0), EINVAL);
	CHECK_OK(op(0, 1, 0));
	CHECK_OK(timed(0, 0));
	drop_set();
}

#define CHILDREN 8
#define ROUNDS	 200

static volatile int *inside;

static void enter_and_leave(void *arg)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		CHECK_OK(op(0, -1, SEM_UNDO));
		CHECK_EQ((*inside)++, 0);
		if (i % 8 == 0)
			sched_yield();
		CHECK_EQ(--*inside, 0);
		CHECK_OK(op(0, 1, SEM_UNDO));
	}
}

TEST(exclusion, "a semaphore of 1 lets one process in at a time")
{
	pid_t pids[CHILDREN];
	int i;

	make_set(1);
	CHECK_OK(set_value(0, 1));
	inside = map_shared(PAGE_SIZE);
	for (i = 0; i < CHILDREN; i++)
		pids[i] = start(enter_and_leave, NULL);
	for (i = 0; i < CHILDREN; i++)
		reap_ok(pids[i]);
	CHECK_EQ(value(0), 1);
	drop_set();
}
