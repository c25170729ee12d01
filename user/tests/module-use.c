// SPDX-License-Identifier: GPL-2.0
/*
 * Who holds a module: others that use its symbols, open files, threads; and
 * what it is refused for, delete_module(2). With the bundled modules.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../../modules/chardev.h"
#include <helpers.h>
#include <inject.h>
#include <modules.h>
#include <raw.h>
#include <tap.h>

#define HOLDERS "/sys/module/provider/holders/"
#define RUN	"/sys/module/kthread_mod/parameters/run"
#define BEATS	"/sys/module/kthread_mod/parameters/beats"
#define ROUNDS	200

static void skip_test(void)
{
	SKIP("the bundled modules are not here");
}

static void __attribute__((constructor)) set_no_modules(void)
{
	no_modules = skip_test;
}

/* --- others --- */

TEST(missing, "a module whose symbols nobody provides is ENOENT")
{
	CHECK_EQ(load("consumer", ""), -ENOENT);
	CHECK(!module_line("consumer"));
}

TEST(holds, "a module holds the one whose symbols it uses: EWOULDBLOCK")
{
	char link[40];
	ssize_t n;

	CHECK_EQ(load("provider", ""), 0);
	CHECK_EQ(module_uses("provider"), 0);
	CHECK_EQ(load("consumer", ""), 0);
	CHECK_EQ(module_uses("provider"), 1);
	CHECK(strstr(module_line("provider"), " 1 consumer, Live"));
	n = CHECK_OK(readlink(HOLDERS "consumer", link, sizeof(link)));
	CHECK(n == 14 && !memcmp(link, "../../consumer", 14));
	CHECK_EQ(unload("provider"), -EWOULDBLOCK);
	CHECK_EQ(unload("consumer"), 0);
	CHECK_ERR(access(HOLDERS "consumer", F_OK), ENOENT);
	CHECK_EQ(module_uses("provider"), 0);
	CHECK_EQ(unload("provider"), 0);
}

TEST(gives_back, "one that fails to load lets go of those that it used")
{
	CHECK_EQ(load("provider", ""), 0);
	CHECK_EQ(load("consumer", "amount=many"), -EINVAL);
	CHECK_EQ(module_uses("provider"), 0);
	CHECK_EQ(unload("provider"), 0);
}

TEST(calls, "what one module exports another one can call")
{
	CHECK_EQ(load("provider", "sum=40"), 0);
	CHECK_EQ(load("consumer", "amount=2"), 0);
	file_says("/sys/module/provider/parameters/sum", "42\n");
	CHECK_EQ(unload("consumer"), 0);
	file_says("/sys/module/provider/parameters/sum", "40\n");
	CHECK_EQ(unload("provider"), 0);
}

/* --- open files --- */

static int open_chardev(void)
{
	return CHECK_OK(open("/dev/chardev", O_RDWR));
}

TEST(open_file, "an open file holds the module, up to the last close")
{
	int fd, second;

	CHECK_EQ(load("chardev", ""), 0);
	fd = open_chardev();
	second = dup(fd);
	CHECK_EQ(module_uses("chardev"), 1);
	CHECK_EQ(unload("chardev"), -EWOULDBLOCK);
	close(fd);
	CHECK_EQ(unload("chardev"), -EWOULDBLOCK);
	close(second);
	CHECK_EQ(unload("chardev"), 0);
	CHECK_ERR(open("/dev/chardev", O_RDWR), ENOENT);
}

static void have_it_open(void *unused)
{
	open_chardev();
}

TEST(killed, "and the end of a process closes it")
{
	CHECK_EQ(load("chardev", ""), 0);
	reap_ok(start(have_it_open, NULL));
	CHECK_EQ(module_uses("chardev"), 0);
	CHECK_EQ(unload("chardev"), 0);
}

TEST(reads, "a device of a module is read, written and told what to do")
{
	char back[40];
	int fd, opens;

	CHECK_EQ(load("chardev", ""), 0);
	fd = open_chardev();
	CHECK_EQ(write(fd, "hello", 5), 5);
	CHECK_EQ(read(fd, back, sizeof(back)), 5);
	CHECK(!memcmp(back, "hello", 5));
	CHECK_ERR(write(fd, unmapped(4096), 5), EFAULT);
	CHECK_OK(ioctl(fd, CHARDEV_GET_OPENS, &opens));
	CHECK_EQ(opens, 1);
	CHECK_OK(ioctl(fd, CHARDEV_RESET_OPENS));
	CHECK_ERR(ioctl(fd, 12345, 0), ENOTTY);
	close(fd);
	CHECK_EQ(unload("chardev"), 0);
}

TEST(by_itself, "opening a device that has no driver asks modprobe for it")
{
	close(open_module("chardev"));
	CHECK_OK(mknod("node", S_IFCHR | 0600, makedev(240, 0)));
	CHECK_OK(close(CHECK_OK(open("node", O_RDONLY))));
	CHECK(module_line("chardev"));
	CHECK_EQ(unload("chardev"), 0);
	CHECK_OK(mknod("none", S_IFCHR | 0600, makedev(241, 0)));
	CHECK_ERR(open("none", O_RDONLY), ENXIO);
}

TEST(proc_file, "a file in /proc is gone with its module, also when it is open")
{
	char buf[80];
	int fd;

	CHECK_EQ(load("procfs-mod", ""), 0);
	CHECK_OK(write_file("/proc/procfs-mod", "a note\n", 7, 0));
	file_says("/proc/procfs-mod", "reads: 1\nwritten: a note\n");
	fd = CHECK_OK(open("/proc/procfs-mod", O_RDONLY));
	CHECK_EQ(unload("procfs_mod"), 0);
	CHECK_ERR(read(fd, buf, sizeof(buf)), EIO);
	CHECK_ERR(access("/proc/procfs-mod", F_OK), ENOENT);
}

/* --- threads --- */

static void wait_until_free(const char *name)
{
	while (module_uses(name) > 0)
		nap(5);
}

TEST(thread_holds, "a thread that runs in a module can hold it")
{
	CHECK_EQ(load("kthread-mod", "interval=10"), 0);
	CHECK_EQ(module_uses("kthread_mod"), 1);
	CHECK_EQ(unload("kthread_mod"), -EWOULDBLOCK);
	CHECK_OK(write_file(RUN, "0", 1, 0));
	wait_until_free("kthread_mod");
	CHECK_EQ(unload("kthread_mod"), 0);
}

TEST(thread_stopped, "or exit stops it, and waits until it has ended")
{
	char beats[20] = "0";

	CHECK_EQ(load("kthread-mod", "hold=n interval=10"), 0);
	while (beats[0] == '0')
		CHECK(read_file(BEATS, beats, sizeof(beats)) > 0);
	CHECK_EQ(module_uses("kthread_mod"), 0);
	CHECK_EQ(unload("kthread_mod"), 0);
}

/* --- no memory --- */

static int consumer_file;

static void need_consumer(void)
{
	CHECK_EQ(load("provider", ""), 0);
	consumer_file = open_module("consumer");
}

static long load_consumer(void)
{
	return raw(SYS_finit_module, consumer_file, "amount=2", 0);
}

static void unload_both(long result)
{
	(void)result;
	CHECK_EQ(unload("consumer"), 0);
	CHECK_EQ(unload("provider"), 0);
	close(consumer_file);
}

static const struct injected calls[] = {
	{ "finit_module: each allocation fails, and nothing is left",
	  load_consumer, .undo = unload_both, .prepare = need_consumer },
};

TEST_TABLE(no_memory, calls)
{
	close(open_module("consumer"));
	inject_all(element);
}

/* --- at once --- */

/* Returns how often it was this process that loaded it. */
static void load_and_unload(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		long err = load("hello", "times=0");

		if (err && err != -EEXIST && err != -EBUSY && err != -EINTR)
			FAIL("load: error %ld", -err);
		err = unload("hello");
		if (err && err != -ENOENT && err != -EBUSY &&
		    err != -EWOULDBLOCK)
			FAIL("unload: error %ld", -err);
	}
}

TEST(two_at_once, "two processes load and unload the same module at once")
{
	pid_t child;

	close(open_module("hello"));
	child = start(load_and_unload, NULL);
	load_and_unload(NULL);
	reap_ok(child);
	unload("hello");
	CHECK(!module_line("hello"));
	CHECK_EQ(load("hello", "times=0"), 0);
	CHECK_EQ(unload("hello"), 0);
}

static void open_and_close(void *arg)
{
	volatile int *stop = arg;

	while (!*stop) {
		int fd = open("/dev/chardev", O_RDONLY);

		if (fd < 0 && errno != ENOENT && errno != ENXIO)
			FAIL("open: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
	}
}

TEST(opened_meanwhile, "opening races with loading and unloading")
{
	volatile int *stop = map_shared(PAGE_SIZE);
	pid_t child;
	int gone = 0;

	close(open_module("chardev"));
	child = start(open_and_close, (void *)stop);
	while (gone < ROUNDS) {
		long err = load("chardev", "");

		if (err && err != -EEXIST && err != -EBUSY && err != -EINTR)
			FAIL("load: error %ld", -err);
		while (unload("chardev") == -EWOULDBLOCK)
			;
		gone++;
	}
	*stop = 1;
	reap_ok(child);
	unload("chardev");
	CHECK(!module_line("chardev"));
}
