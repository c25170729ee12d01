// SPDX-License-Identifier: GPL-2.0
/*
 * guest-init - pid 1 under scripts/guest: run one command, report, power off.
 *
 *	/etc/guest/command	the argument vector, each string NUL-terminated
 *	first serial line	the console: kernel messages, and ours
 *	second (/dev/ttyS1)	the command's input, output and errors, raw
 *	third (/dev/ttyS2)	`exit N` when it has ended
 *
 * Three lines, so that no kernel message mixes into what the command prints.
 */
#include <boot.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <termios.h>
#include <unistd.h>

#define COMMAND_FILE "/etc/guest/command"
#define COMMAND_LINE "/dev/ttyS1"
#define STATUS_LINE  "/dev/ttyS2"

/* Longest command file, and most strings in it. */
#define COMMAND_BYTES (64 * 1024)
#define COMMAND_WORDS 4096

/* The exit status when there is no command to run. */
#define NO_COMMAND 125

static char command[COMMAND_BYTES + 1];
static char *words[COMMAND_WORDS + 1];

/* Read the whole command file; returns its length, 0 when there is none. */
static size_t read_command(void)
{
	int fd = open(COMMAND_FILE, O_RDONLY);
	size_t length = 0;
	ssize_t n;

	if (fd < 0)
		return 0;
	while ((n = read(fd, command + length, COMMAND_BYTES - length)) > 0)
		length += (size_t)n;
	close(fd);
	return length;
}

/* Cut the command file into its strings; returns how many there are. */
static size_t split_command(size_t length)
{
	char *at = command, *end = command + length;
	size_t n = 0;

	while (at < end && n < COMMAND_WORDS) {
		words[n++] = at;
		at += strlen(at) + 1;
	}
	return n;
}

/*
 * Open a serial line so that bytes pass as they are: no echo, no line editing,
 * no carriage return added to a line feed.
 */
static int open_raw(const char *path)
{
	struct termios line;
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) {
		printf("guest-init: %s: %s\n", path, strerror(errno));
		return -1;
	}
	if (tcgetattr(fd, &line) == 0) {
		cfmakeraw(&line);
		line.c_cflag |= CLOCAL | CREAD;
		cfsetspeed(&line, B115200);
		tcsetattr(fd, TCSANOW, &line);
	}
	return fd;
}

/* In the child: become the command, on the second line if it is there. */
static void run_command(int line)
{
	setsid();
	if (line >= 0) {
		dup2(line, STDIN_FILENO);
		dup2(line, STDOUT_FILENO);
		dup2(line, STDERR_FILENO);
	}
	if (!words[0]) {
		fprintf(stderr, "guest-init: no command in %s\n", COMMAND_FILE);
		_exit(NO_COMMAND);
	}
	exec_or_explain(words);
}

static void report(int status)
{
	char text[32];
	int line = open_raw(STATUS_LINE);
	int n = snprintf(text, sizeof(text), "exit %d\n", status);

	if (line < 0 || write(line, text, (size_t)n) != n)
		printf("guest-init: exit %d\n", status);
	if (line >= 0)
		tcdrain(line);
}

int main(void)
{
	int line, status;
	pid_t pid;

	mount_all();
	open_console();
	set_environment();
	if (chdir("/") < 0)
		printf("guest-init: no root directory\n");
	split_command(read_command());
	line = open_raw(COMMAND_LINE);
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		run_command(line);
	if (pid < 0)
		printf("guest-init: fork: %s\n", strerror(errno));
	status = pid < 0 ? NO_COMMAND : wait_for(pid);
	if (line >= 0)
		tcdrain(line);
	report(status);
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	printf("guest-init: this kernel cannot power off: %s\n",
	       strerror(errno));
	for (;;)
		pause();
}
