// SPDX-License-Identifier: GPL-2.0
/* System V semaphore sets: semget(2), semctl(2), svipc(7), ipc(2). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <semaphores.h>
#include <tap.h>

#define KEY	  0x4C656331
#define NOBODY	  65534
#define BAD	  KERNEL_BASE
#define SEMCTL	  3 /* of ipc(2) */
#define NR_SEMGET 393
#define NR_SEMCTL 394

/* The kernel's own: musl's ask for a structure of its making. */
#define KERNEL_IPC_STAT 2
#define KERNEL_SEM_STAT 18

/* -- semget ---------------------------------------------------------------- */

TEST(private, "IPC_PRIVATE makes another set each time")
{
	int first;

	make_set(1);
	first = set;
	make_set(1);
	CHECK(set != first);
	drop_set();
	set = first;
	drop_set();
}

TEST(same_key, "the same key finds the same set, of up to as many semaphores")
{
	set = (int)CHECK_OK(semget(KEY, 3, IPC_CREAT | 0600));
	CHECK_EQ(semget(KEY, 3, IPC_CREAT | 0600), set);
	CHECK_EQ(semget(KEY, 1, 0), set);
	CHECK_EQ(semget(KEY, 0, 0), set);
	CHECK_ERR(semget(KEY, 4, 0), EINVAL);
	CHECK_ERR(semget(KEY, 3, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
	drop_set();
	CHECK_ERR(semget(KEY, 3, 0), ENOENT);
}

TEST(bad_number, "semget wants from 1 to SEMMSL semaphores")
{
	CHECK_ERR(semget(IPC_PRIVATE, 0, 0600), EINVAL);
	CHECK_ERR(semget(IPC_PRIVATE, -1, 0600), EINVAL);
	CHECK_ERR(semget(IPC_PRIVATE, 1 << 20, 0600), EINVAL);
}

TEST(largest, "a set of SEMMSL semaphores can be made and used")
{
	struct seminfo info;

	CHECK_OK(sem_info(IPC_INFO, &info));
	make_set(info.semmsl);
	CHECK_OK(op(info.semmsl - 1, 5, SEM_UNDO));
	CHECK_EQ(value(info.semmsl - 1), 5);
	CHECK_EQ(value(0), 0);
	drop_set();
}

TEST(fresh, "IPC_STAT of a new set: the caller's, of that mode, never used")
{
	time_t now = time(NULL);
	struct semid_ds ds;

	make_set(4);
	CHECK_OK(stat_set(set, IPC_STAT, &ds));
	CHECK_EQ(ds.sem_perm.uid, geteuid());
	CHECK_EQ(ds.sem_perm.cgid, getegid());
	CHECK_EQ(ds.sem_perm.mode, 0600);
	CHECK_EQ(ds.sem_nsems, 4);
	CHECK_EQ(ds.sem_otime, 0);
	CHECK(ds.sem_ctime >= now && ds.sem_ctime <= now + 2);
	drop_set();
}

/* -- values ---------------------------------------------------------------- */

TEST(setval, "SETVAL sets what GETVAL gets, from 0 to 32767")
{
	make_set(2);
	CHECK_OK(set_value(1, SEM_HIGHEST));
	CHECK_EQ(value(1), SEM_HIGHEST);
	CHECK_EQ(value(0), 0);
	CHECK_ERR(set_value(1, SEM_HIGHEST + 1), ERANGE);
	CHECK_ERR(set_value(1, -1), ERANGE);
	CHECK_ERR(set_value(2, 0), EINVAL);
	CHECK_ERR(value(-1), EINVAL);
	drop_set();
}

TEST(setall, "SETALL sets all values, or none when one is too high")
{
	unsigned short in[3] = { 1, 0, SEM_HIGHEST }, out[3];

	make_set(3);
	CHECK_OK(semctl(set, 0, SETALL, (union semun){ .array = in }));
	CHECK_OK(semctl(set, 0, GETALL, (union semun){ .array = out }));
	CHECK(!memcmp(in, out, sizeof(in)));
	in[0] = 7;
	in[2]++;
	CHECK_ERR(semctl(set, 0, SETALL, (union semun){ .array = in }), ERANGE);
	CHECK_EQ(value(0), 1);
	drop_set();
}

TEST(pid, "GETPID is who did the last operation")
{
	pid_t pid;

	make_set(2);
	CHECK_EQ(semctl(set, 0, GETPID), 0);
	pid = fork();
	if (pid == 0)
		_exit(op(0, 1, 0) != 0);
	reap_ok(pid);
	CHECK_EQ(semctl(set, 0, GETPID), pid);
	CHECK_OK(op(1, 0, 0));
	CHECK_EQ(semctl(set, 1, GETPID), getpid());
	drop_set();
}

/* -- rights ---------------------------------------------------------------- */

static void as_stranger(void *mode)
{
	bool may_read = (long)mode & 04, may_write = (long)mode & 02;
	struct sembuf sop = { 0, 1, IPC_NOWAIT };
	struct semid_ds ds = { 0 };

	CHECK_OK(setgid(NOBODY));
	CHECK_OK(setuid(NOBODY));
	CHECK_ERR(semget(KEY, 1, 0666), EACCES);
	CHECK_EQ(value(0) < 0 ? errno : 0, may_read ? 0 : EACCES);
	CHECK_EQ(op(0, 0, 0) < 0 ? errno : 0, may_read ? 0 : EACCES);
	CHECK_EQ(semop(set, &sop, 1) < 0 ? errno : 0, may_write ? 0 : EACCES);
	CHECK_EQ(set_value(0, 0) < 0 ? errno : 0, may_write ? 0 : EACCES);
	if (!may_read)
		CHECK_ERR(stat_set(set, IPC_STAT, &ds), EACCES);
	CHECK_ERR(stat_set(set, IPC_SET, &ds), EPERM);
	CHECK_ERR(semctl(set, 0, IPC_RMID), EPERM);
}

TEST(rights, "strangers may what the mode says, the owner's they may not")
{
	int mode;

	if (geteuid())
		SKIP("needs root");
	for (mode = 0; mode < 6; mode += 2) {
		set = (int)CHECK_OK(semget(KEY, 1, IPC_CREAT | 0600 | mode));
		reap_ok(start(as_stranger, (void *)(long)mode));
		CHECK_OK(op(0, 1, 0));
		drop_set();
	}
}

static void as_owner(void *arg)
{
	CHECK_OK(setuid(NOBODY));
	CHECK_ERR(op(0, 1, 0), EACCES);
	drop_set();
}

TEST(ipc_set, "IPC_SET gives the set to another, with another mode")
{
	struct semid_ds ds = { .sem_perm = { .uid = NOBODY, .mode = 07477 } };

	if (geteuid())
		SKIP("needs root");
	make_set(1);
	CHECK_OK(stat_set(set, IPC_SET, &ds));
	CHECK_OK(stat_set(set, IPC_STAT, &ds));
	CHECK_EQ(ds.sem_perm.uid, NOBODY);
	CHECK_EQ(ds.sem_perm.cuid, 0);
	CHECK_EQ(ds.sem_perm.mode, 0477);
	ds.sem_perm.uid = (uid_t)-1;
	CHECK_ERR(stat_set(set, IPC_SET, &ds), EINVAL);
	reap_ok(start(as_owner, NULL));
	CHECK_ERR(value(0), EINVAL);
}

/* -- what there is --------------------------------------------------------- */

TEST(info, "SEM_INFO counts sets and semaphores; SEM_STAT goes by index")
{
	struct seminfo before, after;
	struct semid_ds ds;
	int i, highest, found = 0;

	CHECK_OK(sem_info(SEM_INFO, &before));
	make_set(3);
	highest = (int)CHECK_OK(sem_info(SEM_INFO, &after));
	CHECK_EQ(after.semusz, before.semusz + 1);
	CHECK_EQ(after.semaem, before.semaem + 3);
	for (i = 0; i <= highest; i++)
		found += stat_set(i, SEM_STAT, &ds) == set && ds.sem_nsems == 3;
	CHECK_EQ(found, 1);
	CHECK_ERR(stat_set(NO_SET, SEM_STAT, &ds), EINVAL);
	drop_set();
}

TEST(proc, "/proc/sysvipc/sem shows key, id, mode and number")
{
	char text[4096], line[64];

	set = (int)CHECK_OK(semget(KEY, 5, IPC_CREAT | 0640));
	snprintf(line, sizeof(line), "\n%10d %10d  %4o %10u ", KEY, set, 0640,
		 5);
	CHECK(read_file("/proc/sysvipc/sem", text, sizeof(text)) > 0);
	CHECK(strstr(text, line));
	drop_set();
	CHECK(read_file("/proc/sysvipc/sem", text, sizeof(text)) > 0);
	CHECK(!strstr(text, line));
}

#define LIMITS "/proc/sys/kernel/sem"

static void set_limits(const char *text)
{
	int fd = CHECK_OK(open(LIMITS, O_WRONLY));

	CHECK_EQ(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

TEST(limits, "the limits of /proc/sys/kernel/sem hold: ENOSPC, EINVAL, E2BIG")
{
	struct sembuf sops[3] = { { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 } };
	char old[64];

	if (read_file(LIMITS, old, sizeof(old)) < 0 || geteuid())
		SKIP("cannot set them");
	make_set(4);
	set_limits("4 32000 2 1\n");
	CHECK_ERR(semget(IPC_PRIVATE, 1, 0600), ENOSPC);
	CHECK_ERR(semget(IPC_PRIVATE, 5, 0600), EINVAL);
	CHECK_ERR(semop(set, sops, 3), E2BIG);
	set_limits("4 4 2 2\n");
	CHECK_ERR(semget(IPC_PRIVATE, 1, 0600), ENOSPC);
	set_limits(old);
	drop_set();
}

/* -- bad pointers, and the calls themselves -------------------------------- */

static const struct bad_pointer {
	const char *claim;
	int cmd;
} bad_pointers[] = {
	{ "IPC_STAT to a bad address is EFAULT", KERNEL_IPC_STAT },
	{ "SEM_STAT to one", KERNEL_SEM_STAT },
	{ "IPC_SET from one", IPC_SET },
	{ "GETALL to one", GETALL },
	{ "SETALL from one", SETALL },
	{ "IPC_INFO to one", IPC_INFO },
};

TEST_TABLE(bad_pointer, bad_pointers)
{
	const struct bad_pointer *t = element;
	struct seminfo info;
	int id;

	make_set(2);
	id = t->cmd == KERNEL_SEM_STAT ? sem_info(SEM_INFO, &info) : set;
	CHECK_EQ(raw(NR_SEMCTL, id, 0, t->cmd, BAD), -EFAULT);
	drop_set();
}

TEST(commands, "an unknown command or id is EINVAL")
{
	struct semid_ds ds;

	make_set(1);
	CHECK_ERR(semctl(set, 0, 99), EINVAL);
	CHECK_ERR(semctl(NO_SET, 0, GETVAL), EINVAL);
	CHECK_ERR(semctl(-1, 0, IPC_RMID), EINVAL);
	CHECK_ERR(stat_set(-1, IPC_STAT, &ds), EINVAL);
	drop_set();
}

TEST(direct, "semget and semctl are also calls of their own")
{
	struct semid_ds ds;

	set = (int)raw(NR_SEMGET, IPC_PRIVATE, 2, 0600);
	CHECK(set >= 0);
	CHECK_EQ(raw(NR_SEMCTL, set, 1, SETVAL, 9), 0);
	CHECK_EQ(raw(NR_SEMCTL, set, 1, GETVAL, 0), 9);
	CHECK_EQ(raw(NR_SEMCTL, set, 0, KERNEL_IPC_STAT, &ds), 0);
	CHECK_EQ(raw(NR_SEMCTL, set, 0, IPC_RMID, 0), 0);
}

TEST(bundle, "ipc(2) knows no other calls, and wants a pointer for semctl")
{
	CHECK_EQ(raw(SYS_ipc, 99, 0, 0, 0, 0, 0), -ENOSYS);
	CHECK_EQ(raw(SYS_ipc, SEMCTL, 0, 0, GETVAL, 0, 0), -EINVAL);
	CHECK_EQ(raw(SYS_ipc, SEMCTL, 0, 0, GETVAL, BAD, 0), -EFAULT);
}
