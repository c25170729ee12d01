// SPDX-License-Identifier: GPL-2.0
/*
 * watchdogd - writes to /dev/watchdog for as long as the system is well.
 *
 * The device resets the machine when nothing has been written to it for a while.
 * That alone catches a kernel that hangs, and a system in which this program does
 * not get to run any more. The checks (see usage) add what else "not well" may
 * mean: while one of them fails nothing is written, so that a system that does
 * not recover within the timeout is reset. Each turn of a check, for bad or
 * good, goes to the kernel's log, which the serial console keeps.
 *
 *   every `interval`:   checks pass -> write        fail -> write nothing
 *   SIGTERM, SIGINT:    write 'V', close: the device stops
 *   any other end:      the device runs on, and bites
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/watchdog.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>

#define DEVICE	     "/dev/watchdog"
#define TIMEOUT	     60
#define PINGS	     3 /* in a timeout, unless told */
#define MSEC_PER_SEC 1000
#define KMSG_LINE    256

static int timeout = TIMEOUT, pretimeout, interval;
static double most_load;
static long least_kib;
static const char *file, *command;
static int file_seconds = TIMEOUT;

static void usage(FILE *to)
{
	fprintf(to,
		"usage: watchdogd [OPTION...] [DEVICE]\n"
		"Write to DEVICE (" DEVICE ") for as long as all is well.\n"
		"\n"
		"  -t, --timeout=SECONDS   reset after so much silence (%d)\n"
		"  -p, --pretimeout=SECONDS  a warning in the log before it\n"
		"  -i, --interval=SECONDS  write so often (a third of that)\n"
		"  -F, --foreground        stay at this terminal\n"
		"  -h, --help              this text\n"
		"\n"
		"All is well when\n"
		"  -l, --load=NUMBER       the load of the last minute is less\n"
		"  -m, --memory=KIB        so much memory is available\n"
		"  -f, --file=PATH         this file has been changed\n"
		"  -w, --within=SECONDS    ... so recently (%d)\n"
		"  -c, --command=COMMAND   sh ends COMMAND with 0, in time\n"
		"\n"
		"SIGTERM stops the device and ends watchdogd. Nothing else "
		"does.\n",
		TIMEOUT, TIMEOUT);
}

/* To the kernel's log: it is what is left after a reset. */
static void say(const char *format, ...)
{
	char line[KMSG_LINE];
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	int n = snprintf(line, sizeof(line), "<2>watchdogd: ");
	va_list args;

	va_start(args, format);
	vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
	va_end(args);
	if (fd < 0 || write(fd, line, strlen(line)) < 0)
		fprintf(stderr, "%s\n", line + strlen("<2>"));
	if (fd >= 0)
		close(fd);
}

/* -- checks: true when it is well ------------------------------------------ */

static bool load_ok(void)
{
	double load;

	return !most_load || (getloadavg(&load, 1) == 1 && load < most_load);
}

static bool memory_ok(void)
{
	return !least_kib ||
	       proc_field("/proc/meminfo", "MemAvailable:") >= least_kib;
}

/*
 * By what it looks like, not by the clock, which somebody may set. A file that is
 * not there looks like nothing.
 */
static bool file_ok(void)
{
	static struct timespec seen;
	static long long changed;
	struct stat st = { 0 };

	if (!file)
		return true;
	if (stat(file, &st) == 0 &&
	    memcmp(&st.st_mtim, &seen, sizeof(seen)) != 0) {
		seen = st.st_mtim;
		changed = now_ms();
	}
	if (!changed)
		changed = now_ms();
	return now_ms() - changed < (long long)file_seconds * MSEC_PER_SEC;
}

/* "-1000": spared when memory runs out; "0": as everybody. */
static void set_oom_score(const char *score)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, score, strlen(score)) < 0)
		perror("watchdogd: oom_score_adj");
	if (fd >= 0)
		close(fd);
}

static pid_t start_command(void)
{
	pid_t pid = fork();
	sigset_t none;

	if (pid)
		return pid;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	set_oom_score("0");
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}

/*
 * It runs beside the writing: each time it is asked for its result, and started
 * again when it has one. One that takes longer than the timeout is ended.
 */
static bool command_ok(void)
{
	static pid_t pid;
	static long long started;
	static bool well = true;
	int status;

	if (!command)
		return true;
	if (pid > 0 && waitpid(pid, &status, WNOHANG) == pid) {
		well = status == 0;
		pid = 0;
	}
	if (pid > 0 && now_ms() - started > timeout * MSEC_PER_SEC) {
		kill(-pid, SIGKILL);
		well = false;
	}
	if (pid <= 0) {
		pid = start_command();
		started = now_ms();
		well = well && pid > 0;
	}
	return well;
}

static struct check {
	const char *name;
	bool (*ok)(void);
	bool failing;
} checks[] = {
	{ "the load", load_ok, false },
	{ "the available memory", memory_ok, false },
	{ "the file that should change", file_ok, false },
	{ "the test command", command_ok, false },
};

#define CHECKS (sizeof(checks) / sizeof(checks[0]))

static bool all_well(void)
{
	bool well = true;

	for (size_t i = 0; i < CHECKS; i++) {
		bool ok = checks[i].ok();

		if (ok == checks[i].failing)
			say("%s is %s", checks[i].name,
			    ok ? "well again"
			       : "not well: the watchdog gets no more writes");
		checks[i].failing = !ok;
		well = well && ok;
	}
	return well;
}

/* -- the device ------------------------------------------------------------ */

/* The memory of others, and their being ahead, must not keep us from writing. */
static void become_reliable(void)
{
	struct sched_param param = { .sched_priority = 1 };

	set_oom_score("-1000");
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		perror("watchdogd: mlockall");
	/* What it starts is an ordinary program. */
	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param))
		perror("watchdogd: sched_setscheduler");
}

static void set_time(int fd, unsigned long cmd, const char *what, int seconds)
{
	if (ioctl(fd, cmd, &seconds) == 0)
		return;
	fprintf(stderr, "watchdogd: a %s of %d s: %s\n", what, seconds,
		strerror(errno));
	if (write(fd, "V", 1) == 1)
		close(fd);
	exit(EXIT_FAILURE);
}

static int open_device(const char *name)
{
	int fd = open(name, O_WRONLY | O_CLOEXEC);
	int why = 0;

	if (fd < 0) {
		perror(name);
		if (errno == ENOENT)
			fprintf(stderr,
				"No driver is loaded: modprobe softdog\n");
		exit(EXIT_FAILURE);
	}
	set_time(fd, WDIOC_SETTIMEOUT, "timeout", timeout);
	if (pretimeout)
		set_time(fd, WDIOC_SETPRETIMEOUT, "pretimeout", pretimeout);
	if (ioctl(fd, WDIOC_GETBOOTSTATUS, &why) == 0 && why & WDIOF_CARDRESET)
		say("the last reset was the watchdog's");
	return fd;
}

/* Returns the signal that ends it. */
static int refresh(int fd, const sigset_t *ends)
{
	const struct timespec pause = { .tv_sec = interval };
	int sig;

	for (;;) {
		if (all_well() && write(fd, "\0", 1) != 1)
			say("cannot write: %s", strerror(errno));
		sig = sigtimedwait(ends, NULL, &pause);
		if (sig > 0)
			return sig;
	}
}

static void stop_device(int fd, int sig)
{
	if (write(fd, "V", 1) != 1)
		say("cannot stop the watchdog: %s", strerror(errno));
	close(fd);
	say("%s: it is stopped", strsignal(sig));
}

/* -- options --------------------------------------------------------------- */

static const struct option options[] = {
	{ "timeout", required_argument, NULL, 't' },
	{ "pretimeout", required_argument, NULL, 'p' },
	{ "interval", required_argument, NULL, 'i' },
	{ "foreground", no_argument, NULL, 'F' },
	{ "help", no_argument, NULL, 'h' },
	{ "load", required_argument, NULL, 'l' },
	{ "memory", required_argument, NULL, 'm' },
	{ "file", required_argument, NULL, 'f' },
	{ "within", required_argument, NULL, 'w' },
	{ "command", required_argument, NULL, 'c' },
	{ NULL, 0, NULL, 0 },
};

static void __attribute__((noreturn)) wrong_usage(void)
{
	usage(stderr);
	exit(2);
}

static double number(const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || value <= 0) {
		fprintf(stderr, "watchdogd: %s is no number above 0\n", text);
		wrong_usage();
	}
	return value;
}

static void take_option(int option)
{
	switch (option) {
	case 't':
		timeout = (int)number(optarg);
		break;
	case 'p':
		pretimeout = (int)number(optarg);
		break;
	case 'i':
		interval = (int)number(optarg);
		break;
	case 'l':
		most_load = number(optarg);
		break;
	case 'm':
		least_kib = (long)number(optarg);
		break;
	case 'f':
		file = optarg;
		break;
	case 'w':
		file_seconds = (int)number(optarg);
		break;
	case 'c':
		command = optarg;
		break;
	case 'h':
		usage(stdout);
		exit(EXIT_SUCCESS);
	default:
		wrong_usage();
	}
}

/* Returns whether it stays in the foreground. */
static bool take_options(int argc, char **argv)
{
	bool foreground = false;
	int option;

	while ((option = getopt_long(argc, argv, "t:p:i:Fhl:m:f:w:c:", options,
				     NULL)) != -1) {
		if (option == 'F')
			foreground = true;
		else
			take_option(option);
	}
	if (argc - optind > 1)
		wrong_usage();
	if (!interval)
		interval = timeout > PINGS ? timeout / PINGS : 1;
	if (interval >= timeout) {
		fprintf(stderr, "watchdogd: the interval must be less than the "
				"timeout\n");
		wrong_usage();
	}
	return foreground;
}

int main(int argc, char **argv)
{
	bool foreground = take_options(argc, argv);
	sigset_t ends;
	int fd, sig;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	fd = open_device(optind < argc ? argv[optind] : DEVICE);
	/* The child has the file open as well, and keeps it when we end. */
	if (!foreground && daemon(0, 0) < 0) {
		perror("watchdogd: daemon");
		stop_device(fd, SIGTERM);
		return EXIT_FAILURE;
	}
	become_reliable();
	sig = refresh(fd, &ends);
	stop_device(fd, sig);
	return EXIT_SUCCESS;
}
