// SPDX-License-Identifier: GPL-2.0
/*
 * pthreads(7) as musl makes them: clone with a stack and a thread-local
 * segment, futex(2) to wait, set_thread_area(2) for %gs.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define ANY_ENTRY  ((unsigned)-1)

static __thread int local = 5;
static int counter;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

static pthread_t spawn(void *(*fn)(void *), void *arg)
{
	pthread_t thread;

	CHECK_EQ(-pthread_create(&thread, NULL, fn, arg), 0);
	return thread;
}

static void *join(pthread_t thread)
{
	void *result;

	CHECK_EQ(-pthread_join(thread, &result), 0);
	return result;
}

static void *add_one(void *arg)
{
	return (char *)arg + 1;
}

TEST(create_join, "a thread runs, and join gives its result")
{
	CHECK_EQ((long)join(spawn(add_one, (void *)41)), 42);
}

static void *change_local(void *arg)
{
	int before = local;

	local = 99;
	return (void *)(long)before;
}

TEST(tls, "thread-local variables begin with their value and are one's own")
{
	local = 7;
	CHECK_EQ((long)join(spawn(change_local, NULL)), 5);
	CHECK_EQ(local, 7);
}

static void *spin_local(void *value)
{
	long i;

	for (i = 0; i < 200; i++) {
		local = (int)(long)value;
		sched_yield();
		if (local != (int)(long)value)
			return (void *)1;
	}
	return NULL;
}

TEST(tls_switches, "and stay so while four threads take turns")
{
	pthread_t threads[4];
	long i;

	for (i = 0; i < 4; i++)
		threads[i] = spawn(spin_local, (void *)(i + 100));
	for (i = 0; i < 4; i++)
		CHECK(join(threads[i]) == NULL);
}

TEST(tls_fork, "a forked child keeps its thread-local values")
{
	pid_t pid;

	local = 11;
	pid = fork();
	if (pid == 0) {
		local++;
		_exit(local != 12);
	}
	reap_ok(pid);
	CHECK_EQ(local, 11);
}

static void *count_locked(void *arg)
{
	int i;

	for (i = 0; i < 2000; i++) {
		int now;

		pthread_mutex_lock(&mutex);
		now = counter;
		if (i % 100 == 0)
			sched_yield();
		counter = now + 1;
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

TEST(mutual_exclusion, "a mutex keeps four threads' sums right")
{
	pthread_t threads[4];
	int i;

	for (i = 0; i < 4; i++)
		threads[i] = spawn(count_locked, NULL);
	for (i = 0; i < 4; i++)
		join(threads[i]);
	CHECK_EQ(counter, 8000);
}

static void *wait_for_counter(void *arg)
{
	pthread_mutex_lock(&mutex);
	while (!counter)
		pthread_cond_wait(&condition, &mutex);
	pthread_mutex_unlock(&mutex);
	return (void *)(long)counter;
}

TEST(conditions, "a condition variable wakes those who wait")
{
	pthread_t a = spawn(wait_for_counter, NULL);
	pthread_t b = spawn(wait_for_counter, NULL);

	nap(20);
	pthread_mutex_lock(&mutex);
	counter = 3;
	pthread_cond_broadcast(&condition);
	pthread_mutex_unlock(&mutex);
	CHECK_EQ((long)join(a), 3);
	CHECK_EQ((long)join(b), 3);
}

static sem_t ping, pong;

static void *answer(void *rounds)
{
	long i;

	for (i = 0; i < (long)rounds; i++) {
		sem_wait(&ping);
		sem_post(&pong);
	}
	return NULL;
}

TEST(semaphores, "two threads pass a semaphore 500 times")
{
	pthread_t other;
	int i;

	CHECK_OK(sem_init(&ping, 0, 0));
	CHECK_OK(sem_init(&pong, 0, 0));
	other = spawn(answer, (void *)500);
	for (i = 0; i < 500; i++) {
		sem_post(&ping);
		CHECK_OK(sem_wait(&pong));
	}
	join(other);
}

TEST(timed, "waiting for a semaphore with a time limit: ETIMEDOUT, not early")
{
	struct timespec until;
	long long began = now_ms();

	CHECK_OK(sem_init(&ping, 0, 0));
	CHECK_OK(clock_gettime(CLOCK_REALTIME, &until));
	until.tv_nsec += 50000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	CHECK_ERR(sem_timedwait(&ping, &until), ETIMEDOUT);
	CHECK(now_ms() - began >= 49);
}

TEST(hundred, "100 threads, each created and joined in turn")
{
	long i;

	for (i = 0; i < 100; i++)
		CHECK_EQ((long)join(spawn(add_one, (void *)i)), i + 1);
}

static void *sleep_shortly(void *arg)
{
	nap(30);
	return NULL;
}

TEST(at_once, "20 threads at once")
{
	pthread_t threads[20];
	int i;

	for (i = 0; i < 20; i++)
		threads[i] = spawn(sleep_shortly, NULL);
	for (i = 0; i < 20; i++)
		join(threads[i]);
}

static sem_t all_here;

static void *wait_for_all(void *arg)
{
	sem_wait(&all_here);
	return arg;
}

TEST(thousand, "1000 threads at once, all joined")
{
	static pthread_t threads[1000];
	char text[32];
	long i;

	CHECK(read_file("/proc/sys/kernel/threads-max", text, sizeof(text)) >
	      0);
	if (strtol(text, NULL, 10) < 1100)
		SKIP("there may not be as many here");
	CHECK_OK(sem_init(&all_here, 0, 0));
	for (i = 0; i < 1000; i++)
		threads[i] = spawn(wait_for_all, (void *)i);
	CHECK_EQ(proc_field("/proc/self/status", "Threads:"), 1001);
	for (i = 0; i < 1000; i++)
		sem_post(&all_here);
	for (i = 0; i < 1000; i++)
		CHECK_EQ((long)join(threads[i]), i);
}

static void *exit_all(void *arg)
{
	_exit(6);
}

static void with_thread_that_exits(void *arg)
{
	spawn(exit_all, NULL);
	for (;;)
		pause();
}

TEST(exit_ends, "_exit in a thread ends the whole process")
{
	reap_exit(start(with_thread_that_exits, NULL), 6);
}

static void *fault(void *arg)
{
	*(volatile char *)KERNEL_BASE = 1;
	return NULL;
}

static void with_thread_that_faults(void *arg)
{
	spawn(fault, NULL);
	for (;;)
		pause();
}

TEST(fault_ends, "a fault in a thread ends the whole process")
{
	reap_signal(start(with_thread_that_faults, NULL), SIGSEGV);
}

static volatile pthread_t handled_by;

static void note_thread(int sig)
{
	handled_by = pthread_self();
}

static void *wait_for_signal(void *arg)
{
	while (!handled_by)
		nap(5);
	return NULL;
}

TEST(kill_one, "pthread_kill reaches the thread that is meant")
{
	pthread_t thread;

	handle(SIGUSR1, note_thread, 0);
	thread = spawn(wait_for_signal, NULL);
	CHECK_EQ(-pthread_kill(thread, SIGUSR1), 0);
	join(thread);
	CHECK(handled_by == thread);
}

TEST(futex_again, "FUTEX_WAIT on a value that has changed is EAGAIN")
{
	int word = 1;

	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAIT, 2, 0), -EAGAIN);
}

TEST(futex_timeout, "FUTEX_WAIT ends with ETIMEDOUT")
{
	struct {
		long sec, nsec;
	} soon = { 0, 20000000 };
	int word = 1;

	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAIT, 1, &soon), -ETIMEDOUT);
}

TEST(futex_nobody, "FUTEX_WAKE tells how many it woke: none")
{
	int word = 1;

	CHECK_EQ(raw(SYS_futex, &word, FUTEX_WAKE, 100), 0);
}

TEST(futex_shared, "a futex in shared memory works between processes")
{
	volatile int *word = map_shared(PAGE_SIZE);
	pid_t pid = fork();

	if (pid == 0) {
		while (*word == 0)
			raw(SYS_futex, word, FUTEX_WAIT, 0, 0);
		_exit(*word);
	}
	wait_for_state(pid, 'S');
	*word = 4;
	CHECK_EQ(raw(SYS_futex, word, FUTEX_WAKE, 1), 1);
	reap_exit(pid, 4);
}

TEST(futex_errors, "a futex at an odd address is EINVAL, at a bad one EFAULT")
{
	CHECK_EQ(raw(SYS_futex, 0x1001, FUTEX_WAKE, 1), -EINVAL);
	CHECK_EQ(raw(SYS_futex, unmapped(PAGE_SIZE), FUTEX_WAIT, 0, 0),
		 -EFAULT);
}

/* All memory from BASE on, as libc asks for it. */
static struct user_desc flat(unsigned entry, const void *base)
{
	return (struct user_desc){
		.entry_number = entry,
		.base_addr = (unsigned)base,
		.limit = 0xfffff,
		.seg_32bit = 1,
		.limit_in_pages = 1,
		.useable = 1,
	};
}

TEST(thread_area, "set_thread_area finds a free entry and writes it back")
{
	static int word = 0x5eed;
	struct user_desc desc = flat(ANY_ENTRY, &word);
	int seen;

	CHECK_EQ(raw(SYS_set_thread_area, &desc), 0);
	CHECK(desc.entry_number >= 6 && desc.entry_number < 32);
	__asm__ volatile("mov %1, %%fs\n\t"
			 "mov %%fs:0, %0"
			 : "=r"(seen)
			 : "r"(desc.entry_number * 8 + 3));
	CHECK_EQ(seen, 0x5eed);
	/* What lies below the base is reached by wrapping around. */
	CHECK_EQ(raw(SYS_getpid), getpid());
}

/* Reads with a base of word[0], then of word[1]. */
TEST(thread_area_again, "a loaded register goes by the entry's new base")
{
	static const int word[2] = { 0x5eed, 0xfeed };
	struct user_desc desc = flat(8, word);
	int by_fs, by_gs;
	long err;

	CHECK_EQ(raw(SYS_set_thread_area, &desc), 0);
	desc.base_addr = (unsigned)&word[1];
	/* libc's own gs is away for this one call. */
	__asm__ volatile("push %%gs\n\t"
			 "mov %4, %%fs\n\t"
			 "mov %4, %%gs\n\t"
			 "int $0x80\n\t"
			 "mov %%fs:0, %1\n\t"
			 "mov %%gs:0, %2\n\t"
			 "pop %%gs"
			 : "=a"(err), "=&r"(by_fs), "=&r"(by_gs)
			 : "a"(SYS_set_thread_area), "r"(8 * 8 + 3), "b"(&desc)
			 : "memory");
	CHECK_EQ(err, 0);
	CHECK_EQ(by_fs, 0xfeed);
	CHECK_EQ(by_gs, 0xfeed);
}

TEST(thread_area_gone, "and has none when the entry is cleared")
{
	struct user_desc desc = flat(8, NULL);
	unsigned fs = 8 * 8 + 3;

	CHECK_EQ(raw(SYS_set_thread_area, &desc), 0);
	__asm__ volatile("mov %0, %%fs" : : "r"(fs));
	memset(&desc, 0, sizeof(desc));
	desc.entry_number = 8;
	CHECK_EQ(raw(SYS_set_thread_area, &desc), 0);
	__asm__ volatile("mov %%fs, %0" : "=r"(fs));
	CHECK_EQ(fs & 0xffff, 0);
}

TEST(thread_area_errors, "an entry that is not for TLS is EINVAL")
{
	struct user_desc desc = flat(2, NULL);

	CHECK_EQ(raw(SYS_set_thread_area, &desc), -EINVAL);
	desc.entry_number = 1000;
	CHECK_EQ(raw(SYS_set_thread_area, &desc), -EINVAL);
}

TEST(thread_area_kinds, "code, 16 bits, or a segment that is not there: EINVAL")
{
	const struct user_desc good = flat(ANY_ENTRY, NULL);
	struct user_desc desc = good;

	desc.contents = 2;
	CHECK_EQ(raw(SYS_set_thread_area, &desc), -EINVAL);
	desc = good;
	desc.seg_32bit = 0;
	CHECK_EQ(raw(SYS_set_thread_area, &desc), -EINVAL);
	desc = good;
	desc.seg_not_present = 1;
	CHECK_EQ(raw(SYS_set_thread_area, &desc), -EINVAL);
}

TEST(get_thread_area, "get_thread_area gives back what was set, and zeros")
{
	struct user_desc desc = { .entry_number = ANY_ENTRY,
				  .base_addr = 0x12345678,
				  .limit = 0x54321,
				  .seg_32bit = 1,
				  .read_exec_only = 1 };
	struct user_desc got;

	CHECK_EQ(raw(SYS_set_thread_area, &desc), 0);
	memset(&got, 0xff, sizeof(got));
	got.entry_number = desc.entry_number;
	CHECK_EQ(raw(SYS_get_thread_area, &got), 0);
	CHECK_EQ(got.base_addr, 0x12345678);
	CHECK_EQ(got.limit, 0x54321);
	CHECK(got.seg_32bit && got.read_exec_only && !got.limit_in_pages);
	got.entry_number = 2;
	CHECK_EQ(raw(SYS_get_thread_area, &got), -EINVAL);
	CHECK_EQ(raw(SYS_get_thread_area, unmapped(PAGE_SIZE)), -EFAULT);
}

TEST(thread_area_full, "there are three entries: then ESRCH")
{
	struct user_desc desc;
	long got = 0;
	int i;

	for (i = 0; i < 4 && !got; i++) {
		desc = flat(ANY_ENTRY, NULL);
		got = raw(SYS_set_thread_area, &desc);
	}
	CHECK_EQ(got, -ESRCH);
	/* It was the third call, as libc has one. */
	CHECK_EQ(i, 3);
}
