// SPDX-License-Identifier: GPL-2.0
/* System V shared memory: shmget(2), shmop(2), and its end. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <code.h>
#include <helpers.h>
#include <segments.h>
#include <tap.h>

#define KEY 0x4C656332

static void write_byte(void *at)
{
	*(volatile char *)at = 1;
}

/* -- shmget ---------------------------------------------------------------- */

TEST(zeros, "a new segment is full of zeros, to the end of its last page")
{
	char *at;
	int i;

	make_seg(SEG_SIZE - 100);
	at = attach(0);
	for (i = 0; i < SEG_SIZE; i++)
		CHECK_EQ(at[i], 0);
	drop_seg();
}

TEST(same_key, "the same key finds the same segment, of up to its size")
{
	seg = (int)CHECK_OK(shmget(KEY, 5000, IPC_CREAT | 0600));
	CHECK_EQ(shmget(KEY, 5000, IPC_CREAT | 0600), seg);
	CHECK_EQ(shmget(KEY, 1, 0), seg);
	CHECK_EQ(shmget(KEY, 0, 0), seg);
	CHECK_ERR(shmget(KEY, 5001, 0), EINVAL);
	CHECK_ERR(shmget(KEY, 5000, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
	drop_seg();
	CHECK_ERR(shmget(KEY, 5000, 0), ENOENT);
}

TEST(bad_size, "size 0, and one above SHMMAX, is EINVAL")
{
	CHECK_ERR(shmget(IPC_PRIVATE, 0, 0600), EINVAL);
	CHECK_ERR(shmget(IPC_PRIVATE, 0xFFFFFFFF, 0600), EINVAL);
}

TEST(fresh, "IPC_STAT of a new segment: the caller's, never attached")
{
	time_t now = time(NULL);
	struct shmid_ds ds;

	make_seg(5000);
	ds = stat_seg();
	CHECK_EQ(ds.shm_perm.uid, geteuid());
	CHECK_EQ(ds.shm_perm.cgid, getegid());
	CHECK_EQ(ds.shm_perm.mode, 0600);
	CHECK_EQ(ds.shm_segsz, 5000);
	CHECK_EQ(ds.shm_cpid, getpid());
	CHECK_EQ(ds.shm_lpid, 0);
	CHECK_EQ(ds.shm_nattch, 0);
	CHECK_EQ(ds.shm_atime, 0);
	CHECK_EQ(ds.shm_dtime, 0);
	CHECK(ds.shm_ctime >= now && ds.shm_ctime <= now + 2);
	drop_seg();
}

/* -- shmat and shmdt ------------------------------------------------------- */

static void write_in_child(void *text)
{
	strcpy(attach(0), text);
}

TEST(shared, "what one process writes, others see, whenever they attach")
{
	char *a, *b;

	make_seg(SEG_SIZE);
	reap_ok(start(write_in_child, "hello"));
	a = attach(0);
	b = attach(0);
	CHECK(a != b);
	CHECK(!strcmp(a, "hello"));
	strcpy(b + SEG_SIZE - 10, "end");
	CHECK(!strcmp(a + SEG_SIZE - 10, "end"));
	drop_seg();
}

static void write_inherited(void *at)
{
	strcpy(at, "child");
}

TEST(inherited, "a child has its parent's attachments: the same memory")
{
	char *at;

	make_seg(SEG_SIZE);
	at = attach(0);
	strcpy(at, "parent");
	reap_ok(start(write_inherited, at));
	CHECK(!strcmp(at, "child"));
	drop_seg();
}

TEST(nattch, "shm_nattch and the times follow shmat and shmdt")
{
	time_t now = time(NULL);
	struct shmid_ds ds;
	char *a, *b;

	make_seg(SEG_SIZE);
	a = attach(0);
	b = attach(SHM_RDONLY);
	ds = stat_seg();
	CHECK_EQ(ds.shm_nattch, 2);
	CHECK_EQ(ds.shm_lpid, getpid());
	CHECK(ds.shm_atime >= now && ds.shm_dtime == 0);
	CHECK_OK(shmdt(a));
	CHECK_EQ(attached(), 1);
	CHECK_OK(shmdt(b));
	ds = stat_seg();
	CHECK_EQ(ds.shm_nattch, 0);
	CHECK(ds.shm_dtime >= now);
	drop_seg();
}

static void sleep_in_child(void *arg)
{
	pause();
}

static void exec_true(void *arg)
{
	execl(self_exe(), "sysvshm", "look", NULL);
}

/* The program that exec_true becomes: it waits to be killed. */
int tap_alternate_main(int argc, char **argv)
{
	if (argc != 2 || strcmp(argv[1], "look"))
		return -1;
	pause();
	return 0;
}

TEST(forked, "fork attaches once more, exit detaches, be it by SIGKILL")
{
	pid_t pid;

	make_seg(SEG_SIZE);
	attach(0);
	pid = start(sleep_in_child, NULL);
	CHECK_EQ(attached(), 2);
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
	CHECK_EQ(attached(), 1);
	CHECK_EQ(stat_seg().shm_lpid, pid);
	drop_seg();
}

TEST(exec, "execve detaches")
{
	pid_t pid;

	make_seg(SEG_SIZE);
	attach(0);
	pid = start(exec_true, NULL);
	wait_for_state(pid, 'S');
	while (attached() > 1)
		nap(5);
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
	CHECK_EQ(attached(), 1);
	drop_seg();
}

TEST(address, "an address is taken as it is, or rounded down with SHM_RND")
{
	char *at = unmapped(2 * SEG_SIZE);

	make_seg(SEG_SIZE);
	CHECK(shmat(seg, at, 0) == at);
	CHECK_OK(shmdt(at));
	CHECK_ERR(shmat(seg, at + 1, 0), EINVAL);
	CHECK(shmat(seg, at + 100, SHM_RND) == at);
	CHECK_ERR(shmat(seg, at + PAGE_SIZE, 0), EINVAL);
	CHECK_ERR(shmat(seg, at - PAGE_SIZE, 0), EINVAL);
	CHECK_EQ(attached(), 1);
	drop_seg();
}

TEST(remap, "SHM_REMAP replaces what is mapped there, and needs an address")
{
	char *at = map(2 * SEG_SIZE);

	make_seg(SEG_SIZE);
	at[0] = 'x';
	CHECK(shmat(seg, at, SHM_REMAP) == at);
	CHECK_EQ(at[0], 0);
	CHECK(shmat(seg, at + PAGE_SIZE, SHM_REMAP) == at + PAGE_SIZE);
	CHECK_EQ(attached(), 2);
	CHECK_ERR(shmat(seg, NULL, SHM_REMAP), EINVAL);
	drop_seg();
}

TEST(outside, "no attachment at page 0 nor in the kernel")
{
	make_seg(SEG_SIZE);
	CHECK(shmat(seg, (void *)1, SHM_RND) == SHM_FAILED || geteuid() == 0);
	CHECK(shmat(seg, (void *)KERNEL_BASE, 0) == SHM_FAILED);
	CHECK(shmat(seg, (char *)KERNEL_BASE - PAGE_SIZE, 0) == SHM_FAILED);
	drop_seg();
}

TEST(readonly, "SHM_RDONLY: reading only, and mprotect does not change that")
{
	char *at;

	make_seg(SEG_SIZE);
	at = attach(SHM_RDONLY);
	CHECK_EQ(catch_fault(write_byte, at, NULL), SIGSEGV);
	CHECK_ERR(mprotect(at, SEG_SIZE, PROT_READ | PROT_WRITE), EACCES);
	CHECK_EQ(at[0], 0);
	drop_seg();
}

TEST(exec_segment, "SHM_EXEC: what is there can be run")
{
	static const char ret[] = { (char)0xC3 };
	char *at;

	seg = (int)CHECK_OK(shmget(IPC_PRIVATE, SEG_SIZE, 0700));
	at = attach(SHM_EXEC);
	memcpy(at, ret, sizeof(ret));
	((void (*)(void))at)();
	drop_seg();
}

TEST(behind, "behind its last page there is nothing: SIGBUS")
{
	char *at;

	make_seg(SEG_SIZE);
	at = attach(0);
	at = mremap(at, SEG_SIZE, 2 * SEG_SIZE, MREMAP_MAYMOVE);
	CHECK(at != MAP_FAILED);
	CHECK_EQ(attached(), 1);
	at[SEG_SIZE - 1] = 1;
	CHECK_EQ(catch_fault(write_byte, at + SEG_SIZE, NULL), SIGBUS);
	drop_seg();
}

TEST(cut, "shmdt detaches all parts of what munmap and mprotect have cut")
{
	char *at;

	make_seg(SEG_SIZE);
	at = attach(0);
	CHECK_OK(munmap(at + PAGE_SIZE, PAGE_SIZE));
	CHECK_OK(mprotect(at + 2 * PAGE_SIZE, PAGE_SIZE, PROT_READ));
	CHECK_EQ(attached(), 3);
	CHECK_ERR(shmdt(at + 2 * PAGE_SIZE), EINVAL);
	CHECK_OK(shmdt(at));
	CHECK_EQ(attached(), 0);
	drop_seg();
}

TEST(not_attached, "shmdt of what is no attachment is EINVAL")
{
	char *at = map(PAGE_SIZE);

	make_seg(SEG_SIZE);
	CHECK_ERR(shmdt(at), EINVAL);
	CHECK_ERR(shmdt(NULL), EINVAL);
	at = attach(0);
	CHECK_ERR(shmdt(at + 1), EINVAL);
	CHECK_ERR(shmdt(at + PAGE_SIZE), EINVAL);
	CHECK_OK(shmdt(at));
	CHECK_ERR(shmdt(at), EINVAL);
	drop_seg();
	CHECK_ERR(shmat(seg, NULL, 0), EINVAL);
	CHECK_ERR(shmat(-1, NULL, 0), EINVAL);
}

/* -- removal --------------------------------------------------------------- */

TEST(rmid, "a removed segment stays until its last detach, without its key")
{
	struct shmid_ds ds;
	char *at;
	int old;

	seg = (int)CHECK_OK(shmget(KEY, SEG_SIZE, IPC_CREAT | 0600));
	at = attach(0);
	drop_seg();
	ds = stat_seg();
	CHECK_EQ(ds.shm_perm.mode, SHM_DEST | 0600);
	CHECK_EQ(ds.shm_perm.__ipc_perm_key, IPC_PRIVATE);
	at[0] = 'x';

	old = seg;
	CHECK_ERR(shmget(KEY, SEG_SIZE, 0), ENOENT);
	seg = (int)CHECK_OK(shmget(KEY, SEG_SIZE, IPC_CREAT | 0600));
	CHECK(seg != old);
	drop_seg();

	seg = old;
	CHECK_EQ(at[0], 'x');
	CHECK_OK(shmdt(at));
	CHECK_ERR(shmctl(seg, IPC_STAT, &ds), EINVAL);
}

static void make_and_die(void *arg)
{
	int *id = arg;

	make_seg(SEG_SIZE);
	memset(attach(0), 'x', SEG_SIZE);
	drop_seg();
	*id = seg;
}

TEST(last_exit, "also when that is the end of a process")
{
	int *id = map_shared(PAGE_SIZE);
	struct shmid_ds ds;

	reap_ok(start(make_and_die, id));
	CHECK_ERR(shmctl(*id, IPC_STAT, &ds), EINVAL);
}
