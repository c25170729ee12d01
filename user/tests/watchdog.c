// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/watchdog, with the driver that is a kernel timer: watchdog-api.rst of
 * Linux. That it bites is seen from outside: tests/system/test_watchdog.py.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <inject.h>
#include <modules.h>
#include <raw.h>
#include <tap.h>

#define DEVICE	"/dev/watchdog"
#define TIMEOUT 60
#define BAD_PTR ((void *)0x10)

static void skip_test(void)
{
	SKIP("the bundled modules are not here");
}

static void __attribute__((constructor)) set_no_modules(void)
{
	no_modules = skip_test;
}

/* The driver and what it stands on, as modprobe would. */
static void load_softdog(const char *args)
{
	CHECK_EQ(load("watchdog", ""), 0);
	CHECK_EQ(load("softdog", args), 0);
}

static void unload_softdog(void)
{
	CHECK_EQ(unload("softdog"), 0);
	CHECK_EQ(unload("watchdog"), 0);
}

static int open_dog(void)
{
	load_softdog("timeout=60");
	return CHECK_OK(open(DEVICE, O_WRONLY | O_CLOEXEC));
}

/* The polite end. */
static void close_dog(int fd)
{
	CHECK_EQ(write(fd, "V", 1), 1);
	CHECK_OK(close(fd));
	unload_softdog();
}

static int get(int fd, unsigned long cmd)
{
	int value = -1;

	CHECK_OK(ioctl(fd, cmd, &value));
	return value;
}

static int set(int fd, unsigned long cmd, int value)
{
	return ioctl(fd, cmd, &value) < 0 ? -errno : value;
}

TEST(nodes, "the driver makes /dev/watchdog, 10:130, and /dev/watchdog0")
{
	struct stat one, other;

	CHECK_ERR(access(DEVICE, F_OK), ENOENT);
	load_softdog("");
	CHECK_OK(stat(DEVICE, &one));
	CHECK_OK(stat(DEVICE "0", &other));
	CHECK(S_ISCHR(one.st_mode) && one.st_rdev == makedev(10, 130));
	CHECK(other.st_rdev == one.st_rdev);
	unload_softdog();
	CHECK_ERR(access(DEVICE, F_OK), ENOENT);
}

TEST(parameters, "a timeout that cannot be is EINVAL, and nothing is left")
{
	CHECK_EQ(load("watchdog", ""), 0);
	CHECK_EQ(load("softdog", "timeout=0"), -EINVAL);
	CHECK_EQ(load("softdog", "timeout=65536"), -EINVAL);
	CHECK_ERR(access(DEVICE, F_OK), ENOENT);
	CHECK_EQ(unload("watchdog"), 0);
}

TEST(two, "a second driver is EBUSY")
{
	load_softdog("");
	CHECK_EQ(load("ib700wdt", ""), -EBUSY);
	CHECK_OK(access(DEVICE, F_OK));
	unload_softdog();
}

TEST(support, "GETSUPPORT gives identity and options")
{
	int fd = open_dog();
	struct watchdog_info info;

	CHECK_OK(ioctl(fd, WDIOC_GETSUPPORT, &info));
	CHECK(!strcmp((char *)info.identity, "Software Watchdog"));
	CHECK_EQ(info.options, WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING |
				       WDIOF_MAGICCLOSE | WDIOF_PRETIMEOUT);
	close_dog(fd);
}

TEST(single, "it can be open once: EBUSY")
{
	int fd = open_dog();

	CHECK_ERR(open(DEVICE, O_WRONLY), EBUSY);
	CHECK_ERR(open(DEVICE "0", O_RDWR), EBUSY);
	CHECK_OK(write(fd, "V", 1));
	CHECK_OK(close(fd));
	fd = CHECK_OK(open(DEVICE, O_RDWR));
	close_dog(fd);
}

TEST(seek, "it has no position, and nothing to read")
{
	int fd = open_dog();
	char c;

	CHECK_ERR(lseek(fd, 0, SEEK_SET), ESPIPE);
	CHECK_ERR(read(fd, &c, 1), EBADF);
	close_dog(fd);
}

TEST(timeout, "SETTIMEOUT sets what GETTIMEOUT tells, and answers with it")
{
	int fd = open_dog();

	CHECK_EQ(get(fd, WDIOC_GETTIMEOUT), TIMEOUT);
	CHECK_EQ(set(fd, WDIOC_SETTIMEOUT, 100), 100);
	CHECK_EQ(get(fd, WDIOC_GETTIMEOUT), 100);
	close_dog(fd);
}

TEST(timeout_bad, "SETTIMEOUT of what cannot be is EINVAL and changes nothing")
{
	int fd = open_dog();

	CHECK_EQ(set(fd, WDIOC_SETTIMEOUT, 0), -EINVAL);
	CHECK_EQ(set(fd, WDIOC_SETTIMEOUT, -1), -EINVAL);
	CHECK_EQ(set(fd, WDIOC_SETTIMEOUT, 65536), -EINVAL);
	CHECK_EQ(get(fd, WDIOC_GETTIMEOUT), TIMEOUT);
	close_dog(fd);
}

TEST(pretimeout, "SETPRETIMEOUT is less than the timeout, else EINVAL")
{
	int fd = open_dog();

	CHECK_EQ(get(fd, WDIOC_GETPRETIMEOUT), 0);
	CHECK_EQ(set(fd, WDIOC_SETPRETIMEOUT, 10), 10);
	CHECK_EQ(set(fd, WDIOC_SETPRETIMEOUT, TIMEOUT), -EINVAL);
	CHECK_EQ(get(fd, WDIOC_GETPRETIMEOUT), 10);
	CHECK_EQ(set(fd, WDIOC_SETPRETIMEOUT, 0), 0);
	CHECK_EQ(get(fd, WDIOC_GETPRETIMEOUT), 0);
	close_dog(fd);
}

TEST(pretimeout_goes, "a timeout not above the pretimeout switches that off")
{
	int fd = open_dog();

	CHECK_EQ(set(fd, WDIOC_SETPRETIMEOUT, 30), 30);
	CHECK_EQ(set(fd, WDIOC_SETTIMEOUT, 30), 30);
	CHECK_EQ(get(fd, WDIOC_GETPRETIMEOUT), 0);
	close_dog(fd);
}

TEST(status, "GETSTATUS tells of a ping, once; GETBOOTSTATUS of no reset")
{
	int fd = open_dog();

	/* To open it is one, and so is a new timeout. */
	CHECK_EQ(get(fd, WDIOC_GETSTATUS), WDIOF_KEEPALIVEPING);
	CHECK_EQ(get(fd, WDIOC_GETSTATUS), 0);
	CHECK_OK(ioctl(fd, WDIOC_KEEPALIVE, 0));
	CHECK_EQ(get(fd, WDIOC_GETSTATUS), WDIOF_KEEPALIVEPING);
	CHECK_EQ(get(fd, WDIOC_GETSTATUS), 0);
	CHECK_EQ(set(fd, WDIOC_SETTIMEOUT, TIMEOUT), TIMEOUT);
	CHECK_EQ(get(fd, WDIOC_GETSTATUS), WDIOF_KEEPALIVEPING);
	CHECK_EQ(get(fd, WDIOC_GETBOOTSTATUS), 0);
	close_dog(fd);
}

TEST(status_stopped, "a stopped one sees no ping")
{
	int fd = open_dog();

	set(fd, WDIOC_SETOPTIONS, WDIOS_DISABLECARD);
	get(fd, WDIOC_GETSTATUS);
	CHECK_OK(ioctl(fd, WDIOC_KEEPALIVE, 0));
	CHECK_EQ(get(fd, WDIOC_GETSTATUS), 0);
	set(fd, WDIOC_SETOPTIONS, WDIOS_ENABLECARD);
	CHECK_EQ(get(fd, WDIOC_GETSTATUS), WDIOF_KEEPALIVEPING);
	close_dog(fd);
}

/* A tenth of a second over one, so that it shows. */
TEST(time_left, "GETTIMELEFT goes down, and any write begins it anew")
{
	int fd = open_dog();

	CHECK_EQ(get(fd, WDIOC_GETTIMELEFT), TIMEOUT);
	usleep(1100000);
	CHECK(get(fd, WDIOC_GETTIMELEFT) < TIMEOUT);
	CHECK_EQ(write(fd, "\0", 1), 1);
	CHECK_EQ(get(fd, WDIOC_GETTIMELEFT), TIMEOUT);
	usleep(1100000);
	CHECK_EQ(write(fd, "", 0), 0);
	CHECK(get(fd, WDIOC_GETTIMELEFT) < TIMEOUT);
	CHECK_OK(ioctl(fd, WDIOC_KEEPALIVE, 0));
	CHECK_EQ(get(fd, WDIOC_GETTIMELEFT), TIMEOUT);
	close_dog(fd);
}

TEST(options, "SETOPTIONS stops it and starts it")
{
	int fd = open_dog();

	CHECK_EQ(set(fd, WDIOC_SETOPTIONS, WDIOS_DISABLECARD),
		 WDIOS_DISABLECARD);
	CHECK_EQ(get(fd, WDIOC_GETTIMELEFT), 0);
	CHECK_OK(ioctl(fd, WDIOC_KEEPALIVE, 0));
	CHECK_EQ(get(fd, WDIOC_GETTIMELEFT), 0);
	CHECK_EQ(set(fd, WDIOC_SETOPTIONS, WDIOS_ENABLECARD), WDIOS_ENABLECARD);
	CHECK_EQ(get(fd, WDIOC_GETTIMELEFT), TIMEOUT);
	CHECK_EQ(set(fd, WDIOC_SETOPTIONS, WDIOS_TEMPPANIC), -ENOTTY);
	close_dog(fd);
}

TEST(stopped, "one that SETOPTIONS has stopped may be closed without a V")
{
	int fd = open_dog();

	set(fd, WDIOC_SETOPTIONS, WDIOS_DISABLECARD);
	CHECK_OK(close(fd));
	unload_softdog();
}

static const struct bad {
	const char *claim;
	unsigned long cmd;
	int want;
} bad[] = {
	{ "GETSUPPORT to a bad address: EFAULT", WDIOC_GETSUPPORT, EFAULT },
	{ "GETSTATUS to a bad address: EFAULT", WDIOC_GETSTATUS, EFAULT },
	{ "SETOPTIONS from a bad address: EFAULT", WDIOC_SETOPTIONS, EFAULT },
	{ "SETTIMEOUT from a bad address: EFAULT", WDIOC_SETTIMEOUT, EFAULT },
	{ "GETTIMELEFT to a bad address: EFAULT", WDIOC_GETTIMELEFT, EFAULT },
	{ "SETPRETIMEOUT from a bad address: EFAULT", WDIOC_SETPRETIMEOUT,
	  EFAULT },
	{ "GETTEMP of what has no thermometer: ENOTTY", WDIOC_GETTEMP, ENOTTY },
	{ "an unknown ioctl: ENOTTY", _IO('W', 99), ENOTTY },
};

TEST_TABLE(bad_call, bad)
{
	const struct bad *b = element;
	int fd = open_dog();

	CHECK_ERR(ioctl(fd, b->cmd, BAD_PTR), b->want);
	close_dog(fd);
}

TEST(bad_write, "a write from a bad address is EFAULT, and no V")
{
	int fd = open_dog();

	CHECK_EQ(raw(SYS_write, fd, BAD_PTR, 1), -EFAULT);
	CHECK(!(get(fd, WDIOC_GETSTATUS) & WDIOF_MAGICCLOSE));
	/* Nor does one of an earlier write count any more. */
	CHECK_EQ(write(fd, "V", 1), 1);
	CHECK_EQ(raw(SYS_write, fd, BAD_PTR, 1), -EFAULT);
	CHECK(!(get(fd, WDIOC_GETSTATUS) & WDIOF_MAGICCLOSE));
	close_dog(fd);
}

TEST(magic, "a V anywhere in the last write lets the close stop it")
{
	int fd = open_dog();

	CHECK_EQ(write(fd, "..V..", 5), 5);
	CHECK(get(fd, WDIOC_GETSTATUS) & WDIOF_MAGICCLOSE);
	CHECK_EQ(write(fd, ".", 1), 1);
	CHECK(!(get(fd, WDIOC_GETSTATUS) & WDIOF_MAGICCLOSE));
	close_dog(fd);
}

TEST(in_use, "an open one keeps its module: EWOULDBLOCK")
{
	int fd = open_dog();

	CHECK_EQ(module_uses("softdog"), 1);
	CHECK_EQ(unload("softdog"), -EWOULDBLOCK);
	close_dog(fd);
}

TEST(runs_on, "closed without a V it runs on and keeps its module")
{
	int fd = open_dog();

	CHECK_OK(close(fd));
	CHECK_EQ(unload("softdog"), -EWOULDBLOCK);
	fd = CHECK_OK(open(DEVICE, O_WRONLY));
	CHECK_EQ(module_uses("softdog"), 1);
	close_dog(fd);
}

TEST(killed, "who is killed does not stop it")
{
	int fd, fds[2];
	pid_t pid;
	char c;

	load_softdog("");
	CHECK_OK(pipe(fds));
	pid = CHECK_OK(fork());
	if (pid == 0) {
		CHECK_OK(open(DEVICE, O_WRONLY));
		CHECK_OK(write(fds[1], "", 1));
		pause();
	}
	CHECK_EQ(read(fds[0], &c, 1), 1);
	CHECK_OK(kill(pid, SIGKILL));
	CHECK_OK(waitpid(pid, NULL, 0));
	CHECK_EQ(unload("softdog"), -EWOULDBLOCK);
	fd = CHECK_OK(open(DEVICE, O_WRONLY));
	close_dog(fd);
}

TEST(privilege, "only root may open it")
{
	pid_t pid;

	load_softdog("");
	pid = CHECK_OK(fork());
	if (pid == 0) {
		CHECK_OK(setuid(1000));
		CHECK_ERR(open(DEVICE, O_WRONLY), EACCES);
		_exit(0);
	}
	reap_ok(pid);
	unload_softdog();
}

/* --- the kernel's own: /proc/sys/kernel --- */

#define THRESH "/proc/sys/kernel/watchdog_thresh"
#define PANIC  "/proc/sys/kernel/softlockup_panic"

static long set_file(const char *path, const char *value)
{
	int fd = CHECK_OK(open(path, O_WRONLY));
	long ret = raw(SYS_write, fd, value, strlen(value));

	close(fd);
	return ret;
}

TEST(thresh, "watchdog_thresh is 10, and takes 0 to 60, else EINVAL")
{
	file_says(THRESH, "10\n");
	CHECK_EQ(set_file(THRESH, "61\n"), -EINVAL);
	CHECK_EQ(set_file(THRESH, "-1\n"), -EINVAL);
	file_says(THRESH, "10\n");
	CHECK_EQ(set_file(THRESH, "0\n"), 2);
	file_says(THRESH, "0\n");
	CHECK_EQ(set_file(THRESH, "10\n"), 3);
}

TEST(soft_panic, "softlockup_panic is 0, and takes 1")
{
	file_says(PANIC, "0\n");
	CHECK_EQ(set_file(PANIC, "2\n"), -EINVAL);
	CHECK_EQ(set_file(PANIC, "1\n"), 2);
	file_says(PANIC, "1\n");
	CHECK_EQ(set_file(PANIC, "0\n"), 2);
}

/* --- no memory --- */

static int softdog_file;

static void need_softdog(void)
{
	CHECK_EQ(load("watchdog", ""), 0);
	softdog_file = open_module("softdog");
}

static long load_driver(void)
{
	return raw(SYS_finit_module, softdog_file, "", 0);
}

static void unload_both(long result)
{
	(void)result;
	unload_softdog();
	close(softdog_file);
}

static const struct injected calls[] = {
	{ "each allocation fails while it loads, and nothing is left",
	  load_driver, .undo = unload_both, .prepare = need_softdog },
};

TEST_TABLE(no_memory, calls)
{
	close(open_module("softdog"));
	inject_all(element);
}
