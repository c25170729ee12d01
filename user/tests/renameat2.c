// SPDX-License-Identifier: GPL-2.0
/* rename(2): renameat2 and its flags, sticky directories, mounts. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define NOREPLACE 1
#define EXCHANGE  2
#define WHITEOUT  4

static long renameat2_(const char *from, const char *to, unsigned flags)
{
	return raw(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static void make(const char *name)
{
	CHECK_OK(write_file(name, name, strlen(name), 0644));
}

static void holds(const char *name, const char *want)
{
	char buf[20];

	CHECK(read_file(name, buf, sizeof(buf)) >= 0);
	if (strcmp(buf, want))
		FAIL("%s holds \"%s\", not \"%s\"", name, buf, want);
}

static unsigned links(const char *name)
{
	struct stat st;

	CHECK_OK(stat(name, &st));
	return st.st_nlink;
}

TEST(noreplace, "RENAME_NOREPLACE: a new name, or EEXIST")
{
	make("a");
	make("b");
	CHECK_EQ(renameat2_("a", "b", NOREPLACE), -EEXIST);
	CHECK_EQ(renameat2_("a", "a", NOREPLACE), -EEXIST);
	CHECK_EQ(renameat2_("a", ".", NOREPLACE), -EEXIST);
	CHECK_EQ(renameat2_("a", "c", NOREPLACE), 0);
	holds("c", "a");
	CHECK_ERR(access("a", F_OK), ENOENT);
}

TEST(exchange, "RENAME_EXCHANGE: two files exchange their names")
{
	make("a");
	CHECK_OK(mkdir("dir", 0755));
	make("dir/b");
	CHECK_EQ(renameat2_("a", "dir/b", EXCHANGE), 0);
	holds("a", "dir/b");
	holds("dir/b", "a");
	CHECK_EQ(renameat2_("a", "a", EXCHANGE), 0);
	CHECK_OK(unlink("a"));
	CHECK_OK(unlink("dir/b"));
	CHECK_OK(rmdir("dir"));
}

TEST(exchange_kinds,
     "a file and a directory can; the links of \"..\" are counted")
{
	make("a");
	CHECK_OK(mkdir("dir", 0755));
	CHECK_OK(mkdir("other", 0755));
	CHECK_OK(mkdir("other/sub", 0755));
	make("other/sub/x");
	CHECK_EQ(renameat2_("a", "other/sub", EXCHANGE), 0);
	holds("a/x", "other/sub/x");
	holds("other/sub", "a");
	CHECK_EQ(links("other"), 2);
	CHECK_EQ(renameat2_("a", "dir", EXCHANGE), 0);
	holds("dir/x", "other/sub/x");
	CHECK_EQ(renameat2_("dir", "other", EXCHANGE), 0);
	holds("dir/sub", "a");
	CHECK_OK(chdir("other"));
	CHECK_OK(access("../dir/sub", F_OK));
}

TEST(exchange_errors, "both must be there, and neither below the other")
{
	make("a");
	CHECK_OK(mkdir("dir", 0755));
	make("dir/b");
	CHECK_EQ(renameat2_("a", "missing", EXCHANGE), -ENOENT);
	CHECK_EQ(renameat2_("missing", "a", EXCHANGE), -ENOENT);
	CHECK_EQ(renameat2_("dir", "dir/b", EXCHANGE), -EINVAL);
	CHECK_EQ(renameat2_("dir/b", "dir", EXCHANGE), -EINVAL);
	CHECK_EQ(renameat2_("a/", "dir", EXCHANGE), -ENOTDIR);
	CHECK_EQ(renameat2_("dir", "a/", EXCHANGE), -ENOTDIR);
	CHECK_EQ(renameat2_("a", "dir/", EXCHANGE), 0);
}

TEST(flags, "both flags at once, or one that does not exist: EINVAL")
{
	make("a");
	make("b");
	CHECK_EQ(renameat2_("a", "b", NOREPLACE | EXCHANGE), -EINVAL);
	CHECK_EQ(renameat2_("a", "b", WHITEOUT | EXCHANGE), -EINVAL);
	CHECK_EQ(renameat2_("a", "b", 8), -EINVAL);
}

TEST(other_fs, "to another file system: EXDEV")
{
	make("a");
	CHECK_ERR(rename("a", "/proc/a"), EXDEV);
	CHECK_ERR(rename("/proc/version", "a"), EXDEV);
}

static void as_user(void)
{
	CHECK_OK(setgid(1000));
	CHECK_OK(setuid(1000));
	make("st/mine");
	CHECK_ERR(rename("st/root", "st/x"), EPERM);
	CHECK_ERR(rename("st/mine", "st/root"), EPERM);
	CHECK_EQ(renameat2_("st/mine", "st/root", EXCHANGE), -EPERM);
	CHECK_OK(rename("st/mine", "st/x"));
	/* ".." of a directory is written when it moves. */
	CHECK_ERR(rename("st/dir/sub", "st/sub"), EACCES);
}

TEST(sticky, "in a sticky directory only the owner of a file may rename it")
{
	CHECK_OK(mkdir("st", 0777));
	CHECK_OK(chmod("st", 01777));
	make("st/root");
	CHECK_OK(mkdir("st/dir", 0777));
	CHECK_OK(chmod("st/dir", 0777));
	CHECK_OK(mkdir("st/dir/sub", 0755));
	survives(as_user);
}
