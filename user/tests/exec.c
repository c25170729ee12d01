// SPDX-License-Identifier: GPL-2.0
/*
 * execve(2): what it refuses, and what of the old process is in the new one.
 * This program is also the one that is exec'd: as `exec --CHECK` it looks at
 * what it was given and exits with 0 when that is right.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define A_USER 4242

/* A limit on arguments that every Linux keeps: 32 pages in all. */
#define ALWAYS_FITS (100 * 1024)

extern char **environ;

static void on_signal(int sig)
{
	(void)sig;
}

/* The second lives, by the word that asks for them. */

static int look_arguments(int argc, char **argv)
{
	return argc != 5 || strcmp(argv[2], "") || strcmp(argv[3], "a b") ||
	       strcmp(argv[4], "\xff\x01") || argv[5] != NULL;
}

static int look_environment(void)
{
	return !environ[0] || strcmp(environ[0], "ONE=1") || !environ[1] ||
	       strcmp(environ[1], "no equals sign") || environ[2] != NULL;
}

static int look_descriptors(void)
{
	return fcntl(20, F_GETFD) != 0 || fcntl(21, F_GETFD) != -1;
}

static int look_signals(void)
{
	struct sigaction caught, ignored;
	sigset_t mask, pending;

	sigaction(SIGUSR1, NULL, &caught);
	sigaction(SIGUSR2, NULL, &ignored);
	sigprocmask(SIG_SETMASK, NULL, &mask);
	sigpending(&pending);
	if (caught.sa_handler != SIG_DFL)
		return 1;
	if (ignored.sa_handler != SIG_IGN)
		return 2;
	if (!sigismember(&mask, SIGHUP) || sigismember(&mask, SIGTERM))
		return 3;
	return sigismember(&pending, SIGHUP) ? 0 : 4;
}

static int look_process(char **argv)
{
	char cwd[256];
	mode_t mask = umask(0);

	if (getpid() != atoi(argv[2]) || getppid() != atoi(argv[3]))
		return 1;
	if (!getcwd(cwd, sizeof(cwd)) || strcmp(cwd, argv[4]))
		return 2;
	return mask == 0123 ? 0 : 3;
}

static int look_count(int argc, char **argv)
{
	int i;

	for (i = 2; i < argc; i++)
		if (strlen(argv[i]) != 99)
			return 1;
	return argc != 2 + ALWAYS_FITS / 100;
}

static int look_aligned(char **argv)
{
	/* argv follows argc, which lies where esp pointed at the start. */
	return (((unsigned long)argv - 4) & 15) != 0;
}

static int look_stack_flags(void)
{
	stack_t stack;

	return sigaltstack(NULL, &stack) || stack.ss_flags != SS_DISABLE;
}

int tap_alternate_main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "--arguments"))
		return look_arguments(argc, argv);
	if (!strcmp(what, "--environment"))
		return look_environment();
	if (!strcmp(what, "--descriptors"))
		return look_descriptors();
	if (!strcmp(what, "--signals"))
		return look_signals();
	if (!strcmp(what, "--process"))
		return look_process(argv);
	if (!strcmp(what, "--count"))
		return look_count(argc, argv);
	if (!strcmp(what, "--aligned"))
		return look_aligned(argv);
	if (!strcmp(what, "--altstack"))
		return look_stack_flags();
	if (!strcmp(what, "--segv"))
		*(volatile char *)KERNEL_BASE = 0;
	if (!strcmp(what, "--wait"))
		return raise(SIGSTOP);
	return -1;
}

static void exec_self(char **argv, char **envp)
{
	execve("/proc/self/exe", argv, envp);
	_exit(200);
}

/* Exec ourselves for one look, which must find all well. */
static void look(char *what)
{
	char *argv[] = { "exec", what, NULL };
	pid_t pid = CHECK_OK(fork());

	if (pid == 0)
		exec_self(argv, argv + 2);
	reap_ok(pid);
}

TEST(arguments, "the arguments arrive as they were, empty ones too")
{
	char *argv[] = { "exec", "--arguments", "", "a b", "\xff\x01", NULL };
	pid_t pid = fork();

	if (pid == 0)
		exec_self(argv, argv + 5);
	reap_ok(pid);
}

TEST(environment, "the environment arrives as it was")
{
	char *argv[] = { "exec", "--environment", NULL };
	char *envp[] = { "ONE=1", "no equals sign", NULL };
	pid_t pid = fork();

	if (pid == 0)
		exec_self(argv, envp);
	reap_ok(pid);
}

TEST(many_arguments, "100 KiB of arguments arrive")
{
	static char word[100];
	char **argv = calloc(3 + ALWAYS_FITS / 100, sizeof(*argv));
	int i;
	pid_t pid;

	memset(word, 'w', 99);
	argv[0] = "exec";
	argv[1] = "--count";
	for (i = 0; i < ALWAYS_FITS / 100; i++)
		argv[2 + i] = word;
	pid = fork();
	if (pid == 0)
		exec_self(argv, argv + 2 + i);
	reap_ok(pid);
}

TEST(alignment, "the stack pointer is aligned to 16 bytes at the entry")
{
	char *argv[] = { "exec", "--aligned", "", NULL };
	pid_t pid;
	int i;

	look("--aligned");
	for (i = 0; i < 20; i++) {
		argv[2] = "odd lengths shift it" + i;
		pid = fork();
		if (pid == 0)
			exec_self(argv, argv + 3);
		reap_ok(pid);
	}
}

TEST(close_on_exec, "descriptors stay open but for those marked close-on-exec")
{
	CHECK_OK(dup2(0, 20));
	CHECK_OK(dup2(0, 21));
	CHECK_OK(fcntl(21, F_SETFD, FD_CLOEXEC));
	look("--descriptors");
}

TEST(signals, "caught signals are reset; ignored, blocked, pending ones stay")
{
	char *argv[] = { "exec", "--signals", NULL };
	pid_t pid = fork();
	sigset_t set;

	if (pid == 0) {
		sigemptyset(&set);
		sigaddset(&set, SIGHUP);
		sigprocmask(SIG_SETMASK, &set, NULL);
		handle(SIGUSR1, on_signal, 0);
		signal(SIGUSR2, SIG_IGN);
		kill(getpid(), SIGHUP);
		exec_self(argv, argv + 2);
	}
	reap_ok(pid);
}

TEST(process, "pid, parent, directory and umask stay")
{
	char mine[16], parent[16], cwd[256];
	char *argv[] = { "exec", "--process", mine, parent, cwd, NULL };
	pid_t pid;

	CHECK(getcwd(cwd, sizeof(cwd)));
	snprintf(parent, sizeof(parent), "%d", (int)getpid());
	pid = fork();
	if (pid == 0) {
		snprintf(mine, sizeof(mine), "%d", (int)getpid());
		umask(0123);
		exec_self(argv, argv + 5);
	}
	reap_ok(pid);
}

TEST(altstack, "an alternate signal stack does not stay")
{
	stack_t stack = { .ss_sp = map(SIGSTKSZ), .ss_size = SIGSTKSZ };

	CHECK_OK(sigaltstack(&stack, NULL));
	look("--altstack");
}

TEST(handler_gone, "a handler of the old program is not called in the new one")
{
	char *argv[] = { "exec", "--segv", NULL };
	pid_t pid = fork();

	if (pid == 0) {
		handle(SIGSEGV, on_signal, 0);
		exec_self(argv, argv + 2);
	}
	reap_signal(pid, SIGSEGV);
}

TEST(alarm_stays, "an alarm that was set goes off in the new program")
{
	char *argv[] = { "exec", "--wait", NULL };
	struct itimerval soon = { .it_value.tv_usec = 100000 };
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		setitimer(ITIMER_REAL, &soon, NULL);
		exec_self(argv, argv + 2);
	}
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	nap(200);
	CHECK_OK(kill(pid, SIGCONT));
	reap_signal(pid, SIGALRM);
}

TEST(memory_gone, "the old program's mappings are gone")
{
	/* Exec repeatedly with 32 MiB touched: it would run out otherwise. */
	char *argv[] = { "exec", "--altstack", NULL };
	int i;

	for (i = 0; i < 10; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			memset(map(8 << 20), 1, 8 << 20);
			exec_self(argv, argv + 2);
		}
		reap_ok(pid);
	}
}

TEST(hundred, "100 times fork and exec")
{
	int i;

	for (i = 0; i < 100; i++)
		look("--altstack");
}

/* What is refused. */

static char *plain[] = { "program", NULL };

TEST(enoent, "a file that is not there: ENOENT")
{
	CHECK_ERR(execve("./missing", plain, plain + 1), ENOENT);
	CHECK_ERR(execve("missing/too", plain, plain + 1), ENOENT);
	CHECK_ERR(execve("", plain, plain + 1), ENOENT);
}

TEST(enotdir, "a file where a directory should be: ENOTDIR")
{
	CHECK_OK(write_file("file", "", 0, 0700));
	CHECK_ERR(execve("file/program", plain, plain + 1), ENOTDIR);
}

TEST(eacces_mode, "a file without execute permission: EACCES, for root too")
{
	CHECK_OK(write_file("file", "#!/bin/sh\n", 10, 0666));
	CHECK_ERR(execve("file", plain, plain + 1), EACCES);
}

TEST(eacces_directory, "a directory: EACCES")
{
	CHECK_ERR(execve("/", plain, plain + 1), EACCES);
}

TEST(eacces_device, "a device: EACCES")
{
	CHECK_ERR(execve("/dev/null", plain, plain + 1), EACCES);
}

TEST(eacces_search, "a directory that the user may not search: EACCES")
{
	CHECK_OK(mkdir("private", 0700));
	CHECK_OK(write_file("private/file", "#!/bin/sh\n", 10, 0777));
	CHECK_OK(setgid(A_USER));
	CHECK_OK(setuid(A_USER));
	CHECK_ERR(execve("private/file", plain, plain + 1), EACCES);
}

TEST(enoexec, "a text file without #! is ENOEXEC")
{
	CHECK_OK(write_file("file", "echo hello\n", 11, 0700));
	CHECK_ERR(execve("file", plain, plain + 1), ENOEXEC);
}

TEST(eloop, "a symbolic link to itself: ELOOP")
{
	CHECK_OK(symlink("self", "self"));
	CHECK_ERR(execve("self", plain, plain + 1), ELOOP);
}

TEST(enametoolong, "a name of 256 bytes, or a path of 4096: ENAMETOOLONG")
{
	static char path[PATH_MAX + 1];

	memset(path, 'n', 256);
	CHECK_ERR(execve(path, plain, plain + 1), ENAMETOOLONG);
	memset(path, '/', PATH_MAX);
	CHECK_ERR(execve(path, plain, plain + 1), ENAMETOOLONG);
}

TEST(e2big_string, "one argument of 4 MiB: E2BIG")
{
	char *argv[] = { "exec", map((4 << 20) + 1), NULL };

	memset(argv[1], 'x', 4 << 20);
	CHECK_ERR(execve(self_exe(), argv, argv + 2), E2BIG);
}

TEST(e2big_all, "6 MiB of arguments of 96 KiB each: E2BIG")
{
	char *word = map(96 * 1024 + 1), *argv[66];
	int i;

	memset(word, 'x', 96 * 1024);
	for (i = 0; i < 65; i++)
		argv[i] = word;
	argv[65] = NULL;
	CHECK_ERR(execve(self_exe(), argv, argv + 65), E2BIG);
}

TEST(e2big_environment, "the environment counts as well")
{
	char *word = map(96 * 1024 + 1), *envp[66];
	int i;

	memset(word, 'x', 96 * 1024);
	for (i = 0; i < 65; i++)
		envp[i] = word;
	envp[65] = NULL;
	CHECK_ERR(execve(self_exe(), plain, envp), E2BIG);
}

TEST(efault_path, "a bad path pointer: EFAULT")
{
	CHECK_EQ(raw(SYS_execve, unmapped(PAGE_SIZE), plain, plain + 1),
		 -EFAULT);
	CHECK_EQ(raw(SYS_execve, KERNEL_BASE, plain, plain + 1), -EFAULT);
}

TEST(efault_argv, "a bad argument vector, or a bad string in it: EFAULT")
{
	char *argv[] = { unmapped(PAGE_SIZE), NULL };

	CHECK_EQ(raw(SYS_execve, self_exe(), argv[0], plain + 1), -EFAULT);
	CHECK_EQ(raw(SYS_execve, self_exe(), argv, plain + 1), -EFAULT);
	argv[0] = (char *)KERNEL_BASE;
	CHECK_EQ(raw(SYS_execve, self_exe(), argv, plain + 1), -EFAULT);
}

TEST(efault_envp, "a bad environment: EFAULT")
{
	char *envp[] = { (char *)0xfffff000, NULL };

	CHECK_EQ(raw(SYS_execve, self_exe(), plain, 0xfffff000), -EFAULT);
	CHECK_EQ(raw(SYS_execve, self_exe(), plain, envp), -EFAULT);
}

static int untouched = 5;

TEST(caller_intact, "after a failed exec the caller is as it was")
{
	int fd = CHECK_OK(open("/dev/null", O_RDONLY | O_CLOEXEC));
	char *page = map(PAGE_SIZE);
	struct sigaction action;

	strcpy(page, "here");
	untouched = 6;
	handle(SIGUSR1, on_signal, 0);
	CHECK_OK(write_file("file",
			    "\x7f"
			    "ELF garbage",
			    12, 0700));
	CHECK_ERR(execve("file", plain, plain + 1), ENOEXEC);
	CHECK(!strcmp(page, "here"));
	CHECK_EQ(untouched, 6);
	CHECK_OK(fcntl(fd, F_GETFD));
	CHECK_OK(sigaction(SIGUSR1, NULL, &action));
	CHECK(action.sa_handler == on_signal);
}

TEST(thousand_failures, "1000 failed execs in a row")
{
	int i;

	CHECK_OK(write_file("file",
			    "\x7f"
			    "ELF garbage",
			    12, 0700));
	for (i = 0; i < 1000; i++)
		CHECK_ERR(execve("file", plain, plain + 1), ENOEXEC);
}
