// SPDX-License-Identifier: GPL-2.0
/* When memory runs out: ways to eat it, what has a limit, the scores in proc(5). */
#include <alloca.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <eaters.h>
#include <helpers.h>
#include <tap.h>

#define TABLE (2 * MIB) /* what a page table covers */

TEST(anonymous, "who touches more memory than there is, is killed")
{
	is_killed(eat_anonymous);
}

static void eat_shared(void)
{
	eat_mappings(MAP_SHARED);
}

TEST(shared, "shared memory that is mapped counts for who maps it")
{
	is_killed(eat_shared);
}

static void eat_stack(void)
{
	for (;;)
		touch(alloca(64 * 1024), 64 * 1024);
}

static void eat_unlimited_stack(void)
{
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };

	CHECK_OK(setrlimit(RLIMIT_STACK, &none));
	execl(self_exe(), self_exe(), "--eat-stack", NULL);
}

int tap_alternate_main(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "--eat-stack"))
		return -1;
	eat_stack();
	return 1;
}

TEST(stack, "a stack that grows for ever is killed, one way or the other")
{
	int status;

	begin();
	status = reap(eater(eat_unlimited_stack, 0));
	CHECK(WIFSIGNALED(status));
	CHECK(WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGSEGV);
	end();
}

static void eat_by_read(void)
{
	size_t size = 1024 * MIB;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int fd = open("/dev/zero", O_RDONLY);

	CHECK(p != MAP_FAILED);
	for (;;)
		if (read(fd, p, size) <= 0)
			_exit(1);
}

TEST(giant_read, "also when it is the kernel that touches it, for a read")
{
	is_killed(eat_by_read);
}

/* One page in each page table: the tables are the larger part. */
static void sparse(void)
{
	size_t size = 1024 * MIB, i;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		_exit(1);
	for (i = 0; i < size; i += TABLE)
		p[i] = 1;
}

TEST(page_tables, "page tables count: who has many is killed")
{
	long count;

	begin();
	count = kills();
	while (nr_kids < MOST && kills() == count && one_more(sparse, 0))
		nap(1);
	CHECK(kills() > count);
	end_kids();
	end();
}

static void nothing(void)
{
}

static void bomb(void)
{
	while (nr_kids < MOST && one_more(nothing, 0))
		;
	end_kids();
}

TEST(fork_bomb, "a fork bomb ends in EAGAIN or a kill, and leaves nothing")
{
	int i;

	begin();
	for (i = 0; i < 3; i++)
		reap(eater(bomb, 0));
	end();
}

static void map_many(void)
{
	int i;

	/* Every other one is different, so that none of them join. */
	for (i = 0; i < 70000; i++)
		if (mmap(NULL, PAGE_SIZE, i % 2 ? PROT_READ : PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) {
			CHECK_EQ(errno, ENOMEM);
			return;
		}
	FAIL("no limit to mappings");
}

TEST(mappings, "the number of mappings has a limit")
{
	begin();
	reap(eater(map_many, 0));
	end();
}

TEST(in_a_row, "kills in a row: each time the memory is back")
{
	unsigned int i;

	begin();
	for (i = 0; i < option("OOM_KILLS", 10); i++)
		reap_signal(eater(eat_anonymous, 0), SIGKILL);
	end();
}

/* -- what outlives processes meets a limit, as no kill would bring it back ------- */

static void fill_tmpfs(void)
{
	static char block[64 * 1024];
	int fd;

	CHECK_OK(mkdir("m", 0700));
	CHECK_OK(mount("none", "m", "tmpfs", 0, NULL));
	fd = CHECK_OK(open("m/file", O_CREAT | O_WRONLY, 0600));
	while (write(fd, block, sizeof(block)) > 0)
		;
	CHECK_EQ(errno, ENOSPC);
	close(fd);
	CHECK_OK(unlink("m/file"));
	CHECK_OK(umount("m"));
	CHECK_OK(rmdir("m"));
}

TEST(tmpfs, "a file in tmpfs ends at half of the memory: ENOSPC")
{
	if (proc_field("/proc/meminfo", "MemFree:") <
	    proc_field("/proc/meminfo", "MemTotal:") * 6 / 10)
		SKIP("less than half of the memory is free");
	is_limited(fill_tmpfs);
}

static void fill_pipes(void)
{
	static char block[PAGE_SIZE];
	int fds[2];

	while (pipe2(fds, O_NONBLOCK) == 0)
		while (write(fds[1], block, sizeof(block)) > 0)
			;
	CHECK(errno == EMFILE || errno == ENFILE);
}

TEST(pipes, "pipes full of bytes meet a limit: EAGAIN, and nobody is killed")
{
	is_limited(fill_pipes);
}

TEST(pipe_at_limit, "and all the same each pipe takes PIPE_BUF bytes, whole")
{
	static char block[PAGE_SIZE];
	int fds[2], other[2];

	begin();
	CHECK_OK(pipe2(other, O_NONBLOCK));
	fill_pipes();
	close(3);
	close(4);
	CHECK_OK(pipe2(fds, O_NONBLOCK));
	CHECK_EQ(write(fds[1], block, 1), 1);
	CHECK_EQ(read(fds[0], block, 2), 1);
	CHECK_EQ(write(fds[1], block, PAGE_SIZE), PAGE_SIZE);
}

static void open_many(void)
{
	CHECK_OK(setgid(1000));
	CHECK_OK(setuid(1000));
	while (open("/dev/null", O_RDONLY) >= 0)
		;
	if (errno != EMFILE)
		CHECK_EQ(errno, ENFILE);
}

TEST(files, "open files meet EMFILE or ENFILE")
{
	is_limited(open_many);
}

/* -- the files in /proc ------------------------------------------------------------ */

TEST(adj_range, "oom_score_adj takes -1000 to 1000, anything else is EINVAL")
{
	CHECK_OK(write_number("/proc/self/oom_score_adj", 1000));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), 1000);
	CHECK_OK(write_number("/proc/self/oom_score_adj", -1000));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), -1000);
	CHECK_ERR(write_number("/proc/self/oom_score_adj", 1001), EINVAL);
	CHECK_ERR(write_number("/proc/self/oom_score_adj", -1001), EINVAL);
	CHECK_ERR(write_text("/proc/self/oom_score_adj", "much"), EINVAL);
}

static void has_adj_321(void)
{
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), 321);
}

TEST(adj_inherited, "a child inherits it")
{
	set_adj(321);
	survives(has_adj_321);
}

TEST(adj_unprivileged,
     "who is not privileged cannot go below what root gave him")
{
	int fd = CHECK_OK(open("/proc/self/oom_score_adj", O_WRONLY));

	set_adj(10);
	CHECK_OK(setuid(1000));
	CHECK_EQ(write(fd, "20", 2), 2);
	CHECK_EQ(write(fd, "10", 2), 2);
	CHECK_ERR(write(fd, "9", 1), EACCES);
}

TEST(old_adj, "oom_adj is the same on the old scale, -17 to 15")
{
	CHECK_OK(write_number("/proc/self/oom_adj", 15));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), 1000);
	CHECK_OK(write_number("/proc/self/oom_adj", -17));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), -1000);
	CHECK_OK(write_number("/proc/self/oom_score_adj", 0));
	CHECK_EQ(read_number("/proc/self/oom_adj"), 0);
	CHECK_ERR(write_number("/proc/self/oom_adj", 16), EINVAL);
}

TEST(score,
     "oom_score grows with memory and with the adjustment, 0 when exempt")
{
	long plain = read_number("/proc/self/oom_score"), more;
	char *p = map(4 * MIB);

	touch(p, 4 * MIB);
	more = read_number("/proc/self/oom_score");
	if (!booted_with("oom=2.4"))
		CHECK(more > plain);
	set_adj(500);
	if (!booted_with("oom=2.4"))
		CHECK(read_number("/proc/self/oom_score") > more);
	set_adj(NEVER);
	CHECK_EQ(read_number("/proc/self/oom_score"), 0);
}
