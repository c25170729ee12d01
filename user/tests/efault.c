// SPDX-License-Identifier: GPL-2.0
/*
 * EFAULT, exactly: the well-known calls, given an address that cannot be read
 * (or written, where the call writes), answer EFAULT.  Each row is tried with
 * every kind of bad address.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* Stand-ins in the table, replaced when a row runs. */
#define BAD	0x5bad0000
#define ZERO_FD 0x5bad0001 /* open to /dev/zero */
#define PIPE_FD 0x5bad0002 /* a pipe's write end */
#define DIR_FD	0x5bad0003 /* open to / */
#define FILE_FD 0x5bad0004 /* open to a file with some bytes */

#define HERE  AT_FDCWD
#define ROOT  ((long)"/")
#define GOOD  ((long)good)
#define WRITE true
#define READ  false

static char good[PAGE_SIZE];
static struct {
	long base, length;
} bad_vector;

/* SETS: does the call write to the address?  Then read-only is bad as well. */
struct call {
	const char *claim;
	bool sets;
	short nr;
	long args[6];
};

static const struct call calls[] = {
	{ "read: EFAULT", WRITE, SYS_read, { ZERO_FD, BAD, 16 } },
	{ "write: EFAULT", READ, SYS_write, { PIPE_FD, BAD, 16 } },
	{ "pread64: EFAULT", WRITE, SYS_pread64, { FILE_FD, BAD, 16 } },
	{ "pwrite64: EFAULT", READ, SYS_pwrite64, { FILE_FD, BAD, 16 } },
	{ "readv, the vector: EFAULT", READ, SYS_readv, { ZERO_FD, BAD, 1 } },
	{ "writev, the vector: EFAULT", READ, SYS_writev, { PIPE_FD, BAD, 1 } },
	{ "writev, the bytes: EFAULT",
	  READ,
	  SYS_writev,
	  { PIPE_FD, (long)&bad_vector, 1 } },
	{ "readv, the bytes: EFAULT",
	  WRITE,
	  SYS_readv,
	  { ZERO_FD, (long)&bad_vector, 1 } },
	{ "open: EFAULT", READ, SYS_open, { BAD } },
	{ "openat: EFAULT", READ, SYS_openat, { HERE, BAD } },
	{ "creat: EFAULT", READ, SYS_creat, { BAD, 0600 } },
	{ "stat64, the path: EFAULT", READ, SYS_stat64, { BAD, GOOD } },
	{ "stat64, the result: EFAULT", WRITE, SYS_stat64, { ROOT, BAD } },
	{ "lstat64, the path: EFAULT", READ, SYS_lstat64, { BAD, GOOD } },
	{ "lstat64, the result: EFAULT", WRITE, SYS_lstat64, { ROOT, BAD } },
	{ "fstat64: EFAULT", WRITE, SYS_fstat64, { ZERO_FD, BAD } },
	{ "fstatat64, the path: EFAULT",
	  READ,
	  SYS_fstatat64,
	  { HERE, BAD, GOOD } },
	{ "fstatat64, the result: EFAULT",
	  WRITE,
	  SYS_fstatat64,
	  { HERE, ROOT, BAD } },
	{ "chdir: EFAULT", READ, SYS_chdir, { BAD } },
	{ "mkdir: EFAULT", READ, SYS_mkdir, { BAD, 0700 } },
	{ "rmdir: EFAULT", READ, SYS_rmdir, { BAD } },
	{ "unlink: EFAULT", READ, SYS_unlink, { BAD } },
	{ "rename, from: EFAULT", READ, SYS_rename, { BAD, ROOT } },
	{ "rename, to: EFAULT", READ, SYS_rename, { ROOT, BAD } },
	{ "link: EFAULT", READ, SYS_link, { BAD, ROOT } },
	{ "symlink, the text: EFAULT",
	  READ,
	  SYS_symlink,
	  { BAD, (long)"name" } },
	{ "symlink, the name: EFAULT", READ, SYS_symlink, { ROOT, BAD } },
	{ "readlink, the path: EFAULT", READ, SYS_readlink, { BAD, GOOD, 64 } },
	{ "readlink, the result: EFAULT",
	  WRITE,
	  SYS_readlink,
	  { (long)"/proc/self/exe", BAD, 64 } },
	{ "access: EFAULT", READ, SYS_access, { BAD, 0 } },
	{ "chmod: EFAULT", READ, SYS_chmod, { BAD, 0600 } },
	{ "truncate64: EFAULT", READ, SYS_truncate64, { BAD } },
	{ "mknod: EFAULT", READ, SYS_mknod, { BAD, 0100600 } },
	{ "getcwd: EFAULT", WRITE, SYS_getcwd, { BAD, 64 } },
	{ "getdents64: EFAULT", WRITE, SYS_getdents64, { DIR_FD, BAD, 1024 } },
	{ "_llseek: EFAULT",
	  WRITE,
	  SYS__llseek,
	  { FILE_FD, 0, 0, BAD, SEEK_SET } },
	{ "statfs64: EFAULT", WRITE, SYS_statfs64, { ROOT, 84, BAD } },
	{ "pipe: EFAULT", WRITE, SYS_pipe, { BAD } },
	{ "pipe2: EFAULT", WRITE, SYS_pipe2, { BAD, 0 } },
	{ "poll: EFAULT", READ, SYS_poll, { BAD, 1, 0 } },
	{ "_newselect: EFAULT", READ, SYS__newselect, { 1, BAD, 0, 0, GOOD } },
	{ "fcntl64 F_GETLK64: EFAULT",
	  READ,
	  SYS_fcntl64,
	  { FILE_FD, 12, BAD } },
	{ "execve, the path: EFAULT", READ, SYS_execve, { BAD, 0, 0 } },
	{ "uname: EFAULT", WRITE, SYS_uname, { BAD } },
	{ "sysinfo: EFAULT", WRITE, SYS_sysinfo, { BAD } },
	{ "times: EFAULT", WRITE, SYS_times, { BAD } },
	{ "time: EFAULT", WRITE, SYS_time, { BAD } },
	{ "gettimeofday: EFAULT", WRITE, SYS_gettimeofday_time32, { BAD, 0 } },
	{ "clock_gettime: EFAULT", WRITE, SYS_clock_gettime32, { 1, BAD } },
	{ "clock_getres: EFAULT", WRITE, SYS_clock_getres_time32, { 1, BAD } },
	{ "nanosleep: EFAULT", READ, SYS_nanosleep, { BAD, 0 } },
	{ "clock_nanosleep: EFAULT",
	  READ,
	  SYS_clock_nanosleep_time32,
	  { 1, 0, BAD, 0 } },
	{ "getitimer: EFAULT", WRITE, SYS_getitimer, { 0, BAD } },
	{ "setitimer: EFAULT", READ, SYS_setitimer, { 0, BAD, 0 } },
	{ "ugetrlimit: EFAULT", WRITE, SYS_ugetrlimit, { RLIMIT_NOFILE, BAD } },
	{ "setrlimit: EFAULT", READ, SYS_setrlimit, { RLIMIT_NOFILE, BAD } },
	{ "prlimit64, new: EFAULT",
	  READ,
	  SYS_prlimit64,
	  { 0, RLIMIT_NOFILE, BAD, 0 } },
	{ "prlimit64, old: EFAULT",
	  WRITE,
	  SYS_prlimit64,
	  { 0, RLIMIT_NOFILE, 0, BAD } },
	{ "getrusage: EFAULT", WRITE, SYS_getrusage, { 0, BAD } },
	{ "sched_getparam: EFAULT", WRITE, SYS_sched_getparam, { 0, BAD } },
	{ "sched_setparam: EFAULT", READ, SYS_sched_setparam, { 0, BAD } },
	{ "set_thread_area: EFAULT", READ, SYS_set_thread_area, { BAD } },
	{ "rt_sigaction, new: EFAULT",
	  READ,
	  SYS_rt_sigaction,
	  { SIGUSR1, BAD, 0, 8 } },
	{ "rt_sigaction, old: EFAULT",
	  WRITE,
	  SYS_rt_sigaction,
	  { SIGUSR1, 0, BAD, 8 } },
	{ "rt_sigprocmask, new: EFAULT",
	  READ,
	  SYS_rt_sigprocmask,
	  { 0, BAD, 0, 8 } },
	{ "rt_sigprocmask, old: EFAULT",
	  WRITE,
	  SYS_rt_sigprocmask,
	  { 0, 0, BAD, 8 } },
	{ "rt_sigpending: EFAULT", WRITE, SYS_rt_sigpending, { BAD, 8 } },
	{ "rt_sigsuspend: EFAULT", READ, SYS_rt_sigsuspend, { BAD, 8 } },
	{ "sigaltstack, new: EFAULT", READ, SYS_sigaltstack, { BAD, 0 } },
	{ "sigaltstack, old: EFAULT", WRITE, SYS_sigaltstack, { 0, BAD } },
};

static int zero_fd, pipe_fd, dir_fd, file_fd;

static void open_all(void)
{
	int fds[2];

	zero_fd = CHECK_OK(open("/dev/zero", O_RDWR));
	CHECK_OK(pipe(fds));
	pipe_fd = fds[1];
	dir_fd = CHECK_OK(open("/", O_RDONLY | O_DIRECTORY));
	CHECK_OK(write_file("file", "some bytes", 10, 0600));
	file_fd = CHECK_OK(open("file", O_RDWR));
}

static long argument(long value, long bad)
{
	switch (value) {
	case BAD:
		return bad;
	case ZERO_FD:
		return zero_fd;
	case PIPE_FD:
		return pipe_fd;
	case DIR_FD:
		return dir_fd;
	case FILE_FD:
		return file_fd;
	default:
		return value;
	}
}

static long try(const struct call *call, long bad)
{
	long a[6];
	int i;

	bad_vector.base = bad;
	bad_vector.length = 16;
	for (i = 0; i < 6; i++)
		a[i] = argument(call->args[i], bad);
	return raw6(call->nr, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void *protected(int prot)
{
	void *page = map(PAGE_SIZE);

	CHECK_OK(mprotect(page, PAGE_SIZE, prot));
	return page;
}

TEST_TABLE(answers_efault, calls)
{
	const struct call *call = element;
	long nothing = (long)unmapped(PAGE_SIZE);

	open_all();
	if (try(call, nothing) == -ENOSYS)
		SKIP("this kernel has no such call");
	CHECK_EQ(try(call, nothing), -EFAULT);
	CHECK_EQ(try(call, (long)KERNEL_BASE), -EFAULT);
	CHECK_EQ(try(call, (long)0xfffff000), -EFAULT);
	CHECK_EQ(try(call, (long)0xfffffff8), -EFAULT);
	CHECK_EQ(try(call, (long)protected(PROT_NONE)), -EFAULT);
	if (call->sets)
		CHECK_EQ(try(call, (long)protected(PROT_READ)), -EFAULT);
}

TEST(partial_read,
     "read into a page that ends early gives what fits, or EFAULT")
{
	char *pages = map(2 * PAGE_SIZE);
	long got;

	CHECK_OK(munmap(pages + PAGE_SIZE, PAGE_SIZE));
	open_all();
	got = raw(SYS_read, zero_fd, pages + PAGE_SIZE - 8, 16);
	CHECK(got == 8 || got == -EFAULT);
}

TEST(path_crosses, "a path that crosses into nothing before its end is EFAULT")
{
	char *pages = map(2 * PAGE_SIZE);

	CHECK_OK(munmap(pages + PAGE_SIZE, PAGE_SIZE));
	memset(pages + PAGE_SIZE - 4, '/', 4);
	CHECK_EQ(raw(SYS_open, pages + PAGE_SIZE - 4, O_RDONLY), -EFAULT);
}

TEST(path_at_edge, "a path that ends with the last mapped byte is fine")
{
	char *pages = map(2 * PAGE_SIZE);

	CHECK_OK(munmap(pages + PAGE_SIZE, PAGE_SIZE));
	memcpy(pages + PAGE_SIZE - 2, "/", 2);
	CHECK_OK(raw(SYS_open, pages + PAGE_SIZE - 2, O_RDONLY));
}

TEST(write_only_text, "the kernel writes to no read-only text: EFAULT")
{
	open_all();
	CHECK_EQ(raw(SYS_read, zero_fd, (long)raw6, 4), -EFAULT);
}

TEST(count_wraps, "a buffer whose end wraps around is EFAULT or EINVAL")
{
	long got;

	open_all();
	got = raw(SYS_read, zero_fd, 0xbffff000, 0x7fffffff);
	CHECK(got == -EFAULT || got == -EINVAL);
	got = raw(SYS_write, pipe_fd, 0x1000, 0xffffffff);
	CHECK(got == -EFAULT || got == -EINVAL);
}
