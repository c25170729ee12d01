// SPDX-License-Identifier: GPL-2.0
/*
 * get_robust_list(2): locks whose owner has ended. By the raw calls, with a list
 * made by hand, and by pthread_mutexattr_setrobust(3).
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define FUTEX_WAIT 0
#define WAITERS	   0x80000000u
#define OWNER_DIED 0x40000000u

struct lock {
	struct lock *next;
	volatile unsigned int word;
};

struct list_head {
	struct lock *next;
	long offset;
	struct lock *pending;
};

/* In memory that is shared with the children. */
struct shared {
	struct list_head head;
	struct lock locks[4];
	pthread_mutex_t mutex;
};

static struct shared *shared;

/* A list of the first n locks, all of them this thread's. */
static void hold(int n)
{
	struct list_head *head = &shared->head;
	unsigned int tid = (unsigned int)raw(SYS_gettid);
	int i;

	head->offset = offsetof(struct lock, word);
	head->next = (struct lock *)head;
	for (i = n - 1; i >= 0; i--) {
		shared->locks[i].word = tid;
		shared->locks[i].next = head->next;
		head->next = &shared->locks[i];
	}
	if (raw(SYS_set_robust_list, head, sizeof(*head)))
		_exit(1);
}

static void in_child(void (*fn)(void *))
{
	shared = map_shared(sizeof(*shared));
	reap(start(fn, NULL));
}

static void hold_two(void *arg)
{
	(void)arg;
	hold(2);
}

TEST(owner_died, "at a thread's end its locks get FUTEX_OWNER_DIED")
{
	in_child(hold_two);
	CHECK_EQ(shared->locks[0].word, OWNER_DIED);
	CHECK_EQ(shared->locks[1].word, OWNER_DIED);
}

static void hold_waiters(void *arg)
{
	(void)arg;
	hold(1);
	shared->locks[0].word |= WAITERS;
}

TEST(waiters_bit, "and keep the bit that says that somebody waits")
{
	in_child(hold_waiters);
	CHECK_EQ(shared->locks[0].word, WAITERS | OWNER_DIED);
}

static void of_another(void *arg)
{
	(void)arg;
	hold(2);
	shared->locks[0].word = (unsigned int)getppid();
}

TEST(not_ours, "a lock on the list that another thread owns stays as it is")
{
	in_child(of_another);
	CHECK_EQ(shared->locks[0].word, getpid());
	CHECK_EQ(shared->locks[1].word, OWNER_DIED);
}

static void pending(void *arg)
{
	(void)arg;
	hold(0);
	shared->locks[3].word = (unsigned int)getpid();
	shared->head.pending = &shared->locks[3];
}

TEST(pending_lock, "so does one that was about to be put on the list")
{
	in_child(pending);
	CHECK_EQ(shared->locks[3].word, OWNER_DIED);
}

static void die_holding(void *fd)
{
	char c;

	hold(1);
	shared->locks[0].word |= WAITERS;
	(void)!read((int)(long)fd, &c, 1);
	_exit(0);
}

static void wait_for_owner(void *arg)
{
	unsigned int seen = shared->locks[0].word;

	(void)arg;
	raw(SYS_futex, &shared->locks[0].word, FUTEX_WAIT, seen, 0);
	_exit(shared->locks[0].word != (WAITERS | OWNER_DIED));
}

TEST(wakes, "who waits for such a lock is woken")
{
	pid_t owner, waiter;
	int fds[2];

	shared = map_shared(sizeof(*shared));
	CHECK_OK(pipe(fds));
	owner = start(die_holding, (void *)(long)fds[0]);
	wait_for_state(owner, 'S');
	waiter = start(wait_for_owner, NULL);
	wait_for_state(waiter, 'S');
	CHECK_EQ(write(fds[1], "x", 1), 1);
	reap_ok(owner);
	reap_ok(waiter);
}

static void exec_holding(void *arg)
{
	static char *const argv[] = { "true", NULL };

	(void)arg;
	hold(1);
	execv("/bin/true", argv);
	_exit(1);
}

TEST(exec, "exec is the end of a program's locks too")
{
	in_child(exec_holding);
	CHECK_EQ(shared->locks[0].word, OWNER_DIED);
}

static void endless(void *arg)
{
	(void)arg;
	hold(2);
	shared->locks[1].next = &shared->locks[0];
}

TEST(endless, "a list without an end is given up some time")
{
	in_child(endless);
	CHECK_EQ(shared->locks[0].word, OWNER_DIED);
}

static void broken(void *arg)
{
	(void)arg;
	hold(2);
	shared->locks[0].next = unmapped(PAGE_SIZE);
}

TEST(broken, "one that leads nowhere is followed as far as it goes")
{
	shared = map_shared(sizeof(*shared));
	reap_ok(start(broken, NULL));
	CHECK_EQ(shared->locks[1].word & OWNER_DIED, 0);
}

/* -- the calls ------------------------------------------------------------- */

TEST(wrong_size, "set_robust_list with another size: EINVAL")
{
	struct list_head head;

	CHECK_EQ(raw(SYS_set_robust_list, &head, sizeof(head) - 1), -EINVAL);
	CHECK_EQ(raw(SYS_set_robust_list, &head, sizeof(head) + 1), -EINVAL);
}

TEST(get, "get_robust_list gives back what was set, of pid 0 or one's own")
{
	struct list_head head = { (struct lock *)&head, 0, NULL }, *got;
	pid_t pids[] = { 0, getpid() };
	size_t size;
	int i;

	CHECK_EQ(raw(SYS_set_robust_list, &head, sizeof(head)), 0);
	for (i = 0; i < 2; i++) {
		got = NULL;
		CHECK_EQ(raw(SYS_get_robust_list, pids[i], &got, &size), 0);
		CHECK(got == &head);
		CHECK_EQ(size, sizeof(head));
	}
	CHECK_EQ(raw(SYS_set_robust_list, NULL, sizeof(head)), 0);
}

static void without_list(void *arg)
{
	void *got = arg;
	size_t size;

	_exit(raw(SYS_get_robust_list, 0, &got, &size) || got);
}

TEST(not_inherited, "a forked child has none")
{
	struct list_head head = { (struct lock *)&head, 0, NULL };

	CHECK_EQ(raw(SYS_set_robust_list, &head, sizeof(head)), 0);
	reap_ok(start(without_list, &head));
	CHECK_EQ(raw(SYS_set_robust_list, NULL, sizeof(head)), 0);
}

TEST(get_errors, "no such thread: ESRCH; bad pointers: EFAULT")
{
	void *head;
	size_t size;

	CHECK_EQ(raw(SYS_get_robust_list, 0x7ffffff, &head, &size), -ESRCH);
	CHECK_EQ(raw(SYS_get_robust_list, 0, unmapped(PAGE_SIZE), &size),
		 -EFAULT);
	CHECK_EQ(raw(SYS_get_robust_list, 0, &head, unmapped(PAGE_SIZE)),
		 -EFAULT);
}

static void ask_as_user(void *arg)
{
	void *head;
	size_t size;

	(void)arg;
	if (setgid(1000) || setuid(1000))
		_exit(2);
	_exit(raw(SYS_get_robust_list, getppid(), &head, &size) != -EPERM);
}

TEST(get_others, "that of another user's process: EPERM")
{
	reap_ok(start(ask_as_user, NULL));
}

/* -- by the C library ------------------------------------------------------ */

static void make_mutex(pthread_mutex_t *mutex)
{
	pthread_mutexattr_t attr;

	CHECK_EQ(pthread_mutexattr_init(&attr), 0);
	CHECK_EQ(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED),
		 0);
	CHECK_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	CHECK_EQ(pthread_mutex_init(mutex, &attr), 0);
}

static void *lock_and_end(void *mutex)
{
	pthread_mutex_lock(mutex);
	return NULL;
}

TEST(thread_died, "a robust mutex whose thread ended: EOWNERDEAD, then usable")
{
	pthread_mutex_t mutex;
	pthread_t thread;

	make_mutex(&mutex);
	CHECK_EQ(pthread_create(&thread, NULL, lock_and_end, &mutex), 0);
	CHECK_EQ(pthread_join(thread, NULL), 0);
	CHECK_EQ(pthread_mutex_lock(&mutex), EOWNERDEAD);
	CHECK_EQ(pthread_mutex_consistent(&mutex), 0);
	CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
	CHECK_EQ(pthread_mutex_lock(&mutex), 0);
	CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
}

static void lock_and_wait(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&shared->mutex);
	for (;;)
		pause();
}

static void expect_dead_owner(void *arg)
{
	(void)arg;
	_exit(pthread_mutex_lock(&shared->mutex) != EOWNERDEAD ||
	      pthread_mutex_consistent(&shared->mutex) ||
	      pthread_mutex_unlock(&shared->mutex));
}

TEST(process_killed, "one whose process is killed wakes who waits for it")
{
	pid_t owner, waiter;

	shared = map_shared(sizeof(*shared));
	make_mutex(&shared->mutex);
	owner = start(lock_and_wait, NULL);
	wait_for_state(owner, 'S');
	waiter = start(expect_dead_owner, NULL);
	wait_for_state(waiter, 'S');
	kill(owner, SIGKILL);
	reap_signal(owner, SIGKILL);
	reap_ok(waiter);
}
