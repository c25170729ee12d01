// SPDX-License-Identifier: GPL-2.0
/*
 * module-demo - code that joins the kernel while it runs, step by step: loading,
 * parameters, modules that need one another, who holds a module, what is
 * refused, and taking all out again in the right order. Only for Lectern, with
 * the bundled modules.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../modules/chardev.h"
#include <helpers.h>
#include <modules.h>

static int surprises;

/* A step's outcome, which should be this error number (0: success). */
static void outcome(const char *call, long got, long want)
{
	if (got < 0)
		printf("   %-28s refused: %s\n", call, strerror((int)-got));
	else
		printf("   %-28s done\n", call);
	if (got != -want) {
		printf("   ... which is a surprise\n");
		surprises++;
	}
}

static void insmod(const char *name, const char *args, long want)
{
	char call[80];

	snprintf(call, sizeof(call), "insmod %s.ko %s", name, args);
	outcome(call, load(name, args), want);
}

static void rmmod(const char *name, long want)
{
	char call[80];

	snprintf(call, sizeof(call), "rmmod %s", name);
	outcome(call, unload(name), want);
}

/* The name, size, uses and users of a module, as the kernel lists them. */
static void show(const char *name)
{
	printf("   /proc/modules: %s\n", module_line(name));
}

static void parameters(void)
{
	char whom[40];

	printf("1. A module is an object file that the kernel links to itself.\n"
	       "   Its parameters are set meanwhile:\n");
	insmod("hello", "whom=reader", 0);
	show("hello");
	read_file("/sys/module/hello/parameters/whom", whom, sizeof(whom));
	printf("   /sys/module/hello/parameters/whom says: %s", whom);
	insmod("hello", "", EEXIST);
	rmmod("hello", 0);
	printf("   A parameter that init does not like: it is out again at once\n");
	insmod("hello", "times=99", EINVAL);
}

static void dependencies(void)
{
	printf("2. consumer calls what provider exports. Without it, it cannot\n"
	       "   be linked; with it, it holds it:\n");
	insmod("consumer", "", ENOENT);
	printf("   (that is: no such symbol; the kernel's log names it)\n");
	insmod("provider", "", 0);
	insmod("consumer", "", 0);
	show("provider");
	rmmod("provider", EWOULDBLOCK);
}

static void open_file(void)
{
	int fd, opens = 0;

	printf("3. An open file holds the module that its device comes from:\n");
	insmod("chardev", "", 0);
	fd = open("/dev/chardev", O_RDWR);
	if (fd < 0 || ioctl(fd, CHARDEV_GET_OPENS, &opens) < 0)
		surprises++;
	printf("   /dev/chardev is open; the module counted %d open(s)\n",
	       opens);
	show("chardev");
	rmmod("chardev", EWOULDBLOCK);
	close(fd);
	printf("   /dev/chardev is closed again\n");
	rmmod("chardev", 0);
}

static void right_order(void)
{
	printf("4. Out again, first who uses, then who is used:\n");
	rmmod("consumer", 0);
	rmmod("provider", 0);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	parameters();
	dependencies();
	open_file();
	right_order();
	printf("Verdict: %s.\n",
	       surprises ? "not all went as it should"
			 : "nothing was removed that was in use");
	return surprises ? EXIT_FAILURE : EXIT_SUCCESS;
}
