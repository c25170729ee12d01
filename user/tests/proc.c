// SPDX-License-Identifier: GPL-2.0
/* proc(5): what the kernel tells about itself and about processes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

static char text[32768];

static void slurp(const char *path)
{
	ssize_t n = read_file(path, text, sizeof(text));

	if (n < 0)
		FAIL("%s: %s", path, strerror(errno));
	CHECK(n > 0);
}

/* Field N of /proc/PID/stat, as proc(5) counts them; 3 is the state. */
static char *stat_field(pid_t pid, int n)
{
	char path[32], *at;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	slurp(path);
	at = strrchr(text, ')');
	CHECK(at && at[1] == ' ');
	at += 2;
	for (n -= 3; n > 0; n--) {
		at = strchr(at, ' ');
		CHECK(at);
		at++;
	}
	return at;
}

static long stat_number(pid_t pid, int n)
{
	return strtol(stat_field(pid, n), NULL, 10);
}

TEST(self, "/proc/self is a link to our own directory")
{
	char link[16] = "", mine[16];

	CHECK(readlink("/proc/self", link, sizeof(link) - 1) > 0);
	snprintf(mine, sizeof(mine), "%d", (int)getpid());
	CHECK(!strcmp(link, mine));
}

TEST(self_child, "and in a child to the child's")
{
	pid_t pid = fork();

	if (pid == 0) {
		char link[16] = "";

		readlink("/proc/self", link, sizeof(link) - 1);
		_exit(atoi(link) != getpid());
	}
	reap_ok(pid);
}

TEST(exe, "/proc/self/exe leads to the program")
{
	char magic[4];
	int fd = CHECK_OK(open("/proc/self/exe", O_RDONLY));

	CHECK(strstr(self_exe(), "proc"));
	CHECK_EQ(read(fd, magic, 4), 4);
	CHECK(!memcmp(magic, "\177ELF", 4));
}

TEST(gone, "a process that is not there has no directory: ENOENT")
{
	CHECK_ERR(open("/proc/999999/stat", O_RDONLY), ENOENT);
	CHECK_ERR(open("/proc/nonsense", O_RDONLY), ENOENT);
}

TEST(read_only, "these files cannot be created or removed")
{
	CHECK(open("/proc/new", O_WRONLY | O_CREAT, 0600) < 0);
	CHECK(unlink("/proc/meminfo") < 0);
	CHECK(mkdir("/proc/dir", 0700) < 0);
}

TEST(stat_start, "stat begins with pid, (name), state, parent, group, session")
{
	char start[64];

	snprintf(start, sizeof(start), "%d (proc) R %d %d %d ", (int)getpid(),
		 (int)getppid(), (int)getpgrp(), (int)getsid(0));
	slurp("/proc/self/stat");
	CHECK(!strncmp(text, start, strlen(start)));
}

TEST(stat_count, "stat has 44 fields or more, numbers from the fourth on")
{
	char *at = stat_field(getpid(), 4);
	int n = 3;

	while (*at && *at != '\n') {
		char *end;

		strtoull(at + (*at == '-'), &end, 10);
		CHECK(end > at && (*end == ' ' || *end == '\n'));
		at = *end == ' ' ? end + 1 : end;
		n++;
	}
	CHECK_EQ(*at, '\n');
	CHECK(n >= 44);
}

TEST(stat_state, "field 3 is S for a process that sleeps, Z for a zombie")
{
	int fds[2];
	char c;
	pid_t pid;

	CHECK_OK(pipe(fds));
	pid = fork();
	if (pid == 0) {
		close(fds[1]);
		_exit(read(fds[0], &c, 1) != 0);
	}
	wait_for_state(pid, 'S');
	close(fds[1]);
	wait_for_state(pid, 'Z');
	reap_ok(pid);
}

TEST(stat_memory, "fields 23 and 24 are the memory mapped and resident")
{
	long size = stat_number(getpid(), 23), rss = stat_number(getpid(), 24);
	char *p = map(4 << 20);

	CHECK(size > 0 && rss > 0 && rss * PAGE_SIZE <= size);
	CHECK_EQ(stat_number(getpid(), 23), size + (4 << 20));
	memset(p, 1, 4 << 20);
	/* Linux counts in batches. */
	CHECK(stat_number(getpid(), 24) >= rss + 1024 - 100);
}

TEST(stat_nice, "fields 18 and 19 are priority and nice value")
{
	CHECK_EQ(stat_number(getpid(), 19), 0);
	CHECK_OK(setpriority(PRIO_PROCESS, 0, 5));
	CHECK_EQ(stat_number(getpid(), 19), 5);
}

TEST(stat_threads, "field 20 is the number of threads")
{
	CHECK_EQ(stat_number(getpid(), 20), 1);
}

TEST(stat_time, "field 14 is the user time, in hundredths of a second")
{
	long before = stat_number(getpid(), 14);
	long long end = now_ms() + 200;

	while (now_ms() < end)
		;
	/* The clock's own calls count as system time, field 15. */
	CHECK(stat_number(getpid(), 14) + stat_number(getpid(), 15) >=
	      before + 5);
}

TEST(stat_start_time,
     "field 22, the start time, does not change, grows by process")
{
	long long mine = stat_number(getpid(), 22);
	pid_t pid;

	nap(30);
	CHECK_EQ(stat_number(getpid(), 22), mine);
	pid = fork();
	if (pid == 0)
		_exit(stat_number(getpid(), 22) <= mine);
	reap_ok(pid);
}

TEST(long_name, "a program's name is cut to 15 bytes, parentheses and all")
{
	char *argv[] = { "x", "--nothing", NULL };
	pid_t pid;
	int status;

	CHECK_OK(symlink(self_exe(), "(a) long name 1234567"));
	pid = fork();
	if (pid == 0) {
		raise(SIGSTOP);
		execv("(a) long name 1234567", argv);
		_exit(1);
	}
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK_OK(kill(pid, SIGCONT));
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK(WIFSTOPPED(status));
	stat_field(pid, 3);
	CHECK(strstr(text, " ((a) long name 1) "));
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
}

/* As `proc --nothing`, stop and wait to be looked at. */
int tap_alternate_main(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "--nothing"))
		return -1;
	return raise(SIGSTOP);
}

TEST(maps_areas, "maps tells each area's place and rights as mmap made it")
{
	struct area area;
	char *p = mmap(NULL, 3 * PAGE_SIZE, PROT_READ | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(find_area(p, &area));
	CHECK_EQ(area.start, (unsigned long)p);
	CHECK_EQ(area.end, (unsigned long)p + 3 * PAGE_SIZE);
	CHECK(!strcmp(area.rights, "r-xp"));
	CHECK_OK(mprotect(p + PAGE_SIZE, PAGE_SIZE, PROT_READ | PROT_WRITE));
	CHECK(find_area(p + PAGE_SIZE, &area));
	CHECK_EQ(area.start, (unsigned long)p + PAGE_SIZE);
	CHECK_EQ(area.end, (unsigned long)p + 2 * PAGE_SIZE);
	CHECK(!strcmp(area.rights, "rw-p"));
	CHECK_OK(munmap(p, 3 * PAGE_SIZE));
	CHECK(!find_area(p, &area));
}

TEST(maps_shared, "a shared area has an s")
{
	struct area area;

	CHECK(find_area(map_shared(PAGE_SIZE), &area));
	CHECK(!strcmp(area.rights, "rw-s"));
}

TEST(maps_file, "a mapped file has its offset and its name")
{
	struct area area;
	char *p;
	int fd;

	CHECK_OK(write_file("mapped-file", text, 2 * PAGE_SIZE, 0600));
	fd = CHECK_OK(open("mapped-file", O_RDONLY));
	p = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd, PAGE_SIZE);
	CHECK(p != MAP_FAILED);
	CHECK(find_area(p, &area));
	CHECK_EQ(area.offset, PAGE_SIZE);
	CHECK(strstr(area.name, "/mapped-file"));
}

TEST(maps_program, "the program's text is r-xp, its data rw-p, the stack named")
{
	struct area area;
	int local;

	CHECK(find_area((void *)(unsigned long)find_area, &area));
	CHECK(!strcmp(area.rights, "r-xp"));
	CHECK(!strcmp(area.name, self_exe()));
	CHECK(find_area(text, &area));
	CHECK(!strncmp(area.rights, "rw", 2));
	CHECK(find_area(&local, &area));
	CHECK(!strcmp(area.name, "[stack]"));
}

TEST(maps_order, "areas are in order and do not overlap")
{
	unsigned long last = 0, start, end;
	char *line, *rest = text;

	slurp("/proc/self/maps");
	while ((line = strsep(&rest, "\n")) != NULL && *line) {
		CHECK_EQ(sscanf(line, "%lx-%lx", &start, &end), 2);
		CHECK(start >= last && end > start && end <= KERNEL_BASE);
		last = end;
	}
}

TEST(status, "status tells name, ids, sizes")
{
	CHECK_EQ(proc_field("/proc/self/status", "Pid:"), getpid());
	CHECK_EQ(proc_field("/proc/self/status", "PPid:"), getppid());
	CHECK_EQ(proc_field("/proc/self/status", "Uid:"), 0);
	CHECK(proc_field("/proc/self/status", "VmSize:") > 0);
	CHECK(proc_field("/proc/self/status", "VmRSS:") > 0);
	slurp("/proc/self/status");
	CHECK(!strncmp(text, "Name:\tproc\n", 11));
	CHECK(strstr(text, "\nState:\tR (running)\n"));
}

TEST(status_signals, "status shows blocked, ignored and caught signals as sets")
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_OK(sigprocmask(SIG_SETMASK, &set, NULL));
	signal(SIGUSR2, SIG_IGN);
	slurp("/proc/self/status");
	CHECK(strstr(text, "\nSigBlk:\t0000000000000200\n"));
	CHECK(strstr(text, "\nSigIgn:\t0000000000000800\n"));
}

TEST(cmdline, "cmdline has the arguments, each ended by a NUL")
{
	ssize_t n = read_file("/proc/self/cmdline", text, sizeof(text));

	CHECK(n > 0);
	CHECK_EQ(text[n - 1], '\0');
	CHECK(strstr(text, "proc"));
}

TEST(other, "any process's stat can be read, by any user")
{
	CHECK_OK(setgid(4242));
	CHECK_OK(setuid(4242));
	CHECK(stat_number(1, 4) == 0);
	CHECK(stat_number(getppid(), 4) > 0);
}

TEST(lists_us, "a listing of /proc has us, process 1, and meminfo")
{
	char mine[16];

	snprintf(mine, sizeof(mine), "/proc/%d", (int)getpid());
	CHECK_OK(access(mine, F_OK));
	CHECK_OK(access("/proc/1/stat", F_OK));
	CHECK_OK(access("/proc/meminfo", F_OK));
}

TEST(meminfo, "meminfo: MemFree is less than MemTotal, neither is 0")
{
	long total = proc_field("/proc/meminfo", "MemTotal:");
	long free = proc_field("/proc/meminfo", "MemFree:");

	CHECK(free > 0 && free < total);
}

TEST(meminfo_changes, "memory that is used is no longer free")
{
	long before = proc_field("/proc/meminfo", "MemFree:");

	memset(map(8 << 20), 1, 8 << 20);
	/* Some may come from lists of pages that do not count as free. */
	CHECK(before - proc_field("/proc/meminfo", "MemFree:") > 4 << 10);
}

TEST(cpu_line, "/proc/stat begins with `cpu` and at least 8 numbers")
{
	char *at = text + 3;
	int n = 0;

	slurp("/proc/stat");
	CHECK(!strncmp(text, "cpu ", 4));
	while (*at == ' ') {
		strtoul(at, &at, 10);
		n++;
	}
	CHECK(*at == '\n' && n >= 8);
	CHECK(proc_field("/proc/stat", "ctxt") > 0);
	CHECK(proc_field("/proc/stat", "processes") > 0);
	CHECK(proc_field("/proc/stat", "btime") > 0);
}

TEST(processes, "its `processes` counts forks")
{
	long before = proc_field("/proc/stat", "processes");
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	reap_ok(pid);
	CHECK(proc_field("/proc/stat", "processes") >= before + 1);
}

TEST(vmstat_lines, "/proc/vmstat is lines of a name and a number")
{
	char *line, *rest = text;
	int n = 0;

	slurp("/proc/vmstat");
	while ((line = strsep(&rest, "\n")) != NULL && *line) {
		char *space = strchr(line, ' '), *end;

		CHECK(space && space > line);
		strtoull(space + 1, &end, 10);
		CHECK(end > space + 1 && *end == '\0');
		n++;
	}
	CHECK(n > 2);
}

TEST(faults_counted, "a page that is first touched counts one pgfault")
{
	volatile char *p = map(16 * PAGE_SIZE);
	long before;
	int i;

	if (vmstat("pgfault") < 0)
		SKIP("this kernel's /proc/vmstat has no pgfault");
	before = vmstat("pgfault");
	for (i = 0; i < 16; i++)
		p[i * PAGE_SIZE] = 1;
	CHECK(vmstat("pgfault") >= before + 16);
}

TEST(small_reads, "a file read byte by byte is the same as at once")
{
	static char bytes[4096];
	int fd = CHECK_OK(open("/proc/self/maps", O_RDONLY));
	size_t n = 0;

	while (n < sizeof(bytes) - 1 && read(fd, bytes + n, 1) == 1)
		n++;
	slurp("/proc/self/maps");
	CHECK(n > 100 && n < sizeof(bytes) - 1);
	CHECK_EQ(strlen(text), n);
	CHECK(!memcmp(text, bytes, n));
}

TEST(seek_back, "after lseek to 0 a file can be read again, with new values")
{
	char a[64], b[64];
	int fd = CHECK_OK(open("/proc/uptime", O_RDONLY));
	ssize_t n = CHECK_OK(read(fd, a, sizeof(a) - 1));

	a[n] = '\0';
	nap(30);
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	n = CHECK_OK(read(fd, b, sizeof(b) - 1));
	b[n] = '\0';
	CHECK(strtod(b, NULL) > strtod(a, NULL));
}

TEST(loadavg, "loadavg: three averages, running/all tasks, the last pid")
{
	float a, b, c;
	int running, all, last;

	slurp("/proc/loadavg");
	CHECK_EQ(sscanf(text, "%f %f %f %d/%d %d", &a, &b, &c, &running, &all,
			&last),
		 6);
	CHECK(running >= 1 && all >= running && last >= getpid());
}

TEST(mounts, "/proc/mounts tells that /proc is proc")
{
	slurp("/proc/mounts");
	CHECK(strstr(text, " /proc proc "));
}

TEST(partitions, "/proc/partitions is there, whether there are disks or not")
{
	char text[80];

	CHECK_OK(read_file("/proc/partitions", text, sizeof(text)));
}

TEST(version, "/proc/version begins with the kernel's name")
{
	slurp("/proc/version");
	CHECK(strstr(text, " version "));
}
