// SPDX-License-Identifier: GPL-2.0
/*
 * module-churn N - load and unload modules N times, while others open the
 * device of one, load what uses another, and read all that shows modules.
 * Whatever comes of a single call: at the end every count is 0, all is gone,
 * and the memory is back. The debug kernel notices a use of freed memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <modules.h>
#include <resources.h>

#define WARM_UP 20

/* Shared with the children. */
static struct {
	volatile int stop;
	volatile unsigned long opened, consumed, read;
} * shared;

static void __attribute__((noreturn)) give_up(const char *what, long err)
{
	printf("module-churn: %s: %s\n", what, strerror((int)-err));
	exit(EXIT_FAILURE);
}

/* What may come of it when somebody else does the same at that moment. */
static int is_a_race(long err)
{
	return err == -EEXIST || err == -EBUSY || err == -ENOENT ||
	       err == -EWOULDBLOCK || err == -EINTR;
}

static void try_load(const char *name)
{
	long err = load(name, "");

	if (err && !is_a_race(err))
		give_up(name, err);
}

static void try_unload(const char *name)
{
	long err = unload(name);

	if (err && !is_a_race(err))
		give_up(name, err);
}

/* --- the others --- */

static void open_and_read(void)
{
	char byte;
	int fd = open("/dev/chardev", O_RDONLY);

	if (fd < 0)
		return;
	if (read(fd, &byte, 1) == 1)
		shared->opened++;
	close(fd);
}

static void consume(void)
{
	if (load("consumer", "amount=3") == 0)
		shared->consumed++;
	try_unload("consumer");
}

static void look(void)
{
	static const char *const files[] = {
		"/proc/modules", "/sys/module/chardev/refcnt",
		"/sys/module/provider/holders/consumer/initstate",
		"/sys/module/provider/parameters/sum"
	};
	static char text[8192];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		shared->read += read_file(files[i], text, sizeof(text)) > 0;
	if (system("ls /sys/module/* >/dev/null 2>&1") < 0)
		give_up("ls", -errno);
}

static pid_t start_other(void (*fn)(void))
{
	pid_t pid = fork();

	if (pid < 0)
		give_up("fork", -errno);
	if (pid)
		return pid;
	while (!shared->stop)
		fn();
	_exit(0);
}

/* --- the cycles --- */

static void cycles(int n)
{
	void (*const others[])(void) = { open_and_read, consume, look };
	int status, bad = 0;

	shared->stop = 0;
	for (int i = 0; i < 3; i++)
		start_other(others[i]);
	while (n--) {
		try_load("provider");
		try_load("chardev");
		try_unload("chardev");
		try_unload("provider");
	}
	shared->stop = 1;
	while (wait(&status) > 0)
		bad |= status;
	if (bad)
		give_up("one of the others", -ECHILD);
	unload("consumer");
	unload("provider");
	unload("chardev");
}

static int left_over(const char *name)
{
	if (module_uses(name) < 0)
		return 0;
	printf("module-churn: %s\n", module_line(name));
	return 1;
}

static int any_left(void)
{
	return left_over("consumer") + left_over("provider") +
	       left_over("chardev");
}

static int compare(const struct resources *before)
{
	struct resources after;
	int leaked = resources_settle(before, &after);

	for (int i = 0; i < RESOURCES; i++)
		if (resources_leaked(i, before, &after))
			printf("module-churn: %s: %ld before, %ld after\n",
			       resources_name(i), before->value[i],
			       after.value[i]);
	return leaked;
}

int main(int argc, char **argv)
{
	struct resources before;
	int n = argc > 1 ? atoi(argv[1]) : 100, bad;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		give_up("mmap", -errno);
	/* All of this program's own memory is in use before it is counted. */
	cycles(WARM_UP);
	bad = any_left();
	printf("module-churn: warmed up\n");
	resources_read(&before);
	resources_read(&before);
	cycles(n);
	bad += any_left() + compare(&before);
	printf("module-churn: %d cycles; meanwhile %lu times opened, %lu times "
	       "consumed, %lu files read\n",
	       n, shared->opened, shared->consumed, shared->read);
	return bad || !shared->opened || !shared->consumed || !shared->read
		       ? EXIT_FAILURE
		       : EXIT_SUCCESS;
}
