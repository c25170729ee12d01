// SPDX-License-Identifier: GPL-2.0
/* inode(7): the set-user-ID and set-group-ID bits, and who loses them when;
 * execve(2): what they do. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static mode_t mode_of(const char *name)
{
	struct stat st;

	CHECK_OK(lstat(name, &st));
	return st.st_mode & 07777;
}

static gid_t group_of(const char *name)
{
	struct stat st;

	CHECK_OK(lstat(name, &st));
	return st.st_gid;
}

/* A program of root's, with this mode. */
static void make(mode_t mode)
{
	CHECK_OK(write_file("prog", "x", 1, 0700));
	CHECK_OK(chown("prog", 0, 0));
	CHECK_OK(chmod("prog", mode));
}

static void be_user(void)
{
	CHECK_OK(setgroups(0, NULL));
	CHECK_OK(setgid(1000));
	CHECK_OK(setuid(1000));
}

static void write_it(void)
{
	int fd;

	be_user();
	fd = CHECK_OK(open("prog", O_WRONLY));
	CHECK_EQ(write(fd, "y", 1), 1);
}

static void truncate_it(void)
{
	be_user();
	CHECK_OK(truncate("prog", 0));
}

static void open_it_empty(void)
{
	be_user();
	CHECK_OK(open("prog", O_WRONLY | O_TRUNC));
}

static const struct change {
	const char *claim;
	void (*how)(void);
} changes[] = {
	{ "a user's write takes both bits away", write_it },
	{ "a user's truncate takes both bits away", truncate_it },
	{ "a user's open with O_TRUNC takes both bits away", open_it_empty },
};

TEST_TABLE(change, changes)
{
	const struct change *change = element;

	make(06777);
	survives(change->how);
	CHECK_EQ(mode_of("prog"), 0777);
}

TEST(root_writes, "root's write and truncate take none away")
{
	int fd;

	make(06777);
	fd = CHECK_OK(open("prog", O_WRONLY));
	CHECK_EQ(write(fd, "y", 1), 1);
	CHECK_OK(ftruncate(fd, 0));
	CHECK_EQ(mode_of("prog"), 06777);
}

TEST(chown_drops,
     "chown takes both away, even root's; of a directory it does not")
{
	make(06755);
	CHECK_OK(chown("prog", 1000, -1));
	CHECK_EQ(mode_of("prog"), 0755);
	make(06755);
	CHECK_OK(chown("prog", -1, 1000));
	CHECK_EQ(mode_of("prog"), 0755);
	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(chmod("dir", 06755));
	CHECK_OK(chown("dir", 1000, 1000));
	CHECK_EQ(mode_of("dir"), 06755);
}

TEST(no_exec, "without group execution set-group-ID stays for root's chown")
{
	make(06745);
	CHECK_OK(chown("prog", 1000, 1000));
	CHECK_EQ(mode_of("prog"), 02745);
}

static void chmod_foreign(void)
{
	be_user();
	CHECK_OK(chmod("prog", 06755));
	CHECK_EQ(mode_of("prog"), 04755);
}

TEST(foreign_group,
     "chmod by an owner who is not in the group: no set-group-ID")
{
	make(0755);
	CHECK_OK(chown("prog", 1000, 77));
	survives(chmod_foreign);
}

static void make_in_sg(void)
{
	be_user();
	umask(0);
	CHECK_OK(open("sg/program", O_CREAT | O_WRONLY, 02775));
	CHECK_EQ(mode_of("sg/program"), 0775);
	CHECK_OK(open("sg/file", O_CREAT | O_WRONLY, 02765));
	CHECK_EQ(mode_of("sg/file"), 02765);
}

TEST(directory,
     "a set-group-ID directory hands its group down, and the bit to directories")
{
	CHECK_OK(mkdir("sg", 0777));
	CHECK_OK(chown("sg", 0, 77));
	CHECK_OK(chmod("sg", 02777));
	CHECK_OK(mkdir("sg/dir", 0755));
	CHECK_EQ(mode_of("sg/dir"), 02755);
	CHECK_EQ(group_of("sg/dir"), 77);
	CHECK_OK(symlink("x", "sg/link"));
	CHECK_EQ(group_of("sg/link"), 77);
}

TEST(directory_program, "but no program of that group to who is not in it")
{
	CHECK_OK(mkdir("sg", 0777));
	CHECK_OK(chown("sg", 0, 77));
	CHECK_OK(chmod("sg", 02777));
	survives(make_in_sg);
}

/* -- running one ----------------------------------------------------------- */

/* setid --euid N [FD]: do we run as N? First end the child that waits for FD's
 * end of file. setid --stay FD: wait for that ourselves. */
int tap_alternate_main(int argc, char **argv)
{
	char c;

	if (argc == 3 && !strcmp(argv[1], "--stay"))
		return read(atoi(argv[2]), &c, 1) != 0;
	if (argc < 3 || strcmp(argv[1], "--euid"))
		return -1;
	if (argc > 3) {
		close(atoi(argv[3]));
		if (waitpid(-1, NULL, __WALL) < 0)
			return 2;
	}
	return (int)geteuid() != atoi(argv[2]);
}

static void run_as(const char *euid, const char *fd)
{
	be_user();
	execl("prog", "prog", "--euid", euid, fd, NULL);
	_exit(200);
}

static void make_program(void)
{
	static char program[1024 * 1024];
	ssize_t n = read_file("/proc/self/exe", program, sizeof(program));

	CHECK(n > 0 && n < (ssize_t)sizeof(program));
	CHECK_OK(write_file("prog", program, (size_t)n, 0755));
	CHECK_OK(chmod("prog", 04755));
}

/* A child of these flags that lives until FD is closed here. */
static int have_child(unsigned long flags)
{
	int fds[2];
	char c;

	CHECK_OK(pipe(fds));
	if (CHECK_OK(raw(SYS_clone, flags)) == 0) {
		close(fds[1]);
		_exit(read(fds[0], &c, 1) != 0);
	}
	return fds[1];
}

static const struct runs {
	const char *claim, *euid;
	unsigned long flags;
} runs[] = {
	{ "a set-user-ID program runs as its owner", "0", SIGCHLD },
	{ "but not for who shares directory and umask with others (CLONE_FS)",
	  "1000", CLONE_FS | SIGCHLD },
	{ "a child of its caller's sends it no signal but SIGCHLD", "0",
	  SIGKILL },
};

TEST_TABLE(runs, runs)
{
	const struct runs *r = element;
	char fd[12];
	pid_t pid;

	make_program();
	pid = CHECK_OK(fork());
	if (pid == 0) {
		snprintf(fd, sizeof(fd), "%d", have_child(r->flags));
		run_as(r->euid, fd);
	}
	reap_ok(pid);
}

/* A child that becomes the program when go is closed, and stays until stay is. */
static pid_t to_be_program(const int *go, const int *stay)
{
	pid_t pid = CHECK_OK(fork());
	char text[12], c;

	if (pid)
		return pid;
	close(go[1]);
	snprintf(text, sizeof(text), "%d", stay[0]);
	if (read(go[0], &c, 1) == 0)
		execl("prog", "prog", "--stay", text, NULL);
	_exit(200);
}

/* Open its files in /proc, and read when exec has closed its end of done. */
static void spy(void)
{
	static const char *const names[] = { "maps", "environ" };
	int go[2], done[2], stay[2], fds[2];
	char path[40], text[64];
	pid_t pid;

	be_user();
	CHECK_OK(prctl(PR_SET_DUMPABLE, 1));
	CHECK_OK(pipe2(go, O_CLOEXEC));
	CHECK_OK(pipe2(done, O_CLOEXEC));
	CHECK_OK(pipe2(stay, 0));
	CHECK_OK(fcntl(stay[1], F_SETFD, FD_CLOEXEC));
	pid = to_be_program(go, stay);
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "/proc/%d/%s", pid, names[i]);
		fds[i] = CHECK_OK(open(path, O_RDONLY));
	}
	close(go[1]);
	close(done[1]);
	CHECK_EQ(read(done[0], text, 1), 0);
	for (int i = 0; i < 2; i++)
		CHECK(read(fds[i], text, sizeof(text)) <= 0);
	close(stay[1]);
	reap_ok(pid);
}

TEST(proc_opened,
     "its files in /proc tell nothing to who had opened them before")
{
	make_program();
	survives(spy);
}
