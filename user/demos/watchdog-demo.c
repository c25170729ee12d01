// SPDX-License-Identifier: GPL-2.0
/*
 * watchdog-demo - three ways to hang, and the three watchdogs that notice: user
 * space that falls silent (/dev/watchdog), a task that stays in the kernel (soft
 * lockup), interrupts off (hard lockup). What the machine survives is shown at
 * once; the two that end in a restart are run by name. Only for Lectern, with
 * the bundled modules.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <unistd.h>

#include <helpers.h>
#include <modules.h>

#define MARK	      "watchdog-demo: here begins "
#define KLOG_READ_ALL 3
#define TIMEOUT	      4
#define PRETIMEOUT    3
#define SILENCE	      2 /* seconds: over the warning, short of the reset */
#define SYSCTL	      "/proc/sys/kernel/"

static int surprises;

static void surprise(const char *what)
{
	printf("   ... a surprise: %s\n", what);
	surprises++;
}

static void set(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, value, strlen(value)) < 0) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	close(fd);
}

static void mark(const char *step)
{
	char line[100];

	snprintf(line, sizeof(line), "<6>" MARK "%s", step);
	set("/dev/kmsg", line);
}

/* The last line of the log, behind the last mark, that has these words. */
static void show_log(const char *words)
{
	static char log[64 * 1024];
	int n = klogctl(KLOG_READ_ALL, log, sizeof(log) - 1);
	char *from = log, *at, *line;

	log[n < 0 ? 0 : n] = '\0';
	while ((at = strstr(from, MARK)))
		from = at + 1;
	at = strstr(from, words);
	if (!at) {
		surprise("the log does not say so");
		return;
	}
	for (line = at; line[-1] != '>'; line--)
		;
	printf("   the log: %.*s\n", (int)strcspn(line, "\n"), line);
}

static void need(const char *module, const char *args)
{
	long err = load(module, args);

	if (!err || err == -EEXIST)
		return;
	fprintf(stderr, "watchdog-demo: %s: %s\n", module, strerror((int)-err));
	exit(EXIT_FAILURE);
}

static int open_dog(void)
{
	int fd;

	need("watchdog", "");
	need("softdog", "");
	fd = open("/dev/watchdog", O_WRONLY | O_CLOEXEC);
	if (fd < 0) {
		perror("/dev/watchdog");
		exit(EXIT_FAILURE);
	}
	return fd;
}

static void set_dog(int fd, unsigned long what, int seconds)
{
	if (ioctl(fd, what, &seconds) < 0)
		surprise("it refuses the time");
}

static void end_dog(int fd)
{
	if (write(fd, "V", 1) != 1)
		surprise("it cannot be stopped");
	close(fd);
	if (unload("softdog") < 0 || unload("watchdog") < 0)
		surprise("the modules do not go");
}

static void silence(void)
{
	int fd;

	printf("1. User space falls silent. Who opened /dev/watchdog has to write\n"
	       "   to it; softdog.ko resets the machine after %d s without, and\n"
	       "   warns %d s before. We are silent for %d s, then write again:\n",
	       TIMEOUT, PRETIMEOUT, SILENCE);
	mark("silence");
	fd = open_dog();
	set_dog(fd, WDIOC_SETTIMEOUT, TIMEOUT);
	set_dog(fd, WDIOC_SETPRETIMEOUT, PRETIMEOUT);
	sleep(SILENCE);
	end_dog(fd);
	show_log("pretimeout");
}

static void soft_lockup(void)
{
	char thresh[16] = "";

	printf("2. A task stays in the kernel. softlockup-mod spins in its init,\n"
	       "   interrupts on: ticks come, but nobody else runs. The tick\n"
	       "   notices after 2 * watchdog_thresh = 2 s:\n");
	read_file(SYSCTL "watchdog_thresh", thresh, sizeof(thresh));
	set(SYSCTL "watchdog_thresh", "1");
	mark("a soft lockup");
	need("softlockup-mod", "seconds=3");
	set(SYSCTL "watchdog_thresh", thresh);
	show_log("Soft lockup");
	show_log("spin_in_the_kernel");
	if (unload("softlockup_mod") < 0)
		surprise("the module does not go");
}

static void explain_hard(void)
{
	printf("3. Interrupts are off. No tick, no timer: neither of the others\n"
	       "   can notice. The NMI watchdog does, after watchdog_thresh / 2\n"
	       "   seconds, and the kernel panics, as nothing can help:\n"
	       "      watchdog-demo hard     hangs so and restarts 3 s later\n"
	       "      watchdog-demo silent   is the first, with nobody to write\n");
}

static void hard_lockup(void)
{
	printf("Interrupts go off now. Watch the console.\n");
	fflush(stdout);
	set(SYSCTL "panic", "3");
	mark("a hard lockup");
	need("hardlockup-mod", "");
}

static void silent_for_good(void)
{
	int fd = open_dog();

	printf("In %d seconds softdog.ko restarts the machine.\n", TIMEOUT);
	fflush(stdout);
	mark("silence for good");
	set_dog(fd, WDIOC_SETTIMEOUT, TIMEOUT);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "hard")) {
		hard_lockup();
		return EXIT_FAILURE;
	}
	if (argc == 2 && !strcmp(argv[1], "silent"))
		silent_for_good();
	if (argc > 1) {
		fprintf(stderr, "usage: watchdog-demo [hard | silent]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	silence();
	soft_lockup();
	explain_hard();
	printf("Verdict: %s\n",
	       surprises ? "not all was as it should be."
			 : "both were noticed, each by its own watchdog.");
	return surprises ? EXIT_FAILURE : EXIT_SUCCESS;
}
