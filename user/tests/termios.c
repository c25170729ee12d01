// SPDX-License-Identifier: GPL-2.0
/* termios(3): what the line discipline makes of what is typed. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <helpers.h>
#include <ptys.h>
#include <tap.h>

/* From one mode to another: flags to set and flags to clear. */
struct change {
	tcflag_t set, clear;
};

static void set_modes(struct change i, struct change o, struct change l)
{
	struct termios t;

	CHECK_OK(tcgetattr(slave, &t));
	t.c_iflag = (t.c_iflag | i.set) & ~i.clear;
	t.c_oflag = (t.c_oflag | o.set) & ~o.clear;
	t.c_lflag = (t.c_lflag | l.set) & ~l.clear;
	CHECK_OK(tcsetattr(slave, TCSANOW, &t));
}

static void set_char(int which, cc_t c)
{
	struct termios t;

	CHECK_OK(tcgetattr(slave, &t));
	t.c_cc[which] = c;
	CHECK_OK(tcsetattr(slave, TCSANOW, &t));
}

/* One read gives exactly these. */
static void reads(int fd, const char *text, size_t n)
{
	ssize_t got = CHECK_OK(read(fd, buf, sizeof(buf)));

	if ((size_t)got != n || memcmp(buf, text, n))
		FAIL("read \"%.*s\" (%zd), not \"%s\"", (int)got, buf, got,
		     text);
}

static void nothing_left(int fd)
{
	nonblock(fd);
	CHECK_ERR(read(fd, buf, sizeof(buf)), EAGAIN);
}

/* -- lines: what is typed, what is seen of it, what is read ----------------------- */

static const struct line_case {
	const char *claim;
	const char *typed, *echo, *line;
	struct change i, o, l;
} line_cases[] = {
	{ "a line is echoed as it is typed", .typed = "ab\n", .echo = "ab\r\n",
	  .line = "ab\n" },
	{ "ERASE takes back a character", .typed = "ab\177c\n",
	  .echo = "ab\b \bc\r\n", .line = "ac\n" },
	{ "and nothing at the beginning of a line", .typed = "\177a\n",
	  .echo = "a\r\n", .line = "a\n" },
	{ "without ECHOE it is echoed itself", .typed = "ab\177\n",
	  .echo = "ab^?\r\n", .line = "a\n", .l = { 0, ECHOE } },
	{ "a control character is echoed as ^X, and erased so",
	  .typed = "a\001\177b\n", .echo = "a^A\b \b\b \bb\r\n",
	  .line = "ab\n" },
	{ "without ECHOCTL it is echoed as it is, and takes no column",
	  .typed = "a\001\177b\n", .echo = "a\001b\r\n", .line = "ab\n",
	  .l = { 0, ECHOCTL } },
	{ "a tab is erased by as many columns as it took",
	  .typed = "abc\t\177d\n", .echo = "abc\t\b\b\b\b\bd\r\n",
	  .line = "abcd\n" },
	{ "wherever it began, behind another tab or not",
	  .typed = "\t\001ab\tc\tde\177\177\177\177\177\n",
	  .echo = "\t^Aab\tc\tde\b \b\b \b\b\b\b\b\b\b\b\b \b\b\b\b\b\r\n",
	  .line = "\t\001ab\n" },
	{ "WERASE takes back a word and the blanks behind it",
	  .typed = "one two  \027x\n",
	  .echo = "one two  \b \b\b \b\b \b\b \b\b \bx\r\n",
	  .line = "one x\n" },
	{ "KILL erases the line", .typed = "ab\025c\n",
	  .echo = "ab\b \b\b \bc\r\n", .line = "c\n" },
	{ "without ECHOKE it is echoed, and a new line begun",
	  .typed = "ab\025c\n", .echo = "ab^U\r\nc\r\n", .line = "c\n",
	  .l = { 0, ECHOKE } },
	{ "and does nothing in an empty line", .typed = "\025c\n",
	  .echo = "c\r\n", .line = "c\n", .l = { 0, ECHOKE } },
	{ "without ECHOK either no new line is begun", .typed = "ab\025c\n",
	  .echo = "ab^Uc\r\n", .line = "c\n", .l = { 0, ECHOKE | ECHOK } },
	{ "REPRINT shows the line again", .typed = "ab\022c\n",
	  .echo = "ab^R\r\nabc\r\n", .line = "abc\n" },
	{ "LNEXT takes the next one as it is", .typed = "\026\177\026\003\n",
	  .echo = "^\b^?^\b^C\r\n", .line = "\177\003\n" },
	{ "a newline too, which ends no line then", .typed = "a\026\nb\n",
	  .echo = "a^\b^Jb\r\n", .line = "a\nb\n" },
	{ "and is erased as it was echoed", .typed = "a\026\n\177b\n",
	  .echo = "a^\b^J\b \b\b \bb\r\n", .line = "ab\n" },
	{ "without IEXTEN LNEXT, WERASE and REPRINT are like others",
	  .typed = "\026\027\022\n", .echo = "^V^W^R\r\n",
	  .line = "\026\027\022\n", .l = { 0, IEXTEN } },
	{ "without ECHO nothing is seen", .typed = "ab\177\n", .echo = "",
	  .line = "a\n", .l = { 0, ECHO } },
	{ "but newlines with ECHONL", .typed = "ab\n", .echo = "\r\n",
	  .line = "ab\n", .l = { ECHONL, ECHO } },
	{ "without ISIG the signal characters are like others",
	  .typed = "\003\034\032\n", .echo = "^C^\\^Z\r\n",
	  .line = "\003\034\032\n", .l = { 0, ISIG } },
	{ "ICRNL makes newlines of returns", .typed = "a\r", .echo = "a\r\n",
	  .line = "a\n" },
	{ "without it a return ends no line", .typed = "a\rb\n",
	  .echo = "a^Mb\r\n", .line = "a\rb\n", .i = { 0, ICRNL } },
	{ "IGNCR drops returns", .typed = "a\rb\n", .echo = "ab\r\n",
	  .line = "ab\n", .i = { IGNCR, 0 } },
	{ "INLCR makes returns of newlines, which end no line",
	  .typed = "a\nb\r", .echo = "a^Mb\r\n", .line = "a\rb\n",
	  .i = { INLCR, 0 } },
	{ "ISTRIP takes away the eighth bit", .typed = "\341b\n",
	  .echo = "ab\r\n", .line = "ab\n", .i = { ISTRIP, 0 } },
	{ "with IUTF8 a character of two bytes is erased as one",
	  .typed = "a\303\244\177b\n", .echo = "a\303\244\b \bb\r\n",
	  .line = "ab\n", .i = { IUTF8, 0 } },
	{ "without IXON ^S and ^Q are like others", .typed = "\023\021\n",
	  .echo = "^S^Q\r\n", .line = "\023\021\n", .i = { 0, IXON } },
	{ "without ONLCR a newline is echoed alone", .typed = "a\n",
	  .echo = "a\n", .line = "a\n", .o = { 0, ONLCR } },
};

TEST_TABLE(lines, line_cases)
{
	const struct line_case *c = element;

	make_pty();
	set_modes(c->i, c->o, c->l);
	send_text(master, c->typed);
	reads(slave, c->line, strlen(c->line));
	expect(master, c->echo);
	nothing_left(master);
}

TEST(unseen, "what is typed can be erased while nobody reads the echo")
{
	make_pty();
	send_text(master, "a\t");
	expect(master, "a\t");
	nonblock(slave);
	while (write(slave, "all is full of this ", 20) > 0)
		;
	CHECK_EQ(errno, EAGAIN);
	send_text(master, "\177\177\t\025b\n");
	reads(slave, "b\n", 2);
}

/* -- the end of a line ---------------------------------------------------------------- */

TEST(eof, "EOF gives what was typed without an end of line, and is not read")
{
	make_pty();
	send_text(master, "ab\004cd\n");
	reads(slave, "ab", 2);
	reads(slave, "cd\n", 3);
}

TEST(eof_full, "EOF after as many as were asked for is no end of file")
{
	make_pty();
	send_text(master, "ab\004cd\n");
	CHECK_EQ(read(slave, buf, 2), 2);
	reads(slave, "cd\n", 3);
}

TEST(eol, "EOL and EOL2 end a line, and are read")
{
	make_pty();
	set_char(VEOL, ';');
	set_char(VEOL2, '!');
	send_text(master, "ab;cd!e\n");
	reads(slave, "ab;", 3);
	reads(slave, "cd!", 3);
	reads(slave, "e\n", 2);
	expect(master, "ab;cd!e\r\n");
}

TEST(parts, "a line may be read in parts")
{
	make_pty();
	send_text(master, "abc\nd\n");
	CHECK_EQ(read(slave, buf, 2), 2);
	reads(slave, "c\n", 2);
	reads(slave, "d\n", 2);
}

TEST(disabled, "a special character that is switched off is like others")
{
	make_pty();
	set_char(VERASE, _POSIX_VDISABLE);
	CHECK_EQ(write(master, "a\0b\177\n", 5), 5);
	reads(slave, "a\0b\177\n", 5);
}

/* -- raw ------------------------------------------------------------------------------ */

static void raw_with(cc_t min, cc_t time)
{
	make_pty();
	make_raw(slave);
	set_char(VMIN, min);
	set_char(VTIME, time);
}

TEST(min, "a raw read waits for VMIN characters")
{
	raw_with(3, 0);
	send_text(master, "ab");
	CHECK_EQ(events(slave) & POLLIN, 0);
	send_text(master, "cd");
	reads(slave, "abcd", 4);
}

TEST(no_min, "and for none when VMIN and VTIME are 0")
{
	raw_with(0, 0);
	CHECK_EQ(read(slave, buf, sizeof(buf)), 0);
	send_text(master, "a");
	reads(slave, "a", 1);
}

TEST(time, "VTIME ends it after so many tenths of a second without a character")
{
	raw_with(0, 1);
	CHECK_EQ(read(slave, buf, sizeof(buf)), 0);
	set_char(VMIN, 5);
	send_text(master, "ab");
	reads(slave, "ab", 2);
}

TEST(to_lines, "what came raw is a line when ICANON is set")
{
	struct change none = { 0, 0 };

	raw_with(2, 0);
	send_text(master, "ab");
	while (!(events(slave) & POLLIN))
		nap(1);
	set_modes(none, none, (struct change){ ICANON, 0 });
	send_text(master, "c\n");
	reads(slave, "ab", 2);
	reads(slave, "c\n", 2);
}

TEST(to_raw, "half a line can be read when ICANON is cleared")
{
	make_pty();
	send_text(master, "ab");
	expect(master, "ab");
	make_raw(slave);
	reads(slave, "ab", 2);
}

/* -- output ------------------------------------------------------------------------------ */

static const struct output_case {
	const char *claim;
	const char *written, *seen;
	struct change o;
} output_cases[] = {
	{ "ONLCR makes return and newline of a newline", .written = "a\nb",
	  .seen = "a\r\nb" },
	{ "OCRNL makes newlines of returns", .written = "a\rb", .seen = "a\nb",
	  .o = { OCRNL, ONLCR } },
	{ "ONOCR drops a return in column 0", .written = "\ra\r", .seen = "a\r",
	  .o = { ONOCR, 0 } },
	{ "with ONLRET a newline returns as well", .written = "a\n\rb",
	  .seen = "a\nb", .o = { ONLRET | ONOCR, ONLCR } },
	{ "XTABS makes blanks of tabs", .written = "ab\tc\t",
	  .seen = "ab      c       ", .o = { XTABS, 0 } },
	{ "without OPOST nothing is changed", .written = "a\n\r\t",
	  .seen = "a\n\r\t", .o = { XTABS, OPOST } },
};

TEST_TABLE(output, output_cases)
{
	const struct output_case *c = element;
	struct change none = { 0, 0 };

	make_pty();
	set_modes(none, c->o, none);
	send_text(slave, c->written);
	reads(master, c->seen, strlen(c->seen));
}

/* -- holding and forgetting ---------------------------------------------------------------- */

TEST(stop, "STOP holds what is written, START lets it go")
{
	make_pty();
	clear_lflag(slave, ECHO);
	send_text(master, "\023x\n");
	reads(slave, "x\n", 2);
	nonblock(slave);
	CHECK_ERR(write(slave, "held", 4), EAGAIN);
	CHECK_EQ(events(slave) & POLLOUT, 0);
	send_text(master, "\021y\n");
	while (!(events(slave) & POLLIN))
		nap(1);
	CHECK_EQ(write(slave, "goes", 4), 4);
	expect(master, "goes");
}

TEST(any, "with IXANY any character does")
{
	struct change none = { 0, 0 };

	make_pty();
	set_modes((struct change){ IXANY, 0 }, none,
		  (struct change){ 0, ECHO });
	send_text(master, "\023");
	send_text(master, "x\n");
	reads(slave, "x\n", 2);
	nonblock(slave);
	CHECK_EQ(write(slave, "goes", 4), 4);
	expect(master, "goes");
}

TEST(flow, "tcflow: TCOOFF holds output, which ^Q does not let go; TCOON does")
{
	make_pty();
	clear_lflag(slave, ECHO);
	CHECK_OK(tcflow(slave, TCOOFF));
	send_text(master, "\021x\n");
	reads(slave, "x\n", 2);
	nonblock(slave);
	CHECK_ERR(write(slave, "held", 4), EAGAIN);
	CHECK_OK(tcflow(slave, TCOON));
	CHECK_EQ(write(slave, "goes", 4), 4);
	expect(master, "goes");
	CHECK_ERR(tcflow(slave, 4), EINVAL);
}

TEST(start_sent, "tcflow: TCIOFF sends STOP, TCION sends START")
{
	make_pty();
	CHECK_OK(tcflow(slave, TCIOFF));
	CHECK_OK(tcflow(slave, TCION));
	expect(master, "\023\021");
}

TEST(flush, "tcflush: TCIFLUSH forgets what was typed")
{
	make_pty();
	send_text(master, "old\n");
	expect(master, "old\r\n");
	CHECK_OK(tcflush(slave, TCIFLUSH));
	send_text(master, "new\n");
	reads(slave, "new\n", 4);
	CHECK_ERR(tcflush(slave, 3), EINVAL);
}

TEST(set_flush, "TCSAFLUSH does so as well, TCSADRAIN does not")
{
	struct termios t;

	make_pty();
	send_text(master, "old\n");
	expect(master, "old\r\n");
	CHECK_OK(tcgetattr(slave, &t));
	CHECK_OK(tcsetattr(slave, TCSADRAIN, &t));
	reads(slave, "old\n", 4);
	send_text(master, "old\n");
	expect(master, "old\r\n");
	CHECK_OK(tcsetattr(slave, TCSAFLUSH, &t));
	send_text(master, "new\n");
	reads(slave, "new\n", 4);
}

TEST(signal_flush, "a signal character forgets what was typed; not with NOFLSH")
{
	struct change none = { 0, 0 };

	make_pty();
	send_text(master, "old\003new\n");
	reads(slave, "new\n", 4);
	set_modes(none, none, (struct change){ NOFLSH, 0 });
	send_text(master, "old\003new\n");
	reads(slave, "oldnew\n", 7);
}

TEST(waiting, "FIONREAD counts the characters of the lines that are there")
{
	int n;

	make_pty();
	send_text(master, "ab\004cd\nhalf");
	expect(master, "abcd\r\nhalf");
	CHECK_OK(ioctl(slave, FIONREAD, &n));
	CHECK_EQ(n, 5);
}

TEST(bad_pointers, "the ioctls: EFAULT")
{
	make_pty();
	CHECK_ERR(ioctl(slave, TCGETS, KERNEL_BASE), EFAULT);
	CHECK_ERR(ioctl(slave, TCSETS, KERNEL_BASE), EFAULT);
	CHECK_ERR(ioctl(slave, FIONREAD, KERNEL_BASE), EFAULT);
	CHECK_ERR(ioctl(slave, TIOCGWINSZ, KERNEL_BASE), EFAULT);
	CHECK_ERR(ioctl(slave, TIOCSWINSZ, KERNEL_BASE), EFAULT);
}
