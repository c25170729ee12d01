// SPDX-License-Identifier: GPL-2.0
/*
 * execve(2) of interpreter scripts.  The interpreter is this program: called
 * as `script --show …` it prints its arguments, each followed by a bar.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

static char line[2048];

int tap_alternate_main(int argc, char **argv)
{
	int i, show = 0;

	for (i = 1; i < argc; i++)
		show |= !strncmp(argv[i], "--show", 6) ||
			!strcmp(argv[i], "./s");
	if (!show)
		return -1;
	for (i = 0; i < argc; i++)
		printf("%s|", argv[i]);
	return 0;
}

/* Make the script ./NAME of one line, which printf's with our own path. */
static void make(const char *name, const char *format)
{
	snprintf(line, sizeof(line), format, self_exe());
	CHECK_OK(write_file(name, line, strlen(line), 0700));
}

/*
 * Exec ./s with the arguments "x" and "y z"; OUT gets what it prints.
 * Returns the wait status; the child exits with errno if exec fails.
 */
static int run(char *out, size_t size)
{
	char *argv[] = { "zero", "x", "y z", NULL };
	size_t length = 0;
	int fds[2];
	ssize_t n;
	pid_t pid;

	CHECK_OK(pipe(fds));
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		execve("./s", argv, argv + 3);
		_exit(errno);
	}
	close(fds[1]);
	while ((n = read(fds[0], out + length, size - 1 - length)) > 0)
		length += (size_t)n;
	out[length] = '\0';
	close(fds[0]);
	return reap(pid);
}

/* The script ./s must run and be given the arguments that FORMAT tells. */
static void shows(const char *format)
{
	char out[2048], want[2048];
	int status = run(out, sizeof(out));

	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 0);
	snprintf(want, sizeof(want), format, self_exe(), self_exe());
	if (strcmp(out, want))
		FAIL("arguments: expected %s got %s", want, out);
}

static void fails(int error)
{
	char out[64];
	int status = run(out, sizeof(out));

	CHECK(WIFEXITED(status));
	CHECK_EQ(-WEXITSTATUS(status), -error);
}

TEST(no_argument, "#!INTERPRETER: gets its path, the script's, the arguments")
{
	make("s", "#!%s\n");
	shows("%s|./s|x|y z|");
}

TEST(argument, "#!INTERPRETER ARG: the argument comes before the script")
{
	make("s", "#!%s --show\n");
	shows("%s|--show|./s|x|y z|");
}

TEST(one_argument,
     "what follows the interpreter is one argument, blanks and all")
{
	make("s", "#!%s --show a  b\n");
	shows("%s|--show a  b|./s|x|y z|");
}

TEST(blanks, "blanks around interpreter and argument are left out")
{
	make("s", "#! \t%s \t --show \t \n");
	shows("%s|--show|./s|x|y z|");
}

TEST(no_newline, "a script may end without a newline")
{
	make("s", "#!%s --show");
	shows("%s|--show|./s|x|y z|");
}

TEST(rest_ignored, "only the first line counts")
{
	make("s", "#!%s --show\nsecond line\n");
	shows("%s|--show|./s|x|y z|");
}

TEST(nested, "the interpreter may be a script itself")
{
	make("inner", "#!%s --show inner\n");
	CHECK_OK(write_file("s", "#!./inner outer\n", 16, 0700));
	shows("%s|--show inner|./inner|outer|./s|x|y z|");
}

TEST(endless, "a script that interprets itself: ELOOP")
{
	CHECK_OK(write_file("s", "#!./s\n", 6, 0700));
	fails(ELOOP);
}

TEST(empty, "#! and nothing behind it: ENOEXEC")
{
	CHECK_OK(write_file("s", "#!\n", 3, 0700));
	fails(ENOEXEC);
}

TEST(only_blanks, "#! and blanks alone: ENOEXEC")
{
	CHECK_OK(write_file("s", "#!  \t \n", 7, 0700));
	fails(ENOEXEC);
}

TEST(two_bytes, "a file that is #! and nothing else is refused")
{
	char out[64];

	/* Linux says EACCES here, by accident rather than by the manual. */
	CHECK_OK(write_file("s", "#!", 2, 0700));
	CHECK(WEXITSTATUS(run(out, sizeof(out))) != 0);
}

TEST(no_interpreter, "an interpreter that is not there: ENOENT")
{
	CHECK_OK(write_file("s", "#!/no/such/thing\n", 17, 0700));
	fails(ENOENT);
}

TEST(bad_interpreter, "an interpreter that may not be executed: EACCES")
{
	CHECK_OK(write_file("inner", "x", 1, 0600));
	CHECK_OK(write_file("s", "#!./inner\n", 10, 0700));
	fails(EACCES);
}

TEST(text_interpreter, "an interpreter that is no program: ENOEXEC")
{
	CHECK_OK(write_file("inner", "some text\n", 10, 0700));
	CHECK_OK(write_file("s", "#!./inner\n", 10, 0700));
	fails(ENOEXEC);
}

TEST(directory, "an interpreter that is a directory: EACCES")
{
	CHECK_OK(write_file("s", "#!/\n", 4, 0700));
	fails(EACCES);
}

TEST(long_path, "an interpreter's path that is longer than 255: ENOEXEC")
{
	strcpy(line, "#!");
	memset(line + 2, '/', 300);
	strcpy(line + 302, self_exe());
	strcat(line, "\n");
	CHECK_OK(write_file("s", line, strlen(line), 0700));
	fails(ENOEXEC);
}

TEST(unreadable_mode, "a script without execute permission: EACCES")
{
	make("s", "#!%s --show\n");
	CHECK_OK(chmod("s", 0600));
	fails(EACCES);
}
