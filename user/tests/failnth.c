// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that runs out in the middle of a system call that makes processes,
 * threads, signals or mappings: each of its allocations fails in turn (see
 * inject.h).  Each failure answers ENOMEM or EAGAIN; the process goes on, and
 * the next attempt works.  What a failure leaves behind, the leak check after
 * this program finds.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <inject.h>
#include <raw.h>
#include <tap.h>

#define TABLE 0x200000 /* what one page table maps */
#define FEW   0x10000
#define STEPS 200 /* allocations of an exec and of what follows it */

/* How a program ends that exec began although an allocation had failed. */
#define AFTER_ALL 3

static int file;
static char *area; /* three pages, with nothing around them */

/* ------------------------------------------------------------- processes */

static long do_fork(void)
{
	long pid = raw(SYS_fork);

	if (!pid)
		_exit(0);
	return pid;
}

static long do_vfork(void)
{
	long pid = raw(SYS_clone, CLONE_VFORK | SIGCHLD);

	if (!pid)
		_exit(0);
	return pid;
}

static void reap_child(long pid)
{
	reap_ok((pid_t)pid);
}

static pthread_t thread;

static void *nothing(void *arg)
{
	return arg;
}

static long do_thread(void)
{
	return -pthread_create(&thread, NULL, nothing, NULL);
}

static void join(long result)
{
	(void)result;
	CHECK_EQ(pthread_join(thread, NULL), 0);
}

static long do_setuid(void)
{
	return raw(SYS_setresuid32, 4321, -1, -1);
}

static void be_root(long result)
{
	CHECK_EQ(raw(SYS_setresuid32, result, -1, -1), 0);
}

static long do_kill(void)
{
	return raw(SYS_kill, getpid(), SIGUSR1);
}

static long do_sigqueue(void)
{
	siginfo_t info = { .si_code = SI_QUEUE };

	return raw(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &info);
}

static void block_usr1(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_OK(sigprocmask(SIG_BLOCK, &set, NULL));
}

static void take_usr1(long result)
{
	sigset_t set;

	(void)result;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_EQ(sigtimedwait(&set, NULL, &(struct timespec){ 0, 0 }), SIGUSR1);
}

static timer_t timer;

static long do_timer(void)
{
	return raw(SYS_timer_create, CLOCK_MONOTONIC, NULL, &timer);
}

static void delete_timer(long result)
{
	(void)result;
	CHECK_EQ(raw(SYS_timer_delete, timer), 0);
}

/* ---------------------------------------------------------------- memory */

static long do_mmap(size_t size, int flags, int fd)
{
	return raw(SYS_mmap2, NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);
}

/* An address looks like an error when it is above 2 GiB: a table keeps it. */
static long mapped;

static long mapping(long addr)
{
	mapped = addr;
	return (unsigned long)addr > -4096UL ? addr : 0;
}

static long map_private(void)
{
	return mapping(do_mmap(TABLE, MAP_PRIVATE | MAP_ANONYMOUS, -1));
}

/* MAP_POPULATE is not told of the pages that could not be had. */
static long map_populated(void)
{
	return mapping(
		do_mmap(FEW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1));
}

static long map_zero(void)
{
	return mapping(do_mmap(TABLE, MAP_SHARED | MAP_ANONYMOUS, -1));
}

static long map_file(void)
{
	return mapping(do_mmap(TABLE, MAP_SHARED, file));
}

static void unmap_table(long result)
{
	(void)result;
	CHECK_OK(munmap((void *)mapped, TABLE));
}

static void unmap_few(long result)
{
	(void)result;
	CHECK_OK(munmap((void *)mapped, FEW));
}

static void make_file(void)
{
	file = (int)CHECK_OK(open("file", O_RDWR | O_CREAT, 0600));
	CHECK_OK(ftruncate(file, TABLE));
}

static void make_area(void)
{
	char *hole = map(3 * TABLE);

	CHECK_OK(munmap(hole, 3 * TABLE));
	hole += TABLE;
	area = mmap(hole, 3 * PAGE_SIZE, PROT_READ | PROT_WRITE,
		    MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(area == hole);
	memset(area, 'a', 3 * PAGE_SIZE);
}

static void make_file_and_area(void)
{
	make_file();
	make_area();
}

static char *middle(void)
{
	return area + PAGE_SIZE;
}

static long unmap_middle(void)
{
	return raw(SYS_munmap, middle(), PAGE_SIZE);
}

static long map_middle(void)
{
	return mapping(raw(SYS_mmap2, middle(), PAGE_SIZE, PROT_READ,
			   MAP_FIXED | MAP_SHARED, file, 0));
}

/* Also after a failure: what was there may have gone. */
static void fill_middle(long result)
{
	(void)result;
	CHECK(mmap(middle(), PAGE_SIZE, PROT_READ | PROT_WRITE,
		   MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == middle());
}

static long protect_middle(void)
{
	return raw(SYS_mprotect, middle(), PAGE_SIZE, PROT_READ);
}

static long advise_middle(void)
{
	return raw(SYS_madvise, middle(), PAGE_SIZE, MADV_DONTFORK);
}

static void unprotect(long result)
{
	(void)result;
	CHECK_OK(mprotect(middle(), PAGE_SIZE, PROT_READ | PROT_WRITE));
	CHECK_OK(madvise(middle(), PAGE_SIZE, MADV_DOFORK));
	CHECK_EQ(area[PAGE_SIZE], 'a');
}

static long lock_middle(void)
{
	return raw(SYS_mlock, middle(), PAGE_SIZE);
}

static void unlock_middle(long result)
{
	(void)result;
	CHECK_OK(munlock(middle(), PAGE_SIZE));
	CHECK_OK(madvise(middle(), PAGE_SIZE, MADV_DONTNEED));
}

/* The middle page moves to where there is no page table yet. */
static long move_middle(void)
{
	return mapping(raw(SYS_mremap, middle(), PAGE_SIZE, PAGE_SIZE,
			   MREMAP_MAYMOVE | MREMAP_FIXED, area + TABLE));
}

static void move_back(long result)
{
	(void)result;
	CHECK_EQ(*(char *)mapped, 'a');
	CHECK_ERR(msync(middle(), PAGE_SIZE, MS_ASYNC), ENOMEM);
	CHECK(mremap((void *)mapped, PAGE_SIZE, PAGE_SIZE,
		     MREMAP_MAYMOVE | MREMAP_FIXED, middle()) == middle());
	CHECK_EQ(area[PAGE_SIZE], 'a');
}

static long heap;

static void find_heap(void)
{
	heap = raw(SYS_brk, 0);
	CHECK_EQ(raw(SYS_brk, heap + PAGE_SIZE), heap + PAGE_SIZE);
	CHECK_OK(mprotect((void *)((heap + PAGE_SIZE - 1) & -PAGE_SIZE),
			  PAGE_SIZE, PROT_READ));
	heap += PAGE_SIZE;
}

static long grow_heap(void)
{
	return raw(SYS_brk, heap + PAGE_SIZE) == heap ? -ENOMEM : 0;
}

static void shrink_heap(long result)
{
	(void)result;
	CHECK_EQ(raw(SYS_brk, heap), heap);
}

/* ------------------------------------------------------------ System V IPC */

/* ipc(2) is the one door to them that every i386 kernel has. */
enum ipc_call {
	SEMOP = 1,
	SEMGET = 2,
	SHMAT = 21,
	SHMGET = 23
};

static int sem, shm;

static long get_sem(void)
{
	return raw(SYS_ipc, SEMGET, IPC_PRIVATE, 3, 0600);
}

static void remove_sem(long id)
{
	CHECK_OK(semctl((int)id, 0, IPC_RMID));
}

static void make_sem(void)
{
	sem = (int)get_sem();
}

/* SEM_UNDO: what is to be undone is remembered from the first time on. */
static long do_semop(void)
{
	struct sembuf ops[] = { { 0, 1, SEM_UNDO }, { 0, -1, SEM_UNDO } };

	return sem < 0 ? sem : raw(SYS_ipc, SEMOP, sem, 2, 0, ops);
}

static long get_shm(void)
{
	return raw(SYS_ipc, SHMGET, IPC_PRIVATE, PAGE_SIZE, 0600);
}

static void remove_shm(long id)
{
	CHECK_OK(shmctl((int)id, IPC_RMID, NULL));
}

static void make_shm(void)
{
	shm = (int)get_shm();
}

static long attach(void)
{
	return shm < 0 ? shm : raw(SYS_ipc, SHMAT, shm, 0, &mapped, NULL);
}

static void detach(long result)
{
	(void)result;
	CHECK_OK(shmdt((void *)mapped));
}

/* ------------------------------------------------------------------- tests */

static const struct injected calls[] = {
	{ "fork", do_fork, .undo = reap_child, .prepare = make_area },
	{ "vfork", do_vfork, .undo = reap_child, .prepare = make_area },
	{ "pthread_create", do_thread, .undo = join },
	{ "setresuid", do_setuid, .undo = be_root },
	{ "kill", do_kill, .undo = take_usr1, .prepare = block_usr1 },
	{ "rt_sigqueueinfo", do_sigqueue, .undo = take_usr1,
	  .prepare = block_usr1 },
	{ "timer_create", do_timer, .undo = delete_timer },
	{ "mmap of private memory", map_private, .undo = unmap_table },
	{ "mmap of populated memory", map_populated, .undo = unmap_few },
	{ "mmap of shared memory", map_zero, .undo = unmap_table },
	{ "mmap of a file", map_file, .undo = unmap_table,
	  .prepare = make_file },
	{ "mmap into the middle of an area", map_middle, .undo = fill_middle,
	  .prepare = make_file_and_area },
	{ "munmap of the middle of an area", unmap_middle, .undo = fill_middle,
	  .prepare = make_area },
	{ "mprotect of the middle of an area", protect_middle,
	  .undo = unprotect, .prepare = make_area },
	{ "madvise of the middle of an area", advise_middle, .undo = unprotect,
	  .prepare = make_area },
	{ "mlock of the middle of an area", lock_middle, .undo = unlock_middle,
	  .prepare = make_area },
	{ "mremap of the middle of an area", move_middle, .undo = move_back,
	  .prepare = make_area },
	{ "brk", grow_heap, .undo = shrink_heap, .prepare = find_heap },
	{ "semget", get_sem, .undo = remove_sem },
	{ "semop", do_semop, .prepare = make_sem },
	{ "shmget", get_shm, .undo = remove_shm },
	{ "shmat", attach, .undo = detach, .prepare = make_shm },
};

TEST_TABLE(calls, calls)
{
	sem = shm = -1;
	inject_all(element);
	if (sem >= 0)
		remove_sem(sem);
	if (shm >= 0)
		remove_shm(shm);
}

/* What exec began: is there a failure left that nobody has met? */
int tap_alternate_main(int argc, char **argv)
{
	char text[16] = "";

	if (argc != 3 || strcmp(argv[1], "left"))
		return -1;
	if (pread(atoi(argv[2]), text, sizeof(text) - 1, 0) <= 0)
		return 1;
	return atoi(text) ? 0 : AFTER_ALL;
}

/* Does the program begin with the N-th allocation still to come? */
static bool exec_with(int n)
{
	char number[16], *argv[] = { "failnth", "left", number, NULL };
	const char *program = self_exe();
	int status;
	pid_t pid;

	pid = (pid_t)CHECK_OK(fork());
	if (!pid) {
		snprintf(number, sizeof(number), "%d", inject_open());
		inject_arm(n);
		status = (int)raw(SYS_execve, program, argv, environ);
		_exit(status == -ENOMEM || status == -EAGAIN ? AFTER_ALL : 1);
	}
	status = reap(pid);
	/* Beyond the point of no return there is no program to tell. */
	if (WIFSIGNALED(status) &&
	    (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGSEGV))
		return false;
	CHECK(WIFEXITED(status));
	CHECK(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == AFTER_ALL);
	return !WEXITSTATUS(status);
}

TEST(exec, "execve fails with ENOMEM, or is killed when there is no way back")
{
	int n = 1;

	inject_open();
	while (!exec_with(n))
		CHECK(++n < STEPS);
	tap_note("execve: %d", n - 1);
}

TEST(other_tasks, "a child does not inherit the number")
{
	pid_t pid;

	inject_open();
	inject_arm(1000);
	pid = fork();
	if (!pid) {
		inject_open();
		_exit(inject_left() != 0);
	}
	reap_ok(pid);
	CHECK(inject_left() > 0);
	inject_arm(0);
}

static void *fail_in_thread(void *arg)
{
	char path[64];
	int fd, fds[2];
	long *result = arg;

	snprintf(path, sizeof(path), "/proc/self/task/%ld/fail-nth",
		 raw(SYS_gettid));
	fd = (int)CHECK_OK(open(path, O_RDWR));
	CHECK_EQ(write(fd, "1", 1), 1);
	*result = raw(SYS_pipe2, fds, 0);
	close(fd);
	return NULL;
}

TEST(threads, "each thread has its own, in task/TID")
{
	long result = 0;

	inject_open();
	inject_arm(1000);
	CHECK_EQ(pthread_create(&thread, NULL, fail_in_thread, &result), 0);
	CHECK_EQ(pthread_join(thread, NULL), 0);
	CHECK_EQ(result, -ENOMEM);
	CHECK(inject_left() > 900);
	inject_arm(0);
}
