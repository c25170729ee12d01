// SPDX-License-Identifier: GPL-2.0
/* getuid(2), setuid(2), setgid(2), setgroups(2): who a process is. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define A_USER	4242
#define A_GROUP 4343

TEST(root, "the tests run as root")
{
	CHECK_EQ(getuid(), 0);
	CHECK_EQ(geteuid(), 0);
	CHECK_EQ(getgid(), 0);
	CHECK_EQ(getegid(), 0);
}

TEST(become, "root's setuid sets real, effective and saved ids: no way back")
{
	CHECK_OK(setgid(A_GROUP));
	CHECK_OK(setuid(A_USER));
	CHECK_EQ(getuid(), A_USER);
	CHECK_EQ(geteuid(), A_USER);
	CHECK_EQ(getegid(), A_GROUP);
	CHECK_ERR(setuid(0), EPERM);
	CHECK_ERR(setgid(0), EPERM);
	CHECK_OK(setuid(A_USER));
}

TEST(effective, "seteuid can be taken back")
{
	CHECK_OK(seteuid(A_USER));
	CHECK_EQ(getuid(), 0);
	CHECK_EQ(geteuid(), A_USER);
	CHECK_OK(seteuid(0));
	CHECK_EQ(geteuid(), 0);
}

TEST(three, "setresuid and getresuid handle the three ids apart")
{
	uid_t real, effective, saved;

	CHECK_OK(setresuid(1, 2, 3));
	CHECK_OK(getresuid(&real, &effective, &saved));
	CHECK_EQ(real, 1);
	CHECK_EQ(effective, 2);
	CHECK_EQ(saved, 3);
	/* Each may become any of the three, nothing else. */
	CHECK_OK(setresuid((uid_t)-1, 3, (uid_t)-1));
	CHECK_EQ(geteuid(), 3);
	CHECK_ERR(setresuid(9, (uid_t)-1, (uid_t)-1), EPERM);
}

TEST(groups, "setgroups sets the groups that getgroups tells; root's alone")
{
	gid_t groups[3] = { 10, 20, 30 }, got[8];

	CHECK_OK(setgroups(3, groups));
	CHECK_EQ(getgroups(0, NULL), 3);
	CHECK_EQ(getgroups(8, got), 3);
	CHECK_EQ(got[2], 30);
	CHECK_ERR(getgroups(2, got), EINVAL);
	CHECK_OK(setuid(A_USER));
	CHECK_ERR(setgroups(0, NULL), EPERM);
}

TEST(inherited, "a forked child is who its parent is")
{
	pid_t pid;

	CHECK_OK(setuid(A_USER));
	pid = fork();
	if (pid == 0)
		_exit(getuid() != A_USER);
	reap_ok(pid);
}

TEST(pids, "getpid, getppid and gettid are cheap and constant")
{
	pid_t pid = getpid(), parent = getppid();
	int i;

	CHECK_EQ(raw(SYS_gettid), pid);
	for (i = 0; i < 1000; i++) {
		CHECK_EQ(raw(SYS_getpid), pid);
		CHECK_EQ(raw(SYS_getppid), parent);
	}
}

TEST(nobody,
     "no id is -1: EINVAL from setuid and setgid, no change from the others")
{
	CHECK_EQ(raw(SYS_setuid32, -1), -EINVAL);
	CHECK_EQ(raw(SYS_setgid32, -1), -EINVAL);
	CHECK_EQ(raw(SYS_setreuid32, -1, -1), 0);
	CHECK_EQ(raw(SYS_setresgid32, -1, -1, -1), 0);
	CHECK_EQ(getuid(), 0);
	CHECK_EQ(getgid(), 0);
}

TEST(saved, "setreuid saves the new effective id when the real one is set")
{
	uid_t r, e, s;

	CHECK_OK(setreuid(1000, -1));
	CHECK_OK(getresuid(&r, &e, &s));
	CHECK_EQ(r, 1000);
	CHECK_EQ(e, 0);
	CHECK_EQ(s, 0);
	CHECK_OK(setreuid(-1, 1000));
	CHECK_OK(seteuid(0));
	CHECK_OK(setreuid(1000, 1000));
	CHECK_ERR(seteuid(0), EPERM);
}

/* The capabilities of the process: effective or permitted, the first 32. */
static unsigned caps(bool permitted)
{
	unsigned header[2] = { 0x20080522, 0 }, data[6];

	CHECK_EQ(raw(SYS_capget, header, data), 0);
	return data[permitted];
}

/* After exec, with CAP_SETUID out of the bounding set. */
int tap_alternate_main(int argc, char **argv)
{
	if (argc != 2 || strcmp(argv[1], "bounded"))
		return -1;
	CHECK_EQ(caps(true), ~(1u << 7));
	CHECK_EQ(caps(false), ~(1u << 7));
	return 0;
}

TEST(rights,
     "leaving uid 0 takes the rights away; those in effect come back with it")
{
	CHECK_OK(seteuid(1000));
	CHECK_EQ(caps(false), 0);
	CHECK_EQ(caps(true), ~0u);
	CHECK_OK(seteuid(0));
	CHECK_EQ(caps(false), ~0u);
	CHECK_OK(setuid(1000));
	CHECK_EQ(caps(true), 0);
}

TEST(keep_caps,
     "PR_SET_KEEPCAPS: they stay permitted, to be raised again by capset")
{
	unsigned header[2] = { 0x20080522, 0 };
	unsigned data[6] = { 1 << 7, 1 << 7, 0, 0, 0, 0 };

	CHECK_ERR(prctl(PR_SET_KEEPCAPS, 2), EINVAL);
	CHECK_OK(prctl(PR_SET_KEEPCAPS, 1));
	CHECK_EQ(prctl(PR_GET_KEEPCAPS), 1);
	CHECK_OK(setuid(1000));
	CHECK_EQ(caps(false), 0);
	CHECK_EQ(caps(true), ~0u);
	CHECK_EQ(raw(SYS_capset, header, data), 0);
	/* That was CAP_SETUID. */
	CHECK_OK(setuid(0));
	data[1] = ~0u;
	CHECK_EQ(raw(SYS_capset, header, data), -EPERM);
}

TEST(fsuid,
     "setfsuid tells the old id, and the file system's rights go with it")
{
	CHECK_EQ(raw(SYS_setfsuid32, 1000), 0);
	CHECK_EQ(raw(SYS_setfsuid32, -1), 1000);
	CHECK_EQ(caps(false), 0xf7fffde0);
	CHECK_ERR(open("/etc/x", O_CREAT | O_WRONLY, 0600), EACCES);
	CHECK_EQ(raw(SYS_setfsuid32, 0), 1000);
	CHECK_EQ(caps(false), ~0u);
}

TEST(bounding,
     "PR_CAPBSET_DROP: exec gives the right to nobody any more, root neither")
{
	unsigned header[2] = { 0x20080522, 0 };
	unsigned all[6] = { ~0u, ~0u, 0, 0x1ff, 0x1ff, 0 };
	pid_t pid;

	CHECK_EQ(prctl(PR_CAPBSET_READ, 7), 1);
	CHECK_OK(prctl(PR_CAPBSET_DROP, 7));
	CHECK_EQ(prctl(PR_CAPBSET_READ, 7), 0);
	CHECK_EQ(caps(true), ~0u);
	CHECK_ERR(prctl(PR_CAPBSET_READ, 99), EINVAL);
	CHECK_ERR(prctl(PR_CAPBSET_DROP, 99), EINVAL);
	/* CAP_SETUID can be kept, but not handed on through exec. */
	all[2] = 1 << 7;
	CHECK_EQ(raw(SYS_capset, header, all), -EPERM);
	pid = fork();
	if (!pid) {
		execl(self_exe(), "ids", "bounded", NULL);
		_exit(1);
	}
	reap_ok(pid);
}

TEST(bounding_user, "without CAP_SETPCAP nothing can be taken out: EPERM")
{
	CHECK_OK(setuid(A_USER));
	CHECK_ERR(prctl(PR_CAPBSET_DROP, 7), EPERM);
	CHECK_EQ(prctl(PR_CAPBSET_READ, 7), 1);
}
