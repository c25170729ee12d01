// SPDX-License-Identifier: GPL-2.0
/*
 * execve(2) of set-user-ID and set-group-ID programs: whose rights they have, when
 * the bits do not count, and what a program with other rights is spared of its
 * caller's.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define A_USER 1000
#define OWNER  1001

static bool has_caps(void)
{
	unsigned header[2] = { 0x20080522, 0 };
	unsigned data[6] = { 0 };

	raw(SYS_capget, header, data);
	return data[0];
}

/* The program: who is it? */
int tap_alternate_main(int argc, char **argv)
{
	uid_t ruid, euid, suid;
	gid_t rgid, egid, sgid;
	int sig = -1;

	if (argc < 2 || strcmp(argv[1], "--who"))
		return -1;
	prctl(PR_GET_PDEATHSIG, &sig);
	if (getresuid(&ruid, &euid, &suid) || getresgid(&rgid, &egid, &sgid))
		return 1;
	printf("uid %u %u %u gid %u %u %u secure %lu dumpable %d death %d "
	       "caps %d quirks %x",
	       ruid, euid, suid, rgid, egid, sgid, getauxval(AT_SECURE),
	       prctl(PR_GET_DUMPABLE), sig, has_caps(),
	       (unsigned)personality(0xffffffff));
	return 0;
}

/* What the caller does before. */
enum {
	PLAIN,
	NO_QUIRKS,
	NO_NEW_PRIVS,
	NOSUID,
	SHARE_FS,
	SHARE_FS_AS_ROOT,
	SCRIPT
};

#define NOTHING "uid 1000 1000 1000 gid 1000 1000 1000 secure 0 "
#define KEPT	"dumpable 1 death 10 caps 0 quirks 40000"
#define CLEARED "secure 1 dumpable 0 death 0 "

static const struct program {
	const char *claim;
	int uid, gid, mode, how;
	const char *says;
} programs[] = {
	{ "without the bits a program has its caller's rights", OWNER, OWNER,
	  0755, PLAIN, NOTHING KEPT },
	{ "set-user-ID: effective and saved id are the owner's", OWNER, OWNER,
	  04755, PLAIN,
	  "uid 1000 1001 1001 gid 1000 1000 1000 " CLEARED "caps 0 quirks 0" },
	{ "set-group-ID: likewise", OWNER, OWNER, 02755, PLAIN,
	  "uid 1000 1000 1000 gid 1000 1001 1001 " CLEARED "caps 0 quirks 0" },
	{ "set-group-ID without execution for the group changes nothing", OWNER,
	  OWNER, 02745, PLAIN, NOTHING KEPT },
	{ "set-user-ID of root gives root's capabilities", 0, 0, 04755, PLAIN,
	  "uid 1000 0 0 gid 1000 1000 1000 " CLEARED "caps 1 quirks 0" },
	{ "of one's own file: nothing that there was not before", A_USER,
	  A_USER, 06755, NO_QUIRKS,
	  NOTHING "dumpable 1 death 10 caps 0 quirks 0" },
	{ "with PR_SET_NO_NEW_PRIVS the bits do not count", 0, 0, 06755,
	  NO_NEW_PRIVS, NOTHING KEPT },
	{ "on a file system mounted nosuid neither", 0, 0, 06755, NOSUID,
	  NOTHING KEPT },
	{ "a script's do not count", 0, 0, 06755, SCRIPT, NOTHING KEPT },
};

static void copy_self(const char *path)
{
	static char buf[4096];
	int from = CHECK_OK(open(self_exe(), O_RDONLY));
	int to = CHECK_OK(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600));
	ssize_t n;

	while ((n = CHECK_OK(read(from, buf, sizeof(buf)))) > 0)
		CHECK_EQ(write(to, buf, (size_t)n), n);
	close(from);
	close(to);
}

/* A task that shares this one's directory and umask until the program ends. */
static void share_fs(void)
{
	int fds[2];
	char c;

	if (pipe(fds))
		_exit(1);
	if (raw(SYS_clone, CLONE_FS | SIGCHLD))
		return;
	close(STDOUT_FILENO);
	close(fds[1]);
	_exit(read(fds[0], &c, 1) != 0);
}

static void become(int how)
{
	if (how == SHARE_FS_AS_ROOT)
		share_fs();
	else if (setresgid(A_USER, A_USER, A_USER) ||
		 setresuid(A_USER, A_USER, A_USER))
		_exit(1);
	if (how == NO_NEW_PRIVS && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		_exit(1);
	if (how == SHARE_FS)
		share_fs();
	prctl(PR_SET_PDEATHSIG, SIGUSR1);
	if (how != NO_QUIRKS)
		personality(ADDR_NO_RANDOMIZE);
}

/* What the program at PATH says to such a caller. */
static void ask(const char *path, int how, char *said, size_t size)
{
	int fds[2], len = 0, n;
	pid_t pid;

	CHECK_OK(pipe(fds));
	pid = CHECK_OK(fork());
	if (!pid) {
		become(how);
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		execl(path, path, "--who", NULL);
		_exit(2);
	}
	close(fds[1]);
	while ((n = read(fds[0], said + len, size - 1 - (size_t)len)) > 0)
		len += n;
	said[len] = '\0';
	close(fds[0]);
	reap_ok(pid);
}

static void check(const char *path, int how, const char *says)
{
	char said[256];

	ask(path, how, said, sizeof(said));
	if (strcmp(said, says))
		FAIL("says \"%s\", not \"%s\"", said, says);
}

TEST_TABLE(bits, programs)
{
	const struct program *p = element;

	CHECK_OK(chmod(".", 0755));
	CHECK_OK(mkdir("mnt", 0755));
	if (p->how == NOSUID)
		CHECK_OK(mount("tmpfs", "mnt", "tmpfs", MS_NOSUID, "mode=755"));
	copy_self("mnt/prog");
	CHECK_OK(chmod("mnt/prog", 0755));
	if (p->how == SCRIPT)
		CHECK_OK(write_file("mnt/script", "#!mnt/prog --who\n", 17, 0));
	CHECK_OK(chdir("mnt"));
	CHECK_OK(chown(p->how == SCRIPT ? "script" : "prog", p->uid, p->gid));
	CHECK_OK(chmod(p->how == SCRIPT ? "script" : "prog", p->mode));
	CHECK_OK(chdir(".."));
	check(p->how == SCRIPT ? "mnt/script" : "mnt/prog", p->how, p->says);
	if (p->how == NOSUID)
		CHECK_OK(umount("mnt"));
}

static void make_owners_program(void)
{
	CHECK_OK(chmod(".", 0755));
	copy_self("prog");
	CHECK_OK(chown("prog", OWNER, OWNER));
	CHECK_OK(chmod("prog", 06755));
}

/* Such a one could move the program to another directory, or set its umask. */
TEST(shared_fs, "nor while others share the caller's directory (CLONE_FS)")
{
	make_owners_program();
	check("./prog", SHARE_FS,
	      "uid 1000 1000 1000 gid 1000 1000 1000 secure 1 dumpable 1 "
	      "death 0 caps 0 quirks 0");
}

TEST(shared_fs_root, "but that is allowed to who has CAP_SETUID")
{
	make_owners_program();
	check("./prog", SHARE_FS_AS_ROOT,
	      "uid 0 1001 1001 gid 0 1001 1001 " CLEARED "caps 0 quirks 0");
}
