// SPDX-License-Identifier: GPL-2.0
/* System V shared memory: shmctl(2), rights, limits, /proc. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <segments.h>
#include <tap.h>

#define KEY    0x4C656332
#define NOBODY 65534

/* The kernel's own: musl's ask for a structure of its making. */
#define KERNEL_IPC_STAT 2

#define SHMAT	  21 /* of ipc(2) */
#define NR_SHMGET 395
#define NR_SHMCTL 396
#define NR_SHMAT  397
#define NR_SHMDT  398

static void become_nobody(void)
{
	CHECK_OK(setgid(NOBODY));
	CHECK_OK(setuid(NOBODY));
}

static void as_stranger(void *mode)
{
	int want_write = ((long)mode & 06) == 06 ? 0 : EACCES;
	int want_read = (long)mode & 04 ? 0 : EACCES;
	struct shmid_ds ds = { 0 };

	become_nobody();
	CHECK_EQ(shmat(seg, NULL, SHM_RDONLY) == SHM_FAILED ? errno : 0,
		 want_read);
	CHECK_EQ(shmat(seg, NULL, 0) == SHM_FAILED ? errno : 0, want_write);
	CHECK_ERR(shmat(seg, NULL, SHM_RDONLY | SHM_EXEC), EACCES);
	if (want_read)
		CHECK_ERR(shmctl(seg, IPC_STAT, &ds), EACCES);
	CHECK_ERR(shmctl(seg, IPC_SET, &ds), EPERM);
	CHECK_ERR(shmctl(seg, IPC_RMID, NULL), EPERM);
	CHECK_ERR(shmctl(seg, SHM_LOCK, NULL), EPERM);
}

TEST(rights, "strangers may what the mode says, the owner's they may not")
{
	int mode;

	if (geteuid())
		SKIP("needs root");
	for (mode = 0; mode <= 6; mode += 2) {
		seg = (int)CHECK_OK(shmget(IPC_PRIVATE, SEG_SIZE, 0600 | mode));
		reap_ok(start(as_stranger, (void *)(long)mode));
		drop_seg();
	}
}

static void as_owner(void *arg)
{
	become_nobody();
	CHECK_ERR(shmat(seg, NULL, 0), EACCES);
	CHECK_OK(shmctl(seg, IPC_RMID, NULL));
}

TEST(ipc_set, "IPC_SET gives the segment to another, with another mode")
{
	struct shmid_ds ds = { .shm_perm = { .uid = NOBODY, .mode = 07477 } };

	if (geteuid())
		SKIP("needs root");
	make_seg(SEG_SIZE);
	CHECK_OK(shmctl(seg, IPC_SET, &ds));
	ds = stat_seg();
	CHECK_EQ(ds.shm_perm.uid, NOBODY);
	CHECK_EQ(ds.shm_perm.mode, 0477);
	reap_ok(start(as_owner, NULL));
}

static void lock_some(void *pages)
{
	rlim_t bytes = (rlim_t)(long)pages * PAGE_SIZE;
	struct rlimit limit = { bytes, bytes };

	CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &limit));
	become_nobody();
	make_seg(SEG_SIZE);
	if (!pages)
		CHECK_ERR(shmctl(seg, SHM_LOCK, NULL), EPERM);
	else if ((long)pages < SEG_PAGES)
		CHECK_ERR(shmctl(seg, SHM_LOCK, NULL), ENOMEM);
	else
		CHECK_OK(shmctl(seg, SHM_LOCK, NULL));
	drop_seg();
}

TEST(lock, "SHM_LOCK shows in the mode, and counts against RLIMIT_MEMLOCK")
{
	if (geteuid())
		SKIP("needs root");
	make_seg(SEG_SIZE);
	CHECK_OK(shmctl(seg, SHM_LOCK, NULL));
	CHECK_EQ(stat_seg().shm_perm.mode, SHM_LOCKED | 0600);
	CHECK_OK(shmctl(seg, SHM_UNLOCK, NULL));
	CHECK_EQ(stat_seg().shm_perm.mode, 0600);
	drop_seg();
	reap_ok(start(lock_some, (void *)0));
	reap_ok(start(lock_some, (void *)(SEG_PAGES - 1)));
	reap_ok(start(lock_some, (void *)SEG_PAGES));
	reap_ok(start(lock_some, (void *)SEG_PAGES));
}

/* -- what there is --------------------------------------------------------- */

static int get_usage(struct shm_info *info)
{
	return (int)CHECK_OK(shmctl(0, SHM_INFO, (struct shmid_ds *)info));
}

TEST(info, "SHM_INFO counts segments and pages; SHM_STAT goes by index")
{
	struct shm_info before, after;
	int i, highest, found = 0;
	struct shmid_ds ds;

	get_usage(&before);
	make_seg(SEG_SIZE - 1);
	attach(0)[PAGE_SIZE] = 1;
	highest = get_usage(&after);
	CHECK_EQ(after.used_ids, before.used_ids + 1);
	CHECK_EQ(after.shm_tot, before.shm_tot + SEG_PAGES);
	CHECK_EQ(after.shm_rss, before.shm_rss + 1);
	for (i = 0; i <= highest; i++)
		found += shmctl(i, SHM_STAT, &ds) == seg &&
			 ds.shm_segsz == SEG_SIZE - 1;
	CHECK_EQ(found, 1);
	drop_seg();
}

TEST(proc, "/proc/sysvipc/shm and /proc/PID/maps show it")
{
	char text[16384], line[64];

	seg = (int)CHECK_OK(shmget(KEY, 5000, IPC_CREAT | 0640));
	attach(0);
	snprintf(line, sizeof(line), "\n%10d %10d  %4o %10d %5d %5d %6d ", KEY,
		 seg, 0640, 5000, getpid(), getpid(), 1);
	CHECK(read_file("/proc/sysvipc/shm", text, sizeof(text)) > 0);
	CHECK(strstr(text, line));
	CHECK(read_file("/proc/self/maps", text, sizeof(text)) > 0);
	snprintf(line, sizeof(line), "%d", seg);
	CHECK(strstr(text, " rw-s 00000000 "));
	CHECK(strstr(text, line));
	snprintf(line, sizeof(line), " /SYSV%08x (deleted)\n", KEY);
	CHECK(strstr(text, line));
	drop_seg();
}

static void swap_limit(const char *name, const char *new, char *old)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/sys/kernel/%s", name);
	if (old)
		CHECK(read_file(path, old, 32) > 0);
	fd = CHECK_OK(open(path, O_WRONLY));
	CHECK_EQ(write(fd, new, strlen(new)), strlen(new));
	close(fd);
}

TEST(limits, "shmmni and shmall give ENOSPC, shmmax EINVAL")
{
	struct shm_info info;
	char old[32], few[16];

	if (geteuid())
		SKIP("cannot set them");
	get_usage(&info);
	snprintf(few, sizeof(few), "%d", info.used_ids);
	swap_limit("shmmni", few, old);
	CHECK_ERR(shmget(IPC_PRIVATE, SEG_SIZE, 0600), ENOSPC);
	swap_limit("shmmni", old, NULL);
	snprintf(few, sizeof(few), "%lu", info.shm_tot + SEG_PAGES);
	swap_limit("shmall", few, old);
	CHECK_ERR(shmget(IPC_PRIVATE, SEG_SIZE + 1, 0600), ENOSPC);
	make_seg(SEG_SIZE);
	drop_seg();
	swap_limit("shmall", old, NULL);
	swap_limit("shmmax", "16384", old);
	CHECK_ERR(shmget(IPC_PRIVATE, 16385, 0600), EINVAL);
	swap_limit("shmmax", old, NULL);
}

TEST(committed, "a segment is promised memory, unless SHM_NORESERVE says no")
{
	const long kib = 8 * 1024, more = 2 * 1024;
	long before = proc_field("/proc/meminfo", "Committed_AS:");

	make_seg((size_t)kib * 1024);
	CHECK(proc_field("/proc/meminfo", "Committed_AS:") >=
	      before + kib - more);
	drop_seg();
	seg = (int)CHECK_OK(
		shmget(IPC_PRIVATE, (size_t)kib * 1024, 0600 | SHM_NORESERVE));
	CHECK(proc_field("/proc/meminfo", "Committed_AS:") <= before + more);
	drop_seg();
}

/* -- bad pointers, and the calls themselves -------------------------------- */

static const struct bad_pointer {
	const char *claim;
	int cmd;
} bad_pointers[] = {
	{ "IPC_STAT to a bad address is EFAULT", KERNEL_IPC_STAT },
	{ "IPC_SET from one", IPC_SET },
	{ "IPC_INFO to one", IPC_INFO },
	{ "SHM_INFO to one", SHM_INFO },
};

TEST_TABLE(bad_pointer, bad_pointers)
{
	const struct bad_pointer *t = element;

	make_seg(SEG_SIZE);
	CHECK_EQ(raw(NR_SHMCTL, seg, t->cmd, KERNEL_BASE), -EFAULT);
	drop_seg();
}

TEST(commands, "an unknown command or id is EINVAL")
{
	struct shmid_ds ds;

	make_seg(SEG_SIZE);
	CHECK_ERR(shmctl(seg, 99, &ds), EINVAL);
	CHECK_ERR(shmctl(NO_SEG, IPC_STAT, &ds), EINVAL);
	CHECK_ERR(shmctl(NO_SEG, SHM_STAT, &ds), EINVAL);
	CHECK_ERR(shmctl(-1, IPC_RMID, NULL), EINVAL);
	CHECK_ERR(shmctl(NO_SEG, SHM_LOCK, NULL), EINVAL);
	drop_seg();
}

TEST(direct, "all four are also calls of their own, ipc(2) apart")
{
	char *at;

	seg = (int)raw(NR_SHMGET, IPC_PRIVATE, SEG_SIZE, 0600);
	CHECK(seg >= 0);
	at = (char *)raw(NR_SHMAT, seg, 0, 0);
	at[SEG_SIZE - 1] = 1;
	CHECK_EQ(raw(NR_SHMDT, at), 0);
	CHECK_EQ(raw(NR_SHMCTL, seg, IPC_RMID, 0), 0);
	CHECK_EQ(raw(NR_SHMAT, seg, 0, 0), -EINVAL);
	CHECK_EQ(raw(SYS_ipc, SHMAT, seg, 0, KERNEL_BASE, 0), -EINVAL);
}
