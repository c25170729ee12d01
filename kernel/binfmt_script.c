// SPDX-License-Identifier: GPL-2.0
/*
 * Scripts: a text whose first line names the program to run it, execve(2).
 *
 *   #! /usr/bin/awk -f        the blank after #! may be missing; what follows the
 *                             name is one argument, blanks inside included
 *
 *   execve("./s", { "s", "x" })  becomes  awk's argv: { "/usr/bin/awk", "-f",
 *                                                       "./s", "x" }
 *
 * The line is taken from the BINPRM_BUF_SIZE bytes that exec has read. If it is
 * longer, its argument is cut; a name that does not end there is refused, since
 * it could name another program. The interpreter may be a script itself, up to
 * MAX_INTERPRETERS times.
 *
 * No locks.
 */
#include <lectern/err.h>
#include <lectern/exec.h>
#include <lectern/fs.h>
#include <lectern/string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static char *skip_blanks(char *s)
{
	while (is_blank(*s))
		s++;
	return s;
}

/*
 * End the line where it ends, without the blanks there. False: it goes on behind
 * the buffer, and all of it is left.
 */
static bool cut_line(char *buf)
{
	size_t len = strnlen(buf, BINPRM_BUF_SIZE - 1);
	char *newline = memchr(buf, '\n', len);
	char *end = newline ? newline : buf + len;
	bool whole = newline || !*end;

	while (whole && end > buf && is_blank(end[-1]))
		end--;
	*end = '\0';
	return whole;
}

/* Cut buf, the file's head, into name and argument (NULL: none) of its first
 * line. 0 or -ENOEXEC. */
static int parse_line(char *buf, char **name, char **arg)
{
	bool whole;
	char *s;

	if (buf[0] != '#' || buf[1] != '!')
		return -ENOEXEC;
	whole = cut_line(buf);
	*name = s = skip_blanks(buf + 2);
	if (!*s)
		return -ENOEXEC;
	while (*s && !is_blank(*s))
		s++;
	if (!*s && !whole)
		return -ENOEXEC;
	*arg = skip_blanks(s);
	if (!**arg)
		*arg = NULL;
	*s = '\0';
	return 0;
}

/* The script's argv[0] gives way to interpreter, argument and script. */
static int replace_arg_zero(struct linux_binprm *bprm, const char *name,
			    const char *arg)
{
	const char *args[3];
	int n = 0;

	remove_arg_zero(bprm);
	args[n++] = name;
	if (arg)
		args[n++] = arg;
	args[n++] = bprm->interp;
	bprm->argc += n;
	return copy_strings_kernel(bprm, n, args);
}

int load_script(struct linux_binprm *bprm, struct pt_regs *regs)
{
	struct file *file;
	char *name, *arg;
	int err;

	err = parse_line(bprm->buf, &name, &arg);
	if (!err)
		err = replace_arg_zero(bprm, name, arg);
	if (err)
		return err;
	strscpy(bprm->interp_buf, name, sizeof(bprm->interp_buf));
	bprm->interp = bprm->interp_buf;
	bprm->depth++;
	file = open_exec(bprm->interp);
	if (IS_ERR(file))
		return PTR_ERR(file);
	fput(bprm->file);
	bprm->file = file;
	err = prepare_binprm(bprm);
	return err ? err : search_binary_handler(bprm, regs);
}
